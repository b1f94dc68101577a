"""A workbook written row by row, whose bytes depend on nothing but its rows and its day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

__all__ = ["Cell", "Workbook", "cell_text", "sheet_name"]

Cell = str | int | float | None

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


class Workbook:
    """One table over as many sheets as it needs; texts are never formulas, numbers or links."""

    def __init__(self, path: Path, title: str, as_of: date) -> None:
        self._title = sheet_name(title)
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        moment = datetime.combine(as_of, time())
        self._book.set_properties({"author": "kuangxin", "created": moment})
        self._head: Sequence[Cell] | None = None
        self._rows = _MOST_ROWS
        self._sheet: Worksheet

    def append(self, row: Sequence[Cell]) -> None:
        """Add a row; the first one is the head of every sheet."""
        if self._head is None:
            self._head = row
        if self._rows >= _MOST_ROWS:
            number = len(self._book.worksheets()) + 1
            self._sheet = self._book.add_worksheet(
                self._title if number == 1 else f"{self._title} {number}"
            )
            self._sheet.freeze_panes(1, 0)
            self._rows = 0
            if row is not self._head:
                self._write(self._head)
        self._write(row)

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def _write(self, row: Sequence[Cell]) -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._sheet.write_string(self._rows, column, cell_text(cell))
            elif cell is not None:
                self._sheet.write_number(self._rows, column, cell)
        self._rows += 1
