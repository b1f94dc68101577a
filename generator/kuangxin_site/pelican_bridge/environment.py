"""The Jinja environment of the site: everything escaped, an undefined name an error.

The same in Pelican's process and in the workers that render subjects.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import jinja2

from kuangxin_site.errors import TemplateFails
from kuangxin_site.pages.last_days import (
    all_until,
    fresh_until,
    latest,
    standing_until,
    sum_until,
    thing_until,
)
from kuangxin_site.pages.menu import plan_menu
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.prose import read_prose
from kuangxin_site.pelican_bridge.assets import fingerprint, logo_path
from kuangxin_site.pelican_bridge.constant_words import ConstantWords

__all__ = ["OPTIONS", "make_environment", "render"]

OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": jinja2.StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n"],
    "auto_reload": False,  # a build reads each template once
}


class _Environment(jinja2.Environment):
    """An environment whose templates hold what all share in one dictionary of their own.

    Jinja looks it up through a chain of two, in each macro anew: a tenth of the time of a page. Here
    nothing is shared later than the first template is read.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template may name without being given it."""
        return {**self.globals, **(d or {})}


def make_environment(theme: Path, site: Site, content: Path) -> jinja2.Environment:
    """Make the environment for a theme, a release and the prose of its register."""
    environment = _Environment(loader=_loader(theme, content), **OPTIONS)
    translations = site.words.translations
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.extend(translate=translations.gettext)
    environment.add_extension(ConstantWords)
    environment.globals.update(
        release=site.manifest,
        feed=site.feed,
        menu=plan_menu(site),
        all_until=all_until,
        latest=latest,
        standing_until=standing_until,
        sum_until=sum_until,
        thing_until=thing_until,
        fresh_until=fresh_until(site),
        fingerprint=fingerprint(theme, content, site.settings.look),
        logo=logo_path(site.settings.look),
        register=site.manifest.register,
        standards=site.standards,
        prose_links=[(one.slug, one.title) for one in read_prose(content / "pages")],
        place=site.division_name,
        graded=any(kind.graded for kind in site.kinds.values()),
        listing_labels=site.listing_labels,
        lists=site.lists,
        list_titles={one.id: one.title for one in site.lists.values()},
        kind_titles={one.id: one.title for one in site.kinds.values()},
        bytes=_bytes,
        period=site.words.period,
        join=site.words.join,
    )
    return environment


def render(environment: jinja2.Environment, page: Page) -> bytes:
    """Render one page.

    Raises:
        TemplateFails: a template, which may be the publisher's own, cannot show the page.
    """
    try:
        template = environment.get_template(page.template)
        return template.render(page=page, root=page.root, **page.values).encode()
    except jinja2.TemplateError as error:
        where = page.template
        if isinstance(error, jinja2.TemplateSyntaxError):
            where = f"{error.name}, line {error.lineno}"
        raise TemplateFails(
            f"{page.path} cannot be made from {where}: {error.message}; "
            "correct the template, or remove it from templates/ to use the theme's"
        ) from None


def _loader(theme: Path, content: Path) -> jinja2.BaseLoader:
    """Load a template of the register before the theme's, which ``theme/…`` always names."""
    own = jinja2.FileSystemLoader(theme / "templates")
    return jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(content / "templates"),
            own,
            jinja2.PrefixLoader({"theme": own}),
        ]
    )


def _bytes(size: int) -> str:
    """Return a size as people read it."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
