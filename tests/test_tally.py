"""What a tally counts, and when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kuangxin.records import Assessment, Record, Subject
from kuangxin_site.assess.tally import Tally, period_after, period_before, quarter_of
from kuangxin_site.pages.counts import share

PLACE = ("unit", "330100")


def _tally(*records: dict[str, Any]) -> Tally:
    tally = Tally()
    subjects = [
        Subject(
            code=str(number),
            records=(
                Record(kind="unit", code=str(number), name="示例", division="330102", **given),
            ),
        )
        for number, given in enumerate(records)
    ]
    tally.add(subjects, lambda _: "330100")
    return tally


def _results(**grades: str) -> tuple[Assessment, ...]:
    return tuple(
        Assessment(period=period[1:], standard="s", points=Decimal(90), grade=grade)
        for period, grade in grades.items()
    )


def test_a_subject_is_on_record_from_the_quarter_it_came_to_the_one_it_left() -> None:
    tally = _tally({"entered_on": date(2015, 5, 1), "left_on": date(2015, 11, 1)})
    there = tally.on_record(["2015Q1", "2015Q2", "2015Q3", "2015Q4", "2016Q1", "2014", "2015"])
    assert {period for (*_, period), number in there.items() if number} == {
        "2015Q2",
        "2015Q3",
        "2015Q4",
        "2015",
    }


def test_a_result_counts_its_subject_as_on_record() -> None:
    tally = _tally({"left_on": date(2015, 2, 1), "assessments": _results(_2015Q3="A")})
    assert tally.on_record(["2015Q3", "2015Q4"])[(*PLACE, "2015Q3")] == 1
    assert tally.on_record(["2015Q3", "2015Q4"])[(*PLACE, "2015Q4")] == 0


def test_movements_are_those_between_neighbouring_periods_of_one_length() -> None:
    tally = _tally({"assessments": _results(_2015Q4="B", _2015="A", _2015Q3="A", _2015Q1="A")})
    found = {key[2:]: number for key, number in tally.movements.items()}
    assert found[("2015Q3", "2015Q4", "A", "B")] == 1
    assert found[("2015Q2", "2015Q3", "", "A")] == 1
    assert found[("2015Q1", "2015Q2", "A", "")] == 1
    assert found[("2014", "2015", "", "A")] == 1
    assert not [key for key in found if len(key[0]) != len(key[1])]


def test_who_has_left_does_not_lose_a_grade() -> None:
    tally = _tally({"left_on": date(2015, 9, 1), "assessments": _results(_2015Q3="A")})
    assert ("2015Q3", "2015Q4", "A", "") not in {key[2:] for key in tally.movements}


@pytest.mark.parametrize(
    ("period", "before"), [("2015Q1", "2014Q4"), ("2015Q4", "2015Q3"), ("2015", "2014")]
)
def test_periods_follow_one_another(period: str, before: str) -> None:
    assert period_before(period) == before
    assert period_after(before) == period


def test_a_quarter_holds_three_months() -> None:
    quarters = [quarter_of(date(2015, month, 28)) for month in range(1, 13)]
    assert quarters == [f"2015Q{n}" for n in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]


@pytest.mark.parametrize(
    ("number", "whole", "said"), [(1, 3, "33.3%"), (2, 3, "66.7%"), (1, 16, "6.3%"), (0, 0, "—")]
)
def test_a_share_is_rounded_half_up_and_nothing_has_none(
    number: int, whole: int, said: str
) -> None:
    assert share(number, whole) == said
