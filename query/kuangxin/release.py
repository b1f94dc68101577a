"""Read a data release: its manifest, its partitions, its tables.

A :class:`kuangxin.sources.Source` gives the bytes of a file by its path below ``data/``. The
partitions are TinyDB documents, opened read-only and parsed once. One subject is taken out of the
bytes of its partition without TinyDB: a look-up in a fresh process takes a millisecond instead of
five, and the answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

from kuangxin.disclosure import Windows
from kuangxin.errors import DamagedRelease, NotARelease
from kuangxin.grading import Standard
from kuangxin.records import Subject, decode_published
from kuangxin.sources import Source

if TYPE_CHECKING:
    from tinydb.table import Table

__all__ = [
    "Division",
    "GradeInfo",
    "KindInfo",
    "ListInfo",
    "Manifest",
    "Named",
    "RegisterInfo",
    "Release",
]


_T = TypeVar("_T")
#: A partition's document, where its subjects are still JSON.
_Partition = dict[str, dict[str, msgspec.Raw]]


class _Base(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Named(_Base, frozen=True, kw_only=True):
    """A division's code with its name."""

    code: str
    name: str


class RegisterInfo(_Base, frozen=True, kw_only=True):
    """What the release says of its register.

    ``stands_still``: the register is kept as of one day (a demonstration, an archive), so that
    day and not today's is the reader's own. ``tiles`` sets the divisions out on a schematic grid, row
    by row ("" for a gap); ``footer`` says who stands behind the site.
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
    tiles: tuple[tuple[str, ...], ...] = ()
    footer: dict[str, str] = {}


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

    def rank(self, grade: str) -> int | None:
        """Return the place of a grade, 0 for the best, or None: the newest standard lacks it."""
        return next((place for place, one in enumerate(self.grades) if one.grade == grade), None)


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
    partitions: Annotated[int, msgspec.Meta(ge=1)]
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


class _Whole(msgspec.Struct):
    """A partition's document with all that is in it."""

    subjects: dict[str, Subject] = {}


class _Format(msgspec.Struct):
    format: int


# Made at import: to make them takes longer than to decode a manifest. Its list of files is skipped.
_manifests = msgspec.json.Decoder(Manifest)
_formats = msgspec.json.Decoder(_Format)
_partitions = msgspec.json.Decoder(_Partition)
_rows = msgspec.json.Decoder(dict[str, Any])


@lru_cache
def _whole_partitions() -> Callable[[bytes], _Whole]:
    """Make the decoder of whole partitions when it is first wanted: a look-up does without."""
    return msgspec.json.Decoder(_Whole).decode


class Release:
    """One data release; nothing is read until it is asked for.

    What cannot be read raises :class:`DamagedRelease`, which names the file.
    """

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
        form = self.decode("release.json", _formats.decode, content).format
        if form > self.FORMAT:
            raise NotARelease(f"the release has format {form}; update kuangxin")
        return self.decode("release.json", _manifests.decode, content)

    def subject(self, code: str) -> Subject | None:
        """Return what is published under a code as of the release, or None."""
        path = self._path_of(code)
        content = self._partition(path).get(code)
        return None if content is None else self.decode(path, decode_published, content)

    def subjects(self, wanted: Callable[[Any], bool] | None = None) -> Iterator[Subject]:
        """Yield every subject, partition by partition.

        ``wanted`` is asked of the ``records`` of each published object (``data/subjects/``).
        """
        for path in self.partition_paths():
            subjects = self._read_partition(path)
            codes = list(subjects) if wanted is None else self._find(path, wanted)
            for code in codes:
                yield self.decode(path, decode_published, subjects[code])

    def partition_paths(self) -> Iterator[str]:
        """Yield the path of every partition, in order."""
        digits = len(f"{self.manifest.partitions - 1:x}")
        for number in range(self.manifest.partitions):
            yield f"subjects/{number:0{digits}x}.json"

    def partition_subjects(self, path: str) -> Iterable[Subject]:
        """Return all subjects of a partition, decoded at once."""
        return self.decode(path, _whole_partitions(), self.read(path)).subjects.values()

    def partition(self, path: str) -> Table:
        """Open a partition (``subjects/00.json``) as a TinyDB table, read-only, keyed by code."""
        from kuangxin.partitions import open_partition

        return self.decode(path, open_partition, self.read(path))

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a download table, sorted by kind, division and code."""
        path = f"downloads/{table}.jsonl"
        try:
            for line in self.source.lines(path):
                yield self.decode(path, _rows.decode, line)
        except FileNotFoundError:
            raise DamagedRelease(f"{path} is missing from {self.source}") from None

    def standard(self, standard: str) -> Standard:
        """Return a published standard.

        Raises:
            KeyError: the release has none with this id.
        """
        if not standard or not all(c.isalnum() or c in "-_." for c in standard):
            raise KeyError(f"no standard {standard!r} in the release")
        _ = self.manifest  # refuses what is damaged or of a later format
        path = f"standards/{standard}.json"
        try:
            content = self.source.read(path)
        except FileNotFoundError:
            raise KeyError(f"no standard {standard!r} in the release") from None
        return self.decode(path, msgspec.json.Decoder(Standard).decode, content)

    def _path_of(self, code: str) -> str:
        digits = len(f"{self.manifest.partitions - 1:x}")
        name = sha256(code.encode(errors="surrogatepass")).hexdigest()[:digits]
        return f"subjects/{name}.json"

    def _find(self, path: str, wanted: Callable[[Any], bool]) -> list[str]:
        from tinydb import where

        try:
            found = self.partition(path).search(where("records").test(wanted))
        except (AttributeError, TypeError) as error:
            raise DamagedRelease(f"{path} of {self.source} cannot be read: {error}") from None
        return [str(document.doc_id) for document in found]

    def _read_partition(self, path: str) -> dict[str, msgspec.Raw]:
        content = self.read(path)
        return self.decode(path, _partitions.decode, content).get("subjects", {})

    def read(self, path: str) -> bytes:
        """Return the bytes of a file that the release must have."""
        try:
            return self.source.read(path)
        except FileNotFoundError:
            raise DamagedRelease(f"{path} is missing from {self.source}") from None

    def decode(self, path: str, decode: Callable[[Any], _T], content: object) -> _T:
        """Return what ``decode`` makes of a file's content."""
        try:
            return decode(content)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DamagedRelease(f"{path} of {self.source} cannot be read: {error}") from None
