"""Bring a table of another system into the register: ``kuangxin-site import``.

The table (CSV, TSV, XLSX) is read row by row; a mapping says which column fills which field. Every
row is held to the kind's schema and to the rule of its codes. Import only adds: a code that the
kind has already is refused. All or nothing, unless the caller asks to leave out what is wrong.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from kuangxin_site.collect.import_cells import Source, plain_text
from kuangxin_site.collect.import_findings import FileFault, tell
from kuangxin_site.collect.import_into import Target, open_target
from kuangxin_site.collect.import_mapping import head_findings
from kuangxin_site.collect.import_plan import plan_sources
from kuangxin_site.collect.import_report import ImportReport, write_refused
from kuangxin_site.collect.import_rows import DraftReader
from kuangxin_site.collect.import_store import DraftSpool, SubjectStore
from kuangxin_site.collect.import_tables import Row, read_table
from kuangxin_site.collect.import_verdict import SubjectMaker
from kuangxin_site.problems import Problem, has_errors, in_order
from kuangxin_site.wording import describe_os_error

__all__ = ["ImportResult", "import_file"]

#: Rows between two reports of progress.
_PROGRESS_ROWS = 1000


class ImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an import.

    ``rows_read`` counts the rows below the head that are not empty, ``rows_refused`` those with
    an error. ``bad_file`` is the file that refused rows were written to. Nothing was added to the
    register when ``subjects_written`` is 0.
    """

    rows_read: int = 0
    rows_refused: int = 0
    subjects_written: int = 0
    problems: list[Problem] = []
    files: tuple[Path, ...] = ()
    bad_file: Path | None = None


def import_file(
    file: Path,
    mapping: Path,
    kind: str,
    into: Path,
    *,
    sheet: str | None = None,
    skip_bad: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Import a table into the register at ``into`` as subjects of ``kind``.

    With ``skip_bad`` the good subjects are written, and every row of the others goes to
    ``<stem>.bad.csv`` beside the table (in ``into`` when that folder cannot be written).
    ``progress`` is told the rows read so far and their number, 0 until they are in the register.
    Everything wrong with the input is in the result; nothing is raised for it.
    """
    target, problems = open_target(into, kind, mapping)
    if target is None:
        return ImportResult(problems=in_order(problems))
    run = _Import(file, target, sheet, progress)
    try:
        with TemporaryDirectory(prefix=".import-", dir=into) as work:
            return run.run(Path(work), skip_bad=skip_bad)
    except FileFault as fault:
        return run.fail(fault)
    except OSError as error:
        return run.fail(FileFault("not-written", detail=run.describe(error)))


class _Import:
    def __init__(
        self,
        file: Path,
        target: Target,
        sheet: str | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.file = file
        self.target = target
        self.sheet = sheet
        self.progress = progress
        self.report = ImportReport(file.name, target.settings.language)
        self.rows_read = 0

    def run(self, work: Path, *, skip_bad: bool) -> ImportResult:
        """Read, judge and write; everything on the way lies in the folder ``work``."""
        rows = self._table()
        heads = self._read_heads(rows)
        sources = self._plan(heads)
        if has_errors(self.report.problems):
            return self.result()
        reader = DraftReader(self.target, sources, heads, self.report)
        store = SubjectStore(self.target.folder, self.target.kind.id, work / "subjects")
        with closing(DraftSpool(work / "rows")) as spool:
            self._spool_drafts(rows, reader, spool)
            SubjectMaker(self.target, sources, self.report).make(spool, store)
        if not self.rows_read:
            raise FileFault("no-rows")
        if has_errors(self.report.problems) and not skip_bad:
            return self.result()
        bad_file = self._write_refused(heads) if self.report.refused else None
        files = tuple(store.write())
        if self.progress:
            self.progress(self.rows_read, self.rows_read)
        return self.result(subjects_written=store.count, files=files, bad_file=bad_file)

    def describe(self, error: OSError) -> str:
        """Return what the system says, in the register's language."""
        return describe_os_error(error, self.target.settings.language)

    def fail(self, fault: FileFault) -> ImportResult:
        """Return the result of an import that a fault of the whole file ended."""
        language, name = self.target.settings.language, self.file.name
        problem = tell(fault.code, language, file=name, line=fault.row, values=fault.values)
        self.report.problems.append(problem)
        return self.result()

    def result(
        self,
        subjects_written: int = 0,
        files: tuple[Path, ...] = (),
        bad_file: Path | None = None,
    ) -> ImportResult:
        """Return what came of the import so far."""
        return ImportResult(
            rows_read=self.rows_read,
            rows_refused=len(self.report.refused),
            subjects_written=subjects_written,
            problems=in_order(self.report.problems),
            files=files,
            bad_file=bad_file,
        )

    def _table(self) -> Iterator[Row]:
        mapping = self.target.mapping
        try:
            yield from read_table(
                self.file,
                sheet=self.sheet,
                encoding=mapping.encoding,
                delimiter=mapping.delimiter,
            )
        except OSError as error:
            raise FileFault("unreadable", detail=self.describe(error)) from None

    def _read_heads(self, rows: Iterator[Row]) -> list[str]:
        """Return the column heads; the rows are then at the first below them."""
        wanted = self.target.mapping.head_row
        for number, cells in rows:
            if number == wanted:
                heads = [plain_text(cell) for cell in cells]
                while heads and not heads[-1]:
                    heads.pop()
                if heads:
                    return heads
        raise FileFault("no-header", wanted, value=wanted)

    def _plan(self, heads: list[str]) -> list[Source]:
        target, language = self.target, self.target.settings.language
        names = self.file.name, target.mapping_name
        self.report.problems.extend(head_findings(target.mapping, heads, language, *names))
        sources, problems = plan_sources(
            target.mapping, target.schema, language, target.mapping_name
        )
        self.report.problems.extend(problems)
        return sources

    def _spool_drafts(self, rows: Iterator[Row], reader: DraftReader, spool: DraftSpool) -> None:
        for number, cells in rows:
            if all(cell is None or cell == "" for cell in cells):
                continue
            self.rows_read += 1
            draft = reader.read(number, cells)
            if draft is not None:
                spool.add(draft)
            if self.progress and self.rows_read % _PROGRESS_ROWS == 0:
                self.progress(self.rows_read, 0)

    def _first_styles(self) -> dict[str, str]:
        """Return, for each column of days, the first of the styles that its mapping names."""
        dates = self.target.mapping.dates
        return {head: one if isinstance(one, str) else one[0] for head, one in dates.items() if one}

    def _write_refused(self, heads: list[str]) -> Path:
        name = f"{self.file.stem}.bad.csv"
        rows = self._table()
        self._read_heads(rows)
        path = self.file.with_name(name)
        if not os.access(path.parent, os.W_OK):
            path = self.target.folder / name
        write_refused(path, heads, rows, self.report.refused, self._first_styles())
        return path
