"""The files of the look-up: the start file, known before the first query, and the buckets.

``start.bin``: the four bytes ``KXL2``, a body in raw deflate, and at the end the crc32 of all
before it, four bytes, lowest first. The body is a list of unsigned varints (seven bits a byte, the
lowest first) and texts (their bytes in UTF-8, the number of bytes before them):

1. the number of buckets, a power of two;
2. the kinds of subjects, a text with a line for each;
3. the hot tokens: how many, then the upper 24 bits of their numbers in rising order, each as the
   difference to the one before;
4. all sounds, a text with a line for each, the empty sound first; from here on a sound is its
   place in that list, written as the difference to the last one before, in zigzag;
5. 1 and the sounds of the characters of GB 2312 in their order (rows 16 to 87), or 0;
6. other characters with a reading: a text, then their sounds;
7. characters with further readings: a text, then for each how many, then these;
8. folded characters: a text of what is folded, a text of what stands for it.

A bucket ``b/<three or more hex digits>.bin`` is raw deflate of UTF-8 lines, and its crc32 as above.
The first line says which
bucket it is, how many records follow, and to which start file it belongs, by the crc32 at that
file's end in hex: ``03f 57 1f2e3d4c``. So a reader who has the start file of another release
notices, and never takes what moved for what is not there. A record is ``code<TAB>name``, then
``<TAB>=name`` for each further present name, ``<TAB><name`` for each former one, ``<TAB>~name`` for
each other one, and ``<TAB>@kind,division,grade`` for each standing (:mod:`kuangxin.names.standing`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from kuangxin.errors import DamagedRelease
from kuangxin.names.ranking import Candidate, Ranking
from kuangxin.names.sounds import Sounds
from kuangxin.names.standing import Standing, parse_standing, standing_text
from kuangxin.names.tokens import number

__all__ = [
    "GB2312",
    "OtherStart",
    "Start",
    "bucket_name",
    "pack_bucket",
    "parse_record",
    "read_bucket",
    "record_line",
    "stamp_of",
]

_MAGIC = b"KXL2"
#: The characters of GB 2312 in their order: rows 16 to 87, cells 1 to 94.
GB2312 = "".join(
    bytes((row + 0xA0, cell + 0xA0)).decode("gb2312", "ignore")
    for row in range(16, 88)
    for cell in range(1, 95)
)
#: A start file that opens to more than this is not one.
_MOST_BYTES = 1 << 25


class OtherStart(DamagedRelease):
    """A bucket and the start file are of two releases: open the start file again."""


class Start:
    """What is known before the first query: buckets, hot tokens, kinds, and how it sounds."""

    def __init__(
        self, buckets: int, hot: frozenset[int], kinds: Sequence[str], sounds: Sounds
    ) -> None:
        self.buckets, self.hot, self.kinds, self.sounds = buckets, hot, tuple(kinds), sounds
        self.ranking = Ranking(sounds)

    @cached_property
    def stamp(self) -> str:
        """Return what the buckets that belong to this start file bear."""
        return stamp_of(self.encode())

    def is_hot(self, token: str) -> bool:
        """Tell whether a token is hot."""
        return number(token) >> 8 in self.hot

    def bucket(self, token: str) -> int:
        """Return the bucket in which a token's subjects stand."""
        return number(token) & (self.buckets - 1)

    def encode(self) -> bytes:
        """Return the bytes of the start file."""
        body = _Writer()
        body.number(self.buckets)
        body.text("\n".join(self.kinds))
        keys = sorted(self.hot)
        body.number(len(keys))
        for before, key in zip([0, *keys], keys, strict=False):
            body.number(key - before)
        body.sounds(self.sounds)
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        out = _MAGIC + packer.compress(bytes(body.out)) + packer.flush()
        return out + zlib.crc32(out).to_bytes(4, "little")

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
        try:
            read = _Reader(zlib.decompressobj(-15).decompress(body[len(_MAGIC) :], _MOST_BYTES))
            buckets, kinds = read.number(), read.text().split("\n")
            hot, key = set(), 0
            for _ in range(read.number()):
                key += read.number()
                hot.add(key)
            start = cls(buckets, frozenset(hot), kinds, read.sounds())
        except (zlib.error, IndexError, UnicodeDecodeError) as error:
            raise DamagedRelease("lookup/start.bin is damaged: fetch it again") from error
        start.stamp = stamp_of(data)
        return start


def stamp_of(data: bytes) -> str:
    """Return the stamp of a start file from its bytes."""
    return f"{int.from_bytes(data[-4:], 'little'):08x}"


class _Writer:
    def __init__(self) -> None:
        self.out = bytearray()
        self._last = 0

    def number(self, value: int) -> None:
        while value > 127:
            self.out.append(value & 127 | 128)
            value >>= 7
        self.out.append(value)

    def text(self, text: str) -> None:
        data = text.encode()
        self.number(len(data))
        self.out += data

    def sound(self, place: int) -> None:
        step, self._last = place - self._last, place
        self.number(step * 2 if step >= 0 else -step * 2 - 1)

    def sounds(self, sounds: Sounds) -> None:
        readings = sounds.readings
        listed = ["", *sorted({each for all in readings.values() for each in all})]
        place = {sound: nth for nth, sound in enumerate(listed)}
        self.text("\n".join(listed))
        self.number(1 if readings else 0)
        for character in GB2312 if readings else "":
            self.sound(place[readings[character][0]] if character in readings else 0)
        others = "".join(sorted(readings.keys() - set(GB2312)))
        self.text(others)
        for character in others:
            self.sound(place[readings[character][0]])
        more = "".join(sorted(c for c, all in readings.items() if len(all) > 1))
        self.text(more)
        for character in more:
            self.number(len(readings[character]) - 1)
            for sound in readings[character][1:]:
                self.sound(place[sound])
        folded = "".join(sorted(sounds.folds))
        self.text(folded)
        self.text("".join(sounds.folds[character] for character in folded))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._place, self._last = data, 0, 0

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self._data[self._place]
            self._place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def text(self) -> str:
        size = self.number()
        self._place += size
        if self._place > len(self._data):
            raise IndexError
        return self._data[self._place - size : self._place].decode()

    def sound(self) -> int:
        step = self.number()
        self._last += -(step + 1) // 2 if step & 1 else step // 2
        return self._last

    def sounds(self) -> Sounds:
        listed = self.text().split("\n")
        readings: dict[str, tuple[str, ...]] = {}
        for character in GB2312 if self.number() else "":
            if sound := listed[self.sound()]:
                readings[character] = (sound,)
        for character in self.text():
            readings[character] = (listed[self.sound()],)
        for character in self.text():
            more = [listed[self.sound()] for _ in range(self.number())]
            readings[character] = (*readings.get(character, ()), *more)
        return Sounds(readings, dict(zip(self.text(), self.text(), strict=False)))


def bucket_name(bucket: int) -> str:
    """Return the path of a bucket's file below ``lookup/``.

    >>> bucket_name(63)
    'b/03f.bin'
    """
    return f"b/{bucket:03x}.bin"


def pack_bucket(bucket: int, lines: Iterable[str], stamp: str) -> bytes:
    """Return the bytes of a bucket's file for its sorted records, the same on every run."""
    records = list(lines)
    text = "\n".join([f"{bucket:03x} {len(records)} {stamp}", *records])
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    out = packer.compress(text.encode()) + packer.flush()
    return out + zlib.crc32(out).to_bytes(4, "little")


def read_bucket(bucket: int, data: bytes, stamp: str) -> list[str]:
    """Return the records of a bucket's file, each as its line.

    Raises:
        OtherStart: the bucket belongs to another start file.
        DamagedRelease: the bytes are not this bucket, or not whole.
    """
    unpacker = zlib.decompressobj(-15)
    body = data[:-4]
    if zlib.crc32(body).to_bytes(4, "little") != data[-4:]:
        raise DamagedRelease(f"lookup/{bucket_name(bucket)} is damaged: fetch it again")
    try:
        lines = unpacker.decompress(body, _MOST_BYTES).decode().split("\n")
    except (zlib.error, UnicodeDecodeError):
        lines = [""]
    head, _, found = lines[0].rpartition(" ")
    if not unpacker.eof or unpacker.unused_data or head != f"{bucket:03x} {len(lines) - 1}":
        raise DamagedRelease(f"lookup/{bucket_name(bucket)} is damaged: fetch it again")
    if found != stamp:
        raise OtherStart(f"lookup/{bucket_name(bucket)} belongs to another release than start.bin")
    return lines[1:]


def record_line(subject: Candidate, kinds: Sequence[str]) -> str:
    """Return the line of a bucket that holds a subject.

    >>> record_line(Candidate("1", ("甲矿业",), ("乙矿业",), (), (Standing("unit", "330522", "A"),)), ["unit"])
    '1\\t甲矿业\\t<乙矿业\\t@0,330522,A'
    """
    return "\t".join([subject.code, *_fields(subject, kinds)])


def _fields(subject: Candidate, kinds: Sequence[str]) -> Iterator[str]:
    name, *more = subject.names
    yield name
    yield from ("=" + name for name in more)
    yield from ("<" + name for name in subject.former)
    yield from ("~" + name for name in subject.other)
    yield from ("@" + standing_text(one, kinds) for one in subject.standings)


def parse_record(line: str, kinds: tuple[str, ...]) -> Candidate:
    """Read one record of a bucket.

    >>> parse_record("1\\t甲矿业\\t<乙矿业\\t@0,330522,", ("unit",)).standings
    (Standing(kind='unit', division='330522', grade=None, left_on=None, lists=()),)
    """
    code, name, *others = line.split("\t")
    names, former, other, standings = [name], list[str](), list[str](), list[Standing]()
    for text in others:
        mark = text[:1]
        if mark == "@":
            standings.append(parse_standing(text[1:], kinds))
        else:
            {"=": names, "<": former}.get(mark, other).append(text[1:])
    return Candidate(code, tuple(names), tuple(former), tuple(other), tuple(standings))
