"""A workbook written row by row, whose bytes depend on nothing but its rows and its day."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook as _OpenpyxlWorkbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.writer.excel import ExcelWriter

__all__ = ["Workbook"]

#: Rows of one sheet (ECMA-376, as spreadsheet programs limit it), one of them the head.
_MOST_ROWS = 1_048_576
_LONGEST_TEXT = 32_767
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_ODD = re.compile(r"[=#\x00-\x1f]")


class Workbook:
    """One table over as many sheets as it needs; texts are never formulas."""

    def __init__(self, path: Path, title: str, as_of: date) -> None:
        self._path = path
        self._title = _NOT_IN_A_SHEET_NAME.sub(" ", title)[:28]
        self._book = _OpenpyxlWorkbook(write_only=True)
        moment = datetime.combine(as_of, time())
        self._book.properties.created = moment
        self._book.properties.modified = moment
        self._book.properties.creator = "kuangxin"
        self._moment = moment
        self._head: list[Any] | None = None
        self._rows = _MOST_ROWS
        self._sheet: Any = None

    def append(self, row: list[Any]) -> None:
        """Add a row; the first one is the head of every sheet."""
        if self._head is None:
            self._head = row
        if self._rows >= _MOST_ROWS:
            number = len(self._book.sheetnames) + 1
            name = self._title if number == 1 else f"{self._title} {number}"
            self._sheet = self._book.create_sheet(name)
            self._sheet.freeze_panes = "A2"
            self._rows = 0
            if row is not self._head:
                self._write(self._head)
        self._write(row)

    def close(self) -> None:
        """Write the file."""
        with _DatedZip(self._path, self._moment) as archive:
            ExcelWriter(self._book, archive).save()

    def _write(self, row: list[Any]) -> None:
        self._sheet.append([self._text(c) if isinstance(c, str) else c for c in row])
        self._rows += 1

    def _text(self, text: str) -> Any:
        if len(text) <= _LONGEST_TEXT and not _ODD.search(text):
            return text
        text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
        cell = WriteOnlyCell(self._sheet, text[:_LONGEST_TEXT])
        cell.data_type = "s"
        return cell


class _DatedZip(ZipFile):
    """A zip archive whose entries all carry one moment instead of the clock's."""

    def __init__(self, path: Path, moment: datetime) -> None:
        super().__init__(path, "w", ZIP_DEFLATED)
        self._moment = (max(moment.year, 1980), moment.month, moment.day, 0, 0, 0)

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._moment)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return entry

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(self._entry(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with (
            Path(filename).open("rb") as source,
            self.open(self._entry(str(arcname)), "w") as target,
        ):
            shutil.copyfileobj(source, target)
