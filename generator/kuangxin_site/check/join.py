"""Bring together what belongs to one code: its records of each kind and its decided results.

Works on one partition, where all entries of a code meet; finds what is there twice and results
without a subject.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from kuangxin.records import Override, Record, decode_record
from kuangxin_site.check.context import Context
from kuangxin_site.check.spool import Entry
from kuangxin_site.problems import Problem
from kuangxin_site.wording import say

__all__ = ["Decided", "DecidedResult", "Joined", "RecordedStep", "join_partition"]


class RecordedStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of the sum of a decided result, as its line records it."""

    rule: str
    points: Decimal
    indicator: str = ""
    item: str = ""
    period: str = ""
    grade: str = ""


class DecidedResult(msgspec.Struct, frozen=True, kw_only=True):
    """One line of ``content/assessments/``."""

    code: str
    standard: str
    points: Decimal
    grade: str
    authority: str
    document: str
    decided_on: date
    override: Override | None = None
    reasons: tuple[RecordedStep, ...] = ()


class Decided(msgspec.Struct, frozen=True):
    """A decided result with its period and where it stands."""

    period: str
    result: DecidedResult
    file: str
    line: int


class Joined(msgspec.Struct):
    """A code with its records in the register's order of kinds, and the results of each kind."""

    code: str
    records: list[Record]
    decided: dict[str, list[Decided]]


def join_partition(
    entries: Iterable[Entry], context: Context
) -> tuple[list[Joined], list[Problem]]:
    """Join the entries of one partition; subjects come sorted by code."""
    join = _Join(context)
    for entry in entries:
        if entry.what == "subject":
            join.add_subject(entry)
        elif entry.what == "refused":
            join.add_refused(entry)
        elif entry.what == "item":
            join.add_item(entry)
        else:
            join.add_result(entry)
    return join.finish(), join.problems


class _Join:
    def __init__(self, context: Context) -> None:
        self.problems: list[Problem] = []
        self._context = context
        self._subjects: dict[str, dict[str, tuple[Record, Entry]]] = {}
        self._items: dict[str, Entry] = {}
        self._results: dict[tuple[str, str], dict[str, Decided]] = {}
        self._refused: set[tuple[str, str]] = set()
        words = context.schemas["record.schema.json"].document["$defs"]
        self._code_title = str(words["code"]["title"])
        self._item_title = str(words["credit_item"]["properties"]["id"]["title"])

    def add_subject(self, entry: Entry) -> None:
        raw = msgspec.json.decode(entry.content.removeprefix(b"\xef\xbb\xbf"))
        record = decode_record(entry.kind, {**raw, "code": entry.key})
        kinds = self._subjects.setdefault(entry.key, {})
        if entry.kind in kinds:
            self._twice("duplicate-subject", entry, kinds[entry.kind][1])
        else:
            kinds[entry.kind] = (record, entry)

    def add_refused(self, entry: Entry) -> None:
        self._refused.add((entry.key, entry.kind))

    def add_item(self, entry: Entry) -> None:
        first = self._items.setdefault(entry.key, entry)
        if first is not entry:
            self._twice("duplicate-item", entry, first)

    def add_result(self, entry: Entry) -> None:
        period = entry.file.rpartition("/")[2].removesuffix(".jsonl")
        result = msgspec.json.decode(entry.content, type=DecidedResult)
        decided = Decided(period, result, entry.file, entry.line)
        of_subject = self._results.setdefault((entry.key, entry.kind), {})
        first = of_subject.setdefault(period, decided)
        if first is not decided:
            self._twice("duplicate-assessment", entry, first)

    def finish(self) -> list[Joined]:
        order = self._context.kind_order
        joined = [
            Joined(
                code,
                [kinds[kind][0] for kind in sorted(kinds, key=order.__getitem__)],
                {kind: self._take_results(code, kind) for kind in kinds},
            )
            for code, kinds in sorted(self._subjects.items())
        ]
        for (code, kind), results in self._results.items():
            for one in results.values() if (code, kind) not in self._refused else ():
                values = {"value": code, "limit": self._context.kinds[kind].title}
                self._say("unknown-subject", one.file, one.line, values)
        return joined

    def _take_results(self, code: str, kind: str) -> list[Decided]:
        return list(self._results.pop((code, kind), {}).values())

    def _twice(self, rule: str, second: Entry, first: Entry | Decided) -> None:
        values = {"value": second.key, "limit": f"{first.file}:{first.line}"}
        self._say(rule, second.file, second.line, values)

    def _say(self, rule: str, file: str, line: int, values: dict[str, str]) -> None:
        item = rule == "duplicate-item"
        self.problems.append(
            say(
                rule,
                self._context.settings.language,
                file=file,
                line=line,
                pointer="" if item else "/code",
                field=self._item_title if item else self._code_title,
                values=values,
            )
        )
