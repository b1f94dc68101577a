"""Checked lines on their way from chunks to partitions.

A worker that checks a chunk writes one spool file: for each partition a block of entries, and a
table of where each block begins. A worker that makes a partition reads that block of every spool
file. So no one holds more than a chunk or a partition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

__all__ = ["Entry", "Spool", "partition_count", "partition_name", "partition_of", "read_partition"]

#: Bytes of content that make one partition of the release of about 64 KB.
_PARTITION = 64 * 1024


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A checked line: what it is (``subject``, ``item``, ``assessment``), whose, and from where.

    For an item only its id (``key``) travels, to find ids that are used twice; of a subject or a
    result that was refused (``refused``, ``refused-result``) only its code, so that its results are
    not said to have no subject, and its year is not held to the quarters that are left.
    """

    what: str
    kind: str
    key: str
    file: str
    line: int
    content: bytes = b""


def partition_count(content_bytes: int) -> int:
    """Return the number of partitions, a power of 16 from 16 up, for so much content."""
    wanted = max(1, content_bytes / _PARTITION)
    return min((16, 256, 4096), key=lambda count: max(count / wanted, wanted / count))


def partition_of(key: str, count: int) -> int:
    """Return the partition of a code: the leading hexadecimal digits of its sha256."""
    digits = len(partition_name(0, count))
    return int(sha256(key.encode()).hexdigest()[:digits], 16)


def partition_name(partition: int, count: int) -> str:
    """Return the name of a partition: ``0a`` for the eleventh of 256."""
    digits = len(f"{count - 1:x}")
    return f"{partition:0{digits}x}"


class Spool:
    """The entries of one chunk, sorted into partitions when written."""

    def __init__(self, count: int) -> None:
        self._blocks: dict[int, list[Entry]] = {}
        self._count = count

    def add(self, entry: Entry) -> None:
        """Keep an entry for the partition of its key."""
        self._blocks.setdefault(partition_of(entry.key, self._count), []).append(entry)

    def write(self, path: Path) -> None:
        """Write the blocks, then the table of their places, then the table's length."""
        table: dict[int, tuple[int, int]] = {}
        with path.open("wb") as file:
            for partition, entries in self._blocks.items():
                block = msgspec.msgpack.encode(entries)
                table[partition] = (file.tell(), len(block))
                file.write(block)
            packed = msgspec.msgpack.encode(table)
            file.write(packed)
            file.write(len(packed).to_bytes(8, "big"))


def read_partition(paths: Iterable[Path], partitions: range) -> Iterator[tuple[int, list[Entry]]]:
    """Yield each partition of a range with its entries from all spool files, in file order."""
    blocks: dict[int, list[Entry]] = {partition: [] for partition in partitions}
    for path in paths:
        with path.open("rb") as file:
            file.seek(-8, 2)
            length = int.from_bytes(file.read(8), "big")
            file.seek(-8 - length, 2)
            table = msgspec.msgpack.decode(file.read(length), type=dict[int, tuple[int, int]])
            for partition in partitions:
                if partition in table:
                    start, size = table[partition]
                    file.seek(start)
                    entries = msgspec.msgpack.decode(file.read(size), type=list[Entry])
                    blocks[partition].extend(entries)
    for partition in partitions:
        yield partition, blocks.pop(partition)
