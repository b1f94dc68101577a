"""Working days (工作日) and the days until which an appeal is possible.

In China a working day is a weekday that the year's holiday arrangement (国务院办公厅关于…年部分节假日
安排的通知) does not make a holiday, or a weekend day that it makes a working day. The arrangement is
published a year at a time, so a calendar knows some years; in the others Saturday and Sunday rest,
and :meth:`Calendar.deadline` says for which years that was assumed.

A period of days begins on the day after its cause (民法典, article 201): the first working day after
a notice is day 1.

>>> from datetime import date
>>> Calendar().add_working_days(date(2015, 12, 18), 15)
datetime.date(2016, 1, 8)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import msgspec

from kuangxin.records import Objection

__all__ = ["AppealRule", "Calendar", "Day", "Deadline", "Deadlines", "decode_deadlines"]

#: Rows of December or January may belong to the arrangement of the year beside theirs.
_INSIDE = range(2, 12)


class _Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Day(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A day of a holiday arrangement: a holiday, or a weekend day that is worked (调休)."""

    date: date
    kind: Literal["holiday", "workday"]
    name: str
    source: str


class Deadline(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A last day, the arrangements it was counted by, and the years that none was known for."""

    until: date
    sources: tuple[str, ...] = ()
    plain_years: tuple[int, ...] = ()


class Calendar(_Base, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """The holiday arrangements of some years; without any, plain weekends."""

    days: tuple[Day, ...] = ()

    @cached_property
    def _by_date(self) -> dict[date, Day]:
        return {one.date: one for one in self.days}

    @cached_property
    def _years(self) -> frozenset[int]:
        return frozenset(one.date.year for one in self.days if one.date.month in _INSIDE)

    def covers(self, year: int) -> bool:
        """Tell whether the arrangement of a year is known: a row of it stands from February on."""
        return year in self._years

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked."""
        stated = self._by_date.get(day)
        return day.weekday() < 5 if stated is None else stated.kind == "workday"

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after ``day``; the last day of all when there is none.

        Raises:
            ValueError: ``n`` is less than 1.
        """
        if n < 1:
            raise ValueError(f"{n} working days: count at least one")
        left = n
        for later in _days_after(day):
            left -= self.is_working_day(later)
            if not left:
                return later
        return date.max

    def deadline(self, day: date, n: int) -> Deadline:
        """Return the ``n``-th working day after ``day`` and what it was counted by."""
        until = self.add_working_days(day, n)
        years = range(
            (day + timedelta(days=1)).year if day < date.max else day.year, until.year + 1
        )
        covered = {year for year in years if self.covers(year)}
        sources = dict.fromkeys(
            source for year in years if year in covered for source in self._used(year, day, until)
        )
        plain = tuple(year for year in years if year not in covered)
        return Deadline(until=until, sources=tuple(sources), plain_years=plain)

    def _used(self, year: int, day: date, until: date) -> list[str]:
        """Return the arrangements of a year that a count passed; its fullest where it passed none."""
        rows = [one for one in self.days if one.date.year == year]
        passed = [one.source for one in rows if day < one.date <= until]
        if passed:
            return passed
        every = [one.source for one in rows]
        return [max(every, key=every.count)]


class AppealRule(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """Within how many working days of the notice an appeal is possible, and where that stands.

    ``bases`` names, by kind, another document than ``basis``.
    """

    working_days: int
    basis: str
    bases: dict[str, str] = {}

    def basis_for(self, kind: str) -> str:
        """Return the document that states the rule for the subjects of a kind."""
        return self.bases.get(kind, self.basis)


class Deadlines(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """``data/working-days.json`` of a release: the rule of appeal, and the calendar to count by."""

    appeal: AppealRule | None = None
    calendar: Calendar = Calendar()

    def appeal_until(self, objection: Objection) -> Deadline | None:
        """Return until when an appeal against a rejected objection is possible, or None.

        The register knows the day of the decision, not that of its receipt: it counts from there,
        so the day stated is the earliest that the last day can be.
        """
        rejected = objection.outcome == "rejected" and objection.decided_on is not None
        if self.appeal is None or not rejected:
            return None
        assert objection.decided_on is not None
        return self.calendar.deadline(objection.decided_on, self.appeal.working_days)


def decode_deadlines(content: bytes) -> Deadlines:
    """Read ``data/working-days.json``.

    Raises:
        msgspec.MsgspecError: it is not one.
    """
    return msgspec.json.decode(content, type=Deadlines)


def _days_after(day: date) -> Iterator[date]:
    while day < date.max:
        day += timedelta(days=1)
        yield day
