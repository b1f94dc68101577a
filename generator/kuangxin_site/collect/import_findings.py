"""Findings of the import: a problem names the row as a spreadsheet shows it, and the column head."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, written_in

__all__ = ["CellFault", "FileFault", "tell"]

_MESSAGES = Path(__file__).with_name("import_findings.json")


class _Fault(Exception):
    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


class CellFault(_Fault):
    """What is wrong with one cell or row: the rule it breaks and the words of the message.

    ``shown`` is what stands in the cell (a formula, ``#REF!``), for the file of refused rows.
    """

    def __init__(self, code: str, *, shown: object = "", **values: object) -> None:
        self.shown = str(shown)
        super().__init__(code, **values)


class FileFault(_Fault):
    """Why the file as a whole cannot be read; ``row`` counts from 1, 0 when it is none."""

    def __init__(self, code: str, row: int = 0, **values: object) -> None:
        self.row = row
        super().__init__(code, **values)


def tell(
    code: str,
    language: Language,
    *,
    file: str,
    line: int = 0,
    pointer: str = "",
    field: str = "",
    severity: Literal["error", "warning"] = "error",
    values: Mapping[str, object] | None = None,
) -> Problem:
    """Make the problem ``import-<code>``; ``values`` fill its message (value, limit, other, detail)."""
    message, mend = _messages()[code][written_in(language)]
    shown = {key: _one_line(value) for key, value in (values or {}).items()}
    return Problem(
        file=file,
        line=line,
        pointer=pointer,
        code=f"import-{code}",
        field=field,
        message=message.format(**shown),
        mend=mend.format(**shown),
        severity=severity,
    )


@cache
def _messages() -> dict[str, dict[str, tuple[str, str]]]:
    return msgspec.json.decode(_MESSAGES.read_bytes(), type=dict[str, dict[str, tuple[str, str]]])


def _one_line(value: object) -> str:
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(value)[:400])
    return text if len(text) <= 200 else text[:197] + "…"
