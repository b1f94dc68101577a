"""Write the download tables: JSON Lines, CSV and XLSX, row by row through a merge of the parts.

CSV and JSON Lines are for programs and keep the codes of the data; XLSX is for people and says them
in words. CSV is UTF-8 with a byte order mark, so that spreadsheet programs read it as such. A text that a
spreadsheet would run as a formula is written as text: behind an apostrophe in CSV (OWASP, CSV
injection), as a string cell in XLSX.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from heapq import merge
from pathlib import Path
from typing import Literal

import msgspec

from kuangxin_site.release.rows import SEPARATOR
from kuangxin_site.release.workbook import Cell, Workbook

__all__ = ["Column", "TableTask", "safe", "write_table"]

Form = Literal["text", "workbook"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Column(msgspec.Struct, frozen=True):
    """A column of a table: the field's name, its head, its JSON type, whether it is a day.

    ``words`` says what stands in a workbook for a code of the data.
    """

    field: str
    title: str
    type: str
    is_day: bool = False
    words: dict[str, str] = {}


class TableTask(msgspec.Struct, frozen=True):
    """One table to write below ``data/downloads/`` from its part files, as text or as a workbook.

    A workbook costs ten times what CSV and JSON Lines do, so it is a task of its own.
    ``separator`` stands between the parts of a list in a cell.
    """

    form: Form
    table: str
    title: str
    columns: tuple[Column, ...]
    parts: tuple[Path, ...]
    folder: Path
    as_of: date
    separator: str = "；"
    notes: tuple[tuple[str, str], ...] = ()


def write_table(task: TableTask) -> None:
    """Write one table as CSV and JSON Lines, or as XLSX."""
    if task.form == "text":
        _write_text(task)
    else:
        _write_workbook(task)


def _write_text(task: TableTask) -> None:
    with (
        (task.folder / f"{task.table}.jsonl").open("wb") as lines,
        (task.folder / f"{task.table}.csv").open("w", encoding="utf-8-sig", newline="") as sheet,
    ):
        writer = csv.writer(sheet, lineterminator="\r\n")
        writer.writerow([column.title for column in task.columns])
        for line in merged(task.parts):
            lines.write(line)
            writer.writerow([safe(cell) for cell in _cells(line, task)])


def _write_workbook(task: TableTask) -> None:
    path, fields = task.folder / f"{task.table}.xlsx", [one.field for one in task.columns]
    book = Workbook(path, task.title, task.as_of, fields, task.notes)
    book.append([column.title for column in task.columns])
    for line in merged(task.parts):
        row = msgspec.json.decode(line)
        book.append([_said(row.get(one.field), one, task.separator) for one in task.columns])
    book.close()


def _said(value: object, column: Column, separator: str) -> Cell:
    """Return a cell for people: days are days, and words stand for codes."""
    if isinstance(value, list):
        return separator.join(column.words.get(one, str(one)) for one in value)
    cell = _cell(value, separator)
    if isinstance(cell, str) and cell:
        return date.fromisoformat(cell) if column.is_day else column.words.get(cell, cell)
    return cell


def merged(parts: tuple[Path, ...]) -> Iterator[bytes]:
    """Yield the rows of sorted part files in order, without their keys."""
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in parts]
        for line in merge(*files):
            yield line[line.rindex(SEPARATOR) + 1 :]


def _cells(line: bytes, task: TableTask) -> list[Cell]:
    row = msgspec.json.decode(line)
    return [_cell(row.get(column.field), task.separator) for column in task.columns]


def _cell(value: object, separator: str) -> Cell:
    if isinstance(value, list):
        return separator.join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


def safe(cell: Cell) -> Cell:
    """Return a cell of CSV that no spreadsheet program runs as a formula."""
    if isinstance(cell, str) and (cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA)):
        return "'" + cell
    return cell
