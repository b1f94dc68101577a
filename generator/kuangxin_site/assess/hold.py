"""Hold decided results to the published standard (design rule 2).

Every result is computed again from the items and the standard. One that differs is a problem,
unless it carries an override with reason, authority and document, which is then shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec.structs import replace

from kuangxin.disclosure import with_terms
from kuangxin.grading import NotAssessed, Period, Standard, assess, hundredths, newest_first
from kuangxin.records import Assessment, Record
from kuangxin_site.assess.decided_lines import first_difference
from kuangxin_site.check.context import Context
from kuangxin_site.check.join import Decided
from kuangxin_site.problems import Problem
from kuangxin_site.wording import say

__all__ = ["hold_results"]

#: What is said of a year for want of a quarter.
_FROM_QUARTERS = frozenset({"result-differs", "year-without-quarters"})

_WARNINGS = frozenset({"override-without-effect", "override-other-band"})

_Finding = tuple[str, str, dict[str, object]]


def hold_results(
    record: Record, decided: Iterable[Decided], context: Context
) -> tuple[Record, list[Problem]]:
    """Return the record with its results, each with its reasons, and what differs.

    Quarters come before the year that is made from them.
    """
    problems: list[Problem] = []
    assessments: list[Assessment] = []
    record = with_terms(record, context.windows)
    lost: set[str] = set()
    for one in sorted(decided, key=lambda d: (d.period[:4], len(d.period) == 4, d.period)):
        found, assessment = _hold(replace(record, assessments=tuple(assessments)), one, context)
        if assessment is not None:
            assessments.append(assessment)
        elif any(code == "unknown-standard" for code, _, _ in found):
            lost.add(one.period[:4])
        if len(one.period) == 4 and one.period in lost:  # would only follow from the quarter
            found = [each for each in found if each[0] not in _FROM_QUARTERS]
        problems.extend(
            say(
                code,
                context.settings.language,
                file=one.file,
                line=one.line,
                pointer=pointer,
                field=context.schemas["assessment.schema.json"].title((pointer[1:],)),
                severity="warning" if code in _WARNINGS else "error",
                values=values,
            )
            for code, pointer, values in found
        )
    return replace(record, assessments=newest_first(assessments)), problems


def _hold(
    record: Record, decided: Decided, context: Context
) -> tuple[list[_Finding], Assessment | None]:
    result, period = decided.result, Period.parse(decided.period)
    standard = context.standards.get(result.standard)
    if standard is None:
        return [("unknown-standard", "/standard", {"value": result.standard})], None
    found = list(_standard_findings(standard, record, period))
    if result.decided_on <= period.end:
        values: dict[str, object] = {"value": result.decided_on, "limit": period.end}
        found.append(("decided-too-early", "/decided_on", values))
    computed = assess(record, standard, period, known_on=result.decided_on)
    if isinstance(computed, NotAssessed):
        return [*found, _no_result(computed, standard, decided.period)], None
    if result.grade not in standard.ranks:
        unknown: dict[str, object] = {"value": result.grade, "limit": ", ".join(standard.ranks)}
        found.append(("unknown-grade", "/grade", unknown))
        return found, replace(computed, decided_on=result.decided_on)
    found.extend(_override_findings(decided, computed, standard))
    differing = [] if result.override is not None else list(_differences(decided, computed))
    if differing:
        # A year is held to the quarters as the standard has them: one mistake is told once.
        return [*found, *differing], replace(computed, decided_on=result.decided_on)
    return found, _publishable(decided, computed, standard)


def _no_result(computed: NotAssessed, standard: Standard, period: str) -> _Finding:
    if computed.rule == "quarters":
        return "year-without-quarters", "/points", {"value": period}
    gate = next(one for one in standard.gates if one.id == computed.gate)
    return "too-short-on-record", "/points", {"value": period, "limit": gate.title}


def _standard_findings(standard: Standard, record: Record, period: Period) -> Iterable[_Finding]:
    if standard.kind != record.kind:
        yield "standard-kind", "/standard", {"value": standard.id, "limit": standard.kind}
    if not standard.covers(period):
        yield "standard-not-in-force", "/standard", {"value": standard.id, "limit": period.end}
    if not standard.grades(period):
        yield "standard-period", "/standard", {"value": standard.id}


def _differences(decided: Decided, computed: Assessment) -> Iterator[_Finding]:
    """Yield what differs: by the first step where the line records its steps, else by all of them."""
    result = decided.result
    values: dict[str, object] = {
        "other": f"{result.code} {decided.period}",
        "value": f"{result.points} {result.grade}",
        "limit": f"{computed.points} {computed.grade}",
    }
    step = first_difference(result.reasons, computed.reasons) if result.reasons else ""
    if step:
        yield "reason-differs", "/reasons", {**values, "detail": step}
    elif (computed.points, computed.grade) != (result.points, result.grade):
        steps = " ".join(f"{r.item or r.period or r.rule} {r.points:+}" for r in computed.reasons)
        yield "result-differs", "/points", {**values, "detail": steps}


def _override_findings(
    decided: Decided, computed: Assessment, standard: Standard
) -> Iterator[_Finding]:
    """Yield what is odd about an override: points out of bounds, no effect, another band's points."""
    result = decided.result
    if result.override is None:
        return
    points, (lowest, highest) = hundredths(result.points), standard.limits
    values: dict[str, object] = {"other": f"{result.code} {decided.period}"}
    values |= {"value": result.points, "limit": result.grade}
    if points < lowest or (highest is not None and points > highest):
        most = "…" if standard.maximum is None else standard.maximum
        yield "override-outside", "/points", {**values, "limit": f"{standard.minimum} … {most}"}
        return
    if (computed.points, computed.grade) == (result.points, result.grade):
        yield "override-without-effect", "/override", values
        return
    band = standard.bands[standard.rank_of(points)].grade
    held = any(reason.rule == "gate" for reason in computed.reasons)
    if band != result.grade and not held:
        yield "override-other-band", "/points", {**values, "detail": band}


def _publishable(decided: Decided, computed: Assessment, standard: Standard) -> Assessment:
    result = decided.result
    rank = standard.ranks[result.grade]
    return replace(
        computed,
        points=result.points.quantize(Decimal("0.01")),
        grade=result.grade,
        title=standard.bands[rank].title,
        rank=rank,
        authority=result.authority,
        document=result.document,
        decided_on=result.decided_on,
        override=result.override,
    )
