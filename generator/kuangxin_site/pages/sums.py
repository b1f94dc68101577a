"""The sum from the base points to the grade as a table that anyone can follow."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal

from kuangxin.grading import Period, Standard, hundredths
from kuangxin.grading.counting import item_counts, licences_within, share_points
from kuangxin.records import Assessment, CreditItem, Reason, Record
from kuangxin_site.pages.words import Words

__all__ = ["Step", "computed_rank", "plain", "say_band", "signed", "sum_steps", "too_late"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the sum: the rule, what it is about, its points and the sum after it.

    ``code`` and ``title`` are those of the indicator, group or gate, as its standard has them; ``period`` the quarter that a year takes;
    ``item`` the item on the same page, or ""; ``grade`` what a gate holds the result to, and what
    the sum or an authority's own decision comes to; ``share`` the fraction of a step by licences.
    """

    rule: str
    code: str = ""
    title: str = ""
    period: str = ""
    item: str = ""
    grade: str = ""
    withheld: bool = False
    points: str = ""
    total: str = ""
    share: str = ""


def sum_steps(
    assessment: Assessment,
    standard: Standard | None,
    record: Record,
    items: Container[str],
    words: Words,
) -> list[Step]:
    """Return the steps of a published result; ``items`` are those that a step may link to.

    A mean is said as what it is, a division by the number of quarters, not as the points between
    their sum and it. The sum ends in its grade: before the gates stands the band that it falls
    into, behind them what an authority decided otherwise.
    """
    quarters = sum(reason.rule == "quarter" for reason in assessment.reasons)
    steps = [
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
            share=_share(reason, standard, record, assessment.period),
        )
        for reason in assessment.reasons
    ]
    rank = computed_rank(assessment, standard, record)
    if standard is not None and rank is not None:
        gates = [place for place, step in enumerate(steps) if step.rule == "gate"]
        steps.insert(min(gates, default=len(steps)), _band(assessment, standard, rank, words))
    if assessment.override is not None and steps:
        steps.append(_decided(assessment))
    return steps


def computed_rank(assessment: Assessment, standard: Standard | None, record: Record) -> int | None:
    """Return the place of the grade that the points come to, before any gate; None if unknown.

    A year that takes one of its quarters takes its grade too.
    """
    if standard is None or not assessment.reasons:
        return None
    taken = _taken_quarter(assessment)
    if not taken:
        return standard.rank_of(hundredths(assessment.reasons[-1].total))
    quarters = (one for one in record.assessments if one.period == taken)
    return next((standard.ranks.get(one.grade) for one in quarters), None)


def say_band(standard: Standard, rank: int, words: Words) -> str:
    """Say from how many points to how many a band of a standard reaches."""
    _ = words.gettext
    bands = standard.bands
    low, high = plain(bands[rank].from_), plain(bands[rank - 1].from_) if rank else ""
    if not rank:
        return _("%(low)s 及以上") % {"low": low}
    if rank == len(bands) - 1:
        return _("低于 %(high)s") % {"high": high}
    return _("%(low)s（含）至 %(high)s（不含）") % {"low": low, "high": high}


def too_late(record: Record, standard: Standard | None, result: Assessment) -> list[CreditItem]:
    """Return the shown items that a quarter leaves out because they were recorded after its decision."""
    if standard is None or result.decided_on is None:
        return []
    period = Period.parse(result.period)
    return [
        item
        for item in record.credit_information
        if not period.is_year
        and item.recorded_on is not None
        and item.recorded_on > result.decided_on
        and (indicator := standard.by_id.get(item.indicator)) is not None
        and item_counts(item, indicator, period)
    ]


def signed(points: Decimal) -> str:
    """Return points with their sign: ``+5.00``, ``−12.00``."""
    return f"{points:+.2f}".replace("-", "−")


def plain(points: Decimal) -> str:
    """Return points as people write them: ``100``, ``−2.5``."""
    return f"{points.normalize():f}".replace("-", "−")


def _taken_quarter(assessment: Assessment) -> str:
    """Return the quarter whose result a year takes as its own, "" where it takes none."""
    taken = (one.period for one in assessment.reasons if one.rule in {"worst", "last"})
    return next(filter(None, taken), "")


def _band(assessment: Assessment, standard: Standard, rank: int, words: Words) -> Step:
    """Return the step from the sum to the grade of its band, or of the quarter that was taken."""
    band = standard.bands[rank]
    taken = _taken_quarter(assessment)
    return Step(
        rule="band",
        code=band.grade,
        title=band.title if taken else say_band(standard, rank, words),
        period=taken,
        grade=band.grade,
        points="—",
        total=f"{assessment.reasons[-1].total:.2f}",
    )


def _decided(assessment: Assessment) -> Step:
    assert assessment.override is not None
    return Step(
        rule="override",
        title=assessment.override.reason,
        grade=assessment.grade,
        points="—",
        total=f"{assessment.points:.2f}",
    )


def _share(reason: Reason, standard: Standard | None, record: Record, period: str) -> str:
    """Return the multiplication of a step by licences, ``−20.00 × 1/2``; "" where it is not that.

    How many licences there were in the period stands on the page, and the step has its points, so
    the fraction tells nothing new.
    """
    indicator = standard.by_id.get(reason.indicator) if standard is not None else None
    if reason.rule != "share" or indicator is None or not indicator.hundredths:
        return ""
    of = len(licences_within(record, Period.parse(period)))
    points = hundredths(reason.points)
    for part in range(1, of + 1):
        if share_points(indicator.hundredths, part, of) == points:
            return f"{signed(indicator.points)} × {part}/{of}" if part < of else ""
    return ""


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
