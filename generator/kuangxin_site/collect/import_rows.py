"""Read every row of a table into a draft of its subject, and say what is wrong with each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kuangxin_site.collect.import_cells import Source, plain_text
from kuangxin_site.collect.import_codes import code_rule, derive_code, read_code
from kuangxin_site.collect.import_findings import CellFault
from kuangxin_site.collect.import_into import Target
from kuangxin_site.collect.import_mapping import Code, Constant
from kuangxin_site.collect.import_report import ImportReport
from kuangxin_site.collect.import_subjects import Draft, RowReader
from kuangxin_site.collect.import_tables import Cell

__all__ = ["DraftReader"]


class DraftReader:
    """Turns rows into drafts; findings go to the report."""

    def __init__(
        self, target: Target, sources: Sequence[Source], heads: Sequence[str], report: ImportReport
    ) -> None:
        self._mapping = target.mapping
        self._heads = heads
        self._reader = RowReader(sources, heads)
        self._divisions = target.divisions
        self._report = report
        self._own = target.own

    def read(self, row: int, cells: Sequence[Cell]) -> Draft | None:
        """Return the draft of a row; None when its cells are not those of the columns."""
        shape = _shape_fault(cells, len(self._heads))
        if shape:
            self._report.row_fault(row, shape)
            return None
        padded = [*cells, *[None] * (len(self._heads) - len(cells))]
        named = dict(zip(self._heads, padded, strict=False))
        code = self._code(row, named)
        value, faults = self._reader.read(padded)
        for source, fault in faults:
            self._report.row_fault(row, fault, source.path, source.column)
        wrong = ["/".join(("", *source.path)) for source, _ in faults]
        division, lost = self._division(row, named)
        wrong += ["/division"] if lost else []
        wrong += ["/code"] if code is None else []
        own = {"code": code} if code is not None else {}
        whole = {**own, **value, **({"division": division} if division else {})}
        return Draft(code or f"?{row}", row, whole, tuple(wrong))

    def _code(self, row: int, cells: Mapping[str, Cell]) -> str | None:
        given = self._mapping.code
        column = self._mapping.code_columns[0]
        try:
            if isinstance(given, Code):
                code = derive_code(given.derive, cells)
            else:
                code = read_code(cells[given], own=self._own)
                self._note_normalised(row, given, cells[given], code)
        except CellFault as fault:
            self._report.row_fault(row, fault, ("code",), column)
            return None
        rule = code_rule(code, own=self._own)
        if rule:
            self._report.say(rule, row, ("code",), column, value=code)
        return None if rule else code

    def _note_normalised(self, row: int, column: str, cell: Cell, code: str) -> None:
        if code != cell and code_rule(code, own=self._own) is None:
            self._report.say("code-normalised", row, ("code",), column, value=cell, limit=code)

    def _division(self, row: int, cells: Mapping[str, Cell]) -> tuple[str, bool]:
        """Return the division of a row, and whether it should have one and has not."""
        given = self._mapping.division
        if isinstance(given, Constant):
            return given.constant, False
        columns = self._mapping.division_columns
        if not columns:
            return "", False
        try:
            parts = [(plain_text(cells[column]), column) for column in columns]
            named = (text for text, column in parts if text not in self._mapping.empty_of(column))
            text = " ".join(filter(None, named))
            if not text:
                raise CellFault("no-division")
            return self._divisions.find(text), False
        except CellFault as fault:
            self._report.row_fault(row, fault, ("division",), columns[-1])
            return "", True


def _shape_fault(cells: Sequence[Cell], width: int) -> CellFault | None:
    extra = [cell for cell in cells[width:] if cell not in (None, "")]
    if extra:
        return CellFault("row-long", value=len(cells), limit=width)
    is_text = all(isinstance(cell, str) for cell in cells)
    if is_text and len(cells) < width:
        return CellFault("row-short", value=len(cells), limit=width)
    return None
