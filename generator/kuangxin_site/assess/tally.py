"""Count what happened in a register over time: one pass, whatever the number of periods.

Everything is counted under its kind, its city (the division below the top) and the quarter or
period in which it happened; figures for a period are sums over these counts. Tallies of parts of a
register are merged, so that neither memory nor the result depends on the size of the register or
the number of workers. What is counted is what is given: the whole register in
``kuangxin-site analyse``, the published part in a release.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec

from kuangxin.grading import hundredths
from kuangxin.records import CreditItem, Record, Subject

__all__ = ["Tally", "period_after", "period_before", "quarter_of", "quarters"]

#: A kind and a city.
Place = tuple[str, str]
_Counts = Counter[tuple[str, ...]]


class Tally(msgspec.Struct):
    """Counts by kind, city and time; of a key the first two parts are kind and city.

    ``results``: period, grade. ``movements``: period before, period, grade before, grade ("" where
    there was no result). ``records``: all. ``entered`` and ``left``: quarter in which a record came
    and went. ``outside``: period of a result of a record that was not there then. ``items``:
    indicator, quarter of determination. ``points``: indicator, period of the result, in
    hundredths. ``listed`` and ``removed``: list, quarter. ``repairs`` and ``decided``: quarter, and
    after how many days. ``received``: quarter in which an objection came. ``standing``: division
    instead of city, ``assessed``, ``waiting`` or ``left``: how records stand at the end.
    """

    results: _Counts = msgspec.field(default_factory=Counter)
    movements: _Counts = msgspec.field(default_factory=Counter)
    records: _Counts = msgspec.field(default_factory=Counter)
    entered: _Counts = msgspec.field(default_factory=Counter)
    left: _Counts = msgspec.field(default_factory=Counter)
    outside: _Counts = msgspec.field(default_factory=Counter)
    items: _Counts = msgspec.field(default_factory=Counter)
    points: _Counts = msgspec.field(default_factory=Counter)
    listed: _Counts = msgspec.field(default_factory=Counter)
    removed: _Counts = msgspec.field(default_factory=Counter)
    repairs: _Counts = msgspec.field(default_factory=Counter)
    received: _Counts = msgspec.field(default_factory=Counter)
    decided: _Counts = msgspec.field(default_factory=Counter)
    standing: _Counts = msgspec.field(default_factory=Counter)

    def merge(self, other: Tally) -> None:
        """Add what another part came to."""
        for name in self.__struct_fields__:
            getattr(self, name).update(getattr(other, name))

    def add(
        self,
        subjects: Iterable[Subject],
        city: Callable[[str], str],
        compared: tuple[str, str] | None = None,
    ) -> None:
        """Count subjects.

        Args:
            subjects: each with its records.
            city: gives the division under which one is counted.
            compared: two periods between which movements are counted; None for each period with a
                result and its neighbours of the same length.
        """
        for subject in subjects:
            for record in subject.records:
                place = record.kind, city(record.division)
                self._add_presence(record, place)
                if record.assessments:
                    self._add_results(record, place, compared)
                for item in record.credit_information:
                    self._add_item(item, place)
                for listing in record.listings:
                    self.listed[(*place, listing.list, quarter_of(listing.listed_on))] += 1
                    if listing.removed_on is not None:
                        self.removed[(*place, listing.list, quarter_of(listing.removed_on))] += 1

    def _add_presence(self, record: Record, place: Place) -> None:
        self.records[place] += 1
        if record.entered_on is not None:
            self.entered[(*place, quarter_of(record.entered_on))] += 1
        if record.left_on is not None:
            self.left[(*place, quarter_of(record.left_on))] += 1
        state = "left" if record.left_on else "assessed" if record.assessments else "waiting"
        self.standing[record.kind, record.division, state] += 1

    def _add_results(self, record: Record, place: Place, compared: tuple[str, str] | None) -> None:
        grades = {one.period: one.grade for one in record.assessments}
        for period, grade in grades.items():
            self.results[(*place, period, grade)] += 1
            if not _was_there(record, period):
                self.outside[(*place, period)] += 1
        for before, period in _neighbours(grades) if compared is None else (compared,):
            pair = grades.get(before, ""), grades.get(period, "")
            if any(pair) and (pair[1] or _was_there(record, period)):
                self.movements[(*place, before, period, *pair)] += 1
        for result in record.assessments:
            for reason in result.reasons:
                if reason.item and reason.rule != "gate":
                    key = (*place, reason.indicator, result.period)
                    self.points[key] += hundredths(reason.points)

    def _add_item(self, item: CreditItem, place: Place) -> None:
        self.items[(*place, item.indicator, quarter_of(item.determined_on))] += 1
        if item.repaired_on is not None:
            days = str((item.repaired_on - item.determined_on).days)
            self.repairs[(*place, quarter_of(item.repaired_on), days)] += 1
        for objection in item.objections:
            self.received[(*place, quarter_of(objection.received_on))] += 1
            if objection.decided_on is not None:
                days = str((objection.decided_on - objection.received_on).days)
                self.decided[(*place, quarter_of(objection.decided_on), days)] += 1

    def on_record(self, periods: Iterable[str]) -> _Counts:
        """Return by kind, city and period how many records were there, or had a result."""
        changes: dict[tuple[str, ...], list[tuple[str, str, int]]] = {}
        for name in ("entered", "left"):
            for (kind, city, quarter), number in getattr(self, name).items():
                changes.setdefault((kind, city), []).append((name, quarter, number))
        found: _Counts = Counter()
        for period in periods:
            first, last = quarters(period)
            for place, whole in self.records.items():
                absent = sum(
                    number
                    for name, quarter, number in changes.get(place, ())
                    if (quarter > last if name == "entered" else quarter < first)
                )
                found[(*place, period)] = whole - absent + self.outside[(*place, period)]
        return found


def quarter_of(day: date) -> str:
    """Return the quarter of a day: ``2015Q3``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarters(period: str) -> tuple[str, str]:
    """Return the first and the last quarter of a period."""
    return (f"{period}Q1", f"{period}Q4") if len(period) == 4 else (period, period)


def period_before(period: str) -> str:
    """Return the period of the same length before this one."""
    year, quarter = int(period[:4]), period[5:]
    if not quarter:
        return f"{year - 1}"
    return f"{year - 1}Q4" if quarter == "1" else f"{year}Q{int(quarter) - 1}"


def period_after(period: str) -> str:
    """Return the period of the same length after this one."""
    year, quarter = int(period[:4]), period[5:]
    if not quarter:
        return f"{year + 1}"
    return f"{year + 1}Q1" if quarter == "4" else f"{year}Q{int(quarter) + 1}"


def _neighbours(periods: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of neighbouring periods of which at least one is given, once."""
    known = set(periods)
    for period in known:
        yield period_before(period), period
        if (after := period_after(period)) not in known:
            yield period, after


def _was_there(record: Record, period: str) -> bool:
    """Tell whether a record was in the register on a day of a period."""
    first, last = quarters(period)
    return (record.left_on is None or quarter_of(record.left_on) >= first) and (
        record.entered_on is None or quarter_of(record.entered_on) <= last
    )
