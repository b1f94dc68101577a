"""The one gate: what may be shown on a day, for every item, listing and day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuangxin.disclosure import (
    add_months,
    expiries,
    item_may_be_shown,
    item_until,
    listing_may_be_shown,
    publish,
)
from kuangxin.records import CreditItem, Objection, Reason
from tests.factories import WINDOWS, make_assessment, make_item, make_listing, make_record

_DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
_SEVERITIES = st.sampled_from(["minor", "general", "serious"])


@st.composite
def _items(draw: st.DrawFn) -> CreditItem:
    determined = draw(_DAYS)
    return make_item(
        id=draw(st.text("abc", min_size=1, max_size=3)),
        category=draw(st.sampled_from(["dishonesty", "honour", "supervision"])),
        severity=draw(_SEVERITIES),
        determined_on=determined,
        publish_until=draw(st.none() | _DAYS),
        repaired_on=draw(st.none() | _DAYS),
    )


@given(_DAYS, _DAYS)
def test_minor_item_is_withheld_by_default(determined: date, on: date) -> None:
    assert not item_may_be_shown(make_item(severity="minor", determined_on=determined), WINDOWS, on)


@given(_items(), _DAYS)
def test_nothing_is_shown_before_it_was_determined(item: CreditItem, on: date) -> None:
    assert not (item_may_be_shown(item, WINDOWS, on) and on < item.determined_on)


@given(_items(), _DAYS)
def test_nothing_is_shown_after_the_maximum(item: CreditItem, on: date) -> None:
    months = {"general": 12, "serious": 36, "minor": 0}[item.severity or "minor"]
    months = 36 if item.category == "honour" else months
    if on > add_months(item.determined_on, months):
        assert not item_may_be_shown(item, WINDOWS, on)


@given(_items(), _DAYS)
def test_repair_ends_publication(item: CreditItem, on: date) -> None:
    if item.repaired_on is not None and on >= item.repaired_on:
        assert not item_may_be_shown(item, WINDOWS, on)


@given(_items(), _DAYS)
def test_what_is_shown_has_a_last_day(item: CreditItem, on: date) -> None:
    if item_may_be_shown(item, WINDOWS, on):
        until = item_until(item, WINDOWS)
        assert until is not None
        assert until >= on


@given(st.lists(_items(), max_size=6), _DAYS, _DAYS)
def test_publishing_again_later_is_publishing_later(
    items: list[CreditItem], first: date, second: date
) -> None:
    first, second = sorted((first, second))
    reasons = tuple(
        Reason(rule="item", points=Decimal(-1), total=Decimal(1), indicator=i.indicator, item=i.id)
        for i in items
    )
    record = make_record(
        credit_information=tuple(items),
        listings=(make_listing(), make_listing(removed_on=date(2016, 1, 1), removed_reason="x")),
        assessments=(make_assessment(reasons=reasons),),
    )
    release = publish(record, WINDOWS, first)
    assert publish(release, WINDOWS, first) == release
    later = publish(release, WINDOWS, second)
    shown = {item.id for item in later.credit_information}
    assert shown <= {item.id for item in publish(record, WINDOWS, second).credit_information}


@given(st.lists(_items(), max_size=6), _DAYS)
def test_next_expiry_is_the_first_day_on_which_something_stops(
    items: list[CreditItem], on: date
) -> None:
    release = publish(make_record(credit_information=tuple(items)), WINDOWS, on)
    days = [day + timedelta(days=1) for day in expiries(release)]
    if days:
        before, after = min(days) - timedelta(days=1), min(days)
        assert publish(release, WINDOWS, before).credit_information == release.credit_information
        assert publish(release, WINDOWS, after).credit_information != release.credit_information


@pytest.mark.parametrize(
    ("severity", "last"),
    [("general", date(2016, 2, 29)), ("serious", date(2018, 2, 28))],
)
def test_the_term_starts_on_the_day_determined_and_ends_on_the_corresponding_day(
    severity: Literal["general", "serious"], last: date
) -> None:
    start = date(2015, 2, 28) if severity == "serious" else date(2015, 3, 1) - timedelta(days=1)
    item = make_item(severity=severity, determined_on=start)
    expected = last if severity == "serious" else date(2016, 2, 28)
    assert item_until(item, WINDOWS) == expected
    assert item_may_be_shown(item, WINDOWS, expected)
    assert not item_may_be_shown(item, WINDOWS, expected + timedelta(days=1))


def test_a_withheld_item_leaves_only_its_points_in_the_reasons() -> None:
    reasons = (
        Reason(rule="base", points=Decimal(100), total=Decimal(100)),
        Reason(rule="item", points=Decimal(-2), total=Decimal(98), indicator="D9", item="S-1"),
        Reason(rule="item", points=Decimal(-2), total=Decimal(96), indicator="D9", item="S-2"),
        Reason(rule="cap", points=Decimal(1), total=Decimal(97), indicator="D9"),
    )
    record = make_record(
        credit_information=(
            make_item(id="S-1", severity="minor"),
            make_item(id="S-2", severity="minor"),
        ),
        assessments=(make_assessment(reasons=reasons),),
    )
    assessment = publish(record, WINDOWS, date(2015, 12, 31)).assessment
    assert assessment is not None
    assert assessment.reasons == (
        reasons[0],
        Reason(rule="withheld", points=Decimal(-3), total=Decimal(97), withheld=True),
    )


def test_a_result_decided_later_is_not_shown_yet() -> None:
    record = make_record(assessments=(make_assessment(decided_on=date(2015, 10, 20)),))
    assert publish(record, WINDOWS, date(2015, 10, 19)).assessment is None
    assert publish(record, WINDOWS, date(2015, 10, 20)).assessment is not None


def test_a_removed_listing_is_not_shown_from_the_day_of_removal() -> None:
    listing = make_listing(removed_on=date(2015, 9, 1), removed_reason="示例")
    assert listing_may_be_shown(listing, WINDOWS, date(2015, 8, 31))
    assert not listing_may_be_shown(listing, WINDOWS, date(2015, 9, 1))


def test_a_listing_ends_after_its_months() -> None:
    assert listing_may_be_shown(make_listing(), WINDOWS, date(2018, 4, 1))
    assert not listing_may_be_shown(make_listing(), WINDOWS, date(2018, 4, 2))
    assert listing_may_be_shown(make_listing(list="abnormal"), WINDOWS, date(2028, 4, 2))


def test_natural_persons_have_no_listings_unless_the_register_allows_it() -> None:
    record = make_record(listings=(make_listing(),))
    assert not publish(record, WINDOWS, date(2015, 12, 1), natural_person=True).listings
    assert publish(record, WINDOWS, date(2015, 12, 1)).listings


def test_an_objection_received_later_is_not_shown_yet() -> None:
    item = make_item(objections=(Objection(received_on=date(2015, 6, 1)),))
    record = make_record(credit_information=(item,))
    assert not publish(record, WINDOWS, date(2015, 5, 31)).credit_information[0].objections
    assert (
        publish(record, WINDOWS, date(2015, 6, 1))
        .credit_information[0]
        .under_objection(date(2015, 6, 1))
    )


def test_an_old_copy_stops_showing_an_item_on_the_day_of_a_repair_known_before() -> None:
    item = make_item(determined_on=date(2015, 3, 1), repaired_on=date(2015, 9, 1))
    release = publish(make_record(credit_information=(item,)), WINDOWS, date(2015, 6, 1))
    assert len(release.credit_information) == 1
    assert publish(release, WINDOWS, date(2015, 8, 31)).credit_information
    assert not publish(release, WINDOWS, date(2015, 9, 1)).credit_information
