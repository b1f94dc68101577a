"""The Pelican plugin: a generator that feeds page plans to a writer with the site's own templates.

Pelican reads the theme, copies its scripts and drives the generator; the pages come from the page
plans. ``KUANGXIN_WORK`` of the settings says what to render; without it the plugin adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from kuangxin_site.pages.components import plan_components
from kuangxin_site.pages.front import plan_front
from kuangxin_site.pages.lists import plan_kinds, plan_lists
from kuangxin_site.pages.machine_files import subject_addresses, write_machine_files
from kuangxin_site.pages.plan import Page, Site, open_site
from kuangxin_site.pelican_bridge.assets import write_assets
from kuangxin_site.pelican_bridge.environment import make_environment, render
from kuangxin_site.pelican_bridge.work import Work
from kuangxin_site.pelican_bridge.workers import SubjectsTask, render_subjects

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
        site = open_site(work.data, work.content)
        writer.open(site, work)
        found = []
        for page in _pages(site, work):
            writer.write_page(page)
            work.pages += 1
            if page.is_found:
                found.append(page.address)
        write_assets(work.theme, work.content, site.settings.look, work.site)
        for name, content in write_machine_files(site, chain(found, subject_addresses(site))):
            (work.site / name).parent.mkdir(exist_ok=True)
            (work.site / name).write_bytes(content)
        _render_subjects(work)


class DisclosureWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Writes a planned page with the site's own environment."""

    def open(self, site: Site, work: Work) -> None:
        """Take the release and the theme."""
        self._environment = make_environment(work.theme, site, work.content)

    def write_page(self, page: Page) -> None:
        """Render a page into the output folder."""
        path = Path(self.output_path) / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(self._environment, page))


def _pages(site: Site, work: Work) -> Iterator[Page]:
    yield from plan_front(site, work.content)
    yield from plan_kinds(site)
    yield from plan_lists(site)
    if work.components:
        yield plan_components(site, work.theme)


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
