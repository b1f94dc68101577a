"""Lists of subjects by kind and division, and the register's lists, in pages of a hundred.

Rows stream from the download tables, which are sorted by kind, division and code. A first pass
counts them, so that a page knows how many pages there are; the second fills each list's page and
lets it go once it is full. A city gathers the rows of several divisions, not all of them
adjacent, so each city keeps one page open: at most a hundred rows a list are held, whatever the
size of the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from kuangxin_site.pages.plan import Page, Site

__all__ = ["PAGE_ROWS", "plan_kinds", "plan_lists"]

#: Rows of one page.
PAGE_ROWS = 100

Row = dict[str, Any]


class _Place(msgspec.Struct):
    """What is counted of a row of ``subjects.jsonl``."""

    kind: str
    division: str


class _OnList(msgspec.Struct, rename={"name": "list"}):
    """What is counted of a row of ``listings.jsonl``."""

    name: str


@dataclass(slots=True)
class _Pager:
    """Fills the pages of one list of ``total`` rows, holding those of one page."""

    folder: str
    template: str
    title: str
    total: int
    values: Mapping[str, object]
    _rows: list[Row] = field(default_factory=list)
    _number: int = 1

    def take(self, row: Row) -> Iterator[Page]:
        """Take the next row; yield the page that it completes."""
        self._rows.append(row)
        last = self.total - (self._number - 1) * PAGE_ROWS
        if len(self._rows) == min(PAGE_ROWS, last):
            yield self.page()

    def page(self) -> Page:
        """Return the page of the rows taken since the last."""
        number, rows = self._number, self._rows
        self._number, self._rows = number + 1, []
        paging = {
            "number": number,
            "pages": max(1, -(-self.total // PAGE_ROWS)),
            "total": self.total,
            "first": (number - 1) * PAGE_ROWS + 1,
            "last": (number - 1) * PAGE_ROWS + len(rows),
            "up": "../" if number > 1 else "",
        }
        name = f"{number}/index.html" if number > 1 else "index.html"
        values = {**self.values, **paging, "rows": rows}
        return Page(self.folder + name, self.template, self.title, values)


def plan_kinds(site: Site) -> Iterator[Page]:
    """Plan, for each kind, its way in by division and the lists of each division and city."""
    counts = _count_divisions(site)
    pagers: dict[tuple[str, str], _Pager] = {}
    for row in site.release.rows("subjects"):
        kind, division = row["kind"], row["division"]
        for place in dict.fromkeys((site.city(division), division)):
            pager = pagers.get((kind, place))
            if pager is None:
                pager = pagers[kind, place] = _subjects_pager(site, kind, place, counts[kind])
            yield from pager.take(row)
    for kind in site.kinds:
        yield _plan_kind(site, kind, counts[kind])


def _count_divisions(site: Site) -> dict[str, dict[str, int]]:
    """Count the subjects of each kind by division, and again by the city of the division."""
    counts: dict[str, dict[str, int]] = {kind: {} for kind in site.kinds}
    decoder = msgspec.json.Decoder(_Place)
    for line in site.release.source.lines("downloads/subjects.jsonl"):
        row = decoder.decode(line)
        of_kind = counts[row.kind]
        of_kind[row.division] = of_kind.get(row.division, 0) + 1
    for of_kind in counts.values():
        for division, number in list(of_kind.items()):
            city = site.city(division)
            if city != division:
                of_kind[city] = of_kind.get(city, 0) + number
    return counts


def _subjects_pager(site: Site, kind: str, place: str, counts: dict[str, int]) -> _Pager:
    info = site.kinds[kind]
    city = site.city(place)
    below = [
        (code, site.divisions[code].name, number)
        for code, number in sorted(counts.items())
        if code != place and site.city(code) == place
    ]
    values = {
        "kind": info,
        "place": site.division_name(place),
        "below": below,
        "city": None if city == place else (city, site.division_name(city)),
        "ranks": {one.grade: rank for rank, one in enumerate(info.grades)},
    }
    title = f"{site.division_name(place)} · {info.title}"
    return _Pager(f"kinds/{kind}/{place}/", "kind_list.html", title, counts[place], values)


def _plan_kind(site: Site, kind: str, counts: dict[str, int]) -> Page:
    ways = [
        (code, site.divisions[code].name, number)
        for code, number in sorted(counts.items())
        if site.city(code) == code
    ]
    info = site.kinds[kind]
    standards = [one for one in site.standards.values() if one.kind == kind]
    values = {"kind": info, "ways": ways, "standards": standards}
    return Page(f"kinds/{kind}/index.html", "kind.html", info.title, values, info.description)


def plan_lists(site: Site) -> Iterator[Page]:
    """Plan the pages of each of the register's lists; an empty list has a page that says so."""
    totals = dict.fromkeys(site.lists, 0)
    decoder = msgspec.json.Decoder(_OnList)
    for line in site.release.source.lines("downloads/listings.jsonl"):
        name = decoder.decode(line).name
        totals[name] = totals.get(name, 0) + 1
    pagers = {
        name: _Pager(
            f"lists/{name}/",
            "list.html",
            info.title,
            totals[name],
            {"list": info, "kinds": site.kinds},
        )
        for name, info in site.lists.items()
    }
    for row in site.release.rows("listings"):
        if row["list"] in pagers:
            shown = {**row, "place": site.division_name(row["division"])}
            yield from pagers[row["list"]].take(shown)
    for pager in pagers.values():
        if not pager.total:
            yield pager.page()
