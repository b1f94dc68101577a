"""Until which day a row of a list may name the register's lists on which a subject stands.

The tables of subjects and of listings are sorted alike, so that they are read side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

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
    decisions = _decisions(site, kind)
    ahead = next(decisions, None)
    for row in rows:
        days: dict[str, list[date | None]] = {}
        while ahead is not None and ahead.code == row["code"]:
            if ahead.is_current(as_of):
                days.setdefault(ahead.list, []).append(standing_until(ahead))
            ahead = next(decisions, None)
        yield row, [_said(latest(days[one])) for one in row["lists"]]


def _decisions(site: Site, kind: str) -> Iterator[_Decision]:
    glance, read = msgspec.json.Decoder(_OfKind), msgspec.json.Decoder(_Decision)
    for line in site.release.source.lines("downloads/listings.jsonl"):
        if glance.decode(line).kind == kind:
            yield read.decode(line)


def _said(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
