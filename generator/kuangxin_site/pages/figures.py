"""Bars as figures: geometry in, percents and pixels out; the template only draws.

A figure is a column of horizontal bars. Lengths are percents of whatever width there is, heights and
type are in pixels, so that one drawing serves a telephone, a desk and A4 without a script. The
label stands above its bar and the number at the other end of the same line; a label that would
reach the number at the narrowest width is cut, and stands whole in the table below the figure.
Every bar bears its number, so that no axis and no ticks are needed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Bar", "Figure", "Line", "Part", "Table", "draw", "text_width"]

#: Pixels that a figure has at a width of 360 (the page's padding taken off), less some air.
NARROWEST = 312
#: Pixels from one bar to the next, and where in it the label's base line and the bar are.
PITCH, BASE, TOP, THICK = 54, 15, 22, 20
#: Widths of a character in ems of its type: full, and the widest of the others.
_FULL, _HALF = 1.0, 0.62


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its heading, the page it leads to or "", and its cells."""

    heading: str
    cells: list[str]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: caption, heads (the first above the headings of the rows), rows.

    ``texts`` is how many cells of a row, from the first, are texts and not numbers.
    """

    caption: str
    head: list[str]
    rows: list[Line]
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: how much, its class, and what it says where there is room."""

    number: int
    css: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar to be drawn: what stands at both ends of the line above it, and its parts."""

    label: str
    value: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class _Rect:
    x: str
    width: str
    css: str
    label: str
    middle: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    label: str
    value: str
    base: int
    top: int
    middle: int
    rects: list[_Rect]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn figure; ``legend`` gives class and meaning of the parts, ``table`` all numbers."""

    id: str
    title: str
    description: str
    table: Table
    bars: list[_Drawn]
    legend: list[tuple[str, str]] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The height in pixels."""
        return len(self.bars) * PITCH - (PITCH - TOP - THICK)


def draw(
    id: str,
    title: str,
    description: str,
    bars: Sequence[Bar],
    table: Table,
    legend: Iterable[tuple[str, str]] = (),
    *,
    shares: bool = False,
) -> Figure:
    """Lay bars out.

    Args:
        id: of the figure within its page.
        title: what is shown.
        description: what it comes to, for who does not see it.
        bars: from top to bottom.
        table: the same numbers, and those that are left out of the drawing.
        legend: class and meaning of the parts.
        shares: each bar fills the width; otherwise the longest does.
    """
    totals = [sum(part.number for part in bar.parts) for bar in bars]
    longest = max(totals, default=0)
    drawn = []
    for place, (bar, total) in enumerate(zip(bars, totals, strict=True)):
        room = NARROWEST - text_width(bar.value, 14) - 12
        top = place * PITCH + TOP
        rects = _rects(bar.parts, total if shares else longest)
        label = _cut(bar.label, room)
        drawn.append(_Drawn(label, bar.value, place * PITCH + BASE, top, top + 15, rects))
    return Figure(id, title, description, table, drawn, list(legend))


def _rects(parts: Iterable[Part], whole: int) -> list[_Rect]:
    rects = []
    start = 0
    for part in parts:
        if part.number:
            share = part.number / whole
            fits = text_width(part.label, 13) + 8 <= share * NARROWEST
            rects.append(
                _Rect(
                    f"{100 * start / whole:.2f}%",
                    f"{100 * share:.2f}%",
                    part.css,
                    part.label if fits else "",
                    f"{100 * (start + part.number / 2) / whole:.2f}%",
                )
            )
        start += part.number
    return rects


def text_width(text: str, size: float) -> float:
    """Return the most pixels that a text takes in type of a size: full-width characters one em."""
    return size * sum(_ems(character) for character in text)


def _ems(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return _FULL
    return 0.9 if character in "MWmw@%" else _HALF


def _cut(text: str, room: float) -> str:
    """Return a text, or as much of its beginning as there is room for, with an ellipsis."""
    if text_width(text, 14) <= room:
        return text
    kept = text
    while kept and text_width(kept, 14) + 14 > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"
