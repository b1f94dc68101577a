"""Bring part files, each sorted by code, together into one, and put several files in place at once."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

__all__ = ["merge_parts", "put_in_place"]


def merge_parts(parts: Path, name: str) -> Iterator[bytes]:
    """Yield the lines of all part files of a name, by code, with their line ends."""
    with ExitStack() as stack:
        files = [
            stack.enter_context(path.open("rb")) for path in sorted(parts.glob(f"{name}-????"))
        ]
        for line in heapq.merge(*files, key=_code):
            yield line.partition(b"\t")[2]


def _code(line: bytes) -> bytes:
    return line.partition(b"\t")[0]


def put_in_place(files: Mapping[Path, Path], staging: Path) -> None:
    """Put each file (``target: finished file``) in its place; where one fails, none has changed.

    ``staging`` lies on the file system of the targets and takes what stood there before. A machine
    that stops between two renames leaves whole files, some old and some new.

    Raises:
        OSError: a file could not be put in place.
    """
    before: dict[Path, Path | None] = {}
    try:
        for number, (target, finished) in enumerate(files.items()):
            target.parent.mkdir(parents=True, exist_ok=True)
            old = staging / f"before-{number}"
            if target.exists():
                os.link(target, old)
            before[target] = old if old.exists() else None
            finished.replace(target)
    except BaseException:
        for target, kept in before.items():
            if kept is None:
                target.unlink(missing_ok=True)
            else:
                kept.replace(target)
        raise
