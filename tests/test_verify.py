"""A release is held to its digests and its grades to its standards, by the command and in Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

import kuangxin
from kuangxin.cli import main
from kuangxin.verify import verify_grades


@pytest.fixture
def site(built_demonstration: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_demonstration, tmp_path / "site"))


def _partition_with(site: Path, text: str) -> Path:
    return next(p for p in sorted((site / "data/subjects").iterdir()) if text in p.read_text())


def test_every_grade_of_the_demonstration_is_reproduced(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--grades", str(site)]) == 0
    said = capsys.readouterr().out
    found = verify_grades(kuangxin.open(site).published)
    assert len(found.overridden) == 1
    assert found.reproduced == found.results - 1 > 1000
    assert f"{found.reproduced} of {found.results} reproduced" in said


def test_a_changed_grade_is_named_with_what_the_standard_computes(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _partition_with(site, '"grade":"C"')
    path.write_text(path.read_text().replace('"grade":"C"', '"grade":"A"', 1))
    assert main(["verify", "--grades", str(site)]) == 1
    said = capsys.readouterr().out
    assert " A 失信 published, " in said
    assert " C 失信 computed" in said


def test_a_changed_reason_is_named_by_its_step(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _partition_with(site, '"points":-15.00')
    path.write_text(path.read_text().replace('"points":-15.00', '"points":-5.00', 1))
    assert main(["verify", "--grades", str(site)]) == 1
    assert "step " in capsys.readouterr().out


def test_a_changed_or_missing_file_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(site)]) == 0
    (site / "data/downloads/listings.csv").unlink()
    (site / "data/downloads/subjects.csv").write_bytes(b"x")
    assert main(["verify", str(site)]) == 1
    said = capsys.readouterr().out
    assert "downloads/listings.csv: missing" in said
    assert "downloads/subjects.csv: bytes" in said


def test_grades_are_explained_step_by_step(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = kuangxin.open(site)
    code, result = next(
        (subject.code, record.assessments[0])
        for subject in register.subjects()
        for record in subject.records
        if record.assessments and any(one.item for one in record.assessments[0].reasons)
    )
    assert main(["get", code, "--explain", "--from", str(site)]) == 0
    said = capsys.readouterr().out
    standard = register.standard(result.standard)
    for reason in result.reasons:
        if reason.item:
            indicator = standard.indicator(reason.indicator)
            assert indicator is not None
            assert indicator.title in said
            assert str(reason.points).replace("-", "−") in said
    assert main(["get", code, "--explain", "--period", "1999", "--from", str(site)]) == 1


def test_the_second_clock_leaves_out_what_was_decided_later(site: Path) -> None:
    import datetime

    register = kuangxin.open(site)
    code = next(
        subject.code
        for subject in register.subjects()
        if len(subject.records) == 1 and len(subject.records[0].assessments) == 5
    )
    then = kuangxin.open(site, known_on=datetime.date(2015, 8, 1))[code]
    assert [one.period for one in then.records[0].assessments] == ["2015Q2", "2015Q1"]


def test_the_outcome_is_one_json_document(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--grades", str(site), "--json"]) == 0
    found = msgspec.json.decode(capsys.readouterr().out)
    assert found["results"] == found["reproduced"] + len(found["overridden"])
    assert found["differing"] == []


def test_only_results_decided_by_the_day_are_verified_on_request(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = [
        one.decided_on
        for subject in kuangxin.open(site).subjects()
        for record in subject.records
        for one in record.assessments
    ]
    then = sum(str(one) <= "2015-07-20" for one in decided)
    for jobs in ("1", "2"):
        arguments = ["--grades", "--known-on", "2015-07-20", "--json", "--jobs", jobs]
        assert main(["verify", str(site), *arguments]) == 0
        assert msgspec.json.decode(capsys.readouterr().out)["results"] == then < len(decided)


def test_what_is_no_period_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["get", "X", "--explain", "--period", "2015Q9"])
    assert refused.value.code == 2
    assert "2015Q9" in capsys.readouterr().err
