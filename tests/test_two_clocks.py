"""Two clocks: what may be shown on a day, and what the register knew on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import kuangxin
from kuangxin.disclosure import known, publish
from kuangxin.records import CreditItem, Listing, Objection, Record
from tests.factories import WINDOWS, make_assessment, make_item, make_listing, make_record

_DAYS = st.dates(date(2012, 1, 1), date(2019, 12, 31))


@st.composite
def _items(draw: st.DrawFn) -> CreditItem:
    determined = draw(_DAYS)
    repaired = draw(st.none() | _DAYS)
    later = None if repaired is None else repaired + timedelta(days=20)
    received = draw(_DAYS)
    return make_item(
        id=draw(st.text("abc", min_size=1, max_size=4)),
        severity=draw(st.sampled_from(["minor", "general", "serious"])),
        determined_on=determined,
        recorded_on=draw(st.none() | st.just(determined + timedelta(days=40))),
        repaired_on=repaired,
        repair_recorded_on=draw(st.sampled_from([None, later])),
        publish_until=draw(st.none() | _DAYS),
        objections=(Objection(received_on=received, decided_on=received + timedelta(days=30)),),
    )


@st.composite
def _listings(draw: st.DrawFn) -> Listing:
    return make_listing(listed_on=draw(_DAYS), removed_on=draw(st.none() | _DAYS))


@st.composite
def _records(draw: st.DrawFn) -> Record:
    results = [make_assessment(period=f"201{n}", decided_on=draw(_DAYS)) for n in range(2, 5)]
    return make_record(
        credit_information=tuple(draw(st.lists(_items(), max_size=4, unique_by=lambda i: i.id))),
        listings=tuple(draw(st.lists(_listings(), max_size=3))),
        assessments=tuple(results),
    )


@given(_records(), _DAYS)
def test_nothing_is_shown_a_day_after_its_end(record: Record, on: date) -> None:
    shown = publish(record, WINDOWS, on)
    for item in shown.credit_information:
        assert item.publish_until is not None
        assert on <= item.publish_until
    for listing in shown.listings:
        assert listing.publish_until is None or on <= listing.publish_until
    later = {
        item.id for item in publish(record, WINDOWS, on + timedelta(days=1)).credit_information
    }
    ended = {i.id for i in shown.credit_information if i.publish_until == on}
    assert not ended & later


@given(_records(), _DAYS, _DAYS)
def test_what_was_not_known_is_not_shown(record: Record, on: date, day: date) -> None:
    then = known(record, day)
    for item in then.credit_information:
        assert (item.recorded_on or item.determined_on) <= day
        assert item.repaired_on is None or (item.repair_recorded_on or item.repaired_on) <= day
        assert item.repaired_on is not None or item.repair_recorded_on is None
        assert all(one.received_on <= day for one in item.objections)
        assert all(one.decided_on is None or one.decided_on <= day for one in item.objections)
    assert all(one.listed_on <= day for one in then.listings)
    assert all(one.removed_on is None or one.removed_on <= day for one in then.listings)
    assert all(one.decided_on is not None and one.decided_on <= day for one in then.assessments)
    ids = {item.id for item in then.credit_information}
    assert {item.id for item in publish(then, WINDOWS, on).credit_information} <= ids


@given(_records(), _DAYS)
def test_on_the_same_day_knowing_changes_only_what_was_recorded_later(
    record: Record, day: date
) -> None:
    whole = publish(record, WINDOWS, day)
    then = publish(known(record, day), WINDOWS, day)
    late = {
        item.id
        for item in record.credit_information
        if item.recorded_on is not None and item.recorded_on > day
    }
    assert {item.id for item in whole.credit_information} - late == {
        item.id for item in then.credit_information
    }
    assert [one.period for one in whole.assessments] == [one.period for one in then.assessments]
    assert len(whole.listings) == len(then.listings)


@given(_records(), _DAYS)
def test_publishing_twice_changes_nothing(record: Record, on: date) -> None:
    once = publish(record, WINDOWS, on)
    assert publish(once, WINDOWS, on) == once


def test_subjects_of_a_grade_are_those_known_to_have_it(built_demonstration: Path) -> None:
    then = kuangxin.open(built_demonstration, known_on=date(2015, 11, 1))
    kind = "mining-right-holder"
    assert {one.code for one in then.subjects(kind=kind, grade="A")} == {
        one.code for one in then.subjects(kind=kind) if one.record(kind).grade == "A"
    }
