"""The components of the theme with their examples, for who works on them and for the tests.

``sitetheme/components.yaml`` names each macro and what it is called with. The page is built with
``kuangxin-site build --components`` only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml

from kuangxin_site.pages.plan import Page, Site

__all__ = ["Component", "plan_components", "read_components"]


class Example(msgspec.Struct, frozen=True):
    """A way to call a macro; ``content`` is what stands between ``call`` and ``endcall``."""

    title: str
    values: dict[str, Any]
    content: str | None = None


class Component(msgspec.Struct, frozen=True):
    """A macro of ``templates/components/<file>.html`` and its examples."""

    file: str
    macro: str
    examples: list[Example]


class _Components(msgspec.Struct):
    components: list[Component]
    texts: dict[str, str] = {}


def read_components(theme: Path) -> list[Component]:
    """Read the examples of a theme."""
    raw = yaml.safe_load((theme / "components.yaml").read_text(encoding="utf-8"))
    return msgspec.convert(raw, _Components).components


def plan_components(site: Site, theme: Path) -> Page:
    """Plan the page of all components."""
    values = {"components": read_components(theme)}
    return Page("components/index.html", "components.html", site.words.gettext("组件"), values)
