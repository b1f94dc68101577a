"""``kuangxin-site assess``: results and proposals are computed; what is decided enters the register."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kuangxin_site.build import check_register
from kuangxin_site.cli import main
from tests.test_rules_withheld import contents

CONTENT = Path(__file__).parent.parent / "content"
DECIDE = ["--decide", "--authority", "示例厅", "--document", "示例评〔2016Q1〕9号"]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def _decide(register: Path) -> int:
    return main(
        ["assess", str(register), "--period", "2016Q1", *DECIDE, "--decided-on", "2016-04-20"]
    )


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_decided_period_enters_the_register_and_is_built(register: Path, tmp_path: Path) -> None:
    assert _decide(register) == 0
    decided = _lines(register / "assessments/mining-right-holder/2016Q1.jsonl")
    assert len(decided) > 50
    assert [one["code"] for one in decided] == sorted(str(one["code"]) for one in decided)
    assert {one["document"] for one in decided} == {"示例评〔2016Q1〕9号"}
    assert main(["check", str(register)]) == 0
    out = str(tmp_path / "site")
    assert main(["build", str(register), "--output", out, "--as-of", "2016-05-01"]) == 0
    assert main_verify(out) == 0


def main_verify(site: str) -> int:
    from kuangxin.cli import main as reader

    return reader(["verify", "--grades", site])


def test_deciding_again_changes_nothing(register: Path) -> None:
    assert _decide(register) == 0
    before = {p: p.read_bytes() for p in (register / "assessments").rglob("*.jsonl")}
    _decide(register)
    assert {p: p.read_bytes() for p in (register / "assessments").rglob("*.jsonl")} == before


def test_a_decision_needs_authority_document_and_day(register: Path) -> None:
    before = sorted(register.rglob("*"))
    assert main(["assess", str(register), "--period", "2016Q1", "--decide"]) == 2
    assert sorted(register.rglob("*")) == before


@pytest.mark.parametrize("flags", [[], ["--propose"], [*DECIDE, "--decided-on", "2016-04-20"]])
def test_a_period_without_a_standard_is_refused(
    register: Path, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(register.rglob("*"))
    assert main(["assess", str(register), "--period", "2014Q4", *flags]) == 1
    assert "2014-12-31" in (said := capsys.readouterr().out)
    assert "mining-right-holder-2015（2015-01-01 起）" in said
    assert sorted(register.rglob("*")) == before


def test_a_register_with_errors_is_not_assessed(register: Path) -> None:
    path = next((register / "subjects/expert").iterdir())
    path.write_bytes(path.read_bytes() + b"{\n")
    before = sorted(register.rglob("*"))
    assert _decide(register) == 1
    assert sorted(register.rglob("*")) == before


def test_no_proposal_reaches_the_release(register: Path, tmp_path: Path) -> None:
    assert main(["assess", str(register), "--period", "2015Q4", "--propose"]) == 0
    marked = 0
    for path in (register / "proposals").rglob("*.jsonl"):
        text = path.read_text(encoding="utf-8")
        marked += text.count('"basis"')
        path.write_text(text.replace('"示范的列入条件"', '"只在建议里的依据"'), encoding="utf-8")
    assert marked > 10
    site = tmp_path / "site"
    assert main(["build", str(register), "--output", str(site)]) == 0
    needle = "只在建议里的依据".encode()
    found = [p for p in site.rglob("*") if p.is_file() and any(needle in c for c in contents(p))]
    assert not found


def test_what_is_recorded_later_does_not_change_what_was_decided(register: Path) -> None:
    path = register / "subjects/mining-right-holder/330109.jsonl"
    subjects = _lines(path)
    item = {
        "id": "LATE-1",
        "category": "dishonesty",
        "severity": "general",
        "indicator": "D03",
        "facts": "示例事实",
        "basis": "示例依据",
        "document": "示例信〔2015〕9号",
        "authority": "示例局",
        "determined_on": "2015-09-01",
        "recorded_on": "2016-02-15",
    }
    subject = next(one for one in subjects if one["code"] == "91330109DEM0000301")
    subject["credit_information"] = [*subject.get("credit_information", []), item]  # type: ignore[misc]
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in subjects)
    path.write_text(text, encoding="utf-8")
    assert main(["check", str(register)]) == 0
    assert _decide(register) == 0
    decided = _lines(register / "assessments/mining-right-holder/2016Q1.jsonl")
    later = next(one for one in decided if one["code"] == "91330109DEM0000301")
    reasons = later["reasons"]
    assert isinstance(reasons, list)
    assert "LATE-1" in {one.get("item") for one in reasons}


def _decide_year(register: Path, *more: str) -> int:
    decided = ["--decide", "--authority", "示例厅", "--document", "示例评〔2015〕9号"]
    day = ["--decided-on", "2016-01-20"]
    return main(["assess", str(register), "--period", "2015", *decided, *day, *more])


def test_a_year_is_not_decided_before_its_quarters(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (register / "assessments").rglob("2015.jsonl"):
        path.unlink()
    (register / "assessments/expert/2015Q2.jsonl").unlink()
    assert _decide_year(register) == 1
    said = capsys.readouterr().out
    assert "专家 2015 年度结果由各季度得出，2015Q2 却没有任何主体的已定结果" in said
    assert not list(register.rglob("2015.jsonl"))
    assert _decide_year(register, "--kind", "qualified-unit") == 0


def test_a_decided_year_without_a_quarter_is_pointed_out(register: Path) -> None:
    (register / "assessments/expert/2015Q2.jsonl").unlink()
    (register / "assessments/expert/2015.jsonl").write_text(
        (register / "assessments/expert/2015.jsonl").read_text(encoding="utf-8").splitlines()[0]
        + "\n",
        encoding="utf-8",
    )
    found = [one for one in check_register(register).problems if one.code == "year-lacks-quarters"]
    assert [(one.file, one.severity) for one in found] == [
        ("assessments/expert/2015.jsonl", "warning")
    ]


def test_new_results_leave_no_old_proposals_for_lists(register: Path) -> None:
    arguments = ["assess", str(register), "--period", "2015Q4"]
    assert main([*arguments, "--propose"]) == 0
    lists = register / "proposals/mining-right-holder/2015Q4.lists.jsonl"
    assert lists.exists()
    assert main([*arguments, "--kind", "expert"]) == 0
    assert lists.exists()
    assert main(arguments) == 0
    assert not lists.exists()
    assert lists.with_name("2015Q4.jsonl").exists()


def test_an_empty_authority_is_said_to_be_empty(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decision = ["--decide", "--authority", "", "--document", "x", "--decided-on", "2016-04-20"]
    assert main(["assess", str(register), "--period", "2016Q1", *decision]) == 2
    assert "--authority is empty" in capsys.readouterr().err


def test_who_left_by_the_periods_end_is_not_graded(register: Path) -> None:
    for path in (register / "assessments").rglob("2015.jsonl"):
        path.unlink()
    assert _decide_year(register) == 0
    found = check_register(register).problems
    assert "decided-after-left" not in {one.code for one in found}
