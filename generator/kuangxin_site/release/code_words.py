"""The words for the codes of the data, for workbooks: which people read, not programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kuangxin_site.catalogues import SITE, open_catalogue
from kuangxin_site.check.context import Context
from kuangxin_site.release.workbook_notes import workbook_notes
from kuangxin_site.schemas import find_packaged

__all__ = ["code_words", "notes_of"]


def code_words(context: Context) -> dict[str, dict[str, str]]:
    """Return by field what stands for each code; ``boolean`` for yes and no.

    A code that two kinds call differently keeps no word.
    """
    _ = _catalogue(context)
    lists = {one.id: one.title for one in context.settings.lists}
    words = {
        "boolean": {"true": _("是"), "false": _("否")},
        "kind": {kind.id: kind.title for kind in context.settings.kinds},
        "list": lists,
        "lists": lists,
        "standard": {one.id: one.title for one in context.standards.values()},
    }
    for field in ("category", "severity"):
        words[field] = _values(context, f"credit_information/{field}/=")
    return words


def notes_of(context: Context, as_of: date) -> tuple[tuple[str, str], ...]:
    """Return what a workbook of the downloads says of itself."""
    settings = context.settings
    say = _catalogue(context)
    return workbook_notes(
        say,
        title=settings.title,
        publisher=settings.publisher,
        as_of=as_of,
        covered=say("；").join(context.divisions[code].name for code in settings.coverage),
        demonstration=settings.demonstration,
        caution=settings.caution,
    )


def _catalogue(context: Context) -> Callable[[str], str]:
    folders = (context.folder / "translations", find_packaged("sitetheme") / "translations")
    return open_catalogue(SITE, context.settings.language, folders).gettext


def _values(context: Context, label: str) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for kind in context.settings.kinds:
        for name, title in context.schema(kind.id).labels.items():
            if name.startswith(label):
                found.setdefault(name.removeprefix(label), set()).add(title)
    return {code: titles.pop() for code, titles in found.items() if len(titles) == 1}
