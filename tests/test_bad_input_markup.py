"""Markup and formulas in any text: shown as text on every page, run by no spreadsheet."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.registers import (
    RESULTS,
    STANDARD,
    UNITS,
    Breakable,
    lines,
    make_code,
    make_item,
    make_result,
    make_unit,
)

_MARK = "<script>alert(1)</script>\"'><i onx=2>"
_FORMULA = '=HYPERLINK("x";"y")'


def _marked(number: int) -> str:
    return f"{_MARK}{number}"


def _listing() -> dict[str, Any]:
    return {
        "list": "serious",
        "basis": _marked(1),
        "authority": _marked(2),
        "document": _marked(3),
        "listed_on": "2015-11-01",
    }


def _spoil_every_text(register: Breakable) -> None:
    item = make_item(
        facts=_marked(4),
        basis=_marked(5),
        document=_marked(6),
        authority=_marked(7),
        licence=_marked(8),
        objections=[{"received_on": "2015-12-01", "document": _marked(9)}],
    )
    unit = make_unit(
        1,
        name=_marked(10),
        former_names=[_marked(11)],
        licences=[{"number": _marked(8), "authority": _marked(12)}],
        credit_information=[item],
        listings=[_listing()],
        statement=_marked(13),
        left_on="2016-01-01",
        left_reason=_marked(14),
    )
    override = {"reason": _marked(15), "authority": _marked(16), "document": _marked(17)}
    result = make_result(
        points=80.0, authority=_marked(18), document=_marked(19), override=override
    )
    register.put(UNITS, lines(unit))
    register.put(RESULTS, lines(result))
    for name in ("register.yaml", STANDARD):
        text = (register.folder / name).read_text(encoding="utf-8")
        fields = (
            "title|publisher|about|description|source|office|address|telephone|note|document"
            "|authority|meaning"
        )
        quoted = json.dumps(_MARK).replace("\\", r"\\")
        text = re.sub(rf"\b({fields}): ([^\n,}}]+)", rf"\1: {quoted}", text)
        assert text.count("<script>") > 5
        register.put(name, text)
    register.change("register.yaml", "about:", f"demonstration: {json.dumps(_MARK)}\nabout:")
    register.change("divisions.csv", "示例区", '"' + _MARK.replace('"', '""') + '"')
    register.put("pages/about.md", f"Title: {_MARK}\nSummary: {_MARK}\n\n{_MARK}\n\n{_LINKS}")
    notice = f"Title: {_MARK}\nDate: 2016-01-02\nNumber: {_MARK}\n\n{_MARK}\n"
    register.put("notices/one.md", notice)


_LINKS = """
[a](javascript:alert(1)) [b](&#106;avascript:alert(1)) [c](java&#10;script:alert(1))
[d](java&Tab;script&colon;alert(1)) ![e](&#104;ttps://other.example/x.png) ![f](\\\\\\\\other.example/x)

<div onclick="alert(1)">

| a |
|:-:|
| <b onmouseover=alert(1)> |
"""


class _Watch(HTMLParser):
    """Notes every tag, attribute and address that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given:
            self.wrong.append(f"inline {tag}")
        if tag in {"style", "iframe", "object", "embed", "base", "form"} - {"form"}:
            self.wrong.append(tag)
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.wrong.append(f"{tag} {name}")
            address = "".join(value.split()).lower()
            if name in {"href", "src", "action"} and address.startswith(
                ("javascript:", "data:", "vbscript:")
            ):
                self.wrong.append(f"{tag} {name}={value}")
            if name == "src" and address.startswith(("http", "//", "\\\\")):
                self.wrong.append(f"{tag} {name}={value}")


def _wrong(page: Path) -> list[str]:
    watch = _Watch()
    watch.feed(page.read_text(encoding="utf-8"))
    return watch.wrong


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.registers import write_small

    folder = tmp_path_factory.mktemp("markup") / "register"
    write_small(folder)
    register = Breakable(folder)
    _spoil_every_text(register)
    return register.build()


def test_no_page_runs_what_a_text_holds(spoilt: Path) -> None:
    wrong = {str(page): found for page in spoilt.rglob("*.html") if (found := _wrong(page))}
    assert not wrong


def test_markup_stands_as_text_on_every_page(spoilt: Path) -> None:
    pages = list(spoilt.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        content = page.read_text(encoding="utf-8")
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_every_text_of_a_subject_is_shown_on_its_page(spoilt: Path) -> None:
    content = (spoilt / "subjects" / make_code(1) / "index.html").read_text(encoding="utf-8")
    shown = {int(number) for number in re.findall(r"onx=2&gt;(\d+)", content)}
    assert shown >= {1, 2, 3, 4, 5, 6, 7, 10, 11, 13, 15}


@pytest.mark.parametrize(
    "text",
    [
        _FORMULA,
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        " =1+1",
        "\u3000=1",
        "#REF!",
    ],
)
def test_no_download_runs_a_formula(small: Breakable, text: str) -> None:
    small.unit(name=text, statement=text)
    problems = [one for one in small.check() if one.severity == "error"]
    assert not problems
    downloads = small.build() / "data/downloads"
    with (downloads / "subjects.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    held = [cell for cell in cells if text in cell]
    assert held
    if text != "#REF!":
        assert all(cell == "'" + text for cell in held)
    book = openpyxl.load_workbook(downloads / "subjects.xlsx")
    in_book = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == text]
    assert in_book
    assert {cell.data_type for cell in in_book} == {"s"}


def test_a_formula_behind_a_line_end_is_written_as_text(small: Breakable) -> None:
    text = "\n\t=1+1"
    small.unit(credit_information=[make_item(facts=text)])
    downloads = small.build() / "data/downloads"
    with (downloads / "credit_information.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'" + text in cells
