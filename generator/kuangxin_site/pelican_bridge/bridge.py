"""Run Pelican: for ``kuangxin-site build``, and for Pelican's own command.

Both take the same road: a build hands its :class:`Work` to Pelican, whose plugin writes the site
into the staging folder. Pelican never sees the old output.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.settings import DEFAULT_CONFIG, configure_settings

from kuangxin_site.pelican_bridge import plugin
from kuangxin_site.pelican_bridge.environment import OPTIONS
from kuangxin_site.pelican_bridge.work import Work
from kuangxin_site.schemas import find_packaged

__all__ = ["SETTINGS", "PelicanBuild", "publish"]

#: What the site asks of Pelican: our plugin and theme, and none of its own articles and feeds.
SETTINGS: dict[str, Any] = {
    "PLUGINS": [plugin.__name__],
    "THEME": str(find_packaged("sitetheme")),
    "THEME_STATIC_PATHS": [],  # see assets.py
    "JINJA_ENVIRONMENT": OPTIONS,
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
    "CACHE_CONTENT": False,
    "LOAD_CONTENT_CACHE": False,
}


def publish(work: Work) -> int:
    """Render the whole site of a release; return the number of its pages."""
    own = {"PATH": str(work.content), "OUTPUT_PATH": str(work.site), "THEME": str(work.theme)}
    settings = configure_settings({**DEFAULT_CONFIG, **SETTINGS, **own, "KUANGXIN_WORK": work})
    logging.getLogger("pelican").setLevel(logging.ERROR)
    try:
        _run_quietly(Pelican(settings).run)
    finally:
        plugin.unregister()
    return work.pages


class PelicanBuild(Pelican):  # type: ignore[misc]  # Pelican has no types
    """Takes the place of Pelican's class (``PELICAN_CLASS``): a whole build around its run.

    ``KUANGXIN_BUILD`` of the settings builds as ``kuangxin-site build`` does, from ``PATH`` to
    ``OUTPUT_PATH``, and calls back to render. Bad input is told as problems, then the process
    ends with the build's exit status.
    """

    def run(self) -> None:
        """Check, release, render and swap in; leave the old output whole when any of it fails."""
        build: Callable[..., int] = self.settings["KUANGXIN_BUILD"]
        status = build(
            Path(self.settings["PATH"]),
            Path(self.settings["OUTPUT_PATH"]),
            as_of=self.settings.get("KUANGXIN_AS_OF"),
            jobs=self.settings.get("KUANGXIN_JOBS", 0),
            render=self._render,
        )
        if status:
            sys.exit(status)

    def _render(self, work: Work) -> int:
        """Let Pelican run over a build's work, with the staging folder in place of the output."""
        work.theme = Path(self.theme)
        self.settings["KUANGXIN_WORK"] = work
        self.output_path = str(work.site)
        self.delete_outputdir = False  # the staging folder holds the release already
        try:
            _run_quietly(super().run)
        finally:
            del self.settings["KUANGXIN_WORK"]
            self.output_path = self.settings["OUTPUT_PATH"]
        return work.pages


def _run_quietly(run: Callable[[], None]) -> None:
    """Run Pelican without its closing line, which counts articles that there are none of."""
    with redirect_stdout(io.StringIO()):
        run()
