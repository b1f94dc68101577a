"""What may be shown on a day: the one gate to the public.

Everything that leaves the register passes :func:`publish`, in the builder when a release is made
and in the reader on the reader's own day, so that an old copy stops showing what has run out.

The windows are the register's data. Those of the demonstration register follow 信用修复管理办法
(国家发展改革委令第36号, in force 2026-04-01): minor dishonesty information is in principle not
published; general is published for at least three months and at most one year; serious for at
least one year and at most three. The term starts on the day the document determined the matter.
At the maximum, publication stops by itself. Repair ends publication.

A term of months ends on the corresponding day of its last month, or on that month's last day
(民法典, articles 201 and 202); that day is the last on which the item is shown.

>>> from datetime import date
>>> add_months(date(2015, 1, 31), 1)
datetime.date(2015, 2, 28)
>>> w = Window(min_months=3, max_months=12)
>>> w.last_day(date(2015, 3, 1))
datetime.date(2016, 3, 1)
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from kuangxin.known import known, known_listing, known_objection, known_subject
from kuangxin.records import (
    Assessment,
    CreditItem,
    Listing,
    Reason,
    Record,
    Subject,
)

__all__ = [
    "Dishonesty",
    "Window",
    "Windows",
    "add_months",
    "expiries",
    "item_may_be_shown",
    "item_until",
    "known",
    "known_listing",
    "known_subject",
    "last_day",
    "latest",
    "listing_may_be_shown",
    "listing_until",
    "publish",
    "publish_subject",
    "standing_until",
    "with_terms",
]


class Window(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long information of one category and severity is published, in months."""

    published: bool = True
    min_months: int = 0
    max_months: int | None = None

    def last_day(self, determined_on: date) -> date | None:
        """Return the last day of publication, or None when the window sets no maximum."""
        return None if self.max_months is None else add_months(determined_on, self.max_months)


class Dishonesty(msgspec.Struct, frozen=True, omit_defaults=True):
    """The windows of dishonesty information, by severity."""

    minor: Window = Window(published=False)
    general: Window = Window()
    serious: Window = Window()


class Windows(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The register's rules of disclosure, with the regulation they come from.

    ``list_months`` gives, for each list, after how many months an entry stops being shown.
    """

    source: str = ""
    dishonesty: Dishonesty = Dishonesty()
    honour: Window = Window()
    supervision: Window = Window(published=False)
    removed_listings_months: int = 0
    natural_person_listings: bool = False
    list_months: dict[str, int | None] = {}

    def of(self, item: CreditItem) -> Window:
        """Return the window that applies to an item."""
        if item.category == "honour":
            return self.honour
        if item.category == "supervision":
            return self.supervision
        if item.severity == "general":
            return self.dishonesty.general
        if item.severity == "serious":
            return self.dishonesty.serious
        return self.dishonesty.minor


def add_months(day: date, months: int) -> date:
    """Return the corresponding day ``months`` later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def item_until(item: CreditItem, windows: Windows) -> date | None:
    """Return the last day on which an item may be shown: as stated, never beyond the maximum."""
    derived = windows.of(item).last_day(item.determined_on)
    stated = item.publish_until
    if stated is None or derived is None:
        return stated or derived
    return min(stated, derived)


def with_terms(record: Record, windows: Windows) -> Record:
    """Return a register's record with the term of each item, and what is withheld marked.

    So that grading, which knows no windows, sees what a published record says of itself.
    """
    if not record.credit_information:
        return record
    return replace(
        record,
        credit_information=tuple(
            replace(
                item,
                publish_until=item_until(item, windows),
                withheld=not windows.of(item).published,
            )
            for item in record.credit_information
        ),
    )


def item_may_be_shown(item: CreditItem, windows: Windows, on: date) -> bool:
    """Tell whether an item of credit information may be shown on day ``on``."""
    if not windows.of(item).published or item.determined_on > on:
        return False
    if item.repaired_on is not None and item.repaired_on <= on:
        return False
    until = item_until(item, windows)
    return until is not None and on <= until


def listing_until(listing: Listing, windows: Windows) -> date | None:
    """Return the last day on which a listing may be shown, or None without a limit."""
    limits = [listing.publish_until] if listing.publish_until else []
    months = windows.list_months.get(listing.list)
    if months is not None:
        limits.append(add_months(listing.listed_on, months))
    if listing.removed_on is not None:
        shown = add_months(listing.removed_on, windows.removed_listings_months)
        limits.append(shown - timedelta(days=1))
    return min(limits, default=None)


def listing_may_be_shown(listing: Listing, windows: Windows, on: date) -> bool:
    """Tell whether an entry on a list may be shown on day ``on``."""
    until = listing_until(listing, windows)
    return listing.listed_on <= on and (until is None or on <= until)


def publish(record: Record, windows: Windows, on: date, *, natural_person: bool = False) -> Record:
    """Return what may be shown of a record on day ``on``.

    Items that may not be shown are left out and, in the reasons of a grade, named only as a
    withheld item with its points. What happened after the day is left out: results, objections and
    their outcome. A shown item carries its last day, and a repair known before keeps its day, so
    that an old copy stops in time. Publishing twice on the same day changes nothing.
    """
    items = tuple(
        replace(
            item,
            publish_until=item_until(item, windows),
            withheld=False,
            objections=tuple(
                known_objection(one, on) for one in item.objections if one.received_on <= on
            ),
        )
        for item in record.credit_information
        if item_may_be_shown(item, windows, on)
    )
    shown = frozenset(item.id for item in items)
    listings: tuple[Listing, ...] = ()
    if windows.natural_person_listings or not natural_person:
        listings = tuple(
            replace(listing, publish_until=listing_until(listing, windows))
            for listing in record.listings
            if listing_may_be_shown(listing, windows, on)
        )
    left = record.left_on is not None and record.left_on <= on
    return replace(
        record,
        credit_information=items,
        listings=listings,
        assessments=tuple(
            _publish_reasons(one, shown, unlisted=len(listings) < len(record.listings))
            for one in record.assessments
            if one.decided_on is not None and one.decided_on <= on
        ),
        left_on=record.left_on if left else None,
        left_reason=record.left_reason if left else "",
    )


def publish_subject(
    subject: Subject, windows: Windows, on: date, natural_persons: Mapping[str, bool]
) -> Subject:
    """Return what may be shown of a subject on day ``on``, record by record."""
    return replace(
        subject,
        records=tuple(
            publish(record, windows, on, natural_person=natural_persons.get(record.kind, False))
            for record in subject.records
        ),
    )


def expiries(record: Record) -> Iterator[date]:
    """Yield, for each shown thing of a published record, the last day on which it may be shown."""
    for item in record.credit_information:
        if (last := last_day(item)) is not None:
            yield last
    for listing in record.listings:
        if listing.publish_until is not None:
            yield listing.publish_until


def standing_until(listing: Listing) -> date | None:
    """Return the last day on which a published listing may be shown as one that stands."""
    removed = listing.removed_on
    before = None if removed is None else removed - timedelta(days=1)
    return min(filter(None, (listing.publish_until, before)), default=None)


def latest(days: Iterable[date | None]) -> date | None:
    """Return the latest of some last days; None, which has no end, is later than any."""
    found = list(days)
    return max((one for one in found if one is not None), default=None) if all(found) else None


def last_day(item: CreditItem) -> date | None:
    """Return the last day of a published item: of its term, or before a repair known already."""
    repaired = item.repaired_on
    before = None if repaired is None else repaired - timedelta(days=1)
    return min(filter(None, (item.publish_until, before)), default=None)


#: Steps that tell of several items: their points would give a withheld one away.
_SHARED_STEPS = frozenset({"cap", "worst", "group-cap"})


def _publish_reasons(
    assessment: Assessment, shown: frozenset[str], *, unlisted: bool = False
) -> Assessment:
    """Replace what a reason says of a withheld item by the fact that it is withheld.

    Consecutive withheld steps become one, so that nothing tells how many items there are. A gate
    that a withheld item shuts stays as the grade it holds the result to; so does the gate of a
    list when an entry on one may no longer be shown (``unlisted``).
    """

    def is_hidden(reason: Reason) -> bool:
        if not reason.item:
            return unlisted and reason.rule == "gate" and not reason.withheld
        return reason.item not in shown

    if not any(map(is_hidden, assessment.reasons)):
        return assessment
    reasons: list[Reason] = []
    for reason in assessment.reasons:
        hidden = is_hidden(reason)
        if reason.rule == "gate":
            reasons.append(
                replace(reason, indicator="", item="", withheld=True) if hidden else reason
            )
        elif not (hidden or reason.withheld or reason.rule in _SHARED_STEPS):
            reasons.append(reason)
        else:
            points = reason.points
            if reasons and reasons[-1].rule == "withheld":
                points += reasons.pop().points
            reasons.append(
                Reason(rule="withheld", points=points, total=reason.total, withheld=True)
            )
    return replace(assessment, reasons=tuple(reasons))
