"""The Pelican plugin: a generator that feeds page plans to a writer with the site's own templates.

Pelican reads the theme, copies its scripts and drives the generator; the pages come from the page
plans. ``KUANGXIN_WORK`` of the settings says what to render; without it the plugin adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from kuangxin_site.pages.changes import plan_changes, read_changes
from kuangxin_site.pages.components import plan_components
from kuangxin_site.pages.feeds import plan_feeds
from kuangxin_site.pages.front import plan_front, read_notices
from kuangxin_site.pages.list_files import Piece
from kuangxin_site.pages.lists import WAY_GROUPS
from kuangxin_site.pages.machine_files import subject_addresses, write_machine_files
from kuangxin_site.pages.plan import Page, Site, open_site
from kuangxin_site.pages.register_lists import plan_lists
from kuangxin_site.pages.statistics import plan_statistics
from kuangxin_site.pages.statistics_files import write_statistics_files
from kuangxin_site.pelican_bridge.assets import write_assets
from kuangxin_site.pelican_bridge.environment import make_environment
from kuangxin_site.pelican_bridge.lists import ListsTask, Written, render_lists, write_planned
from kuangxin_site.pelican_bridge.work import Work
from kuangxin_site.pelican_bridge.workers import SubjectsTask, render_subjects, tools

__all__ = ["DisclosureGenerator", "DisclosureWriter", "register", "unregister"]


def register() -> None:
    """Offer the generator and the writer to Pelican; it calls this for each of ``PLUGINS``."""
    signals.get_generators.connect(_generator)
    signals.get_writer.connect(_writer)


def unregister() -> None:
    """Take both back."""
    signals.get_generators.disconnect(_generator)
    signals.get_writer.disconnect(_writer)


class DisclosureGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Writes every page of the site: those that stand once here, those of subjects in the workers."""

    def generate_output(self, writer: DisclosureWriter) -> None:
        """Write all pages, the joined style sheet and the icon."""
        work: Work = self.settings["KUANGXIN_WORK"]
        tools.cache_clear()  # of a build before in this process, of other data at the same place
        site = open_site(work.data, work.content)
        writer.open(site, work)
        once = writer.write_pages(_pages(site, work))
        work.pages += once.pages
        write_statistics_files(site, work.site)
        write_assets(work.theme, work.content, site.settings.look, work.site)
        found = [*once.found, *_render_lists(work, site)]
        for name, content in write_machine_files(site, chain(found, subject_addresses(site))):
            (work.site / name).parent.mkdir(exist_ok=True)
            (work.site / name).write_bytes(content)
        _render_subjects(work)


class DisclosureWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Writes a planned page with the site's own environment."""

    def open(self, site: Site, work: Work) -> None:
        """Take the release and the theme."""
        self._environment = make_environment(work.theme, site, work.content)

    def write_pages(self, planned: Iterable[Page | Piece]) -> Written:
        """Render pages into the output folder, with the files beside them."""
        return write_planned(planned, Path(self.output_path), self._environment)


def _pages(site: Site, work: Work) -> Iterator[Page | Piece]:
    yield from plan_front(site, work.content)
    yield from plan_lists(site)
    yield from plan_statistics(site)
    releases = read_changes(site)
    yield from plan_changes(site, releases)
    yield from plan_feeds(site, releases, read_notices(work.content))
    if work.components:
        yield plan_components(site, work.theme)


def _render_lists(work: Work, site: Site) -> Iterator[str]:
    """Write the lists of kinds and of places in the workers; yield the addresses of their pages."""
    whole = work.data, work.site, work.theme, work.content
    tasks = [
        ListsTask(*whole),
        *(ListsTask(*whole, kind, ways) for kind in site.kinds for ways in (*WAY_GROUPS, ())),
    ]
    for written in work.executor.map(render_lists, tasks):
        work.pages += written.pages
        yield from written.found


def _render_subjects(work: Work) -> None:
    tasks = [
        SubjectsTask(work.data, path.name, work.site, work.theme, work.content)
        for path in sorted((work.data / "subjects").iterdir())
    ]
    for done, number in enumerate(work.executor.map(render_subjects, tasks), start=1):
        work.pages += number
        work.tell("pages", done, len(tasks))


def _generator(pelican: Pelican) -> type[DisclosureGenerator] | None:
    return DisclosureGenerator if "KUANGXIN_WORK" in pelican.settings else None


def _writer(pelican: Pelican) -> type[DisclosureWriter] | None:
    return DisclosureWriter if "KUANGXIN_WORK" in pelican.settings else None
