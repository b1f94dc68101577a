"""The demonstration register: every state occurs, however small it is; the same bytes each time.

The states are looked for in ``content/`` and in the smallest demonstration there is.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from kuangxin.disclosure import Windows, item_may_be_shown
from kuangxin.grading import Period
from kuangxin.records import CreditItem, Listing, Record, decode_record
from kuangxin_site import command
from kuangxin_site.build import check_register
from kuangxin_site.collect.demo_attachments import write_attachments
from kuangxin_site.collect.demonstration import write_demonstration
from kuangxin_site.settings import decode_settings

CONTENT = Path(__file__).parent.parent / "content"
KINDS = {"mining-right-holder", "exploration-right-holder", "qualified-unit", "expert"}
PERIODS = {"2015Q1", "2015Q2", "2015Q3", "2015Q4", "2015"}
PILOTS = ("3305", "3309", "330781")


class Demonstration:
    """What a test asks of a register: its records, its results, its rules and its day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = sorted(folder.glob("subjects/*/*.jsonl"))
        self.records = [
            decode_record(path.parent.name, json.loads(line))
            for path in self.files
            for line in path.read_text("utf-8").splitlines()
        ]
        self.results: dict[tuple[str, str], dict[str, str]] = {}
        self.overridden: set[tuple[str, str]] = set()
        for path in sorted(folder.glob("assessments/*/*.jsonl")):
            for line in map(json.loads, path.read_text("utf-8").splitlines()):
                own = self.results.setdefault((path.parent.name, line["code"]), {})
                own[path.stem] = line["grade"]
                if "override" in line:
                    self.overridden.add((path.parent.name, line["code"]))
        raw: Any = yaml.safe_load((folder / "register.yaml").read_text("utf-8"))
        self.settings = decode_settings(raw)
        self.on = date.fromisoformat(raw["as_of"])

    @property
    def windows(self) -> Windows:
        return self.settings.windows

    def items(self, record: Record, *, shown: bool) -> Iterator[Any]:
        for item in record.credit_information:
            if item_may_be_shown(item, self.windows, self.on) is shown:
                yield item


@pytest.fixture(scope="module")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("smallest") / "demo"
    write_demonstration(folder, 50, 7)
    return folder


@pytest.fixture(scope="module", params=["content", "smallest"])
def register(request: pytest.FixtureRequest, smallest: Path) -> Demonstration:
    return Demonstration(CONTENT if request.param == "content" else smallest)


def test_what_the_notices_attach_is_what_the_register_holds(
    register: Demonstration, tmp_path: Path
) -> None:
    for name in ("subjects", "assessments"):
        (tmp_path / name).symlink_to(register.folder / name)
    write_attachments(tmp_path, sorted(KINDS))
    for path in (tmp_path / "attachments").iterdir():
        held = (register.folder / "attachments" / path.name).read_text("utf-8-sig")
        assert sorted(held.splitlines()) == sorted(path.read_text("utf-8-sig").splitlines())


def _stands_on(name: str) -> Callable[[Demonstration, Record], bool]:
    def stands(register: Demonstration, record: Record) -> bool:
        return any(one.list == name and one.is_current(register.on) for one in record.listings)

    return stands


def _is_removed(register: Demonstration, record: Record) -> bool:
    removed = (one.removed_on for one in record.listings)
    return any(day is not None and day <= register.on for day in removed)


def _has_minor_withheld(register: Demonstration, record: Record) -> bool:
    return any(item.severity == "minor" for item in register.items(record, shown=False))


def _has_expired(register: Demonstration, record: Record) -> bool:
    return any(
        item.severity == "general"
        and item.repaired_on is None
        and item.determined_on <= register.on
        for item in register.items(record, shown=False)
    )


def _has_repaired(register: Demonstration, record: Record) -> bool:
    return any(item.repaired_on is not None for item in record.credit_information)


def _is_under_objection(register: Demonstration, record: Record) -> bool:
    shown = register.items(record, shown=True)
    return any(item.under_objection(register.on) for item in shown)


def _has_lapsed_licence(register: Demonstration, record: Record) -> bool:
    return any(one.state(register.on) == "lapsed" for one in record.licences)


def _is_recorded_later(register: Demonstration, record: Record) -> bool:
    return any(item.recorded_on is not None for item in register.items(record, shown=True))


def _entered_within_the_year(register: Demonstration, record: Record) -> bool:
    own = register.results.get((record.kind, record.code), {})
    return record.entered_on is not None and own.keys() == {"2015Q4", "2015"}


def _is_too_new(register: Demonstration, record: Record) -> bool:
    return record.entered_on is not None and (record.kind, record.code) not in register.results


def _concerns_one_licence_of_two(register: Demonstration, record: Record) -> bool:
    return len(record.licences) == 2 and any(item.licence for item in record.credit_information)


def _is_overridden(register: Demonstration, record: Record) -> bool:
    return (record.kind, record.code) in register.overridden


STATES: dict[str, Callable[[Demonstration, Record], bool]] = {
    "not yet assessed": lambda register, one: (one.kind, one.code) not in register.results,
    "on the honour list": _stands_on("honour"),
    "on the abnormal list": _stands_on("abnormal"),
    "on the serious list": _stands_on("serious"),
    "removed from a list": _is_removed,
    "minor item, withheld": _has_minor_withheld,
    "expired item, withheld": _has_expired,
    "repaired item": _has_repaired,
    "item under objection": _is_under_objection,
    "item recorded later": _is_recorded_later,
    "entered within the year": _entered_within_the_year,
    "too short on record": _is_too_new,
    "item of one licence of two": _concerns_one_licence_of_two,
    "result decided otherwise": _is_overridden,
    "former name": lambda _, one: bool(one.former_names),
    "lapsed licence": _has_lapsed_licence,
    "expert who left": lambda _, one: one.kind == "expert" and one.left_on is not None,
    "subject that left": lambda _, one: one.kind != "expert" and one.left_on is not None,
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_record_occurs(register: Demonstration, state: str) -> None:
    assert any(STATES[state](register, record) for record in register.records)


def test_every_grade_of_the_standards_is_given(register: Demonstration) -> None:
    bands: set[str] = set()
    for path in register.folder.glob("standards/*.yaml"):
        bands |= {band["grade"] for band in yaml.safe_load(path.read_text("utf-8"))["bands"]}
    assert {own.get("2015Q4") for own in register.results.values()} - {None} == bands
    assert {own.get("2015") for own in register.results.values()} - {None} == bands


def test_one_code_stands_in_two_kinds(register: Demonstration) -> None:
    kinds = Counter(record.code for record in register.records)
    assert max(kinds.values()) == 2


def test_all_four_kinds_have_subjects(register: Demonstration) -> None:
    assert {record.kind for record in register.records} == KINDS


def test_all_eleven_cities_have_subjects(register: Demonstration) -> None:
    with (register.folder / "divisions.csv").open(encoding="utf-8", newline="") as file:
        cities = {code for row in csv.DictReader(file) if (code := row["code"]).endswith("00")}
    found = {f"{record.division[:4]}00" for record in register.records}
    assert found == cities - {"330000"}
    assert len(found) == 11


@pytest.mark.parametrize("pilot", PILOTS)
def test_a_pilot_division_has_more_data_than_the_others(
    register: Demonstration, pilot: str
) -> None:
    counts = Counter(record.division for record in register.records)
    others = [number for code, number in counts.items() if not code.startswith(PILOTS)]
    pilots = [number for code, number in counts.items() if code.startswith(pilot)]
    assert max(pilots) > sum(others) / len(others)


def test_four_quarters_and_the_year_are_assessed(register: Demonstration) -> None:
    for kind in KINDS:
        found = {
            period for (one, _), own in register.results.items() if one == kind for period in own
        }
        assert found == PERIODS
    assert {Period.parse(period).is_year for period in PERIODS} == {True, False}


def test_every_name_and_document_is_marked_as_an_example(register: Demonstration) -> None:
    for record in register.records:
        assert record.name.startswith("示例"), record.name
        decided: list[CreditItem | Listing] = [*record.credit_information, *record.listings]
        for one in decided:
            assert "示例" in one.document and "示例" in one.authority and "示例" in one.basis
        for licence in record.licences:
            assert licence.number.startswith("示例")


def test_the_smallest_demonstration_has_no_problem(smallest: Path) -> None:
    assert check_register(smallest, jobs=1).problems == []


def test_content_is_what_the_generator_makes(tmp_path: Path) -> None:
    write_demonstration(tmp_path / "demo", 300, 2014)
    assert _digests(tmp_path / "demo") == _digests(CONTENT)


def test_the_same_seed_gives_the_same_bytes_however_many_workers(tmp_path: Path) -> None:
    write_demonstration(tmp_path / "one", 400, 3, jobs=1)
    write_demonstration(tmp_path / "two", 400, 3, jobs=2)
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two")


def test_the_bytes_do_not_depend_on_the_order_of_hashes(tmp_path: Path) -> None:
    for name in ("1", "2"):
        program = "import sys; from kuangxin_site.command import main; sys.exit(main())"
        arguments = ["demo", str(tmp_path / name), "--subjects", "400", "--seed", "3"]
        subprocess.run(
            [sys.executable, "-c", program, *arguments],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": name},
        )
    assert _digests(tmp_path / "1") == _digests(tmp_path / "2")


def test_another_seed_gives_other_subjects(smallest: Path, tmp_path: Path) -> None:
    write_demonstration(tmp_path / "demo", 50, 8)
    assert _digests(tmp_path / "demo") != _digests(smallest)


def test_as_many_subjects_are_made_as_are_asked_for(tmp_path: Path) -> None:
    write_demonstration(tmp_path / "demo", 1234, 1)
    assert len(Demonstration(tmp_path / "demo").records) == 1234


@pytest.mark.parametrize("number", [49, 1_000_001])
def test_a_number_out_of_range_is_refused(tmp_path: Path, number: int) -> None:
    with pytest.raises(ValueError, match="50 to 1,000,000"):
        write_demonstration(tmp_path / "demo", number, 1)
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("number", ["49", "1000001", "-50", "many", "1e3", "²"])
def test_the_command_refuses_a_number_out_of_range(
    tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["demo", str(tmp_path / "demo"), f"--subjects={number}"])
    assert stopped.value.code == 2
    assert "50 to 1,000,000" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    assert command.main(["demo", str(tmp_path), "--subjects", "50"]) == 2
    assert "empty or new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
