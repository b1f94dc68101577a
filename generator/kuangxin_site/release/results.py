"""The reasons of a result as the public sees them: what is shown, then the withheld in one sum.

A result is computed from all information. What of it is not shown (withheld, past its term,
repaired since, a listing not to be published) is published as one step of so many points, and a
grade if a gate rests on it, nothing else. :func:`kuangxin.assess` over the published record and
that step comes to the same result, so anyone can compute it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kuangxin.grading import NotAssessed, Standard, assess, withheld_between
from kuangxin.records import Assessment, Record

__all__ = ["publish_reasons"]


def publish_reasons(record: Record, shown: Record, standards: Mapping[str, Standard]) -> Record:
    """Return ``shown`` with the reasons of each result as they follow from what is shown."""
    if (
        len(record.credit_information) == len(shown.credit_information)
        and record.listings == shown.listings
    ):
        return shown
    full = {one.period: one for one in record.assessments}
    return replace(
        shown,
        assessments=tuple(
            _publish(full[one.period], record, shown, standards[one.standard])
            for one in shown.assessments
        ),
    )


def _publish(decided: Assessment, record: Record, shown: Record, standard: Standard) -> Assessment:
    on = decided.decided_on
    withheld = withheld_between(record, shown, standard, decided.period, known_on=on)
    again = assess(shown, standard, decided.period, known_on=on, withheld=withheld)
    if isinstance(again, NotAssessed):
        raise AssertionError(f"{record.code} {decided.period} has a result and must not lose it")
    return replace(decided, reasons=again.reasons)
