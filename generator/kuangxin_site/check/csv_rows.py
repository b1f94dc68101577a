"""Read a CSV file of the register's own: its bytes, its head, and each row against its schema."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from kuangxin_site.check.texts import text_findings
from kuangxin_site.problems import Problem, pointer_to
from kuangxin_site.schemas import Schema
from kuangxin_site.wording import Language, describe_failures, describe_os_error, say

__all__ = ["read_rows"]


def read_rows(
    path: Path,
    columns: tuple[str, ...],
    schema: Schema,
    language: Language,
    problems: list[Problem],
    *,
    required: bool = True,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and filled cells of each valid row; what is wrong is added to ``problems``.

    A file that is not there is a problem only where it is ``required``.
    """
    if not required and not path.exists() and not path.is_symlink():
        return
    text = _read(path, language, problems)
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if text and tuple(reader.fieldnames or ()) != columns:
            problems.append(
                _bad_head(path, ",".join(reader.fieldnames or ()), columns, 1, language)
            )
            return
        for row in reader:
            given = {str(key): value for key, value in row.items() if value}
            line = reader.line_num
            failures = list(describe_failures(schema, given, language, file=path.name, line=line))
            failures.extend(_text_problems(path, given, language, line))
            problems.extend(failures)
            if not failures:
                yield line, given
    except csv.Error as error:
        problems.append(_bad_head(path, error, columns, reader.line_num, language))


def _bad_head(
    path: Path, found: object, columns: tuple[str, ...], line: int, language: Language
) -> Problem:
    values = {"value": found, "limit": ",".join(columns)}
    return say("csv-columns", language, file=path.name, line=line, values=values)


def _read(path: Path, language: Language, problems: list[Problem]) -> str:
    file = path.name
    if not path.exists() and not path.is_symlink():
        problems.append(say("missing-file", language, file=file))
        return ""
    try:
        content = path.read_bytes()
        if content.startswith(b"\xef\xbb\xbf"):
            problems.append(say("bom", language, file=file))
            content = content[3:]
        if b"\r" in content:
            problems.append(say("crlf", language, file=file))
        if not content.strip():
            problems.append(say("empty-file", language, file=file))
        return content.decode("utf-8")
    except UnicodeDecodeError:
        problems.append(say("not-utf8", language, file=file))
    except IsADirectoryError:
        problems.append(say("not-a-file", language, file=file))
    except OSError as error:
        values = {"detail": describe_os_error(error, language)}
        problems.append(say("unreadable", language, file=file, values=values))
    return ""


def _text_problems(
    path: Path, row: dict[str, str], language: Language, line: int
) -> Iterator[Problem]:
    for place, rule, found in text_findings(dict(row)):
        if rule != "formula":
            pointer, values = pointer_to(place), {"value": found}
            yield say(rule, language, file=path.name, line=line, pointer=pointer, values=values)
