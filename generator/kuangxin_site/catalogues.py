"""Translations of the site's and the schemas' words: gettext catalogues, read from ``.po`` files.

Simplified Chinese is the language of the templates and schemas themselves. Another language has
its words in ``<folder>/<language>/LC_MESSAGES/<domain>.po``: ours, and over it the register's own
in ``<register>/translations``. What neither has is said in English, or at last in Chinese.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["CatalogueFault", "is_source", "open_catalogue"]

#: What is read when a language lacks a text.
_SECOND = "en"


class CatalogueFault(ValueError):
    """A ``.po`` file that cannot be read; the message names it."""


def is_source(language: str) -> bool:
    """Tell whether a language is that of the templates and schemas: simplified Chinese."""
    return language.split("-", maxsplit=1)[0] == "zh"


def open_catalogue(domain: str, language: str, folders: Sequence[Path]) -> gettext.NullTranslations:
    """Return the translations of a domain; the first of ``folders`` that has a text counts.

    Raises:
        CatalogueFault: a file is no catalogue in UTF-8.
        OSError: a file cannot be read.
    """
    catalogue = gettext.NullTranslations()
    for path in reversed(list(_files(domain, language, folders))):
        translations = _compile(path)
        translations.add_fallback(catalogue)
        catalogue = translations
    return catalogue


def _files(domain: str, language: str, folders: Sequence[Path]) -> Iterator[Path]:
    languages = [language] if is_source(language) else dict.fromkeys((language, _SECOND))
    for name in languages:
        for folder in folders:
            path = folder / name / "LC_MESSAGES" / f"{domain}.po"
            if path.is_file():
                yield path


def _compile(path: Path) -> gettext.GNUTranslations:
    # Only registers in another language than the source need babel.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        name = "/".join(path.parts[-4:])
        raise CatalogueFault(f"{name}: {error}") from None
    packed = io.BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return gettext.GNUTranslations(packed)
