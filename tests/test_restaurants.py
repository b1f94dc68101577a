"""Another standard of another shape: restaurant inspections, by data alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import kuangxin
from kuangxin.cli import main
from kuangxin_site.build import build_site, check_register

EXAMPLE = Path(__file__).parent / "examples" / "restaurants"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("restaurants")
    register = Path(shutil.copytree(EXAMPLE, place / "register"))
    assert check_register(register, jobs=1).problems == []
    build_site(register, place / "site", jobs=1)
    return place / "site"


@pytest.mark.parametrize(
    ("permit", "points", "grade"),
    [
        ("R-0101", "100.00", "A"),  # nothing found
        ("R-0104", "92.00", "B"),  # 100 − 8, held to B by an open critical violation
        ("R-0105", "84.00", "B"),  # 100 − 4 × 4
        ("R-0106", "76.00", "C"),  # 100 − 8 × 4, no more than 24
        ("R-0201", "90.00", "B"),  # 100 − 7 × 2, no more than 10
        ("R-0202", "93.00", "A"),  # 100 − 4 − 3, however often repeated
        ("R-0204", "68.00", "D"),  # 100 − 4 × 8
    ],
)
def test_an_inspection_is_scored_by_the_rules_of_its_standard(
    site: Path, permit: str, points: str, grade: str
) -> None:
    result = kuangxin.open(site)[permit].assessment("2026Q1")
    assert (str(result.points), result.grade) == (points, grade)


def test_a_new_restaurant_is_not_assessed(site: Path) -> None:
    assert kuangxin.open(site)["R-0205"].grade is None


def test_every_score_is_reproduced_from_the_release(site: Path) -> None:
    assert main(["verify", "--grades", str(site)]) == 0


def test_the_page_says_what_holds_the_grade(site: Path) -> None:
    page = (site / "subjects/R-0104/index.html").read_text(encoding="utf-8")
    assert "A critical violation is open" in page
    assert "Two inspections a year" in page


def test_the_look_up_page_filters_by_what_the_register_has(site: Path) -> None:
    page = (site / "search/index.html").read_text(encoding="utf-8")
    assert 'name="kind"' not in page  # there is but one
    offered = re.findall(r'<option value="([A-D])">(.*?)</option>', page)
    assert [grade for grade, _ in offered] == ["A", "B", "C", "D"]
    assert all(text.startswith(f"{grade} ") for grade, text in offered)
