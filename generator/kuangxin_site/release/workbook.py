"""A workbook written row by row, whose bytes depend on nothing but its rows and its day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

__all__ = ["DATE_FORMAT", "Cell", "Notes", "Workbook", "cell_text", "column_width", "sheet_name"]

Cell = str | int | float | date | None
#: What a workbook says of itself: label and text of each row of its second sheet.
Notes = Sequence[tuple[str, str]]

#: How a day is shown, whatever the reader's own way (GB/T 7408.1: the calendar date).
DATE_FORMAT = "yyyy-mm-dd"
#: Characters that a column is wide, by the field that it shows.
_WIDTHS = {
    **dict.fromkeys(("name", "basis", "facts", "authority"), 34),
    **dict.fromkeys(("code", "licence_numbers", "licence", "document", "minerals", "lists"), 26),
    **dict.fromkeys(("place", "standard", "list", "kind", "ending", "licence_terms"), 22),
    **dict.fromkeys(("points", "grade", "severity", "licences", "status"), 9),
}
_USUAL_WIDTH = 14
#: Rows of one sheet (ECMA-376, as spreadsheet programs limit it), one of them the head.
_MOST_ROWS = 1_048_576
#: Characters of one cell, likewise.
_LONGEST_TEXT = 32_767
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
#: What XML 1.0 cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def sheet_name(title: str) -> str:
    """Return a title as the name of a sheet, with room for a number behind it."""
    return _NOT_IN_A_SHEET_NAME.sub(" ", title)[:28]


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST_TEXT]


def column_width(field: str) -> int:
    """Return how wide the column of a field is."""
    return _WIDTHS.get(field, _USUAL_WIDTH)


class Workbook:
    """One table over as many sheets as it needs, then one that says what it is.

    Texts are never formulas, numbers or links; a day is a day. ``fields`` names what the columns
    show, for their width; ``notes`` begin with the name of their sheet.
    """

    def __init__(
        self, path: Path, title: str, as_of: date, fields: Sequence[str] = (), notes: Notes = ()
    ) -> None:
        self._title = sheet_name(title)
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        moment = datetime.combine(as_of, time())
        self._book.set_properties({"author": "kuangxin", "created": moment})
        self._day = self._book.add_format({"num_format": DATE_FORMAT})
        self._bold = self._book.add_format({"bold": True})
        self._fields = fields
        self._notes = notes
        self._head: Sequence[Cell] | None = None
        self._rows = _MOST_ROWS
        self._sheet: Worksheet

    def append(self, row: Sequence[Cell]) -> None:
        """Add a row; the first one is the head of every sheet."""
        if self._head is None:
            self._head = row
        if self._rows >= _MOST_ROWS:
            self._end_sheet()
            number = len(self._book.worksheets()) + 1
            self._sheet = self._book.add_worksheet(
                self._title if number == 1 else f"{self._title} {number}"
            )
            self._sheet.freeze_panes(1, 0)
            for column, field in enumerate(self._fields):
                self._sheet.set_column(column, column, column_width(field))
            self._rows = 0
            if row is not self._head:
                self._write(self._head)
        self._write(row)

    def close(self) -> None:
        """Write the file."""
        self._end_sheet()
        for number, (label, text) in enumerate(self._notes):
            if not number:
                self._sheet = self._book.add_worksheet(sheet_name(label))
                self._sheet.set_column(0, 0, 16)
                self._sheet.set_column(1, 1, 90)
            self._sheet.write_string(number, 0, cell_text(label), self._bold)
            self._sheet.write_string(number, 1, cell_text(text))
        self._book.close()

    def _end_sheet(self) -> None:
        if self._head and self._book.worksheets():
            self._sheet.autofilter(0, 0, self._rows - 1, len(self._head) - 1)

    def _write(self, row: Sequence[Cell]) -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._sheet.write_string(self._rows, column, cell_text(cell))
            elif isinstance(cell, date):
                self._sheet.write_datetime(self._rows, column, cell, self._day)
            elif cell is not None:
                self._sheet.write_number(self._rows, column, cell)
        self._rows += 1
