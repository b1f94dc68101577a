"""Situation analysis (情况分析): the tables of the yearly report, counted from subjects.

One typed result for the office's command and for whoever publishes statistics. Counts are gathered
partition by partition (:class:`Tally`, which can be merged) and sorted at the end, so that neither
memory nor the order of the result depends on the size of the register or the number of workers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

import msgspec

from kuangxin.grading import Period, hundredths
from kuangxin.grading.steps import as_points
from kuangxin.records import CreditItem, Record, Subject

__all__ = [
    "Analysis",
    "Coverage",
    "GradeCount",
    "IndicatorCount",
    "ListMoves",
    "Movement",
    "Tally",
    "Times",
]

_Row = TypeVar("_Row")


class GradeCount(msgspec.Struct, frozen=True):
    """How many subjects of a kind and division (a city) have a grade in a period."""

    kind: str
    division: str
    period: str
    grade: str
    subjects: int


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
    grades: tuple[GradeCount, ...]
    movements: tuple[Movement, ...]
    indicators: tuple[IndicatorCount, ...]
    lists: tuple[ListMoves, ...]
    coverage: tuple[Coverage, ...]
    repair_days: Times
    objection_days: Times
    open_objections: int


class Tally(msgspec.Struct):
    """Counts on their way to an :class:`Analysis`."""

    grades: Counter[tuple[str, str, str, str]] = msgspec.field(default_factory=Counter)
    movements: Counter[tuple[str, str, str]] = msgspec.field(default_factory=Counter)
    items: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    points: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    entered: Counter[str] = msgspec.field(default_factory=Counter)
    removed: Counter[str] = msgspec.field(default_factory=Counter)
    standing: Counter[str] = msgspec.field(default_factory=Counter)
    subjects: Counter[str] = msgspec.field(default_factory=Counter)
    assessed: Counter[str] = msgspec.field(default_factory=Counter)
    repairs: Counter[int] = msgspec.field(default_factory=Counter)
    objections: Counter[int] = msgspec.field(default_factory=Counter)
    open_objections: int = 0

    def merge(self, other: Tally) -> None:
        """Add what another partition came to."""
        for name in self.__struct_fields__:
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(getattr(other, name))
        self.open_objections += other.open_objections

    def add(
        self,
        subjects: Iterable[Subject],
        period: Period,
        before: Period,
        city: Callable[[str], str],
    ) -> None:
        """Count subjects; ``city`` gives the division under which one is counted."""
        for subject in subjects:
            for record in subject.records:
                self._add_results(record, period, before, city)
                self._add_listings(record, period)
                for item in record.credit_information:
                    self._add_item(record, item, period)

    def _add_results(
        self, record: Record, period: Period, before: Period, city: Callable[[str], str]
    ) -> None:
        if (record.left_on is not None and record.left_on < period.start) or (
            record.entered_on is not None and record.entered_on > period.end
        ):
            return
        self.subjects[record.kind] += 1
        grades = {one.period: one.grade for one in record.assessments}
        for one in (before.id, period.id):
            if one in grades:
                self.grades[record.kind, city(record.division), one, grades[one]] += 1
        self.assessed[record.kind] += period.id in grades
        pair = grades.get(before.id, ""), grades.get(period.id, "")
        if any(pair):
            self.movements[(record.kind, *pair)] += 1
        for result in record.assessments:
            own = result.period == period.id or (period.is_year and result.period[:4] == period.id)
            for reason in result.reasons if own else ():
                if reason.item and reason.rule != "gate":
                    self.points[record.kind, reason.indicator] += hundredths(reason.points)

    def _add_listings(self, record: Record, period: Period) -> None:
        for listing in record.listings:
            self.entered[listing.list] += _within(listing.listed_on, period)
            self.removed[listing.list] += _within(listing.removed_on, period)
            self.standing[listing.list] += listing.is_current(period.end)

    def _add_item(self, record: Record, item: CreditItem, period: Period) -> None:
        self.items[record.kind, item.indicator] += _within(item.determined_on, period)
        if item.repaired_on is not None and _within(item.repaired_on, period):
            self.repairs[(item.repaired_on - item.determined_on).days] += 1
        for objection in item.objections:
            self.open_objections += objection.is_open(period.end)
            if objection.decided_on is not None and _within(objection.decided_on, period):
                self.objections[(objection.decided_on - objection.received_on).days] += 1

    def finish(self, period: Period, before: Period, lists: Iterable[str]) -> Analysis:
        """Return the tables, sorted; every list of the register has its line."""
        moved = sorted({*lists, *self.entered, *self.removed, *self.standing})
        indicators = sorted({key for key, number in self.items.items() if number} | {*self.points})
        return Analysis(
            period=period.id,
            compared_with=before.id,
            grades=_rows(GradeCount, self.grades.items()),
            movements=_rows(Movement, self.movements.items()),
            indicators=tuple(
                IndicatorCount(*key, self.items[key], str(as_points(self.points[key])))
                for key in indicators
            ),
            lists=tuple(
                ListMoves(one, self.entered[one], self.removed[one], self.standing[one])
                for one in moved
            ),
            coverage=tuple(
                Coverage(kind, number, self.assessed[kind], number - self.assessed[kind])
                for kind, number in sorted(self.subjects.items())
            ),
            repair_days=_times(self.repairs),
            objection_days=_times(self.objections),
            open_objections=self.open_objections,
        )


def _within(day: date | None, period: Period) -> bool:
    return day is not None and period.start <= day <= period.end


def _rows(
    make: Callable[..., _Row], counts: Iterable[tuple[tuple[str, ...], int]]
) -> tuple[_Row, ...]:
    return tuple(make(*key, number) for key, number in sorted(counts) if number)


def _times(days: Counter[int]) -> Times:
    every = sorted(days.elements())
    if not every:
        return Times(0)
    quartiles = [every[max(0, -(-len(every) * part // 4) - 1)] for part in (1, 2, 3)]
    return Times(len(every), *quartiles)
