"""Write the lists of a kind in worker processes: their pages and the files beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import jinja2
import msgspec

from kuangxin_site.pages.divisions import plan_divisions
from kuangxin_site.pages.list_files import Piece
from kuangxin_site.pages.lists import plan_kind, plan_kind_lists
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pelican_bridge.environment import render
from kuangxin_site.pelican_bridge.workers import tools

__all__ = ["ListsTask", "Written", "render_lists", "write_planned"]


class ListsTask(msgspec.Struct, frozen=True):
    """The lists of ``kind`` by some ``ways``; without any, the page of the kind itself.

    Without a kind it is the places, over all kinds.
    """

    data: Path
    site: Path
    theme: Path
    content: Path
    kind: str = ""
    ways: tuple[str, ...] = ()


class Written(msgspec.Struct):
    """How many pages were written, and the addresses of those that search engines may find."""

    pages: int
    found: list[str]


def render_lists(task: ListsTask) -> Written:
    """Write the lists of a task."""
    site, environment = tools(task.data, task.theme, task.content)
    return write_planned(_planned(site, task), task.site, environment)


def _planned(site: Site, task: ListsTask) -> Iterable[Page | Piece]:
    if not task.kind:
        return plan_divisions(site)
    if task.ways:
        return plan_kind_lists(site, task.kind, task.ways)
    return [plan_kind(site, task.kind)]


def write_planned(
    planned: Iterable[Page | Piece], folder: Path, environment: jinja2.Environment
) -> Written:
    """Write pages and pieces of files below ``folder``."""
    written = Written(0, [])
    made: set[Path] = set()
    for one in planned:
        path = folder / one.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        if isinstance(one, Page):
            path.write_bytes(render(environment, one))
            written.pages += 1
            if one.is_found:
                written.found.append(one.address)
        else:
            with path.open("ab") as file:
                file.write(one.content)
    return written
