"""The front pages: home, search, standards, notices, data, and the page for a wrong address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from kuangxin.release import KindInfo
from kuangxin_site.pages.counts import in_register
from kuangxin_site.pages.divisions import places_grid
from kuangxin_site.pages.list_files import MOST_ROWS, Piece
from kuangxin_site.pages.places import plan_places
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.prose import Prose, plan_prose, read_prose
from kuangxin_site.pages.standards import plan_standards

__all__ = ["plan_front", "read_notices"]


#: The prose page that says on what terms the data may be used.
_TERMS = "terms"


class _File(msgspec.Struct):
    path: str
    bytes: int
    sha256: str

    @property
    def form(self) -> str:
        """What kind of file it is: ``CSV``."""
        return self.path.rpartition(".")[2].upper()


class _Files(msgspec.Struct):
    files: list[_File]


def read_notices(content: Path) -> list[Prose]:
    """Read the notices, the newest first."""
    notices = read_prose(content / "notices")
    return sorted(notices, key=lambda one: (one.date, one.slug), reverse=True)


def plan_front(site: Site, content: Path) -> Iterator[Page | Piece]:
    """Plan every page that stands once, and the attachments of the notices."""
    notices = read_notices(content)
    pages = read_prose(content / "pages")
    register = site.manifest.register
    _ = site.words.gettext
    ways = {
        "kinds": _kinds_in_register(site),
        "lists": list(site.lists.values()),
        "places": _places(site),
        "covered": _covered(site),
        "codes": site.words.join(dict.fromkeys(one.labels["code"] for one in site.kinds.values())),
    }
    home = {
        **ways,
        "notices": notices[:5],
        "standards": list(site.standards.values()),
        "grid": places_grid(site),
        "division": next(iter(site.kinds.values())).labels["division"],
        "explained": _explained(site),
    }
    yield Page("index.html", "home.html", register.title, home, register.about)
    yield Page("search/index.html", "search.html", _("查询"), {**ways, **_search_words(site)})
    yield plan_places(site)
    for prose in pages:
        yield plan_prose(prose, "")
    for notice in notices:
        yield plan_prose(notice, "notices/")
    for name in sorted({one.name for notice in notices for one in notice.attachments}):
        yield Piece(f"notices/files/{name}", (content / "attachments" / name).read_bytes())
    yield Page("notices/index.html", "notices.html", _("公告"), {"notices": notices})
    yield from plan_standards(site)
    yield _plan_data(site, next((one for one in pages if one.slug == _TERMS), None))
    yield _plan_wrong_address(site, ways)


def _kinds_in_register(site: Site) -> list[KindInfo]:
    """Return the kinds, each with the number of those who have not left: what statistics count."""
    there = in_register(site.statistics, "kind")
    return [msgspec.structs.replace(one, subjects=there[one.id,]) for one in site.kinds.values()]


def _explained(site: Site) -> str:
    """Return why the number of subjects is not the sum of what stands below it, "" if it is."""
    _ = site.words.gettext
    counts = site.manifest.counts
    there = sum(in_register(site.statistics, "kind").values())
    said = []
    if counts["records"] > counts["subjects"]:
        text = _("一个主体可以同时属于几个种类：%(subjects)s 个主体在各种类中合计 %(records)s 个。")
        said.append(text % counts)
    if counts["records"] > there:
        text = _("其中 %(left)s 个已退出；下面各种类和统计只计在册的 %(there)s 个。")
        said.append(text % {"left": counts["records"] - there, "there": there})
    return site.words.sentences(said) if said else ""


def _plan_wrong_address(site: Site, ways: dict[str, object]) -> Page:
    """Plan the page for a wrong address, which a host shows at any depth.

    Relative links do not hold there. With the site's public address known, all links are absolute
    paths; without it, the page has only steps upwards, which lead home from anywhere.
    """
    title = site.words.gettext("没有这个页面")
    address = site.manifest.register.address
    if not address:
        return Page("404.html", "404_anywhere.html", title)
    return Page("404.html", "404.html", title, ways, front=urlsplit(address).path)


def _search_words(site: Site) -> dict[str, object]:
    """Return what the look-up says of kinds and grades, and the values its filters offer.

    ``kind_words`` by kind, as sitetheme/static/js/hits.js reads it: the title, whether its whole list
    can be narrowed in the page, and, of a graded kind, its grades with their titles from the best;
    ``list_words``: the titles of the lists; ``grades`` with the titles that all kinds share.
    """
    titles: dict[str, set[str]] = {}
    words: dict[str, dict[str, object]] = {}
    for kind in site.kinds.values():
        words[kind.id] = {"title": kind.title, "whole": kind.subjects <= MOST_ROWS}
        if kind.graded:
            words[kind.id]["grades"] = [(one.grade, one.title) for one in kind.grades]
        for one in kind.grades:
            titles.setdefault(one.grade, set()).add(one.title)
    return {
        "kind_words": words,
        "list_words": {one.id: one.title for one in site.lists.values()},
        "below": {
            place: [code for code in site.divisions if code != place and site.city(code) == place]
            for place, _ in _places(site)
        },
        "kind_options": [(kind.id, kind.title) for kind in site.kinds.values()],
        "grades": [
            (grade, f"{grade} {next(iter(said))}" if len(said) == 1 else grade)
            for grade, said in titles.items()
        ],
    }


def _places(site: Site) -> list[tuple[str, str]]:
    """Return the divisions that lists begin with; one that holds others is none of them."""
    above = {one.parent for one in site.divisions.values()}
    return [
        (one.code, one.name)
        for one in site.divisions.values()
        if site.city(one.code) == one.code and (one.parent or one.code not in above)
    ]


def _covered(site: Site) -> str:
    """Return the kinds, and the divisions if the register names any, that a look-up covers."""
    words = site.words
    kinds = words.join(kind.title for kind in site.kinds.values())
    divisions = words.join(one.name for one in site.manifest.register.coverage)
    if not divisions:
        return kinds
    return words.gettext("%(kinds)s；%(divisions)s") % {"kinds": kinds, "divisions": divisions}


def _plan_data(site: Site, terms: Prose | None) -> Page:
    """Plan the documentation of the downloads: files, terms, fields, how to check them."""
    manifest = msgspec.json.decode((site.data / "release.json").read_bytes(), type=_Files)
    definitions = msgspec.json.decode((site.data / "schemas/downloads.schema.json").read_bytes())
    values = {
        "downloads": {
            table: [one for one in manifest.files if one.path.startswith(f"downloads/{table}.")]
            for table in definitions["$defs"]
        },
        "tables": definitions["$defs"],
        "schemas": [one.path for one in manifest.files if one.path.startswith("schemas/")],
        "terms": terms,
    }
    title = site.words.gettext("开放数据")
    return Page("data/index.html", "data.html", title, values)
