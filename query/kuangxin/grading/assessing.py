"""From a record and a standard to points, grade and reasons.

Pure: a third party recomputes every published grade with :func:`assess`. A quarter starts from the
base points; credit information adds to them by the rules of its indicators
(:mod:`kuangxin.grading.counting`); the sum is held to the standard's minimum and maximum; the grade
is the first band, best first, whose lower bound is reached, held back by the gates. A year follows
from its decided quarters (暂行办法 2014: quarterly grades; supervision by category follows the
annual result).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import msgspec

from kuangxin.disclosure import add_months
from kuangxin.grading.counting import Counting, add_information, counting_items
from kuangxin.grading.periods import Period
from kuangxin.grading.standards import Gate, Standard, hundredths
from kuangxin.grading.steps import Steps, as_points
from kuangxin.records import Assessment, Record

__all__ = ["NotAssessed", "Withheld", "assess", "withheld_between", "withheld_in"]

_Shut: TypeAlias = tuple[Gate, int, str]


class NotAssessed(msgspec.Struct, frozen=True):
    """Why a subject has no result for a period: a state of its own, never a grade.

    ``rule``: ``months`` (too short on record, ``gate`` names the gate), ``quarters`` (a year
    without any decided quarter).
    """

    period: str
    standard: str
    rule: str
    gate: str = ""


class Withheld(msgspec.Struct, frozen=True):
    """What information that is not shown adds, and to which grade it holds the result (or "").

    This much of it is published, and no more: so the result can be computed again without it.
    """

    points: Decimal = Decimal(0)
    grade: str = ""

    def __bool__(self) -> bool:
        return bool(self.points or self.grade)


_NOTHING = Withheld()
#: How many results of records without information are kept for a standard.
_PLAIN_RESULTS = 4096


def assess(
    record: Record,
    standard: Standard,
    period: Period | str,
    *,
    known_on: date | None = None,
    withheld: Withheld | None = None,
) -> Assessment | NotAssessed:
    """Compute the result of a record for a period: points, grade, and the reason for each.

    Args:
        record: with the last day of each item's term in ``publish_until``, as published records
            have it (:func:`kuangxin.disclosure.with_terms` derives it for a register's own).
        standard: the one in force on the period's last day.
        period: ``2015Q3`` or ``2015``.
        known_on: leave out what the register did not know on that day; a decided result is
            computed with what was known on the day of the decision.
        withheld: what is not shown in ``record`` adds to the result (:func:`withheld_in`).

    The result has neither authority nor document nor day: an authority decides, this computes.

    Raises:
        ValueError: the period is not one.
    """
    if isinstance(period, str):
        period = Period.parse(period)
    gate = _too_short(record, standard, period)
    if gate is not None:
        return NotAssessed(period.id, standard.id, "months", gate.id)
    quarters = _quarters(record, period, known_on) if period.is_year else []
    if period.is_year and not quarters:
        return NotAssessed(period.id, standard.id, "quarters")
    if record.credit_information or record.listings or withheld:
        return _compute(record, standard, period, quarters, known_on, withheld)
    # Most records hold nothing, so that most results are one of a few: each is computed once.
    key = (period.id, *[(one.period, one.points, one.grade, one.rank) for one in quarters])
    found = standard.plain_results.get(key)
    if found is None:
        if len(standard.plain_results) >= _PLAIN_RESULTS:
            standard.plain_results.clear()
        found = _compute(record, standard, period, quarters, known_on, None)
        standard.plain_results[key] = found
    return found


def _compute(
    record: Record,
    standard: Standard,
    period: Period,
    quarters: list[Assessment],
    known_on: date | None,
    withheld: Withheld | None,
) -> Assessment:
    steps = Steps()
    counting = counting_items(record, standard, period, known_on)
    if quarters:
        rank = _add_year(steps, standard, quarters)
    else:
        steps.add("base", standard.base_hundredths)
        add_information(steps, counting, standard, record, period)
        if withheld is not None and withheld.points:
            steps.add("withheld", hundredths(withheld.points), withheld=True)
        _hold(steps, standard)
        rank = standard.rank_of(steps.total)
    gates = _shut_gates(record, standard, period, counting, known_on)
    rank = _pass_gates(steps, rank, gates, standard, withheld)
    band = standard.bands[rank]
    return Assessment(
        period=period.id,
        standard=standard.id,
        points=as_points(steps.total),
        grade=band.grade,
        title=band.title,
        rank=rank,
        reasons=tuple(steps.reasons),
    )


def withheld_between(
    record: Record,
    shown: Record,
    standard: Standard,
    period: Period | str,
    *,
    known_on: date | None = None,
) -> Withheld:
    """Return what ``record`` has and ``shown`` lacks (items, listings) does to the result.

    With it, ``assess`` over ``shown`` comes to the same points and grade as over ``record``.
    """
    if isinstance(period, str):
        period = Period.parse(period)
    sums, bounds = [], []
    for one in (record, shown):
        counting = counting_items(one, standard, period, known_on)
        steps = Steps()
        if not period.is_year:
            add_information(steps, counting, standard, one, period)
        sums.append(steps.total)
        gates = _shut_gates(one, standard, period, counting, known_on)
        bounds.append(max((rank for _, rank, _ in gates), default=0))
    grade = standard.bands[bounds[0]].grade if bounds[0] > bounds[1] else ""
    return Withheld(as_points(sums[0] - sums[1]), grade)


def withheld_in(assessment: Assessment) -> Withheld:
    """Return what a published result says of information that is not shown."""
    steps = [reason for reason in assessment.reasons if reason.withheld]
    if not steps:
        return _NOTHING
    points = sum((step.points for step in steps), start=Decimal(0))
    return Withheld(points, next((step.grade for step in steps if step.grade), ""))


def _too_short(record: Record, standard: Standard, period: Period) -> Gate | None:
    """Return the gate that a record does not pass for want of months on record."""
    if record.entered_on is None:
        return None
    for gate in standard.gates:
        if gate.rule == "months" and add_months(record.entered_on, gate.months) > period.end:
            return gate
    return None


def _hold(steps: Steps, standard: Standard) -> None:
    lowest, highest = standard.limits
    if steps.total < lowest:
        steps.add("minimum", lowest - steps.total)
    if highest is not None and steps.total > highest:
        steps.add("maximum", highest - steps.total)


def _quarters(record: Record, year: Period, known_on: date | None) -> list[Assessment]:
    quarters = [
        one
        for one in record.assessments
        if one.period[:4] == year.id
        and one.period != year.id
        and (known_on is None or one.decided_on is None or one.decided_on <= known_on)
    ]
    return sorted(quarters, key=lambda one: one.period)


def _add_year(steps: Steps, standard: Standard, quarters: list[Assessment]) -> int:
    """Add the quarters by the standard's rule and return the rank of the year.

    The reasons name every quarter that the year is made from where it has fewer than four (not
    assessed in one of them, on record later).
    """
    totals = [hundredths(quarter.points) for quarter in quarters]
    if standard.year == "average":
        for quarter, total in zip(quarters, totals, strict=True):
            steps.add("quarter", total, period=quarter.period)
        count = len(totals)
        if count > 1:
            average = (2 * steps.total + count) // (2 * count)
            steps.add("average", average - steps.total)
        return standard.rank_of(steps.total)
    chosen = quarters[-1]
    if standard.year == "worst":
        chosen = max(
            quarters, key=lambda one: (_rank(standard, one), -hundredths(one.points), one.period)
        )
    if len(quarters) < 4:  # otherwise the sum would not say what was chosen from
        for quarter in quarters:
            steps.add("from", 0, period=quarter.period)
    steps.add(standard.year, hundredths(chosen.points), period=chosen.period)
    return _rank(standard, chosen)


def _rank(standard: Standard, quarter: Assessment) -> int:
    return standard.ranks.get(quarter.grade, quarter.rank)


def _pass_gates(
    steps: Steps, rank: int, gates: Iterable[_Shut], standard: Standard, withheld: Withheld | None
) -> int:
    """Hold the rank back by each gate that is shut; only what lowers it is a step."""
    for gate, limit, item in gates:
        if limit > rank:
            rank = limit
            steps.add("gate", 0, indicator=gate.id, item=item, grade=gate.grade)
    if withheld is not None and withheld.grade and standard.ranks[withheld.grade] > rank:
        rank = standard.ranks[withheld.grade]
        steps.add("gate", 0, grade=withheld.grade, withheld=True)
    return rank


def _shut_gates(
    record: Record,
    standard: Standard,
    period: Period,
    counting: Counting,
    known_on: date | None,
) -> Iterator[_Shut]:
    """Yield each gate that is shut, the rank that it allows, and the oldest item that shuts it."""
    for gate in standard.gates:
        if gate.rule == "item":
            items = [item for id in gate.indicators for item in counting.get(id, ())]
            if items:
                oldest = min(items, key=lambda one: (one.determined_on, one.id))
                yield gate, standard.ranks[gate.grade], oldest.id
        elif gate.rule == "list" and _stands_on(record, gate.list, period.end, known_on):
            yield gate, standard.ranks[gate.grade], ""


def _stands_on(record: Record, list_: str, on: date, known_on: date | None) -> bool:
    return any(
        one.list == list_ and one.is_current(on) and (known_on is None or one.listed_on <= known_on)
        for one in record.listings
    )
