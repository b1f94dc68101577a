"""Find the division that a table means by a name: 湖州, 湖州市, 浙江省湖州市, 330500, Viet Nam."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from kuangxin_site.collect.import_findings import CellFault

__all__ = ["DivisionNames", "read_division_names"]

_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "地区", *"省市县区盟旗州")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


class DivisionNames:
    """The divisions of a register by code and by name.

    A text is taken, in this order, as a code; as a whole name; as a name without its 省, 市, 县
    or the like; and as an address that holds names, of which the lowest division counts (if it
    lies in the others). Among divisions of one name those that still exist come first.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows = {row["code"]: row for row in rows}
        self._found: dict[str, str] = {}

    def find(self, text: str) -> str:
        """Return the code of the division that ``text`` names.

        Raises:
            CellFault: no division has the name, or several have it.
        """
        if text not in self._found:
            self._found[text] = self._search(unicodedata.normalize("NFKC", text).strip())
        return self._found[text]

    def _search(self, text: str) -> str:
        if text in self._rows:
            return text
        for names in (self._whole, self._short):
            if text in names:
                return self._only(names[text], text)
        held = {name for name in (*self._whole, *self._short) if _holds(text, name)}
        longest = {name for name in held if not any(name != o and name in o for o in held)}
        named = [set(self._by_name(name)) for name in longest]
        codes = set().union(*named)
        if not codes:
            raise CellFault("unknown-division", value=text)
        chains = {code: self._ancestors(code) for code in codes}
        agreeing = {code for code in codes if all(one & {code, *chains[code]} for one in named)}
        above = set().union(*chains.values())
        return self._only(sorted((agreeing or codes) - above), text)

    def _only(self, codes: list[str], text: str) -> str:
        current = [code for code in codes if not self._rows[code].get("valid_until")]
        choice = current or codes
        if len(choice) > 1:
            raise CellFault("ambiguous-division", value=text, limit=", ".join(choice))
        return choice[0]

    def _by_name(self, name: str) -> list[str]:
        return self._whole.get(name) or self._short[name]

    def _ancestors(self, code: str) -> set[str]:
        found: set[str] = set()
        parent = self._rows[code].get("parent", "")
        while parent in self._rows and parent not in found:
            found.add(parent)
            parent = self._rows[parent].get("parent", "")
        return found

    @cached_property
    def _whole(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for code, row in self._rows.items():
            names.setdefault(row["name"], []).append(code)
        return names

    @cached_property
    def _short(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for name, codes in self._whole.items():
            suffix = next((end for end in _SUFFIXES if name.endswith(end)), "")
            short = name.removesuffix(suffix)
            if suffix and len(short) >= 2:
                names.setdefault(short, []).extend(codes)
        return names


def read_division_names(register: Path) -> DivisionNames:
    """Read ``divisions.csv`` of a register; what is wrong with it is the check's to say.

    Raises:
        OSError, ValueError: the file cannot be read or has not the columns code and name.
    """
    with (register / "divisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if not all(row.get("code") and row.get("name") for row in rows):
        raise ValueError("a row lacks code or name")
    return DivisionNames(rows)


def _holds(text: str, name: str) -> bool:
    if not _LATIN.search(name):
        return name in text
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
