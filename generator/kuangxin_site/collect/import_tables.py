"""Tables of other systems (CSV, TSV, XLSX) as rows of cells, numbered as a spreadsheet shows them."""

from __future__ import annotations

import csv
import re
import sys
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from kuangxin_site.collect.import_findings import CellFault, FileFault

__all__ = ["Cell", "Row", "read_table"]

Cell: TypeAlias = "str | int | float | bool | date | CellFault | None"
#: Row number from 1, and its cells; an empty row has only empty cells.
Row: TypeAlias = tuple[int, Sequence[Cell]]

_DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_BROKEN = (
    BadZipFile,
    InvalidFileException,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    SyntaxError,
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def read_table(
    file: Path, *, sheet: str | None, encoding: str = "utf-8", delimiter: str | None = None
) -> Iterator[Row]:
    """Yield the rows of a table, the head and everything above it included.

    Text cells are as they stand. A cell that cannot be read is a :class:`CellFault`.

    Raises:
        FileFault: the file, or the rest of it, cannot be read as a table.
        OSError: the file cannot be opened.
    """
    suffix = file.suffix.lower()
    if suffix in _WORKBOOKS:
        return _read_workbook(file, sheet)
    if suffix not in _DELIMITERS and delimiter is None:
        raise FileFault("format", value=file.name)
    if sheet is not None:
        raise FileFault("no-sheets", value=sheet)
    return _read_text(file, encoding, delimiter or _DELIMITERS[suffix])


def _read_text(file: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    number = 0
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    with file.open(encoding=codec, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, cells
        except UnicodeDecodeError:
            raise FileFault("encoding", number + 1, value=number + 1, limit=encoding) from None
        except csv.Error as error:
            raise FileFault("table", number + 1, detail=error) from None


def _read_workbook(file: Path, sheet: str | None) -> Iterator[Row]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield from _read_sheet(file, sheet)
        except _BROKEN as error:
            raise FileFault("not-a-workbook", detail=error) from None


def _read_sheet(file: Path, sheet: str | None) -> Iterator[Row]:
    with closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
        name = _choose_sheet(book.sheetnames, sheet)
        values = _sheet_rows(book, name)
        if not _has_formulas(file):
            yield from enumerate(values, start=1)
            return
        with closing(openpyxl.load_workbook(file, read_only=True)) as formulas:
            pairs = zip(values, _sheet_rows(formulas, name), strict=True)
            for number, (cells, written) in enumerate(pairs, start=1):
                yield number, [_result(*pair) for pair in zip(cells, written, strict=True)]


def _sheet_rows(book: openpyxl.Workbook, name: str) -> Iterator[list[Cell]]:
    worksheet = book[name]
    worksheet.reset_dimensions()
    for row in worksheet.iter_rows():
        yield [_cell(cell.value, cell.data_type) for cell in row]


def _choose_sheet(names: list[str], wanted: str | None) -> str:
    if wanted is None:
        if len(names) != 1:
            raise FileFault("which-sheet", limit=", ".join(names))
        return names[0]
    if wanted not in names:
        raise FileFault("no-sheet", value=wanted, limit=", ".join(names))
    return wanted


def _cell(value: object, data_type: str) -> Cell:
    if data_type == "e":
        return CellFault("cell-error", shown=value, value=value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date() if midnight else CellFault("time-of-day", shown=value, value=value)
    if value is None or isinstance(value, (str, int, float, bool, date)):
        return value
    return str(getattr(value, "text", value))  # a formula over several cells is an object


def _result(value: Cell, written: Cell) -> Cell:
    """Return the stored result of a cell; without one, a formula is a fault."""
    is_formula = value is None and written is not None
    return CellFault("formula-value", shown=written) if is_formula else value


def _has_formulas(file: Path) -> bool:
    """Tell whether any sheet holds a formula; only then is the file read a second time."""
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as part:
                tail = b""
                while piece := part.read(1 << 20):
                    if _FORMULA.search(tail + piece):
                        return True
                    tail = piece[-32:]
    return False
