"""The register's own lists: every decision that stands, with its basis, authority and document.

For each list its pages, itself on one sheet to be printed, and the files beside it, the newest
decision first. The table is sorted otherwise and may be long: only the day of each decision and
where its line begins are held to put them in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from kuangxin.release import ListInfo
from kuangxin_site.pages.list_files import MOST_ROWS, Columns, Piece
from kuangxin_site.pages.list_words import notes_of
from kuangxin_site.pages.pager import Pager, Row
from kuangxin_site.pages.plan import Page, Site

__all__ = ["plan_lists"]


class _OnList(msgspec.Struct, rename={"name": "list"}):
    """What is counted of a row of ``listings.jsonl``."""

    name: str
    kind: str
    division: str
    listed_on: str
    removed_on: str = ""
    publish_until: date | None = None


@dataclass(slots=True)
class _Count:
    """What is counted of a list; ``until`` is the last day of all of its decisions that end."""

    total: int = 0
    removed: int = 0
    endless: bool = False
    until: date | None = None
    kind: Counter[str] = field(default_factory=Counter)
    city: Counter[str] = field(default_factory=Counter)
    lines: list[tuple[str, int]] = field(default_factory=list)

    @property
    def newest_first(self) -> list[int]:
        """Where the lines of the decisions begin; those of one day in the order of the table."""
        return [at for _, at in sorted(self.lines, key=lambda one: one[0], reverse=True)]

    @property
    def last(self) -> date | None:
        """The day after which nothing of the list is shown, None where a decision has no end."""
        return None if self.endless else self.until


def plan_lists(site: Site) -> Iterator[Page | Piece]:
    """Plan the pages and files of each of the register's lists; an empty one says that it is."""
    counts = _count(site)
    columns = _columns(site)
    for name, info in site.lists.items():
        pager = _pager(site, info, counts[name], columns)
        sheet: list[Row] = []
        for row in _decisions(site, counts[name]):
            yield from pager.take(row, columns.write(row, _spoken(site, row)))
            if pager.total <= MOST_ROWS:
                sheet.append(row)
        if not pager.total:
            yield from pager.empty()
        if pager.total <= MOST_ROWS:
            yield _sheet(site, info, sheet, counts[name])


def _decisions(site: Site, count: _Count) -> Iterator[Row]:
    """Yield the decisions of a list, the newest first, with what its page says beyond the table."""
    read = msgspec.json.Decoder(Row)
    with _table(site).open("rb") as table:
        for at in count.newest_first:
            table.seek(at)
            row = read.decode(table.readline())
            division = row["division"]
            yield {
                **row,
                "place": site.division_name(division),
                "city": site.city(division),
                "status": "removed" if "removed_on" in row else "standing",
            }


def _spoken(site: Site, row: Row) -> Row:
    _ = site.words.gettext
    status = _("已移出") if row["status"] == "removed" else _("在列")
    return {"kind": site.kinds[row["kind"]].title, "status": status}


def _table(site: Site) -> Path:
    return site.data / "downloads/listings.jsonl"


def _sheet(site: Site, info: ListInfo, rows: list[Row], count: _Count) -> Page:
    values = {"list": info, "kinds": site.kinds, "rows": rows, "list_until": count.last}
    return Page(f"lists/{info.id}/print/index.html", "list_sheet.html", info.title, values)


def _count(site: Site) -> dict[str, _Count]:
    counts = {name: _Count() for name in site.lists}
    decoder = msgspec.json.Decoder(_OnList)
    at = 0
    with _table(site).open("rb") as table:
        for line in table:
            row = decoder.decode(line)
            if row.name in counts:
                count = counts[row.name]
                count.total += 1
                count.removed += bool(row.removed_on)
                count.endless |= row.publish_until is None
                count.until = max(filter(None, (count.until, row.publish_until)), default=None)
                count.kind[row.kind] += 1
                count.city[site.city(row.division)] += 1
                count.lines.append((row.listed_on, at))
            at += len(line)
    return counts


def _columns(site: Site) -> Columns:
    titles, labels = site.table_titles("listings"), site.listing_labels
    heads = {
        "name": labels.get("name", titles["name"]),
        "code": labels.get("code", titles["code"]),
        "kind": titles["kind"],
        "place": labels.get("division", titles["division"]),
    }
    rest = ("division", "basis", "authority", "document", "listed_on", "publish_until")
    heads |= {name: titles[name] for name in rest}
    heads["status"] = site.words.gettext("状态")
    heads |= {name: titles[name] for name in ("removed_on", "removed_reason")}
    fields = ("name", "code", "kind", "place", "city", "status", "basis", "authority", "document")
    return Columns(
        heads,
        (*fields, "listed_on", "removed_on", "removed_reason", "publish_until"),
        site.words.separator,
        site.table_days("listings"),
        notes_of(site),
    )


def _pager(site: Site, info: ListInfo, count: _Count, columns: Columns) -> Pager:
    _ = site.words.gettext
    status = [("standing", _("在列")), ("removed", _("已移出"))]
    filters = [
        (
            "kind",
            _("种类"),
            [(one.id, one.title) for one in site.kinds.values() if count.kind[one.id]],
        ),
        ("city", site.listing_labels.get("division", ""), _places(site, count)),
        ("status", _("状态"), status if 0 < count.removed < count.total else []),
    ]
    values = {
        "list": info,
        "kinds": site.kinds,
        "removed": count.removed,
        "list_until": count.last,
        "filters": [one for one in filters if len(one[2]) > 1],
    }
    return Pager(f"lists/{info.id}/", "list.html", info.title, count.total, values, columns)


def _places(site: Site, count: _Count) -> list[tuple[str, str]]:
    return [(one, site.division_name(one)) for one in sorted(count.city)]
