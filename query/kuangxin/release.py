"""Read a data release: its manifest, its partitions, its tables.

A :class:`Source` gives the bytes of a file of the release by its path below ``data/``. The
partitions are TinyDB documents, opened read-only and parsed once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from kuangxin.disclosure import Windows
from kuangxin.errors import DamagedRelease, NotARelease
from kuangxin.grading import Standard
from kuangxin.records import Subject, decode_subject

if TYPE_CHECKING:
    from tinydb.table import Table

__all__ = [
    "Division",
    "Folder",
    "GradeInfo",
    "KindInfo",
    "ListInfo",
    "Manifest",
    "Named",
    "RegisterInfo",
    "Release",
    "Source",
]


class Source(Protocol):
    """Where a release is read from."""

    def read(self, path: str) -> bytes:
        """Return the bytes of the file at ``path`` below ``data/``.

        Raises:
            FileNotFoundError: there is no such file.
        """
        ...

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file without holding all of it."""
        ...


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

    def __str__(self) -> str:
        return str(self.folder)


class _Base(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Named(_Base, frozen=True, kw_only=True):
    """A division's code with its name."""

    code: str
    name: str


class RegisterInfo(_Base, frozen=True, kw_only=True):
    """What the release says of its register.

    ``stands_still``: the register is kept as of one day (a demonstration, an archive), so that
    day and not today's is the reader's own.
    """

    id: str
    title: str
    language: str
    publisher: str
    disclosure: Windows
    about: str = ""
    caution: str = ""
    demonstration: str = ""
    stands_still: bool = False
    address: str = ""
    coverage: tuple[Named, ...] = ()
    feedback: dict[str, str] | None = None


class GradeInfo(_Base, frozen=True, kw_only=True):
    """A grade of a kind's newest standard."""

    grade: str
    title: str
    meaning: str


class KindInfo(_Base, frozen=True, kw_only=True):
    """A kind of subject; ``labels`` gives the word for each field, ``grades`` run best first.

    ``graded`` is false for a kind that no grades are given in.
    """

    id: str
    title: str
    identifier: str
    natural_person: bool
    subjects: int
    labels: dict[str, str]
    grades: tuple[GradeInfo, ...]
    description: str = ""
    graded: bool = True


class ListInfo(_Base, frozen=True, kw_only=True):
    """A list of the register and how many stand on it."""

    id: str
    title: str
    tone: str
    listings: int
    description: str = ""


class Division(_Base, frozen=True, kw_only=True):
    """A division; ``parent`` and ``successor`` are codes, ``subjects`` counts its own only."""

    code: str
    name: str
    parent: str = ""
    successor: str = ""
    valid_until: date | None = None
    subjects: int = 0


class Manifest(_Base, frozen=True, kw_only=True):
    """``release.json`` without its list of files."""

    format: int
    release: str
    as_of: date
    register: RegisterInfo
    kinds: tuple[KindInfo, ...]
    lists: tuple[ListInfo, ...]
    divisions: tuple[Division, ...]
    counts: dict[str, int]
    partitions: int
    previous: str | None = None
    next_expiry: date | None = None

    def kind(self, kind: str) -> KindInfo:
        """Return what the release says of a kind.

        Raises:
            KeyError: the release has no such kind; the message names those it has.
        """
        for one in self.kinds:
            if one.id == kind:
                return one
        raise KeyError(f"no kind {kind!r}; there are {', '.join(k.id for k in self.kinds)}")

    def below(self, division: str) -> frozenset[str]:
        """Return a division and all divisions below it."""
        found = {division}
        size = 0
        while size != len(found):
            size = len(found)
            found |= {one.code for one in self.divisions if one.parent in found}
        return frozenset(found)


class Release:
    """One data release; nothing is read until it is asked for."""

    #: The newest layout of a release that this package reads.
    FORMAT = 1

    def __init__(self, source: Source) -> None:
        self.source = source
        self._partition = lru_cache(maxsize=8)(self._read_partition)

    @cached_property
    def manifest(self) -> Manifest:
        """What ``release.json`` says.

        Raises:
            NotARelease: there is none, or it is of a later format.
            DamagedRelease: it cannot be read.
        """
        try:
            content = self.source.read("release.json")
        except (FileNotFoundError, NotADirectoryError):
            raise NotARelease(
                f"{self.source} holds no release.json; give the folder that kuangxin-site built"
            ) from None
        try:
            manifest = msgspec.json.decode(content, type=Manifest)
        except msgspec.MsgspecError as error:
            raise DamagedRelease(f"release.json cannot be read: {error}") from None
        if manifest.format > self.FORMAT:
            raise NotARelease(f"the release has format {manifest.format}; update kuangxin")
        return manifest

    def subject(self, code: str) -> Subject | None:
        """Return what is published under a code as of the release, or None."""
        digits = len(f"{self.manifest.partitions - 1:x}")
        name = sha256(code.encode()).hexdigest()[:digits]
        document = self._partition(name).get(doc_id=code)  # type: ignore[call-overload]
        return None if document is None else decode_subject(dict(document))

    def subjects(self) -> Iterator[Subject]:
        """Yield every subject, partition by partition."""
        digits = len(f"{self.manifest.partitions - 1:x}")
        for number in range(self.manifest.partitions):
            for document in self._read_partition(f"{number:0{digits}x}"):
                yield decode_subject(dict(document))

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a download table, sorted by kind, division and code."""
        decoder = msgspec.json.Decoder(dict[str, Any])
        for line in self.source.lines(f"downloads/{table}.jsonl"):
            yield decoder.decode(line)

    def standard(self, standard: str) -> Standard:
        """Return a published standard.

        Raises:
            KeyError: the release has none with this id.
        """
        if not standard or not all(c.isalnum() or c in "-_." for c in standard):
            raise KeyError(standard)
        try:
            content = self.source.read(f"standards/{standard}.json")
        except FileNotFoundError:
            raise KeyError(standard) from None
        return msgspec.json.decode(content, type=Standard)

    def _read_partition(self, name: str) -> Table:
        from kuangxin.partitions import open_partition

        path = f"subjects/{name}.json"
        try:
            return open_partition(self.source.read(path))
        except FileNotFoundError:
            raise DamagedRelease(f"{path} is missing from {self.source}") from None
        except msgspec.MsgspecError as error:
            raise DamagedRelease(f"{path} cannot be read: {error}") from None
