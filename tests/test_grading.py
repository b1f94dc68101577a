"""From standard and items to points, grade and reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuangxin.disclosure import with_terms
from kuangxin.grading import (
    Gate,
    Group,
    Indicator,
    NotAssessed,
    Period,
    Standard,
    assess,
    newest_first,
)
from kuangxin.records import Assessment, CreditItem, Licence, Record
from tests.factories import (
    WINDOWS,
    make_assessment,
    make_item,
    make_listing,
    make_record,
    make_standard,
)

_INDICATORS = st.sampled_from([("D1", "general"), ("D2", "serious"), ("H1", None)])


@st.composite
def _items(draw: st.DrawFn) -> list[CreditItem]:
    items = []
    for number in range(draw(st.integers(0, 8))):
        indicator, severity = draw(_INDICATORS)
        items.append(
            make_item(
                id=f"X-{number}",
                indicator=indicator,
                severity=severity,
                category="honour" if indicator == "H1" else "dishonesty",
                determined_on=draw(st.dates(date(2013, 1, 1), date(2016, 1, 1))),
                repaired_on=draw(st.none() | st.dates(date(2014, 1, 1), date(2016, 1, 1))),
            )
        )
    return items


def _assess(record: Record, period: str, standard: Standard | None = None) -> Assessment:
    result = assess(with_terms(record, WINDOWS), standard or make_standard(), period)
    assert not isinstance(result, NotAssessed)
    return result


@given(_items())
def test_the_reasons_always_sum_to_the_points(items: list[CreditItem]) -> None:
    record = make_record(credit_information=tuple(items))
    result = _assess(record, "2015Q3")
    running = Decimal(0)
    for reason in result.reasons:
        running += reason.points
        assert reason.total == running
    assert result.points == running
    assert Decimal(0) <= result.points <= Decimal(120)


@given(_items())
def test_the_order_of_items_does_not_matter(items: list[CreditItem]) -> None:
    forward = _assess(make_record(credit_information=tuple(items)), "2015Q2")
    backward = _assess(make_record(credit_information=tuple(items[::-1])), "2015Q2")
    assert forward == backward


def test_an_indicator_is_held_to_its_cap() -> None:
    items = tuple(make_item(id=f"X-{n}", indicator="D2", severity="serious") for n in range(3))
    result = _assess(make_record(credit_information=items), "2015Q1")
    assert (result.points, result.grade) == (Decimal("40.00"), "D")
    assert result.reasons[-1].rule == "cap"


def test_repair_changes_the_grade_in_the_next_quarter() -> None:
    item = make_item(repaired_on=date(2015, 8, 1), determined_on=date(2015, 3, 1))
    record = make_record(credit_information=(item,))
    quarters = ("2015Q1", "2015Q2", "2015Q3", "2015Q4")
    points = [str(_assess(record, period).points) for period in quarters]
    assert points == ["89.50", "89.50", "89.50", "100.00"]


def test_a_year_is_the_average_of_its_quarters_rounded_half_up() -> None:
    quarters = tuple(
        make_assessment(period=f"2015Q{n}", points=Decimal(p))
        for n, p in ((1, "89.50"), (2, "89.51"), (3, "100.00"), (4, "90.01"))
    )
    record = make_record(assessments=newest_first(quarters))
    result = _assess(record, "2015")
    assert result.points == Decimal("92.26")  # 92.255
    assert [reason.rule for reason in result.reasons] == ["quarter"] * 4 + ["average"]


def test_a_year_without_quarters_has_no_result() -> None:
    result = assess(make_record(), make_standard(), "2015")
    assert result == NotAssessed("2015", "s", "quarters")


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2015Q1", date(2015, 1, 1), date(2015, 3, 31)),
        ("2015Q4", date(2015, 10, 1), date(2015, 12, 31)),
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_last_day(name: str, start: date, end: date) -> None:
    period = Period.parse(name)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("name", ["2015Q5", "15Q1", "2015-Q1", "", "2015Q1 ", "２０１５"])
def test_what_is_not_a_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(name)


def test_results_run_from_the_newest_quarter_before_its_year() -> None:
    names = ["2015", "2015Q1", "2015Q4", "2014"]
    order = newest_first(make_assessment(period=name) for name in names)
    assert [one.period for one in order] == ["2015Q4", "2015", "2015Q1", "2014"]


@pytest.mark.parametrize(
    ("year", "points", "grade", "period"),
    [("worst", "60.00", "C", "2015Q2"), ("last", "90.00", "A", "2015Q4")],
)
def test_a_year_can_be_the_worst_or_the_last_of_its_quarters(
    year: str, points: str, grade: str, period: str
) -> None:
    quarters = tuple(
        make_assessment(period=f"2015Q{n}", points=Decimal(p), grade=g)
        for n, p, g in ((1, "95", "A"), (2, "60", "C"), (3, "80", "B"), (4, "90", "A"))
    )
    record = make_record(assessments=newest_first(quarters))
    result = _assess(record, "2015", make_standard(year=year))
    assert (str(result.points), result.grade) == (points, grade)
    assert [(one.rule, one.period) for one in result.reasons] == [(year, period)]


def test_too_few_months_on_record_is_no_grade() -> None:
    gate = Gate(id="G", title="示例", rule="months", months=6)
    standard = make_standard(gates=(gate,))
    young = make_record(entered_on=date(2015, 4, 1))
    assert assess(young, standard, "2015Q3") == NotAssessed("2015Q3", "s", "months", "G")
    assert _assess(young, "2015Q4", standard).grade == "A"


def test_standing_on_a_list_holds_the_grade_back() -> None:
    gate = Gate(id="G", title="示例", rule="list", list="serious", grade="D")
    standard = make_standard(gates=(gate,))
    listed = make_record(listings=(make_listing(listed_on=date(2015, 8, 1)),))
    assert _assess(listed, "2015Q2", standard).grade == "A"
    assert _assess(listed, "2015Q3", standard).grade == "D"


def test_a_gate_sees_an_indicator_that_adds_nothing() -> None:
    noted = Indicator(
        id="N1",
        title="示例",
        category="dishonesty",
        severity="serious",
        points=Decimal(0),
        count="none",
    )
    gate = Gate(id="G", title="示例", rule="item", indicators=("N1",), grade="D")
    group = Group(id="P", title="示例", indicators=("N1",), take="worst", cap=Decimal(5))
    standard = make_standard(indicators=(noted,), gates=(gate,), groups=(group,))
    item = make_item(indicator="N1", severity="serious")
    result = _assess(make_record(credit_information=(item,)), "2015Q3", standard)
    assert (str(result.points), result.grade) == ("100.00", "D")
    assert [reason.rule for reason in result.reasons] == ["base", "gate"]


def _share_of(licences: tuple[Licence, ...], period: str) -> str:
    shared = Indicator(
        id="D1",
        title="示例",
        category="dishonesty",
        severity="general",
        points=Decimal(-40),
        count="share",
    )
    item = make_item(licence="L1")
    record = make_record(credit_information=(item,), licences=licences)
    return str(_assess(record, period, make_standard(indicators=(shared,))).points)


@pytest.mark.parametrize(
    ("second", "points"),
    [
        ({}, "80.00"),
        ({"valid_from": date(2015, 9, 30)}, "80.00"),
        ({"valid_from": date(2015, 10, 1)}, "60.00"),
        ({"valid_until": date(2015, 7, 1)}, "80.00"),
        ({"valid_until": date(2015, 6, 30)}, "60.00"),
    ],
)
def test_a_share_is_of_the_licences_valid_in_the_period(
    second: dict[str, Any], points: str
) -> None:
    assert _share_of((Licence(number="L1"), Licence(number="L2", **second)), "2015Q3") == points


def test_a_repair_recorded_after_the_decision_does_not_change_it() -> None:
    item = make_item(repaired_on=date(2015, 6, 10), repair_recorded_on=date(2015, 11, 2))
    record = with_terms(make_record(credit_information=(item,)), WINDOWS)
    for known_on, points in ((date(2015, 11, 1), "89.50"), (date(2015, 11, 2), "100.00")):
        result = assess(record, make_standard(), "2015Q3", known_on=known_on)
        assert isinstance(result, Assessment)
        assert str(result.points) == points


@pytest.mark.parametrize("year", ["worst", "last"])
def test_a_year_of_fewer_quarters_names_them_in_its_reasons(year: str) -> None:
    quarters = tuple(make_assessment(period=f"2015Q{n}", points=Decimal(90)) for n in (3, 4))
    result = _assess(make_record(assessments=quarters), "2015", make_standard(year=year))
    steps = [(one.rule, one.period) for one in result.reasons]
    assert steps[:2] == [("from", "2015Q3"), ("from", "2015Q4")]
    assert (steps[2][0], str(result.points)) == (year, "90.00")
