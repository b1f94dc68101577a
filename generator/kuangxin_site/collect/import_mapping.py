"""The mapping of an import: which column of a table fills which field of a subject.

Its file follows ``schemas/mapping.schema.json``; ``docs/import.md`` explains it by example. Here
it is read and held against the head of the table; :mod:`import_plan` turns it into sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from kuangxin_site.collect.import_findings import tell
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import Schema
from kuangxin_site.wording import Language, describe_failures
from kuangxin_site.yaml_files import read_yaml

__all__ = [
    "REASON_HEAD",
    "ROW_HEAD",
    "Code",
    "Constant",
    "Derive",
    "ImportMapping",
    "head_findings",
    "read_mapping",
]


#: Heads that the file of refused rows adds; they are ignored when it is imported again.
ROW_HEAD = "_row"
REASON_HEAD = "_reason"


class Derive(msgspec.Struct, frozen=True):
    """How codes are made for a register without codes: a prefix and the columns that tell apart."""

    prefix: str
    columns: tuple[str, ...] = msgspec.field(name="from")


class Code(msgspec.Struct, frozen=True):
    """The code of a subject is derived, not read."""

    derive: Derive


class Constant(msgspec.Struct, frozen=True):
    """All subjects of the table are in one division."""

    constant: str


class ImportMapping(msgspec.Struct, frozen=True):
    """What a mapping file says; field names are those of its schema."""

    columns: dict[str, str | tuple[str, ...]]
    code: str | Code
    division: str | tuple[str, ...] | Constant = ()
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    delimiter: str | None = None
    skip_rows: int | None = None
    header_row: int | None = None
    ignore: frozenset[str] = frozenset()
    constants: dict[str, bool | int | float | str] = {}
    values: dict[str, dict[str, bool | int | float | str]] = {}
    dates: dict[str, str | tuple[str, ...]] = {}
    split: dict[str, str] = {}
    empty: dict[str, frozenset[str]] = {}
    group_by: Literal["code"] | None = None

    @property
    def head_row(self) -> int:
        """The row of the column heads, counted from 1."""
        return self.header_row or (self.skip_rows or 0) + 1

    @property
    def code_columns(self) -> tuple[str, ...]:
        """The columns that the code is read or derived from."""
        return (self.code,) if isinstance(self.code, str) else self.code.derive.columns

    @property
    def division_columns(self) -> tuple[str, ...]:
        """The columns that the division is read from; none when it is a constant or left out."""
        if isinstance(self.division, Constant):
            return ()
        return (self.division,) if isinstance(self.division, str) else self.division

    def empty_of(self, column: str) -> frozenset[str]:
        """Return what means *nothing* in a column."""
        return self.empty.get(column, frozenset()) | self.empty.get("*", frozenset())


def read_mapping(
    path: Path, schema: Schema, language: Language, problems: list[Problem]
) -> ImportMapping | None:
    """Read a mapping file; None, with problems added, when it cannot be used."""
    if not path.exists():
        problems.append(tell("no-mapping", language, file=path.name))
        return None
    raw = read_yaml(path, path.name, language, problems)
    if problems:
        return None
    raw = _text_keys(raw)
    if schema.is_valid(raw):
        return msgspec.convert(raw, ImportMapping)
    problems.extend(describe_failures(schema, raw, language, file=path.name))
    return None


def head_findings(
    mapping: ImportMapping, heads: Sequence[str], language: Language, file: str, name: str
) -> Iterator[Problem]:
    """Yield what does not fit between the heads of table ``file`` and the mapping ``name``."""
    line = mapping.head_row
    for head, times in Counter(heads).items():
        if head and times > 1:
            values = {"value": head, "limit": times}
            yield tell(
                "duplicate-column", language, file=file, line=line, field=head, values=values
            )
    columns = (*mapping.columns, *mapping.code_columns, *mapping.division_columns)
    filling = set(columns) | mapping.ignore | {ROW_HEAD, REASON_HEAD}
    wanted = dict.fromkeys(columns)
    known = ", ".join(head for head in heads if head)
    for column in wanted:
        if column not in heads:
            values = {"value": column, "limit": known}
            yield tell(
                "missing-column", language, file=file, line=line, field=column, values=values
            )
    for head in dict.fromkeys(heads):
        if head and head not in filling and "*" not in mapping.ignore:
            yield tell(
                "unmapped-column",
                language,
                file=file,
                line=line,
                field=head,
                values={"value": head},
            )
    for setting in ("values", "dates", "split", "empty"):
        for column in getattr(mapping, setting):
            if column not in {*columns, "*"}:
                pointer = f"/{setting}"
                values = {"value": column, "limit": setting}
                yield tell("unused-setting", language, file=name, pointer=pointer, values=values)


def _text_keys(value: Any) -> Any:
    """Return YAML's value with every key as text: heads and cells are text, ``1:`` too."""
    if isinstance(value, dict):
        return {str(key): _text_keys(one) for key, one in value.items()}
    return [_text_keys(one) for one in value] if isinstance(value, list) else value
