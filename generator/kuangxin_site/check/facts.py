"""Rules between the fields of one record that a schema cannot say.

Dates follow one another, references stay within the record or the register, and publication
keeps to the windows of the register (信用修复管理办法, see :mod:`kuangxin.disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kuangxin.disclosure import add_months
from kuangxin.records import CreditItem, Listing, Record
from kuangxin_site.check.context import Context

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
        yield from _ordered(
            ("licences", index),
            "valid_from",
            licence.valid_from,
            "valid_until",
            licence.valid_until,
        )
    for index, item in enumerate(record.credit_information):
        yield from _item_findings(record, item, ("credit_information", index), context)
    for index, listing in enumerate(record.listings):
        yield from _listing_findings(listing, ("listings", index), context)


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
    yield from _ordered(at, "determined_on", item.determined_on, "recorded_on", item.recorded_on)
    yield from _term_findings(item, at, context)
    for index, objection in enumerate(item.objections):
        place = (*at, "objections", index)
        yield from _ordered(
            place, "received_on", objection.received_on, "decided_on", objection.decided_on
        )
        if (objection.decided_on is None) != (objection.outcome is None):
            yield place, "objection-half", {}


def _term_findings(
    item: CreditItem, at: tuple[str | int, ...], context: Context
) -> Iterator[Finding]:
    windows = context.windows
    window = windows.of(item)
    for name, day in (("publish_until", item.publish_until), ("repaired_on", item.repaired_on)):
        yield from _ordered(at, "determined_on", item.determined_on, name, day)
    if not window.published:
        return
    last = window.last_day(item.determined_on)
    first = add_months(item.determined_on, window.min_months)
    until, repaired, source = item.publish_until, item.repaired_on, windows.source
    if until is None and last is None:
        yield (*at, "publish_until"), "publish-until-missing", {}
    if until is not None and last is not None and until > last:
        values = {"value": until, "limit": last, "other": source}
        yield (*at, "publish_until"), "publish-until-too-late", values
    if until is not None and item.determined_on <= until < first:
        values = {"value": until, "limit": first, "other": source}
        yield (*at, "publish_until"), "publish-until-too-early", values
    if repaired is not None and item.determined_on <= repaired < first:
        values = {"value": repaired, "limit": first, "other": source}
        yield (*at, "repaired_on"), "repaired-too-early", values


def _listing_findings(
    listing: Listing, at: tuple[str | int, ...], context: Context
) -> Iterator[Finding]:
    if listing.list not in context.lists:
        known = ", ".join(sorted(context.lists))
        yield (*at, "list"), "unknown-list", {"value": listing.list, "limit": known}
    if (listing.removed_on is None) != (not listing.removed_reason):
        yield (*at, "removed_on"), "removed-half", {}
    for name, day in (("removed_on", listing.removed_on), ("publish_until", listing.publish_until)):
        yield from _ordered(at, "listed_on", listing.listed_on, name, day)


def _ordered(
    at: tuple[str | int, ...], first: str, start: date | None, second: str, end: date | None
) -> Iterator[Finding]:
    if start is not None and end is not None and end < start:
        values: dict[str, object] = {"value": end, "other": first, "limit": start}
        yield (*at, second), "end-before-start", values
