"""Periods of assessment: quarters and years.

>>> Period.parse("2015Q3").end
datetime.date(2015, 9, 30)
>>> Period.parse("2015").is_year
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from kuangxin.records import Assessment

__all__ = ["Period", "newest_first"]

_PERIOD = re.compile(r"(19|20)\d\d(Q[1-4])?", re.ASCII)


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
        return _parse(text)

    @property
    def is_year(self) -> bool:
        """Whether the period is a whole year."""
        return len(self.id) == 4


@lru_cache(maxsize=256)
def _parse(text: str) -> Period:
    if not _PERIOD.fullmatch(text):
        raise ValueError(f"{text!r} is not a period: write 2015Q3 for a quarter, 2015 for a year")
    year = int(text[:4])
    if len(text) == 4:
        return Period(text, date(year, 1, 1), date(year, 12, 31))
    first = 3 * int(text[5]) - 2
    after = date(year + first // 10, (first + 2) % 12 + 1, 1)
    return Period(text, date(year, first, 1), after - timedelta(days=1))


def newest_first(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Sort results from the newest period to the oldest; of one end, the quarter before the year."""
    return tuple(
        sorted(
            assessments,
            key=lambda one: (_parse(one.period).end, len(one.period)),
            reverse=True,
        )
    )
