"""A real Chromium, as a person would use it: type a name, press Enter, read the grade.

Every test fails on a message in the console, on a request to another host, and on any answer but
200 that it does not expect itself: see tests/browsing.py.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from kuangxin_site.build import build_site
from kuangxin_site.preview import open_server
from tests.browsing import LOWEST_CONTRAST
from tests.registers import CONTENT, PUBLIC, Breakable, state_address

#: The demonstration's subjects, by what is to be seen of them.
GRADED = "91330109DEM0000301"
TWO_KINDS = "91330103DEM000006R"

#: One page of each template.
PAGES = [
    "",
    "search/",
    f"subjects/{GRADED}/",
    f"subjects/{TWO_KINDS}/",
    "kinds/expert/",
    "kinds/mining-right-holder/",
    "kinds/mining-right-holder/all_subjects/",
    "kinds/mining-right-holder/ending_licences/",
    "kinds/expert/grade_A/",
    "lists/serious/print/",
    "kinds/mining-right-holder/330500/",
    "kinds/mining-right-holder/330522/",
    "lists/honour/",
    "lists/abnormal/",
    "lists/serious/",
    "standards/",
    "standards/mining-right-holder-2015/",
    "statistics/",
    "statistics/mining-right-holder/",
    "statistics/330500/",
    "statistics/2015/",
    "notices/",
    "notices/2015q3/",
    "notices/2015q4/",
    "changes/",
    "grades/",
    "list-rules/",
    "who/",
    "sources/",
    "using-data/",
    "accessibility/",
    "about/",
    "feedback/",
    "data/",
    "404.html",
]


def _answer(page: Page) -> str:
    page.wait_for_selector("#answer p")
    return page.inner_text("#answer")


def test_a_typed_name_leads_to_the_grade(address: str, page: Page) -> None:
    page.goto(address)
    page.fill("#q", "长兴坤元六矿业")
    page.keyboard.press("Enter")
    page.click("#answer a")
    assert "示例长兴坤元六矿业有限公司" in page.inner_text("h1")
    assert "2015 年第四季度信用等级" in page.inner_text(".sentence")
    assert page.inner_text(".sentence .grade-letter") in {"A", "B", "C", "D"}


def test_the_look_up_box_of_every_page_leads_to_the_answer(address: str, page: Page) -> None:
    page.goto(address + f"subjects/{GRADED}/")
    page.fill("#header-q", "长兴")
    page.keyboard.press("Enter")
    assert "个主体符合，请选择：" in _answer(page)
    assert page.input_value("#q") == "长兴"


def test_enter_moves_to_the_first_hit(address: str, page: Page) -> None:
    page.goto(address + "search/")
    page.fill("#q", "长兴坤元六矿业")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer li:first-child a:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sentence")


def test_a_query_can_be_shared_by_its_address(address: str, page: Page) -> None:
    page.goto(address + "search/")
    page.fill("#q", "长兴坤元六矿业")
    page.keyboard.press("Enter")
    first = _answer(page)
    shared = page.url
    assert unquote(urlsplit(shared).query) == "q=长兴坤元六矿业"
    page.goto("about:blank")
    page.goto(shared)
    assert _answer(page) == first


def test_one_is_answered_as_found(address: str, page: Page) -> None:
    page.goto(address + f"search/?q={GRADED}")
    said = _answer(page)
    assert said.startswith("找到了：")
    assert "代码相符" in said
    assert page.locator("#answer a").count() == 1


def test_several_are_answered_as_a_choice(address: str, page: Page) -> None:
    page.goto(address + "search/?q=长兴")
    assert re.search("有 (\\d+) 个主体符合，请选择：", _answer(page))
    assert page.locator("#answer .hits a").count() > 1


def test_similar_names_are_not_answered_as_found(address: str, page: Page) -> None:
    page.goto(address + "search/?q=示例长兴坤元七矿业有限公司")
    assert "没有符合的主体；下面的名称相近，请核对：" in _answer(page)
    assert page.locator("#answer a").count() >= 1


def test_what_is_not_listed_is_said_exactly(address: str, page: Page) -> None:
    page.goto(address + "search/?q=没有这家公司")
    said = _answer(page)
    assert "没有找到" in said
    assert "2016-01-25" in said
    assert "采矿权人" in said
    assert "不表示没有失信记录" in said


def test_a_former_name_is_found_and_shown_as_such(address: str, page: Page) -> None:
    page.goto(address + "search/?q=示例旧磐石丙")
    said = _answer(page)
    assert "曾用名：示例旧磐石丙（下城）建材有限公司" in said


def test_one_character_is_too_short(address: str, page: Page) -> None:
    page.goto(address + "search/?q=矿")
    assert "请输入两个字以上" in _answer(page)


def test_markup_in_a_query_is_shown_as_text(address: str, page: Page) -> None:
    page.goto(address + "search/?q=<img src=x onerror=alert(1)>")
    assert "没有找到" in _answer(page)
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("broken", ["**/lookup/start.bin", "**/lookup/b/*.bin"])
@pytest.mark.parametrize("how", ["damaged", "cut off", "missing", "unreachable"])
def test_a_look_up_that_fails_is_never_answered_as_none(
    browser: Browser, address: str, broken: str, how: str
) -> None:
    def spoil(route: Route) -> None:
        if how == "missing":
            route.fulfill(status=404, body="")
        elif how == "unreachable":
            route.abort()
        else:
            body = route.fetch().body()
            whole = how == "damaged"
            route.fulfill(
                body=body[:-1] + bytes([body[-1] ^ 1]) if whole else body[: len(body) // 2]
            )

    with browser.new_context() as context:
        page = context.new_page()
        page.route(broken, spoil)
        page.goto(address + "search/?q=没有这家公司")
        said = _answer(page)
        assert "查询没有完成：读取数据失败" in said
        assert "没有找到" not in said


def test_after_a_failure_the_next_query_is_answered(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/lookup/start.bin", lambda route: route.abort())
        page.goto(address + "search/?q=长兴")
        assert "查询没有完成" in _answer(page)
        page.unroute("**/lookup/start.bin")
        page.fill("#q", "长兴")
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer .hits a")


def test_without_scripts_the_search_page_leads_to_the_lists(
    address: str, page_without_scripts: Page
) -> None:
    page = page_without_scripts
    page.goto(address + "search/?q=长兴")
    assert "这里没有运行脚本，请按下面的列表查找。" in page.inner_text("main")
    page.click("#places ~ ul a >> text=湖州市")
    page.click("main >> text=湖州市")
    page.click("main >> text=长兴县")
    page.click("main >> text=示例长兴")
    assert "信用等级" in page.inner_text("main")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_quiet_and_fits_a_narrow_screen(address: str, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").count() == 1
    assert page.title()


@pytest.mark.parametrize("path", PAGES)
def test_no_table_runs_out_of_a_narrow_screen(address: str, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + path)
    assert (
        page.evaluate(
            "[...document.querySelectorAll('.table')].filter(t => t.scrollWidth > t.clientWidth).length"
        )
        == 0
    )


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_style_or_a_script_of_its_own(site: Path, path: str) -> None:
    html = (site / (path if path.endswith(".html") else path + "index.html")).read_text("utf-8")
    assert "<style" not in html
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_to_a_page(site: Path, address: str, path: str) -> None:
    file = site / (path if path.endswith(".html") else path + "index.html")
    for found in re.findall(r'(?:href|src|action)="([^"#?]+)', file.read_text("utf-8")):
        target = found.replace(PUBLIC, "/") if found == f"{PUBLIC}{path}" else found  # canonical
        where = site / target.lstrip("/") if target.startswith("/") else file.parent / target
        if target.endswith("/"):
            where /= "index.html"
        assert where.is_file(), target


def test_the_page_for_a_wrong_address_answers_a_query(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "kinds/expert/999999/7/nothing")
        assert page.inner_text("h1") == "没有这个页面"
        page.fill("#header-q", GRADED)
        page.press("#header-q", "Enter")
        assert _answer(page).startswith("找到了：")
        assert page.url == f"{address}search/?q={GRADED}"


def test_without_a_public_address_the_wrong_page_leads_home_from_any_depth(
    browser: Browser, small: Breakable
) -> None:
    with open_server(small.build()) as server, browser.new_context() as context:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        page = context.new_page()
        page.goto(address + "kinds/expert/999999/7/nothing")
        for _ in range(5):
            if "查询" in page.inner_text("body"):
                break
            assert page.inner_text("h1") == "没有这个页面"
            depth = page.url.count("/")
            up = page.url.endswith("/")
            step = "到上一级" if up else "到这一级"
            page.click(f"text={step}")
            assert page.url.count("/") == depth - up
        assert page.url == address + "kinds/expert/"
        server.shutdown()


def test_with_a_public_address_the_wrong_page_links_absolutely(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    state_address(content, "https://register.example/credit/")
    build_site(content, tmp_path / "site")
    html = (tmp_path / "site" / "404.html").read_text("utf-8")
    targets = re.findall(r'(?:href|src|action)="([^"]+)"', html)
    assert len(targets) > 10
    assert [one for one in targets if not one.startswith(("/credit/", "#"))] == []


def test_print_leaves_out_what_cannot_be_clicked(address: str, page: Page) -> None:
    page.goto(address + f"subjects/{GRADED}/")
    page.emulate_media(media="print")
    assert page.is_hidden(".nav")
    assert page.is_hidden(".header-search")
    assert page.is_visible(".sentence")
    assert page.is_visible(".footer >> text=公布版本")


def test_the_sums_of_older_periods_unfold_in_print(address: str, page: Page) -> None:
    page.goto(address + f"subjects/{GRADED}/")
    table = page.locator("details.older table").first
    assert table.is_hidden()
    page.emulate_media(media="print")
    assert table.is_visible()
    assert page.locator("details.older").count() == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(address: str, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address + f"subjects/{GRADED}/")
    assert page.evaluate(LOWEST_CONTRAST) >= 4.5


def test_the_samples_of_the_data_page_run(site: Path, address: str, page: Page) -> None:
    page.goto(address + "data/")
    samples = page.locator("pre.sample").all_inner_texts()
    said = [
        subprocess.run(
            [sys.executable, "-c", sample], cwd=site, capture_output=True, text=True, check=True
        ).stdout
        for sample in samples
    ]
    assert len(said) == 3
    assert "ok downloads/subjects.jsonl" in said[0]
    assert "DAMAGED" not in said[0]
    assert GRADED in said[1]
    assert "示例名单〔2015〕955号" in said[2]
