"""The start file: what a reader of the look-up knows before the first query.

``start.bin`` holds, after the four bytes ``KXL1``, unsigned varints (seven bits a byte, the lowest
first): the number of buckets, a power of two; then for each level of tokens (a level ends the list
with 0) the level, the number of hot keys and the keys in rising order, each as the difference to
the one before. A key is the upper 24 bits of a token's number. At the end stands the crc32 of all
before it, four bytes, lowest first.

A bucket ``b/<three or more hex digits>.bin`` is raw deflate of UTF-8 lines. The first says which
bucket it is and how many records follow: ``03f 57``. A record is ``code<TAB>name``, then
``<TAB>=name`` for each further present name and ``<TAB><name`` for each former one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

from kuangxin.errors import DamagedRelease
from kuangxin.names.grams import level_of, number
from kuangxin.names.ranking import Candidate

__all__ = ["Start", "bucket_name", "pack_bucket", "parse_record", "read_bucket"]

_MAGIC = b"KXL1"


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


class Start:
    """The number of buckets and the hot tokens of each level."""

    def __init__(self, buckets: int, hot: Mapping[int, frozenset[int]]) -> None:
        self.buckets = buckets
        self.hot = hot

    def is_hot(self, token: str) -> bool:
        """Tell whether a token is hot."""
        return number(token) >> 8 in self.hot.get(level_of(token), ())

    def bucket(self, token: str) -> int:
        """Return the bucket in which a token's subjects stand."""
        return number(token) & (self.buckets - 1)

    def encode(self) -> bytes:
        """Return the bytes of the start file."""
        out = bytearray(_MAGIC) + _varint(self.buckets)
        for level in sorted(self.hot):
            keys = sorted(self.hot[level])
            out += _varint(level) + _varint(len(keys))
            for before, key in zip([0, *keys], keys, strict=False):
                out += _varint(key - before)
        out += _varint(0)
        return bytes(out) + zlib.crc32(out).to_bytes(4, "little")

    @classmethod
    def decode(cls, data: bytes) -> Start:
        """Read the bytes of a start file.

        Raises:
            DamagedRelease: they are not a start file of this format, or not whole.
        """
        body = data[:-4]
        whole = zlib.crc32(body).to_bytes(4, "little") == data[-4:]
        if not data.startswith(_MAGIC) or not whole:
            raise DamagedRelease("lookup/start.bin is damaged or of another format: fetch it again")
        values = _values(body[len(_MAGIC) :])
        buckets, place = values[0], 1
        hot: dict[int, frozenset[int]] = {}
        while values[place]:
            level, count = values[place : place + 2]
            keys, key = set(), 0
            for step in values[place + 2 : place + 2 + count]:
                key += step
                keys.add(key)
            hot[level] = frozenset(keys)
            place += 2 + count
        return cls(buckets, hot)


def _values(data: bytes) -> list[int]:
    values, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value = shift = 0
    return values


def bucket_name(bucket: int) -> str:
    """Return the path of a bucket's file below ``lookup/``.

    >>> bucket_name(63)
    'b/03f.bin'
    """
    return f"b/{bucket:03x}.bin"


def pack_bucket(bucket: int, lines: Iterable[str]) -> bytes:
    """Return the bytes of a bucket's file for its sorted records, the same on every run."""
    records = list(lines)
    text = "\n".join([f"{bucket:03x} {len(records)}", *records])
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(text.encode()) + packer.flush()


def read_bucket(bucket: int, data: bytes) -> list[Candidate]:
    """Return the records of a bucket's file.

    Raises:
        DamagedRelease: the bytes are not this bucket, or not whole.
    """
    unpacker = zlib.decompressobj(-15)
    try:
        lines = unpacker.decompress(data).decode().split("\n")
    except (zlib.error, UnicodeDecodeError):
        lines = [""]
    ended = unpacker.eof and not unpacker.unused_data
    if not ended or lines[0] != f"{bucket:03x} {len(lines) - 1}":
        raise DamagedRelease(f"lookup/{bucket_name(bucket)} is damaged: fetch it again")
    return [parse_record(line) for line in lines[1:]]


def parse_record(line: str) -> Candidate:
    """Read one record of a bucket.

    >>> parse_record("1\\t甲矿业\\t<乙矿业")
    Candidate(code='1', names=('甲矿业',), former=('乙矿业',))
    """
    code, name, *others = line.split("\t")
    names = (name, *(other[1:] for other in others if other.startswith("=")))
    return Candidate(code, names, tuple(other[1:] for other in others if other.startswith("<")))
