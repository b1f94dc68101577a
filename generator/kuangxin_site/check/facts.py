"""Rules between the fields of one record that a schema cannot say.

Dates follow one another, references stay within the record or the register, and publication
keeps to the windows of the register (信用修复管理办法, see :mod:`kuangxin.disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from kuangxin.disclosure import add_months, item_until
from kuangxin.records import CreditItem, Listing, Objection, Record
from kuangxin_site.check.context import Context
from kuangxin_site.date_order import ORDERED

__all__ = ["Finding", "record_findings"]

#: path in the record, rule, values of the message.
Finding = tuple[tuple[str | int, ...], str, dict[str, object]]


def record_findings(record: Record, context: Context) -> Iterator[Finding]:
    """Yield everything that is wrong between the fields of a record."""
    if record.division and record.division not in context.divisions:
        yield ("division",), "unknown-division", {"value": record.division}
    if (record.left_on is None) != (not record.left_reason):
        yield ("left_on",), "left-half", {}
    for index, licence in enumerate(record.licences):
        yield from _ordered(("licences", index), licence)
    for index, item in enumerate(record.credit_information):
        yield from _item_findings(record, item, ("credit_information", index), context)
    for index, listing in enumerate(record.listings):
        yield from _listing_findings(record, listing, ("listings", index), context)


def _item_findings(
    record: Record, item: CreditItem, at: tuple[str | int, ...], context: Context
) -> Iterator[Finding]:
    if item.category == "dishonesty" and item.severity is None:
        yield (*at, "severity"), "severity-missing", {}
    known = context.indicators.get(record.kind)
    if known is not None:
        pairs = known.get(item.indicator)
        kind = context.kinds[record.kind].title
        if pairs is None:
            yield (*at, "indicator"), "unknown-indicator", {"value": item.indicator, "limit": kind}
        elif (item.category, item.severity) not in pairs:
            wanted = " / ".join(sorted(f"{c} {s or ''}".strip() for c, s in pairs))
            yield (
                (*at, "indicator"),
                "indicator-differs",
                {"value": item.indicator, "limit": wanted},
            )
    if item.licence and item.licence not in {licence.number for licence in record.licences}:
        yield (*at, "licence"), "unknown-licence", {"value": item.licence}
    yield from _term_findings(item, at, context)
    for index, objection in enumerate(item.objections):
        place = (*at, "objections", index)
        yield from _ordered(place, objection)
        if (objection.decided_on is None) != (objection.outcome is None):
            yield place, "objection-half", {}
        elif objection.outcome == "accepted" and not _has_ended(item, objection, context):
            values: dict[str, object] = {"value": item.id, "limit": objection.decided_on}
            yield (*place, "outcome"), "objection-upheld", values


def _has_ended(item: CreditItem, objection: Objection, context: Context) -> bool:
    """Tell whether an item to which an objection was upheld is over: ended by then, or repaired."""
    until = item_until(item, context.windows)
    day = max(objection.decided_on or context.as_of, context.as_of)
    return item.repaired_on is not None or (until is not None and until <= day)


def _term_findings(
    item: CreditItem, at: tuple[str | int, ...], context: Context
) -> Iterator[Finding]:
    windows = context.windows
    window = windows.of(item)
    yield from _ordered(at, item)
    if window.published:
        yield from _early((*at, "determined_on"), item.determined_on, context)
    last = window.last_day(item.determined_on)
    first = add_months(item.determined_on, window.min_months)
    until, repaired, source = item.publish_until, item.repaired_on, windows.source
    if until is None and last is None and window.published:
        yield (*at, "publish_until"), "publish-until-missing", {}
    if until is not None and last is not None and until > last:
        values = {"value": until, "limit": last, "other": source}
        yield (*at, "publish_until"), "publish-until-too-late", values
    upheld = any(one.outcome == "accepted" for one in item.objections)
    if until is not None and item.determined_on <= until < first and not upheld:
        values = {"value": until, "limit": first, "other": source}
        yield (*at, "publish_until"), "publish-until-too-early", values
    if repaired is None and item.repair_recorded_on is not None:
        yield (*at, "repair_recorded_on"), "repair-half", {"value": item.repair_recorded_on}
    if repaired is not None and item.category != "dishonesty":
        yield (*at, "repaired_on"), "repair-of-honour", {"value": repaired}
    elif repaired is not None and item.determined_on <= repaired < first:
        values = {"value": repaired, "limit": first, "other": source}
        yield (*at, "repaired_on"), "repaired-too-early", values


def _listing_findings(
    record: Record, listing: Listing, at: tuple[str | int, ...], context: Context
) -> Iterator[Finding]:
    if listing.list not in context.lists:
        known = ", ".join(sorted(context.lists))
        yield (*at, "list"), "unknown-list", {"value": listing.list, "limit": known}
    if (listing.removed_on is None) != (not listing.removed_reason):
        yield (*at, "removed_on"), "removed-half", {}
    yield from _ordered(at, listing)
    windows, until = context.windows, listing.publish_until
    months = windows.list_months.get(listing.list)
    last = None if months is None else add_months(listing.listed_on, months)
    if until is not None and last is not None and until > last:
        values = {"value": until, "limit": last, "other": windows.source}
        yield (*at, "publish_until"), "publish-until-too-late", values
    if windows.natural_person_listings or not context.kinds[record.kind].natural_person:
        yield from _early((*at, "listed_on"), listing.listed_on, context)


def _early(place: tuple[str | int, ...], day: date, context: Context) -> Iterator[Finding]:
    """Point out a day that the release does not reach: what it dates is not in it."""
    if day > context.as_of:
        yield place, "not-shown-before", {"value": day, "limit": context.as_of}


def _ordered(at: tuple[str | int, ...], dated: msgspec.Struct) -> Iterator[Finding]:
    """Yield the days of one element of the list at ``at`` that come before what they follow."""
    name = next(step for step in reversed(at) if isinstance(step, str))
    for first, second in ORDERED[name]:
        start, end = getattr(dated, first), getattr(dated, second)
        if start is not None and end is not None and end < start:
            yield (*at, second), "end-before-start", {"value": end, "other": first, "limit": start}
