"""Working days: the calendar of a stated year, plain weekends otherwise, and the last day to appeal."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuangxin.records import Objection
from kuangxin.workdays import AppealRule, Calendar, Day, Deadline, Deadlines, decode_deadlines
from tests.registers import CONTENT, Breakable

_HEAD = "date,kind,name,source\n"
_RULE = AppealRule(working_days=15, basis="示例办法")
REJECTED = Objection(
    received_on=date(2015, 12, 1), decided_on=date(2015, 12, 18), outcome="rejected"
)


def _shipped() -> Calendar:
    with (CONTENT / "working-days.csv").open(encoding="utf-8", newline="") as file:
        return Calendar(days=tuple(msgspec.convert(row, Day) for row in csv.DictReader(file)))


SHIPPED = _shipped()
calendars = st.sampled_from([Calendar(), SHIPPED])
days = st.dates(date(2014, 6, 1), date(2017, 6, 1))
counts = st.integers(1, 60)


@pytest.mark.parametrize("year", [2015, 2016])
def test_the_shipped_arrangement_is_the_official_one(year: int) -> None:
    first = date(year, 1, 1)
    of_year = [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]
    differing = [
        day for day in of_year if SHIPPED.is_working_day(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []
    assert SHIPPED.covers(year)


@given(calendars, days, counts)
def test_a_deadline_never_falls_on_a_day_of_rest(calendar: Calendar, day: date, n: int) -> None:
    assert calendar.is_working_day(calendar.add_working_days(day, n))


@given(calendars, days, counts)
def test_one_working_day_more_ends_later(calendar: Calendar, day: date, n: int) -> None:
    assert calendar.add_working_days(day, n) < calendar.add_working_days(day, n + 1)


@given(calendars, days, counts)
def test_a_later_notice_never_ends_earlier(calendar: Calendar, day: date, n: int) -> None:
    later = day + timedelta(days=1)
    assert calendar.add_working_days(day, n) <= calendar.add_working_days(later, n)


@given(calendars, days, counts)
def test_so_many_working_days_lie_between(calendar: Calendar, day: date, n: int) -> None:
    until = calendar.add_working_days(day, n)
    between = [day + timedelta(one) for one in range(1, (until - day).days + 1)]
    assert sum(calendar.is_working_day(one) for one in between) == n


def test_a_year_that_the_calendar_lacks_has_plain_weekends_and_is_named() -> None:
    found = SHIPPED.deadline(date(2016, 12, 23), 15)
    assert found.until == date(2017, 1, 13)
    assert found.plain_years == (2017,)
    assert found.sources == ("国务院办公厅关于2016年部分节假日安排的通知",)


@pytest.mark.parametrize(
    ("day", "sources"),
    [
        (date(2015, 6, 12), ["国务院办公厅关于2015年部分节假日安排的通知"]),
        (date(2015, 7, 1), ["国务院办公厅关于2015年部分节假日安排的通知"]),
        (date(2015, 8, 25), ["国务院关于中国人民抗日战争暨"]),
    ],
)
def test_a_deadline_names_the_arrangements_that_it_passed(day: date, sources: list[str]) -> None:
    found = SHIPPED.deadline(day, 10).sources
    assert len(found) == len(sources)
    assert all(one.startswith(start) for one, start in zip(found, sources, strict=True))


def test_a_basis_for_a_kind_that_is_not_there_is_refused(small: Breakable) -> None:
    rule = "appeal: {working_days: 15, basis: 示例办法, bases: {units: 示例另一办法}}\nas_of:"
    small.change("register.yaml", "as_of:", rule)
    assert {(one.code, one.file) for one in small.refused()} == {("unknown-kind", "register.yaml")}


def test_rows_of_a_new_year_do_not_cover_the_year_before() -> None:
    eve = Day(date=date(2016, 12, 31), kind="holiday", name="元旦", source="2017年安排")
    assert not Calendar(days=(eve,)).covers(2016)


def test_counting_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Calendar().add_working_days(date(2016, 1, 1), 0)


def test_the_calendar_ends_with_the_last_day_of_all() -> None:
    assert Calendar().deadline(date.max, 15).until == date.max
    assert Calendar().add_working_days(date(9999, 12, 24), 15) == date.max


def test_a_rejected_objection_may_be_appealed_for_fifteen_working_days() -> None:
    deadline = Deadlines(appeal=_RULE, calendar=SHIPPED).appeal_until(REJECTED)
    # 1 January 2016 is a holiday, so a day later than by weekends alone.
    assert deadline is not None
    assert deadline.until == date(2016, 1, 11)
    assert Deadlines(appeal=_RULE).appeal_until(REJECTED) == Deadline(
        until=date(2016, 1, 8), plain_years=(2015, 2016)
    )


@pytest.mark.parametrize(
    "objection",
    [
        Objection(received_on=date(2015, 12, 1)),
        Objection(received_on=date(2015, 12, 1), decided_on=date(2015, 12, 9), outcome="accepted"),
    ],
)
def test_an_open_or_accepted_objection_has_no_appeal(objection: Objection) -> None:
    assert Deadlines(appeal=_RULE).appeal_until(objection) is None


def test_without_a_rule_of_appeal_no_last_day_is_stated() -> None:
    assert Deadlines(calendar=SHIPPED).appeal_until(REJECTED) is None


def test_the_release_holds_the_rule_and_the_calendar(built_demonstration: Path) -> None:
    held = decode_deadlines((built_demonstration / "data/working-days.json").read_bytes())
    assert held.calendar == SHIPPED
    assert held.appeal is not None
    assert (held.appeal.working_days, held.appeal.basis) == (15, "采矿权人信用监督管理暂行办法")
    assert held.appeal.basis_for("mining-right-holder") == held.appeal.basis
    assert held.appeal.basis_for("expert") == "示例比照采矿权人信用监督管理暂行办法"


def test_a_register_without_calendar_is_valid(small: Breakable) -> None:
    assert small.check() == []
    held = decode_deadlines((small.build() / "data/working-days.json").read_bytes())
    assert held == Deadlines()


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("2015-02-30,holiday,示例,示例", "date", "日期"),
        ("2015-10-01,closed,示例,示例", "not-a-choice", "安排"),
        ("2015-10-01,holiday,示例,", "required", "来源"),
        ("2015-09-30,workday,示例,示例", "worked-anyway", "日期"),
        ("2015-10-10,holiday,示例,示例\n2015-10-10,workday,示例,示例", "duplicate-day", "日期"),
    ],
)
def test_a_bad_row_is_reported_with_line_and_field(
    small: Breakable, row: str, code: str, field: str
) -> None:
    small.put("working-days.csv", f"{_HEAD}{row}\n")
    (problem,) = small.refused()
    assert (problem.file, problem.code) == ("working-days.csv", code)
    assert problem.line == 2 + row.count("\n")
    assert problem.field.startswith(field)


def test_a_calendar_with_another_head_is_reported(small: Breakable) -> None:
    small.put("working-days.csv", "day,kind\n2015-10-01,holiday\n")
    assert [one.code for one in small.check()] == ["csv-columns"]


def test_a_holiday_on_a_weekend_is_no_problem(small: Breakable) -> None:
    small.put("working-days.csv", f"{_HEAD}2015-10-03,holiday,国庆节,示例\n")
    assert small.check() == []
