"""Bad input that nobody thinks of: told like all other, never a traceback."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from kuangxin_site.check.bounds import MOST_PROBLEMS, bounded
from kuangxin_site.problems import Problem, has_errors
from kuangxin_site.wording import say
from tests.registers import (
    CONTENT,
    RESULTS,
    STANDARD,
    UNITS,
    Breakable,
    lines,
    make_code,
    make_result,
    make_unit,
)

_UNIT = lines(make_unit(1))
_SCHEMAS = CONTENT.parent / "schemas"


def _loop(register: Breakable, name: str) -> None:
    path = register.folder / name
    if path.is_file():
        path.unlink()
    path.symlink_to(path)


def _schema(register: Breakable, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads((_SCHEMAS / name).read_text(encoding="utf-8"))
    change(document)
    _put_schema(register, name, json.dumps(document))


def _put_schema(register: Breakable, name: str, text: str | bytes) -> None:
    record = (_SCHEMAS / "record.schema.json").read_text(encoding="utf-8")
    register.put("schemas/record.schema.json", record)
    register.put(f"schemas/{name}", text)


def _with(text: str) -> str:
    return _UNIT.replace('"示例单位1"', text)


def _replace_by_file(register: Breakable, name: str) -> None:
    register.remove(name)
    register.put(name, "x")


def _allow_too_much(register: Breakable) -> None:
    _schema(register, _UNIT_SCHEMA, lambda s: s["properties"].update(left_on={"type": "integer"}))
    register.unit(left_on=5, left_reason="示例")


_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n"
    for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)
_UNIT_SCHEMA = "qualified-unit.schema.json"
_CASES: dict[str, tuple[Callable[[Breakable], object], str, str]] = {
    "NUL byte in a line": (lambda r: r.put(UNITS, _with('"a\0b"')), "json", UNITS),
    "NUL byte in YAML": (lambda r: r.put("register.yaml", "a: \0"), "yaml", "register.yaml"),
    "NUL byte in divisions": (
        lambda r: r.change("divisions.csv", "示例区", "示\0区"),
        "control-character",
        "divisions.csv",
    ),
    "nested 100,000 deep": (
        lambda r: r.put(UNITS, _with("[" * 100_000 + "]" * 100_000)),
        "too-deep",
        UNITS,
    ),
    "nested 900 deep": (lambda r: r.put(UNITS, _with("[" * 900 + "]" * 900)), "type", UNITS),
    "YAML nested 100,000 deep": (
        lambda r: r.put("register.yaml", "[" * 100_000),
        "yaml",
        "register.yaml",
    ),
    "a loop of symbolic links": (lambda r: _loop(r, UNITS), "not-a-file", UNITS),
    "a loop for the divisions": (
        lambda r: _loop(r, "divisions.csv"),
        "unreadable",
        "divisions.csv",
    ),
    "a loop for register.yaml": (
        lambda r: _loop(r, "register.yaml"),
        "unreadable",
        "register.yaml",
    ),
    "a loop for a page": (lambda r: _loop(r, "pages/about.md"), "not-a-file", "pages/about.md"),
    "a loop for a kind's folder": (
        lambda r: _loop(r, "subjects/loop"),
        "unknown-kind",
        "subjects/loop",
    ),
    "a YAML bomb of aliases": (
        lambda r: r.put("register.yaml", _BOMB),
        "yaml-alias",
        "register.yaml",
    ),
    "a YAML file without end": (
        lambda r: r.put("register.yaml", "a: " + "x" * 2_000_000),
        "file-too-large",
        "register.yaml",
    ),
    "YAML that is no YAML": (lambda r: r.put("register.yaml", "a: [}"), "yaml", "register.yaml"),
    "YAML with a tag for code": (
        lambda r: r.put("register.yaml", "id: !!python/object/apply:os.getcwd []"),
        "yaml",
        "register.yaml",
    ),
    "YAML with bytes": (
        lambda r: r.change("register.yaml", "title: 示例登记簿", "title: !!binary aGk="),
        "yaml-value",
        "register.yaml",
    ),
    "YAML with a key that is no text": (
        lambda r: r.change("register.yaml", "title:", "true: x\ntitle:"),
        "yaml-key",
        "register.yaml",
    ),
    "half a surrogate pair in YAML": (
        lambda r: r.change("register.yaml", "title: 示例登记簿", 'title: "\\ud800"'),
        "yaml-value",
        "register.yaml",
    ),
    "half a surrogate pair in JSON": (lambda r: r.put(UNITS, _with('"\\ud800"')), "json", UNITS),
    "the other half": (lambda r: r.put(UNITS, _with('"\\udc00x"')), "json", UNITS),
    "a number of 5,000 digits": (lambda r: r.put(UNITS, _with("9" * 5000)), "json", UNITS),
    "a number of 30 digits": (lambda r: r.put(UNITS, _with("9" * 30)), "type", UNITS),
    "a number of 5,000 digits in YAML": (
        lambda r: r.change(STANDARD, "base: 100", "base: " + "9" * 5000),
        "yaml",
        STANDARD,
    ),
    "a number beyond all bounds": (
        lambda r: r.put(RESULTS, lines(make_result()).replace("90.0", "1e400")),
        "json",
        RESULTS,
    ),
    "points with three places": (
        lambda r: r.put(RESULTS, lines(make_result(points=90.005))),
        "two-decimals",
        RESULTS,
    ),
    "register.yaml is a list": (
        lambda r: r.put("register.yaml", "- a\n"),
        "type",
        "register.yaml",
    ),
    "register.yaml is a word": (lambda r: r.put("register.yaml", "a\n"), "type", "register.yaml"),
    "a line is a list": (lambda r: r.put(UNITS, "[1]\n"), "not-object", UNITS),
    "divisions lack a column": (
        lambda r: r.change("divisions.csv", ",successor", ""),
        "csv-columns",
        "divisions.csv",
    ),
    "a division with a column more": (
        lambda r: r.change("divisions.csv", "示例区,330100,,,", "示例区,330100,,,,x"),
        "unknown-field",
        "divisions.csv",
    ),
    "a division within itself": (
        lambda r: r.change("divisions.csv", "示例市,330000", "示例市,330102"),
        "division-cycle",
        "divisions.csv",
    ),
    "a quote that never ends": (
        lambda r: r.change("divisions.csv", "示例区", '"示例区'),
        "csv-columns",
        "divisions.csv",
    ),
    "a file name with a line end": (
        lambda r: r.put("subjects/qualified-unit/33\n01.jsonl", lines(make_unit(7))),
        "file-name",
        "subjects/qualified-unit/33\\u000a01.jsonl",
    ),
    "a page name with a line end": (
        lambda r: r.put("pages/a\nb.md", "Title: x\n"),
        "file-name",
        "pages/a\\u000ab.md",
    ),
    "a page in the place of the site's own": (
        lambda r: r.put("pages/data.md", "Title: x\n"),
        "page-name",
        "pages/data.md",
    ),
    "a file that nothing reads among the standards": (
        lambda r: r.put("standards/two.yml", "x"),
        "unknown-file-here",
        "standards/two.yml",
    ),
    "a file that nothing reads among the notices": (
        lambda r: r.put("notices/two.txt", "x"),
        "unknown-file-here",
        "notices/two.txt",
    ),
    "a file for the folder of results": (
        lambda r: _replace_by_file(r, "assessments"),
        "folder-expected",
        "assessments",
    ),
    "a file for the folder of standards": (
        lambda r: _replace_by_file(r, "standards"),
        "folder-expected",
        "standards",
    ),
    "a kind without its schema": (
        lambda r: r.change("register.yaml", _UNIT_SCHEMA, "quarry.schema.json"),
        "missing-schema",
        "register.yaml",
    ),
    "a kind with a schema of something else": (
        lambda r: r.change("register.yaml", _UNIT_SCHEMA, "standard.schema.json"),
        "kind-schema",
        "schemas/standard.schema.json",
    ),
    "a schema that is no JSON": (
        lambda r: _put_schema(r, _UNIT_SCHEMA, '{"type":'),
        "bad-schema",
        f"schemas/{_UNIT_SCHEMA}",
    ),
    "a schema in another encoding": (
        lambda r: _put_schema(r, _UNIT_SCHEMA, '{"title": "\xff"}'.encode("latin-1")),
        "not-utf8",
        f"schemas/{_UNIT_SCHEMA}",
    ),
    "a schema with a key that stands twice": (
        lambda r: _put_schema(r, _UNIT_SCHEMA, '{"type": "object", "type": "object"}'),
        "duplicate-key",
        f"schemas/{_UNIT_SCHEMA}",
    ),
    "a schema that is a list": (
        lambda r: _put_schema(r, _UNIT_SCHEMA, "[]"),
        "bad-schema",
        f"schemas/{_UNIT_SCHEMA}",
    ),
    "a schema that is none": (
        lambda r: _schema(r, _UNIT_SCHEMA, lambda s: s.update(type="objekt")),
        "bad-schema",
        f"schemas/{_UNIT_SCHEMA}",
    ),
    "a schema that refers to nothing": (
        lambda r: _schema(
            r,
            _UNIT_SCHEMA,
            lambda s: s["properties"].update(x={"$ref": "none.schema.json#/$defs/a"}),
        ),
        "bad-schema",
        f"schemas/{_UNIT_SCHEMA}",
    ),
    "a schema that allows more than a record holds": (
        _allow_too_much,
        "schema-too-wide",
        UNITS,
    ),
}


@pytest.mark.parametrize(("spoil", "code", "file"), _CASES.values(), ids=_CASES.keys())
def test_what_nobody_thinks_of_is_told_too(
    small: Breakable, spoil: Callable[[Breakable], object], code: str, file: str
) -> None:
    spoil(small)
    problems = small.refused()
    found = [one for one in problems if (one.code, one.file) == (code, file)]
    assert found, problems
    assert found[0].message and found[0].mend
    assert found[0].message.isprintable()


def test_a_file_name_that_is_no_text_is_told(small: Breakable) -> None:
    name = os.fsencode(small.folder / "subjects/qualified-unit") + b"/\xff.jsonl"
    Path(os.fsdecode(name)).write_text(lines(make_unit(7)))
    problems = small.refused()
    assert [one.code for one in problems] == ["file-name"]
    assert problems[0].file.encode().endswith(b"\\udcff.jsonl")


def test_a_file_that_cannot_be_read_is_told(
    small: Breakable, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "330102.jsonl":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    assert {one.file for one in small.check() if one.code == "unreadable"} == {
        UNITS,
        "subjects/expert/330102.jsonl",
    }


def test_a_schema_that_cannot_be_read_is_told_in_the_language_of_the_problems(
    small: Breakable,
) -> None:
    _put_schema(small, "record.schema.json", "{}")
    (small.folder / f"schemas/{_UNIT_SCHEMA}").mkdir()
    (problem,) = small.check()
    assert (problem.code, problem.file) == ("unreadable", f"schemas/{_UNIT_SCHEMA}")
    assert problem.message == "无法读取：是文件夹，不是文件"
    small.change("register.yaml", "language: zh-CN", "language: en")
    (problem,) = small.check()
    assert problem.message == "cannot be read: Is a directory"


def test_a_million_problems_stay_in_bounds_and_are_counted(small: Breakable) -> None:
    small.put(UNITS, "\n" * 1_000_000)
    problems = small.check()
    assert len(problems) <= MOST_PROBLEMS + 10
    assert problems[-1].code == "more-problems"
    assert sum(one.count for one in problems if one.severity == "error") >= 1_000_000
    assert "990,0" in problems[-1].message


def test_an_error_behind_ten_thousand_warnings_still_stops_the_build(
    small: Breakable, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.remove("assessments")
    many = [make_unit(n, code=make_code(n).lower()) for n in range(1, MOST_PROBLEMS + 5)]
    small.put(UNITS, lines(*many, make_unit(99_999, phone="1")))
    assert "unknown-field" in {one.code for one in small.refused()}


def _found(severity: Literal["error", "warning"], number: int) -> list[Problem]:
    return [say("crlf", "en", file="f", line=n, severity=severity) for n in range(number)]


def test_what_is_bounded_twice_counts_the_same() -> None:
    once = bounded(_found("error", 30), "en", 10)
    twice = bounded([*once, *_found("error", 5)], "en", 10)
    assert sum(one.count for one in twice) == 35
    assert len(twice) == 11


def test_errors_beyond_the_bound_are_errors() -> None:
    assert has_errors(bounded(_found("error", 3), "en", 0))
    assert not has_errors(bounded(_found("warning", 3), "en", 0))
