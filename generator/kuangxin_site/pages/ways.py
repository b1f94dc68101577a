"""The ways into a kind: in which of its lists a subject stands.

A list is a folder below ``kinds/<kind>/``. A division's is its code; the names of all others hold
``_``, which no code does (``schemas/division.schema.json``), so that the two never meet. A mineral
is free text and so named by its digest: an address holds no name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from kuangxin.disclosure import add_months
from kuangxin.release import KindInfo
from kuangxin_site.pages.plan import Site

__all__ = ["ENDING_MONTHS", "WAYS", "Place", "always", "ending_licences", "places_of", "title_of"]

#: The ways, in the order of a kind's page.
WAYS = ("all", "division", "grade", "mineral", "ending")
#: How many months ahead of the release's day a licence counts as ending soon.
ENDING_MONTHS = 6

Row = dict[str, Any]


class Place(NamedTuple):
    """A list of a kind: its folder, and what its subjects share ("" for none)."""

    folder: str
    value: str = ""


_ALL = Place("all_subjects")
_ENDING = Place("ending_licences")
_NOT_ASSESSED = Place("not_assessed")


def places_of(way: str, row: Row, site: Site) -> Iterable[Place]:
    """Return the lists of one way in which a row of ``subjects.jsonl`` stands."""
    if way == "all":
        return (_ALL,)
    if way == "division":
        division = row["division"]
        return [Place(code, code) for code in dict.fromkeys((site.city(division), division))]
    if way == "grade":
        if not site.kinds[row["kind"]].graded:
            return ()
        return (_grade(row["grade"]) if "grade" in row else _NOT_ASSESSED,)
    if way == "mineral":
        return [_mineral(one) for one in row.get("minerals", ())]
    return (_ENDING,) if ending_licences(row, site.manifest.as_of) else ()


def always(way: str, kind: KindInfo) -> Iterable[Place]:
    """Return the lists of a way that have a page even while nobody stands in them."""
    if way == "all":
        return (_ALL,)
    if way == "grade" and kind.graded:
        return [*(_grade(one.grade) for one in kind.grades), _NOT_ASSESSED]
    return (_ENDING,) if way == "ending" and "licences/valid_until" in kind.labels else ()


def ending_licences(row: Row, on: date) -> list[tuple[str, str]]:
    """Return last day and number of the licences that end within half a year, the soonest first.

    Whoever has left the register has none.
    """
    if "left_on" in row:
        return []
    first, last = on.isoformat(), add_months(on, ENDING_MONTHS).isoformat()
    pairs = zip(row.get("licence_ends", ()), row.get("licence_numbers", ()), strict=False)
    return sorted((end, number) for end, number in pairs if end and first <= end <= last)


def title_of(way: str, place: Place, kind: KindInfo, site: Site) -> str:
    """Return what a list is called, without its kind."""
    _ = site.words.gettext
    if way == "all":
        return _("全部")
    if way == "division":
        return site.division_name(place.value)
    if way == "mineral":
        return place.value
    if way == "ending":
        return _("证照将在 %(months)s 个月内到期") % {"months": ENDING_MONTHS}
    if place == _NOT_ASSESSED:
        return _("尚未评价")
    said = next((one.title for one in kind.grades if one.grade == place.value), "")
    return f"{place.value} {said}".strip()


def _grade(grade: str) -> Place:
    plain = grade.isascii() and grade.isalnum()
    return Place(f"grade_{grade if plain else _digest(grade)}", grade)


def _mineral(mineral: str) -> Place:
    return Place(f"mineral_{_digest(mineral)}", mineral)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]
