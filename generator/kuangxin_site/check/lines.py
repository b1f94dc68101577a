"""Lines of a JSON Lines file, read in chunks that different workers can take.

A chunk is a range of bytes; it owns the lines that begin in it. Encoding, line ends, truncated
JSON, duplicate keys and endless lines are found here, before any schema is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kuangxin.records import Json

__all__ = [
    "CHUNK",
    "LONGEST_LINE",
    "Chunk",
    "LineProblem",
    "chunks_of",
    "decode_line",
    "read_lines",
]

#: Bytes of a chunk: small enough that a worker's memory does not depend on the register.
CHUNK = 4 * 1024 * 1024
#: Bytes of the longest line that is accepted; a real record has a few thousand.
LONGEST_LINE = 1024 * 1024


class Chunk(msgspec.Struct, frozen=True):
    """A range of bytes of one file, ``path`` relative to the register."""

    path: str
    start: int
    end: int


class LineProblem(Exception):
    """A line that is not one JSON object in UTF-8: the rule it breaks and the details."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


def chunks_of(path: str, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a file of ``size`` bytes; a file of one object is one chunk."""
    step = CHUNK if path.endswith(".jsonl") else max(size, 1)
    for start in range(0, size, step):
        yield Chunk(path, start, min(start + step, size))


def read_lines(folder: Path, chunk: Chunk) -> Iterator[bytes | LineProblem]:
    """Yield the lines that begin in the chunk, without line ends; a problem for one too long.

    Raises:
        OSError: the file cannot be read.
    """
    whole = not chunk.path.endswith(".jsonl")
    with (folder / chunk.path).open("rb") as file:
        if whole:
            content = file.read(LONGEST_LINE + 1)
            too_long = len(content) > LONGEST_LINE
            yield LineProblem("line-too-long", limit=LONGEST_LINE) if too_long else content
            return
        file.seek(chunk.start)
        if chunk.start and not _begins_line(file, chunk):
            return
        while file.tell() < chunk.end:
            line = file.readline(LONGEST_LINE + 2)
            if len(line) > LONGEST_LINE + 1:
                yield LineProblem("line-too-long", limit=LONGEST_LINE)
                if not _skip_line(file, chunk.end):
                    return
                continue
            yield line[:-1] if line.endswith(b"\n") else line


def decode_line(line: bytes) -> dict[str, Json]:
    """Decode one line to an object.

    Raises:
        LineProblem: the line is not one JSON object in UTF-8 with distinct keys.
    """
    try:
        value: Any = msgspec.json.decode(line)
    except RecursionError:
        raise LineProblem("too-deep") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            raise LineProblem("not-utf8") from None
        raise LineProblem("json", detail=error) from None
    if not isinstance(value, dict):
        raise LineProblem("not-object")
    if msgspec.json.encode(value) != line:
        # Written in another way than we would: look whether a key was lost on the way.
        json.loads(line, object_pairs_hook=_distinct)
    return value


def _distinct(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise LineProblem("duplicate-key", value=key)
        seen.add(key)


def _begins_line(file: Any, chunk: Chunk) -> bool:
    """Move to the first line that begins in the chunk; False when none does."""
    file.seek(chunk.start - 1)
    return _skip_line(file, chunk.end)


def _skip_line(file: Any, end: int) -> bool:
    """Move behind the next line end; False when there is none before ``end``."""
    while True:
        piece = file.readline(LONGEST_LINE)
        if piece.endswith(b"\n"):
            return bool(file.tell() < end)
        if not piece or file.tell() >= end:
            return False
