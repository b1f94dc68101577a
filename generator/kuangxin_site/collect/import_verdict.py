"""Make the subjects of a table: merge the rows of each code, and hold them to the kind's schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from kuangxin.records import Json
from kuangxin_site.collect.import_cells import Source
from kuangxin_site.collect.import_findings import tell
from kuangxin_site.collect.import_into import Target
from kuangxin_site.collect.import_report import ImportReport, Place
from kuangxin_site.collect.import_store import DraftSpool, SubjectStore
from kuangxin_site.collect.import_subjects import Draft, Merged, in_schema_order, merge
from kuangxin_site.date_order import disordered
from kuangxin_site.problems import Problem, pointer_to
from kuangxin_site.wording import describe_failures, say

__all__ = ["SubjectMaker"]


class SubjectMaker:
    """Turns drafts into subjects; what cannot become one is reported by row and column."""

    def __init__(self, target: Target, sources: Sequence[Source], report: ImportReport) -> None:
        self._target = target
        self._report = report
        self._language = target.settings.language
        self._columns = {source.path: source.column for source in sources}
        self._columns[("code",)] = target.mapping.code_columns[0]
        self._columns[("division",)] = ", ".join(target.mapping.division_columns)

    def make(self, spool: DraftSpool, store: SubjectStore) -> None:
        """Add every subject without fault to the store."""
        for drafts in spool.groups():
            value = self._subject(drafts)
            if value is None:
                self._refuse_rows(drafts)
            else:
                line = msgspec.json.encode(in_schema_order(value, self._target.schema))
                store.add(str(value.get("division", "")), line)

    def _subject(self, drafts: list[Draft]) -> dict[str, Json] | None:
        """Return the subject of the rows of one code, or None when something is wrong with it.

        What is wrong is all told: one problem does not hide another of the same rows.
        """
        first, grouped = drafts[0], self._target.mapping.group_by is not None
        taken = first.code in self._target.known
        if taken:
            self._tell("exists", first.row, ("code",), first.code, self._target.known[first.code])
        if not grouped:
            for draft in drafts[1:]:
                self._tell("repeated", draft.row, ("code",), draft.code, first.row)
        sound = True
        for rows in [drafts] if grouped else [[draft] for draft in drafts]:
            merged = merge(rows)
            found = [*self._conflicts(merged), *self._failures(merged, rows)]
            found += self._disordered(merged)
            for problem in found:
                self._report.add(problem)
            sound = sound and not found and not any(draft.wrong for draft in rows)
        whole = sound and not taken and (grouped or len(drafts) == 1)
        return merged.value if whole else None

    def _refuse_rows(self, drafts: Sequence[Draft]) -> None:
        """Refuse the other rows of a subject that has a wrong one: it is imported whole."""
        refused = self._report.refused
        wrong = next(draft.row for draft in drafts if draft.row in refused)
        for draft in drafts:
            if draft.row not in refused:
                problem = tell(
                    "same-code", self._language, file=self._report.file, values={"limit": wrong}
                )
                refused[draft.row] = [problem.message]

    def _conflicts(self, merged: Merged) -> Iterator[Problem]:
        for conflict in merged.conflicts:
            yield tell(
                "differs",
                self._language,
                file=self._report.file,
                line=conflict.row,
                pointer="".join(f"/{step}" for step in conflict.place),
                field=self._column(conflict.place),
                values={
                    "value": conflict.value,
                    "limit": conflict.first_row,
                    "other": conflict.other,
                },
            )

    def _failures(self, merged: Merged, drafts: Sequence[Draft]) -> Iterator[Problem]:
        """Yield what the schema refuses, but for fields whose cells were refused already."""
        schema = self._target.schema
        if schema.is_valid(merged.value):
            return
        file, told = self._report.file, {one for draft in drafts for one in draft.wrong}
        for problem in describe_failures(schema, merged.value, self._language, file=file):
            place = _place(problem.pointer, merged.value)
            plain = "".join(f"/{step}" for step in place if isinstance(step, str))
            if any(one == plain or one.startswith(f"{plain}/") for one in told):
                continue
            field = self._column(place) or problem.field
            yield msgspec.structs.replace(problem, line=merged.row_of(place), field=field)

    def _disordered(self, merged: Merged) -> Iterator[Problem]:
        """Yield the days that come before what they must follow, as the check will say it."""
        schema = self._target.schema
        for place, other, day, limit in disordered(merged.value):
            values = {"value": day, "limit": limit, "other": schema.title((*place[:-1], other))}
            yield say(
                "end-before-start",
                self._language,
                file=self._report.file,
                line=merged.row_of(place),
                pointer=pointer_to(place),
                field=self._column(place),
                values=values,
            )

    def _column(self, place: Place) -> str:
        """Return the head of the column that the field at ``place`` comes from."""
        names = tuple(step for step in place if isinstance(step, str))
        steps = range(len(names), 0, -1)
        return next((self._columns[names[:n]] for n in steps if names[:n] in self._columns), "")

    def _tell(self, code: str, row: int, place: Place, value: object, limit: object) -> None:
        file, column = self._report.file, self._column(place)
        pointer = "".join(f"/{step}" for step in place)
        where: dict[str, Any] = {"line": row, "pointer": pointer, "field": column}
        values = {"value": value, "limit": limit}
        self._report.add(tell(code, self._language, file=file, **where, values=values))


def _place(pointer: str, value: Json) -> Place:
    """Return the steps of a JSON pointer into ``value``, indices as numbers."""
    place: list[str | int] = []
    for text in pointer.split("/")[1:]:
        step = int(text) if isinstance(value, list) else text.replace("~1", "/").replace("~0", "~")
        place.append(step)
        if isinstance(value, list) and isinstance(step, int):
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(str(step))
    return tuple(place)
