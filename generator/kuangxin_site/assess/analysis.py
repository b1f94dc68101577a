"""Situation analysis (情况分析): the tables of the yearly report, for a period.

One typed result for the office's command, made from a :class:`~kuangxin_site.assess.tally.Tally`;
the statistics that a release publishes are made from the same counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from kuangxin.grading.steps import as_points
from kuangxin_site.assess.statistics import Graded
from kuangxin_site.assess.tally import Tally, quarters

__all__ = [
    "Analysis",
    "Coverage",
    "IndicatorCount",
    "ListMoves",
    "Movement",
    "Times",
    "analyse",
]

_Row = TypeVar("_Row")


class Movement(msgspec.Struct, frozen=True):
    """How many subjects went from one grade to another; "" where there was no result."""

    kind: str
    before: str
    after: str
    subjects: int


class IndicatorCount(msgspec.Struct, frozen=True):
    """How many items of an indicator were determined in the period, and the points for it.

    The two are not of the same items: ``points`` is what the results of the period (of a year, of
    its quarters too) gave for the indicator, older items that still count among it, before caps.
    """

    kind: str
    indicator: str
    items: int
    points: str


class ListMoves(msgspec.Struct, frozen=True):
    """How many were entered on a list and removed in the period, and stand on it at its end."""

    list: str
    entered: int
    removed: int
    standing: int


class Coverage(msgspec.Struct, frozen=True):
    """How many subjects of a kind were on record at the period's end, and how many had a result."""

    kind: str
    subjects: int
    assessed: int
    not_assessed: int


class Times(msgspec.Struct, frozen=True):
    """How long something took, in days: the number of cases and their quartiles (nearest rank)."""

    cases: int
    lower_quartile: int | None = None
    median: int | None = None
    upper_quartile: int | None = None


class Analysis(msgspec.Struct, frozen=True):
    """The situation in a period, beside the one it is compared with."""

    period: str
    compared_with: str
    grades: tuple[Graded, ...]
    movements: tuple[Movement, ...]
    indicators: tuple[IndicatorCount, ...]
    lists: tuple[ListMoves, ...]
    coverage: tuple[Coverage, ...]
    repair_days: Times
    objection_days: Times
    open_objections: int


def analyse(tally: Tally, period: str, before: str, lists: Iterable[str]) -> Analysis:
    """Return the tables for a period, sorted; every list of the register has its line."""
    first, last = quarters(period)
    entered = _sum(tally.listed, (2,), 3, first, last)
    removed = _sum(tally.removed, (2,), 3, first, last)
    standing = _sum(tally.listed, (2,), 3, "", last)
    standing.subtract(_sum(tally.removed, (2,), 3, "", last))
    items = _sum(tally.items, (0, 2), 3, first, last)
    # A year takes its own result and those of its quarters, which sort between 2015 and 2015Q4.
    points = _sum(tally.points, (0, 2), 3, period, last)
    received = _sum(tally.received, (), 2, "", last)
    received.subtract(_sum(tally.decided, (), 2, "", last))
    return Analysis(
        period=period,
        compared_with=before,
        grades=_rows(
            Graded, (one for one in tally.results.items() if one[0][2] in {before, period})
        ),
        movements=_rows(Movement, _movements(tally, before, period).items()),
        indicators=tuple(
            IndicatorCount(
                kind, indicator, items[kind, indicator], _points(points[kind, indicator])
            )
            for kind, indicator in sorted({*items, *points})
        ),
        lists=tuple(
            ListMoves(one, entered[one,], removed[one,], standing[one,])
            for one in sorted({*lists, *(key[0] for key in [*entered, *removed, *standing])})
        ),
        coverage=tuple(_coverage(tally, period)),
        repair_days=_times(_sum(tally.repairs, (3,), 2, first, last)),
        objection_days=_times(_sum(tally.decided, (3,), 2, first, last)),
        open_objections=received[()],
    )


def _points(hundredths: int) -> str:
    return str(as_points(hundredths))


def _sum(
    counts: Counter[tuple[str, ...]], parts: tuple[int, ...], at: int, first: str, last: str
) -> Counter[tuple[str, ...]]:
    """Add up counts by ``parts`` of their keys where the time, part ``at``, is within a span."""
    found: Counter[tuple[str, ...]] = Counter()
    for key, number in counts.items():
        if first <= key[at] <= last:
            found[tuple(key[part] for part in parts)] += number
    return found


def _movements(tally: Tally, before: str, period: str) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for (kind, _, one, other, was, now), number in tally.movements.items():
        if (one, other) == (before, period):
            found[kind, was, now] += number
    return found


def _coverage(tally: Tally, period: str) -> Iterator[Coverage]:
    subjects: Counter[str] = Counter()
    assessed: Counter[str] = Counter()
    for (kind, *_), number in tally.on_record([period]).items():
        subjects[kind] += number
    for (kind, _, one, _), number in tally.results.items():
        if one == period:
            assessed[kind] += number
    for kind, number in sorted(subjects.items()):
        yield Coverage(kind, number, assessed[kind], number - assessed[kind])


def _rows(
    make: Callable[..., _Row], counts: Iterable[tuple[tuple[str, ...], int]]
) -> tuple[_Row, ...]:
    return tuple(make(*key, number) for key, number in sorted(counts) if number)


def _times(days: Counter[tuple[str, ...]]) -> Times:
    every = sorted(int(one) for (one,) in days.elements())
    if not every:
        return Times(0)
    quartiles = [every[max(0, -(-len(every) * part // 4) - 1)] for part in (1, 2, 3)]
    return Times(len(every), *quartiles)
