"""The plan of an import: for every field of the kind's schema that the mapping fills, its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kuangxin.records import Json
from kuangxin_site.collect.import_cells import DATE_STYLES, Source, is_date_format
from kuangxin_site.collect.import_findings import tell
from kuangxin_site.collect.import_mapping import ImportMapping
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import Schema
from kuangxin_site.wording import Language

__all__ = ["plan_sources"]

#: Fields whose digits are an identifier: a spreadsheet must not hold them as numbers.
_IDENTIFIERS = frozenset({"code", "number", "id", "licence", "document"})


def plan_sources(
    mapping: ImportMapping, schema: Schema, language: Language, name: str
) -> tuple[list[Source], list[Problem]]:
    """Return the sources of all fields, and what is wrong with the mapping file ``name``."""
    sources: list[Source] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for origin, target, column, constant in _targets(mapping):
        fault = _fault(target, schema, taken)
        if fault:
            code, values = fault
            pointer = "/" + origin.replace("~", "~0").replace("/", "~1").replace("\0", "/")
            problems.append(tell(code, language, file=name, pointer=pointer, values=values))
            continue
        taken.add(target)
        sources.append(_source(mapping, schema, tuple(target.split("/")), column, constant))
    problems.extend(_date_findings(mapping, language, name))
    if mapping.skip_rows is not None and mapping.header_row is not None:
        problems.append(tell("two-heads", language, file=name, pointer="/header_row"))
    return sources, problems


def _inner(schema: Schema, path: tuple[str, ...]) -> tuple[str | int, ...]:
    """Return ``path`` with an index after every list but the last step."""
    found: tuple[str | int, ...] = ()
    for step in path:
        if found and "items" in schema.describe(found):
            found = (*found, 0)
        found = (*found, step)
    return found


def _targets(mapping: ImportMapping) -> Iterator[tuple[str, str, str, Json]]:
    for column, given in mapping.columns.items():
        for target in (given,) if isinstance(given, str) else given:
            yield f"columns\0{column}", target, column, None
    for target, value in mapping.constants.items():
        yield f"constants\0{target}", target, "", value


def _fault(target: str, schema: Schema, taken: set[str]) -> tuple[str, dict[str, object]] | None:
    if target in {"code", "division"}:
        return "own-place", {"value": target}
    if target in taken:
        return "target-twice", {"value": target}
    known = [label for label in schema.labels if "/=" not in label]
    if target not in known:
        return "unknown-target", {"value": target, "limit": ", ".join(known)}
    inside = [label for label in known if label.startswith(f"{target}/")]
    if inside:
        return "not-a-cell-field", {"value": target, "limit": ", ".join(inside)}
    return None


def _source(
    mapping: ImportMapping, schema: Schema, path: tuple[str, ...], column: str, constant: Json
) -> Source:
    described = schema.describe(_inner(schema, path))
    is_list = "items" in described
    if is_list:
        described = schema.describe((*_inner(schema, path), 0))
    formats = mapping.dates.get(column, ())
    return Source(
        path=path,
        type=_type(described),
        column=column,
        constant=[constant] if is_list and constant is not None else constant,
        is_list=is_list,
        lists=tuple(
            "items" in schema.describe(_inner(schema, path[:n])) for n in range(1, len(path))
        ),
        is_code=path[-1] in _IDENTIFIERS,
        formats=(formats,) if isinstance(formats, str) else formats,
        values=mapping.values.get(column, {}),
        separator=mapping.split.get(column, ""),
        empty=mapping.empty_of(column),
    )


def _type(described: dict[str, Any]) -> str:
    if described.get("format") == "date":
        return "date"
    given = described.get("type", "string")
    names = given if isinstance(given, list) else [given]
    known = [name for name in names if name in {"number", "integer", "boolean"}]
    return str(known[0]) if known and "string" not in names else "string"


def _date_findings(mapping: ImportMapping, language: Language, name: str) -> Iterator[Problem]:
    for column, given in mapping.dates.items():
        for style in (given,) if isinstance(given, str) else given:
            if not is_date_format(style):
                values = {"value": style, "limit": ", ".join(DATE_STYLES)}
                pointer = "/dates"
                yield tell(
                    "bad-date-format",
                    language,
                    file=name,
                    pointer=pointer,
                    field=column,
                    values=values,
                )
