"""A register of another field: its own schema, kind, list and language, and no line of Python."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import kuangxin
from kuangxin_site.build import build_site, check_register
from kuangxin_site.collect.importing import import_file
from tests.lookups import ask_browser

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "tests" / "examples" / "another-register"
HARBOUR = "Example Harbour Works Ltd."


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("another") / "register"
    shutil.copytree(EXAMPLE, folder)
    result = import_file(folder / "suppliers.csv", folder / "suppliers.yaml", "supplier", folder)
    assert (result.rows_read, result.subjects_written, result.problems) == (4, 3, [])
    return folder


@pytest.fixture(scope="module")
def site(register: Path) -> Path:
    site = register.parent / "site"
    build_site(register, site)
    return site


@pytest.fixture
def copy(register: Path, tmp_path: Path) -> Path:
    return shutil.copytree(register, tmp_path / "register")


def test_the_imported_register_has_no_problems(register: Path) -> None:
    assert check_register(register, jobs=1).problems == []


def test_rows_of_one_supplier_become_one_subject_with_two_decisions(site: Path) -> None:
    (record,) = _subject(site, HARBOUR).records
    assert [one.document for one in record.listings] == ["EX-2024-001", "EX-2024-007"]
    assert record.other_names == ("Example Docks", "Example Quays")


def test_the_open_end_of_the_table_is_no_end_in_the_register(site: Path) -> None:
    listings = _subject(site, HARBOUR).records[0].listings
    assert [str(one.publish_until) for one in listings] == ["2027-02-02", "None"]


def test_a_page_shows_basis_authority_document_and_both_days(site: Path) -> None:
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", _page(site, HARBOUR))
    assert facts[3:13] == [
        ("Grounds", "Fraudulent practice (Example Procurement Rules, rule 4)"),
        ("Debarred by", "Example Procurement Board"),
        ("Decision number", "EX-2024-001"),
        ("Ineligible from", "2024-02-03"),
        ("Ineligible until", "2027-02-02"),
        ("Grounds", "Collusive practice (Example Procurement Rules, rule 5)"),
        ("Debarred by", "Example Procurement Board"),
        ("Decision number", "EX-2024-007"),
        ("Ineligible from", "2024-06-15"),
        ("Ineligible until", "Not stated"),
    ]


def test_the_labels_are_those_of_the_registers_own_schema(site: Path) -> None:
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", _page(site, HARBOUR))
    plain = [(label, re.sub("<.*?>", "", value)) for label, value in facts]
    assert plain[:3] == [
        ("Also known as", "Example Docks, Example Quays"),
        ("Country", "Northland"),
        ("Addresses", "1 Example Quay, Port Example; 2 Sample Road, Port Example"),
    ]


def test_the_list_has_the_words_of_the_schema_as_heads(site: Path) -> None:
    page = (site / "lists/debarred/index.html").read_text(encoding="utf-8")
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)
    words = {"Supplier", "Grounds", "Debarred by", "Decision number", "Ineligible from"}
    assert words <= set(heads)
    assert '<span class="aside">Debarred suppliers · Northland</span>' in page


@pytest.mark.parametrize("word", ["grade", "assess", "Credit China", "dishonesty"])
def test_a_register_without_grades_speaks_of_none(site: Path, word: str) -> None:
    pages = [path for path in site.rglob("*.html") if path.parts[-2] not in {"data", "standards"}]
    assert [path for path in pages if word in path.read_text(encoding="utf-8")] == []


def test_the_look_up_page_filters_by_country_alone(site: Path) -> None:
    page = (site / "search/index.html").read_text(encoding="utf-8")
    assert re.findall(r'<select id="filter-(\w+)"', page) == ["division"]


def test_a_supplier_is_found_in_python(site: Path) -> None:
    found = kuangxin.open(site).search("harbour works")
    assert [hit.name for hit in found] == [HARBOUR]


@pytest.mark.parametrize("text", ["example docks", "Docks Example", "exmaple docks", "ed"])
def test_a_supplier_is_found_by_another_name_which_is_said(site: Path, text: str) -> None:
    hit = next(iter(kuangxin.open(site).search(text)))
    assert (hit.name, hit.other) == (HARBOUR, "Example Docks")


def test_a_supplier_is_found_in_the_browser(site: Path) -> None:
    (answer,) = ask_browser(site / "data", ["bridge builders"])
    assert [hit["name"] for hit in answer["hits"]] == ["Sample Bridge Builders & Sons"]


def test_a_debarment_that_has_ended_is_not_published(register: Path, tmp_path: Path) -> None:
    build_site(register, tmp_path / "later", as_of=date(2026, 3, 1))
    subject = _subject(tmp_path / "later", "Sample Bridge Builders & Sons")
    assert subject.records[0].listings == ()


def test_the_heads_of_downloads_can_be_the_registers_own(copy: Path, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "schemas/downloads.schema.json").read_text(encoding="utf-8"))
    schema["$defs"]["subjects"]["properties"]["division"]["title"] = "Country code"
    (copy / "schemas/downloads.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    build_site(copy, tmp_path / "site")
    path = tmp_path / "site/data/downloads/subjects.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file))[:3] == ["Kind", "Country code", "Code"]


def test_downloads_without_a_head_are_a_problem(copy: Path) -> None:
    schema = json.loads((ROOT / "schemas/downloads.schema.json").read_text(encoding="utf-8"))
    del schema["$defs"]["listings"]["properties"]["basis"]["title"]
    (copy / "schemas/downloads.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (problem,) = check_register(copy, jobs=1).problems
    assert problem.pointer == "/$defs/listings/properties/basis/title"


def test_a_kind_without_a_division_is_a_problem(copy: Path) -> None:
    path = copy / "schemas/supplier.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["required"].remove("division")
    path.write_text(json.dumps(schema), encoding="utf-8")
    (problem,) = check_register(copy, jobs=1).problems
    assert (problem.code, problem.file) == ("kind-schema", "schemas/supplier.schema.json")


def test_a_wrong_field_of_a_common_schema_is_a_problem_in_the_registers_words(copy: Path) -> None:
    path = copy / "subjects/supplier/NL.jsonl"
    path.write_bytes(path.read_bytes().replace(b"2024-02-03", b"2024-02-30"))
    (problem,) = check_register(copy, jobs=1).problems
    assert (problem.code, problem.field) == ("date", "Debarments 1 › Ineligible from")


def test_the_document_shows_the_files_of_the_example() -> None:
    text = (ROOT / "docs" / "another-register.md").read_text(encoding="utf-8")
    shown = re.findall(r"```(?:yaml|csv)\n(.*?)```", text, re.DOTALL)
    files = [(EXAMPLE / n).read_text(encoding="utf-8") for n in ("register.yaml", "divisions.csv")]
    files += [
        (EXAMPLE / n).read_text(encoding="utf-8") for n in ("suppliers.csv", "suppliers.yaml")
    ]
    assert [one for one in files if one not in shown] == []


def _subject(site: Path, name: str) -> kuangxin.Subject:
    register = kuangxin.open(site)
    (hit,) = register.search(name)
    return register[hit.code]


def _page(site: Path, name: str) -> str:
    path = site / "subjects" / _subject(site, name).code / "index.html"
    return path.read_text(encoding="utf-8")
