"""What is looked up and what is asked: subjects, the pieces of their names, queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["ABSENT", "Parts", "Query", "Subject"]

#: Kinds of queries for what no register holds begin so.
ABSENT = "absent"


class Parts(NamedTuple):
    """The pieces of a Chinese company's name: 湖州 · 示例 · 矿业 · 有限公司."""

    place: str
    brand: str
    trade: str
    form: str

    @property
    def whole(self) -> str:
        """Return the name."""
        return "".join(self)

    @property
    def short(self) -> str:
        """Return what people say: brand and trade."""
        return self.brand + self.trade


@dataclass(frozen=True)
class Subject:
    """A subject of a register; ``parts`` is None for a name in Latin script."""

    code: str
    name: str
    parts: Parts | None = None
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """A text that somebody types, and the codes of whom they mean: none for an absent name."""

    kind: str
    text: str
    expected: frozenset[str] = frozenset()

    @property
    def is_absent(self) -> bool:
        """Tell whether no register should hold it."""
        return self.kind.startswith(ABSENT)

    @classmethod
    def of(cls, kind: str, text: str, subjects: Iterable[Subject]) -> Query:
        """Return a query for any of the subjects."""
        return cls(kind, text, frozenset(one.code for one in subjects))
