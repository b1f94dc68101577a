"""The rules from a standard and credit information to points, grade and reasons.

Pure: a third party recomputes every published grade with this module. A *standard* (信用等级评价标准)
is data; the department's scoring tables could not be read, so whatever ships is labelled 示范.

Arithmetic is in hundredths of a point, in integers. A quarter starts from the base points; each
item of credit information adds the points of its indicator; an indicator's sum is held to its
cap, the whole to the standard's minimum and maximum; the grade is the first band, best first,
whose lower bound is reached. A year is the average of its decided quarters, rounded half up
(暂行办法 2014: quarterly grades; supervision by category follows the annual result).

An item counts in a period when it was determined by the period's last day and had not ended
before its first: neither repaired nor past its publication. So repair changes the grade in the
next quarter (采矿权人信用监督管理暂行办法, 2014-08).

>>> Period.parse("2015Q3").end
datetime.date(2015, 9, 30)
>>> Period.parse("2015").is_year
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from kuangxin.disclosure import Windows, item_until
from kuangxin.records import Assessment, Category, CreditItem, Reason, Record, Severity

__all__ = ["Band", "Indicator", "Period", "Result", "Standard", "assess", "newest_first"]

_PERIOD = re.compile(r"(19|20)\d\d(Q[1-4])?")


class Period(msgspec.Struct, frozen=True):
    """A quarter (``2015Q3``) or a year (``2015``) with its first and last day."""

    id: str
    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Make a period from its name.

        Raises:
            ValueError: the name is neither ``YYYY`` nor ``YYYYQn``.
        """
        if not _PERIOD.fullmatch(text):
            raise ValueError(
                f"{text!r} is not a period: write 2015Q3 for a quarter, 2015 for a year"
            )
        year = int(text[:4])
        if len(text) == 4:
            return cls(text, date(year, 1, 1), date(year, 12, 31))
        first = 3 * int(text[5]) - 2
        after = date(year + first // 10, (first + 2) % 12 + 1, 1)
        return cls(text, date(year, first, 1), after - timedelta(days=1))

    @property
    def is_year(self) -> bool:
        """Whether the period is a whole year."""
        return len(self.id) == 4


class _Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Indicator(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """An indicator (指标): what an item of it adds to the points, and at most in all (``cap``)."""

    id: str
    title: str
    category: Category
    points: Decimal
    severity: Severity | None = None
    cap: Decimal | None = None
    counted: bool = True
    description: str = ""


class Band(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A grade and the points from which it is given."""

    grade: str
    title: str
    meaning: str
    from_: Decimal = msgspec.field(name="from")


class Standard(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A grading standard of one kind; ``bands`` run from the best grade to the worst."""

    id: str
    kind: str
    title: str
    document: str
    authority: str
    effective_from: date
    periods: tuple[Literal["quarter", "year"], ...]
    base: Decimal
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    effective_until: date | None = None
    demonstration: bool = False
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    year: Literal["average"] = "average"
    description: str = ""

    def indicator(self, indicator: str) -> Indicator | None:
        """Return the indicator with this id, or None."""
        return next((one for one in self.indicators if one.id == indicator), None)

    def covers(self, period: Period) -> bool:
        """Tell whether the standard was in effect on the period's last day."""
        begun = self.effective_from <= period.end
        return begun and (self.effective_until is None or period.end <= self.effective_until)

    def band(self, hundredths: int) -> tuple[int, Band]:
        """Return the rank and the band of a sum in hundredths of a point."""
        for rank, band in enumerate(self.bands):
            if _hundredths(band.from_) <= hundredths:
                return rank, band
        return len(self.bands) - 1, self.bands[-1]


class Result(msgspec.Struct, frozen=True):
    """What the standard computes for a period: points, grade, its rank and name, and each step."""

    points: Decimal
    grade: str
    rank: int
    title: str
    reasons: tuple[Reason, ...]


def assess(record: Record, standard: Standard, period: Period, windows: Windows) -> Result | None:
    """Compute the result of one period; None for a year without any decided quarter."""
    steps = _Sum()
    if period.is_year:
        quarters = _quarters(record.assessments, period)
        if not quarters:
            return None
        _add_quarters(steps, quarters)
    else:
        steps.add("base", _hundredths(standard.base))
        counting = [i for i in record.credit_information if _counts(i, period, windows)]
        _add_items(steps, standard, counting)
        _hold(steps, standard)
    rank, band = standard.band(steps.total)
    return Result(_points(steps.total), band.grade, rank, band.title, tuple(steps.reasons))


def newest_first(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Sort results from the newest period to the oldest; of one end, the quarter before the year."""
    return tuple(
        sorted(
            assessments,
            key=lambda one: (Period.parse(one.period).end, len(one.period)),
            reverse=True,
        )
    )


class _Sum:
    """A running sum in hundredths with its steps."""

    def __init__(self) -> None:
        self.total = 0
        self.reasons: list[Reason] = []

    def add(
        self, rule: str, points: int, indicator: str = "", item: str = "", period: str = ""
    ) -> None:
        self.total += points
        self.reasons.append(
            Reason(
                rule=rule,
                points=_points(points),
                total=_points(self.total),
                indicator=indicator,
                item=item,
                period=period,
            )
        )


def _counts(item: CreditItem, period: Period, windows: Windows) -> bool:
    if item.determined_on > period.end:
        return False
    if item.repaired_on is not None and item.repaired_on < period.start:
        return False
    until = item_until(item, windows)
    return until is None or until >= period.start


def _add_items(steps: _Sum, standard: Standard, items: Sequence[CreditItem]) -> None:
    for indicator in standard.indicators:
        if not indicator.counted:
            continue
        own = [item for item in items if item.indicator == indicator.id]
        points = _hundredths(indicator.points)
        for item in sorted(own, key=lambda one: (one.determined_on, one.id)):
            steps.add("item", points, indicator.id, item.id)
        if indicator.cap is not None:
            excess = abs(points) * len(own) - _hundredths(indicator.cap)
            if excess > 0:
                steps.add("cap", excess if points < 0 else -excess, indicator.id)


def _hold(steps: _Sum, standard: Standard) -> None:
    lowest = _hundredths(standard.minimum)
    if steps.total < lowest:
        steps.add("minimum", lowest - steps.total)
    if standard.maximum is not None and steps.total > _hundredths(standard.maximum):
        steps.add("maximum", _hundredths(standard.maximum) - steps.total)


def _quarters(assessments: Sequence[Assessment], year: Period) -> list[Assessment]:
    quarters = [a for a in assessments if a.period[:4] == year.id and a.period != year.id]
    return sorted(quarters, key=lambda one: one.period)


def _add_quarters(steps: _Sum, quarters: Sequence[Assessment]) -> None:
    """Add each quarter, then take what the average is less than the sum."""
    for quarter in quarters:
        steps.add("quarter", _hundredths(quarter.points), period=quarter.period)
    count = len(quarters)
    if count > 1:
        average = (2 * steps.total + count) // (2 * count)
        steps.add("average", average - steps.total)


def _hundredths(points: Decimal) -> int:
    return int(points.scaleb(2))


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
