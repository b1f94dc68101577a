"""The files beside a list: itself as CSV and XLSX, and as JSON for sorting and filtering in the page.

A row is written once, however many lists it stands in. The CSV of a long list grows by appended
pieces; a list of more than :data:`MOST_ROWS` has no workbook and no JSON, and its page says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

import msgspec

from kuangxin_site.release.downloads import safe
from kuangxin_site.release.light_workbook import LightWorkbook, sheet_row
from kuangxin_site.release.workbook import Cell, Notes

__all__ = ["MOST_ROWS", "Columns", "ListFiles", "Piece", "Written"]

#: Rows of the longest list that has a workbook and is sorted and filtered in the page.
MOST_ROWS = 5000
#: Rows that are held before they are passed on.
_HELD = 200

Row = Mapping[str, Any]


class Piece(NamedTuple):
    """Bytes to be added to a file of the site."""

    path: str
    content: bytes


class Written(NamedTuple):
    """A row in the three forms."""

    sheet: bytes
    cells: bytes
    fields: bytes


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields a list's files have: ``heads`` of CSV and XLSX, ``fields`` of the JSON.

    ``days`` names those of the heads that are days of the calendar (ISO 8601, as CSV shows them);
    ``notes`` what the workbook says of itself.
    """

    heads: Mapping[str, str]
    fields: tuple[str, ...]
    separator: str
    days: frozenset[str] = frozenset()
    notes: Notes = ()

    def write(self, row: Row, spoken: Row) -> Written:
        """Write a row; ``spoken`` has the words that stand in cells in the place of codes."""
        cells = [self._cell(spoken.get(name, row.get(name))) for name in self.heads]
        days = [
            date.fromisoformat(cell)
            if name in self.days and isinstance(cell, str) and cell
            else cell
            for name, cell in zip(self.heads, cells, strict=True)
        ]
        fields = [row.get(name) for name in self.fields]
        return Written(sheet_row(days), _csv(cells), msgspec.json.encode(fields))

    def _cell(self, value: object) -> str | int | float | None:
        if isinstance(value, (list, tuple)):
            return self.separator.join(str(one) for one in value)
        return value if isinstance(value, (str, int, float)) else None


class ListFiles:
    """Grows the files of the list in ``folder``, which has ``total`` rows.

    One of more than ``most`` has no workbook and no JSON; without ``fields`` there is no JSON.
    """

    def __init__(
        self, folder: str, title: str, total: int, columns: Columns, most: int = MOST_ROWS
    ) -> None:
        self._folder = folder
        self._title = title
        self._columns = columns
        self._short = total <= most
        self._in_page = self._short and bool(columns.fields)
        self._held: list[Written] = []
        self._book: LightWorkbook | None = None
        self._begun = False

    def take(self, row: Written) -> Iterator[Piece]:
        """Take the next row; yield what can be written of the files."""
        self._held.append(row)
        if len(self._held) >= _HELD:
            yield from self._pass_on()

    def close(self) -> Iterator[Piece]:
        """Yield the rest of the files."""
        yield from self._pass_on()
        if self._short:
            yield Piece(f"{self._folder}list.xlsx", self._open_book().close())
        if self._in_page:
            yield Piece(f"{self._folder}list.json", b"\n]}\n")

    def _pass_on(self) -> Iterator[Piece]:
        held, self._held = self._held, []
        cells = b"".join([one.cells for one in held])
        fields = b",\n".join([one.fields for one in held])
        if not self._begun:
            self._begun = True
            cells = b"\xef\xbb\xbf" + _csv(self._columns.heads.values()) + cells
            head = msgspec.json.encode(self._columns.fields)
            fields = b'{"fields":' + head + b',"rows":[\n' + fields
        elif held:
            fields = b",\n" + fields
        yield Piece(f"{self._folder}list.csv", cells)
        if self._short:
            self._open_book().append([one.sheet for one in held])
        if self._in_page:
            yield Piece(f"{self._folder}list.json", fields)

    def _open_book(self) -> LightWorkbook:
        """Open the workbook when it is wanted: of a short list, rows are held in its place."""
        if self._book is None:
            heads, notes = self._columns.heads, self._columns.notes
            self._book = LightWorkbook(self._title, [*heads.values()], [*heads], notes)
        return self._book


def _csv(cells: Iterable[Cell]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return text.getvalue().encode()
