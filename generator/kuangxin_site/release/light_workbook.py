"""A small workbook made of rows that were written once, for lists that share their rows.

A subject stands in half a dozen lists, each with a workbook of its own. XlsxWriter, which writes the
long tables, takes 80 µs for a row and file; here a row becomes XML once and is only packed again
for each list (4 µs; docs/decisions/025). The parts are the least that ECMA-376 asks for: one sheet
of inline texts and numbers under a head that stays in view. The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import escape

from kuangxin_site.release.workbook import Cell, cell_text, sheet_name

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
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
    "</Types>"
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    '<Relationship Id="r1" Type="{type}" Target="{target}"/></Relationships>'
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}">'
    '<sheets><sheet name="{title}" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="{columns}" width="20" customWidth="1"/></cols><sheetData>'
)


def sheet_row(cells: Sequence[Cell]) -> bytes:
    """Return a row as XML; a text is never a formula, a number or a link."""
    return f"<row>{''.join(map(_cell, cells))}</row>".encode()


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, str):
        text = escape(cell_text(cell))
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c><v>{cell}</v></c>"


class LightWorkbook:
    """Packs rows as they come, so that little more than the packed file is held."""

    def __init__(self, title: str, head: Sequence[Cell]) -> None:
        self._file = BytesIO()
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED, compresslevel=1)
        name = escape(cell_text(sheet_name(title)) or "1")
        self._put("[Content_Types].xml", _TYPES)
        office = _RELATIONS.format(type=f"{_RELATION}/officeDocument", target="xl/workbook.xml")
        self._put("_rels/.rels", office)
        self._put("xl/workbook.xml", _BOOK.format(title=name))
        sheet = _RELATIONS.format(type=f"{_RELATION}/worksheet", target="worksheets/sheet1.xml")
        self._put("xl/_rels/workbook.xml.rels", sheet)
        self._sheet = self._zip.open(_info("xl/worksheets/sheet1.xml"), "w")
        self._sheet.write(_SHEET.format(columns=max(1, len(head))).encode())
        self.append([sheet_row(head)])

    def append(self, rows: Sequence[bytes]) -> None:
        """Add rows as :func:`sheet_row` made them."""
        self._sheet.write(b"".join(rows))

    def close(self) -> bytes:
        """Return the file."""
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._zip.close()
        return self._file.getvalue()

    def _put(self, name: str, text: str) -> None:
        self._zip.writestr(_info(name), text)


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name)  # of 1980: no clock in the file
    info.compress_type = ZIP_DEFLATED
    info._compresslevel = 1  # type: ignore[attr-defined]  # a public name only from Python 3.13
    return info
