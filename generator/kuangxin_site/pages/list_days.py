"""Until which day a row of a list may name the register's lists on which a subject stands.

The tables of subjects and of listings are sorted alike, so that they are read side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from kuangxin.records import Listing
from kuangxin_site.pages.last_days import latest, standing_until
from kuangxin_site.pages.pager import Row
from kuangxin_site.pages.plan import Site

__all__ = ["with_last_days"]


class _OfKind(msgspec.Struct):
    kind: str


class _Decision(Listing, frozen=True, kw_only=True):
    """A row of ``listings.jsonl``."""

    code: str


def with_last_days(
    rows: Iterable[Row], site: Site, kind: str
) -> Iterator[tuple[Row, list[str | None]]]:
    """Yield the rows of a kind, each with a last day for each of its ``lists``, None without end."""
    as_of = site.manifest.as_of
    groups = groupby(_decisions(site, kind), key=lambda one: one.code)
    for row in rows:
        if not row["lists"]:
            yield row, []
            continue
        own = next(list(group) for code, group in groups if code == row["code"])
        standing = [one for one in own if one.is_current(as_of)]
        days = (
            latest(standing_until(one) for one in standing if one.list == list_)
            for list_ in row["lists"]
        )
        yield row, [None if day is None else day.isoformat() for day in days]


def _decisions(site: Site, kind: str) -> Iterator[_Decision]:
    glance, read = msgspec.json.Decoder(_OfKind), msgspec.json.Decoder(_Decision)
    for line in site.release.source.lines("downloads/listings.jsonl"):
        if glance.decode(line).kind == kind:
            yield read.decode(line)
