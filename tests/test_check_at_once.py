"""Everything that is wrong is told at once, each cause once, and nothing that only follows from it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kuangxin_site.build import build_site, check_register
from kuangxin_site.problems import Problem

CONTENT = Path(__file__).parent.parent / "content"
UNITS = "subjects/mining-right-holder/330109.jsonl"
CODE = "91330109DEM0000301"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def _change(register: Path, **fields: Any) -> None:
    path = register / UNITS
    subjects = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for one in subjects:
        if one["code"] == CODE:
            one.update(fields)
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in subjects)
    path.write_text(text, encoding="utf-8")


def _problems(register: Path) -> list[Problem]:
    return check_register(register, jobs=1).problems


def test_a_line_that_its_schema_refuses_is_still_looked_through(register: Path) -> None:
    item = {
        "id": "Z-1",
        "category": "dishonesty",
        "severity": "general",
        "indicator": "D03",
        "facts": "示例",
        "basis": "示例",
        "document": "示例1",
        "authority": "示例",
        "determined_on": "2015-02-30",
    }
    _change(
        register,
        name="示例\u202e矿业",
        division="999999",
        nonsense=1,
        licences=[{"number": "示例1", "valid_from": "2015-01-01", "valid_until": "2014-01-01"}],
        listings=[{"list": "gold", "basis": "x", "document": "d", "listed_on": "2015-01-01"}],
        credit_information=[item],
    )
    found = {(one.code, one.pointer) for one in _problems(register) if one.file == UNITS}
    assert found >= {
        ("control-character", "/name"),
        ("unknown-division", "/division"),
        ("unknown-field", "/nonsense"),
        ("end-before-start", "/licences/0/valid_until"),
        ("required", "/listings/0/authority"),
        ("unknown-list", "/listings/0/list"),
        ("date", "/credit_information/0/determined_on"),
    }


def test_a_line_that_cannot_be_read_makes_no_result_an_orphan(register: Path) -> None:
    path = register / UNITS
    path.write_bytes(path.read_bytes().rstrip(b"}\n"))
    assert {(one.file, one.code) for one in _problems(register)} == {(UNITS, "json")}


def test_one_wrong_quarter_is_told_once_and_not_as_a_wrong_year(register: Path) -> None:
    path = register / "assessments/mining-right-holder/2015Q2.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    index = next(i for i, line in enumerate(lines) if CODE in line)
    lines[index] = lines[index].replace('"grade":"D"', '"grade":"A"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (problem,) = _problems(register)
    assert (problem.code, problem.line) == ("result-differs", index + 1)
    assert CODE in problem.message


def test_what_the_release_does_not_reach_is_pointed_out(register: Path) -> None:
    listing = {
        "list": "honour",
        "basis": "示例",
        "authority": "示例",
        "document": "示例",
        "listed_on": "2017-11-02",
    }
    _change(register, listings=[listing])
    found = [(one.code, one.severity) for one in _problems(register)]
    assert found == [("not-shown-before", "warning")]


def test_a_result_after_the_subject_left_is_pointed_out(register: Path) -> None:
    _change(register, left_on="2015-12-31", left_reason="示例")
    found = {(one.code, one.severity) for one in _problems(register)}
    assert found == {("decided-after-left", "warning")}


def test_built_again_over_itself_a_release_has_the_same_bytes(
    register: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    manifest = site / "data/release.json"
    build_site(register, site, jobs=1)
    first = manifest.read_bytes()
    build_site(register, site, jobs=1)
    assert manifest.read_bytes() == first
    build_site(register, site, jobs=1, as_of=date(2016, 1, 26))
    second = manifest.read_bytes()
    assert json.loads(second)["previous"] == json.loads(first)["release"]
    build_site(register, site, jobs=1, as_of=date(2016, 1, 26))
    assert manifest.read_bytes() == second


def test_each_missing_field_is_told_once(register: Path) -> None:
    path = register / "assessments/mining-right-holder/2015Q2.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4][:-1] + ',"override":{"reason":"示例"}}'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [one.pointer for one in _problems(register)] == [
        "/override/authority",
        "/override/document",
    ]
