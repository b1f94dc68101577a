"""Lists of subjects by kind and division, and the register's lists, in pages of a hundred.

Rows stream from the download tables, which are sorted by kind, division and code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kuangxin_site.pages.plan import Page, Site

__all__ = ["PAGE_ROWS", "plan_kinds", "plan_lists"]

#: Rows of one page.
PAGE_ROWS = 100

Row = dict[str, Any]


def plan_kinds(site: Site) -> Iterator[Page]:
    """Plan, for each kind, its way in by division and the lists of each division and city."""
    counts: dict[str, dict[str, int]] = {kind: {} for kind in site.kinds}
    cities: dict[tuple[str, str], _Pager] = {}
    counties: dict[tuple[str, str], _Pager] = {}
    for row in site.release.rows("subjects"):
        kind, division = row["kind"], row["division"]
        city = site.city(division)
        of_kind = counts[kind]
        for code in {division, city}:
            of_kind[code] = of_kind.get(code, 0) + 1
        yield from cities.setdefault((kind, city), _Pager(site, kind, city)).take(row)
        if city != division:
            pager = counties.setdefault((kind, division), _Pager(site, kind, division))
            yield from pager.take(row)
    for (kind, city), pager in cities.items():
        below = [
            (code, site.divisions[code].name, number)
            for code, number in sorted(counts[kind].items())
            if code != city and site.city(code) == city
        ]
        yield from pager.finish(below)
    for pager in counties.values():
        yield from pager.finish([])
    for kind in site.kinds.values():
        yield _plan_kind(site, kind.id, counts[kind.id])


def _plan_kind(site: Site, kind: str, counts: dict[str, int]) -> Page:
    ways = [
        (code, site.divisions[code].name, number)
        for code, number in sorted(counts.items())
        if site.city(code) == code
    ]
    info = site.kinds[kind]
    values = {"kind": info, "ways": ways}
    return Page(f"kinds/{kind}/index.html", "kind.html", info.title, values, info.description)


class _Pager:
    """Gathers the rows of one list; keeps only their columns, for the number of pages is said."""

    def __init__(self, site: Site, kind: str, division: str) -> None:
        self._site = site
        self._kind = kind
        self._division = division
        self._rows: list[Row] = []

    def take(self, row: Row) -> Iterator[Page]:
        self._rows.append(row)
        return iter(())

    def finish(self, below: list[tuple[str, str, int]]) -> Iterator[Page]:
        kind = self._site.kinds[self._kind]
        place = self._site.division_name(self._division)
        yield from _pages(
            f"kinds/{self._kind}/{self._division}/",
            "kind_list.html",
            f"{place} · {kind.title}",
            self._rows,
            {"kind": kind, "place": place, "below": below},
        )


def plan_lists(site: Site) -> Iterator[Page]:
    """Plan the pages of each of the register's lists; an empty list has a page that says so."""
    rows: dict[str, list[Row]] = {name: [] for name in site.lists}
    for row in site.release.rows("listings"):
        if row["list"] in rows:
            rows[row["list"]].append({**row, "place": site.division_name(row["division"])})
    for name, own in rows.items():
        info = site.lists[name]
        values = {"list": info, "kinds": site.kinds}
        yield from _pages(f"lists/{name}/", "list.html", info.title, own, values)


def _pages(
    folder: str, template: str, title: str, rows: Iterable[Row], values: dict[str, Any]
) -> Iterator[Page]:
    whole = list(rows)
    count = max(1, -(-len(whole) // PAGE_ROWS))
    for number in range(1, count + 1):
        path = f"{folder}index.html" if number == 1 else f"{folder}{number}/index.html"
        part = whole[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
        paging = {
            "number": number,
            "pages": count,
            "total": len(whole),
            "up": "../" if number > 1 else "",
        }
        yield Page(path, template, title, {**values, "rows": part, **paging})
