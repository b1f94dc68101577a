"""Findings about the input: data first, rendering elsewhere.

A :class:`Problem` says where (file, line, JSON pointer), which field in the publisher's own words,
what is wrong and how to mend it. Errors stop a build; warnings are shown and mended on the way
(a lower-case code is normalised).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

__all__ = ["InputRefused", "Problem", "has_errors", "in_order", "pointer_to"]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finding.

    ``file`` is relative to the register's folder, ``line`` counts from 1 (0: the whole file),
    ``pointer`` is an RFC 6901 JSON pointer into the line's object, ``code`` a stable name of the
    rule that was broken, ``field`` the title of the field in its schema. ``count`` is more than 1
    for the one that stands for all those that are not shown.
    """

    file: str
    code: str
    message: str
    mend: str
    line: int = 0
    pointer: str = ""
    field: str = ""
    severity: Literal["error", "warning"] = "error"
    count: int = 1

    @property
    def place(self) -> str:
        """Where the problem stands: ``file:line pointer``."""
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line} {self.pointer}".rstrip()


#: What stands first in a register's folder is what the others rest on.
_ORDER = (
    "register.yaml",
    "schemas",
    "translations",
    "divisions.csv",
    "standards",
    "subjects",
    "assessments",
)


class InputRefused(Exception):
    """The input has errors, so nothing was written; ``problems`` holds all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(f"{len(self.problems)} problems")


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of the problems stops a build."""
    return any(problem.severity == "error" for problem in problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems by file, line, pointer and rule: the same order whatever found them.

    Files stand in the order in which they rest on one another, so that a cause comes before what
    follows from it. What stands for those that are not shown comes last.
    """
    return sorted(
        problems,
        key=lambda p: (p.count > 1, *_rank(p.file), p.line, p.pointer, p.code, p.message),
    )


def _rank(file: str) -> tuple[int, str]:
    top = file.partition("/")[0]
    return (_ORDER.index(top) if top in _ORDER else len(_ORDER), file)


def pointer_to(path: Iterable[str | int]) -> str:
    """Return the RFC 6901 pointer to a place in an object.

    >>> pointer_to(("licences", 0, "a/b"))
    '/licences/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
