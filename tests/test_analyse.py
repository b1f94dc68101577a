"""``kuangxin-site analyse`` counts what stands in the register."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kuangxin_site.analysing import analyse_register
from kuangxin_site.cli import main
from kuangxin_site.errors import WrongUsage

CONTENT = Path(__file__).parent.parent / "content"


def _subjects() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.parent.name, json.loads(line))
        for path in sorted((CONTENT / "subjects").rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _results(period: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.parent.name, json.loads(line))
        for path in sorted((CONTENT / "assessments").rglob(f"{period}.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_grades_are_those_of_the_decided_results() -> None:
    analysis = analyse_register(CONTENT, "2015Q4", jobs=1)
    counted: Counter[tuple[str, str]] = Counter()
    for row in analysis.grades:
        if row.period == "2015Q4":
            counted[row.kind, row.grade] += row.subjects
    assert counted == Counter((kind, one["grade"]) for kind, one in _results("2015Q4"))


def test_movements_pair_the_results_of_two_periods() -> None:
    analysis = analyse_register(CONTENT, "2015Q4", jobs=1)
    assert analysis.compared_with == "2015Q3"
    before = {(kind, one["code"]): one["grade"] for kind, one in _results("2015Q3")}
    after = {(kind, one["code"]): one["grade"] for kind, one in _results("2015Q4")}
    expected = Counter((k[0], before[k], after[k]) for k in before.keys() & after.keys())
    found = {(m.kind, m.before, m.after): m.subjects for m in analysis.movements}
    assert {key: number for key, number in found.items() if all(key)} == expected


def test_items_and_repairs_are_those_of_the_period() -> None:
    analysis = analyse_register(CONTENT, "2015", jobs=1)
    items: Counter[tuple[str, str]] = Counter()
    repairs = 0
    for kind, subject in _subjects():
        for item in subject.get("credit_information", ()):
            items[kind, item["indicator"]] += item["determined_on"].startswith("2015")
            repairs += item.get("repaired_on", "").startswith("2015")
    found = {(one.kind, one.indicator): one.items for one in analysis.indicators if one.items}
    assert found == {key: number for key, number in items.items() if number}
    assert analysis.repair_days.cases == repairs > 0
    assert analysis.repair_days.median is not None


def test_lists_count_entries_removals_and_who_stands() -> None:
    analysis = analyse_register(CONTENT, "2015", jobs=1)
    listings = [one for _, subject in _subjects() for one in subject.get("listings", ())]
    for row in analysis.lists:
        own = [one for one in listings if one["list"] == row.list]
        assert row.entered == sum(one["listed_on"].startswith("2015") for one in own)
        assert row.removed == sum(one.get("removed_on", "").startswith("2015") for one in own)
    assert {row.list for row in analysis.lists} == {"honour", "abnormal", "serious"}


def test_the_workers_change_nothing() -> None:
    assert analyse_register(CONTENT, "2015", jobs=2) == analyse_register(CONTENT, "2015", jobs=1)


def test_only_what_may_be_shown_is_counted_on_request(tmp_path: Path) -> None:
    from datetime import date

    whole = analyse_register(CONTENT, "2015", jobs=1)
    shown = analyse_register(CONTENT, "2015", jobs=1, published_on=date(2016, 1, 25))
    assert sum(row.items for row in shown.indicators) < sum(row.items for row in whole.indicators)
    assert "D07" not in {row.indicator for row in shown.indicators}


def test_it_is_written_as_json_and_as_a_workbook(tmp_path: Path) -> None:
    json_file, book_file = tmp_path / "a.json", tmp_path / "a.xlsx"
    arguments = ["analyse", str(CONTENT), "--period", "2015", "--jobs", "1"]
    assert main([*arguments, "--json", str(json_file), "--xlsx", str(book_file)]) == 0
    document = json.loads(json_file.read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(book_file)
    rows = list(book["等级分布"].iter_rows(values_only=True))
    assert rows[0] == (
        "种类编号",
        "种类名称",
        "区划编号",
        "区划名称",
        "评价期",
        "信用等级",
        "主体数",
    )
    assert {row[1] for row in rows[1:] if row[0] == "expert"} == {"专家"}
    assert ("330100", "杭州市") in {row[2:4] for row in rows}
    indicators = list(book["指标"].iter_rows(values_only=True))
    assert indicators[0][4:] == ("本期认定的条数", "本期结果计入的分值")
    assert ("mining-right-holder", "采矿权人", "D01", "越界开采") in {row[:4] for row in indicators}
    assert [row[0] for row in book["用时"].iter_rows(values_only=True)] == ["事项", "修复", "异议"]
    assert len(rows) - 1 == len(document["grades"]) > 10
    first = book_file.read_bytes()
    assert main([*arguments, "--xlsx", str(book_file)]) == 0
    assert book_file.read_bytes() == first


@pytest.mark.parametrize(("period", "compare"), [("2015Q9", None), ("2015", "2014Q4")])
def test_a_period_that_is_none_is_refused(period: str, compare: str | None) -> None:
    with pytest.raises(WrongUsage):
        analyse_register(CONTENT, period, compare=compare)
