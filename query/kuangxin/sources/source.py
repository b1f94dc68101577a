"""What a release needs of the place it is read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

__all__ = ["Source"]


class Source(Protocol):
    """Where a release is read from.

    A copy (``copy.copy``) is opened anew: a process of its own reads through its own.
    """

    def read(self, path: str) -> bytes:
        """Return the bytes of the file at ``path`` below ``data/``.

        Raises:
            FileNotFoundError: there is no such file.
        """
        ...

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file without holding all of it."""
        ...

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a file piece by piece, as they are: to verify them is the caller's.

        A file that is larger than ``release.json`` states may be cut after that.
        """
        ...
