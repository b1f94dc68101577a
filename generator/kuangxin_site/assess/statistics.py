"""The statistics of a release (``data/statistics.json``): counts by kind, city and period.

Made from the :class:`~kuangxin_site.assess.tally.Tally` of what is published, the same that
``kuangxin-site analyse`` draws from; the site's statistics are sums over these rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

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
    moved = (
        (key, number)
        for key, number in tally.movements.items()
        if {(key[0], key[2]), (key[0], key[3])} <= periods
    )
    decided: Counter[tuple[str, ...]] = Counter()
    for key, number in tally.decided.items():
        decided[key[:3]] += number
    return Statistics(
        as_of=as_of,
        records=tuple(_records(tally)),
        grades=tuple(Graded(*key, number) for key, number in sorted(tally.results.items())),
        coverage=tuple(_coverage(tally, periods)),
        movements=tuple(Moved(*key, number) for key, number in sorted(moved)),
        indicators=tuple(ItemsFound(*key, number) for key, number in sorted(tally.items.items())),
        lists=tuple(
            OnList(*key, tally.listed[key], tally.removed[key])
            for key in sorted({*tally.listed, *tally.removed})
        ),
        objections=tuple(
            Objected(*key, tally.received[key], decided[key])
            for key in sorted({*tally.received, *decided})
        ),
    )


def _records(tally: Tally) -> Iterator[OnRecord]:
    for kind, division in sorted({key[:2] for key in tally.standing}):
        states = ("assessed", "waiting", "left")
        yield OnRecord(kind, division, *(tally.standing[kind, division, state] for state in states))


def _coverage(tally: Tally, periods: set[tuple[str, str]]) -> Iterator[Assessed]:
    """Yield the coverage of every city of a kind in each period in which the kind has results."""
    assessed: Counter[tuple[str, ...]] = Counter()
    for key, number in tally.results.items():
        assessed[key[:3]] += number
    for key, number in sorted(tally.on_record(sorted({one for _, one in periods})).items()):
        kind, _, period = key
        if number and (kind, period) in periods:
            yield Assessed(*key, number, assessed[key])
