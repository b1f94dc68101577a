"""What changed, by release and by cause: the index, and a page for each release that has rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from kuangxin.changes import CAUSES, NAMELESS, Change, Changed, ChangesIndex
from kuangxin_site.pages.plan import Page, Site

__all__ = ["ReleaseChanges", "cause_titles", "plan_changes", "read_changes", "said_of"]

#: Rows of one cause that a page shows; the file has them all.
_SHOWN = 100
#: Changes of one city that a feed tells one by one.
_TOLD = 20

_row = msgspec.json.Decoder(Change)


@dataclass(slots=True)
class ReleaseChanges:
    """The changes of one release: ``rows`` by cause, the first hundred of each; numbers by city."""

    changed: Changed
    rows: dict[str, list[Change]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    by_city: dict[str, Counter[str]] = field(default_factory=dict)
    told_by_city: dict[str, list[Change]] = field(default_factory=dict)

    def add(self, change: Change, city: str) -> None:
        """Take a row of the release's file."""
        self.counts[change.cause] += change.number
        rows = self.rows.setdefault(change.cause, [])
        if len(rows) < _SHOWN:
            rows.append(change)
        self.by_city.setdefault(city, Counter())[change.cause] += change.number
        told = self.told_by_city.setdefault(city, [])
        if change.code and change.cause != "new-result" and len(told) < _TOLD:
            told.append(change)


def read_changes(site: Site) -> list[ReleaseChanges]:
    """Read the changes of the releases, the newest first."""
    content = (site.data / "changes/index.json").read_bytes()
    found = []
    for changed in msgspec.json.decode(content, type=ChangesIndex).releases:
        one = ReleaseChanges(changed)
        if changed.rows:
            for line in site.release.source.lines(f"changes/{changed.release}.jsonl"):
                change = _row.decode(line)
                one.add(change, site.city(change.division))
        found.append(one)
    return found


def plan_changes(site: Site, releases: list[ReleaseChanges]) -> Iterator[Page]:
    """Plan the index of the changes, and the page of each release that has them one by one."""
    _ = site.words.gettext
    titles = cause_titles(site)
    used = [cause for cause in CAUSES if any(one.changed.counts.get(cause) for one in releases)]
    cities = sorted({site.city(one.code) for one in site.divisions.values() if one.subjects})
    values = {
        "releases": [one.changed for one in releases],
        "newest": releases[0],
        "causes": [(cause, titles[cause]) for cause in used],
        "cities": [(code, site.division_name(code)) for code in cities],
    }
    yield Page("changes/index.html", "changes.html", _("变动"), values)
    for one in releases:
        if one.changed.rows:
            yield _plan_release(site, one, titles)


def _plan_release(site: Site, one: ReleaseChanges, titles: dict[str, str]) -> Page:
    sections = [
        (cause, titles[cause], one.counts[cause], [(row, said_of(row, site)) for row in rows])
        for cause in CAUSES
        if (rows := one.rows.get(cause))
    ]
    values = {
        "changed": one.changed,
        "sections": sections,
        "nameless": NAMELESS,
        "kind_titles": {kind.id: kind.title for kind in site.kinds.values()},
        "shown": _SHOWN,
    }
    title = site.words.gettext("%(release)s 的变动") % {"release": one.changed.release}
    return Page(f"changes/{one.changed.release}/index.html", "changed.html", title, values)


def said_of(change: Change, site: Site) -> str:
    """Say what changed, beyond its cause and its subject: a list and document, a period and grade."""
    _ = site.words.gettext
    if change.list:
        title = site.lists[change.list].title if change.list in site.lists else change.list
        return site.words.join([title, change.document]) if change.document else title
    if change.period:
        period = site.words.period(change.period)
        values = {"period": period, "grade": change.grade, "was": change.was}
        if not change.grade:
            return period
        if not change.was or change.was == change.grade:
            return _("%(period)s：%(grade)s") % values
        return _("%(period)s：%(grade)s（原为 %(was)s）") % values
    if change.cause == "renamed" and change.was:
        return _("原名：%(was)s") % {"was": change.was}
    return change.key


def cause_titles(site: Site) -> dict[str, str]:
    """Return what each cause is called, in the words of its schema."""
    schema = msgspec.json.decode((site.data / "schemas/changes.schema.json").read_bytes())
    return {one["const"]: one["title"] for one in schema["$defs"]["cause"]["oneOf"]}
