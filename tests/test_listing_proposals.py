"""Conditions of the lists become proposals with their evidence, and never listings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kuangxin.grading import Proposal, Result, Standard, propose
from kuangxin.grading.standards import ListCondition, ListRule
from kuangxin.records import Record
from tests.factories import make_assessment, make_item, make_listing, make_record, make_standard

BASIS = "示例依据"


def _standard(enter: tuple[ListCondition, ...], leave: tuple[ListCondition, ...] = ()) -> Standard:
    return make_standard(lists=(ListRule(list="serious", basis=BASIS, enter=enter, leave=leave),))


def _results(**grades: str) -> tuple[Any, ...]:
    return tuple(make_assessment(period=period, grade=grade) for period, grade in grades.items())


def _enters(record: Record, *conditions: ListCondition, **given: Any) -> tuple[Proposal, ...]:
    return propose(record, _standard(conditions), "2015Q3", **given)


SERIOUS = ListCondition(rule="item", severity=("serious",), months=12)
ALWAYS_D = ListCondition(rule="grade", at_most="D", periods=2)


def test_a_serious_item_is_proposed_with_the_item_as_evidence() -> None:
    items = (make_item(id="X-1", severity="serious"), make_item(id="X-2", severity="general"))
    (proposal,) = _enters(make_record(credit_information=items), SERIOUS)
    assert (proposal.list, proposal.action, proposal.basis) == ("serious", "enter", BASIS)
    assert [one.items for one in proposal.evidence] == [("X-1",)]


@pytest.mark.parametrize(
    ("determined_on", "proposed"),
    [
        (date(2014, 9, 30), False),  # twelve whole months by the last day
        (date(2014, 10, 1), True),
        (date(2015, 9, 30), True),
        (date(2015, 10, 1), False),
    ],
)
def test_an_item_counts_for_so_many_months_to_the_periods_end(
    determined_on: date, proposed: bool
) -> None:
    item = make_item(severity="serious", determined_on=determined_on)
    assert bool(_enters(make_record(credit_information=(item,)), SERIOUS)) is proposed


def test_a_repaired_item_is_no_ground() -> None:
    item = make_item(severity="serious", repaired_on=date(2015, 9, 30))
    assert _enters(make_record(credit_information=(item,)), SERIOUS) == ()


def test_an_item_repaired_after_the_period_still_is_a_ground() -> None:
    item = make_item(severity="serious", repaired_on=date(2015, 10, 1))
    assert _enters(make_record(credit_information=(item,)), SERIOUS)


def test_a_repair_not_yet_known_is_no_repair() -> None:
    days = {"repaired_on": date(2015, 9, 1), "repair_recorded_on": date(2015, 11, 2)}
    record = make_record(credit_information=(make_item(severity="serious", **days),))
    assert _enters(record, SERIOUS, known_on=date(2015, 11, 1))
    assert _enters(record, SERIOUS, known_on=date(2015, 11, 2)) == ()


def test_an_item_not_yet_known_is_no_ground() -> None:
    item = make_item(severity="serious", recorded_on=date(2015, 11, 2))
    record = make_record(credit_information=(item,))
    assert _enters(record, SERIOUS, known_on=date(2015, 11, 1)) == ()
    assert _enters(record, SERIOUS, known_on=date(2015, 11, 2))


def test_indicators_and_severity_narrow_each_other() -> None:
    condition = ListCondition(rule="item", indicators=("D2",), severity=("serious",), months=12)
    other = make_item(indicator="D1", severity="serious")
    assert _enters(make_record(credit_information=(other,)), condition) == ()


def test_without_indicator_or_severity_only_dishonesty_is_meant() -> None:
    condition = ListCondition(rule="item", months=12)
    honour = make_item(category="honour", severity=None, indicator="H1")
    assert _enters(make_record(credit_information=(honour,)), condition) == ()
    assert _enters(make_record(credit_information=(make_item(),)), condition)


def test_every_one_of_the_last_periods_must_lie_within_the_grades() -> None:
    record = make_record(assessments=_results(**{"2015Q3": "D", "2015Q2": "D", "2015Q1": "A"}))
    (proposal,) = _enters(record, ALWAYS_D)
    assert proposal.evidence[0].results == (Result("2015Q3", "D"), Result("2015Q2", "D"))
    record = make_record(assessments=_results(**{"2015Q3": "D", "2015Q2": "C", "2015Q1": "D"}))
    assert _enters(record, ALWAYS_D) == ()


def test_at_least_means_as_good_or_better() -> None:
    condition = ListCondition(rule="grade", at_least="B")
    for grade, proposed in (("A", True), ("B", True), ("C", False)):
        record = make_record(assessments=_results(**{"2015Q3": grade}))
        assert bool(_enters(record, condition)) is proposed


def test_too_few_results_are_no_ground() -> None:
    assert _enters(make_record(assessments=_results(**{"2015Q3": "D"})), ALWAYS_D) == ()


def test_a_result_of_another_period_says_nothing_of_this_one() -> None:
    record = make_record(assessments=_results(**{"2015Q2": "D", "2015Q1": "D"}))
    assert _enters(record, ALWAYS_D) == ()


def test_a_years_result_does_not_count_among_quarters() -> None:
    record = make_record(assessments=_results(**{"2015Q3": "D", "2014": "D"}))
    assert _enters(record, ALWAYS_D) == ()


def test_all_conditions_of_entering_must_be_met() -> None:
    none = ListCondition(rule="no-item", severity=("serious",), months=12)
    honest = ListCondition(rule="grade", at_least="A")
    clean = make_record(assessments=_results(**{"2015Q3": "A"}))
    (proposal,) = _enters(clean, honest, none)
    assert [one.rule for one in proposal.evidence] == ["grade", "no-item"]
    assert proposal.evidence[1].since == date(2014, 9, 30)
    item = make_item(severity="serious")
    assert _enters(make_record(assessments=clean.assessments, credit_information=(item,)), honest)
    marked = make_record(assessments=clean.assessments, credit_information=(item,))
    assert _enters(marked, honest, none) == ()


def test_who_stands_on_the_list_is_not_proposed_to_enter() -> None:
    item = make_item(severity="serious")
    record = make_record(credit_information=(item,), listings=(make_listing(),))
    assert _enters(record, SERIOUS) == ()


def test_who_was_removed_may_be_proposed_again() -> None:
    item = make_item(severity="serious")
    removed = make_listing(removed_on=date(2015, 6, 1), removed_reason="示例")
    assert _enters(make_record(credit_information=(item,), listings=(removed,)), SERIOUS)


def test_any_condition_of_leaving_is_enough() -> None:
    leave = (
        ListCondition(rule="listed", months=3),
        ListCondition(rule="no-item", severity=("serious",), months=12),
    )
    item = make_item(severity="serious")
    record = make_record(credit_information=(item,), listings=(make_listing(),))
    (proposal,) = propose(record, _standard((SERIOUS,), leave), "2015Q3")
    assert proposal.action == "leave"
    assert [(one.rule, one.since) for one in proposal.evidence] == [("listed", date(2015, 4, 1))]
    assert proposal.evidence[0].document == make_listing().document


def test_nobody_leaves_before_the_months_are_full() -> None:
    leave = (ListCondition(rule="listed", months=6),)
    record = make_record(listings=(make_listing(listed_on=date(2015, 4, 1)),))
    assert propose(record, _standard((SERIOUS,), leave), "2015Q3") == ()
    assert propose(record, _standard((SERIOUS,), leave), "2015Q4")


def test_who_does_not_stand_on_the_list_is_not_proposed_to_leave() -> None:
    leave = (ListCondition(rule="no-item", months=1),)
    assert propose(make_record(), _standard((SERIOUS,), leave), "2015Q3") == ()


def test_a_natural_person_is_not_proposed_where_listings_may_not_be_shown() -> None:
    item = make_item(severity="serious")
    assert _enters(make_record(credit_information=(item,)), SERIOUS, may_be_listed=False) == ()


def test_who_left_the_register_is_not_proposed_to_enter() -> None:
    item = make_item(severity="serious")
    record = make_record(credit_information=(item,), left_on=date(2015, 9, 30), left_reason="示例")
    assert _enters(record, SERIOUS) == ()


def test_a_past_period_is_held_against_who_stood_on_the_list_then() -> None:
    item = make_item(severity="serious")
    later = make_listing(listed_on=date(2015, 10, 8))
    record = make_record(credit_information=(item,), listings=(later,))
    assert [one.action for one in _enters(record, SERIOUS)] == ["enter"]
    assert _enters(record, SERIOUS, known_on=date(2015, 10, 20)) == ()
    removed = make_listing(removed_on=date(2015, 10, 8), removed_reason="示例")
    left = make_record(credit_information=(item,), listings=(removed,))
    assert _enters(left, SERIOUS) == ()
