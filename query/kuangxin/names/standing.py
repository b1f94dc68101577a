"""How a subject stands in one kind, as the files of the look-up hold it.

The text of a standing is ``kind,division,grade``; before the first comma stand the number of the
kind, the day on which the subject left it, and each list on which it stands, with the last day on
which it may be said to stand there:

>>> parse_standing("0-20151008+serious=20180630,330522,D", ("expert",))
Standing(kind='expert', division='330522', grade='D', left_on=datetime.date(2015, 10, 8), lists=(('serious', datetime.date(2018, 6, 30)),))
>>> parse_standing("0+honour,,", ("expert",))
Standing(kind='expert', division=None, grade=None, left_on=None, lists=(('honour', None),))
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Standing", "parse_standing", "standing_text"]


class Standing(NamedTuple):
    """The kind, the division and the grade of a record; since when the subject has left the kind.

    ``lists``: the lists on which it stands, each with the last day on which that may be shown (None
    without end).
    """

    kind: str
    division: str | None = None
    grade: str | None = None
    left_on: date | None = None
    lists: tuple[tuple[str, date | None], ...] = ()

    def lists_on(self, day: date) -> tuple[str, ...]:
        """Return the lists on which the subject may be said to stand on a day."""
        return tuple(name for name, last in self.lists if last is None or day <= last)


def standing_text(standing: Standing, kinds: Sequence[str]) -> str:
    """Return a standing as the files hold it.

    >>> standing_text(Standing("unit", "330522", "A"), ["unit"])
    '0,330522,A'
    """
    kind, division, grade, left_on, lists = standing
    left = f"-{_digits(left_on)}" if left_on else ""
    listed = "".join(f"+{name}={_digits(last)}" if last else f"+{name}" for name, last in lists)
    return f"{kinds.index(kind)}{left}{listed},{division or ''},{grade or ''}"


@lru_cache(maxsize=4096)
def parse_standing(text: str, kinds: tuple[str, ...]) -> Standing:
    """Read a standing; the opposite of :func:`standing_text`."""
    head, division, grade = text.split(",", 2)
    kept, *lists = head.split("+")
    kind, _, left = kept.partition("-")
    listed = ((name, _day(last)) for name, _, last in (one.partition("=") for one in lists))
    return Standing(kinds[int(kind)], division or None, grade or None, _day(left), tuple(listed))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")
