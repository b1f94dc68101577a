"""The files that a manifest states: ``release.json``, and that of the index."""

from __future__ import annotations

from typing import Annotated

import msgspec

__all__ = ["StatedFile", "decode_files"]


class StatedFile(msgspec.Struct, frozen=True):
    """A file's path, how many bytes it has, and their sha256 in hexadecimal digits."""

    path: str
    bytes: Annotated[int, msgspec.Meta(ge=0)]
    sha256: str


class _Files(msgspec.Struct, frozen=True):
    files: tuple[StatedFile, ...]


def decode_files(content: bytes) -> tuple[StatedFile, ...]:
    """Return the files that a manifest states.

    Raises:
        msgspec.MsgspecError: it is no manifest.
    """
    return msgspec.json.decode(content, type=_Files).files
