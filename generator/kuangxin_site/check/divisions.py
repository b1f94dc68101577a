"""Divisions (行政区划, GB/T 2260): the codes of today and the historical ones, which stay valid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from kuangxin_site.check.csv_rows import read_rows
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import Schema
from kuangxin_site.wording import Language, say

__all__ = ["COLUMNS", "FILE", "Division", "city_of", "covered", "read_divisions"]

FILE = "divisions.csv"
COLUMNS = ("code", "name", "parent", "valid_from", "valid_until", "successor")


class Division(msgspec.Struct, frozen=True):
    """A division; ``parent`` and ``successor`` are codes, the dates may be open."""

    code: str
    name: str
    parent: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    successor: str = ""


def read_divisions(
    folder: Path, schema: Schema, language: Language, problems: list[Problem]
) -> dict[str, Division]:
    """Read ``divisions.csv``; what is wrong with it is added to ``problems``."""
    divisions: dict[str, Division] = {}
    for line, given in read_rows(folder / FILE, COLUMNS, schema, language, problems):
        division = msgspec.convert(given, Division)
        start, end = division.valid_from, division.valid_until
        if start is not None and end is not None and end < start:
            other = schema.title(("valid_from",))
            dates: dict[str, object] = {"value": end, "limit": start, "other": other}
            problems.append(
                say(
                    "end-before-start",
                    language,
                    file=FILE,
                    line=line,
                    pointer="/valid_until",
                    field=schema.title(("valid_until",)),
                    values=dates,
                )
            )
        if division.code in divisions:
            problems.append(_problem("duplicate-division", language, line, division.code))
        divisions[division.code] = division
    problems.extend(_broken_parents(divisions, language))
    return divisions


def covered(divisions: dict[str, Division], roots: tuple[str, ...]) -> set[str]:
    """Return the codes of the given divisions and of everything below them."""
    found = set(roots) & divisions.keys()
    size = -1
    while size != len(found):
        size = len(found)
        found |= {code for code, one in divisions.items() if one.parent in found}
    return found


def city_of(divisions: Mapping[str, Division], code: str) -> str:
    """Return the division below the top in which ``code`` lies; a top division is its own."""
    seen = {code}
    while True:
        parent = divisions[code].parent if code in divisions else ""
        above = divisions.get(parent)
        if above is None or not above.parent or parent in seen:
            return code
        seen.add(parent)
        code = parent


def _broken_parents(divisions: dict[str, Division], language: Language) -> Iterator[Problem]:
    for line, division in enumerate(divisions.values(), start=2):
        for other in (division.parent, division.successor):
            if other and other not in divisions:
                yield _problem("unknown-parent", language, line, other)
        seen, code = {division.code}, division.parent
        while code in divisions and code not in seen:
            seen.add(code)
            code = divisions[code].parent
        if code == division.code:
            yield _problem("division-cycle", language, line, division.code)


def _problem(code: str, language: Language, line: int, value: str) -> Problem:
    return say(code, language, file=FILE, line=line, values={"value": value})
