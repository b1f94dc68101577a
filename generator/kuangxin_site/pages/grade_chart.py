"""The grades of one kind over time as a chart of steps; the template only draws.

Time runs in percents of whatever width there is, grades and type in pixels (see
:mod:`kuangxin_site.pages.figures`). A grade has a line of its own, the best at the top; a period is
a bar on the line of its grade and bears the grade, so that nothing depends on colour. A period
without a result leaves a gap: not yet assessed is not a grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kuangxin.records import Assessment
from kuangxin.release import KindInfo
from kuangxin_site.pages.figures import text_width
from kuangxin_site.pages.words import Words

__all__ = ["GradeChart", "draw_history"]

#: The most periods of a chart; the table beside it has all.
MOST_PERIODS = 8
#: Percent of the width before the first period, for the names of the grades.
_LEFT = 20
#: Pixels between two grades, from the top to the best, and below the worst.
_PITCH, _TOP, _FOOT = 38, 30, 46
#: Pixels that a name of a grade has at the narrowest width.
_NAME_ROOM = 60


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    under: str
    y: int
    base: int


@dataclass(frozen=True, slots=True)
class _Step:
    grade: str
    rank: int
    x: str
    width: str
    top: int
    middle: str
    said: int


@dataclass(frozen=True, slots=True)
class _Riser:
    x: str
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class _Mark:
    x: str
    text: str
    anchor: str
    year: bool


@dataclass(frozen=True, slots=True)
class GradeChart:
    """A drawn history: lines of grades, steps, what joins them, and the marks of time."""

    description: str
    height: int
    floor: int
    rows: list[_Row]
    steps: list[_Step]
    risers: list[_Riser]
    marks: list[_Mark]


def draw_history(
    assessments: Sequence[Assessment], kind: KindInfo, words: Words
) -> GradeChart | None:
    """Draw the quarters of a history, or its years where it has no quarters.

    Args:
        assessments: from the newest to the oldest, as a record has them.
        kind: gives the grades, best first.
        words: of the site.

    Returns:
        None where there are fewer than two periods to draw.
    """
    quarters = {one.period: one for one in assessments if len(one.period) > 4}
    found = quarters or {one.period: one for one in assessments}
    if len(found) < 2:
        return None
    periods = _between(min(found), max(found))[-MOST_PERIODS:]
    shown = [found.get(period) for period in periods]
    worst = max(one.rank for one in shown if one is not None)
    lines = max(len(kind.grades), worst + 1)
    return GradeChart(
        description=_say(periods, shown, words),
        height=_TOP + (lines - 1) * _PITCH + _FOOT,
        floor=_TOP + (lines - 1) * _PITCH,
        rows=[_row(kind, place) for place in range(lines)],
        steps=[_step(one, at, len(periods)) for at, one in enumerate(shown) if one is not None],
        risers=_risers(shown),
        marks=_marks(periods, words),
    )


def _between(first: str, last: str) -> list[str]:
    """Return all periods from one to another."""
    if len(first) == 4:
        return [f"{year:04d}" for year in range(int(first), int(last) + 1)]
    start, end = (int(one[:4]) * 4 + int(one[5:]) - 1 for one in (first, last))
    return [f"{place // 4:04d}Q{place % 4 + 1}" for place in range(start, end + 1)]


def _row(kind: KindInfo, place: int) -> _Row:
    y = _TOP + place * _PITCH
    if place >= len(kind.grades):
        return _Row("", "", y, y + 5)
    one = kind.grades[place]
    whole = f"{one.grade} {one.title}".rstrip()
    if text_width(whole, 13) <= _NAME_ROOM:
        return _Row(whole, "", y, y + 5)
    if text_width(one.grade, 13) > _NAME_ROOM:
        return _Row("", "", y, y + 5)
    if text_width(one.title, 12) > _NAME_ROOM:
        return _Row(one.grade, "", y, y + 5)
    return _Row(one.grade, one.title, y, y - 2)


def _at(place: float, periods: int) -> str:
    """Return where a period begins, in percent."""
    return f"{_LEFT + (100 - _LEFT) * place / periods:.2f}%"


def _step(one: Assessment, at: int, periods: int) -> _Step:
    y = _TOP + one.rank * _PITCH
    width = (100 - _LEFT) / periods
    return _Step(
        grade=one.grade if text_width(one.grade, 13) <= width * 3 else "",
        rank=one.rank,
        x=_at(at, periods),
        width=f"{width:.2f}%",
        top=y - 4,
        middle=_at(at + 0.5, periods),
        said=y - 9,
    )


def _risers(shown: Sequence[Assessment | None]) -> list[_Riser]:
    risers = []
    for at, (before, after) in enumerate(pairwise(shown), start=1):
        if before is not None and after is not None and before.rank != after.rank:
            ends = sorted((before.rank, after.rank))
            top, bottom = (_TOP + rank * _PITCH for rank in ends)
            risers.append(_Riser(_at(at, len(shown)), top, bottom))
    return risers


def _marks(periods: Sequence[str], words: Words) -> list[_Mark]:
    """Return the marks below: the quarter under its bar, the year where it begins."""
    marks = []
    year = ""
    for at, period in enumerate(periods):
        middle = _at(at + 0.5, len(periods))
        if len(period) == 4:
            marks.append(_Mark(middle, period, "middle", False))
            continue
        text = words.gettext("%(quarter)s 季") % {"quarter": period[5:]}
        marks.append(_Mark(middle, text, "middle", False))
        if period[:4] != year:
            year = period[:4]
            # A year that has but the last place leans to the left, to stay within the chart.
            last = at == len(periods) - 1
            marks.append(
                _Mark(
                    "100%" if last else _at(at, len(periods)),
                    year,
                    "end" if last else "start",
                    True,
                )
            )
    return marks


def _say(periods: Sequence[str], shown: Sequence[Assessment | None], words: Words) -> str:
    """Say the history in a sentence, from the oldest."""
    _ = words.gettext
    said = [
        _("%(period)s %(grade)s")
        % {
            "period": words.period(period),
            "grade": _("没有结果") if one is None else f"{one.grade} {one.title}".rstrip(),
        }
        for period, one in zip(periods, shown, strict=True)
    ]
    return _("%(text)s。") % {"text": _("；").join(said)}
