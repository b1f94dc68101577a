"""The last day of what a page shows, by the rule of :mod:`kuangxin.disclosure`.

A page carries it as ``data-until``; ``sitetheme/static/js/day.js`` hides on the reader's own day what
has passed it, so that an old copy stops showing what the law no longer allows.
"""

from __future__ import annotations

from datetime import date, timedelta

from kuangxin.disclosure import expiries, item_end
from kuangxin.records import CreditItem, Listing, Record
from kuangxin_site.pages.plan import Site

__all__ = ["fresh_until", "item_until", "listing_until", "record_until"]


def item_until(item: CreditItem) -> date | None:
    """Return the last day of a published item: its term, or the day before its repair."""
    return item_end(item)


def listing_until(listing: Listing) -> date | None:
    """Return the last day of a published listing, None where it has no end."""
    return listing.publish_until


def record_until(record: Record) -> date | None:
    """Return the first of the last days of a record: afterwards the steps of a grade tell too much."""
    return min(expiries(record), default=None)


def fresh_until(site: Site) -> date | None:
    """Return the day after which a newer release must be there, if the register states a rhythm."""
    days = site.settings.rhythm_days
    return site.manifest.as_of + timedelta(days=days) if days else None
