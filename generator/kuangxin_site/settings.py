"""The register's settings: one frozen object, made once from ``register.yaml``.

Field names are those of ``schemas/register.schema.json``, which checks the file first.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from kuangxin.disclosure import Windows
from kuangxin.workdays import AppealRule

__all__ = [
    "Feedback",
    "Footer",
    "Kind",
    "ListOf",
    "Look",
    "MenuEntry",
    "Settings",
    "declared_language",
    "decode_settings",
]


#: A BCP 47 tag, as ``schemas/register.schema.json`` has it; it also names a folder.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class _Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Kind(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A kind of subject: its schema, its title and what identifies a subject of it.

    ``graded`` is false for a kind that no grades are given in: its pages then speak of none.
    """

    id: str
    title: str
    schema: str
    identifier: Literal["uscc", "own"]
    natural_person: bool = False
    graded: bool = True


class ListOf(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A list that authorities enter subjects on: honour, abnormal, serious, or the register's own."""

    id: str
    title: str
    tone: Literal["good", "caution", "bad"]
    description: str = ""
    max_months: int | None = None


class MenuEntry(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """An entry of the menu: a page below the site's own address, ending in a slash."""

    address: str
    title: str


class Look(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """What the publisher's site looks like: colours as ``#rrggbb``, and a logo in its folder."""

    brand: str = ""
    link: str = ""
    logo: str = ""


class Feedback(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """Where a subject or a reader objects, and asks for repair.

    With an ``appeal_office`` an objection goes first to the office that entered the item.
    """

    office: str = ""
    appeal_office: str = ""
    address: str = ""
    telephone: str = ""
    note: str = ""


class Footer(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """Who stands behind the site, and under which numbers; ``accessibility`` names a page."""

    host_office: str = ""
    operator: str = ""
    site_code: str = ""
    icp_filing: str = ""
    police_filing: str = ""
    contact: str = ""
    accessibility: str = ""


class Settings(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """What ``register.yaml`` says."""

    id: str
    title: str
    language: str
    publisher: str
    kinds: tuple[Kind, ...]
    disclosure: Windows
    about: str = ""
    caution: str = ""
    demonstration: str = ""
    as_of: date | None = None
    address: str = ""
    coverage: tuple[str, ...] = ()
    tiles: tuple[tuple[str, ...], ...] = ()
    footer: Footer = Footer()
    lists: tuple[ListOf, ...] = ()
    appeal: AppealRule | None = None
    feedback: Feedback | None = None
    rhythm_days: int = 0
    look: Look = Look()
    menu: tuple[MenuEntry, ...] = ()

    def kind(self, kind: str) -> Kind:
        """Return the kind with this id.

        Raises:
            KeyError: the register has no such kind.
        """
        for one in self.kinds:
            if one.id == kind:
                return one
        raise KeyError(kind)

    @property
    def windows(self) -> Windows:
        """The rules of disclosure, with the terms of the lists."""
        months = {one.id: one.max_months for one in self.lists}
        return replace(self.disclosure, list_months=months)

    @property
    def natural_persons(self) -> dict[str, bool]:
        """For each kind, whether its subjects are natural persons."""
        return {kind.id: kind.natural_person for kind in self.kinds}


def declared_language(raw: object, otherwise: str) -> str:
    """Return the language that an unchecked ``register.yaml`` declares, if it is a usable tag."""
    given = raw.get("language") if isinstance(raw, dict) else None
    return given if isinstance(given, str) and _LANGUAGE.fullmatch(given) else otherwise


def decode_settings(raw: object) -> Settings:
    """Make the settings from a checked ``register.yaml``."""
    return msgspec.convert(raw, Settings)
