"""Print figures as aligned plain text."""

from __future__ import annotations

from collections.abc import Sequence

from lookup_bench.building import Build
from lookup_bench.figures import Kind, Spread

__all__ = ["build_lines", "kind_lines", "slow_line"]

_ANSWERS = ("one", "several", "similar", "none", "error")
_KILOBYTE = 1000


def build_lines(build: Build) -> list[str]:
    """Say what a build took and made."""
    return [
        f"build           {build.seconds:8.1f} s wall, {build.cpu_seconds:.1f} s processor, "
        f"{build.peak_bytes / 2**20:.0f} MB at most (fresh process, two cores)",
        f"start file      {build.start_bytes / _KILOBYTE:8.1f} KB",
        *(
            f"{name:15} {size.files:8,} files, {size.bytes / _KILOBYTE**2:.1f} MB"
            for name, size in (("data/lookup", build.lookup), ("data/index", build.index))
        ),
    ]


def kind_lines(kinds: Sequence[Kind]) -> list[str]:
    """Return a table of hits and answers, and one of what the queries cost."""
    clocks = [*dict.fromkeys(clock for kind in kinds for clock in kind.milliseconds)]
    who = [*dict.fromkeys(clock.split()[0] for clock in clocks)]
    hits = [
        ["kind", "count", "first", "in ten", "fair", *_ANSWERS, "alike", "answer"],
        *(_hit_cells(kind) for kind in kinds),
    ]
    costs = [
        ["kind", "bytes: median", "p95", "max", "requests: median", "p95", "max"]
        + [cell for clock in clocks for cell in (f"{clock} ms: median", "p95")],
        *(_cost_cells(kind, clocks) for kind in kinds),
    ]
    return [
        f"first hit, in ten, fair: of {who[0]}; fair: in ten with the score of the first hit",
        f"alike, answer: same first hit, same answer in {', '.join(who)}",
        *_align(hits),
        "",
        f"after the start file, a new look-up for each query ({who[0]})",
        *_align(costs),
    ]


def slow_line(taken: Spread, count: int) -> str:
    """Say how long answers take on a slow line."""
    return (
        f"1.6 Mbit/s, 150 ms latency, {count} queries in fresh contexts with the start file read: "
        f"call of search to answer {taken.median:.0f} ms median, {taken.p95:.0f} p95, "
        f"{taken.max:.0f} max"
    )


def _hit_cells(kind: Kind) -> list[str]:
    absent = kind.name.startswith("absent")
    shares = (kind.first, kind.in_ten, kind.fair)
    return [
        kind.name,
        f"{kind.count}",
        *("-" if absent else f"{share:.4f}" for share in shares),
        *(f"{kind.answers.get(answer, 0)}" for answer in _ANSWERS),
        f"{kind.alike:.4f}",
        f"{kind.alike_answer:.4f}",
    ]


def _cost_cells(kind: Kind, clocks: Sequence[str]) -> list[str]:
    return [
        kind.name,
        *(f"{one:,.0f}" for one in (kind.bytes.median, kind.bytes.p95, kind.bytes.max)),
        *(f"{one:.0f}" for one in (kind.requests.median, kind.requests.p95, kind.requests.max)),
        *(
            f"{figure:.1f}"
            for taken in (kind.milliseconds.get(clock, Spread(0, 0, 0)) for clock in clocks)
            for figure in (taken.median, taken.p95)
        ),
    ]


def _align(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
