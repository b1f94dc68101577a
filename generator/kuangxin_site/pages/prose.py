"""Prose in Markdown: pages and dated notices. Raw HTML is shown as text, links are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from kuangxin_site.pages.plan import Page

__all__ = ["Prose", "plan_prose", "read_prose"]

_SCHEMES = {"", "http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Prose:
    """One text with its head."""

    slug: str
    title: str
    date: str
    number: str
    summary: str
    order: str
    body: Markup


class _SafeLinks(Treeprocessor):
    """Keeps links to addresses of known schemes, and no pictures of another host."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            for name in ("href", "src"):
                address = element.get(name)
                if address is None:
                    continue
                parts = urlsplit(address.strip())
                foreign = name == "src" and (parts.scheme or parts.netloc)
                if parts.scheme.lower() not in _SCHEMES or foreign:
                    element.attrib.pop(name)


class _Plain(Extension):
    """Takes raw HTML for text."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's own name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_SafeLinks(md), "safe-links", 0)


def read_prose(folder: Path) -> list[Prose]:
    """Read the Markdown files of a folder, by order and name."""
    found = [_read(path) for path in sorted(folder.glob("*.md"))]
    return sorted(found, key=lambda one: (one.order, one.slug))


def _read(path: Path) -> Prose:
    converter = Markdown(extensions=["meta", "tables", _Plain()], output_format="html")
    body = converter.convert(path.read_text(encoding="utf-8"))
    head = {key: " ".join(lines) for key, lines in converter.Meta.items()}  # type: ignore[attr-defined]
    return Prose(
        slug=path.stem,
        title=head.get("title", path.stem),
        date=head.get("date", ""),
        number=head.get("number", ""),
        summary=head.get("summary", ""),
        order=head.get("order", "9"),
        body=Markup(body),  # noqa: S704 - Markdown escaped it: raw HTML is off
    )


def plan_prose(prose: Prose, folder: str) -> Page:
    """Plan the page of one text below ``folder`` (empty for the front)."""
    path = f"{folder}{prose.slug}/index.html"
    return Page(path, "prose.html", prose.title, {"prose": prose}, prose.summary)
