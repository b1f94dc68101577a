"""Lists in a real Chromium: filtered and sorted in the page, whole without that, and on paper."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from kuangxin_site.build import build_site
from tests.browsing import LOWEST_CONTRAST
from tests.registers import UNITS, Breakable, lines, make_unit

ALL = "kinds/mining-right-holder/all_subjects/"


def _codes(page: Page) -> list[str]:
    return page.locator("#rows tbody td.mono:first-of-type").all_inner_texts()


def _csv(site: Path, folder: str = ALL) -> list[dict[str, str]]:
    text = (site / folder / "list.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def _asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_filter_leaves_those_it_asks_for(site: Path, address: str, page: Page) -> None:
    page.goto(address + ALL)
    page.select_option("#refine-city", "330500")
    page.wait_for_selector("#rows caption >> text=符合条件的有")
    wanted = [row["代码"] for row in _rows_of(site) if row["行政区划"].startswith("湖州市")]
    assert _codes(page) == wanted
    assert f"符合条件的有 {len(wanted)} 个" in page.inner_text("#refined")
    assert _asked(page) == {"city": ["330500"]}


def _rows_of(site: Path) -> list[dict[str, str]]:
    return [{**row, "代码": row["统一社会信用代码"]} for row in _csv(site)]


def test_a_grade_is_filtered_and_not_yet_assessed_is_none(
    site: Path, address: str, page: Page
) -> None:
    page.goto(address + ALL)
    for value, column, said in (("B", "信用等级", "B"), ("-", "等级名称", "尚未评价")):
        page.select_option("#refine-grade", value)
        wanted = [row["代码"] for row in _rows_of(site) if row[column] == said]
        assert wanted
        page.wait_for_function(
            "n => document.querySelectorAll('#rows tbody tr').length === n", arg=len(wanted)
        )
        assert _codes(page) == wanted


def test_rows_are_sorted_by_grade_the_worst_first(site: Path, address: str, page: Page) -> None:
    page.goto(address + ALL + "?sort=-grade")
    page.wait_for_selector("#rows caption >> text=符合条件的有")
    grades = page.locator("#rows .grade-letter").all_inner_texts()
    assert grades == sorted(grades, reverse=True)
    assert page.get_attribute("#rows thead th:nth-child(4)", "aria-sort") == "descending"
    assert page.locator("#rows tbody tr").last.inner_text().count("尚未评价") == 1


def test_rows_made_in_the_page_are_those_that_came_with_it(address: str, page: Page) -> None:
    for path in (
        ALL,
        "lists/serious/",
        "lists/honour/",
        "kinds/expert/all_subjects/",
        "kinds/mining-right-holder/ending_licences/",
    ):
        page.goto(address + path)
        came = page.inner_html("#rows tbody")
        page.select_option("#refine-sort", "name")
        page.wait_for_selector("#rows caption >> text=符合条件的有")
        made = page.inner_html("#rows tbody")
        assert sorted(_trs(made, page)) == sorted(_trs(came, page)), path


def _trs(html: str, page: Page) -> list[str]:
    plain = re.sub(r"\.\./", "", html.replace(' class=""', ""))
    rows: list[str] = page.evaluate(
        """html => {
            const body = document.createElement("tbody");
            body.innerHTML = html;
            for (const cell of body.querySelectorAll("[class]")) {
              if (cell.className === "grade grade-") cell.className = "grade";
            }
            return [...body.rows].map((row) => [...row.cells].map((cell) =>
              [cell.tagName, cell.className, cell.dataset.label ?? "", cell.scope ?? "", cell.innerHTML.trim()].join("|")).join("\\n"));
        }""",
        plain,
    )
    return rows


def test_what_is_chosen_can_be_shared_and_gone_back_from(address: str, page: Page) -> None:
    page.goto(address + ALL)
    came = _codes(page)
    page.select_option("#refine-city", "330500")
    page.wait_for_selector("#rows caption >> text=符合条件的有")
    shared, chosen = page.url, _codes(page)
    page.go_back()
    page.wait_for_selector("#rows caption >> text=/^共/")
    assert _codes(page) == came
    page.goto("about:blank")
    page.goto(shared)
    page.wait_for_selector("#rows caption >> text=符合条件的有")
    assert _codes(page) == chosen
    assert page.input_value("#refine-city") == "330500"


def test_a_list_is_narrowed_by_the_keyboard_alone(address: str, page: Page) -> None:
    page.goto(address + ALL)
    page.wait_for_selector("#refine-q")  # the form is shown once it works
    page.focus("#refine-q")
    page.keyboard.type("长兴")
    page.wait_for_selector("#rows caption >> text=符合条件的有")
    assert all("长兴" in text for text in page.locator("#rows tbody th").all_inner_texts())
    while page.evaluate("document.activeElement.type") != "reset":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rows caption >> text=/^共/")
    assert page.evaluate("document.activeElement.id") == "refine-q"
    assert _asked(page) == {}


def test_nothing_found_is_said(address: str, page: Page) -> None:
    page.goto(address + "lists/serious/?q=磐石")
    page.wait_for_selector("#refined-none")
    said = page.inner_text("#refined-none")
    for text in (
        "在“严重失信主体名单（黑名单）”中没有找到",
        "版本 2016-01-25-",
        "截至 2016-01-25",
        "移出以后不再公示",
    ):
        assert text in said
    assert page.is_hidden("#rows")
    assert page.inner_text("#refined") in said
    page.click("#refined-none a")
    assert page.url.startswith(address + "search/")
    assert _asked(page) == {"q": ["磐石"]}


def test_a_list_comes_back_after_nothing_was_found(address: str, page: Page) -> None:
    page.goto(address + ALL + "?q=没有这个名称")
    page.wait_for_selector("#refined-none")
    page.click("#refine button[type=reset]")
    page.wait_for_selector("#rows caption >> text=/^共/")
    assert page.is_hidden("#refined-none")


@pytest.mark.parametrize(
    "path",
    ["kinds/qualified-unit/330100/", "kinds/mining-right-holder/all_subjects/", "lists/serious/"],
)
def test_on_a_phone_nothing_but_a_line_stands_between_the_files_and_the_first_name(
    browser: Browser, address: str, path: str
) -> None:
    with browser.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(address + path)
        page.wait_for_selector("#refining summary")
        assert page.is_hidden("#refine")
        top = page.locator(".list-files").bounding_box()
        first = page.locator("#rows tbody a").first.bounding_box()
        assert top is not None
        assert first is not None
        assert first["y"] - top["y"] - top["height"] < 160
        page.click("#refining summary")
        page.fill("#refine-q", "矿")
        page.goto(address + path + "?sort=name")
        page.wait_for_selector("#refine")


def test_fields_of_a_filter_stand_in_one_line_and_show_their_longest_choice(
    address: str, page: Page
) -> None:
    page.goto(address + "kinds/qualified-unit/330200/")
    page.wait_for_selector("#refine")
    heights = page.evaluate(
        """() => [...document.querySelectorAll("#refine label")].map((one) =>
          Math.round(one.getBoundingClientRect().top))"""
    )
    assert len({*heights}) == 1
    places = page.locator("#refine-division option").all_inner_texts()
    assert "江东区（今鄞州区）" in places


def test_a_licence_that_ends_stands_beside_its_label_on_a_phone(
    browser: Browser, address: str
) -> None:
    with browser.new_context(viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        page.goto(address + "kinds/mining-right-holder/ending_licences/")
        numbers = page.locator("td[data-label=即将到期的证照] .mono")
        assert numbers.count()
        for box in (one.bounding_box() for one in numbers.all()):
            assert box is not None
            assert box["x"] > 120
            assert box["height"] < 56


def test_nothing_is_fetched_before_something_is_chosen(address: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + ALL)
    page.wait_for_selector("#refine:not([hidden])")
    assert not [one for one in asked if one.endswith("list.json")]


def test_a_list_that_cannot_be_read_stays_as_it_came(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/list.json", lambda route: route.abort())
        page.goto(address + ALL)
        came = _codes(page)
        page.select_option("#refine-grade", "B")
        page.wait_for_selector("#rows caption >> text=没有读到数据")
        assert _codes(page) == came
        page.unroute("**/list.json")
        page.select_option("#refine-grade", "A")
        page.wait_for_selector("#rows caption >> text=符合条件的有")


def test_without_scripts_a_list_is_whole_and_offers_no_filters(
    site: Path, address: str, page_without_scripts: Page
) -> None:
    page_without_scripts.goto(address + ALL)
    assert page_without_scripts.is_hidden("#refine")
    assert _codes(page_without_scripts) == [row["代码"] for row in _rows_of(site)]


def test_the_pages_of_what_was_found_are_gone_through(browser: Browser, small: Breakable) -> None:
    import threading

    from kuangxin_site.preview import open_server

    small.remove("assessments")
    units = sorted((make_unit(n) for n in range(1, 131)), key=lambda unit: str(unit["code"]))
    small.put(UNITS, lines(*units))
    build_site(small.folder, small.output, jobs=1)
    with open_server(small.output) as server, browser.new_context() as context:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/kinds/qualified-unit/all_subjects/2/")
        assert len(_codes(page)) == 30
        page.select_option("#refine-sort", "name")
        page.wait_for_selector("#refined-pages")
        first = _codes(page)
        assert len(first) == 100
        page.click("#refined-pages >> text=下一页")
        page.wait_for_function("document.querySelectorAll('#rows tbody tr').length === 30")
        assert {*first, *_codes(page)} == {unit["code"] for unit in units}
        assert _asked(page)["page"] == ["2"]
        assert page.is_hidden(".pagination:not(#refined-pages)")
        page.click("#rows tbody a >> nth=0")
        page.wait_for_selector("h1 >> text=示例")
        server.shutdown()


@pytest.mark.parametrize("name", ["honour", "serious"])
def test_a_list_is_printed_whole_on_a4_with_its_publisher_and_day(
    address: str, page: Page, name: str
) -> None:
    page.goto(address + f"lists/{name}/print/")
    page.emulate_media(media="print")
    assert page.is_hidden(".nav")
    assert page.is_hidden("text=用浏览器的打印功能")
    said = page.inner_text(".sheet")
    assert "示例省自然资源厅公布，截至 2016-01-25，版本 2016-01-25-" in said
    for head in ("认定依据", "认定机关", "决定文书号", "列入日期"):
        assert head in said
    assert page.evaluate("getComputedStyle(document.body).page") == "sheet"
    pdf = page.pdf(prefer_css_page_size=True).decode("latin-1")
    boxes = {tuple(map(float, box.split())) for box in re.findall(r"/MediaBox\s*\[([^]]+)\]", pdf)}
    assert {(round(box[2]), round(box[3])) for box in boxes} == {(842, 595)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["kinds/mining-right-holder/", ALL, "lists/serious/"])
def test_text_of_lists_stands_out_from_its_ground(
    address: str, page: Page, scheme: str, path: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address + path)
    assert page.evaluate(LOWEST_CONTRAST) >= 4.5
