"""Divisions (行政区划, GB/T 2260): the codes of today and the historical ones, which stay valid."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from kuangxin_site.check.texts import text_findings
from kuangxin_site.problems import Problem, pointer_to
from kuangxin_site.schemas import Schema
from kuangxin_site.wording import Language, describe_failures, describe_os_error, say

__all__ = ["COLUMNS", "FILE", "Division", "covered", "read_divisions"]

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
    text = _read(folder, language, problems)
    reader = csv.DictReader(io.StringIO(text), strict=True)
    if text and tuple(reader.fieldnames or ()) != COLUMNS:
        values = {"value": ",".join(reader.fieldnames or ()), "limit": ",".join(COLUMNS)}
        problems.append(say("csv-columns", language, file=FILE, line=1, values=values))
        return {}
    divisions: dict[str, Division] = {}
    try:
        for row in reader:
            given = {str(key): value for key, value in row.items() if value}
            failures = list(
                describe_failures(schema, given, language, file=FILE, line=reader.line_num)
            )
            failures.extend(_text_problems(given, language, reader.line_num))
            problems.extend(failures)
            if failures:
                continue
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
                        line=reader.line_num,
                        pointer="/valid_until",
                        field=schema.title(("valid_until",)),
                        values=dates,
                    )
                )
            if division.code in divisions:
                problems.append(
                    _problem("duplicate-division", language, reader.line_num, division.code)
                )
            divisions[division.code] = division
    except csv.Error as error:
        problems.append(
            say(
                "csv-columns",
                language,
                file=FILE,
                line=reader.line_num,
                values={"value": error, "limit": ",".join(COLUMNS)},
            )
        )
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


def _read(folder: Path, language: Language, problems: list[Problem]) -> str:
    path = folder / FILE
    if not path.exists() and not path.is_symlink():
        problems.append(say("missing-file", language, file=FILE))
        return ""
    try:
        content = path.read_bytes()
        if content.startswith(b"\xef\xbb\xbf"):
            problems.append(say("bom", language, file=FILE))
            content = content[3:]
        if b"\r" in content:
            problems.append(say("crlf", language, file=FILE))
        if not content.strip():
            problems.append(say("empty-file", language, file=FILE))
        return content.decode("utf-8")
    except UnicodeDecodeError:
        problems.append(say("not-utf8", language, file=FILE))
    except IsADirectoryError:
        problems.append(say("not-a-file", language, file=FILE))
    except OSError as error:
        values = {"detail": describe_os_error(error, language)}
        problems.append(say("unreadable", language, file=FILE, values=values))
    return ""


def _text_problems(row: dict[str, str], language: Language, line: int) -> Iterator[Problem]:
    for path, rule, found in text_findings(dict(row)):
        if rule != "formula":
            values = {"value": found}
            yield say(rule, language, file=FILE, line=line, pointer=pointer_to(path), values=values)


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
