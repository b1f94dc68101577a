"""A page plan: where a page stands, which template makes it, and what the template is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import msgspec
import yaml

from kuangxin.grading import Standard
from kuangxin.release import Division, KindInfo, ListInfo, Manifest, Release
from kuangxin.sources import Folder
from kuangxin.workdays import Deadlines, decode_deadlines
from kuangxin_site.assess.statistics import Statistics
from kuangxin_site.pages.words import Words
from kuangxin_site.settings import Settings, decode_settings

__all__ = ["Page", "Site", "open_site"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``path`` of its file below the site, its template, title and values.

    ``front`` is the address of the site's front, for a page that is served at any address;
    ``said_until`` the last day of what the description tells, None where it has no end.
    """

    path: str
    template: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)
    description: str = ""
    front: str = ""
    said_until: date | None = None

    @property
    def root(self) -> str:
        """The relative way from the page to the site's front: ``../../``; ``./`` at the front."""
        return self.front or "../" * self.path.count("/") or "./"

    @property
    def address(self) -> str:
        """Where the page stands below the site's own address: ``kinds/expert/``."""
        return quote(self.path.removesuffix("index.html"))

    @property
    def is_found(self) -> bool:
        """Whether somebody may look for it: no feed, not for a wrong address, no components."""
        return Path(self.path).name == "index.html" and self.section != "components"

    @property
    def section(self) -> str:
        """The part of the site that the page stands in: ``standards``, ``kinds/expert``."""
        parts = self.path.split("/")
        return "/".join(parts[:2]) if parts[0] in {"kinds", "lists"} else parts[0]


class Site:
    """What all pages share: the release and the words for its parts.

    ``feed`` is the address of the site's Atom feed below its own, empty where there is none.
    """

    feed = "changes/atom.xml"

    def __init__(self, data: Path, content: Path) -> None:
        self.data = data
        self.content = content
        self.release = Release(Folder(data))

    @cached_property
    def manifest(self) -> Manifest:
        """The release's manifest."""
        return self.release.manifest

    @cached_property
    def settings(self) -> Settings:
        """What ``register.yaml`` says of the look of the site; the check has read it before."""
        raw = yaml.safe_load((self.content / "register.yaml").read_text(encoding="utf-8"))
        return decode_settings(raw)

    @cached_property
    def words(self) -> Words:
        """The site's own words, in the register's language."""
        return Words(self.manifest.register.language, self.content)

    @cached_property
    def kinds(self) -> dict[str, KindInfo]:
        """The kinds by id."""
        return {kind.id: kind for kind in self.manifest.kinds}

    @cached_property
    def lists(self) -> dict[str, ListInfo]:
        """The lists by id."""
        return {one.id: one for one in self.manifest.lists}

    @cached_property
    def divisions(self) -> dict[str, Division]:
        """The divisions by code."""
        return {one.code: one for one in self.manifest.divisions}

    @cached_property
    def standards(self) -> dict[str, Standard]:
        """The published standards by id."""
        names = sorted(path.stem for path in (self.data / "standards").glob("*.json"))
        return {name: self.release.standard(name) for name in names}

    @cached_property
    def deadlines(self) -> Deadlines:
        """The rule of appeal, and the working days to count by."""
        return decode_deadlines((self.data / "working-days.json").read_bytes())

    @cached_property
    def statistics(self) -> Statistics:
        """The counts of what is published."""
        content = (self.data / "statistics.json").read_bytes()
        return msgspec.json.decode(content, type=Statistics)

    @cached_property
    def places(self) -> list[str]:
        """The cities: divisions below the top, or top divisions that hold no other."""
        above = {one.parent for one in self.divisions.values()}
        return [
            one.code
            for one in self.divisions.values()
            if self.city(one.code) == one.code and (one.parent or one.code not in above)
        ]

    @cached_property
    def listing_labels(self) -> dict[str, str]:
        """The schema's words for a listing, from the first kind whose subjects can be listed."""
        listed = (one.labels for one in self.kinds.values() if "listings/basis" in one.labels)
        return next(listed, {})

    def table_titles(self, table: str) -> dict[str, str]:
        """Return the title of each field of a download table."""
        return {name: field["title"] for name, field in self._table_fields(table).items()}

    def table_days(self, table: str) -> frozenset[str]:
        """Return the fields of a download table that are days."""
        fields = self._table_fields(table)
        return frozenset(name for name, field in fields.items() if field.get("format") == "date")

    def _table_fields(self, table: str) -> dict[str, dict[str, str]]:
        content = (self.data / "schemas/downloads.schema.json").read_bytes()
        found: dict[str, dict[str, str]] = msgspec.json.decode(content)["$defs"][table][
            "properties"
        ]
        return found

    def division_name(self, code: str) -> str:
        """Return a division's name behind that of its city, with today's name if it has ended."""
        division = self.divisions.get(code)
        parent = self.divisions.get(division.parent) if division else None
        name = self.own_name(code)
        if parent is None or not parent.parent:
            return name
        return self.words.gettext("%(above)s%(name)s") % {"above": parent.name, "name": name}

    def own_name(self, code: str) -> str:
        """Return a division's name alone, with today's name if it has ended."""
        division = self.divisions.get(code)
        if division is None:
            return code
        name, _ = division.name, self.words.gettext
        today = self.divisions.get(division.successor)
        return _("%(name)s（今%(today)s）") % {"name": name, "today": today.name} if today else name

    @cached_property
    def below(self) -> dict[str, set[str]]:
        """The divisions that lie in each city, itself not among them."""
        found: dict[str, set[str]] = {}
        for code in self.divisions:
            if (city := self.city(code)) != code:
                found.setdefault(city, set()).add(code)
        return found

    @cached_property
    def cities(self) -> dict[str, str]:
        """The city in which each division lies, by code."""
        return {code: self.city(code) for code in self.divisions}

    def city(self, code: str) -> str:
        """Return the code of the division below the top in which ``code`` lies."""
        seen = code
        while seen in self.divisions:
            parent = self.divisions.get(self.divisions[seen].parent)
            if parent is None or not parent.parent:
                return seen
            seen = parent.code
        return code


def open_site(data: Path, content: Path) -> Site:
    """Open the release in ``data``, made from the register at ``content``, for planning pages."""
    return Site(data, content)
