"""Prose in Markdown: pages and dated notices. Raw HTML is shown as text, links are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from kuangxin_site.check.attachments import read_attachments
from kuangxin_site.pages.plan import Page

__all__ = ["Attachment", "Prose", "plan_prose", "read_prose"]

_SCHEMES = {"", "http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of ``attachments/`` that a notice brings along."""

    name: str
    title: str
    bytes: int

    @property
    def form(self) -> str:
        """What kind of file it is: ``CSV``."""
        return self.name.rpartition(".")[2].upper()


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
    attachments: tuple[Attachment, ...] = ()


class _SafeLinks(Treeprocessor):
    """Keeps links to addresses of known schemes, and no pictures of another host."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            for name in ("href", "src"):
                address = element.get(name)
                if address is not None and not _is_safe(_as_browser_reads(address), name):
                    element.attrib.pop(name)


class _AlignedColumns(Treeprocessor):
    """Says how a table's column is aligned in a class: the policy refuses inline style."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            align = element.attrib.pop("align", None)
            if align is not None:
                element.set("class", f"align-{align}")


def _as_browser_reads(address: str) -> str:
    """Return an address as a browser takes it: entities resolved, no control characters."""
    plain = "".join(c for c in unescape(address) if c > " " and c != "\x7f")
    return plain.replace("\\", "/")


def _is_safe(address: str, attribute: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    foreign = attribute == "src" and (parts.scheme or parts.netloc)
    return not foreign and parts.scheme.lower() in _SCHEMES


class _Plain(Extension):
    """Takes raw HTML for text."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's own name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_SafeLinks(md), "safe-links", 0)
        md.treeprocessors.register(_AlignedColumns(md), "aligned-columns", 0)


def read_prose(folder: Path) -> list[Prose]:
    """Read the Markdown files of a folder, by order and name."""
    found = [_read(path) for path in sorted(folder.glob("*.md"))]
    return sorted(found, key=lambda one: (one.order, one.slug))


def _read(path: Path) -> Prose:
    tables = TableExtension(use_align_attribute=True)
    converter = Markdown(extensions=["meta", tables, _Plain()], output_format="html")
    text = path.read_text(encoding="utf-8")
    body = converter.convert(text)
    head = {key: " ".join(lines) for key, lines in converter.Meta.items()}  # type: ignore[attr-defined]
    named = read_attachments(text) if path.parent.name == "notices" else []
    return Prose(
        slug=path.stem,
        title=head.get("title", path.stem),
        date=head.get("date", ""),
        number=head.get("number", ""),
        summary=head.get("summary", ""),
        order=head.get("order", "9"),
        body=Markup(body),  # noqa: S704 - Markdown escaped it: raw HTML is off
        attachments=tuple(_attachment(path, *one) for one in named),
    )


def _attachment(notice: Path, name: str, title: str) -> Attachment:
    size = (notice.parent.parent / "attachments" / name).stat().st_size
    return Attachment(name, title or name, size)


def plan_prose(prose: Prose, folder: str) -> Page:
    """Plan the page of one text below ``folder`` (empty for the front)."""
    path = f"{folder}{prose.slug}/index.html"
    return Page(path, "prose.html", prose.title, {"prose": prose}, prose.summary)
