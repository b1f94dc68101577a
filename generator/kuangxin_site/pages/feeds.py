"""Atom feeds (RFC 4287): the whole register, each of its lists, each of its cities.

A feed tells only what stands in the release. Days come from releases, decisions and notices, never
from a clock. With the register's public address, ids and links are absolute; without one, ids are
uuids made from the register's id, and links relative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from heapq import nlargest
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from kuangxin_site.pages.changes import ReleaseChanges, cause_titles, said_of
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.prose import Prose

__all__ = ["Entry", "plan_feeds"]

#: Entries of a feed: decisions of a list, releases, notices.
_DECISIONS, _RELEASES, _NOTICES = 50, 30, 20


class Entry(NamedTuple):
    """One entry: ``path`` of its page below the site, ``day`` it is of."""

    id: str
    title: str
    day: str
    path: str
    text: str


def plan_feeds(site: Site, releases: list[ReleaseChanges], notices: list[Prose]) -> Iterator[Page]:
    """Plan all feeds."""
    title = site.manifest.register.title
    told = [_release(site, one, one.changed.counts, [], "") for one in releases[:_RELEASES]]
    told += [_notice(site, one) for one in notices[:_NOTICES]]
    yield _feed(site, "changes/atom.xml", title, told, "changes/")
    for code in sorted({site.city(one.code) for one in site.divisions.values() if one.subjects}):
        name = f"{title} · {site.division_name(code)}"
        entries = [
            _release(site, one, one.by_city.get(code, {}), one.told_by_city.get(code, []), code)
            for one in releases[:_RELEASES]
            if one is releases[0] or code in one.by_city
        ]
        yield _feed(site, f"changes/divisions/{code}.xml", name, entries, "changes/")
    for list_id, rows in _newest_decisions(site).items():
        name = f"{title} · {site.lists[list_id].title}"
        decisions = [_decision(site, row) for row in rows]
        yield _feed(site, f"changes/lists/{list_id}.xml", name, decisions, f"lists/{list_id}/")


def _newest_decisions(site: Site) -> dict[str, list[dict[str, Any]]]:
    """Return the newest decisions of each list that are shown, the newest first."""
    found: dict[str, list[dict[str, Any]]] = {one: [] for one in site.lists}
    for row in site.release.rows("listings"):
        rows = found.get(row["list"])
        if rows is not None:
            rows.append(row)
            if len(rows) >= 4 * _DECISIONS:
                rows[:] = _newest(rows)
    return {one: _newest(rows) for one, rows in found.items()}


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return nlargest(_DECISIONS, rows, key=lambda row: (_day(row), row["code"], row["document"]))


def _day(row: dict[str, Any]) -> str:
    return max(str(row["listed_on"]), str(row.get("removed_on", "")))


def _decision(site: Site, row: dict[str, Any]) -> Entry:
    _ = site.words.gettext
    title = site.lists[row["list"]].title
    values = {**row, "list": title}
    removed = "removed_on" in row
    head = _("%(name)s移出%(list)s") if removed else _("%(name)s列入%(list)s")
    text = _("依据：%(basis)s。机关：%(authority)s。文书号：%(document)s。") % values
    key = f"{row['list']}/{row['code']}/{row['document']}/{row['listed_on']}/{removed}"
    path = f"subjects/{row['code']}/"
    return Entry(_id(site, f"listings/{key}"), head % values, _day(row), path, text)


def _release(
    site: Site,
    one: ReleaseChanges,
    counts: Counter[str] | dict[str, int],
    told: list[Any],
    city: str,
) -> Entry:
    _ = site.words.gettext
    titles = cause_titles(site)
    changed = one.changed
    numbers = [
        _("%(cause)s %(number)s") % {"cause": titles[cause], "number": number}
        for cause, number in counts.items()
    ]
    text = site.words.join(numbers) or (_("没有变动") if changed.previous else _("第一个版本"))
    lines = [text]
    for change in told:
        what = " ".join(filter(None, [titles[change.cause], said_of(change, site)]))
        lines.append(_("%(name)s：%(what)s") % {"name": change.name, "what": what})
    title = _("公布版本 %(release)s") % {"release": changed.release}
    path = f"changes/{changed.release}/" if changed.rows else "changes/"
    key = f"releases/{changed.release}/{city}"
    return Entry(_id(site, key), title, changed.as_of.isoformat(), path, "\n".join(lines))


def _notice(site: Site, notice: Prose) -> Entry:
    text = " ".join(filter(None, [notice.number, notice.summary])) or notice.title
    path = f"notices/{notice.slug}/"
    return Entry(_id(site, path), notice.title, notice.date, path, text)


def _feed(site: Site, path: str, title: str, entries: list[Entry], home: str) -> Page:
    address = site.manifest.register.address
    ordered = sorted(entries, key=lambda one: (one.day, one.id), reverse=True)
    newest = max((one.day for one in entries), default=site.manifest.as_of.isoformat())
    values = {
        "id": _id(site, path),
        "updated": newest,
        "entries": ordered,
        "base": address or "../" * path.count("/"),
        "own": f"{address}{path}" if address else path.rpartition("/")[2],
        "home": home,
    }
    return Page(path, "feed.xml", title, values)


def _id(site: Site, key: str) -> str:
    register = site.manifest.register
    if register.address:
        return (
            f"{register.address}id/{key}"
            if not key.endswith((".xml", "/"))
            else register.address + key
        )
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'kuangxin/{register.id}/{key}')}"
