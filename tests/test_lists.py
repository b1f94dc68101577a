"""Every list of the site: computed again from the downloads, and the same in table, CSV and XLSX."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kuangxin_site.build import build_site
from kuangxin_site.pages.list_files import MOST_ROWS, Columns, ListFiles
from kuangxin_site.pages.ways import ending_licences
from kuangxin_site.release.light_workbook import LightWorkbook, sheet_row
from tests.registers import CONTENT, Breakable

KINDS = ("mining-right-holder", "exploration-right-holder", "qualified-unit", "expert")

Row = dict[str, Any]


class _Table(HTMLParser):
    """Gathers the texts of the cells of a page's only table, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = self._aside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self._inside = True
        elif tag == "span" and ("class", "aside") in attrs:
            self._aside = True
        elif tag == "br":
            self.rows[-1][-1] += "；"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._inside = False
        elif tag == "span":
            self._aside = False

    def handle_data(self, data: str) -> None:
        if self._inside and not self._aside:
            self.rows[-1][-1] += data


def _table(folder: Path) -> list[list[str]]:
    """Return the rows of all pages of a list, under the head of the first."""
    rows: list[list[str]] = []
    pages = sorted(
        folder.glob("*/index.html"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
    )
    for path in [folder / "index.html", *(one for one in pages if one.parent.name.isdigit())]:
        parser = _Table()
        parser.feed(path.read_text(encoding="utf-8"))
        rows += parser.rows[1:] if rows else parser.rows
    return [[unescape(cell).strip() for cell in row] for row in rows]


def _csv(folder: Path) -> list[list[str]]:
    content = (folder / "list.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def _rows(site: Path, table: str) -> Iterator[Row]:
    for line in (site / f"data/downloads/{table}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _lists(site: Path) -> list[Path]:
    """Return the folders of lists that a page shows whole; those of places are in test_divisions."""
    found = (path.parent for path in site.glob("*/**/list.csv"))
    return sorted(one for one in found if one.parent.name != "divisions")


def test_every_list_holds_whom_the_downloads_say(built_demonstration: Path) -> None:
    site = built_demonstration
    divisions = {
        one["code"]: one
        for one in json.loads((site / "data/release.json").read_bytes())["divisions"]
    }
    expected: dict[str, set[str]] = defaultdict(set)
    for row in _rows(site, "subjects"):
        city = divisions[row["division"]]["parent"]
        folders = {"all_subjects", row["division"], city}
        folders.add(f"grade_{row['grade']}" if "grade" in row else "not_assessed")
        folders |= {f"mineral {one}" for one in row["minerals"]}
        soon = any("2016-01-25" <= end <= "2016-07-25" for end in row["licence_ends"])
        folders |= {"ending_licences"} if soon and "left_on" not in row else set()
        for folder in folders:
            expected[f"{row['kind']}/{folder}"].add(row["code"])
    found: dict[str, set[str]] = {}
    for kind in KINDS:
        for folder in _lists(site / "kinds" / kind):
            _heads, *rows = _csv(folder)
            name = folder.name
            if name.startswith("mineral_"):
                html = (folder / "index.html").read_text(encoding="utf-8")
                name = f"mineral {html.split('<h1>')[1].split(' · ')[0]}"
            found[f"{kind}/{name}"] = {row[1] for row in rows}
            assert len(found[f"{kind}/{name}"]) == len(rows)
    assert {name: codes for name, codes in found.items() if codes} == expected
    assert {"expert/grade_D", "mining-right-holder/ending_licences"} <= found.keys()


def test_csv_and_workbook_of_a_list_are_the_table_of_its_pages(built_demonstration: Path) -> None:
    checked = 0
    for folder in _lists(built_demonstration):
        heads, *rows = _csv(folder)
        book = openpyxl.load_workbook(folder / "list.xlsx", read_only=True).active
        assert book is not None
        cells = [
            ["" if c is None else str(c) for c in row] for row in book.iter_rows(values_only=True)
        ]
        assert cells[0] == heads
        assert [row[:5] for row in cells[1:]] == [row[:5] for row in rows], folder
        if not rows:
            continue
        shown, *table = _table(folder)
        for nth, head in enumerate(shown):
            if head not in heads or head in {"信用等级", "移出日期"}:
                continue
            column = [row[heads.index(head)] for row in rows]
            assert [row[nth] for row in table] == column, (folder, head)
        assert len(table) == len(rows)
        checked += 1
    assert checked > 300


def test_a_grade_in_the_table_is_that_of_the_csv(built_demonstration: Path) -> None:
    folder = built_demonstration / "kinds/mining-right-holder/all_subjects"
    heads, *rows = _csv(folder)
    grade, title = heads.index("信用等级"), heads.index("等级名称")
    left = heads.index("退出日期")
    said = [
        "已退出" if row[left] else f"{row[grade]} {row[title]}".strip() or "尚未评价"
        for row in rows
    ]
    assert "已退出" in said
    shown, *table = _table(folder)
    assert [row[shown.index("信用等级")] for row in table] == said


def test_the_registers_lists_name_every_decision_with_basis_authority_and_document(
    built_demonstration: Path,
) -> None:
    site = built_demonstration
    for name in ("honour", "abnormal", "serious"):
        decisions = [row for row in _rows(site, "listings") if row["list"] == name]
        assert decisions
        decisions.sort(key=lambda row: row["listed_on"], reverse=True)
        (_, *rows), (_, *sheet) = (
            _table(site / "lists" / name),
            _table(site / f"lists/{name}/print"),
        )
        wanted = [
            [one[f] for f in ("code", "basis", "authority", "document", "listed_on")]
            + [one.get("publish_until", ""), "在列"]
            for one in decisions
        ]
        assert [row[1:] for row in rows] == wanted
        assert [[row[2], *row[4:]] for row in sheet] == wanted
        assert [row[0] for row in sheet] == [str(n + 1) for n in range(len(sheet))]


def test_whose_licence_ends_soonest_stands_first(built_demonstration: Path) -> None:
    heads, *rows = _csv(built_demonstration / "kinds/mining-right-holder/ending_licences")
    ends = [row[heads.index("即将到期的证照")] for row in rows]
    assert ends == sorted(ends)
    assert len(ends) > 1


def test_a_licence_ends_soon_from_the_day_itself_to_half_a_year_later() -> None:
    ends = ["2016-01-24", "2016-01-25", "", "2016-07-25", "2016-07-26"]
    row = {"licence_ends": ends, "licence_numbers": list("abcde")}
    assert ending_licences(row, date(2016, 1, 25)) == [("2016-01-25", "b"), ("2016-07-25", "d")]
    assert ending_licences({**row, "left_on": "2016-01-01"}, date(2016, 1, 25)) == []


def test_a_long_list_has_a_csv_in_pieces_and_neither_workbook_nor_json() -> None:
    columns = Columns({"name": "Name"}, ("name",), "; ")
    files: dict[str, bytes] = defaultdict(bytes)
    for total in (MOST_ROWS, MOST_ROWS + 1):
        files.clear()
        grown = ListFiles("f/", "List", total, columns)
        for number in range(total):
            row = {"name": f"n{number}"}
            for path, content in grown.take(columns.write(row, {})):
                files[path] += content
        for path, content in grown.close():
            files[path] += content
        lines = files["f/list.csv"].decode("utf-8-sig").splitlines()
        assert lines == ["Name", *(f"n{number}" for number in range(total))]
        if total == MOST_ROWS:
            rows = json.loads(files["f/list.json"])["rows"]
            assert rows == [[f"n{number}"] for number in range(total)]
            book = openpyxl.load_workbook(BytesIO(files["f/list.xlsx"])).active
            assert book is not None
            assert book.max_row == total + 1
    assert sorted(files) == ["f/list.csv"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "@x", "<b>&\"'", "a\x0bb", " a ", "\U0002a6a5"])
def test_a_text_of_a_workbook_is_a_text(text: str) -> None:
    book = LightWorkbook("a/b", ["x"])
    book.append([sheet_row([text, 3, None, 1.5])])
    sheet = openpyxl.load_workbook(BytesIO(book.close())).active
    assert sheet is not None
    (row,) = sheet.iter_rows(min_row=2, values_only=True)
    assert row == (text.replace("\x0b", "\ufffd"), 3, None, 1.5)


def test_a_text_that_a_spreadsheet_would_run_stands_behind_an_apostrophe_in_the_csv(
    small: Breakable,
) -> None:
    small.unit(name="=cmd有限公司")
    folder = small.build() / "kinds/qualified-unit/all_subjects"
    assert _csv(folder)[1][0] == "'=cmd有限公司"


def test_a_removed_listing_is_shown_as_removed_where_the_register_shows_it(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "in")
    settings = tmp_path / "in/register.yaml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("removed_listings_months: 0", "removed_listings_months: 60")
    settings.write_text(text, encoding="utf-8")
    build_site(tmp_path / "in", tmp_path / "out", jobs=1)
    removed = [row for row in _rows(tmp_path / "out", "listings") if "removed_on" in row]
    assert removed
    for row in removed:
        page = (tmp_path / "out/lists" / row["list"] / "print/index.html").read_text("utf-8")
        line = next(one for one in page.splitlines() if row["code"] in one)
        assert row["removed_on"] in line
        assert row["removed_reason"] in line


def test_divisions_stand_on_the_registers_grid_and_none_is_left_out(
    built_demonstration: Path, tmp_path: Path
) -> None:
    html = (built_demonstration / "kinds/expert/index.html").read_text("utf-8")
    assert "tiles tiles-4" in html
    assert html.count('<li class="gap"') == 5
    assert html.count('<li id="d33') == 11
    shutil.copytree(CONTENT, tmp_path / "in")
    settings = tmp_path / "in/register.yaml"
    text = settings.read_text(encoding="utf-8").replace('"330300"', '""')
    settings.write_text(text, encoding="utf-8")
    build_site(tmp_path / "in", tmp_path / "out", jobs=1)
    assert '<li id="d330300"' in (tmp_path / "out/kinds/expert/index.html").read_text("utf-8")


def test_a_tile_of_an_unknown_division_is_a_problem(small: Breakable) -> None:
    with (small.folder / "register.yaml").open("a", encoding="utf-8") as file:
        file.write('tiles: [["330100", "999999"], ["", "330100"]]\n')
    assert [one.code for one in small.check()] == ["duplicate-division", "unknown-division"]


def _book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


BOOKS = ("kinds/mining-right-holder/330100/list.xlsx", "lists/serious/list.xlsx")


@pytest.mark.parametrize("path", [*BOOKS, "data/downloads/listings.xlsx"])
def test_a_workbook_says_on_its_last_sheet_what_it_is(built_demonstration: Path, path: str) -> None:
    rows = _book(built_demonstration / path).worksheets[-1].iter_rows(values_only=True)
    said = {str(label): str(text) for label, text in rows}
    assert said["说明"] == "示例数据：主体、证照、信用信息、等级和名单全部虚构"
    assert (said["登记簿"], said["截至"]) == ("示例省地矿信用公示", "2016-01-25")
    assert said["注意"].startswith("未列入本登记簿，不表示没有失信记录。")
    assert said["公布范围"] == "示例省"
    if path in BOOKS:
        assert said["公布版本"].startswith("2016-01-25-")


@pytest.mark.parametrize("path", [*BOOKS, "data/downloads/credit_information.xlsx"])
def test_a_day_of_a_workbook_is_a_day_and_its_columns_filter(
    built_demonstration: Path, path: str
) -> None:
    sheet = _book(built_demonstration / path).worksheets[0]
    heads = [str(cell.value) for cell in sheet[1]]
    days = [n for n, head in enumerate(heads) if head.endswith(("日期", "截止期"))]
    cells = [row[n] for row in sheet.iter_rows(min_row=2) for n in days if row[n].value]
    assert cells
    assert {(type(cell.value), cell.number_format) for cell in cells} == {(datetime, "yyyy-mm-dd")}
    assert sheet.auto_filter.ref == sheet.dimensions
    name = sheet.column_dimensions["ABCD"[heads.index("名称")]]
    assert name.width > 30


def test_a_workbook_of_the_downloads_says_in_words_what_the_csv_has_as_codes(
    built_demonstration: Path,
) -> None:
    downloads = built_demonstration / "data/downloads"
    heads, *rows = (
        _book(downloads / "credit_information.xlsx").worksheets[0].iter_rows(values_only=True)
    )
    column = {str(head): [row[n] for row in rows] for n, head in enumerate(heads)}
    assert set(column["种类"]) <= {"采矿权人", "探矿权人", "资质（资格）单位", "专家"}
    assert set(column["类别"]) == {"失信信息", "荣誉信息"}
    assert set(column["严重程度"]) == {None, "一般", "严重"}
    assert set(column["异议处理中"]) == {"是", "否"}
    text = (downloads / "credit_information.csv").read_text(encoding="utf-8-sig")
    assert "mining-right-holder" in text
    assert "采矿权人" not in text.splitlines()[1].split(",")[0]


def test_a_file_says_who_left_and_who_is_not_assessed_and_gives_them_no_grade(
    built_demonstration: Path,
) -> None:
    with (built_demonstration / "divisions/330100/list.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    left = [row for row in rows if row["退出日期"]]
    assert {row["信用等级"] for row in left} == {""}
    assert all(row["等级名称"].startswith("已退出") for row in left) and left
    ungraded = [row for row in rows if not row["信用等级"] and not row["退出日期"]]
    assert {row["等级名称"] for row in ungraded} == {"尚未评价"}


def test_a_list_says_the_quarter_of_its_grades_on_its_page_and_in_its_file(
    built_demonstration: Path,
) -> None:
    folder = built_demonstration / "kinds/mining-right-holder/330500"
    assert "信用等级是 2015 年第四季度的评价结果" in (folder / "index.html").read_text("utf-8")
    heads, *rows = _csv(folder)
    assert {row[heads.index("评价期")] for row in rows} <= {"2015 年第四季度", ""}
    assert {row[heads.index("种类")] for row in rows} == {"采矿权人"}
    assert "示例湖州市自然资源局" in {row[heads.index("评定机关")] for row in rows}


def test_the_numbers_of_kinds_are_those_of_the_statistics(built_demonstration: Path) -> None:
    site = built_demonstration
    statistics = json.loads((site / "statistics/mining-right-holder/index.json").read_bytes())
    there = sum(row["assessed"] + row["waiting"] for row in statistics["statistics"]["records"])
    kind = (site / "kinds/mining-right-holder/index.html").read_text("utf-8")
    front = (site / "index.html").read_text("utf-8")
    assert f"全部 {there} 个主体" in kind
    assert f'采矿权人</span> <span class="card-count">{there}<' in front
    left = [row for row in _rows(site, "subjects") if "left_on" in row]
    assert f"其中 {len(left)} 个已退出" in front
    newest = [row for row in statistics["statistics"]["grades"] if row["period"] == "2015Q4"]
    best = sum(row["subjects"] for row in newest if row["grade"] == "A")
    assert f'A 守信</span> <span class="card-count">{best}<' in kind
