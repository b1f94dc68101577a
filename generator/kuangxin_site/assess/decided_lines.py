"""Decided results as lines of ``content/assessments/``, each with the steps of its sum."""

from __future__ import annotations

import msgspec

from kuangxin.records import Assessment, Reason
from kuangxin_site.assess.proposed import Decision
from kuangxin_site.check.join import DecidedResult, RecordedStep

__all__ = ["encode_decided", "first_difference", "recorded_step"]


_encoder = msgspec.json.Encoder(decimal_format="number")


def encode_decided(code: str, result: Assessment, decision: Decision) -> bytes:
    """Encode one decided result, without its line end; running sums are left out as they follow."""
    return _encoder.encode(
        DecidedResult(
            code=code,
            standard=result.standard,
            points=result.points,
            grade=result.grade,
            authority=decision.authority,
            document=decision.document,
            decided_on=decision.decided_on,
            reasons=tuple(recorded_step(reason) for reason in result.reasons),
        )
    )


def recorded_step(reason: Reason) -> RecordedStep:
    """Return a reason as a decided line records it."""
    return RecordedStep(
        rule=reason.rule,
        points=reason.points,
        indicator=reason.indicator,
        item=reason.item,
        period=reason.period,
        grade=reason.grade,
    )


def first_difference(recorded: tuple[RecordedStep, ...], computed: tuple[Reason, ...]) -> str:
    """Return the first step in which two sums differ, as ``2: recorded ≠ computed``; "" if none."""
    steps = tuple(recorded_step(reason) for reason in computed)
    for number in range(max(len(recorded), len(steps))):
        first = recorded[number] if number < len(recorded) else None
        second = steps[number] if number < len(steps) else None
        if first != second:
            return f"{number + 1}: {_in_words(first)} ≠ {_in_words(second)}"
    return ""


def _in_words(step: RecordedStep | None) -> str:
    if step is None:
        return "—"
    words = (step.rule, step.indicator, step.item, step.period, step.grade, f"{step.points:+.2f}")
    return " ".join(word for word in words if word)
