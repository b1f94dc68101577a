"""What every check of a record needs to know of the register, sent once to each worker."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kuangxin.disclosure import Windows
from kuangxin.grading import Standard
from kuangxin.workdays import Calendar
from kuangxin_site.check.divisions import Division
from kuangxin_site.schemas import Schema, Schemas
from kuangxin_site.settings import Kind, Settings

__all__ = ["Context", "load_context", "save_context"]


class Context:
    """The register's settings, schemas, divisions, standards, working days, and the day it is
    looked at.

    ``unread`` names what could not be read to the end, so that nothing is said to be missing
    there: ``subjects/<kind>``, or ``assessments/<kind>/<year>``.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        schemas: Schemas,
        divisions: dict[str, Division],
        standards: dict[str, Standard],
        calendar: Calendar = Calendar(),  # noqa: B008 - frozen and empty
        as_of: date | None = None,
        unread: frozenset[str] = frozenset(),
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.schemas = schemas
        self.divisions = divisions
        self.standards = standards
        self.calendar = calendar
        self.as_of = as_of or settings.as_of or date.today()
        self.unread = unread

    @cached_property
    def windows(self) -> Windows:
        """The rules of disclosure."""
        return self.settings.windows

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kinds by id."""
        return {kind.id: kind for kind in self.settings.kinds}

    @cached_property
    def kind_order(self) -> dict[str, int]:
        """The place of each kind in the register."""
        return {kind.id: index for index, kind in enumerate(self.settings.kinds)}

    @cached_property
    def lists(self) -> frozenset[str]:
        """The ids of the lists."""
        return frozenset(one.id for one in self.settings.lists)

    @cached_property
    def indicators(self) -> dict[str, dict[str, set[tuple[str, str | None]]]]:
        """For each kind, its indicators with the category and severity in each standard."""
        found: dict[str, dict[str, set[tuple[str, str | None]]]] = {}
        for standard in self.standards.values():
            of_kind = found.setdefault(standard.kind, {})
            for indicator in standard.indicators:
                pair = (indicator.category, indicator.severity)
                of_kind.setdefault(indicator.id, set()).add(pair)
        return found

    def schema(self, kind: str) -> Schema:
        """Return the schema of a kind."""
        return self.schemas[self.kinds[kind].schema]

    def with_unread(self, unread: Iterable[str]) -> Context:
        """Return the same context that knows what could not be read."""
        parts = (self.folder, self.settings, self.schemas, self.divisions, self.standards)
        return Context(*parts, self.calendar, self.as_of, frozenset(unread))

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.folder, self.settings, self.schemas.documents, self.divisions)
        return _remake, (*parts, self.standards, self.calendar, self.as_of, self.unread)


def save_context(context: Context, path: Path) -> None:
    """Write the context where the workers read it; the file never leaves the build's own folder."""
    path.write_bytes(pickle.dumps(context))


@lru_cache(maxsize=1)
def load_context(path: Path) -> Context:
    """Read the context that :func:`save_context` wrote, once a worker."""
    context = pickle.loads(path.read_bytes())  # noqa: S301 - our own file of this build
    assert isinstance(context, Context)
    return context


def _remake(folder: Path, settings: Settings, documents: Any, *rest: Any) -> Context:
    return Context(folder, settings, Schemas(documents), *rest)
