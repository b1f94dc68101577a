"""Time on the page: an old copy stops showing what has run out, on the reader's own day, and says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page

from kuangxin.records import Reason
from kuangxin_site.build import build_site
from kuangxin_site.pages.last_days import all_until, standing_until, sum_until
from kuangxin_site.preview import open_server
from tests.browsing import read_quietly, serve, watch
from tests.factories import make_assessment, make_listing, make_record
from tests.factories import make_item as an_item
from tests.registers import UNITS, Breakable, lines, make_code, make_item, make_unit, write_small

#: Determined on 2015-10-01 and general: shown until a year later (tests/registers.py).
_UNIT = f"subjects/{make_code(1)}/"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Breakable:
    folder = tmp_path_factory.mktemp("day") / "register"
    write_small(folder)
    register = Breakable(folder)
    register.change("register.yaml", 'as_of: "2016-01-25"\n', "rhythm_days: 31\n")
    listing = {
        "list": "serious",
        "basis": "示例依据",
        "authority": "示例局",
        "document": "示例名单1号",
    }
    repaired = make_item(id="T-2", indicator="D1", facts="后来修复", repaired_on="2016-03-01")
    unit = make_unit(
        1,
        credit_information=[make_item(), repaired],
        listings=[{**listing, "listed_on": "2015-06-01"}],
    )
    register.put(UNITS, lines(unit, make_unit(2)))
    register.remove("assessments")
    build_site(folder, register.output, as_of=date(2016, 1, 25), jobs=1)
    return register


@pytest.fixture(scope="module")
def served(register: Breakable) -> Iterator[str]:
    with serve(register.output) as address:
        yield address


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    with read_quietly(browser, served, timezone_id="Asia/Shanghai") as page:
        yield page


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2016-02-29T23:59:00+08:00", {"#i-T-1", "#i-T-2", ".listing"}),
        ("2016-03-01T00:01:00+08:00", {"#i-T-1", ".listing"}),  # T-2 is repaired
        ("2016-10-01T23:59:00+08:00", {"#i-T-1", ".listing"}),  # the last day of T-1
        ("2016-10-02T00:01:00+08:00", {".listing"}),
        ("2018-06-02T00:01:00+08:00", set()),  # three years after the listing
    ],
)
def test_what_has_passed_its_last_day_is_hidden(
    page: Page, served: str, day: str, shown: set[str]
) -> None:
    page.clock.set_fixed_time(day)
    page.goto(served + _UNIT)
    parts = ("#i-T-1", "#i-T-2", ".listing")
    assert {one for one in parts if page.is_visible(one)} == shown
    assert page.is_visible("#expired") == (len(shown) < 3)


@pytest.mark.parametrize(("day", "old"), [("2016-02-25", False), ("2016-02-26", True)])
def test_a_copy_older_than_the_rhythm_says_so(page: Page, served: str, day: str, old: bool) -> None:
    page.clock.set_fixed_time(f"{day}T12:00:00+08:00")
    page.goto(served + "about/")
    assert page.is_visible("#aged") == old
    assert page.is_hidden("#expired")


def test_a_register_that_stands_still_has_the_day_of_its_release(site: Path) -> None:
    html = (site / "index.html").read_text(encoding="utf-8")
    assert "day.js" not in html
    assert 'id="aged"' not in html


def test_a_rhythm_is_at_least_a_day(small: Breakable) -> None:
    small.change("register.yaml", "as_of:", "rhythm_days: 0\nas_of:")
    assert {(one.code, one.pointer) for one in small.refused()} == {("too-small", "/rhythm_days")}


def test_every_shown_thing_of_the_release_carries_its_last_day(register: Breakable) -> None:
    html = (register.output / _UNIT / "index.html").read_text(encoding="utf-8")
    document = json.loads((register.output / _UNIT / "index.json").read_bytes())
    (record,) = document["subject"]["records"]
    days = [
        one["publish_until"] for one in record["credit_information"] if "repaired_on" not in one
    ]
    days += [one["publish_until"] for one in record["listings"]] + ["2016-02-29"]
    for day in days:
        assert f'data-until="{day}"' in html


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a register whose one result rests on its one item, last shown on 2016-10-01."""
    folder = tmp_path_factory.mktemp("graded") / "register"
    write_small(folder)
    register = Breakable(folder)
    register.change("register.yaml", 'as_of: "2016-01-25"\n', "")
    build_site(folder, register.output, as_of=date(2016, 1, 25), jobs=1)
    with serve(register.output) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "goes", "stays"),
    [
        (_UNIT, ("等级怎样得出", "失信信息", "示例指标", "公示到"), ("各期结果", "信用等级：B")),
        ("standards/unit-2015/", ("一个例子", "示例单位1"), ("怎样计算",)),
    ],
)
def test_what_tells_of_an_item_goes_with_it(
    browser: Browser, graded: str, path: str, goes: tuple[str, ...], stays: tuple[str, ...]
) -> None:
    with browser.new_context(timezone_id="Asia/Shanghai") as context:
        page = context.new_page()
        wrong = watch(page, graded)
        for day, shown in (("2016-10-01", goes), ("2016-10-02", ())):
            page.clock.set_fixed_time(f"{day}T12:00:00+08:00")
            page.goto(graded + path)
            text = page.inner_text("main")
            assert tuple(one for one in goes if one in text) == shown
            assert all(one in text for one in stays)
        assert wrong == []


def test_a_deadline_is_said_to_be_over_once_it_has_passed(browser: Browser, tmp_path: Path) -> None:
    write_small(tmp_path / "register")
    register = Breakable(tmp_path / "register")
    rule = "appeal: {working_days: 15, basis: 示例办法}\nas_of"
    register.change("register.yaml", "as_of", rule)
    register.change("register.yaml", 'as_of: "2016-01-25"\n', "")
    rejected = {"received_on": "2016-01-04", "decided_on": "2016-01-20", "outcome": "rejected"}
    item = make_item(objections=[rejected])
    register.put(UNITS, lines(make_unit(1, credit_information=[item])))
    register.remove("assessments")
    build_site(register.folder, register.output, as_of=date(2016, 1, 25), jobs=1)
    with (
        open_server(register.output) as server,
        browser.new_context(timezone_id="Asia/Shanghai") as context,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = context.new_page()
        for day, over in (("2016-02-10", False), ("2016-02-11", True)):
            page.clock.set_fixed_time(f"{day}T12:00:00+08:00")
            page.goto(f"http://127.0.0.1:{server.server_port}/{_UNIT}")
            text = page.inner_text("main")
            assert "可以申诉到 2016-02-10" in text
            assert ("可以申诉到 2016-02-10（已过）" in text) == over
            assert ("申诉期限已过。" in text) == over
        server.shutdown()


def _step(**given: Any) -> Reason:
    return Reason(**{"points": Decimal(0), "total": Decimal(0), **given})


@pytest.mark.parametrize(
    ("reasons", "until"),
    [
        ((_step(rule="base"),), None),
        ((_step(rule="base"), _step(rule="item", item="X-1")), date(2016, 3, 1)),
        ((_step(rule="item", item="X-1"), _step(rule="item", item="X-2")), date(2015, 12, 31)),
        ((_step(rule="gate", item="X-2", grade="C"),), date(2015, 12, 31)),
        ((_step(rule="gate", grade="D"),), date(2015, 4, 30)),
        ((_step(rule="gate", grade="D", withheld=True),), None),
        ((_step(rule="withheld", withheld=True),), None),
    ],
)
def test_the_steps_of_a_result_are_shown_as_long_as_all_that_they_tell_of(
    reasons: tuple[Reason, ...], until: date | None
) -> None:
    record = make_record(
        credit_information=(
            an_item(publish_until=date(2016, 3, 1)),
            an_item(id="X-2", publish_until=date(2016, 3, 1), repaired_on=date(2016, 1, 1)),
        ),
        listings=(make_listing(publish_until=date(2015, 4, 30)),),
    )
    assert sum_until(make_assessment(reasons=reasons), record) == until


def test_whoever_is_to_be_removed_stands_until_the_day_before() -> None:
    shown = make_listing(publish_until=date(2016, 6, 1))
    assert standing_until(shown) == date(2016, 6, 1)
    assert standing_until(replace(shown, removed_on=date(2016, 3, 1))) == date(2016, 2, 29)
    assert standing_until(make_listing()) is None


def test_a_heading_stands_as_long_as_one_thing_below_it() -> None:
    ends = [an_item(publish_until=date(2016, 3, 1)), an_item(publish_until=date(2016, 5, 1))]
    assert all_until(ends) == date(2016, 5, 1)
    assert all_until([*ends, make_listing()]) is None
    assert all_until([]) is None
