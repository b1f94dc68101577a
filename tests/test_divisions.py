"""The page of a place: everyone there of every kind, who of them stands on a list, and one file."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kuangxin_site.pages.divisions import _DECISIONS, plan_divisions
from kuangxin_site.pages.plan import Page, open_site
from tests.registers import CONTENT, UNITS, Breakable, lines, make_unit

Row = dict[str, Any]


def _rows(site: Path, table: str) -> list[Row]:
    text = (site / f"data/downloads/{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _cities(site: Path) -> dict[str, str]:
    """Return the city of each division, by code."""
    divisions = json.loads((site / "data/release.json").read_bytes())["divisions"]
    above = {one["code"]: one.get("parent", "") for one in divisions}
    return {one: one if above[up] == "" else up for one, up in above.items() if up}


def _csv(site: Path, place: str) -> list[Row]:
    text = (site / f"divisions/{place}/list.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def _html(site: Path, place: str) -> str:
    return (site / f"divisions/{place}/index.html").read_text(encoding="utf-8")


def test_the_file_of_a_place_holds_everyone_there_of_every_kind(built_demonstration: Path) -> None:
    site = built_demonstration
    cities = _cities(site)
    wanted: dict[str, list[str]] = {}
    for row in _rows(site, "subjects"):
        for place in {cities[row["division"]], row["division"]}:
            wanted.setdefault(place, []).append(row["code"])
    places = [path.parent.name for path in site.glob("divisions/*/list.csv")]
    found = {place: [row["代码"] for row in _csv(site, place)] for place in places}
    assert found == wanted
    assert len({row["种类"] for row in _csv(site, "330100")}) == 4


def test_the_workbook_of_a_place_is_its_csv(built_demonstration: Path) -> None:
    folder = built_demonstration / "divisions/330500"
    book = openpyxl.load_workbook(folder / "list.xlsx").worksheets[0]
    codes = [row[2] for row in book.iter_rows(min_row=2, values_only=True)]
    assert codes == [row["代码"] for row in _csv(built_demonstration, "330500")]


def test_a_place_says_how_many_are_in_the_register_by_kind_and_links_their_list(
    built_demonstration: Path,
) -> None:
    site, cities = built_demonstration, _cities(built_demonstration)
    there = Counter(
        row["kind"]
        for row in _rows(site, "subjects")
        if cities[row["division"]] == "330100" and "left_on" not in row
    )
    shown = re.findall(
        r'<th scope="row"><a href="../../kinds/([\w-]+)/330100/">[^<]+</a></th>'
        r'<td class="number" data-label="在册">(\d+)</td>',
        _html(site, "330100"),
    )
    assert {kind: int(number) for kind, number in shown} == there
    assert all((site / f"kinds/{kind}/330100/index.html").exists() for kind in there)


def test_a_place_names_who_stands_on_a_list_there(built_demonstration: Path) -> None:
    site, cities = built_demonstration, _cities(built_demonstration)
    wanted = [row["code"] for row in _rows(site, "listings") if cities[row["division"]] == "330100"]
    assert wanted
    shown = re.findall(r'<th scope="row"><a href="../../subjects/(\w+)/">', _html(site, "330100"))
    assert sorted(shown) == sorted(wanted)


def test_the_front_statistics_and_notices_lead_to_a_place(built_demonstration: Path) -> None:
    front = (built_demonstration / "index.html").read_text(encoding="utf-8")
    assert front.count('href="divisions/33') == 11
    part = (built_demonstration / "statistics/330100/index.html").read_text(encoding="utf-8")
    assert 'href="../../divisions/330100/"' in part
    for notice in ("2015q3", "2015q4"):
        page = (built_demonstration / f"notices/{notice}/index.html").read_text(encoding="utf-8")
        assert 'href="../../divisions/"' in page
    html = _html(built_demonstration, "330100")
    for way in ("statistics/330100/", "changes/divisions/330100.xml", "divisions/330102/"):
        assert f'href="../../{way}"' in html
    assert "/divisions/330100/</loc>" in (built_demonstration / "sitemap.xml").read_text("utf-8")


def test_who_left_is_in_the_file_but_not_in_the_numbers(small: Breakable) -> None:
    small.remove("assessments")
    units = [make_unit(1), {**make_unit(2), "left_on": "2015-11-01", "left_reason": "注销"}]
    small.put(UNITS, lines(*sorted(units, key=lambda one: str(one["code"]))))
    site = small.build()
    place = str(units[0]["division"])
    assert {row["退出日期"] for row in _csv(site, place)} == {"", "2015-11-01"}
    html = _html(site, place)
    assert "已退出的 1 个也在名单里" in html
    assert re.search(r'data-label="在册">1<', html)


def test_the_page_of_a_place_shows_the_newest_decisions_and_counts_them_all(
    built_demonstration: Path, tmp_path: Path
) -> None:
    shutil.copytree(built_demonstration / "data", tmp_path / "data")
    subject = _rows(built_demonstration, "subjects")[0]
    named = {name: subject[name] for name in ("kind", "division", "code", "name")}
    rows = [
        {**named, "list": "serious", "basis": "b", "authority": "a", "document": str(n)}
        | {"listed_on": f"20{n // 28:02}-02-{n % 28 + 1:02}"}
        for n in range(5 * _DECISIONS)
    ]
    table = tmp_path / "data/downloads/listings.jsonl"
    table.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pages = [
        one
        for one in plan_divisions(open_site(tmp_path / "data", CONTENT))
        if isinstance(one, Page) and one.path == f"divisions/{subject['division']}/index.html"
    ]
    (values,) = (page.values for page in pages)
    shown: Any = values["decisions"]
    wanted = sorted((row["listed_on"] for row in rows), reverse=True)[:_DECISIONS]
    assert [one.listed_on for one in shown] == wanted
    assert values["standing"] == len(rows)


@pytest.mark.parametrize("place", ["divisions/330100/list.csv", "divisions/330100/list.xlsx"])
def test_a_place_offers_its_files(built_demonstration: Path, place: str) -> None:
    assert (built_demonstration / place).stat().st_size > 1000
    assert f'href="{Path(place).name}"' in _html(built_demonstration, "330100")


def test_a_place_says_of_which_period_its_grades_are(built_demonstration: Path) -> None:
    page = (built_demonstration / "divisions/330500/index.html").read_text(encoding="utf-8")
    assert re.search("信用等级是.{0,20}2015 年第四季度的", page)
