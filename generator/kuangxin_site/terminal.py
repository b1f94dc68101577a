"""What the command shows while it works: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language

__all__ = [
    "counted",
    "fall_silent",
    "language_of",
    "plain",
    "progress",
    "show_everything",
    "table",
    "write_utf8",
]

Progress = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Progress]:
    """Open a progress report on standard error; the call takes a step, what is done and of how much."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:10}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=of)
            bars.update(tasks[step], completed=done, total=of)

        yield tell


def show_everything() -> None:
    """Write what the terminal's encoding lacks as an escape, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows, the first of them the head: as a table on a terminal, elsewhere with tabs."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*rows[0])
    for row in rows[1:]:
        shown.add_row(*(Text(cell) for cell in row))
    Console().print(shown)


def write_utf8() -> None:
    """Write standard output in UTF-8, whatever the locale: JSON and HTML are files."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def fall_silent() -> None:
    """Send what is still to be written to standard output nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def plain(error: Exception) -> str:
    """Return an error in one line, without a path given twice."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 row``, ``2 rows``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def language_of(problems: Iterable[Problem]) -> Language:
    """Return the language the problems are written in."""
    for problem in problems:
        return "zh-CN" if any("\u4e00" <= c <= "\u9fff" for c in problem.mend) else "en"
    return "zh-CN"


def _lines() -> Progress:
    """Report each step once it is done, in a line."""

    def tell(step: str, done: int, of: int) -> None:
        if done == of:
            print(f"{step}: done", file=sys.stderr)

    return tell
