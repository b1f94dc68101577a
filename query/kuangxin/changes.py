"""What changed from one release to the next: each change with its cause.

A change that shows something names the subject, and ``key`` names the item or the decision, so that
it is told no longer than the thing itself (``until``). A change by which something stopped being
shown names nobody: repair and the end of a term end publication, and a note that it happened would
go on publishing it (信用修复管理办法, 国家发展改革委令第36号). Those are counted by kind and city, of
natural persons by kind alone: in a county there may be only one whom it can concern.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias, get_args

import msgspec

__all__ = ["CAUSES", "NAMELESS", "Cause", "Change", "Changed", "ChangesIndex"]

Cause: TypeAlias = Literal[
    "new-subject",
    "left",
    "gone",
    "renamed",
    "licences",
    "new-item",
    "objection",
    "corrected-item",
    "ended-term",
    "repaired",
    "withdrawn",
    "listed",
    "removed",
    "corrected-listing",
    "listing-ended",
    "new-result",
    "corrected-result",
    "withdrawn-result",
    "corrected",
]
#: Every cause, in the order in which they are told.
CAUSES: tuple[Cause, ...] = get_args(Cause)
#: The causes by which something stopped being shown: counted, and naming nobody.
NAMELESS: frozenset[Cause] = frozenset(
    {"gone", "ended-term", "repaired", "withdrawn", "listing-ended"}
)


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change, or the ``number`` of like ones where nobody is named.

    ``key`` is the id of an item, or list, document and day of a listing; ``grade`` of a result
    comes after ``was`` of the period before, a new name after the former name ``was``; ``until`` is
    the last day on which it may be told.
    """

    cause: Cause
    kind: str
    division: str = ""
    code: str = ""
    name: str = ""
    key: str = ""
    list: str = ""
    document: str = ""
    day: date | None = None
    period: str = ""
    grade: str = ""
    was: str = ""
    until: date | None = None
    number: int = 1


class Changed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a release changed: from which release, and how many changes of each cause.

    ``rows`` says whether ``changes/<release>.jsonl`` has them one by one.
    """

    release: str
    as_of: date
    previous: str = ""
    counts: dict[str, int] = {}
    rows: bool = False


class ChangesIndex(msgspec.Struct, frozen=True, kw_only=True):
    """``changes/index.json``: the releases, the newest first."""

    releases: tuple[Changed, ...] = ()
