"""Which dates of a record follow which: one table for the check and for the import.

Works on the raw object, so that a record which its schema refuses can still be looked at; a day
that is none is passed over (the schema says so).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kuangxin.records import Json

__all__ = ["ORDERED", "disordered"]

#: For each list of a record the pairs (first, second): the second must not be before the first.
ORDERED: dict[str, tuple[tuple[str, str], ...]] = {
    "licences": (("valid_from", "valid_until"),),
    "credit_information": (
        ("determined_on", "publish_until"),
        ("determined_on", "repaired_on"),
        ("determined_on", "recorded_on"),
        ("repaired_on", "repair_recorded_on"),
    ),
    "objections": (("received_on", "decided_on"),),
    "listings": (("listed_on", "removed_on"), ("listed_on", "publish_until")),
}

Place = tuple[str | int, ...]


def disordered(value: Json, at: Place = ()) -> Iterator[tuple[Place, str, date, date]]:
    """Yield the place of a day, the field it must follow, the day, and the day it must follow.

    >>> [(place, other) for place, other, *_ in disordered(
    ...     {"licences": [{"valid_from": "2015-03-01", "valid_until": "2015-02-01"}]})]
    [(('licences', 0, 'valid_until'), 'valid_from')]
    """
    for name, one in value.items() if isinstance(value, dict) else ():
        for index, inner in enumerate(one) if name in ORDERED and isinstance(one, list) else ():
            if not isinstance(inner, dict):
                continue
            for first, second in ORDERED[name]:
                start, end = _day(inner.get(first)), _day(inner.get(second))
                if start is not None and end is not None and end < start:
                    yield (*at, name, index, second), first, end, start
            yield from disordered(inner, (*at, name, index))


def _day(value: Json) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day is not None and day.isoformat() == value else None
