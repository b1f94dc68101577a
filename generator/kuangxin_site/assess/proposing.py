"""Assess one range of partitions for a period: the task of a worker.

What it finds goes into part files, sorted by code, that :mod:`kuangxin_site.assess.merging` brings
together: no one holds more than a range of partitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from kuangxin.grading import Period, Standard, propose
from kuangxin.records import Assessment, Record
from kuangxin_site.assess.decided_lines import encode_decided
from kuangxin_site.assess.partition import assess_partition
from kuangxin_site.assess.proposed import (
    Decision,
    NoResult,
    ProposedListing,
    ProposedResult,
    assess_record,
    encode_line,
    find_standard,
)
from kuangxin_site.check.bounds import bounded
from kuangxin_site.check.context import Context, load_context
from kuangxin_site.check.spool import Entry, read_partition
from kuangxin_site.problems import Problem
from kuangxin_site.wording import say

__all__ = ["Assessed", "KindCount", "ProposeTask", "propose_partitions"]

#: The decided lines of a period, by kind and code.
_Lines = dict[tuple[str, str], Entry]


class ProposeTask(msgspec.Struct, frozen=True):
    """A range of partitions to assess for a period, and where its part files go.

    ``decision`` is given when the results are to be recorded; then the lines of the content files
    are written too.
    """

    context: Path
    spools: tuple[Path, ...]
    first: int
    after: int
    period: Period
    known_on: date | None
    kinds: tuple[str, ...]
    lists: bool
    decision: Decision | None
    parts: Path


class KindCount(msgspec.Struct):
    """How many subjects of a kind have which result, and how many have none, by the reason."""

    grades: dict[str, int] = {}
    not_assessed: dict[str, int] = {}
    states: dict[str, int] = {}
    proposals: dict[str, int] = {}

    def add(self, other: KindCount) -> None:
        """Add what another range came to."""
        for name in self.__struct_fields__:
            mine: dict[str, int] = getattr(self, name)
            for key, number in getattr(other, name).items():
                mine[key] = mine.get(key, 0) + number


class Assessed(msgspec.Struct):
    """What a range came to: counts by kind, and what is wrong."""

    kinds: dict[str, KindCount] = {}
    problems: list[Problem] = []


def propose_partitions(task: ProposeTask) -> Assessed:
    """Assess a range of partitions and write its part files."""
    work = _Work(load_context(task.context), task)
    for _, entries in read_partition(task.spools, range(task.first, task.after)):
        work.take(entries)
    work.write()
    return work.done


class _Work:
    def __init__(self, context: Context, task: ProposeTask) -> None:
        self.done = Assessed({kind: KindCount() for kind in task.kinds})
        self._context = context
        self._task = task
        self._standards = {
            kind: find_standard(context.standards.values(), kind, task.period)
            for kind in task.kinds
        }
        self._lines: dict[str, list[tuple[str, bytes]]] = {}

    def take(self, entries: list[Entry]) -> None:
        subjects, problems = assess_partition(entries, self._context)
        decided = _decided_lines(entries, self._task.period)
        for subject in subjects:
            for record in subject.records:
                if record.kind in self.done.kinds:
                    problems.extend(self._take(record, decided.get((record.kind, record.code))))
        found = [*self.done.problems, *problems]
        self.done.problems = bounded(found, self._context.settings.language)

    def write(self) -> None:
        """Write each part file, one line ``code TAB line`` each, sorted by code."""
        for name, lines in self._lines.items():
            path = self._task.parts / f"{name}-{self._task.first:04x}"
            with path.open("wb") as file:
                file.writelines(
                    code.encode() + b"\t" + line + b"\n" for code, line in sorted(lines)
                )

    def _take(self, record: Record, line: Entry | None) -> Iterator[Problem]:
        task, count = self._task, self.done.kinds[record.kind]
        standard = self._standards[record.kind]
        result = assess_record(record, standard, task.period, task.known_on)
        if line is not None and task.decision is not None:
            self._keep(f"content.{record.kind}", record.code, line.content)
        if isinstance(result, NoResult):
            _count(count.not_assessed, result.why)
            self._keep(f"results.{record.kind}", record.code, encode_line(result))
            return
        state = _state(record, result, line)
        _count(count.states, state)
        _count(count.grades, result.grade)
        proposed = _proposed(record, result, state)
        self._keep(f"results.{record.kind}", record.code, encode_line(proposed))
        if state == "new" and task.decision is not None:
            decided = encode_decided(record.code, result, task.decision)
            self._keep(f"content.{record.kind}", record.code, decided)
        if state == "differs" and line is not None:
            yield self._difference(record, result, line)
        if task.lists and isinstance(standard, Standard):
            self._propose(record, result, standard, count)

    def _propose(
        self, record: Record, result: Assessment, standard: Standard, count: KindCount
    ) -> None:
        kind = self._context.kinds[record.kind]
        task = self._task
        proposals = propose(
            _with_result(record, result, task.known_on),
            standard,
            task.period,
            known_on=task.known_on,
            may_be_listed=not kind.natural_person or self._context.windows.natural_person_listings,
        )
        for one in proposals:
            _count(count.proposals, f"{one.list} {one.action}")
            line = ProposedListing(
                kind=record.kind,
                period=task.period.id,
                code=record.code,
                name=record.name,
                division=record.division,
                proposal=one,
            )
            self._keep(f"lists.{record.kind}", record.code, encode_line(line))

    def _difference(self, record: Record, result: Assessment, line: Entry) -> Problem:
        before = _decided(record, result.period)
        assert before is not None
        return say(
            "decided-otherwise",
            self._context.settings.language,
            file=line.file,
            line=line.line,
            pointer="/points",
            field=self._context.schemas["assessment.schema.json"].title(("points",)),
            severity="warning",
            values={
                "other": f"{record.code} {result.period}",
                "value": f"{before.points} {before.grade}",
                "limit": f"{result.points} {result.grade}",
            },
        )

    def _keep(self, name: str, code: str, line: bytes) -> None:
        self._lines.setdefault(name, []).append((code, line))


def _decided_lines(entries: Iterable[Entry], period: Period) -> _Lines:
    name = f"/{period.id}.jsonl"
    return {
        (entry.kind, entry.key): entry
        for entry in entries
        if entry.what == "assessment" and entry.file.endswith(name)
    }


def _decided(record: Record, period: str) -> Assessment | None:
    return next((one for one in record.assessments if one.period == period), None)


def _state(
    record: Record, result: Assessment, line: Entry | None
) -> Literal["new", "decided", "differs"]:
    """Tell whether the register has a result for the period, and whether it is this one."""
    before = _decided(record, result.period)
    if line is None or before is None:
        return "new" if line is None else "decided"
    same = (before.points, before.grade) == (result.points, result.grade)
    return "decided" if same or before.override is not None else "differs"


def _with_result(record: Record, result: Assessment, known_on: date | None) -> Record:
    """Return the record with the result of the period, decided if it is known, else proposed."""
    before = _decided(record, result.period)
    if before is not None and (known_on is None or (before.decided_on or known_on) <= known_on):
        return record
    others = tuple(one for one in record.assessments if one.period != result.period)
    return replace(record, assessments=(result, *others))


def _proposed(
    record: Record, result: Assessment, state: Literal["new", "decided", "differs"]
) -> ProposedResult:
    return ProposedResult(
        kind=record.kind,
        period=result.period,
        code=record.code,
        name=record.name,
        division=record.division,
        standard=result.standard,
        points=result.points,
        grade=result.grade,
        state=state,
        reasons=result.reasons,
    )


def _count(numbers: dict[str, int], key: str) -> None:
    numbers[key] = numbers.get(key, 0) + 1
