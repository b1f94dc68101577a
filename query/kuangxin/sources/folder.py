"""A release in a folder of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

__all__ = ["Folder"]


class Folder:
    """A release in a folder of this machine: the built site, or its ``data`` folder."""

    def __init__(self, folder: Path) -> None:
        inner = folder / "data"
        self.folder = inner if (inner / "release.json").is_file() else folder

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return (self.folder / path).read_bytes()

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file."""
        with (self.folder / path).open("rb") as file:
            yield from file

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a file, a mebibyte at a time."""
        with (self.folder / path).open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece

    def __str__(self) -> str:
        return str(self.folder)
