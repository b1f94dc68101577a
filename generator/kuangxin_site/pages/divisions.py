"""A place over all kinds: who stands there, who of them on lists, and one file of them all.

Every city has a page, and every other division in which a subject lies. A first pass over
``subjects.jsonl`` counts; a second one grows the files of a place and its city, a row written once
for both, so that no more than a few hundred rows a place are held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nlargest

import msgspec

from kuangxin_site.pages.counts import in_register
from kuangxin_site.pages.list_files import Columns, ListFiles, Piece
from kuangxin_site.pages.list_words import notes_of, shown_row, spoken_row
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.statistics import city_folders
from kuangxin_site.pages.tiles import Grid, tile_grid

__all__ = ["MOST_SHEET_ROWS", "places_grid", "plan_divisions"]

#: Rows of the longest list of a place that has a workbook; nothing is sorted or filtered there.
MOST_SHEET_ROWS = 50_000
#: Decisions that the page of a place shows, the newest first.
_DECISIONS = 50


class _Standing(msgspec.Struct):
    """What is counted of a row of ``subjects.jsonl``."""

    kind: str
    division: str
    grade: str = ""
    period: str = ""
    left_on: str = ""


class _Decision(msgspec.Struct, rename={"name_of_list": "list"}):
    """A row of ``listings.jsonl``."""

    kind: str
    division: str
    code: str
    name: str
    name_of_list: str
    listed_on: str
    removed_on: str = ""
    publish_until: str = ""


@dataclass(slots=True)
class _Place:
    """What stands in a place; ``grades`` by kind and grade, "" for not yet assessed."""

    total: int = 0
    there: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    grades: Counter[tuple[str, str]] = field(default_factory=Counter)
    periods: Counter[str] = field(default_factory=Counter)
    decisions: list[_Decision] = field(default_factory=list)
    standing: int = 0

    def add(self, row: _Standing) -> None:
        self.total += 1
        if row.left_on:
            self.left[row.kind] += 1
        else:
            self.there[row.kind] += 1
            self.grades[row.kind, row.grade] += 1
            if row.period:
                self.periods[row.period] += 1

    @property
    def common(self) -> str:
        """The period of most grades, the newer of two; "" without any."""
        return max(self.periods, key=lambda one: (self.periods[one], one), default="")

    def decide(self, row: _Decision) -> None:
        self.standing += 1
        self.decisions.append(row)
        if len(self.decisions) >= 4 * _DECISIONS:
            self.decisions = self.newest()

    def newest(self) -> list[_Decision]:
        """Return the newest decisions, the newest first."""
        return nlargest(_DECISIONS, self.decisions, key=lambda one: (one.listed_on, one.code))


def plan_divisions(site: Site) -> Iterator[Page | Piece]:
    """Plan the page and the files of every place, and the page of all cities."""
    places = _count(site)
    yield from _files(site, places)
    folders = city_folders(site)
    for code, place in places.items():
        yield _page(site, code, places, folders.get(code, ""), place)
    title = site.words.gettext("各地")
    values = {"grid": places_grid(site), "division": _word(site)}
    yield Page("divisions/index.html", "divisions.html", title, values)


def places_grid(site: Site) -> Grid:
    """Set out the cities with how many are in the register there, in all kinds together."""
    numbers = dict.fromkeys(city_folders(site), 0)
    for (code,), number in in_register(site.statistics, "division").items():
        numbers[site.city(code)] += number
    return tile_grid(site, numbers)


def _word(site: Site) -> str:
    return next(iter(site.kinds.values())).labels["division"]


def _count(site: Site) -> dict[str, _Place]:
    """Count every place, the cities first even while nobody stands there."""
    places = {code: _Place() for code in city_folders(site)}
    standing = msgspec.json.Decoder(_Standing)
    for line in site.release.source.lines("downloads/subjects.jsonl"):
        row = standing.decode(line)
        for code in _around(site, row.division):
            places.setdefault(code, _Place()).add(row)
    decided = msgspec.json.Decoder(_Decision)
    for line in site.release.source.lines("downloads/listings.jsonl"):
        decision = decided.decode(line)
        if not decision.removed_on and decision.name_of_list in site.lists:
            for code in _around(site, decision.division):
                places[code].decide(decision)
    return places


def _around(site: Site, division: str) -> dict[str, None]:
    """Return the places in which a subject of a division stands: its city and the division."""
    return dict.fromkeys((site.cities.get(division, division), division))


def _files(site: Site, places: dict[str, _Place]) -> Iterator[Piece]:
    columns = _columns(site)
    files = {
        code: ListFiles(
            f"divisions/{code}/", site.division_name(code), place.total, columns, MOST_SHEET_ROWS
        )
        for code, place in places.items()
    }
    read = msgspec.json.Decoder(dict)
    for line in site.release.source.lines("downloads/subjects.jsonl"):
        row = shown_row(read.decode(line), site)
        written = columns.write(row, spoken_row(row, site))
        for code in _around(site, row["division"]):
            yield from files[code].take(written)
    for one in files.values():
        yield from one.close()


def _columns(site: Site) -> Columns:
    """Return the columns that any kind has; words that kinds say differently are the download's."""
    titles = site.table_titles("subjects")
    kinds = site.kinds.values()
    heads = {name: titles[name] for name in ("kind", "name", "code")}
    heads |= {"place": _word(site), "division": titles["division"]}
    graded = ("grade", "grade_title", "period", "points", "decided_on", "authority")
    licensed = ("licence_numbers", "minerals", "licence_until")
    names = [*graded] if any(kind.graded for kind in kinds) else []
    names += ["lists"] if site.lists else []
    names += licensed if any("licences/number" in kind.labels for kind in kinds) else ()
    heads |= {name: titles[name] for name in [*names, "left_on"]}
    return Columns(heads, (), site.words.separator, site.table_days("subjects"), notes_of(site))


def _page(site: Site, code: str, places: dict[str, _Place], statistics: str, place: _Place) -> Page:
    city, newest = site.city(code), place.newest()
    below = [
        (one, site.own_name(one), sum(places[one].there.values()))
        for one in sorted(site.below.get(code, ()))
        if one in places
    ]
    values = {
        "code": code,
        "division": _word(site),
        "city": None if city == code else (city, site.division_name(city)),
        "kinds": [
            (kind, place.there[kind.id], place.left[kind.id], _grades(site, kind.id, place))
            for kind in site.kinds.values()
            if place.there[kind.id] or place.left[kind.id]
        ],
        "there": sum(place.there.values()),
        "left": sum(place.left.values()),
        "common": place.common,
        "mixed": len(place.periods) > 1,
        "total": place.total,
        "decisions": newest,
        "standing": place.standing,
        "list_until": _last_day(newest),
        "below": below,
        "statistics": statistics,
        "has_feed": bool(statistics) and bool(place.total),
        "whole": place.total <= MOST_SHEET_ROWS,
        "most": MOST_SHEET_ROWS,
    }
    title = site.division_name(code)
    said = _holds(site) % {"place": title, "as_of": site.manifest.as_of}
    return Page(f"divisions/{code}/index.html", "division.html", title, values, said)


def _holds(site: Site) -> str:
    """Say what the page of a place holds, of a register without grades or lists too."""
    _ = site.words.gettext
    graded = any(kind.graded for kind in site.kinds.values())
    if graded and site.lists:
        return _("%(place)s各种类的主体、信用等级和在列名单，截至 %(as_of)s。")
    if graded:
        return _("%(place)s各种类的主体和信用等级，截至 %(as_of)s。")
    if site.lists:
        return _("%(place)s各种类的主体和在列名单，截至 %(as_of)s。")
    return _("%(place)s各种类的主体，截至 %(as_of)s。")


def _last_day(decisions: list[_Decision]) -> str:
    """Return the last day of all decisions shown, "" where one has no end."""
    days = [one.publish_until for one in decisions]
    return max(days, default="") if all(days) else ""


def _grades(site: Site, kind: str, place: _Place) -> list[tuple[str, int]]:
    """Return the grades given to a kind in a place, the best first, with how many have each."""
    info = site.kinds[kind]
    if not info.graded:
        return []
    known = [one.grade for one in info.grades]
    others = sorted({g for k, g in place.grades if k == kind and g and g not in known})
    titles = {one.grade: f"{one.grade} {one.title}".strip() for one in info.grades}
    titles[""] = site.words.gettext("尚未评价")
    return [
        (titles.get(one, one), place.grades[kind, one])
        for one in (*known, *others, "")
        if place.grades[kind, one]
    ]
