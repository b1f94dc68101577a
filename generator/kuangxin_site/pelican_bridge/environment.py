"""The Jinja environment of the site: everything escaped, an undefined name an error.

The same in Pelican's process and in the workers that render subjects.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2

from kuangxin_site.pages.menu import plan_menu
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.prose import read_prose
from kuangxin_site.pelican_bridge.constant_words import ConstantWords

__all__ = ["OPTIONS", "make_environment", "render"]

OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": jinja2.StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n"],
}


@cache
def fingerprint(theme: Path) -> str:
    """Return eight hexadecimal digits that change when a style or a script does.

    They stand behind ``?v=`` in the addresses of both, so that a browser may keep them for good.
    """
    digest = sha256()
    for path in sorted((theme / "static").rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def make_environment(theme: Path, site: Site, content: Path) -> jinja2.Environment:
    """Make the environment for a theme, a release and the prose of its register."""
    environment = jinja2.Environment(  # noqa: S701 - OPTIONS turn autoescape on
        loader=jinja2.FileSystemLoader(theme / "templates"), **OPTIONS
    )
    translations = site.words.translations
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.extend(translate=translations.gettext)
    environment.add_extension(ConstantWords)
    environment.globals.update(
        release=site.manifest,
        feed=site.feed,
        menu=plan_menu(site),
        fingerprint=fingerprint(theme),
        register=site.manifest.register,
        standards=site.standards,
        prose_links=[(one.slug, one.title) for one in read_prose(content / "pages")],
        place=site.division_name,
        graded=any(kind.graded for kind in site.kinds.values()),
        listing_labels=site.listing_labels,
        lists=site.lists,
        bytes=_bytes,
        period=site.words.period,
        join=site.words.join,
    )
    return environment


def render(environment: jinja2.Environment, page: Page) -> bytes:
    """Render one page."""
    template = environment.get_template(page.template)
    return template.render(page=page, root=page.root, **page.values).encode()


def _bytes(size: int) -> str:
    """Return a size as people read it."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
