"""Versions of a standard live side by side: a period is graded by the one in force on its last day."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kuangxin
from kuangxin_site.build import build_site, check_register
from kuangxin_site.cli import main

CONTENT = Path(__file__).parent.parent / "content"
OLD, NEW = "mining-right-holder-2015", "mining-right-holder-2016"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with a second version from 2016 on, and a quarter decided by it."""
    folder = Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("versions") / "content"))
    path = folder / f"standards/{OLD}.yaml"
    old = path.read_text(encoding="utf-8")
    new = old.replace(OLD, NEW).replace("示范〔2015〕1号", "示范〔2016〕1号")
    new = new.replace('effective_from: "2015-01-01"', 'effective_from: "2016-01-01"')
    new = new.replace(
        "title: 越界开采, category: dishonesty, severity: serious, points: -40",
        "title: 越界开采, category: dishonesty, severity: serious, points: -50",
    )
    (folder / f"standards/{NEW}.yaml").write_text(new, encoding="utf-8")
    path.write_text(
        old.replace(
            'effective_from: "2015-01-01"',
            'effective_from: "2015-01-01"\neffective_until: "2015-12-31"',
        ),
        encoding="utf-8",
    )
    arguments = ["--authority", "示例厅", "--document", "示例评〔2016Q1〕9号"]
    decided = [
        "--decide",
        *arguments,
        "--decided-on",
        "2016-04-20",
        "--kind",
        "mining-right-holder",
    ]
    assert main(["assess", str(folder), "--period", "2016Q1", *decided]) == 0
    return folder


def test_each_period_is_graded_by_the_standard_of_its_last_day(
    register: Path, tmp_path: Path
) -> None:
    build_site(register, tmp_path / "site", jobs=1)
    site = tmp_path / "site"
    import datetime

    build_site(register, site, jobs=1, as_of=datetime.date(2016, 5, 1))
    subject = kuangxin.open(site)["91330109DEM0000301"]
    assert subject.assessment("2015Q4").standard == OLD
    now = subject.assessment("2016Q1")
    assert now.standard == NEW
    assert "-50.00" in {str(one.points) for one in now.reasons}
    page = (site / f"standards/{NEW}/index.html").read_text(encoding="utf-8")
    assert "−40.00" in page and "−50.00" in page  # what the version changed
    assert (site / f"standards/{OLD}/index.html").is_file()


def test_a_result_by_the_other_version_is_a_problem(register: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(register, tmp_path / "copy"))
    path = copy / "assessments/mining-right-holder/2016Q1.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace(NEW, OLD, 1), encoding="utf-8")
    found = {one.code for one in check_register(copy, jobs=1).problems}
    assert "standard-not-in-force" in found
