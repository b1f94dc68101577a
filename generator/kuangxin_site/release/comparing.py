"""Compare what two releases publish of a subject, and say the cause of every difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from kuangxin.changes import Cause, Change
from kuangxin.disclosure import item_end
from kuangxin.records import Assessment, CreditItem, Listing, Record, Subject

__all__ = ["Ended", "compare_subjects", "listing_key"]

#: Code, kind and key of what is no longer shown; the key "" stands for all of a record.
Ended = tuple[str, str, str]


def compare_subjects(
    old: Subject | None, new: Subject | None, whole: Subject | None, on: date
) -> Iterator[tuple[Change, Ended | None]]:
    """Yield the changes from ``old`` to ``new``, as published, and what each of them ended.

    ``whole`` is the subject as the register has it, which tells a repair from what was taken back.
    """
    before = {record.kind: record for record in old.records} if old else {}
    after = {record.kind: record for record in new.records} if new else {}
    full = {record.kind: record for record in whole.records} if whole else {}
    for kind in dict.fromkeys([*before, *after]):
        yield from _compare(before.get(kind), after.get(kind), full.get(kind), on)


def listing_key(listing: Listing) -> str:
    """Return what a decision is told apart by."""
    return f"{listing.list} {listing.document} {listing.listed_on}"


def _compare(
    old: Record | None, new: Record | None, whole: Record | None, on: date
) -> Iterator[tuple[Change, Ended | None]]:
    if new is None:
        assert old is not None
        yield Change(cause="gone", kind=old.kind, division=old.division), (old.code, old.kind, "")
        return
    named = Change(
        cause="corrected", kind=new.kind, division=new.division, code=new.code, name=new.name
    )
    if old is None:
        yield replace(named, cause="new-subject", day=new.entered_on), None
        old = replace(new, credit_information=(), listings=(), assessments=())
    if new.left_on is not None and old.left_on is None:
        yield replace(named, cause="left", day=new.left_on), None
    yield from _items(old, new, whole, named, on)
    yield from _listings(old, new, named, on)
    for one in _results(old.assessments, new.assessments, named):
        yield one, None
    for cause in _rest(old, new):
        was = old.name if cause == "renamed" and old.name in new.former_names else ""
        yield replace(named, cause=cause, was=was), None


def _items(
    old: Record, new: Record, whole: Record | None, named: Change, on: date
) -> Iterator[tuple[Change, Ended | None]]:
    before = {item.id: item for item in old.credit_information}
    after = {item.id: item for item in new.credit_information}
    kept = {item.id: item for item in whole.credit_information} if whole else {}
    for id, item in after.items():
        told = replace(named, key=id, day=item.determined_on, until=item_end(item))
        if id not in before:
            yield replace(told, cause="new-item"), None
        elif item != before[id]:
            alike = replace(before[id], objections=item.objections) == item
            yield replace(told, cause="objection" if alike else "corrected-item"), None
    for id in before.keys() - after.keys():
        cause = _end_of(before[id], kept.get(id), on)
        nobody = Change(cause=cause, kind=new.kind, division=new.division)
        yield nobody, (new.code, new.kind, id)


def _end_of(shown: CreditItem, kept: CreditItem | None, on: date) -> Cause:
    if shown.publish_until is not None and shown.publish_until < on:
        return "ended-term"
    repaired = kept.repaired_on if kept is not None else shown.repaired_on
    return "repaired" if repaired is not None and repaired <= on else "withdrawn"


def _listings(
    old: Record, new: Record, named: Change, on: date
) -> Iterator[tuple[Change, Ended | None]]:
    before = {listing_key(one): one for one in old.listings}
    after = {listing_key(one): one for one in new.listings}
    for key, one in after.items():
        told = replace(
            named, key=key, list=one.list, document=one.document, until=one.publish_until
        )
        if key not in before:
            yield replace(told, cause="listed", day=one.listed_on), None
        elif one.removed_on is not None and before[key].removed_on is None:
            yield replace(told, cause="removed", day=one.removed_on), None
        elif one != before[key]:
            yield replace(told, cause="corrected-listing", day=one.listed_on), None
    for key in before.keys() - after.keys():
        nobody = Change(
            cause="listing-ended", kind=new.kind, division=new.division, list=before[key].list
        )
        yield nobody, (new.code, new.kind, key)


def _results(
    old: tuple[Assessment, ...], new: tuple[Assessment, ...], named: Change
) -> Iterator[Change]:
    before = {one.period: one for one in old}
    for place, one in enumerate(new):
        # A quarter is told beside the quarter before, a year beside the year before.
        alike = (other for other in new[place + 1 :] if len(other.period) == len(one.period))
        earlier = next(alike, None)
        was = before.get(one.period)
        told = replace(named, period=one.period, grade=one.grade, day=one.decided_on)
        if was is None:
            yield replace(told, cause="new-result", was=earlier.grade if earlier else "")
        elif (was.grade, was.points, was.standard, was.override) != (
            one.grade,
            one.points,
            one.standard,
            one.override,
        ):
            yield replace(told, cause="corrected-result", was=was.grade)
    for period in sorted(before.keys() - {one.period for one in new}):
        yield replace(named, cause="withdrawn-result", period=period)


def _rest(old: Record, new: Record) -> Iterator[Cause]:
    """Yield the causes of what differs besides items, listings, results and departure."""
    if old.name != new.name:
        yield "renamed"
    if old.licences != new.licences:
        yield "licences"
    like = {
        name: getattr(new, name)
        for name in ("credit_information", "listings", "assessments", "left_on", "left_reason")
    }
    if old.name != new.name:
        like["former_names"] = new.former_names
    if replace(old, **like, name=new.name, licences=new.licences) != new:
        yield "corrected"
