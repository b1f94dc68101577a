"""``data/changes/``: what this release changed, and what earlier ones did and may still be told.

While a partition is published it is held to the same part of the release before, which stands at the
output (:class:`Before`). Equal bytes are passed over, so that an unchanged register costs a reading.
What is carried over from earlier releases loses every row whose thing is shown no longer, and is told
no longer than the thing by this release: an old copy drops it, too, in time.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec.structs import replace

from kuangxin.changes import CAUSES, NAMELESS, Change, Changed, ChangesIndex
from kuangxin.records import Subject, encode
from kuangxin_site.release.comparing import Ended, compare_subjects
from kuangxin_site.release.downloads import merged
from kuangxin_site.release.rows import SEPARATOR

__all__ = ["Before", "Comparison", "Earlier", "Predecessor", "compare_partition", "write_changes"]

#: The last day of each shown thing that this release changed.
_Terms = dict[Ended, date]
#: Releases whose changes are kept one by one, and those of which the numbers are kept.
_ROWS_KEPT, _COUNTS_KEPT = 12, 200


class Before(msgspec.Struct, frozen=True):
    """The data folder of the release before, and the number of its partitions."""

    data: Path
    partitions: int


class _Register(msgspec.Struct, frozen=True):
    id: str


class Predecessor(msgspec.Struct, frozen=True):
    """The release that stands where the new one will, and the one before it."""

    release: str
    previous: str | None = None
    as_of: date | None = None
    partitions: int = 0
    register: _Register | None = None


class Comparison(Protocol):
    """What publishing came to: what ended, and whether the release before could be read."""

    ended: list[Ended]
    compared: bool


class Earlier(msgspec.Struct, frozen=True):
    """The release at the output: its data folder, and what its ``release.json`` says."""

    data: Path
    manifest: Predecessor

    def before(self, register: str) -> Before | None:
        """Return what to compare with: nothing, if it is of another register or has no parts."""
        own = self.manifest.register is not None and self.manifest.register.id == register
        parts = self.manifest.partitions
        return Before(self.data, parts) if own and parts > 0 else None


class _Partition(msgspec.Struct):
    subjects: dict[str, Subject] = {}


_partitions = msgspec.json.Decoder(_Partition)
_changes = msgspec.json.Decoder(Change)


def compare_partition(
    before: Before,
    name: str,
    document: bytes,
    published: list[Subject],
    whole: list[Subject],
    on: date,
    place_of: Callable[[str, str], str],
) -> Iterator[tuple[bytes, Ended | None]]:
    """Yield the changes of the partition ``name`` as keyed lines for a part file, with what ended.

    ``place_of`` a kind and a division is where what names nobody is counted.

    Raises:
        OSError, msgspec.MsgspecError: the release before cannot be read.
    """
    if _read(before, name) == document:
        return
    old = dict(_subjects_before(before, name))
    new = {subject.code: subject for subject in published}
    full = {subject.code: subject for subject in whole}
    for code in sorted(old.keys() | new.keys()):
        if old.get(code) == new.get(code):
            continue
        for change, ended in compare_subjects(old.get(code), new.get(code), full.get(code), on):
            if change.cause in NAMELESS:
                change = replace(change, division=place_of(change.kind, change.division))
            place = f"{CAUSES.index(change.cause):02}\x1f{change.kind}\x1f{change.division}"
            key = f"{place}\x1f{change.list}\x1f{change.code}\x1f{change.key}{change.period}"
            yield key.encode() + SEPARATOR + encode(change) + b"\n", ended


def _read(before: Before, name: str) -> bytes:
    try:
        return (before.data / "subjects" / f"{name}.json").read_bytes()
    except FileNotFoundError:
        return b""


def _subjects_before(before: Before, name: str) -> Iterator[tuple[str, Subject]]:
    """Yield the subjects of the release before whose codes fall into the partition ``name``."""
    digits = len(f"{before.partitions - 1:x}")
    if digits <= len(name):
        names = [name[:digits]]
    else:
        more = digits - len(name)
        names = [f"{name}{number:0{more}x}" for number in range(16**more)]
    for one in names:
        content = _read(before, one) or b"{}"
        for code, subject in _partitions.decode(content).subjects.items():
            if sha256(code.encode()).hexdigest().startswith(name):
                yield code, subject


def write_changes(
    data: Path,
    release: str,
    as_of: date,
    parts: tuple[Path, ...],
    published: Comparison,
    earlier: Earlier | None,
) -> None:
    """Write ``changes/`` of a release; ``earlier`` is None where nothing was compared."""
    target = data / "changes"
    if earlier is not None and earlier.manifest.release == release:
        if (earlier.data / "changes").is_dir():
            shutil.copytree(earlier.data / "changes", target)  # built again over itself
            return
        earlier = None
    if not published.compared:
        earlier = None
    target.mkdir()
    counts: Counter[str] = Counter()
    terms: _Terms = {}
    if earlier is not None:
        with (target / f"{release}.jsonl").open("wb") as file:
            for change in _summed(parts):
                counts[change.cause] += change.number
                if change.until is not None and change.cause not in {"new-item", "listed"}:
                    terms[change.code, change.kind, change.key] = change.until
                file.write(encode(change) + b"\n")
    this = Changed(
        release=release,
        as_of=as_of,
        previous=earlier.manifest.release if earlier else "",
        counts={cause: counts[cause] for cause in CAUSES if counts[cause]},
        rows=earlier is not None,
    )
    gone = frozenset(published.ended)
    kept = _carry_over(earlier.data, target, as_of, gone, terms) if earlier else []
    text = msgspec.json.format(encode(ChangesIndex(releases=(this, *kept))), indent=1)
    (target / "index.json").write_bytes(text + b"\n")


def _summed(parts: tuple[Path, ...]) -> Iterator[Change]:
    """Yield the changes in order; those that name nobody as one with their number."""
    changes = (_changes.decode(line) for line in merged(parts))
    for change, alike in groupby(changes):
        if change.cause in NAMELESS:
            yield replace(change, number=sum(1 for _ in alike))
        else:
            yield from alike


def _carry_over(
    old: Path, target: Path, as_of: date, ended: frozenset[Ended], terms: _Terms
) -> list[Changed]:
    """Copy what earlier releases changed, without what may be told no longer."""
    try:
        index = msgspec.json.decode((old / "changes/index.json").read_bytes(), type=ChangesIndex)
    except (OSError, msgspec.MsgspecError):
        return []  # of a version that wrote none
    kept = []
    worth = [one for one in index.releases if one.counts or not one.previous]
    for number, one in enumerate(worth[:_COUNTS_KEPT]):
        rows = one.rows and number < _ROWS_KEPT and _is_plain(one.release)
        if rows:
            rows = _copy(old, target, one.release, as_of, ended, terms)
        kept.append(replace(one, rows=rows))
    return kept


def _is_plain(release: str) -> bool:
    """Tell whether a release's id can name a file."""
    return release.replace("-", "").isalnum()


def _copy(
    old: Path, target: Path, release: str, as_of: date, ended: frozenset[Ended], terms: _Terms
) -> bool:
    name = f"{release}.jsonl"
    try:
        with (old / "changes" / name).open("rb") as source, (target / name).open("wb") as file:
            for line in source:
                change = _changes.decode(line)
                late = change.until is not None and change.until < as_of
                gone = {(change.code, change.kind, ""), (change.code, change.kind, change.key)}
                if late or (change.code and gone & ended):
                    continue
                term = terms.get((change.code, change.kind, change.key))
                if term is not None and (change.until is None or term < change.until):
                    line = encode(replace(change, until=term)) + b"\n"
                file.write(line)
    except (OSError, msgspec.MsgspecError):
        (target / name).unlink(missing_ok=True)
        return False
    return True
