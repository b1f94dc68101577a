"""The last day of what a page shows, by the rule of :mod:`kuangxin.disclosure`.

A page carries it as ``data-until``; ``sitetheme/static/js/day.js`` removes on the reader's own day what
has passed it, so that an old copy stops showing what the law no longer allows. What stands over or
around several things goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec.structs import replace

from kuangxin.disclosure import expiries, last_day, latest, standing_until
from kuangxin.records import Assessment, CreditItem, Listing, Record
from kuangxin_site.pages.plan import Site

__all__ = ["all_until", "fresh_until", "latest", "standing_until", "sum_until", "thing_until"]

_EMPTY = Record(kind="", code="", name="", division="")


def thing_until(thing: CreditItem | Listing) -> date | None:
    """Return the last day of a published item or listing, None where it has no end."""
    return last_day(thing) if isinstance(thing, CreditItem) else thing.publish_until


def all_until(things: Iterable[CreditItem | Listing]) -> date | None:
    """Return the day after which none of some things is shown, None where one has no end."""
    return latest(map(thing_until, things))


def sum_until(result: Assessment, record: Record) -> date | None:
    """Return the last day on which the steps of a result may be shown as they stand.

    With the first item that they name they tell too much, and with the first listing where the gate
    of a list is among them (:func:`kuangxin.disclosure.publish`).
    """
    named = {reason.item for reason in result.reasons}
    gated = any(
        reason.rule == "gate" and not reason.item and not reason.withheld
        for reason in result.reasons
    )
    told = replace(
        _EMPTY,
        credit_information=tuple(one for one in record.credit_information if one.id in named),
        listings=record.listings if gated else (),
    )
    return min(expiries(told), default=None)


def fresh_until(site: Site) -> date | None:
    """Return the day after which a newer release must be there, if the register states a rhythm."""
    days = site.settings.rhythm_days
    return site.manifest.as_of + timedelta(days=days) if days else None
