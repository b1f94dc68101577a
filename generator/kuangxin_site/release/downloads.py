"""Write the download tables: JSON Lines, CSV and XLSX, each row once through a merge of the parts.

CSV is UTF-8 with a byte order mark, so that spreadsheet programs read it as such. A text that a
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

import msgspec

from kuangxin_site.release.rows import SEPARATOR
from kuangxin_site.release.workbook import Workbook

__all__ = ["Column", "TableTask", "write_table"]

Cell = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Column(msgspec.Struct, frozen=True):
    """A column of a table: the field's name, its head, and its JSON type."""

    field: str
    title: str
    type: str


class TableTask(msgspec.Struct, frozen=True):
    """One table to write below ``data/downloads/`` from its part files."""

    table: str
    title: str
    columns: tuple[Column, ...]
    parts: tuple[Path, ...]
    folder: Path
    as_of: date


def write_table(task: TableTask) -> int:
    """Write one table in its three forms and return the number of rows."""
    rows = 0
    with ExitStack() as stack:
        lines = stack.enter_context((task.folder / f"{task.table}.jsonl").open("wb"))
        sheet = stack.enter_context(
            (task.folder / f"{task.table}.csv").open("w", encoding="utf-8-sig", newline="")
        )
        writer = csv.writer(sheet, lineterminator="\r\n")
        book = Workbook(task.folder / f"{task.table}.xlsx", task.title, task.as_of)
        head = [column.title for column in task.columns]
        writer.writerow(head)
        book.append(head)
        for line in merged(task.parts):
            lines.write(line)
            cells = _cells(line, task.columns)
            writer.writerow([_safe(cell) for cell in cells])
            book.append(cells)
            rows += 1
        book.close()
    return rows


def merged(parts: tuple[Path, ...]) -> Iterator[bytes]:
    """Yield the rows of sorted part files in order, without their keys."""
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in parts]
        for line in merge(*files):
            yield line[line.rindex(SEPARATOR) + 1 :]


def _cells(line: bytes, columns: tuple[Column, ...]) -> list[Cell]:
    row = msgspec.json.decode(line)
    return [_cell(row.get(column.field)) for column in columns]


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return "；".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and (cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA)):
        return "'" + cell
    return cell
