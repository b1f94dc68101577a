"""Write the lists of a kind in worker processes: their pages and the files beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import jinja2
import msgspec

from kuangxin_site.pages.list_files import Piece
from kuangxin_site.pages.lists import plan_kind, plan_kind_lists
from kuangxin_site.pages.plan import Page
from kuangxin_site.pelican_bridge.environment import render
from kuangxin_site.pelican_bridge.workers import tools

__all__ = ["ListsTask", "render_lists", "write_planned"]


class ListsTask(msgspec.Struct, frozen=True):
    """The lists of ``kind`` by some ``ways``; without any, the page of the kind itself."""

    data: Path
    site: Path
    theme: Path
    content: Path
    kind: str
    ways: tuple[str, ...] = ()


def render_lists(task: ListsTask) -> int:
    """Write the lists of a task; return the number of pages."""
    site, environment = tools(task.data, task.theme, task.content)
    planned = (
        plan_kind_lists(site, task.kind, task.ways) if task.ways else [plan_kind(site, task.kind)]
    )
    return write_planned(planned, task.site, environment)


def write_planned(
    planned: Iterable[Page | Piece], folder: Path, environment: jinja2.Environment
) -> int:
    """Write pages and pieces of files below ``folder``; return the number of pages."""
    pages = 0
    made: set[Path] = set()
    for one in planned:
        path = folder / one.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        if isinstance(one, Page):
            path.write_bytes(render(environment, one))
            pages += 1
        else:
            with path.open("ab") as file:
                file.write(one.content)
    return pages
