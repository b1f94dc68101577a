"""What an import finds: problems to show, and the rows that are refused, each with its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kuangxin_site.collect.import_cells import shown_text
from kuangxin_site.collect.import_findings import CellFault, tell
from kuangxin_site.collect.import_mapping import REASON_HEAD, ROW_HEAD
from kuangxin_site.collect.import_tables import Row
from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, say

__all__ = ["MOST_PROBLEMS", "ImportReport", "write_refused"]

#: Problems that are kept: a table that is wrong in every row is not held in memory.
MOST_PROBLEMS = 10_000
Place = tuple[str | int, ...]


class ImportReport:
    """Collects the findings on one table; ``refused`` has all reasons for each wrong row."""

    def __init__(self, file: str, language: Language) -> None:
        self.file = file
        self.language = language
        self.problems: list[Problem] = []
        self.refused: dict[int, list[str]] = {}

    def row_fault(self, row: int, fault: CellFault, place: Place = (), column: str = "") -> None:
        """Note a fault of a cell or of a whole row."""
        problem = tell(
            fault.code,
            self.language,
            file=self.file,
            line=row,
            pointer=_pointer(place),
            field=column,
            values=fault.values,
        )
        self.add(problem)

    def say(self, rule: str, row: int, place: Place, column: str, **values: object) -> None:
        """Note that a row breaks a rule which the check of the register has too."""
        problem = say(
            rule,
            self.language,
            file=self.file,
            line=row,
            pointer=_pointer(place),
            field=column,
            severity="warning" if rule == "code-normalised" else "error",
            values=values,
        )
        self.add(problem)

    def add(self, problem: Problem) -> None:
        """Note a problem; an error refuses its row."""
        if problem.severity == "error":
            where = f"{problem.field}: " if problem.field else ""
            self.refused.setdefault(problem.line, []).append(f"{where}{problem.message}")
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def write_refused(
    path: Path,
    heads: Sequence[str],
    rows: Iterable[Row],
    refused: Mapping[int, Sequence[str]],
    dates: Mapping[str, str],
) -> None:
    """Write the refused rows as they stand in the table, with their number and all reasons.

    Numbers keep all their digits, a formula without a result its text; a workbook's days are
    written in the style of their column (``dates``). Cells beyond the head follow the reasons.

    The file is CSV in UTF-8 with a byte order mark, as spreadsheet programs expect it. Mended, it
    can be imported again as it is.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        styles = [dates.get(head, "iso") for head in heads]
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*heads, ROW_HEAD, REASON_HEAD])
        for number, cells in rows:
            if number in refused:
                shown = [shown_text(*one) for one in zip(cells, styles, strict=False)]
                shown += [""] * (len(heads) - len(shown))
                beyond = [shown_text(cell, "iso") for cell in cells[len(heads) :]]
                writer.writerow([*shown, number, " | ".join(refused[number]), *beyond])


def _pointer(place: Place) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place)
