"""The statistics count what is published, each number as the downloads give it again."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kuangxin_site.build import build_site
from tests.registers import EXPERTS, UNITS, Breakable, lines, make_item, make_unit, tree

KINDS = {
    "mining-right-holder": "采矿权人",
    "exploration-right-holder": "探矿权人",
    "qualified-unit": "资质（资格）单位",
    "expert": "专家",
}
GRADES = {"A": "守信", "B": "一般", "C": "失信", "D": "严重失信"}
QUARTERS = ("一", "二", "三", "四")
RESTAURANTS = Path(__file__).parent / "examples" / "restaurants"

Row = dict[str, Any]


class Downloads:
    """The rows of the downloads, and what the test counts of them."""

    def __init__(self, data: Path) -> None:
        folder = data / "downloads"
        self.subjects, self.items, self.listings, self.results = (
            [json.loads(line) for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
            for name in ("subjects", "credit_information", "listings", "assessments")
        )
        release = json.loads((data / "release.json").read_text(encoding="utf-8"))
        self.parents = {one["code"]: one["parent"] for one in release["divisions"]}
        self.names = {one["code"]: one["name"] for one in release["divisions"]}
        self.today = {
            one["code"]: self.names.get(one["successor"], "") for one in release["divisions"]
        }
        self.lists = {one["id"]: one["title"] for one in release["lists"]}
        self.indicators = {
            (standard["kind"], one["id"]): one["title"]
            for path in (data / "standards").glob("*.json")
            for standard in [json.loads(path.read_text(encoding="utf-8"))]
            for one in standard["indicators"]
        }

    def city(self, row: Row) -> str:
        code: str = row["division"]
        return self.parents[code] if self.parents[self.parents[code]] else code

    def of(self, kind: str = "", city: str = "") -> Downloads:
        """Return what is of a kind and in a city."""
        part = object.__new__(Downloads)
        part.__dict__.update(self.__dict__)
        for table in ("subjects", "items", "listings", "results"):
            rows = [
                row
                for row in getattr(self, table)
                if (not kind or row["kind"] == kind) and (not city or self.city(row) == city)
            ]
            setattr(part, table, rows)
        return part

    def grades(self, period: str) -> Counter[str]:
        return Counter(row["grade"] for row in self.results if row["period"] == period)

    def moves(self, before: str, period: str) -> Counter[str]:
        was, now = (
            {(r["kind"], r["code"]): r["grade"] for r in self.results if r["period"] == one}
            for one in (before, period)
        )
        found: Counter[str] = Counter()
        for one in {*was, *now}:
            if one not in was or one not in now:
                found["new" if one in now else "none"] += 1
            else:
                found[
                    "same" if was[one] == now[one] else "up" if now[one] < was[one] else "down"
                ] += 1
        return found


def _quarter(day: str) -> str:
    return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"


def _period(period: str) -> str:
    year = period[:4]
    return f"{year} 年度" if len(period) == 4 else f"{year} 年第{QUARTERS[int(period[5]) - 1]}季度"


def _of(number: int, whole: int) -> str:
    if not number:
        return "0"
    share = (Decimal(100 * number) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{number}（{share}%）"


def _text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def _tables(page: str) -> dict[str, list[list[str]]]:
    """Return the rows of each table below its figure's id, or its caption where it is in none."""
    found: dict[str, list[list[str]]] = {}
    ids = [
        (m.start(), m.group(1)) for m in re.finditer(r'<figure class="figure" id="([^"]+)"', page)
    ]
    for table in re.finditer(r"<table.*?</table>", page, re.DOTALL):
        before = [id for start, id in ids if start < table.start()]
        inside = before and page.rfind("</figure>", 0, table.start()) < page.rfind(
            "<figure", 0, table.start()
        )
        caption = re.search(r"<caption>(.*?)</caption>", table.group(), re.DOTALL)
        assert caption is not None
        name = before[-1] if inside else _text(caption.group(1))
        body = table.group().partition("<tbody>")[2]
        rows = [
            [_text(cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
        ]
        while name in found:
            name += "+"
        found[name] = rows
    return found


def _read(site: Path, path: str) -> str:
    return (site / "statistics" / path / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def downloads(built_demonstration: Path) -> Downloads:
    return Downloads(built_demonstration / "data")


PARTS = [
    ("", "", ""),
    *((kind, kind, "") for kind in KINDS),
    *((f"330{n}00", "", f"330{n}00") for n in range(1, 10)),
    ("331000", "", "331000"),
    ("331100", "", "331100"),
]


def _grade_rows(part: Downloads, rows: Iterable[tuple[str, str]]) -> Iterable[list[str]]:
    for kind, period in rows:
        counts = part.of(kind).grades(period)
        whole = sum(counts.values())
        if whole:
            yield [str(whole), *(_of(counts[grade], whole) for grade in GRADES)]


@pytest.mark.parametrize(("folder", "kind", "city"), PARTS)
def test_every_number_of_a_page_is_counted_again_from_the_downloads(
    built_demonstration: Path, downloads: Downloads, folder: str, kind: str, city: str
) -> None:
    page = _read(built_demonstration, folder)
    part = downloads.of(kind, city)
    tables = _tables(page)
    expected: dict[str, list[list[str]]] = {}
    there = [one for one in KINDS if any(row["kind"] == one for row in part.subjects)]
    newest = {one: "2015Q4" for one in there if part.of(one).grades("2015Q4")}
    past = ["2015Q4", "2015Q3", "2015Q2", "2015Q1"]
    if kind:
        rows = zip(past, _grade_rows(part, [(kind, one) for one in past]), strict=True)
        expected[f"grades-{kind}"] = [[_period(one), *cells] for one, cells in rows]
        (annual,) = _grade_rows(part, [(kind, "2015")])
        expected[f"years-{kind}"] = [["2015 年度", *annual]]
    else:
        cells = _grade_rows(part, newest.items())
        expected["newest-grades"] = [
            [KINDS[one], _period(period), *row]
            for (one, period), row in zip(newest.items(), cells, strict=True)
        ]
        for one in there if city else []:
            shown = [period for period in past if part.of(one).grades(period)]
            numbers = _grade_rows(part, [(one, period) for period in shown])
            expected[f"grades-{one}"] = [
                [_period(p), *row] for p, row in zip(shown, numbers, strict=True)
            ]
    pairs = list(zip(past[1:], past, strict=False))
    moved = [(kind, *pair) for pair in pairs] if kind else [(k, *pairs[0]) for k in there]
    names = ("up", "same", "down", "new", "none")
    of_moves = []
    for one, before, period in moved:
        found = part.of(one).moves(before, period)
        whole = sum(found.values())
        head = f"{_period(before)} → {_period(period)}"
        row = [head, str(whole), *(_of(found[name], whole) for name in names)]
        of_moves.append(row if kind else [KINDS[one], *row])
    expected["moves" if kind else "newest-moves"] = of_moves
    items = Counter((row["kind"], row["indicator"], row["category"]) for row in part.items)
    words = {"dishonesty": "失信信息", "honour": "荣誉信息"}
    several = len({one for one, *_rest in items}) > 1
    if items:
        order = sorted(items, key=lambda one: (-items[one], list(KINDS).index(one[0]), one[1]))
        expected["indicators"] = [
            [
                f"{indicator} {downloads.indicators[of, indicator]}",
                *([KINDS[of]] if several else []),
                words[category],
                str(items[of, indicator, category]),
            ]
            for of, indicator, category in order
        ]
    for name in downloads.lists:
        own = [_quarter(row["listed_on"]) for row in part.listings if row["list"] == name]
        assert not any("removed_on" in row for row in part.listings)
        quarters = [f"{y}Q{q}" for y in (2016, 2015, 2014) for q in (4, 3, 2, 1)]
        quarters = [one for one in quarters if own and min(own) <= one <= "2016Q1"]
        if own:
            expected[f"list-{name}"] = [
                [_period(one), str(own.count(one)), str(sum(o <= one for o in own))]
                for one in quarters
            ]
    expected["places"] = _places(downloads, part, city)
    assert tables == expected
    figures = re.findall(r"<dd>(?:<a [^>]+>)?(\d+)(?:</a>)?</dd>", page)
    present = [row for row in part.subjects if "left_on" not in row]
    counted = [present, [r for r in present if "grade" in r], part.items, part.listings]
    assert figures[:4] == [str(len(rows)) for rows in counted][: len(figures)]
    _hold_bars_to_tables(page, tables)


def _places(downloads: Downloads, part: Downloads, city: str) -> list[list[str]]:
    if city:
        codes = [c for c in sorted(downloads.parents) if city in (c, downloads.parents[c])]
        there = {row["division"] for row in part.subjects}
        codes = [code for code in codes if code != city or code in there]
    else:
        codes = sorted({downloads.city(row) for row in downloads.subjects})
    rows = []
    for code in codes:
        own = [r for r in part.subjects if code in (r["division"], downloads.city(r))]
        present = [row for row in own if "left_on" not in row]
        done = sum("grade" in row for row in present)
        name = downloads.names[code]
        if code != city and city:
            name = downloads.names[city] + name
        if downloads.today[code]:
            name += f"（今{downloads.today[code]}）"
        cells = [str(len(present)), _of(done, len(present)), str(len(present) - done)]
        rows.append([name, *cells, str(len(own) - len(present))])
    return rows


def _hold_bars_to_tables(page: str, tables: dict[str, list[list[str]]]) -> None:
    """See that each number in a drawing stands in the row below it, and the lengths agree."""
    for id, drawing in re.findall(
        r'<figure class="figure" id="([^"]+)">.*?(<svg.*?</svg>)', page, re.DOTALL
    ):
        bars = drawing.split('<text class="bar-name"')[1:]
        for bar, row in zip(bars, tables[id], strict=False):
            cells = {re.sub(r"（.*", "", cell) for cell in row[1:]}
            said = re.findall(r'<text class="bar-(?:label|value)"[^>]*>(.*?)</text>', bar)
            numbers = {n for text in said for n in re.findall(r"\d+", text)}
            assert numbers <= cells, (id, row)
            widths = [
                float(one) for one in re.findall(r'<rect class="bar [^>]*width="([\d.]+)%', bar)
            ]
            assert sum(widths) <= 100.02
            if id.startswith(("grades", "years", "moves", "newest")):
                numbers_of = [
                    int(re.sub(r"（.*", "", c)) for c in row if re.fullmatch(r"\d+(（.*）)?", c)
                ]
                whole, *parts = numbers_of
                assert widths == pytest.approx([100 * p / whole for p in parts if p], abs=0.01)


def test_the_yearly_report_is_counted_again_from_the_downloads(
    built_demonstration: Path, downloads: Downloads
) -> None:
    page = _read(built_demonstration, "2015")
    tables = _tables(page)
    periods = ["2015Q1", "2015Q2", "2015Q3", "2015Q4", "2015"]
    cities = sorted({downloads.city(row) for row in downloads.subjects})
    said, overview = [], []
    for kind, title in KINDS.items():
        part = downloads.of(kind)
        rows = zip(periods, _grade_rows(part, [(kind, one) for one in periods]), strict=True)
        assert tables[title] == [[_period(one), *cells] for one, cells in rows]
        moved = []
        for before, period in pairwise(periods[:4]):
            found = part.moves(before, period)
            pair = f"{_period(before)} → {_period(period)}"
            numbers = [str(found[one]) for one in ("up", "same", "down", "new", "none")]
            moved.append([pair, str(sum(found.values())), *numbers])
        assert tables[f"{title} · 等级变动"] == moved
        there = [
            row
            for row in part.subjects
            if row.get("left_on", "9") >= "2015-01-01"
            and row.get("entered_on", "0") <= "2015-12-31"
        ]
        graded = [row for row in part.results if row["period"] == "2015"]
        of_places = []
        for city in cities:
            own = Counter(row["grade"] for row in graded if downloads.city(row) == city)
            number = sum(downloads.city(row) == city for row in there)
            counts = [number, sum(own.values()), *(own[grade] for grade in GRADES)]
            of_places.append([downloads.names[city], *map(str, counts)])
        assert tables[f"{title}，2015 年度"] == of_places
        rest = len(there) - len(graded)
        share = _of(len(graded), len(there)).partition("（")[2]
        said.append(
            f"{title}：2015 年度在册 {len(there)} 个，{len(graded)} 个有评价结果（{share}，{rest} 个没有。"
        )
        overview.append([title, "2015 年度", str(len(there)), str(len(graded)), str(rest)])
    assert tables["主体和评价"] == overview
    items = [row for row in downloads.items if row["determined_on"][:4] == "2015"]
    said.append(f"2015 年认定、截至 2016-01-25 仍在公示的信用信息共 {len(items)} 条。")
    assert sum(int(row[-1]) for row in tables["按指标"]) == len(items)
    assert tables["列入和在列"] == [
        [title, str(number), str(number)]
        for name, title in downloads.lists.items()
        for number in [sum(row["list"] == name for row in downloads.listings)]
    ]
    spans = [one.split("/") for row in downloads.items for one in row.get("objections", ())]
    received = sum(start[:4] == "2015" for start, _ in spans)
    decided = sum(end[:4] == "2015" for _, end in spans)
    open_ = sum(start < "2016" and (end == ".." or end >= "2016") for start, end in spans)
    said.append(
        f"对仍在公示的信息，2015 年受理异议 {received} 件，办结 {decided} 件，年末还有 {open_} 件没有办结。"
    )
    text = _text(page)
    assert [one for one in said if one not in text] == []


def test_the_files_hold_what_the_pages_say(built_demonstration: Path, downloads: Downloads) -> None:
    whole = json.loads((built_demonstration / "data/statistics.json").read_text(encoding="utf-8"))
    beside = json.loads((built_demonstration / "statistics/index.json").read_text(encoding="utf-8"))
    assert beside["statistics"] == whole
    counted = Counter(
        (row["kind"], downloads.city(row), row["period"], row["grade"]) for row in downloads.results
    )
    assert {
        (row["kind"], row["division"], row["period"], row["grade"]): row["subjects"]
        for row in whole["grades"]
    } == counted
    items = Counter(
        (row["kind"], downloads.city(row), row["indicator"], _quarter(row["determined_on"]))
        for row in downloads.items
    )
    assert {
        (row["kind"], row["division"], row["indicator"], row["quarter"]): row["items"]
        for row in whole["indicators"]
    } == items
    book = openpyxl.load_workbook(built_demonstration / "statistics/statistics.xlsx")
    rows = list(book["等级分布"].iter_rows(values_only=True))
    assert rows[0] == ("种类", "行政区划代码", "评价期", "信用等级", "主体数")
    assert len(rows) - 1 == len(whole["grades"])
    expert = json.loads(
        (built_demonstration / "statistics/expert/index.json").read_text(encoding="utf-8")
    )
    assert expert["statistics"]["grades"] == [r for r in whole["grades"] if r["kind"] == "expert"]


_MINOR = "  - {id: D2, title: 轻微, category: dishonesty, severity: minor, points: -1}\n"


def test_a_withheld_item_changes_no_statistic(small: Breakable) -> None:
    def statistics(site: Path) -> dict[str, bytes]:
        found = {n: c for n, c in tree(site / "statistics").items() if n.endswith(".html")}
        found["data"] = (site / "data/statistics.json").read_bytes()
        release = json.loads((site / "data/release.json").read_bytes())["release"].encode()
        return {name: content.replace(release, b"") for name, content in found.items()}

    small.unit(credit_information=[])
    without = statistics(small.build())
    small.change("standards/unit-2015.yaml", "bands:", _MINOR + "bands:")
    hidden = [
        make_item(id="T-2", severity="minor", indicator="D2"),
        make_item(id="T-3", determined_on="2014-01-01"),
        make_item(id="T-4", determined_on="2015-06-01", repaired_on="2015-12-01"),
    ]
    small.put(UNITS, lines(make_unit(1, credit_information=hidden)))
    assert small.check() == []
    assert statistics(small.build()) == without


@pytest.mark.parametrize("path", ["", "mining-right-holder", "330500"])
def test_a_drawing_has_a_name_a_description_and_no_style_of_its_own(
    built_demonstration: Path, path: str
) -> None:
    drawings = re.findall(
        r'<svg class="bars".*?</svg>', _read(built_demonstration, path), re.DOTALL
    )
    assert len(drawings) > 3
    for drawing in drawings:
        assert 'role="img"' in drawing
        assert re.search(r"<title id=[^>]*>[^<]+</title>", drawing)
        assert re.search(r"<desc id=[^>]*>[^<]+。</desc>", drawing)
        named = re.search(r'aria-labelledby="(\S+) (\S+)"', drawing)
        assert named is not None
        assert all(f'id="{one}"' in drawing for one in named.groups())
        assert not re.search(r"\s(style|fill|stroke)=|<style", drawing)


@pytest.mark.parametrize("path", ["", "mining-right-holder", "330500", "2015"])
def test_the_ids_of_a_page_are_unique(built_demonstration: Path, path: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', _read(built_demonstration, path))
    assert [one for one, number in Counter(ids).items() if number > 1] == []


def test_a_register_without_results_says_so_and_has_no_report(small: Breakable) -> None:
    small.unit()
    site = small.build()
    page = _read(site, "")
    assert "还没有公布评价结果。" in page
    assert "还没有相邻两期的结果，不能比较。" in page
    assert "没有正在公示的信用信息。" in page
    assert "没有正在公示的列入决定。" in page
    assert "年度情况报告" not in page
    assert not [
        one for one in (site / "statistics").iterdir() if one.name.isdigit() and len(one.name) == 4
    ]


def test_a_city_without_subjects_has_a_page_that_says_so(small: Breakable) -> None:
    small.change("register.yaml", 'coverage: ["330000"]', 'coverage: ["330100", "330200"]')
    small.change("divisions.csv", "330102,", "330200,示例空市,330000,,,\n330102,")
    site = small.build()
    assert "还没有公布这里的主体，没有可以统计的内容。" in _read(site, "330200")
    assert ["示例空市", "0", "0", "0", "0"] in _tables(_read(site, ""))["places"]
    assert "本登记簿公布的范围：示例市、示例空市。" in _read(site, "")


def test_a_kind_without_subjects_has_a_page_that_says_so(small: Breakable) -> None:
    small.remove(EXPERTS)
    assert "没有可以统计的内容" in _read(small.build(), "expert")


def test_removals_are_counted_where_they_are_shown(small: Breakable) -> None:
    listing = {
        "list": "serious",
        "basis": "示例依据",
        "authority": "示例局",
        "document": "示例〔2015〕9号",
        "listed_on": "2015-05-01",
        "removed_on": "2015-11-02",
        "removed_reason": "示例原因",
    }
    small.change("register.yaml", "  honour: {max", "  removed_listings_months: 12\n  honour: {max")
    small.unit(listings=[listing])
    rows = _tables(_read(small.build(), "qualified-unit"))["list-serious"]
    assert rows == [
        ["2016 年第一季度", "0", "0", "0"],
        ["2015 年第四季度", "0", "1", "0"],
        ["2015 年第三季度", "0", "0", "1"],
        ["2015 年第二季度", "1", "0", "1"],
    ]


def test_a_division_whose_code_is_a_year_does_not_take_the_place_of_the_report(
    small: Breakable,
) -> None:
    for name in ("divisions.csv", UNITS, EXPERTS):
        text = (small.folder / name).read_text(encoding="utf-8")
        small.put(name, text.replace("330100", "2015"))
    site = small.build()
    assert "2015 年情况报告" in _read(site, "2015")
    assert "示例市" in _read(site, "division-2015")


@pytest.fixture(scope="module")
def restaurants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("statistics")
    shutil.copytree(RESTAURANTS, place / "register")
    build_site(place / "register", place / "site", jobs=1)
    return place / "site"


def test_another_register_has_its_own_grades_and_words(restaurants: Path) -> None:
    page = _read(restaurants, "")
    tables = _tables(page)
    with (restaurants / "data/downloads/assessments.csv").open(encoding="utf-8-sig") as file:
        results = list(csv.DictReader(file))
    counted = Counter(row["Credit grade"] for row in results if row["Period"] == "2026Q1")
    (row,) = [one for one in tables["grades-restaurant"] if one[0] == "First quarter of 2026"]
    assert [int(cell.partition(" ")[0]) for cell in row[2:]] == [counted[g] for g in "ABCD"]
    assert not re.search("[\u4e00-\u9fff]", page + _read(restaurants, "2026"))
    assert "Entries on lists" not in page
