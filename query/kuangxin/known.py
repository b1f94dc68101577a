"""What the register knew on a day: the second of the two clocks.

Which of it may be shown is another question (:mod:`kuangxin.disclosure`).
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from kuangxin.records import CreditItem, Listing, Objection, Record, Subject

__all__ = ["known", "known_listing", "known_objection", "known_subject"]


def known(record: Record, day: date) -> Record:
    """Return what the register knew of a record on a day: the second of the two clocks.

    Items recorded or determined later, results decided later and listings decided later are left
    out; a repair that came or was recorded later, a removal, an objection or its outcome and a departure that came later have not
    happened. Which of it may be shown is another question (:func:`publish`).
    """
    left = record.left_on is not None and record.left_on <= day
    return replace(
        record,
        credit_information=tuple(
            replace(
                item,
                **_repair(item, day),
                objections=tuple(
                    known_objection(one, day) for one in item.objections if one.received_on <= day
                ),
            )
            for item in record.credit_information
            if max(item.determined_on, item.recorded_on or item.determined_on) <= day
        ),
        listings=tuple(
            then for one in record.listings if (then := known_listing(one, day)) is not None
        ),
        assessments=tuple(
            one
            for one in record.assessments
            if one.decided_on is not None and one.decided_on <= day
        ),
        left_on=record.left_on if left else None,
        left_reason=record.left_reason if left else "",
    )


def known_listing(listing: Listing, day: date) -> Listing | None:
    """Return an entry on a list as the register knew it on a day, or None when it did not yet."""
    if listing.listed_on > day:
        return None
    if listing.removed_on is None or listing.removed_on <= day:
        return listing
    return replace(listing, removed_on=None, removed_reason="")


def known_subject(subject: Subject, day: date) -> Subject:
    """Return what the register knew of a subject on a day, record by record."""
    return replace(subject, records=tuple(known(record, day) for record in subject.records))


def _repair(item: CreditItem, day: date) -> dict[str, date | None]:
    """Return the repair of an item and its recording as the register knew them on a day."""
    if item.is_repaired(day, day):
        return {}
    return {"repaired_on": None, "repair_recorded_on": None}


def known_objection(objection: Objection, on: date) -> Objection:
    """Return an objection without an outcome that came after the day."""
    if objection.decided_on is None or objection.decided_on <= on:
        return objection
    return Objection(received_on=objection.received_on)
