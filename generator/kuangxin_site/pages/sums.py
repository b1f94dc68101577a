"""The sum from the base points to the grade as a table that anyone can follow."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal

from kuangxin.grading import Standard
from kuangxin.records import Assessment

__all__ = ["Step", "signed", "sum_steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the sum: the rule, what it is about, its points and the sum after it.

    ``code`` and ``title`` are those of the indicator, group or gate, as its standard has them; ``period`` the quarter that a year takes;
    ``item`` the item on the same page, or ""; ``grade`` what a gate holds the result to.
    """

    rule: str
    code: str
    title: str
    period: str
    item: str
    grade: str
    withheld: bool
    points: str
    total: str


def sum_steps(
    assessment: Assessment, standard: Standard | None, items: Container[str]
) -> list[Step]:
    """Return the steps of a published result; ``items`` are those that a step may link to.

    A mean is said as what it is, a division by the number of quarters, not as the points between
    their sum and it.
    """
    quarters = sum(reason.rule == "quarter" for reason in assessment.reasons)
    return [
        Step(
            rule=reason.rule,
            code=reason.indicator,
            title=_title(reason.rule, reason.indicator, standard),
            period=reason.period,
            item=reason.item if reason.item in items else "",
            grade=reason.grade,
            withheld=reason.withheld,
            points=f"÷ {quarters}" if reason.rule == "average" else signed(reason.points),
            total=f"{reason.total:.2f}",
        )
        for reason in assessment.reasons
    ]


def signed(points: Decimal) -> str:
    """Return points with their sign: ``+5.00``, ``−12.00``."""
    return f"{points:+.2f}".replace("-", "−")


def _title(rule: str, id: str, standard: Standard | None) -> str:
    """Return the title of the indicator, group or gate that a step is about, "" without one."""
    if not id or standard is None:
        return ""
    if rule == "gate":
        return next((one.title for one in standard.gates if one.id == id), "")
    if rule in {"worst", "group-cap"}:
        return next((one.title for one in standard.groups if one.id == id), "")
    found = standard.by_id.get(id)
    return "" if found is None else found.title
