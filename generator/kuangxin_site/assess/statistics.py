"""The statistics of a release (``data/statistics.json``): counts by kind, city and period.

Made from the :class:`~kuangxin_site.assess.tally.Tally` of what is published, the same that
``kuangxin-site analyse`` draws from; the site's statistics are sums over these rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

import msgspec

from kuangxin_site.assess.tally import Tally

__all__ = [
    "TABLES",
    "Assessed",
    "Graded",
    "ItemsFound",
    "Moved",
    "Objected",
    "OnList",
    "OnRecord",
    "Row",
    "Statistics",
    "make_statistics",
]


_Row = TypeVar("_Row")


class Row(msgspec.Struct, frozen=True):
    """What every row counts under: a kind, and a division (a city but for :class:`OnRecord`)."""

    kind: str
    division: str


class OnRecord(Row, frozen=True):
    """How the records of a division stand on the day of the release."""

    assessed: int
    waiting: int
    left: int


class Graded(Row, frozen=True):
    """How many subjects have a grade in a period."""

    period: str
    grade: str
    subjects: int


class Assessed(Row, frozen=True):
    """How many subjects were on record in a period, and how many of them have a result."""

    period: str
    subjects: int
    assessed: int


class Moved(Row, frozen=True):
    """How many subjects went from one grade to another; "" where there was no result."""

    compared_with: str
    period: str
    before: str
    after: str
    subjects: int


class ItemsFound(Row, frozen=True):
    """How many of the items shown were determined in a quarter."""

    indicator: str
    quarter: str
    items: int


class OnList(Row, frozen=True):
    """How many of the listings shown were entered and removed in a quarter."""

    list: str
    quarter: str
    entered: int
    removed: int


class Objected(Row, frozen=True):
    """How many objections to items shown came and were decided in a quarter."""

    quarter: str
    received: int
    decided: int


class Statistics(msgspec.Struct, frozen=True):
    """All counts as of a day, each table sorted."""

    as_of: date
    records: tuple[OnRecord, ...] = ()
    grades: tuple[Graded, ...] = ()
    coverage: tuple[Assessed, ...] = ()
    movements: tuple[Moved, ...] = ()
    indicators: tuple[ItemsFound, ...] = ()
    lists: tuple[OnList, ...] = ()
    objections: tuple[Objected, ...] = ()


#: The tables by name.
TABLES = tuple(name for name in Statistics.__struct_fields__ if name != "as_of")


def make_statistics(tally: Tally, as_of: date) -> Statistics:
    """Return the statistics of what was counted."""
    periods = {(kind, period) for kind, _, period, _ in tally.results}
    moved = {
        key: number
        for key, number in tally.movements.items()
        if {(key[0], key[2]), (key[0], key[3])} <= periods
    }
    decided: Counter[tuple[str, ...]] = Counter()
    for key, number in tally.decided.items():
        decided[key[:3]] += number
    return Statistics(
        as_of=as_of,
        records=_rows(OnRecord, _records(tally)),
        grades=_rows(Graded, tally.results.items()),
        coverage=_rows(Assessed, _coverage(tally, periods)),
        movements=_rows(Moved, moved.items()),
        indicators=_rows(ItemsFound, tally.items.items()),
        lists=_rows(OnList, _pairs(tally.listed, tally.removed)),
        objections=_rows(Objected, _pairs(tally.received, decided)),
    )


_Entry = tuple[tuple[str, ...], int | tuple[int, ...]]


def _rows(make: Callable[..., _Row], entries: Iterable[_Entry]) -> tuple[_Row, ...]:
    """Make a sorted row of each key and its number or numbers."""
    return tuple(
        make(*key, *(counted if isinstance(counted, tuple) else (counted,)))
        for key, counted in sorted(entries)
    )


def _pairs(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> Iterator[_Entry]:
    for key in {*one, *other}:
        yield key, (one[key], other[key])


def _records(tally: Tally) -> Iterator[_Entry]:
    for place in {key[:2] for key in tally.standing}:
        yield place, tuple(tally.standing[(*place, one)] for one in ("assessed", "waiting", "left"))


def _coverage(tally: Tally, periods: set[tuple[str, str]]) -> Iterator[_Entry]:
    """Yield the coverage of every city of a kind in each period in which the kind has results."""
    assessed: Counter[tuple[str, ...]] = Counter()
    for key, number in tally.results.items():
        assessed[key[:3]] += number
    for key, number in tally.on_record(sorted({one for _, one in periods})).items():
        if number and (key[0], key[2]) in periods:
            yield key, (number, assessed[key])
