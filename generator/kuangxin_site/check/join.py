"""Bring together what belongs to one code: its records of each kind and its decided results.

Works on one partition, where all entries of a code meet; finds what is there twice and results
without a subject.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from kuangxin.records import Json, Override, Record, decode_record
from kuangxin_site.check.context import Context
from kuangxin_site.check.results import period_of, result_findings
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


class DecidedResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
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
        elif entry.what == "refused-result":
            join.add_refused_result(entry)
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
        self._first: dict[tuple[str, str], Entry] = {}
        self._refused: set[tuple[str, str]] = set()
        self._refused_results: dict[tuple[str, str, str], Entry] = {}
        words = context.schemas["record.schema.json"].document["$defs"]
        self._code_title = str(words["code"]["title"])
        self._item_title = str(words["credit_item"]["properties"]["id"]["title"])

    def add_subject(self, entry: Entry) -> None:
        raw = msgspec.json.decode(entry.content.removeprefix(b"\xef\xbb\xbf"))
        record = decode_record(entry.kind, {**raw, "code": entry.key})
        kinds = self._subjects.setdefault(entry.key, {})
        if self._is_first(entry) or entry.kind not in kinds:
            kinds[entry.kind] = (record, entry)

    def add_refused(self, entry: Entry) -> None:
        self._is_first(entry)
        self._refused.add((entry.key, entry.kind))

    def add_refused_result(self, entry: Entry) -> None:
        self._refused_results[(entry.key, entry.kind, period_of(entry.file))] = entry

    def add_item(self, entry: Entry) -> None:
        first = self._items.setdefault(entry.key, entry)
        if first is not entry:
            self._twice("duplicate-item", entry, first)

    def add_result(self, entry: Entry) -> None:
        period = period_of(entry.file)
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
            for one in results.values():
                self._look_at_alone(kind, one)
                self._miss(code, kind, one.file, one.line)
        for (code, kind, _), entry in self._refused_results.items():
            self._miss(code, kind, entry.file, entry.line)
        return joined

    def _take_results(self, code: str, kind: str) -> list[Decided]:
        """Return the results that can be held to the standard; the others are looked at alone.

        A year is not held to its quarters when one of them is lost: it would only follow from that.
        """
        taken: list[Decided] = []
        record = self._subjects[code][kind][0]
        for one in self._results.pop((code, kind), {}).values():
            if len(one.period) == 4 and self._lacks_quarters(code, kind, one.period):
                self._look_at_alone(kind, one)
            else:
                taken.append(one)
            if record.left_on is not None and one.result.decided_on > record.left_on:
                values = {"value": str(one.result.decided_on), "limit": str(record.left_on)}
                self._say("decided-after-left", one.file, one.line, values, "decided_on")
        return taken

    def _lacks_quarters(self, code: str, kind: str, year: str) -> bool:
        return f"assessments/{kind}/{year}" in self._context.unread or any(
            (code, kind, f"{year}Q{number}") in self._refused_results for number in range(1, 5)
        )

    def _look_at_alone(self, kind: str, one: Decided) -> None:
        value: dict[str, Json] = msgspec.to_builtins(one.result)
        for path, rule, values in result_findings(kind, value, one.file, self._context):
            shown = {name: str(given) for name, given in values.items()}
            self._say(rule, one.file, one.line, shown, str(path[0]))

    def _miss(self, code: str, kind: str, file: str, line: int) -> None:
        """Say that a result has no subject, unless that may only follow from a line not read."""
        known = kind in self._subjects.get(code, {}) or (code, kind) in self._refused
        if not known and f"subjects/{kind}" not in self._context.unread:
            values = {"value": code, "limit": self._context.kinds[kind].title}
            self._say("unknown-subject", file, line, values)

    def _is_first(self, entry: Entry) -> bool:
        """Tell whether a code is new in its kind, and say so when it is not."""
        first = self._first.setdefault((entry.key, entry.kind), entry)
        if first is not entry:
            self._twice("duplicate-subject", entry, first)
        return first is entry

    def _twice(self, rule: str, second: Entry, first: Entry | Decided) -> None:
        values = {"value": second.key, "limit": f"{first.file}:{first.line}"}
        self._say(rule, second.file, second.line, values)

    def _say(
        self, rule: str, file: str, line: int, values: dict[str, str], field: str = "code"
    ) -> None:
        item = rule == "duplicate-item"
        title = self._code_title
        if field != "code":
            title = self._context.schemas["assessment.schema.json"].title((field,))
        self.problems.append(
            say(
                rule,
                self._context.settings.language,
                file=file,
                line=line,
                pointer="" if item else f"/{field}",
                field=self._item_title if item else title,
                severity="warning" if rule == "decided-after-left" else "error",
                values=values,
            )
        )
