"""Lists of the subjects of a kind, by every way in.

Rows stream from ``subjects.jsonl``, which is sorted by kind, division and code. A first pass counts
them, so that a page knows how many pages there are; the second fills each list's page and lets it
go once it is full. A city gathers the rows of several divisions, not all of them adjacent, so each
list keeps one page open: at most a hundred rows a list are held, whatever the size of the
register. Only the licences that end soon are held together, to stand in the order of their days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from kuangxin.release import KindInfo
from kuangxin_site.pages.list_days import with_last_days
from kuangxin_site.pages.list_files import Columns, Piece
from kuangxin_site.pages.list_words import notes_of, shown_row, spoken_row
from kuangxin_site.pages.pager import Pager, Row
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.tiles import Tile, tile_grid
from kuangxin_site.pages.ways import WAYS, Place, always, places_of, title_of

__all__ = ["WAY_GROUPS", "plan_kind", "plan_kind_lists"]

#: Ways that are gone together: each group writes a row once for all its lists.
WAY_GROUPS = (("all", "division"), ("grade", "mineral", "ending"))


class _OfKind(msgspec.Struct):
    """What tells whether a row of ``subjects.jsonl`` is wanted."""

    kind: str


@dataclass(slots=True)
class _Count:
    """How many stand in a list, and among them how many of each value that it is filtered by."""

    total: int = 0
    left: int = 0
    city: Counter[str] = field(default_factory=Counter)
    division: Counter[str] = field(default_factory=Counter)
    grade: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    period: Counter[str] = field(default_factory=Counter)

    @property
    def there(self) -> int:
        """How many have not left the register: what the statistics count."""
        return self.total - self.left

    @property
    def common(self) -> str:
        """The period of most of the grades, "" without any."""
        return max(self.period, key=lambda one: (self.period[one], one), default="")

    def add(self, row: Row, city: str) -> None:
        self.total += 1
        self.left += "left_on" in row
        self.city[city] += 1
        self.division[row["division"]] += 1
        self.grade[row.get("grade", "")] += 1
        self.lists.update(row["lists"])
        if "period" in row:
            self.period[row["period"]] += 1


_Counts = dict[str, dict[Place, _Count]]


def plan_kind_lists(site: Site, kind: str, ways: Iterable[str] = WAYS) -> Iterator[Page | Piece]:
    """Plan the lists of a kind by some of its ways: their pages, and the files beside them."""
    info = site.kinds[kind]
    counts = _count(site, info, ways)
    columns = _columns(site, info, "ending" in ways)
    pagers: dict[str, Pager] = {}
    ending: list[Row] = []
    for row, days in with_last_days(_rows(site, kind), site, kind):
        shown = shown_row(row, site) | {"lists_until": days}
        written = None
        for way in ways:
            if way == "ending":
                ending += [shown] if shown["ending"] else []
                continue
            for place in places_of(way, row, site):
                pager = pagers.get(place.folder)
                if pager is None:
                    pager = _pager(site, info, way, place, counts[way], columns)
                    pagers[place.folder] = pager
                written = written or columns.write(shown, spoken_row(shown, site))
                yield from pager.take(shown, written)
    for way in ways:
        for place in always(way, info):
            pager = _pager(site, info, way, place, counts[way], columns)
            if way == "ending" and ending:
                for shown in sorted(ending, key=lambda row: row["ending"]):
                    yield from pager.take(shown, columns.write(shown, spoken_row(shown, site)))
            elif place not in counts[way]:
                yield from pager.empty()


def plan_kind(site: Site, kind: str) -> Page:
    """Plan the page of a kind, with the ways into it."""
    info = site.kinds[kind]
    counts = _count(site, info, WAYS)
    numbers = {
        place.folder: one.there
        for place, one in sorted(counts["division"].items())
        if site.city(place.folder) == place.folder
    }
    everyone = _ways(site, info, "all", counts["all"])[0]
    values = {
        "kind": info,
        "all": everyone,
        "left": sum(one.left for one in counts["all"].values()),
        "grid": tile_grid(site, numbers),
        "ways": {
            way: _ways(site, info, way, counts[way]) for way in ("grade", "mineral", "ending")
        },
        "minerals_overlap": sum(one.there for one in counts["mineral"].values()) > everyone.number,
        "standards": [one for one in site.standards.values() if one.kind == kind],
    }
    return Page(f"kinds/{kind}/index.html", "kind.html", info.title, values, info.description)


def _ways(site: Site, kind: KindInfo, way: str, counts: dict[Place, _Count]) -> list[Tile]:
    """Return the lists of a way: those that always stand first, then the longest."""
    fixed = list(always(way, kind))
    rest = sorted(counts.keys() - set(fixed), key=lambda place: (-counts[place].there, place.value))
    return [
        Tile(
            place.folder,
            title_of(way, place, kind, site),
            counts[place].there if place in counts else 0,
        )
        for place in [*fixed, *rest]
    ]


def _rows(site: Site, kind: str) -> Iterator[Row]:
    """Yield the rows of a kind; those of others cost a glance."""
    glance, read = msgspec.json.Decoder(_OfKind), msgspec.json.Decoder(Row)
    for line in site.release.source.lines("downloads/subjects.jsonl"):
        if glance.decode(line).kind == kind:
            yield read.decode(line)


def _count(site: Site, kind: KindInfo, ways: Iterable[str]) -> _Counts:
    counts: _Counts = {way: {} for way in ways}
    for row in _rows(site, kind.id):
        city: str = site.cities.get(row["division"]) or row["division"]
        for way, places in counts.items():
            for place in places_of(way, row, site):
                places.setdefault(place, _Count()).add(row, city)
    return counts


def _columns(site: Site, kind: KindInfo, ending: bool) -> Columns:
    """Return the columns of a kind's lists in the words of its schema and of the downloads."""
    titles = site.table_titles("subjects")
    labels = kind.labels
    heads = {"name": labels["name"], "code": labels["code"], "kind": titles["kind"]}
    heads["place"] = labels["division"]
    names = ["division"]
    if kind.graded:
        names += ["grade", "grade_title", "period", "points", "decided_on", "authority"]
    if site.lists:
        names.append("lists")
    if "licences/number" in labels:
        names += ["licence_numbers", "minerals", "licence_until"]
    heads |= {name: titles[name] for name in [*names, "left_on"]}
    if ending and "licences/valid_until" in labels:
        heads["ending"] = site.words.gettext("即将到期的证照")
    fields = (
        "name",
        "code",
        "place",
        "division",
        "city",
        "grade",
        "grade_title",
        "period",
        "lists",
        "lists_until",
        "left_on",
        "ending",
    )
    return Columns(heads, fields, site.words.separator, site.table_days("subjects"), notes_of(site))


def _pager(
    site: Site,
    kind: KindInfo,
    way: str,
    place: Place,
    counts: dict[Place, _Count],
    columns: Columns,
) -> Pager:
    count = counts.get(place, _Count())
    city = site.city(place.value) if way == "division" else ""
    below = [
        (one.folder, site.own_name(one.folder), number.there)
        for one, number in sorted(counts.items())
        if way == "division" and one != place and site.city(one.folder) == place.folder
    ]
    values = {
        "kind": kind,
        "way": way,
        "below": below,
        "city": None if city in ("", place.value) else (city, site.division_name(city)),
        "ranks": {one.grade: rank for rank, one in enumerate(kind.grades)},
        "filters": _filters(site, kind, way, count),
        "left": count.left,
        "common": count.common,
        "periods": {
            one: site.words.period(one) for one in sorted(count.period) if one != count.common
        },
    }
    title = f"{title_of(way, place, kind, site)} · {kind.title}"
    if way == "all":
        title = site.words.gettext("全部%(kind)s") % {"kind": kind.title}
    folder = f"kinds/{kind.id}/{place.folder}/"
    return Pager(folder, "kind_list.html", title, count.total, values, columns)


def _filters(
    site: Site, kind: KindInfo, way: str, count: _Count
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return field, word and choices of what the list can be narrowed by in the page."""
    _ = site.words.gettext
    known = [one.grade for one in kind.grades]
    grades = [
        (one.grade, f"{one.grade} {one.title}") for one in kind.grades if count.grade[one.grade]
    ]
    grades += [(one, one) for one in sorted(count.grade) if one and one not in known]
    grades += [("-", _("尚未评价"))] if kind.graded and count.grade[""] else []
    field = "division" if way == "division" else "city"
    name = site.own_name if way == "division" else site.division_name
    places = [(one, name(one)) for one in sorted(getattr(count, field))]
    lists = [(one, info.title) for one, info in site.lists.items() if count.lists[one]]
    found = [
        (field, kind.labels["division"], places),
        ("grade", _("信用等级"), grades if kind.graded and way != "grade" else []),
        ("lists", _("在列名单"), [*lists, ("-", _("不在名单上"))] if lists else []),
    ]
    return [one for one in found if len(one[2]) > 1]
