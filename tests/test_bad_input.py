"""Bad input: each gives a problem with place, field, what is wrong and the mend, and changes nothing.

The list is that of the issue; what it does not name stands in test_bad_input_odd.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.registers import (
    EXPERTS,
    RESULTS,
    STANDARD,
    UNITS,
    Breakable,
    lines,
    make_code,
    make_item,
    make_result,
    make_unit,
)


class Case(NamedTuple):
    """How to break the register, and the problem that is then expected."""

    name: str
    spoil: Callable[[Breakable], object]
    code: str
    file: str = UNITS
    line: int = 1
    pointer: str = ""
    field: str = ""


def _directory(register: Breakable, name: str) -> None:
    if (register.folder / name).exists():
        register.remove(name)
    (register.folder / name).mkdir(parents=True)


def _move_to_another_file(register: Breakable, name: str, *subjects: dict[str, Any]) -> None:
    """Put the first subject where it belongs by its division, the others beside it."""
    register.remove("assessments")
    register.remove(name)
    row = "330102,示例区,330100,,,\n"
    register.change("divisions.csv", row, f"{row}330103,示例乙区,330100,,,\n")
    first, *others = subjects
    register.put(name.replace("330102", "330103"), lines({**first, "division": "330103"}, *others))


def _wrong_check(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


_UNIT = lines(make_unit(1))
_ITEM = "/credit_information/0"

CASES = [
    Case("not UTF-8", lambda r: r.put(UNITS, "名".encode("gb18030")), "not-utf8"),
    Case(
        "not UTF-8 in the second line",
        lambda r: r.put(UNITS, _UNIT.encode() + b'{"code":"\xff"}\n'),
        "not-utf8",
        line=2,
    ),
    Case(
        "register.yaml not UTF-8",
        lambda r: r.put("register.yaml", "title: 名".encode("gb18030")),
        "not-utf8",
        "register.yaml",
        0,
    ),
    Case(
        "divisions not UTF-8",
        lambda r: r.put("divisions.csv", "名".encode("gb18030")),
        "not-utf8",
        "divisions.csv",
        0,
    ),
    Case(
        "page not UTF-8",
        lambda r: r.put("pages/about.md", "Title: 名\n".encode("gb18030")),
        "not-utf8",
        "pages/about.md",
        0,
    ),
    Case("BOM", lambda r: r.put(UNITS, "\ufeff" + _UNIT), "bom"),
    Case(
        "BOM in register.yaml",
        lambda r: r.change("register.yaml", "id: shili", "\ufeffid: shili"),
        "bom",
        "register.yaml",
        0,
    ),
    Case(
        "BOM in divisions",
        lambda r: r.change("divisions.csv", "code,", "\ufeffcode,"),
        "bom",
        "divisions.csv",
        0,
    ),
    Case("CRLF", lambda r: r.put(UNITS, _UNIT.replace("\n", "\r\n")), "crlf"),
    Case(
        "CRLF in a standard",
        lambda r: r.change(STANDARD, "\n", "\r\n"),
        "crlf",
        STANDARD,
        0,
    ),
    Case(
        "CRLF in divisions",
        lambda r: r.change("divisions.csv", "\n", "\r\n"),
        "crlf",
        "divisions.csv",
        0,
    ),
    Case("truncated JSON line", lambda r: r.put(UNITS, _UNIT + '{"code":"9133'), "json", line=2),
    Case(
        "duplicate keys",
        lambda r: r.put(UNITS, _UNIT.replace('"name"', '"name": "甲", "name"')),
        "duplicate-key",
    ),
    Case(
        "duplicate keys in YAML",
        lambda r: r.change("register.yaml", "language:", "id: two\nlanguage:"),
        "duplicate-key",
        "register.yaml",
        3,
    ),
    Case("NaN", lambda r: r.put(RESULTS, _result('"points": NaN')), "json", RESULTS),
    Case(
        "NaN in YAML",
        lambda r: r.change(STANDARD, "base: 100", "base: .nan"),
        "yaml-value",
        STANDARD,
        0,
    ),
    Case(
        "an 80 MB line",
        lambda r: r.put(UNITS, b'{"code":"' + b"9" * 80_000_000 + b'"}\n'),
        "line-too-long",
    ),
    Case(
        "a directory for a file of subjects",
        lambda r: _directory(r, UNITS),
        "not-a-file",
        line=0,
    ),
    Case(
        "a directory for register.yaml",
        lambda r: _directory(r, "register.yaml"),
        "not-a-file",
        "register.yaml",
        0,
    ),
    Case(
        "a directory for divisions.csv",
        lambda r: _directory(r, "divisions.csv"),
        "not-a-file",
        "divisions.csv",
        0,
    ),
    Case(
        "a directory for a standard",
        lambda r: _directory(r, "standards/two.yaml"),
        "not-a-file",
        "standards/two.yaml",
        0,
    ),
    Case(
        "a directory for a page",
        lambda r: _directory(r, "pages/two.md"),
        "not-a-file",
        "pages/two.md",
        0,
    ),
    Case("empty file", lambda r: r.put(UNITS, ""), "empty-file", line=0),
    Case(
        "empty line",
        lambda r: r.put(UNITS, _UNIT + "\n" + lines(make_unit(2))),
        "blank-line",
        line=2,
    ),
    Case("empty page", lambda r: r.put("pages/about.md", ""), "empty-file", "pages/about.md", 0),
    Case("empty standard", lambda r: r.put(STANDARD, " \n"), "empty-file", STANDARD, 0),
    Case(
        "missing register.yaml",
        lambda r: r.remove("register.yaml"),
        "missing-file",
        "register.yaml",
        0,
    ),
    Case(
        "missing divisions.csv",
        lambda r: r.remove("divisions.csv"),
        "missing-file",
        "divisions.csv",
        0,
    ),
    Case(
        "unknown kind",
        lambda r: r.put("subjects/quarry/330102.jsonl", _UNIT),
        "unknown-kind",
        "subjects/quarry",
        0,
    ),
    Case(
        "unknown kind of a standard",
        lambda r: r.change(STANDARD, "kind: qualified-unit", "kind: quarry"),
        "unknown-kind",
        STANDARD,
        2,
        "/kind",
        "种类",
    ),
    Case("unknown field", lambda r: r.unit(phone="1"), "unknown-field", pointer="/phone"),
    Case(
        "unknown field within an item",
        lambda r: r.unit(credit_information=[make_item(fine=1)]),
        "unknown-field",
        pointer=f"{_ITEM}/fine",
        field="信用信息 1",
    ),
    Case("wrong type", lambda r: r.unit(name=7), "type", pointer="/name", field="名称"),
    Case(
        "wrong type of an item's field",
        lambda r: r.unit(credit_information=[make_item(facts=["x"])]),
        "type",
        pointer=f"{_ITEM}/facts",
        field="信用信息 1 › 事实",
    ),
    Case(
        "wrong check character",
        lambda r: r.unit(code=_wrong_check(make_code(1))),
        "code-check",
        pointer="/code",
        field="统一社会信用代码",
    ),
    Case(
        "15-digit number",
        lambda r: r.unit(code="330102000012345"),
        "code-fifteen-digits",
        pointer="/code",
        field="统一社会信用代码",
    ),
    Case(
        "impossible date",
        lambda r: r.unit(credit_information=[make_item(determined_on="2015-02-29")]),
        "date",
        pointer=f"{_ITEM}/determined_on",
        field="信用信息 1 › 认定日期",
    ),
    Case(
        "the year 0",
        lambda r: r.unit(credit_information=[make_item(determined_on="0000-01-01")]),
        "date",
        pointer=f"{_ITEM}/determined_on",
        field="信用信息 1 › 认定日期",
    ),
    Case(
        "impossible date of a result",
        lambda r: r.put(RESULTS, lines(make_result(decided_on="0000-02-30"))),
        "date",
        RESULTS,
        pointer="/decided_on",
        field="评定日期",
    ),
    Case(
        "impossible date of a notice",
        lambda r: r.change("notices/one.md", "2016-01-02", "2016-W01-1"),
        "date",
        "notices/one.md",
    ),
    Case(
        "end before start of a licence",
        lambda r: r.unit(
            licences=[{"number": "1", "valid_from": "2015-02-01", "valid_until": "2015-01-31"}]
        ),
        "end-before-start",
        pointer="/licences/0/valid_until",
        field="资质证书 1 › 有效期止",
    ),
    Case(
        "end before start of a listing",
        lambda r: r.unit(
            listings=[
                {
                    "list": "serious",
                    "basis": "示例",
                    "authority": "示例局",
                    "document": "示例1号",
                    "listed_on": "2015-02-01",
                    "removed_on": "2015-01-01",
                    "removed_reason": "示例",
                }
            ]
        ),
        "end-before-start",
        pointer="/listings/0/removed_on",
        field="名单 1 › 移出日期",
    ),
    Case(
        "end before start of a standard",
        lambda r: r.change(STANDARD, "periods:", 'effective_until: "2014-12-31"\nperiods:'),
        "end-before-start",
        STANDARD,
        7,
        "/effective_until",
        "废止日期",
    ),
    Case(
        "end before start of a division",
        lambda r: r.change(
            "divisions.csv",
            "330102,示例区,330100,,,",
            "330102,示例区,330100,2015-01-02,2015-01-01,",
        ),
        "end-before-start",
        "divisions.csv",
        4,
        "/valid_until",
    ),
    Case(
        "a subject in the file of another division",
        lambda r: _move_to_another_file(r, UNITS, make_unit(1), make_unit(2)),
        "other-division",
        "subjects/qualified-unit/330103.jsonl",
        2,
        "/division",
        "行政区划",
    ),
    Case(
        "a refused subject in the file of another division",
        lambda r: _move_to_another_file(r, UNITS, make_unit(1), make_unit(2, name="")),
        "other-division",
        "subjects/qualified-unit/330103.jsonl",
        2,
        "/division",
        "行政区划",
    ),
    Case(
        "two subjects with one code in a kind",
        lambda r: r.put(
            "subjects/qualified-unit/330100.jsonl", lines(make_unit(2, name="示例另名"))
        ),
        "duplicate-subject",
        line=2,
        pointer="/code",
        field="统一社会信用代码",
    ),
    Case(
        "two items with one id",
        lambda r: r.put(
            UNITS,
            lines(*(make_unit(n, credit_information=[make_item()]) for n in (1, 2))),
        ),
        "duplicate-item",
        line=2,
        field="信息编号",
    ),
    Case(
        "name with a control character",
        lambda r: r.unit(name="示例\u0007单位"),
        "control-character",
        pointer="/name",
        field="名称",
    ),
    Case(
        "name with a bidi override",
        lambda r: r.unit(name="示例\u202e单位"),
        "control-character",
        pointer="/name",
        field="名称",
    ),
    Case(
        "division's name with a bidi override",
        lambda r: r.change("divisions.csv", "示例区", "示例\u202e区"),
        "control-character",
        "divisions.csv",
        4,
        "/name",
    ),
    Case(
        "register's title with a control character",
        lambda r: r.change("register.yaml", "title: 示例登记簿", 'title: "示例\\x07"'),
        "control-character",
        "register.yaml",
        2,
        "/title",
        "名称",
    ),
    Case(
        "a path in a name",
        lambda r: r.unit(name="../../etc/passwd"),
        "path-in-name",
        pointer="/name",
        field="名称",
    ),
    Case(
        "a path in a former name",
        lambda r: r.unit(former_names=["C:\\示例"]),
        "path-in-name",
        pointer="/former_names/0",
        field="曾用名 1",
    ),
    Case(
        "a path as an expert's code",
        lambda r: r.put(EXPERTS, lines({"code": "../x", "name": "示例", "division": "330102"})),
        "code-own",
        EXPERTS,
        pointer="/code",
        field="专家编号",
    ),
    Case(
        "identity number in a text",
        lambda r: r.unit(statement="示例 110101199001010015"),
        "identity-number",
        pointer="/statement",
        field="主体陈述",
    ),
]


def _result(points: str) -> str:
    return json.dumps(make_result()).replace('"points": 90.0', points) + "\n"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_is_told_with_its_place_and_mend_and_changes_nothing(
    small: Breakable, case: Case
) -> None:
    case.spoil(small)
    problems = small.refused()
    found = [one for one in problems if one.code == case.code and one.file == case.file]
    assert found, problems
    first = found[0]
    assert (first.line, first.pointer) == (case.line, case.pointer)
    assert first.severity == "error"
    assert first.message and first.mend
    assert "{" not in (first.message + first.mend).replace("{…}", "")
    if case.field:
        assert first.field == case.field


@pytest.mark.parametrize(
    "written",
    [
        make_code(1).lower(),
        make_code(1).translate({ord("0") + n: ord("０") + n for n in range(10)}),
    ],
    ids=["lower case", "full width"],
)
def test_lower_case_and_full_width_codes_are_normalised_with_a_warning(
    small: Breakable, written: str
) -> None:
    small.change(UNITS, make_code(1), written)
    problems = small.check()
    assert [(one.code, one.severity, one.pointer) for one in problems] == [
        ("code-normalised", "warning", "/code")
    ]
    site = small.build()
    assert (site / "subjects" / make_code(1) / "index.html").is_file()
    assert sorted(one.name for one in (site / "subjects").iterdir()) == [
        make_code(1),
        make_code(2),
        "SL-0001",
    ]
    for content in (path.read_bytes() for path in site.rglob("*") if path.is_file()):
        assert written.encode() not in content


def test_all_problems_are_told_at_once(small: Breakable) -> None:
    small.put(UNITS, lines(make_unit(1, name=""), make_unit(2, phone="1")) + '{"code":\n')
    small.put(RESULTS, lines(make_result(grade="Z")))
    small.put("pages/about.md", "nothing")
    codes = {one.code for one in small.refused()}
    assert {"too-short", "unknown-field", "json", "prose-head"} <= codes


@pytest.mark.parametrize("name", ["330100.jsonl", "units.jsonl", "330102.json"])
def test_a_file_of_the_city_or_named_otherwise_may_hold_a_subject(
    small: Breakable, name: str
) -> None:
    small.remove("assessments")
    small.remove(UNITS)
    small.put(f"subjects/qualified-unit/{name}", _UNIT)
    assert small.check() == []


def test_one_subject_a_file_is_named_freely(small: Breakable) -> None:
    row = "330102,示例区,330100,,,\n"
    small.change("divisions.csv", row, f"{row}330103,示例乙区,330100,,,\n")
    small.put("subjects/qualified-unit/330103.json", lines(make_unit(3)))
    assert small.check() == []


def test_a_subject_in_another_file_is_told_where_to_go(small: Breakable) -> None:
    _move_to_another_file(small, UNITS, make_unit(1), make_unit(2))
    (problem,) = small.check()
    assert problem.message == "区划是 330102 示例区，却写在 330103 示例乙区 的文件里"
    assert problem.mend == "把这一行移到 330102.jsonl，或改正区划代码"


def test_a_valid_register_has_no_problems(small: Breakable) -> None:
    assert small.check() == []


def test_a_refused_subject_is_not_said_to_be_missing(small: Breakable) -> None:
    small.put(UNITS, lines(make_unit(1, phone="1")))
    assert [one.code for one in small.refused()] == ["unknown-field"]


def test_a_result_without_a_subject_is_told(small: Breakable) -> None:
    small.put(RESULTS, lines(make_result(code=make_code(9))))
    assert [(one.code, one.file, one.line) for one in small.refused()] == [
        ("unknown-subject", RESULTS, 1)
    ]
