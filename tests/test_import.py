"""Import of tables: what enters the register, and what is said of rows that cannot."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.formula import ArrayFormula

from kuangxin_site.build import check_register
from kuangxin_site.collect.importing import ImportResult, import_file

EXAMPLES = Path(__file__).parent / "examples" / "import"
CONTENT = Path(__file__).parent.parent / "content"
DOCUMENTATION = Path(__file__).parent.parent / "docs" / "import.md"
UNIT = "91330000MA27U05291"
OTHER = "91330500MA2A0000X1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"title": "文字", "type": "string", "minLength": 1}
_DAY = {"title": "日期", "type": "string", "format": "date"}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


UNIT_SCHEMA = {
    "$schema": DIALECT,
    **_object(
        ["code", "name"],
        code=_TEXT,
        name={**_TEXT, "title": "名称"},
        former_names={"title": "曾用名", "type": "array", "items": _TEXT},
        division=_TEXT,
        licences={
            "title": "证书",
            "type": "array",
            "items": _object(
                ["number"],
                number=_TEXT,
                valid_from=_DAY,
                valid_until=_DAY,
                certificate_type=_TEXT,
                authority=_TEXT,
                **{"class": {"title": "等级", "enum": ["甲", "乙"]}},
            ),
        },
        staff={"title": "人数", "type": "integer", "minimum": 1},
        independent={"title": "独立法人", "type": "boolean"},
    ),
}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Make a register without subjects: a kind with unified codes and one with its own numbers."""
    folder = tmp_path / "content"
    schemas = folder / "schemas"
    schemas.mkdir(parents=True)
    (schemas / "record.schema.json").write_text(json.dumps({"$schema": DIALECT}))
    (schemas / "unit.schema.json").write_text(json.dumps(UNIT_SCHEMA))
    settings = {
        "id": "shili",
        "title": "示例登记簿",
        "language": "zh-CN",
        "publisher": "示例厅",
        "about": "示例",
        "coverage": ["330000"],
        "kinds": [
            {"id": kind, "title": title, "schema": "unit.schema.json", "identifier": identifier}
            for kind, title, identifier in (("unit", "单位", "uscc"), ("expert", "专家", "own"))
        ],
        "lists": [{"id": "honour", "title": "名单", "tone": "good", "description": "示例"}],
        "disclosure": {
            "source": "示例办法",
            "dishonesty": {
                "minor": {"published": False, "max_months": 3},
                "general": {"min_months": 3, "max_months": 12},
                "serious": {"min_months": 12, "max_months": 36},
            },
        },
    }
    (folder / "register.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    (folder / "divisions.csv").write_text(
        "code,name,parent,valid_from,valid_until,successor\n"
        "330000,浙江省,,,,\n330500,湖州市,330000,,,\n330522,长兴县,330500,,,\n"
        "330900,舟山市,330000,,,\n330922,嵊泗县,330900,,,\n"
        "330902,鼓楼区,330900,,,\n330502,鼓楼区,330500,,,\n",
        "utf-8",
    )
    return folder


def _import(
    register: Path,
    table: str | bytes,
    mapping: dict[str, Any] | None = None,
    *,
    kind: str = "unit",
    name: str = "table.csv",
    skip_bad: bool = False,
) -> ImportResult:
    file = register.parent / name
    file.write_bytes(table if isinstance(table, bytes) else table.encode())
    return _import_file(register, file, mapping, kind=kind, skip_bad=skip_bad)


def _import_file(
    register: Path,
    file: Path,
    mapping: dict[str, Any] | None = None,
    *,
    kind: str = "unit",
    sheet: str | None = None,
    skip_bad: bool = False,
) -> ImportResult:
    given = {"columns": {"名称": "name"}, "code": "代码", **(mapping or {})}
    written = register.parent / "mapping.yaml"
    written.write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
    return import_file(file, written, kind, register, sheet=sheet, skip_bad=skip_bad)


def _json_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _subjects(register: Path, kind: str = "unit") -> list[dict[str, Any]]:
    files = sorted((register / "subjects" / kind).glob("*.jsonl"))
    return [subject for file in files for subject in _json_lines(file)]


def _said(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(one.line, one.field, one.code.removeprefix("import-")) for one in result.problems]


def test_rows_of_one_code_become_one_subject_with_a_licence_for_each_row(tmp_path: Path) -> None:
    shipped = Path(shutil.copytree(CONTENT, tmp_path / "shipped"))
    table, mapping = EXAMPLES / "units.csv", EXAMPLES / "units.yaml"
    result = import_file(table, mapping, "qualified-unit", shipped)
    assert result.problems == []
    assert (result.rows_read, result.subjects_written) == (3, 2)
    assert check_register(shipped, jobs=1).problems == []
    [unit] = _json_lines(shipped / "subjects/qualified-unit/330500.jsonl")
    assert unit["former_names"] == ["示例地质队", "示例工程队"]
    assert [one["number"] for one in unit["licences"]] == ["示资-0001", "示资-0002"]
    assert unit["licences"][1] == {
        "number": "示资-0002",
        "valid_from": "2015-06-01",
        "certificate_type": "supervision",
        "authority": "示例省自然资源厅",
        "class": "B",
    }


def test_the_documented_example_is_the_one_that_is_tested() -> None:
    text = DOCUMENTATION.read_text("utf-8")
    table, mapping = (
        re.findall(rf"```{name}\n(.*?)```", text, re.S)[0] for name in ("csv", "yaml")
    )
    assert table == (EXAMPLES / "units.csv").read_text("utf-8")
    assert mapping == (EXAMPLES / "units.yaml").read_text("utf-8")


def test_what_a_schema_of_the_project_refuses_is_said_by_row_and_column(tmp_path: Path) -> None:
    """Its fields are references to another schema file."""
    shipped = Path(shutil.copytree(CONTENT, tmp_path / "shipped"))
    table = tmp_path / "units.csv"
    text = (EXAMPLES / "units.csv").read_text("utf-8")
    table.write_text(text.replace("示资-0003,甲级", "示资-0003,丙级"), "utf-8")
    result = import_file(table, EXAMPLES / "units.yaml", "qualified-unit", shipped)
    [problem] = result.problems
    assert (problem.line, problem.field, problem.pointer) == (4, "等级", "/licences/0/class")
    assert "丙级" in problem.message and "A, B" in problem.mend


def test_each_content_of_a_split_cell_is_put_in_the_registers_way(register: Path) -> None:
    mapping = {
        "columns": {"名称": "name", "曾用名": "former_names"},
        "split": {"曾用名": "；"},
        "values": {"曾用名": {"旧": "示例旧名"}},
    }
    result = _import(register, f"名称,代码,曾用名\n示例,{UNIT},旧；示例原名\n", mapping)
    assert result.problems == []
    assert _subjects(register)[0]["former_names"] == ["示例旧名", "示例原名"]


def test_the_same_table_gives_the_same_bytes_whatever_the_order_of_its_rows(
    register: Path, tmp_path: Path
) -> None:
    rows = f"示例甲,{UNIT}\n示例乙,{OTHER}\n".splitlines(keepends=True)
    _import(register, "名称,代码\n" + "".join(rows))
    [first] = (register / "subjects/unit").iterdir()
    expected = first.read_bytes()
    first.unlink()
    _import(register, "名称,代码\n" + "".join(reversed(rows)))
    assert first.read_bytes() == expected
    assert expected.endswith(b"}\n") and b"\r" not in expected


def test_fields_stand_in_the_order_of_the_schema(register: Path) -> None:
    mapping = {"columns": {"人数": "staff", "名称": "name"}}
    _import(register, f"人数,名称,代码\n12,示例,{UNIT}\n", mapping)
    assert [*_subjects(register)[0]] == ["code", "name", "staff"]


def test_new_subjects_join_those_of_their_division_in_order_of_code(register: Path) -> None:
    _import(register, f"名称,代码\n示例甲,{OTHER}\n")
    result = _import(register, f"名称,代码\n示例乙,{UNIT}\n")
    assert result.problems == []
    assert [one["code"] for one in _subjects(register)] == [UNIT, OTHER]


def test_a_code_that_the_register_has_is_refused(register: Path) -> None:
    _import(register, f"名称,代码\n示例甲,{UNIT}\n")
    before = (register / "subjects/unit/all.jsonl").read_bytes()
    result = _import(register, f"名称,代码\n示例新名,{UNIT}\n示例乙,{OTHER}\n")
    assert _said(result) == [(2, "代码", "exists")]
    assert result.subjects_written == 0
    assert (register / "subjects/unit/all.jsonl").read_bytes() == before


def test_nothing_is_written_when_one_row_is_wrong(register: Path) -> None:
    result = _import(register, f"名称,代码\n示例甲,{UNIT}\n,{OTHER}\n")
    assert _said(result) == [(3, "名称", "required")]
    assert sorted(path.name for path in register.iterdir()) == [
        "divisions.csv",
        "register.yaml",
        "schemas",
    ]


def test_skip_bad_writes_the_good_rows_and_keeps_the_others_as_they_stand(register: Path) -> None:
    table = f'名称,代码\n示例甲,{UNIT}\n" 示例,乙",123\n'
    result = _import(register, table, skip_bad=True)
    assert (result.subjects_written, result.rows_refused) == (1, 1)
    assert result.bad_file == register.parent / "table.bad.csv"
    with result.bad_file.open(encoding="utf-8-sig", newline="") as stream:
        [head, row] = csv.reader(stream)
    assert head == ["名称", "代码", "_row", "_reason"]
    assert row[:3] == [" 示例,乙", "123", "3"]
    assert "18" in row[3]


def test_the_file_of_refused_rows_can_be_imported_once_mended(register: Path) -> None:
    result = _import(register, "名称,代码\n示例甲,9133\n", skip_bad=True)
    assert result.bad_file is not None
    mended = result.bad_file.read_text("utf-8-sig").replace("9133,", f"{UNIT},")
    result.bad_file.write_text(mended, "utf-8-sig")
    assert _import_file(register, result.bad_file).subjects_written == 1


def test_all_rows_of_a_subject_are_refused_when_one_of_them_is_wrong(register: Path) -> None:
    mapping = {
        "columns": {"名称": "name", "证号": "licences/number", "等级": "licences/class"},
        "group_by": "code",
    }
    table = f"名称,代码,证号,等级\n示例,{UNIT},1,甲\n示例,{UNIT},2,丙\n"
    result = _import(register, table, mapping, skip_bad=True)
    assert _said(result) == [(3, "等级", "not-a-choice")]
    assert (result.subjects_written, result.rows_refused) == (0, 2)


def test_a_code_in_two_rows_is_a_problem_unless_rows_are_grouped(register: Path) -> None:
    table = f"名称,代码\n示例,{UNIT}\n示例,{UNIT}\n"
    assert _said(_import(register, table)) == [(3, "代码", "repeated")]
    assert _import(register, table, {"group_by": "code"}).subjects_written == 1


def test_rows_of_one_code_that_disagree_are_a_problem(register: Path) -> None:
    table = f"名称,代码\n示例甲,{UNIT}\n示例乙,{UNIT}\n"
    [problem] = _import(register, table, {"group_by": "code"}).problems
    assert (problem.line, problem.field, problem.code) == (3, "名称", "import-differs")
    assert "第 2 行" in problem.message and "示例甲" in problem.message


def test_a_full_disk_leaves_the_register_as_it_was(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _import(register, f"名称,代码\n示例甲,{OTHER}\n")
    before = sorted((path, path.stat().st_mtime_ns) for path in register.rglob("*"))

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    result = _import(register, f"名称,代码\n示例乙,{UNIT}\n")
    assert _said(result) == [(0, "", "not-written")]
    assert result.subjects_written == 0
    assert sorted((path, path.stat().st_mtime_ns) for path in register.rglob("*")) == before


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("91330000MA27U05290", "code-check"),
        ("330000000012345", "code-fifteen-digits"),
        ("91330000", "code-length"),
        ("91330000MA27UO5291", "code-characters"),
        ("9.1330000E+17", "number-for-code"),
        ("", "no-code"),
    ],
)
def test_a_wrong_code_is_reported_with_its_rule(register: Path, code: str, rule: str) -> None:
    assert _said(_import(register, f"名称,代码\n示例,{code}\n")) == [(2, "代码", rule)]


def test_a_code_is_normalised_with_a_warning(register: Path) -> None:
    result = _import(register, f"名称,代码\n示例,{UNIT.lower()}\n")
    assert [(one.code, one.severity) for one in result.problems] == [("code-normalised", "warning")]
    assert _subjects(register)[0]["code"] == UNIT


def test_a_derived_code_depends_on_its_columns_only(register: Path) -> None:
    mapping = {
        "columns": {"name": "name", "grounds": "former_names"},
        "code": {"derive": {"prefix": "WB", "from": ["name", "country"]}},
    }
    table = "name,country,grounds\nACME  Ltd.,Peru,x\n"
    _import(register, table, mapping, kind="expert")
    [first] = _subjects(register, "expert")
    assert re.fullmatch(r"WB-[0-9a-f]{12}", first["code"])
    shutil.rmtree(register / "subjects")
    _import(register, "grounds,name,country\ny,ACME Ltd.,Peru\n", mapping, kind="expert")
    assert _subjects(register, "expert")[0]["code"] == first["code"]


def test_no_code_is_derived_from_an_identity_number(register: Path) -> None:
    mapping = {"code": {"derive": {"prefix": "E", "from": ["证件"]}}}
    result = _import(register, "名称,证件\n示例,330501190001010018\n", mapping, kind="expert")
    assert _said(result) == [(2, "证件", "identity-number")]


@pytest.mark.parametrize(
    ("text", "division"),
    [
        ("330522", "330522"),
        ("湖州市", "330500"),
        ("湖州", "330500"),
        ("浙江省湖州市长兴县画溪街道", "330522"),
        ("湖州市鼓楼区", "330502"),
    ],
)
def test_a_division_is_found_by_code_name_short_name_or_address(
    register: Path, text: str, division: str
) -> None:
    _import(register, f"名称,代码,地\n示例,{UNIT},{text}\n", {"division": "地"})
    assert _subjects(register)[0]["division"] == division


@pytest.mark.parametrize(
    ("text", "rule"),
    [("某市", "unknown-division"), ("鼓楼区", "ambiguous-division"), ("", "no-division")],
)
def test_a_division_that_is_not_sure_is_a_problem(register: Path, text: str, rule: str) -> None:
    result = _import(register, f"名称,代码,地\n示例,{UNIT},{text}\n", {"division": "地"})
    assert _said(result) == [(2, "地", rule)]


def test_two_columns_together_name_a_division(register: Path) -> None:
    table = f"名称,代码,市,县\n示例,{UNIT},舟山,鼓楼区\n"
    _import(register, table, {"division": ["市", "县"]})
    assert _subjects(register)[0]["division"] == "330902"


def test_what_means_nothing_does_not_name_a_division(register: Path) -> None:
    table = f"名称,代码,市,县\n示例,{UNIT},舟山,N/A\n"
    _import(register, table, {"division": ["市", "县"], "empty": {"县": ["N/A"]}})
    assert _subjects(register)[0]["division"] == "330900"


@pytest.mark.parametrize(
    ("text", "style", "rule"),
    [
        ("2015-02-30", "iso", "not-a-date"),
        ("2015/3/1", "iso", "not-a-date"),
        ("2015111", "compact", "not-a-date"),
    ],
)
def test_a_date_in_another_way_or_that_does_not_exist_is_a_problem(
    register: Path, text: str, style: str, rule: str
) -> None:
    mapping = {
        "columns": {"名称": "name", "证号": "licences/number", "起": "licences/valid_from"},
        "dates": {"起": style},
    }
    result = _import(register, f"名称,代码,证号,起\n示例,{UNIT},1,{text}\n", mapping)
    assert _said(result) == [(2, "起", rule)]


@pytest.mark.parametrize(
    ("text", "rule"), [("1.5", "not-a-number"), ("12人", "not-a-number"), ("0", "too-small")]
)
def test_a_number_is_never_guessed(register: Path, text: str, rule: str) -> None:
    mapping = {"columns": {"名称": "name", "人数": "staff"}}
    result = _import(register, f"名称,代码,人数\n示例,{UNIT},{text}\n", mapping)
    assert _said(result) == [(2, "人数", rule)]


def test_yes_and_no_are_read_through_the_values_of_the_mapping(register: Path) -> None:
    mapping = {
        "columns": {"名称": "name", "独立": "independent"},
        "values": {"独立": {"是": True, "否": False}},
    }
    _import(register, f"名称,代码,独立\n示例甲,{UNIT},是\n示例乙,{OTHER},否\n", mapping)
    assert [one["independent"] for one in _subjects(register)] == [True, False]


@pytest.mark.parametrize(
    ("table", "mapping", "rule"),
    [
        ("名称,名称,代码\na,b,c\n", {}, "duplicate-column"),
        ("名称\na\n", {}, "missing-column"),
        ("名称,代码,备注\na,b,c\n", {}, "unmapped-column"),
        ("名称,代码\na,b\n", {"columns": {"名称": "nmae"}}, "unknown-target"),
        ("名称,代码\na,b\n", {"columns": {"名称": "licences"}}, "not-a-cell-field"),
        ("名称,代码\na,b\n", {"columns": {"名称": "code"}}, "own-place"),
        ("名称,代码\na,b\n", {"constants": {"name": "x"}}, "target-twice"),
        ("名称,代码\na,b\n", {"dates": {"名称": "tomorrow"}}, "bad-date-format"),
        ("名称,代码\na,b\n", {"split": {"别名": ";"}}, "unused-setting"),
        ("名称,代码\na,b\n", {"division": {"constant": "999999"}}, "unknown-division"),
        (
            "名称,代码\na,b\n",
            {"code": {"derive": {"prefix": "E", "from": ["代码"]}}},
            "derive-for-uscc",
        ),
        ("名称,代码\n", {}, "no-rows"),
        ("", {}, "no-header"),
        (f'名称,代码\n"示例,{UNIT}\n', {}, "table"),
        (f"名称,代码\n示例,{UNIT},多\n", {}, "row-long"),
        ("名称,代码\n示例\n", {}, "row-short"),
        ("名称,代码\n示例,".encode("gb18030"), {}, "encoding"),
    ],
)
def test_a_table_and_a_mapping_that_do_not_fit_are_refused(
    register: Path, table: str | bytes, mapping: dict[str, Any], rule: str
) -> None:
    result = _import(register, table, mapping, skip_bad=True)
    assert rule in [one.code.removeprefix("import-") for one in result.problems]
    assert result.subjects_written == 0
    assert not (register / "subjects").exists()


def test_an_unmapped_column_is_let_go_when_the_mapping_says_so(register: Path) -> None:
    table = f"名称,代码,备注,电话\n示例,{UNIT},a,b\n"
    assert _import(register, table, {"ignore": ["备注", "电话"]}).subjects_written == 1
    shutil.rmtree(register / "subjects")
    assert _import(register, table, {"ignore": ["*"]}).subjects_written == 1


def test_gb18030_semicolons_and_rows_above_the_head_are_read(register: Path) -> None:
    table = f"一览表\n\n名称;代码\n示例;{UNIT}\n".encode("gb18030")
    mapping = {"encoding": "gb18030", "delimiter": ";", "header_row": 3}
    assert _import(register, table, mapping).subjects_written == 1
    assert _subjects(register)[0]["name"] == "示例"


def test_a_row_number_is_that_of_the_spreadsheet_though_cells_hold_lines(register: Path) -> None:
    table = f'名称,代码\r\n"示例\r\n甲",{UNIT}\r\n\r\n示例乙,1\r\n'
    assert _said(_import(register, table)) == [(4, "代码", "code-length")]


def _workbook(path: Path, rows: list[list[Any]], **more: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for title, others in more.items():
        added = book.create_sheet(title)
        for row in others:
            added.append(row)
    book.save(path)
    return path


def test_a_workbook_with_days_and_numbers_is_read(register: Path, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["名称", "代码", "证号", "起", "人数"],
        ["示例", UNIT, "示资-1", datetime(2015, 3, 1), 12],
    ]
    mapping = {
        "columns": {
            "名称": "name",
            "证号": "licences/number",
            "起": "licences/valid_from",
            "人数": "staff",
        }
    }
    result = _import_file(register, _workbook(tmp_path / "t.xlsx", rows), mapping)
    assert result.problems == []
    [unit] = _subjects(register)
    assert unit["licences"] == [{"number": "示资-1", "valid_from": "2015-03-01"}]
    assert unit["staff"] == 12


@pytest.mark.parametrize(
    ("name", "code", "rule"),
    [
        ("示例", 913300000000000000, "number-for-code"),
        (date(2015, 3, 1), UNIT, "date-for-text"),
        (datetime(2015, 3, 1, 8, 30), UNIT, "time-of-day"),
        ('=CONCATENATE("示","例")', UNIT, "formula-value"),
        ("#REF!", UNIT, "cell-error"),
    ],
)
def test_a_cell_that_a_spreadsheet_changed_is_a_problem(
    register: Path, tmp_path: Path, name: Any, code: Any, rule: str
) -> None:
    file = _workbook(tmp_path / "t.xlsx", [["名称", "代码"], [name, code]])
    assert [one[2] for one in _said(_import_file(register, file))] == [rule]


def test_the_sheet_must_be_said_when_there_are_several(register: Path, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["名称", "代码"], ["示例", UNIT]]
    file = _workbook(tmp_path / "t.xlsx", [["封面"]], 单位=rows)
    assert _said(_import_file(register, file)) == [(0, "", "which-sheet")]
    assert _said(_import_file(register, file, sheet="专家")) == [(0, "", "no-sheet")]
    assert _import_file(register, file, sheet="单位").subjects_written == 1
    text = register.parent / "t.csv"
    text.write_text("名称,代码\n")
    assert _said(_import_file(register, text, sheet="单位")) == [(0, "", "no-sheets")]


@pytest.mark.parametrize(
    ("name", "rule"), [("t.xlsx", "not-a-workbook"), ("t.xls", "format"), ("t.pdf", "format")]
)
def test_a_file_that_is_no_table_is_refused(register: Path, name: str, rule: str) -> None:
    result = _import(register, b"\xd0\xcf\x11\xe0 not a workbook", name=name)
    assert _said(result) == [(0, "", rule)]


def test_a_file_that_is_not_there_is_a_problem(register: Path, tmp_path: Path) -> None:
    assert _said(_import_file(register, tmp_path / "none.csv")) == [(0, "", "unreadable")]


def test_an_unknown_kind_and_a_missing_mapping_are_problems(register: Path, tmp_path: Path) -> None:
    result = _import(register, "名称,代码\n", kind="kitchen")
    assert _said(result) == [(0, "", "unknown-kind")]
    assert result.problems[0].mend == "用 --kind 指定其中之一：unit, expert"
    result = import_file(tmp_path / "t.csv", tmp_path / "none.yaml", "unit", register)
    assert _said(result) == [(0, "", "no-mapping")]
    assert "docs/import.md" in result.problems[0].mend


def test_a_schema_that_is_no_json_is_a_problem(register: Path) -> None:
    (register / "schemas/unit.schema.json").write_text('{"type":')
    (problem,) = _import(register, f"代码,名称\n{UNIT},示例单位\n").problems
    assert (problem.code, problem.file) == ("bad-schema", "schemas/unit.schema.json")


def test_a_mapping_with_an_unknown_setting_is_explained(register: Path) -> None:
    result = _import(register, "名称,代码\n", {"column": {}})
    assert [(one.pointer, one.code) for one in result.problems] == [("/column", "unknown-field")]


def test_the_same_element_in_two_rows_is_added_once(register: Path) -> None:
    mapping = {"columns": {"名称": "name", "证号": "licences/number"}, "group_by": "code"}
    table = f"名称,代码,证号\n示例,{UNIT},1\n示例,{UNIT},2\n示例,{UNIT},1\n"
    assert _import(register, table, mapping).problems == []
    assert _subjects(register)[0]["licences"] == [{"number": "1"}, {"number": "2"}]


@pytest.mark.parametrize("column", ["证号", "机关"])
def test_a_long_number_in_a_text_field_of_a_workbook_is_a_problem(
    register: Path, tmp_path: Path, column: str
) -> None:
    field = {"证号": "licences/number", "机关": "licences/authority"}[column]
    mapping = {"columns": {"名称": "name", column: field}}
    rows: list[list[Any]] = [["名称", "代码", column], ["示例", UNIT, 330000201501]]
    result = _import_file(register, _workbook(tmp_path / "t.xlsx", rows), mapping)
    assert (2, column, "number-for-code") in _said(result)


def _refused(result: ImportResult) -> list[dict[str, str]]:
    """Return the rows of the file of refused rows, each by its heads."""
    assert result.bad_file is not None
    with result.bad_file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_refused_row_has_all_its_reasons(register: Path) -> None:
    result = _import(
        register,
        "名称,代码,人数\n,123,多\n",
        {"columns": {"名称": "name", "人数": "staff"}},
        skip_bad=True,
    )
    [row] = _refused(result)
    assert [one.partition(":")[0] for one in row["_reason"].split(" | ")] == [
        "代码",
        "人数",
        "名称",
    ]


def test_a_refused_row_keeps_the_cells_beyond_the_head(register: Path) -> None:
    result = _import(register, f"名称,代码\n示例,甲,{UNIT}\n", skip_bad=True)
    assert result.bad_file is not None
    with result.bad_file.open(encoding="utf-8-sig", newline="") as stream:
        [_, row] = csv.reader(stream)
    assert (row[:3], row[4:]) == (["示例", "甲", "2"], [UNIT])


def test_a_refused_row_that_is_too_short_keeps_its_number_and_reason_in_their_columns(
    register: Path,
) -> None:
    [row] = _refused(_import(register, "名称,代码\n示例\n", skip_bad=True))
    assert (row["名称"], row["代码"], row["_row"]) == ("示例", "", "2")
    assert "1" in row["_reason"] and "2" in row["_reason"]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (913300000000000000, "913300000000000000"),
        (1.25, "1.25"),
        (True, "true"),
        (date(2015, 3, 1), "2015-03-01"),
        (datetime(2015, 3, 1, 8, 30), "2015-03-01 08:30:00"),
        ('=CONCATENATE("示","例")', '=CONCATENATE("示","例")'),
        (ArrayFormula("A2:A2", "=SUM(B1:B2)"), "=SUM(B1:B2)"),
        ("#REF!", "#REF!"),
        (None, ""),
    ],
)
def test_a_refused_cell_of_a_workbook_keeps_what_stands_in_it(
    register: Path, tmp_path: Path, cell: Any, kept: str
) -> None:
    file = _workbook(tmp_path / "t.xlsx", [["名称", "代码"], [cell, "123"]])
    [row] = _refused(_import_file(register, file, skip_bad=True))
    assert (row["名称"], row["代码"]) == (kept, "123")


def test_refused_days_of_a_workbook_are_written_so_that_the_mapping_reads_them(
    register: Path, tmp_path: Path
) -> None:
    mapping = {
        "columns": {"名称": "name", "起": "licences/valid_from", "证号": "licences/number"},
        "dates": {"起": ["chinese", "slash"]},
    }
    rows: list[list[Any]] = [
        ["名称", "代码", "起", "证号"],
        ["示例", "123", date(2015, 3, 1), "甲1"],
    ]
    file = _workbook(tmp_path / "t.xlsx", rows)
    result = _import_file(register, file, mapping, skip_bad=True)
    [row] = _refused(result)
    assert row["起"] == "2015年03月01日"
    assert result.bad_file is not None
    mended = result.bad_file.read_text("utf-8-sig").replace(",123,", f",{UNIT},")
    result.bad_file.write_text(mended, "utf-8-sig")
    assert _import_file(register, result.bad_file, mapping).problems == []
    assert _subjects(register)[0]["licences"] == [{"number": "甲1", "valid_from": "2015-03-01"}]


def test_the_other_rows_of_a_refused_subject_name_the_row_that_is_wrong(register: Path) -> None:
    mapping = {
        "columns": {"名称": "name", "证号": "licences/number", "等级": "licences/class"},
        "group_by": "code",
    }
    table = f"名称,代码,证号,等级\n示例,{UNIT},1,甲\n示例,{UNIT},2,丙\n"
    first, second = _refused(_import(register, table, mapping, skip_bad=True))
    assert (first["_row"], second["_row"]) == ("2", "3")
    assert "第 3 行有错" in first["_reason"]
    assert second["_reason"].startswith("等级: ")


def test_a_refused_row_goes_into_the_register_where_its_own_folder_cannot_be_written(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path != register.parent and may(path, mode)
    )
    result = _import(register, "名称,代码\n示例,123\n", skip_bad=True)
    assert result.bad_file == register / "table.bad.csv"
    assert result.bad_file.is_file()


def test_what_is_wrong_beside_a_wrong_code_is_told_too(register: Path) -> None:
    result = _import(register, "名称,代码\n,123\n")
    assert _said(result) == [(2, "代码", "code-length"), (2, "名称", "required")]


def test_what_is_wrong_beside_a_code_that_the_register_has_is_told_too(register: Path) -> None:
    _import(register, f"名称,代码\n示例甲,{UNIT}\n")
    result = _import(register, f"名称,代码\n,{UNIT}\n")
    assert _said(result) == [(2, "代码", "exists"), (2, "名称", "required")]


def test_what_is_wrong_beside_a_repeated_code_is_told_too(register: Path) -> None:
    result = _import(register, f"名称,代码\n示例,{UNIT}\n,{UNIT}\n")
    assert _said(result) == [(3, "代码", "repeated"), (3, "名称", "required")]


def test_a_field_whose_cell_was_refused_is_not_said_to_be_missing(register: Path) -> None:
    mapping = {"columns": {"名称": "name", "人数": "staff"}}
    schema = {**UNIT_SCHEMA, "required": ["code", "name", "staff"]}
    (register / "schemas/unit.schema.json").write_text(json.dumps(schema))
    result = _import(register, f"名称,代码,人数\n示例,{UNIT},多\n", mapping)
    assert _said(result) == [(2, "人数", "not-a-number")]


def test_a_day_before_the_one_it_must_follow_is_told_by_row_and_column(register: Path) -> None:
    fields = {"起": "licences/valid_from", "止": "licences/valid_until", "证号": "licences/number"}
    table = f"名称,代码,证号,起,止\n示例,{UNIT},1,2015-03-02,2015-03-01\n"
    result = _import(register, table, {"columns": {"名称": "name", **fields}})
    [problem] = result.problems
    assert (problem.code, problem.line, problem.field) == ("end-before-start", 2, "止")
    assert problem.pointer == "/licences/0/valid_until"


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda content: b"\xef\xbb\xbf" + content, "bom"),
        (lambda content: content.replace(b"\n", b"\r\n"), "crlf"),
        (lambda content: content.replace("浙江省".encode(), b"\xff"), "not-utf8"),
    ],
)
def test_divisions_that_the_check_refuses_are_refused_by_the_import(
    register: Path, spoil: Callable[[bytes], bytes], rule: str
) -> None:
    path = register / "divisions.csv"
    path.write_bytes(spoil(path.read_bytes()))
    result = _import(register, f"名称,代码\n示例,{UNIT}\n")
    assert [(one.file, one.code) for one in result.problems] == [("divisions.csv", rule)]
    assert result.subjects_written == 0


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda content: b"\xef\xbb\xbf" + content, "bom"),
        (lambda content: content.replace(b"\n", b"\r\n"), "crlf"),
        (lambda content: content.replace(OTHER.encode(), b"\xff"), "import-damaged-content"),
    ],
)
def test_subjects_that_the_check_refuses_are_not_added_to(
    register: Path, spoil: Callable[[bytes], bytes], rule: str
) -> None:
    _import(register, f"名称,代码\n示例甲,{OTHER}\n")
    path = register / "subjects/unit/all.jsonl"
    path.write_bytes(spoil(path.read_bytes()))
    before = path.read_bytes()
    result = _import(register, f"名称,代码\n示例乙,{UNIT}\n")
    assert [(one.file, one.code) for one in result.problems] == [("subjects/unit/all.jsonl", rule)]
    assert path.read_bytes() == before


def test_what_the_system_says_is_told_in_the_registers_language(
    register: Path, tmp_path: Path
) -> None:
    [problem] = _import_file(register, tmp_path / "none.csv").problems
    assert problem.message == "无法读取：没有这个文件或文件夹"


def test_progress_says_how_many_rows_there_are_once_they_are_written(register: Path) -> None:
    told: list[tuple[int, int, bool]] = []

    def tell(done: int, of: int) -> None:
        told.append((done, of, (register / "subjects/unit/all.jsonl").is_file()))

    for row in (f"示例,{UNIT}", "示例,123"):
        file = register.parent / "table.csv"
        file.write_text(f"名称,代码\n{row}\n")
        mapping = register.parent / "mapping.yaml"
        mapping.write_text("code: 代码\ncolumns: {名称: name}\n", "utf-8")
        import_file(file, mapping, "unit", register, progress=tell)
    assert told == [(1, 1, True)]
