"""Look at a decided result by itself: what needs neither its subject nor a sum.

The third station holds results to the standard; where that cannot be done (the line is refused,
its subject is), this still says what can be said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kuangxin.grading import Period
from kuangxin.records import Json
from kuangxin_site.check.context import Context
from kuangxin_site.check.facts import Finding

__all__ = ["period_of", "result_findings"]


def period_of(file: str) -> str:
    """Return the period that a file of results is named after."""
    return file.rpartition("/")[2].removesuffix(".jsonl")


def result_findings(
    kind: str, value: dict[str, Json], file: str, context: Context
) -> Iterator[Finding]:
    """Yield what is wrong with the sound fields of a result; those that are missing say nothing."""
    period, decided_on = Period.parse(period_of(file)), _day(value.get("decided_on"))
    if decided_on is not None and decided_on <= period.end:
        yield ("decided_on",), "decided-too-early", {"value": decided_on, "limit": period.end}
    name = value.get("standard")
    if not isinstance(name, str):
        return
    standard = context.standards.get(name)
    if standard is None:
        yield ("standard",), "unknown-standard", {"value": name}
        return
    if standard.kind != kind:
        yield ("standard",), "standard-kind", {"value": name, "limit": standard.kind}
    if not standard.covers(period):
        yield ("standard",), "standard-not-in-force", {"value": name, "limit": period.end}
    if not standard.grades(period):
        yield ("standard",), "standard-period", {"value": name}
    grade = value.get("grade")
    if isinstance(grade, str) and grade not in standard.ranks:
        yield ("grade",), "unknown-grade", {"value": grade, "limit": ", ".join(standard.ranks)}


def _day(value: Json) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
