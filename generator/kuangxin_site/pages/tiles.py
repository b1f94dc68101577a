"""Divisions as a grid of tiles: where each lies from the others, without the outline of a map.

A public map of China needs an approved base map; a schematic grid does not pretend to be one. The
register sets it out (``tiles`` of ``register.yaml``); without it, divisions stand by their codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kuangxin_site.pages.plan import Site

__all__ = ["Grid", "Tile", "tile_grid"]


class Tile(NamedTuple):
    """A way in: its folder, what it is called, and how many stand there; a gap has no folder.

    One without a page (``is_way``) is shown for the sake of its place only.
    """

    folder: str
    title: str
    number: int
    is_way: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """The tiles row by row in ``columns`` columns (0: as they come), and those without a place."""

    columns: int
    tiles: list[Tile]
    rest: list[Tile]


def tile_grid(site: Site, numbers: Mapping[str, int]) -> Grid:
    """Set out the divisions of ``numbers``; the tile of any other division is shown empty."""
    layout = site.manifest.register.tiles
    columns = max(map(len, layout), default=0)
    placed = [code for row in layout for code in [*row, *[""] * (columns - len(row))]]
    rest = [code for code in numbers if code not in placed]
    if not any(code in numbers for code in placed):
        columns, placed, rest = 0, rest, []

    def tile(code: str) -> Tile:
        name = site.divisions[code].name if code in site.divisions else code
        return Tile(code, name, numbers.get(code, 0), code in numbers)

    return Grid(columns, [tile(code) for code in placed], [tile(code) for code in rest])
