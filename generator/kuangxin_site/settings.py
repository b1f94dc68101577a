"""The register's settings: one frozen object, made once from ``register.yaml``.

Field names are those of ``schemas/register.schema.json``, which checks the file first.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from kuangxin.disclosure import Windows

__all__ = ["Feedback", "Kind", "ListOf", "Settings", "decode_settings"]


class _Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Kind(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A kind of subject: its schema, its title and what identifies a subject of it."""

    id: str
    title: str
    schema: str
    identifier: Literal["uscc", "own"]
    natural_person: bool = False


class ListOf(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A list that authorities enter subjects on: honour, abnormal, serious, or the register's own."""

    id: str
    title: str
    tone: Literal["good", "caution", "bad"]
    description: str = ""
    max_months: int | None = None


class Feedback(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """Where a subject or a reader objects, and asks for repair."""

    office: str = ""
    address: str = ""
    telephone: str = ""
    note: str = ""


class Settings(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """What ``register.yaml`` says."""

    id: str
    title: str
    language: Literal["zh-CN", "en"]
    publisher: str
    kinds: tuple[Kind, ...]
    disclosure: Windows
    about: str = ""
    demonstration: str = ""
    as_of: date | None = None
    address: str = ""
    coverage: tuple[str, ...] = ()
    lists: tuple[ListOf, ...] = ()
    feedback: Feedback | None = None

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


def decode_settings(raw: object) -> Settings:
    """Make the settings from a checked ``register.yaml``."""
    return msgspec.convert(raw, Settings)
