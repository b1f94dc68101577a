"""One cell to one value of a field: text, number, day, yes or no, as the kind's schema says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from kuangxin.records import Json
from kuangxin_site.collect.import_findings import CellFault
from kuangxin_site.collect.import_tables import Cell

__all__ = [
    "DATE_STYLES",
    "Source",
    "is_date_format",
    "is_rounded_number",
    "plain_text",
    "read_cell",
    "shown_text",
]

#: Names for the ways in which days are written, usable in place of a strptime format.
DATE_STYLES = {
    "iso": "%Y-%m-%d",
    "slash": "%Y/%m/%d",
    "dot": "%Y.%m.%d",
    "compact": "%Y%m%d",
    "chinese": "%Y年%m月%d日",
}
_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
#: Above this many digits a spreadsheet's number has lost its last ones (or soon will).
_SAFE_DIGITS = 11


class Source(msgspec.Struct, frozen=True):
    """Where a field's content comes from: a column or a constant, and how it is written there.

    ``path`` is the field's path, ``type`` what its schema wants (``string``, ``date``, ``number``,
    ``integer``, ``boolean``), ``is_list`` whether one cell gives a list of them, ``lists`` which
    of the fields above it are lists.
    """

    path: tuple[str, ...]
    type: str
    column: str = ""
    constant: Json = None
    is_list: bool = False
    lists: tuple[bool, ...] = ()
    is_code: bool = False
    formats: tuple[str, ...] = ()
    values: Mapping[str, bool | int | float | str] = {}
    separator: str = ""
    empty: frozenset[str] = frozenset()


def is_date_format(text: str) -> bool:
    """Tell whether ``text`` is the name of a date style or a strptime format of a whole day."""
    if text in DATE_STYLES:
        return True
    try:
        day = date(2015, 11, 28)
        return datetime.strptime(day.strftime(text), text).date() == day
    except ValueError:
        return False


def is_rounded_number(text: str) -> bool:
    """Tell whether ``text`` is what a spreadsheet writes for a long number: ``9.133E+17``."""
    return _ROUNDED.fullmatch(text) is not None


def plain_text(cell: Cell) -> str:
    """Return a cell as text without spaces around it.

    Raises:
        CellFault: the cell could not be read.
    """
    if isinstance(cell, CellFault):
        raise cell
    return shown_text(cell, "iso").strip()


def shown_text(cell: Cell, style: str) -> str:
    """Return a cell as it stands, in text: numbers with all their digits, days in a date style."""
    if cell is None:
        return ""
    if isinstance(cell, CellFault):
        return cell.shown
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date) and style != "iso":
        return cell.strftime(DATE_STYLES.get(style, style))
    return str(cell)


def read_cell(cell: Cell, source: Source) -> Json:
    """Return what a cell says for the field of ``source``; None when it says nothing.

    Raises:
        CellFault: the cell does not hold what the field wants.
    """
    text = plain_text(cell)
    if not text or text in source.empty:
        return None
    if text in source.values:
        given = source.values[text]
        return [given] if source.is_list else given
    if source.is_list:
        parts = text.split(source.separator) if source.separator else [text]
        return [_read_part(part, source) for part in map(str.strip, parts) if part] or None
    if isinstance(cell, str):
        if source.is_code and is_rounded_number(text):
            raise CellFault("number-for-code", value=text)
        return _convert(text, source)
    return _convert_typed(cell, text, source)


def _read_part(text: str, source: Source) -> Json:
    """Read one of the contents of a cell that holds several."""
    return source.values[text] if text in source.values else _convert(text, source)


def _convert_typed(cell: Cell, text: str, source: Source) -> Json:
    """Convert a cell that a spreadsheet stores as a number, a day or a truth value."""
    if isinstance(cell, date):
        if source.type == "date":
            return cell.isoformat()
        raise CellFault("date-for-text", value=cell.isoformat())
    is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    if is_number and source.type == "string":
        digits = sum(character.isdigit() for character in text)
        if source.is_code or digits > _SAFE_DIGITS:
            raise CellFault("number-for-code", value=text)
    return _convert(text, source)


def _convert(text: str, source: Source) -> Json:
    if source.type == "date":
        return _read_day(text, source.formats)
    if source.type in {"number", "integer"}:
        return _read_number(text, source.type)
    if source.type == "boolean":
        if text not in {"true", "false"}:
            raise CellFault("not-yes-or-no", value=text)
        return text == "true"
    return text


def _read_day(text: str, formats: Sequence[str]) -> str:
    for style in formats or ("iso",):
        if style == "compact" and len(text) != len("20150301"):
            continue
        try:
            found = datetime.strptime(text, DATE_STYLES.get(style, style))
        except ValueError:
            continue
        return found.date().isoformat()
    raise CellFault("not-a-date", value=text, limit=", ".join(formats or ("iso",)))


def _read_number(text: str, wanted: str) -> int | float:
    number = unicodedata.normalize("NFKC", text)
    if not _NUMBER.fullmatch(number):
        raise CellFault("not-a-number", value=text)
    whole, _, rest = number.partition(".")
    if not rest.strip("0"):
        return int(whole)
    if wanted == "integer":
        raise CellFault("not-a-number", value=text)
    return float(number)
