"""The code of a row: read from its column and normalised, or derived from other columns."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from kuangxin import codes
from kuangxin_site.collect.import_cells import is_rounded_number, plain_text
from kuangxin_site.collect.import_findings import CellFault
from kuangxin_site.collect.import_mapping import Derive
from kuangxin_site.collect.import_tables import Cell

__all__ = ["code_rule", "derive_code", "read_code"]

#: An identity number of a natural person (GB 11643—1999), by its form.
_IDENTITY = re.compile(r"(?<!\w)[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])\d{5}[\dXx](?!\w)")


def read_code(cell: Cell, *, own: bool) -> str:
    """Return the code that a cell holds, in its one written form.

    Raises:
        CellFault: there is none, or a spreadsheet stored it as a number.
    """
    text = plain_text(cell)
    if not text:
        raise CellFault("no-code")
    if not isinstance(cell, str) or is_rounded_number(text):
        raise CellFault("number-for-code", value=text)
    return unicodedata.normalize("NFKC", text) if own else codes.compact(text)


def derive_code(derive: Derive, cells: Mapping[str, Cell]) -> str:
    """Return the code made of a row's columns: the prefix and 12 hex digits of their SHA-256.

    Width and spaces of the text do not count.

    Raises:
        CellFault: the columns are empty, or one holds a natural person's identity number, which
            could be worked out again from its hash.
    """
    texts = [plain_text(cells[column]) for column in derive.columns]
    if not any(texts):
        raise CellFault("no-code")
    if any(_IDENTITY.search(text) for text in texts):
        raise CellFault("identity-number")
    plain = "\x1f".join(" ".join(unicodedata.normalize("NFKC", text).split()) for text in texts)
    return f"{derive.prefix}-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


def code_rule(code: str, *, own: bool) -> str | None:
    """Return the rule (a key of the messages) that a code breaks, or None when it is good."""
    if own:
        return None if codes.is_own_code(code) else "code-own"
    reason = codes.explain(code)
    return f"code-{reason}" if reason else None
