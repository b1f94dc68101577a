"""A small workbook made of rows that were written once, for lists that share their rows.

A subject stands in half a dozen lists, each with a workbook of its own. XlsxWriter, which writes the
long tables, takes 80 µs for a row and file; here a row becomes XML once and is only packed again
for each list (4 µs; docs/decisions/025). The parts are the least that ECMA-376 asks for: a sheet of
inline texts, numbers and days under a head that stays in view and filters, and one that says what
the workbook is. The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import escape

from kuangxin_site.release.workbook import (
    DATE_FORMAT,
    Cell,
    Notes,
    cell_text,
    column_width,
    sheet_name,
)

__all__ = ["LightWorkbook", "sheet_row"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
    "{second}</Types>"
)
_SECOND_TYPE = (
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{{sheets}}</sheets></workbook>'
)
#: Cell formats: 0 as it comes, 1 a day, 2 a head.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{DATE_FORMAT}"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    "<cols>{columns}</cols><sheetData>"
)
_SECOND = f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols>{{columns}}</cols><sheetData>'
#: The attribute of a cell that is a head.
_HEAD_STYLE = ' s="2"'
#: The day before the first day of the calendar that workbooks count by (ECMA-376, 18.17.4.1).
_EPOCH = date(1899, 12, 30).toordinal()


def sheet_row(cells: Sequence[Cell]) -> bytes:
    """Return a row as XML; a text is never a formula, a number or a link, a day is a day."""
    return f"<row>{''.join(map(_cell, cells))}</row>".encode()


def _head_row(cells: Sequence[Cell]) -> bytes:
    return f"<row>{''.join(_text(str(cell), _HEAD_STYLE) for cell in cells)}</row>".encode()


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, date):
        return f'<c s="1"><v>{cell.toordinal() - _EPOCH}</v></c>'
    return f"<c><v>{cell}</v></c>"


def _text(text: str, style: str = "") -> str:
    said = escape(cell_text(text))
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _columns(widths: Sequence[int]) -> str:
    return "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths, start=1)
    )


def _letters(number: int) -> str:
    """Return the name of a column counted from 1: ``A``, ``AA``."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class LightWorkbook:
    """Packs rows as they come, so that little more than the packed file is held.

    ``fields`` names what the columns show, for their width; ``notes`` begin with the name of the
    sheet that they fill.
    """

    def __init__(
        self, title: str, head: Sequence[Cell], fields: Sequence[str] = (), notes: Notes = ()
    ) -> None:
        self._file = BytesIO()
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED, compresslevel=1)
        self._width = max(1, len(head))
        self._rows = 1
        sheets = [sheet_name(title) or "1", *(sheet_name(label) for label, _ in notes[:1])]
        self._put("[Content_Types].xml", _TYPES.format(second=_SECOND_TYPE if notes else ""))
        self._put("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        self._put("xl/workbook.xml", _BOOK.format(sheets="".join(_sheets(sheets))))
        targets = [("worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(len(sheets))]
        self._put("xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")]))
        self._put("xl/styles.xml", _STYLES)
        if notes:
            self._put("xl/worksheets/sheet2.xml", _second(notes))
        self._sheet = self._zip.open(_info("xl/worksheets/sheet1.xml"), "w")
        widths = [column_width(one) for one in fields] or [20] * self._width
        self._sheet.write(_SHEET.format(columns=_columns(widths)).encode())
        self._sheet.write(_head_row(head))

    def append(self, rows: Sequence[bytes]) -> None:
        """Add rows as :func:`sheet_row` made them."""
        self._rows += len(rows)
        self._sheet.write(b"".join(rows))

    def close(self) -> bytes:
        """Return the file."""
        whole = f"A1:{_letters(self._width)}{self._rows}"
        self._sheet.write(f'</sheetData><autoFilter ref="{whole}"/></worksheet>'.encode())
        self._sheet.close()
        self._zip.close()
        return self._file.getvalue()

    def _put(self, name: str, text: str) -> None:
        self._zip.writestr(_info(name), text)


def _relations(parts: Sequence[tuple[str, str]]) -> str:
    """Return where a part leads: kind and target of each, ``r1`` and on."""
    found = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _sheets(names: Sequence[str]) -> list[str]:
    return [
        f'<sheet name="{escape(cell_text(name))}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in enumerate(names, start=1)
    ]


def _second(notes: Notes) -> str:
    rows = "".join(f"<row>{_text(label, _HEAD_STYLE)}{_text(text)}</row>" for label, text in notes)
    return f"{_SECOND.format(columns=_columns([16, 90]))}{rows}</sheetData></worksheet>"


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name)  # of 1980: no clock in the file
    info.compress_type = ZIP_DEFLATED
    info._compresslevel = 1  # type: ignore[attr-defined]  # a public name only from Python 3.13
    return info
