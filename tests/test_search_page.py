"""The look-up page and the suggestions of every page, in a real Chromium, by the keyboard alone.

Most answers here are given by a module in the place of lookup.js, so that every kind of answer can
be seen; what lookup.js itself answers is tested in test_browser.py and test_lookup.py.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from kuangxin_site.build import build_site
from kuangxin_site.preview import open_server
from tests.browsing import LOWEST_CONTRAST, watch
from tests.registers import Breakable

GRADED = "91330109DEM0000301"
SUBJECT = f"subjects/{GRADED}/"
#: Longer than the rest that typing needs before a look-up begins.
REST = 200
HOSTILE = "<img src=x onerror=window.bad=1><script>window.bad=1</script>\u202e&amp;"

_MODULE = """
const answers = {answers};
globalThis.asked = [];
export const createLookup = () => ({{
  async search(text, options) {{
    globalThis.asked.push({{ text, ...options }});
    const given = answers[text] ?? answers[""];
    if (given.error) throw Object.assign(new Error("no"), {{ name: given.error }});
    return given;
  }},
}});
"""


def _hit(**fields: Any) -> dict[str, Any]:
    return {
        "code": GRADED,
        "name": "示例矿业有限公司",
        "score": 1,
        "match": "part",
        "former": "",
        "other": "",
        "places": [],
        "slips": 0,
        "standings": [],
        **fields,
    }


def _result(answer: str, *hits: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "answer": answer,
        "hits": list(hits),
        "total": len(hits),
        "complete": True,
        "check": "",
        "offline": False,
        **fields,
    }


def _answer_with(page: Page, result: dict[str, Any], **others: dict[str, Any]) -> None:
    """Answer every question with ``result``, and the texts named in ``others`` with theirs."""
    body = _MODULE.format(answers=json.dumps({"": result, **others}))
    page.route(
        "**/theme/js/lookup.js?v=*",
        lambda route: route.fulfill(body=body, content_type="text/javascript"),
    )


def _asked(page: Page) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = page.evaluate("globalThis.asked")
    return asked


def _shown(page: Page, address: str, result: dict[str, Any], query: str = "q=示例") -> str:
    """Return the text of the answer that the page makes of a result."""
    _answer_with(page, result)
    page.goto(f"{address}search/?{query}")
    page.wait_for_selector("#answer p")
    return page.inner_text("#answer")


# From the home page to a grade


def test_the_keyboard_alone_leads_from_home_to_a_grade(address: str, page: Page) -> None:
    page.goto(address)
    while page.evaluate("document.activeElement.id") != "q":
        page.keyboard.press("Tab")
    page.keyboard.insert_text("长兴坤元六")
    page.wait_for_selector(".suggestions li:only-child >> text=坤元六")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sentence .grade-letter")
    assert "示例长兴坤元六矿业有限公司" in page.inner_text("h1")


def test_the_keyboard_alone_goes_through_the_hits_and_back(address: str, page: Page) -> None:
    page.goto(address + "search/?q=长兴")
    page.wait_for_selector(".hits a")
    page.focus("#q")
    names = page.locator(".hits a").all_inner_texts()
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown", "Home"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.textContent"))
    assert seen == [names[0], names[1], names[0], names[-1], names[-1], names[0]]
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"


def test_escape_leads_from_a_hit_to_the_field_and_then_closes_the_answer(
    address: str, page: Page
) -> None:
    page.goto(address + "search/?q=长兴")
    page.wait_for_selector(".hits a")
    page.focus("#q")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    assert page.locator("#answer > *").count() == 0
    assert page.input_value("#q") == "长兴"


@pytest.mark.parametrize(("found", "on"), [(GRADED, GRADED), ("X", "q")])
def test_a_later_answer_leaves_one_on_the_hit_that_it_holds_too(
    address: str, page: Page, found: str, on: str
) -> None:
    later = _result("several", _hit(code="Y"), _hit(code=found))
    _answer_with(page, _result("several", _hit(), _hit(code="Z")), 示例矿业=later)
    page.clock.install()
    page.goto(address + "search/?q=示例")
    page.wait_for_selector(".hits")
    page.focus("#q")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.keyboard.type("矿业")
    page.keyboard.press("ArrowDown")
    page.clock.run_for(REST)
    page.wait_for_selector(f".hits a[href$='{found}/']")
    focused = "document.activeElement.href ?? document.activeElement.id"
    assert on in page.evaluate(focused)


def test_a_later_suggestion_leaves_the_choice_on_the_subject_that_it_holds_too(
    address: str, page: Page
) -> None:
    later = _result("several", _hit(code="Y"), _hit())
    _answer_with(page, _result("several", _hit(), _hit(code="Z")), 示例矿业=later)
    page.goto(address + SUBJECT)
    page.focus("#header-q")
    page.keyboard.type("示例")
    page.wait_for_selector(".suggestions li[data-address$='Z/']")
    page.clock.install(time=0)
    page.clock.pause_at(60_000)
    page.keyboard.type("矿业")
    page.keyboard.press("ArrowDown")
    page.clock.run_for(REST)
    page.wait_for_selector(f".suggestions [aria-selected=true][data-address$='{SUBJECT}']")
    assert page.locator(".suggestions li").nth(1).get_attribute("aria-selected") == "true"


# What the address says


def test_a_filter_is_asked_for_and_stands_in_the_address(address: str, page: Page) -> None:
    _answer_with(page, _result("one", _hit()))
    page.goto(address + "search/?q=示例")
    page.select_option("#filter-kind", "expert")
    page.select_option("#filter-division", "330500")
    page.select_option("#filter-grade", "A")
    page.wait_for_selector("#answer:not([aria-busy]) .hits")
    assert page.url.endswith("&kind=expert&division=330500&grade=A")
    below = ["330500", "330502", "330503", "330521", "330522", "330523"]
    asked = {"text": "示例", "limit": 20, "kind": "expert", "division": below, "grade": "A"}
    assert _asked(page)[-1] == asked


def test_filters_are_taken_from_the_address(address: str, page: Page) -> None:
    _answer_with(page, _result("one", _hit()))
    page.goto(address + "search/?q=示例&kind=expert&division=330500&grade=B")
    page.wait_for_selector(".hits")
    chosen = [page.input_value(f"#filter-{name}") for name in ("kind", "division", "grade")]
    assert chosen == ["expert", "330500", "B"]
    assert _asked(page)[0]["division"][0] == "330500"


def test_a_filter_that_the_page_does_not_offer_is_shown_and_asked_for(
    address: str, page: Page
) -> None:
    _answer_with(page, _result("one", _hit()))
    page.goto(address + "search/?q=示例&division=330522")
    page.wait_for_selector(".hits")
    assert page.input_value("#filter-division") == "330522"
    assert _asked(page)[0]["division"] == ["330522"]


def test_what_is_typed_stands_in_the_address(address: str, page: Page) -> None:
    page.goto(address + "search/")
    page.keyboard.type("长兴")
    page.wait_for_selector(".hits")
    assert unquote(page.url).endswith("search/?q=长兴")


def test_going_back_shows_what_was_asked_before(address: str, page: Page) -> None:
    page.goto(address + "search/?q=长兴")
    page.wait_for_selector(".hits")
    before = page.inner_text("#answer")
    page.fill("#q", "没有这家公司")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer >> text=没有找到")
    page.go_back()
    page.wait_for_selector(".hits")
    assert page.input_value("#q") == "长兴"
    assert page.inner_text("#answer") == before
    page.go_forward()
    page.wait_for_selector("#answer >> text=没有找到")


def test_going_back_takes_a_filter_off(address: str, page: Page) -> None:
    _answer_with(page, _result("one", _hit()))
    page.goto(address + "search/?q=示例")
    page.select_option("#filter-kind", "expert")
    page.go_back()
    page.wait_for_function("document.getElementById('filter-kind').value === ''")
    page.wait_for_function("globalThis.asked.length === 3")
    assert "kind" not in _asked(page)[-1]


def test_typing_fills_one_entry_of_the_history(address: str, page: Page) -> None:
    _answer_with(page, _result("one", _hit()))
    page.clock.install()
    page.goto(address + "search/?q=示例")
    before = page.evaluate("history.length")
    page.focus("#q")
    for letter in "矿业公司":
        page.keyboard.type(letter)
        page.clock.run_for(REST)
    assert len(_asked(page)) == 5
    assert page.evaluate("history.length") == before + 1


def test_nothing_that_was_asked_is_kept(address: str, page: Page) -> None:
    page.goto(address + "search/?q=长兴")
    page.wait_for_selector(".hits")
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(kept) == [0, 0, ""]


# When it asks


def test_it_asks_when_typing_has_rested(address: str, page: Page) -> None:
    _answer_with(page, _result("one", _hit()))
    page.clock.install(time=0)
    page.goto(address + "search/")
    page.clock.pause_at(60_000)
    page.keyboard.type("示例")
    page.clock.run_for(149)
    assert _asked(page) == []
    page.clock.run_for(1)
    assert [one["text"] for one in _asked(page)] == ["示例"]


def test_letters_of_an_input_method_are_not_asked_for(address: str, page: Page) -> None:
    _answer_with(page, _result("one", _hit()))
    page.clock.install()
    page.goto(address + "search/")
    page.focus("#q")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "chang'xing", "selectionStart": 10, "selectionEnd": 10}
    )
    page.clock.run_for(REST)
    assert page.input_value("#q") == "chang'xing"
    assert _asked(page) == []
    keyboard.send("Input.insertText", {"text": "长兴"})
    page.clock.run_for(REST)
    assert [one["text"] for one in _asked(page)] == ["长兴"]


def test_a_cancelled_question_changes_nothing(address: str, page: Page) -> None:
    _answer_with(page, _result("one", _hit()), 取消={"error": "AbortError"})
    page.goto(address + "search/?q=示例")
    page.wait_for_selector(".hits")
    before = page.inner_text("#answer")
    page.fill("#q", "取消")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer:not([aria-busy])")
    assert page.inner_text("#answer") == before


# What it says


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"match": "exact"}, "名称相同"),
        ({"match": "part"}, "名称包含"),
        ({"match": "code"}, "代码相符"),
        ({"match": "code", "slips": 1}, "代码差一个字符"),
        ({"match": "former", "former": "示例旧矿业"}, "曾用名：示例旧矿业"),
        ({"match": "part", "other": "Example Mining"}, "其他名称：Example Mining"),
        ({"match": "variant"}, "写法不同（繁简、括号、数字、公司形式）"),
        ({"match": "place"}, "只差省、市、县等字"),
        ({"match": "code", "slips": 2}, "代码差 2 个字符"),
        ({"match": "pinyin", "places": [[0, 2]]}, "拼音相同"),
        ({"match": "pinyin"}, "拼音首字母相同"),
        ({"match": "pinyin", "slips": 2}, "拼音相同"),
        ({"match": "close", "slips": 1}, "差一个字"),
        ({"match": "close", "slips": 2}, "差 2 个字"),
        ({"match": "close"}, "名称相近"),
        ({"match": "close", "slips": 1, "former": "示例旧矿"}, "曾用名：示例旧矿 · 差一个字"),
        ({"match": "pinyin", "former": "示例旧矿"}, "曾用名：示例旧矿 · 拼音首字母相同"),
        (
            {"match": "pinyin", "former": "示例旧矿", "places": [[0, 2]]},
            "曾用名：示例旧矿 · 拼音相同",
        ),
    ],
)
def test_a_hit_says_why_it_matched(
    address: str, page: Page, fields: dict[str, Any], said: str
) -> None:
    _shown(page, address, _result("several", _hit(**fields), _hit()))
    assert page.inner_text(".hits > li:first-child .why") == f"{GRADED} · {said}"


@pytest.mark.parametrize(
    ("fields", "marks"),
    [
        ({"name": "示例𠮷矿", "places": [[2, 3]]}, ["a", "𠮷"]),
        ({"name": "示例矿业", "places": [[2, 3], [0, 1]]}, ["a", "示", "矿"]),
        ({"name": "示例矿业", "places": [[3, 9]]}, ["a", "业"]),
        ({"match": "code", "places": [[0, 4]]}, ["mono", "9133"]),
        ({"match": "former", "former": "示例旧矿", "places": [[2, 3]]}, ["reason", "旧"]),
        ({"match": "part", "other": "Old Mine", "places": [[0, 3]]}, ["reason", "Old"]),
    ],
)
def test_what_matched_is_marked_where_it_stands(
    address: str, page: Page, fields: dict[str, Any], marks: list[str]
) -> None:
    _shown(page, address, _result("several", _hit(**fields)))
    parent, *texts = marks
    where = ".hits a" if parent == "a" else f".hits .{parent}"
    assert page.locator(".hits mark").all_inner_texts() == texts
    assert page.locator(f"{where} mark").all_inner_texts() == texts


def test_a_hit_says_its_grade_in_every_kind_in_words(address: str, page: Page) -> None:
    standings = [
        {"kind": "mining-right-holder", "division": "330522", "grade": "D"},
        {"kind": "qualified-unit", "division": "330522", "grade": None},
        {"kind": "unheard-of", "division": None, "grade": None},
    ]
    _shown(page, address, _result("one", _hit(standings=standings)))
    said = page.locator(".standings li").all_inner_texts()
    assert said == ["采矿权人：D 严重失信", "资质（资格）单位：尚未评价", "unheard-of"]
    assert page.locator(".standings .grade-3 .grade-letter").count() == 1


LEFT = {"kind": "expert", "division": "330108", "grade": "A", "left": "2015-10-08", "lists": []}
LISTED = {
    "kind": "mining-right-holder",
    "division": "330108",
    "grade": "D",
    "left": None,
    "lists": [{"list": "serious", "until": "2018-06-30"}, {"list": "abnormal", "until": None}],
}


def test_who_has_left_is_said_to_and_shown_without_a_grade(address: str, page: Page) -> None:
    _shown(page, address, _result("one", _hit(standings=[LEFT])))
    assert page.locator(".standings li").all_inner_texts() == ["专家：已退出 2015-10-08"]
    assert page.locator(".standings .grade").count() == 0


def test_a_hit_says_on_which_lists_it_stands(address: str, page: Page) -> None:
    _shown(page, address, _result("one", _hit(standings=[LISTED])))
    said = "采矿权人：D 严重失信 · 在列：严重失信主体名单（黑名单） · 在列：异常名录"
    assert page.locator(".standings li").all_inner_texts() == [said]


@pytest.mark.parametrize(("day", "names"), [("2018-06-30", True), ("2018-07-01", False)])
def test_a_list_is_named_until_its_last_day(
    browser: Browser, small: Breakable, day: str, names: bool
) -> None:
    small.change("register.yaml", 'as_of: "2016-01-25"\n', "")
    build_site(small.folder, small.output, as_of=date(2016, 1, 25), jobs=1)
    with open_server(small.output) as server, browser.new_context() as context:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = context.new_page()
        page.clock.set_fixed_time(f"{day}T08:00:00")
        listed = {**LISTED, "kind": "qualified-unit"}
        _answer_with(page, _result("one", _hit(standings=[listed])))
        address = f"http://127.0.0.1:{server.server_port}/"
        page.goto(f"{address}search/?q=示例")
        page.wait_for_selector(".hits")
        said = page.inner_text(".standings li")
        assert ("严重失信主体名单" in said) == names
        assert "在列：abnormal" in said
        assert page.is_visible("#expired") != names
        page.goto(f"{address}kinds/qualified-unit/")
        page.fill("#header-q", "示例")
        page.wait_for_selector(".suggestions .warnings")
        assert ("严重失信主体名单" in page.inner_text(".warnings")) == names
        server.shutdown()


def test_a_suggestion_says_who_has_left_and_who_stands_on_a_list(address: str, page: Page) -> None:
    both = [LEFT, {**LISTED, "left": "2015-12-15"}]
    hits = [_hit(standings=both), _hit(code="X", standings=[LEFT, {**LISTED, "lists": []}])]
    _answer_with(page, _result("several", *hits, _hit(code="Y", standings=[LISTED])))
    page.goto(address + SUBJECT)
    page.fill("#header-q", "示例")
    page.wait_for_selector(".suggestions .warnings")
    lists = "在列：严重失信主体名单（黑名单） · 在列：异常名录"
    said = page.locator(".suggestions .warnings").all_inner_texts()
    assert said == [f"已退出 2015-12-15 · {lists}", lists]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("示例王六九", ["已退出 2015-10-08"]),
        ("海曙远山利", ["已退出 2015-12-15"]),
        ("缙云博远四", ["D 严重失信", "在列：严重失信主体名单（黑名单）"]),
        ("西湖泰安四", ["B 一般", "在列：异常名录"]),
    ],
)
def test_the_release_carries_who_has_left_and_who_is_listed(
    address: str, page: Page, query: str, said: list[str]
) -> None:
    page.goto(address + f"search/?q={query}")
    page.wait_for_selector(".standings")
    shown = page.inner_text(".standings")
    assert [one for one in said if one not in shown] == []


NONE = "未列入本登记簿，不表示没有失信记录。"


@pytest.mark.parametrize(
    ("result", "said", "not_said"),
    [
        (_result("one", _hit()), ["找到了：", "按回车键或点名称打开。"], ["没有"]),
        (_result("several", _hit(), _hit()), ["有 2 个主体符合，请选择："], ["没有", "多写"]),
        (
            _result("several", _hit(), total=9),
            ["有 9 个主体符合", "显示了前 1 个，共 9 个；多写几个字", "再显示一些"],
            ["没有"],
        ),
        (
            _result("several", _hit(), total=9, complete=False),
            ["至少有 9 个主体符合", "显示了前 1 个，至少有 9 个；多写", "再显示一些"],
            ["没有"],
        ),
        (
            _result("several", _hit(), complete=False),
            ["有一个主体符合，请核对", "可能还有没有列出的；多写几个字"],
            ["没有找到", "请选择", "再显示"],
        ),
        (_result("similar", _hit()), ["没有符合的主体；", "请核对名称和代码", NONE], ["找到了"]),
        (_result("none"), ["没有找到。", "截至 2016-01-25", NONE, "核对写法"], []),
        (_result("none", complete=False), ["没有查全"], [NONE]),
        (_result("one", _hit(), check="other-name"), ["不是同一个主体"], ["找到了"]),
        (
            _result("similar", _hit(), check="wrong-code"),
            ["没有收录与它", "名称相近"],
            ["已收录的代码"],
        ),
        (
            _result("similar", _hit(match="code", slips=1), check="wrong-code"),
            ["校验位不对", "已收录的代码："],
            ["没有收录"],
        ),
        (_result("several", _hit(), check="no-code"), ["没有收录这个代码", "有一个主体"], []),
        (_result("none", check="no-code"), ["没有收录这个代码", NONE], []),
        (_result("none", check="wrong-code"), ["校验位不对", "没有收录", NONE], []),
        (
            _result("none", check="code-length", excess=-1, complete=False),
            ["不是有效的代码：应有 18 位，少了 1 位。", "请核对代码"],
            [NONE, "没有查全"],
        ),
        (
            _result("similar", _hit(match="code", slips=2), check="code-length", excess=2),
            ["多了 2 位。", "最接近的、已收录的代码：", "请核对代码"],
            [NONE, "名称相近"],
        ),
        (
            _result("several", _hit(), check="code-length", excess=1),
            ["多了 1 位。", "有一个主体符合"],
            [NONE],
        ),
        (_result("several", _hit(), offline=True), ["读不到数据；", "可能不全"], ["没有找到"]),
        (_result("none", offline=True), ["查询没有完成"], ["没有找到"]),
        ({"error": "Error"}, ["查询没有完成", "按列表查找："], ["没有找到"]),
        ({"error": "TimeoutError"}, ["查询没有完成"], ["没有找到"]),
    ],
)
def test_each_answer_says_what_is_true_and_what_to_do_next(
    address: str, page: Page, result: dict[str, Any], said: list[str], not_said: list[str]
) -> None:
    shown = _shown(page, address, result)
    assert [one for one in said if one not in shown] == []
    assert [one for one in not_said if one in shown] == []


def test_not_found_within_a_filter_is_not_told_as_not_listed(address: str, page: Page) -> None:
    shown = _shown(page, address, _result("none"), "q=示例&kind=expert")
    assert "在所选的条件内没有找到" in shown
    assert NONE not in shown
    page.click("text=去掉条件再查")
    page.wait_for_selector(f"#answer >> text={NONE}")
    assert "kind=" not in page.url


# More than the first twenty


def _names(page: Page) -> int:
    return page.locator(".hits a").count()


def test_more_hits_are_shown_by_the_keyboard_and_stand_in_the_address(
    address: str, page: Page
) -> None:
    page.goto(address + "search/?q=勘查")
    page.wait_for_selector("#answer >> text=再显示一些")
    assert _names(page) == 20
    total = re.search("有 (\\d+) 个主体符合", page.inner_text("#answer"))
    assert total and int(total[1]) > 40
    page.focus("#answer button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits li:nth-child(21) a:focus")
    assert _names(page) == 40
    assert page.url.endswith("&shown=40")
    page.reload()
    page.wait_for_selector(".hits")
    assert _names(page) == 40
    page.go_back()
    page.wait_for_selector(".hits li:nth-child(20):last-child")
    assert "shown" not in page.url


def test_all_hits_can_be_shown_and_then_nothing_more_is_offered(address: str, page: Page) -> None:
    page.goto(address + "search/?q=勘查&shown=1000")
    page.wait_for_selector(".hits")
    said = page.inner_text("#answer")
    total = re.search("有 (\\d+) 个主体符合", said)
    assert total and _names(page) == int(total[1])
    assert "多写几个字" not in said
    assert page.locator("#answer button").count() == 0


def test_a_new_question_begins_with_the_first_hits(address: str, page: Page) -> None:
    page.goto(address + "search/?q=勘查&shown=40")
    page.wait_for_selector(".hits")
    page.fill("#q", "矿业")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer:not([aria-busy]) .hits mark >> text=矿业")
    assert _names(page) == 20
    assert "shown" not in page.url


@pytest.mark.parametrize("shown", ["", "-5", "x", "1e9", "99999999"])
def test_an_odd_number_of_hits_in_the_address_does_no_harm(
    address: str, page: Page, shown: str
) -> None:
    page.goto(address + f"search/?q=长兴&shown={shown}")
    page.wait_for_selector(".hits")


# Places, and filters without words


def _lists(page: Page, where: str) -> list[tuple[str, str]]:
    page.wait_for_selector(f"{where} li")
    links = page.locator(f"{where} li")
    return [
        (
            " ".join(one.inner_text().split()),
            urlsplit(one.locator("a").get_attribute("href") or "").path,
        )
        for one in links.all()
    ]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("湖州", "湖州市", "330500"),
        ("湖州市", "湖州市", "330500"),
        ("长兴县", "湖州市长兴县", "330522"),
        ("湖州市 长兴县", "湖州市长兴县", "330522"),
        ("江东区", "宁波市江东区（今鄞州区）", "330204"),
    ],
)
def test_the_name_of_a_place_leads_to_its_lists(
    address: str, site: Path, page: Page, text: str, place: str, code: str
) -> None:
    page.goto(address + f"search/?q={text}")
    lists = _lists(page, ".place")
    assert page.inner_text(".place p") == f"{place}的全部主体："
    whole = urlsplit(page.locator(".place p a").get_attribute("href") or "").path
    assert whole.endswith(f"/divisions/{code}/")
    assert (site / whole.lstrip("/") / "index.html").is_file()
    for _, path in lists:
        assert (site / path.lstrip("/") / "index.html").is_file()
        assert path.endswith(f"/{code}/")
    kinds = ["采矿权人", "探矿权人", "资质（资格）单位", "专家"]
    assert [one for one in kinds if one in {said.split()[0] for said, _ in lists}] == [
        said.split()[0] for said, _ in lists
    ]
    assert page.locator("#answer > .notice").count() == 0  # nothing found is not said of a place
    page.click(".place li a")
    number = lists[0][0].split()[1]
    assert number in page.inner_text("caption")


@pytest.mark.parametrize("text", ["长兴坤元六", "中国", "市区", "330500"])
def test_what_is_no_place_leads_to_no_list(address: str, page: Page, text: str) -> None:
    with page.expect_response("**/search/places.json"):
        page.goto(address + f"search/?q={text}")
    page.wait_for_selector("#answer p")
    assert page.locator(".place").count() == 0


def test_an_answer_does_not_need_the_lists_by_place(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route("**/search/places.json", lambda route: route.abort())
        page.goto(address + "search/?q=湖州")
        page.wait_for_selector("#answer p")
        assert page.locator(".place").count() == 0
        assert errors == []
        page.goto(address + "search/?kind=expert")
        page.wait_for_selector("#answer >> text=查询没有完成")
        page.unroute("**/search/places.json")
        page.click("#answer >> text=再试一次")
        page.wait_for_selector("#answer .lists a:focus")


@pytest.mark.parametrize(
    ("query", "lists"),
    [
        ("kind=expert", [("专家 44", "/kinds/expert/")]),
        ("kind=expert&grade=B", [("专家 · B 一般 6", "/kinds/expert/grade_B/")]),
        (
            "kind=mining-right-holder&division=330500",
            [("采矿权人 · 湖州市 10", "/kinds/mining-right-holder/330500/")],
        ),
    ],
)
def test_filters_without_words_lead_to_the_lists_that_meet_them(
    address: str, page: Page, query: str, lists: list[tuple[str, str]]
) -> None:
    page.goto(address + f"search/?{query}")
    assert _lists(page, ".lists") == lists
    said = "没有写名称或代码；按所选的条件，有这些列表："
    assert page.inner_text(".verdict") == said
    assert page.text_content("#status") == said


def test_a_grade_alone_leads_to_the_list_of_every_kind_that_has_it(
    address: str, site: Path, page: Page
) -> None:
    page.goto(address + "search/")
    page.select_option("#filter-grade", "D")
    lists = _lists(page, ".lists")
    assert lists[0][0].startswith("采矿权人 · D 严重失信 ")
    for said, path in lists:
        caption = (site / path.lstrip("/") / "index.html").read_text("utf-8").split("<caption>")[1]
        assert f" {said.split()[-1]} " in caption.split("</caption>")[0]
    assert page.url.endswith("search/?grade=D")


def test_kind_place_and_grade_lead_to_the_list_of_just_these(address: str, page: Page) -> None:
    page.goto(address + "search/?division=330500&grade=A")
    for nth, (said, _) in enumerate(_lists(page, ".lists")):
        number = said.split()[-1]
        page.click(f".lists li:nth-child({nth + 1}) a")
        page.wait_for_selector(f"caption:has-text(' {number} ')")
        grades = page.locator("tbody .grade-letter").all_inner_texts()
        assert grades == ["A"] * int(number)
        page.go_back()


def test_filters_that_nobody_meets_are_said_to(address: str, page: Page) -> None:
    page.goto(address + "search/?kind=expert&division=339999")
    page.wait_for_selector("#answer >> text=所选的条件下没有主体")
    assert page.locator("#answer a").count() == 0


@pytest.mark.parametrize("answer", ["none", "similar"])
@pytest.mark.parametrize(
    ("text", "hinted"),
    [("长兴矿业", True), ("青峰丙勘查", True), ("长兴 矿业", False), ("91330109DEM", False)],
)
def test_two_pieces_written_as_one_are_told_of_the_space(
    address: str, page: Page, answer: str, text: str, hinted: bool
) -> None:
    hits = [_hit()] if answer == "similar" else []
    shown = _shown(page, address, _result(answer, *hits), f"q={text}")
    assert ("记得两段就写两段，中间加空格，例如 长兴 矿业" in shown) == hinted


# On a phone


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        wrong = watch(page, address)
        yield page
        assert wrong == []


def _bottom(page: Page, selector: str) -> float:
    bottom: float = page.evaluate(
        "selector => document.querySelector(selector).getBoundingClientRect().bottom", selector
    )
    return bottom


@pytest.mark.parametrize("query", ["q=长兴", "q=长兴坤元六", "q=没有这家公司", f"q={GRADED}"])
def test_on_a_phone_the_answer_stands_on_the_first_screen(
    address: str, phone: Page, query: str
) -> None:
    phone.goto(address + f"search/?{query}")
    phone.wait_for_selector("#answer p")
    if query == "q=长兴":
        phone.wait_for_selector(".place")
    first = ".hits a" if phone.locator(".hits a").count() else "#answer > .notice"
    assert 0 < _bottom(phone, first) <= 640


def test_on_a_phone_the_answer_to_enter_is_in_sight(address: str, phone: Page) -> None:
    phone.goto(address + "search/")
    phone.fill("#q", "没有这家公司")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("#answer:focus .notice")
    assert 0 < _bottom(phone, "#answer .notice") <= 640


def test_on_a_phone_no_keys_are_spoken_of(address: str, phone: Page) -> None:
    phone.goto(address + f"search/?q={GRADED}")
    phone.wait_for_selector(".hits")
    said = phone.inner_text("main")
    assert "按回车键" not in said
    assert "方向键" not in said
    phone.goto(address + SUBJECT)
    phone.fill("#header-q", "长兴")
    phone.wait_for_selector(".suggestions li")
    assert "方向键" not in (phone.text_content(".header [role=status]") or "")


def test_on_a_phone_filters_are_folded_until_one_is_set(address: str, phone: Page) -> None:
    phone.goto(address + "search/?q=长兴")
    assert phone.is_hidden("#filter-kind")
    phone.click("#filters summary")
    assert phone.is_visible("#filter-kind")
    phone.goto(address + "search/?q=长兴&kind=expert")
    assert phone.is_visible("#filter-kind")


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_menu_is_folded_and_unfolds_by_a_key(
    browser: Browser, address: str, scripts: bool
) -> None:
    with browser.new_context(
        viewport={"width": 360, "height": 640}, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        page.goto(address + SUBJECT)
        assert page.locator("header").bounding_box()["height"] <= 170  # type: ignore[index]  # it has a box
        assert page.is_hidden(".nav a")
        page.focus(".nav summary")
        page.keyboard.press("Enter")
        assert page.is_visible(".nav a >> text=变动")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/kinds/mining-right-holder/")


def test_on_a_wide_screen_menu_and_filters_stand_open(
    address: str, page: Page, page_without_scripts: Page
) -> None:
    page.goto(address + "search/")
    page_without_scripts.goto(address)
    assert page.is_visible("#filter-kind")
    assert page.is_hidden("#filters summary")
    for one in (page, page_without_scripts):
        assert one.is_visible(".nav a >> text=变动")
        assert one.is_hidden(".nav summary")


def test_in_forced_colours_only_the_present_part_is_underlined(
    browser: Browser, address: str
) -> None:
    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(address + "lists/serious/")
        ground = page.evaluate("getComputedStyle(document.querySelector('.nav')).backgroundColor")
        lines = page.evaluate(
            "[...document.querySelectorAll('.nav a')].map(a => [a.ariaCurrent, getComputedStyle(a).borderBottomColor])"
        )
        assert {current for current, colour in lines if colour != ground} == {"true"}


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (_result("one", _hit()), "找到了：示例矿业有限公司"),
        (_result("several", _hit(), total=12), "12 个主体符合"),
        (_result("several", _hit(), total=12, complete=False), "至少 12 个主体符合"),
        (_result("similar", _hit()), "没有符合的主体，1 个名称相近"),
        (_result("none"), "没有找到"),
        ({"error": "Error"}, "查询没有完成：读取数据失败。请稍后再试，或按下面的列表查找。"),
    ],
)
def test_the_answer_is_told_in_one_sentence_to_those_who_listen(
    address: str, page: Page, result: dict[str, Any], said: str
) -> None:
    _shown(page, address, result)
    assert page.text_content("[role=status]") == said
    assert page.locator("#answer[aria-live]").count() == 0


def test_after_a_failure_the_lists_are_offered_and_it_can_be_tried_again(
    browser: Browser, address: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/data/lookup/**", lambda route: route.abort())
        page.goto(address + "search/?q=长兴坤元六")
        page.wait_for_selector("#answer >> text=查询没有完成")
        page.click("#answer >> text=再试一次")
        page.wait_for_selector("#answer button:focus")
        page.unroute("**/data/lookup/**")
        page.keyboard.press("Enter")
        page.wait_for_selector(".hits a:focus")
        page.route("**/data/lookup/**", lambda route: route.abort())
        page.goto(address + "search/?q=长兴坤元六")
        page.click("#answer >> text=严重失信主体名单")
        assert "严重失信主体名单" in page.inner_text("h1")


@pytest.mark.parametrize("field", ["name", "former", "other"])
def test_a_hostile_name_is_shown_as_text(address: str, page: Page, field: str) -> None:
    match = "former" if field == "former" else "part"
    hit = _hit(match=match, places=[[0, 9]], **{field: HOSTILE})
    shown = _shown(page, address, _result("several", hit))
    assert "<img src=x onerror=window.bad=1>" in shown
    assert page.locator("#answer img, #answer script").count() == 0
    assert page.evaluate("window.bad") is None


def test_a_hostile_filter_of_the_address_is_shown_as_text(address: str, page: Page) -> None:
    _shown(page, address, _result("none"), f"q=示例&kind={HOSTILE.replace('&', '%26')}")
    assert HOSTILE in page.inner_text("#filter-kind")
    assert page.locator("#search img").count() == 0


@pytest.mark.parametrize("where", ["page", "suggestions"])
def test_a_long_name_wraps_on_a_narrow_screen(address: str, page: Page, where: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    hit = _hit(name="W" * 200, match="former", former="M" * 200)
    _answer_with(page, _result("several", hit))
    if where == "page":
        page.goto(address + "search/?q=示例")
        page.wait_for_selector(".hits")
    else:
        page.goto(address + SUBJECT)
        page.focus("#header-q")
        page.keyboard.type("示例")
        page.wait_for_selector(".suggestions li")
    wide = "[...document.querySelectorAll('html, .suggestions')].filter(e => e.scrollWidth > e.clientWidth)"
    assert page.evaluate(f"{wide}.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_stands_out_from_its_ground(address: str, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    hits = [
        _hit(places=[[0, 4]], standings=[{"kind": "expert", "division": None, "grade": "D"}]),
        _hit(match="former", former="示例旧矿", places=[[0, 2]]),
    ]
    _shown(page, address, _result("several", *hits))
    assert page.evaluate(LOWEST_CONTRAST) >= 4.5


def test_print_says_what_was_asked_and_leaves_the_buttons_out(address: str, page: Page) -> None:
    _shown(page, address, _result("one", _hit(), offline=True), "q=示例&kind=expert")
    page.emulate_media(media="print")
    assert page.is_visible(".asked >> text=示例 · 专家")
    assert page.is_hidden("#answer button")
    assert page.is_visible(".hits a")


def test_without_scripts_no_filter_is_offered(address: str, page_without_scripts: Page) -> None:
    page_without_scripts.goto(address + "search/")
    assert page_without_scripts.is_hidden("#filters")


# Suggestions on every page


def test_nothing_is_loaded_before_the_field_is_entered(address: str, page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda asked: loaded.append(urlsplit(asked.url).path))
    page.goto(address + SUBJECT)
    scripts = [one for one in loaded if one.endswith(".js")]
    assert sorted(scripts) == [f"/theme/js/{name}.js" for name in ("buttons", "disk", "field")]
    with page.expect_response("**/theme/js/lookup.js?v=*"):
        page.focus("#header-q")


def test_suggestions_are_a_combobox_with_a_listbox(address: str, page: Page) -> None:
    _answer_with(page, _result("several", _hit(places=[[2, 3]]), _hit(code="X", slips=1)))
    page.goto(address + SUBJECT)
    page.focus("#header-q")
    page.keyboard.type("示例")
    page.wait_for_selector("[role=listbox][aria-label]")
    options = page.locator("[role=listbox] > [role=option]")
    field = page.locator("#header-q[role=combobox]")
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-controls") == page.get_attribute("[role=listbox]", "id")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    assert [one.get_attribute("aria-selected") for one in options.all()] == ["false", "true"]
    said = f"示例矿业有限公司 {GRADED} · 名称包含"
    assert " ".join(options.nth(0).inner_text().split()) == said
    assert options.nth(0).locator("mark").all_inner_texts() == ["矿"]
    assert page.text_content(".header [role=status]") == "2 条建议，用上下方向键选择"


def test_at_most_six_suggestions_are_asked_for(address: str, page: Page) -> None:
    _answer_with(page, _result("several", _hit()))
    page.goto(address + SUBJECT)
    page.focus("#header-q")
    page.keyboard.type("示例")
    page.wait_for_selector(".suggestions li")
    assert _asked(page) == [{"text": "示例", "limit": 6}]


def test_a_click_on_a_suggestion_opens_its_subject(address: str, page: Page) -> None:
    page.goto(address + "kinds/expert/")
    page.focus("#header-q")
    page.keyboard.insert_text(GRADED)
    page.click(f".suggestions li[data-address$='{SUBJECT}']")
    page.wait_for_url(address + SUBJECT)


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(address: str, page: Page) -> None:
    page.goto(address + SUBJECT)
    page.focus("#header-q")
    page.keyboard.type("长兴")
    page.wait_for_selector(".suggestions li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.is_hidden(".suggestions")
    assert page.input_value("#header-q") == "长兴"
    assert page.get_attribute("#header-q", "aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")


def test_suggestions_close_when_the_field_is_left(address: str, page: Page) -> None:
    page.goto(address + SUBJECT)
    page.focus("#header-q")
    page.keyboard.type("长兴")
    page.wait_for_selector(".suggestions li")
    page.keyboard.press("Tab")
    assert page.is_hidden(".suggestions")


def test_a_hostile_suggestion_is_shown_as_text(address: str, page: Page) -> None:
    _answer_with(page, _result("several", _hit(name=HOSTILE, code="../<b>")))
    page.goto(address + SUBJECT)
    page.focus("#header-q")
    page.keyboard.type("示例")
    page.wait_for_selector(".suggestions li")
    assert page.locator(".suggestions img, .suggestions script, .suggestions b").count() == 0
    assert page.get_attribute(".suggestions li", "data-address") == (
        address + "subjects/..%2F%3Cb%3E/"
    )
    assert page.evaluate("window.bad") is None


@pytest.mark.parametrize(
    "missing", ["**/theme/js/suggest.js?v=*", "**/data/lookup/**", "**/search/"]
)
def test_without_suggestions_the_field_is_a_plain_form(
    browser: Browser, address: str, missing: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route(missing, lambda route: route.abort())
        page.goto(address + SUBJECT)
        with page.expect_event("requestfailed"):
            page.focus("#header-q")
            page.keyboard.type("长兴")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        assert errors == []


def test_without_scripts_the_field_is_a_plain_form(
    address: str, page_without_scripts: Page
) -> None:
    page = page_without_scripts
    page.goto(address + SUBJECT)
    page.fill("#header-q", "长兴")
    page.keyboard.press("Enter")
    page.wait_for_url(address + "search/?q=*")
    assert page.input_value("#q") == ""


def test_the_look_up_works_in_a_folder_of_a_site(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    (tmp_path / "province").mkdir()
    (tmp_path / "province" / "credit").symlink_to(site)
    with open_server(tmp_path) as server, browser.new_context() as context:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        below = f"http://127.0.0.1:{server.server_port}/province/credit/"
        page.goto(below + "kinds/mining-right-holder/330500/")
        page.focus("#header-q")
        page.keyboard.insert_text(GRADED)
        page.wait_for_selector(".suggestions li")
        page.keyboard.press("Enter")
        page.click(".hits a")
        page.wait_for_url(below + SUBJECT)
        assert [one for one in asked if not one.startswith(below)] == []
        server.shutdown()


# What a filter leaves unread

LISTS = "?q=%E7%A4%BA%E4%BE%8B"


@pytest.mark.parametrize(
    ("query", "asked", "lists"),
    [
        ("kind=expert", "", ["kinds/expert/all_subjects/" + LISTS]),
        (
            "kind=expert&division=330500",
            "",
            ["kinds/expert/all_subjects/" + LISTS + "&city=330500"],
        ),
        (
            "division=330500&grade=A",
            "&city=330500&grade=A",
            [
                f"kinds/{kind}/all_subjects/" + LISTS + "&city=330500&grade=A"
                for kind in ("mining-right-holder", "exploration-right-holder", "qualified-unit")
            ],
        ),
    ],
)
@pytest.mark.parametrize("answer", [_result("none"), _result("several", _hit())])
def test_where_a_filter_leaves_some_unread_the_lists_that_hold_all_are_offered(
    address: str, page: Page, query: str, asked: str, lists: list[str], answer: dict[str, Any]
) -> None:
    _shown(page, address, {**answer, "complete": False}, f"q=示例&{query}")
    links = page.locator(".through a").evaluate_all("all => all.map((one) => one.href)")
    assert {link.removeprefix(address) for link in links} >= set(lists)
    assert all(link.endswith(asked) for link in links)


@pytest.mark.parametrize("query", ["q=示例", "q=示例&kind=expert"])
def test_lists_are_offered_only_where_a_filter_left_some_unread(
    address: str, page: Page, query: str
) -> None:
    answer = _result("several", _hit(), complete="kind" in query)
    _shown(page, address, answer, query)
    assert page.locator(".through").count() == 0


def test_a_list_that_is_offered_is_narrowed_to_what_was_asked(address: str, page: Page) -> None:
    answer = _result("several", _hit(), complete=False)
    _shown(page, address, answer, "q=示例&kind=mining-right-holder&division=330500")
    page.click(".through a")
    page.wait_for_selector("#rows caption >> text=符合条件的")
    assert page.input_value("#refine-q") == "示例"
    assert page.input_value("#refine-city") == "330500"


@pytest.mark.parametrize(
    ("text", "cut"), [("长兴矿业", "长兴 矿业"), ("青峰丙勘查", "青峰丙 勘查")]
)
def test_a_text_of_two_pieces_written_as_one_leads_to_the_two(
    address: str, page: Page, text: str, cut: str
) -> None:
    page.goto(address + f"search/?q={text}")
    page.wait_for_selector(".in-two")
    said = page.inner_text(".in-two")
    assert said.startswith("分成两段来查，有 ") and said.endswith(f"个主体符合：{cut}")
    assert said in page.inner_text("#status")
    page.click(".in-two a")
    page.wait_for_selector(".hits a")
    assert page.input_value("#q") == cut
    number = page.locator(".hits > li").count()
    assert f"有 {number} 个" in said


@pytest.mark.parametrize("text", ["不存在的名称", "不存在之处也", "Nowhere Ltd"])
def test_nothing_is_offered_where_two_pieces_find_nothing_either(
    address: str, page: Page, text: str
) -> None:
    page.goto(address + f"search/?q={text}")
    page.wait_for_selector("#answer .verdict, #answer .notice")
    page.wait_for_load_state("networkidle")
    assert page.locator(".in-two").count() == 0
