"""Rows of the download tables, made from published subjects.

A row travels in a part file behind a key that sorts it by kind, division and code, so that the
tables are merged from the parts without ever being held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from kuangxin.grading import withheld_in
from kuangxin.records import Licence, Objection, Record, Subject
from kuangxin_site.check.context import Context

__all__ = ["TABLES", "PartWriter", "subject_rows"]

#: The tables in ``data/downloads/``.
TABLES = ("subjects", "credit_information", "listings", "assessments")
#: Between the key and the row; JSON never holds it unescaped.
SEPARATOR = b"\x1f"

Row = dict[str, object]


def subject_rows(subject: Subject, on: date) -> Iterator[tuple[str, Record, str, Row]]:
    """Yield table, record, key within the record and row for everything published of a subject."""
    for record in subject.records:
        yield "subjects", record, "", _subject_row(record, on)
        for item in record.credit_information:
            row = _fields(item, ("repaired_on", "repair_recorded_on", "objections", "withheld"))
            row["objections"] = [_interval(one) for one in item.objections]
            row["under_objection"] = item.under_objection(on)
            yield "credit_information", record, item.id, row
        for listing in record.listings:
            yield "listings", record, f"{listing.list} {listing.listed_on}", _fields(listing)
        for assessment in record.assessments:
            row = _fields(assessment, ("reasons", "rank", "override"))
            withheld = withheld_in(assessment)
            if withheld:
                row |= {"withheld_points": withheld.points, "withheld_grade": withheld.grade}
            row["overridden"] = assessment.override is not None
            yield "assessments", record, assessment.period, row


class PartWriter:
    """Gathers the rows of a range of partitions and writes one sorted part file a table."""

    def __init__(self, folder: Path, name: str, context: Context) -> None:
        self._paths = {table: folder / f"{table}-{name}" for table in TABLES}
        self._lines: dict[str, list[bytes]] = {table: [] for table in TABLES}
        self._order = context.kind_order

    def add(self, subject: Subject, on: date) -> None:
        """Add all rows of a published subject."""
        for table, record, key, row in subject_rows(subject, on):
            place = f"{self._order[record.kind]:04}\x1f{record.division}\x1f{record.code}\x1f{key}"
            whole = {
                "kind": record.kind,
                "division": record.division,
                "code": record.code,
                "name": record.name,
                **row,
            }
            self._lines[table].append(place.encode() + SEPARATOR + _encoder.encode(whole) + b"\n")

    def write(self) -> None:
        """Write the part files."""
        for table, lines in self._lines.items():
            lines.sort()
            self._paths[table].write_bytes(b"".join(lines))


_encoder = msgspec.json.Encoder(decimal_format="number")


def _subject_row(record: Record, on: date) -> Row:
    row: Row = {"former_names": record.former_names, "other_names": record.other_names}
    newest = record.assessment
    if newest is not None:
        row |= {
            "period": newest.period,
            "grade": newest.grade,
            "grade_title": newest.title,
            "points": newest.points,
            "standard": newest.standard,
            "decided_on": newest.decided_on,
            "authority": newest.authority,
        }
    row["lists"] = sorted({one.list for one in record.listings if one.is_current(on)})
    row["licences"] = len(record.licences)
    row["licence_numbers"] = [one.number for one in record.licences]
    row["licence_terms"] = [_term(one) for one in record.licences]
    row["minerals"] = list(dict.fromkeys(one.mineral for one in record.licences if one.mineral))
    row["licence_ends"] = [str(one.valid_until or "") for one in record.licences]
    ends = [one.valid_until for one in record.licences if one.valid_until is not None]
    if ends:
        row["licence_until"] = max(ends)
    if record.entered_on is not None:
        row["entered_on"] = record.entered_on
    if record.left_on is not None:
        row["left_on"] = record.left_on
    return row


def _interval(objection: Objection) -> str:
    """Return from when to when an objection was open (ISO 8601: ``2015-05-01/2015-05-20``, ``…/..``)."""
    return f"{objection.received_on}/{objection.decided_on or '..'}"


def _term(licence: Licence) -> str:
    """Return from when to when a licence is valid (ISO 8601, ``..`` where no day is stated)."""
    return f"{licence.valid_from or '..'}/{licence.valid_until or '..'}"


def _fields(value: msgspec.Struct, left_out: tuple[str, ...] = ()) -> Row:
    """Return the fields of a struct that are set, in their order."""
    return {
        name: getattr(value, name)
        for name in value.__struct_fields__
        if name not in left_out and getattr(value, name) not in (None, "")
    }
