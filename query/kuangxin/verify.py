"""Hold a release to itself: its files to their digests, its grades to its standards.

:func:`verify_files` computes the sha256 of every file again; :func:`verify_grades` computes every
grade again with :func:`kuangxin.assess`, from nothing but what the release publishes. Neither
trusts the builder: with the release alone anyone comes to the same answer (``docs/verify.md``).

What an authority decided otherwise than the standard computes (an override) is counted apart and
named. Memory is bounded by a partition, not by the release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from datetime import date
from hashlib import sha256
from itertools import zip_longest
from typing import Literal

import msgspec

from kuangxin.errors import DamagedRelease
from kuangxin.grading import NotAssessed, Period, Standard, assess, withheld_in
from kuangxin.records import Assessment, Reason, Record
from kuangxin.release import Release
from kuangxin.sources import Source
from kuangxin.sources.stated import StatedFile, decode_files

__all__ = [
    "DifferingFile",
    "DifferingGrade",
    "Overridden",
    "VerifiedFiles",
    "VerifiedGrades",
    "verify_files",
    "verify_grades",
    "verify_result",
]

#: Called with what is done and of how many.
Progress = Callable[[int, int], None]


class DifferingFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that is not what the manifest says: ``stated`` there, ``found`` here."""

    path: str
    differs: Literal["missing", "unreadable", "bytes", "sha256"]
    stated: str = ""
    found: str = ""


class VerifiedFiles(msgspec.Struct, frozen=True):
    """How many files are as the release's manifests say, and which are not."""

    release: str
    files: int
    differing: tuple[DifferingFile, ...] = ()


class DifferingGrade(msgspec.Struct, frozen=True, omit_defaults=True):
    """A published result to which the standard does not lead.

    ``stored`` and ``computed`` are points and grade in words; ``reason`` is the first step that
    differs, as published and as computed.
    """

    code: str
    kind: str
    period: str
    stored: str
    computed: str
    reason: str = ""


class Overridden(msgspec.Struct, frozen=True):
    """A result that an authority decided otherwise than the standard computes, and says why."""

    code: str
    kind: str
    period: str
    stored: str
    computed: str
    because: str
    authority: str
    document: str


class VerifiedGrades(msgspec.Struct):
    """How many results were computed again, how many came to the same, and what did not."""

    release: str = ""
    subjects: int = 0
    results: int = 0
    reproduced: int = 0
    overridden: list[Overridden] = []
    differing: list[DifferingGrade] = []

    def add(self, other: VerifiedGrades) -> None:
        """Add what another part of the release came to."""
        self.subjects += other.subjects
        self.results += other.results
        self.reproduced += other.reproduced
        self.overridden += other.overridden
        self.differing += other.differing


def verify_files(release: Release, progress: Progress | None = None) -> VerifiedFiles:
    """Compute the digest of every file that ``release.json`` and the index's manifest name.

    A copy without ``data/index/`` is whole: the index only serves look-ups on this machine.

    Raises:
        DamagedRelease: a manifest cannot be read.
    """
    stated = list(_stated(release))
    differing = []
    for done, one in enumerate(stated, start=1):
        found = _differs(release.source, one)
        if found is not None:
            differing.append(found)
        if progress is not None:
            progress(done, len(stated))
    return VerifiedFiles(release.manifest.release, len(stated), tuple(differing))


def _stated(release: Release) -> Iterator[StatedFile]:
    _ = release.manifest  # refuses what is damaged or of a later format
    yield from release.decode("release.json", decode_files, release.read("release.json"))
    try:
        index = release.source.read("index/manifest.json")
    except FileNotFoundError:
        return
    for one in release.decode("index/manifest.json", decode_files, index):
        yield StatedFile(f"index/{one.path}", one.bytes, one.sha256)


def _differs(source: Source, stated: StatedFile) -> DifferingFile | None:
    digest, size = sha256(), 0
    try:
        for piece in source.pieces(stated.path):
            digest.update(piece)
            size += len(piece)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return DifferingFile(stated.path, "missing")
    except DamagedRelease as error:
        return DifferingFile(stated.path, "unreadable", found=str(error))
    if size > stated.bytes:  # from elsewhere, no more is read than that it is more
        return DifferingFile(stated.path, "bytes", str(stated.bytes), "more")
    if size != stated.bytes:
        return DifferingFile(stated.path, "bytes", str(stated.bytes), str(size))
    if digest.hexdigest() != stated.sha256:
        return DifferingFile(stated.path, "sha256", stated.sha256, digest.hexdigest())
    return None


def verify_grades(
    release: Release,
    *,
    jobs: int = 1,
    known_on: date | None = None,
    progress: Progress | None = None,
) -> VerifiedGrades:
    """Compute every published result again and hold it to what is published.

    Args:
        release: the one to verify.
        jobs: how many processes share the partitions.
        known_on: only results decided on or before this day.
        progress: called after each partition.

    Raises:
        DamagedRelease: a file of the release is missing or cannot be read.
    """
    every = VerifiedGrades(release.manifest.release)
    paths = list(release.partition_paths())
    for done, part in enumerate(_verified(release, paths, jobs, known_on), start=1):
        every.add(part)
        if progress is not None:
            progress(done, len(paths))
    return every


def _verified(
    release: Release, paths: list[str], jobs: int, known_on: date | None
) -> Iterator[VerifiedGrades]:
    if jobs > 1:
        given = (release.source, known_on)
        with ProcessPoolExecutor(jobs, initializer=_begin, initargs=given) as executor:
            yield from executor.map(_verify_there, paths, chunksize=16)
    else:
        grades = _Grades(release, known_on)
        for path in paths:
            yield grades.verify(path)


class _Grades:
    """Verifies the grades of one release; reads each standard once."""

    def __init__(self, release: Release, known_on: date | None = None) -> None:
        self._release = release
        self._known_on = known_on or date.max
        self._standards: dict[str, Standard | None] = {}

    def verify(self, path: str) -> VerifiedGrades:
        """Verify the grades of a partition."""
        found = VerifiedGrades()
        for subject in self._release.partition_subjects(path):
            found.subjects += 1
            for record in subject.records:
                self._verify(record, found)
        return found

    def _verify(self, record: Record, found: VerifiedGrades) -> None:
        for stored in record.assessments:
            if stored.decided_on is not None and stored.decided_on > self._known_on:
                continue
            found.results += 1
            standard = self._standard(stored.standard)
            match verify_result(record, stored, standard):
                case None:
                    found.reproduced += 1
                case Overridden() as overridden:
                    found.overridden.append(overridden)
                case differing:
                    found.differing.append(differing)

    def _standard(self, id: str) -> Standard | None:
        if id not in self._standards:
            try:
                self._standards[id] = self._release.standard(id)
            except KeyError:
                self._standards[id] = None
        return self._standards[id]


def verify_result(
    record: Record, stored: Assessment, standard: Standard | None
) -> Overridden | DifferingGrade | None:
    """Compute one published result of a record again; return None when it comes to the same.

    The same are points, grade and every reason: what is published as the way to a grade is the way.
    With an override only the reasons must be the same, for they say what the standard computes.
    """
    if standard is None:
        return _differing(record, stored, f"standard {stored.standard} is not in the release")
    if standard.kind != record.kind or not standard.covers(Period.parse(stored.period)):
        return _differing(record, stored, f"standard {standard.id} does not apply")
    computed = assess(
        record, standard, stored.period, known_on=stored.decided_on, withheld=withheld_in(stored)
    )
    if isinstance(computed, NotAssessed):
        return _differing(record, stored, f"not assessed: {computed.gate or computed.rule}")
    same = stored.reasons == computed.reasons
    said, why = _said(computed), stored.override
    if not same:
        return _differing(record, stored, said, _first_difference(stored, computed))
    if why is None:
        return None if _agree(stored, computed) else _differing(record, stored, said)
    return Overridden(
        code=record.code,
        kind=record.kind,
        period=stored.period,
        stored=_said(stored),
        computed=said,
        because=why.reason,
        authority=why.authority,
        document=why.document,
    )


def _agree(stored: Assessment, computed: Assessment) -> bool:
    return (
        stored.points == computed.points
        and stored.grade == computed.grade
        and stored.rank == computed.rank
        and stored.title == computed.title
    )


def _said(result: Assessment) -> str:
    return f"{result.points} {result.grade} {result.title}"


def _differing(
    record: Record, stored: Assessment, computed: str, reason: str = ""
) -> DifferingGrade:
    return DifferingGrade(record.code, record.kind, stored.period, _said(stored), computed, reason)


def _first_difference(stored: Assessment, computed: Assessment) -> str:
    for number, (one, other) in enumerate(zip_longest(stored.reasons, computed.reasons), start=1):
        if one != other:
            return f"step {number}: {_step(one)} published, {_step(other)} computed"
    raise ValueError("the reasons are the same")


def _step(reason: Reason | None) -> str:
    if reason is None:
        return "nothing"
    about = (reason.rule, reason.indicator, reason.item, reason.period, reason.grade)
    return f"{' '.join(filter(None, about))} {reason.points:+} = {reason.total}"


#: What a worker process verifies; set once when it starts.
_here: list[_Grades] = []


def _begin(source: Source, known_on: date | None) -> None:
    _here.append(_Grades(Release(copy(source)), known_on))  # processes share no connection


def _verify_there(path: str) -> VerifiedGrades:
    return _here[-1].verify(path)
