"""What an assessment comes to before anyone decides: results, subjects without one, lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from kuangxin.grading import NotAssessed, Period, Proposal, Standard, assess
from kuangxin.records import Assessment, Reason, Record

__all__ = [
    "Decision",
    "NoResult",
    "ProposedListing",
    "ProposedResult",
    "assess_record",
    "encode_line",
    "find_standard",
]

_encoder = msgspec.json.Encoder(decimal_format="number")


class Decision(msgspec.Struct, frozen=True):
    """Who decides the results of a period, by which document, on which day."""

    authority: str
    document: str
    decided_on: date


class ProposedResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="result"):
    """A result as the standard computes it.

    ``state``: ``new``, ``decided`` (the register has a decided result for the period already) or
    ``differs`` (it has one that comes out otherwise with what is known now).
    """

    kind: str
    period: str
    code: str
    name: str
    division: str
    standard: str
    points: Decimal
    grade: str
    state: Literal["new", "decided", "differs"]
    reasons: tuple[Reason, ...]


class NoResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="not-assessed"):
    """A subject that is not assessed in the period, and why.

    ``why``: ``months`` (a gate of the standard, named by ``gate``), ``quarters`` (a year without
    decided quarters), ``no-standard`` (none in force on the last day), ``no-such-period`` (the
    standard does not grade periods of this length), ``left`` (by the period's last day: nothing is
    decided of a subject after it left) or ``entered-later`` (not on record in the period).
    """

    kind: str
    period: str
    code: str
    name: str
    division: str
    why: str
    standard: str = ""
    gate: str = ""


class ProposedListing(msgspec.Struct, frozen=True, kw_only=True, tag="listing"):
    """A proposal to enter a subject on a list or to remove it: never a listing."""

    kind: str
    period: str
    code: str
    name: str
    division: str
    proposal: Proposal


def encode_line(line: ProposedResult | NoResult | ProposedListing) -> bytes:
    """Encode a line of a file of proposals, without its line end."""
    return _encoder.encode(line)


def find_standard(standards: Iterable[Standard], kind: str, period: Period) -> Standard | str:
    """Return the standard of a kind in force on the period's last day, or why there is none."""
    in_force = [one for one in standards if one.kind == kind and one.covers(period)]
    if not in_force:
        return "no-standard"
    graded = [one for one in in_force if one.grades(period)]
    if not graded:
        return "no-such-period"
    return max(graded, key=lambda one: (one.effective_from, one.id))


def assess_record(
    record: Record, standard: Standard | str, period: Period, known_on: date | None
) -> Assessment | NoResult:
    """Assess a record for a period, or say why it has no result."""
    why = standard if isinstance(standard, str) else _absence(record, period)
    if isinstance(standard, str) or why:
        return _no_result(record, period, why)
    result = assess(record, standard, period, known_on=known_on)
    if isinstance(result, NotAssessed):
        return _no_result(record, period, result.rule, result.standard, result.gate)
    return result


def _absence(record: Record, period: Period) -> str:
    if record.left_on is not None and record.left_on <= period.end:
        return "left"
    if record.entered_on is not None and record.entered_on > period.end:
        return "entered-later"
    return ""


def _no_result(
    record: Record, period: Period, why: str, standard: str = "", gate: str = ""
) -> NoResult:
    return NoResult(
        kind=record.kind,
        period=period.id,
        code=record.code,
        name=record.name,
        division=record.division,
        why=why,
        standard=standard,
        gate=gate,
    )
