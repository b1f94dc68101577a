"""Pelican's part: settings, generator and writer. The only module that imports pelican.

Pelican reads the theme, copies its static files and drives the generator; the pages come from
the page plans. Subjects are rendered in the workers meanwhile.
"""

from __future__ import annotations

import io
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.settings import DEFAULT_CONFIG, configure_settings
from pelican.writers import Writer

from kuangxin_site.pages.front import plan_front
from kuangxin_site.pages.lists import plan_kinds, plan_lists
from kuangxin_site.pages.plan import Page, Site, open_site
from kuangxin_site.parallel import Executor
from kuangxin_site.pelican_bridge.environment import OPTIONS, make_environment, render
from kuangxin_site.pelican_bridge.workers import SubjectsTask, render_subjects
from kuangxin_site.schemas import find_packaged

__all__ = ["publish"]

Progress = Callable[[str, int, int], None]


def publish(data: Path, content: Path, site: Path, executor: Executor, tell: Progress) -> int:
    """Render the whole site for the release in ``data`` into ``site``; return the pages."""
    theme = find_packaged("sitetheme")
    settings = _settings(content, site, theme)
    settings["KUANGXIN_DATA"] = data
    logging.getLogger("pelican").setLevel(logging.ERROR)
    signals.get_generators.connect(_generators)
    signals.get_writer.connect(_writer)
    try:
        with redirect_stdout(io.StringIO()):  # Pelican counts articles, which there are none of
            Pelican(settings).run()
    finally:
        signals.get_generators.disconnect(_generators)
        signals.get_writer.disconnect(_writer)
    _join_styles(theme, site)
    tasks = [
        SubjectsTask(data, path.name, site, theme, content)
        for path in sorted((data / "subjects").iterdir())
    ]
    pages = settings["KUANGXIN_PAGES"]
    for done, number in enumerate(executor.map(render_subjects, tasks), start=1):
        pages += number
        tell("pages", done, len(tasks))
    return int(pages)


def _settings(content: Path, site: Path, theme: Path) -> dict[str, Any]:
    settings: dict[str, Any] = configure_settings(
        {
            **DEFAULT_CONFIG,
            "PATH": str(content),
            "OUTPUT_PATH": str(site),
            "THEME": str(theme),
            "THEME_STATIC_DIR": "theme/js",
            "THEME_STATIC_PATHS": ["static/js"],
            "SITENAME": "kuangxin",
            "SITEURL": "",
            "TIMEZONE": "Asia/Shanghai",
            "DEFAULT_LANG": "zh",
            "ARTICLE_PATHS": [],
            "PAGE_PATHS": [],
            "STATIC_PATHS": [],
            "DIRECT_TEMPLATES": [],
            "FEED_ALL_ATOM": None,
            "CATEGORY_FEED_ATOM": None,
            "TRANSLATION_FEED_ATOM": None,
            "AUTHOR_FEED_ATOM": None,
            "AUTHOR_FEED_RSS": None,
            "DELETE_OUTPUT_DIRECTORY": False,
            "PLUGINS": [],
            "LOAD_CONTENT_CACHE": False,
            "JINJA_ENVIRONMENT": OPTIONS,
            "KUANGXIN_PAGES": 0,
        }
    )
    return settings


class DisclosureGenerator(Generator):  # type: ignore[misc]  # Pelican has no types
    """Feeds the page plans to the writer."""

    def generate_output(self, writer: DisclosureWriter) -> None:
        """Write every page but those of the subjects."""
        site = open_site(self.settings["KUANGXIN_DATA"], Path(self.path))
        writer.open(site, Path(self.theme), Path(self.path))
        for page in _pages(site, Path(self.path)):
            writer.write_page(page)
            self.settings["KUANGXIN_PAGES"] += 1


class DisclosureWriter(Writer):  # type: ignore[misc]  # Pelican has no types
    """Writes a planned page with the site's own environment."""

    def open(self, site: Site, theme: Path, content: Path) -> None:
        """Take the release and the theme."""
        self._environment = make_environment(theme, site, content)

    def write_page(self, page: Page) -> None:
        """Render a page into the output folder."""
        path = Path(self.output_path) / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(self._environment, page))


def _pages(site: Site, content: Path) -> Iterator[Page]:
    yield from plan_front(site, content)
    yield from plan_kinds(site)
    yield from plan_lists(site)


def _generators(pelican: object) -> type[DisclosureGenerator]:
    return DisclosureGenerator


def _writer(pelican: object) -> type[DisclosureWriter]:
    return DisclosureWriter


def _join_styles(theme: Path, site: Path) -> None:
    """Join the component styles, tokens first, into one file, and put the icon beside."""
    folder = theme / "static" / "css"
    names = (folder / "order.txt").read_text(encoding="utf-8").split()
    joined = "".join((folder / name).read_text(encoding="utf-8") for name in names)
    target = site / "theme" / "css" / "site.css"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(joined, encoding="utf-8")
    shutil.copyfile(theme / "static" / "icon.svg", site / "theme" / "icon.svg")
