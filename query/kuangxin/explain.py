"""Say in words how a result came about, step by step, as anyone can follow it with a pencil.

English, for the terminal and for notes; titles are the register's own. Of information that is not
shown a result says how many points it adds and no more, and so do these lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kuangxin.grading.periods import Period
from kuangxin.records import Assessment, Reason, Record

if TYPE_CHECKING:
    from kuangxin.grading.standards import Gate, Group, Indicator, Standard

__all__ = ["explain", "left_out"]


def explain(standard: Standard, assessment: Assessment) -> tuple[str, ...]:
    """Return the lines that lead from the standard to a result.

    The first names period and standard; then a line for each reason, with its points and the sum
    after it; then the grade with its meaning; then the override or the decision, if there is one.

    Raises:
        ValueError: the result was not given by this standard.
    """
    if assessment.standard != standard.id:
        raise ValueError(f"the result is of {assessment.standard!r}, not of {standard.id!r}")
    return tuple(_lines(standard, assessment))


def left_out(record: Record, standard: Standard, assessment: Assessment) -> tuple[str, ...]:
    """Return a line for each shown item that a result does not count because it came in later.

    What the register recorded after the day of the decision changes no decided result.
    """
    decided, end = assessment.decided_on, Period.parse(assessment.period).end
    if decided is None or len(assessment.period) == 4:
        return ()
    return tuple(
        f"Not counted: item {item.id}, recorded on {item.recorded_on}, after the decision"
        for item in record.credit_information
        if item.indicator in standard.by_id
        and item.determined_on <= end
        and item.recorded_on is not None
        and item.recorded_on > decided
    )


def _lines(standard: Standard, assessment: Assessment) -> Iterator[str]:
    yield f"{assessment.period}, by {standard.title} ({standard.document})"
    for reason in assessment.reasons:
        words = _WORDS.get(reason.rule, _other)(reason, standard)
        if reason.rule == "gate":
            yield words
        else:
            yield f"{words}, {_signed(reason)}, sum {reason.total:.2f}"
    yield _grade(standard, assessment)
    if assessment.override is not None:
        why = assessment.override
        yield f"Decided otherwise than computed: {why.reason} ({why.authority}, {why.document})"
    if assessment.decided_on is not None:
        decided = f"{assessment.authority}, {assessment.document}"
        yield f"Decided on {assessment.decided_on} by {decided}"


def _grade(standard: Standard, assessment: Assessment) -> str:
    said = f"Result: {assessment.points:.2f} points, grade {assessment.grade}"
    rank = standard.ranks.get(assessment.grade)
    if rank is None:
        return f"{said} {assessment.title}"
    band = standard.bands[rank]
    return f"{said} {band.title} (from {band.from_:.2f} points): {band.meaning}"


def _signed(reason: Reason) -> str:
    return f"{reason.points:+.2f}".replace("-", "−")


def _title(reason: Reason, standard: Standard) -> str:
    """Return indicator, group or gate by its id and title; the id alone when there is none."""
    named: tuple[Indicator | Group | Gate, ...] = (
        *standard.indicators,
        *standard.groups,
        *standard.gates,
    )
    for one in named:
        if one.id == reason.indicator:
            return f"{one.id} {one.title}"
    return reason.indicator


def _gate(reason: Reason, standard: Standard) -> str:
    held = f"the grade is no better than {reason.grade}"
    if reason.withheld:
        return f"withheld information: {held}"
    because = f", item {reason.item}" if reason.item else ""
    return f"{_title(reason, standard)}{because}: {held}"


def _other(reason: Reason, standard: Standard) -> str:
    return " ".join(filter(None, (reason.rule, _title(reason, standard), reason.item)))


_WORDS: dict[str, Callable[[Reason, Standard], str]] = {
    "base": lambda reason, standard: "base points",
    "item": lambda reason, standard: f"{_title(reason, standard)}, item {reason.item}",
    "period": lambda reason, standard: (
        f"{_title(reason, standard)}, once a period, item {reason.item}"
    ),
    "share": lambda reason, standard: (
        f"{_title(reason, standard)}, by the share of licences concerned, item {reason.item}"
    ),
    "cap": lambda reason, standard: f"{_title(reason, standard)}: beyond its cap",
    "worst": lambda reason, standard: (
        f"the worst quarter, {reason.period}"
        if reason.period
        else f"{_title(reason, standard)}: only the worst counts"
    ),
    "group-cap": lambda reason, standard: f"{_title(reason, standard)}: beyond the group's cap",
    "withheld": lambda reason, standard: "withheld information",
    "minimum": lambda reason, standard: "held to the minimum",
    "maximum": lambda reason, standard: "held to the maximum",
    "quarter": lambda reason, standard: f"quarter {reason.period}",
    "from": lambda reason, standard: f"made from the quarter {reason.period}",
    "average": lambda reason, standard: "average of the quarters",
    "last": lambda reason, standard: f"the last quarter, {reason.period}",
    "gate": _gate,
}
