"""Write the look-up: the static files ``data/lookup/`` and the Whoosh index ``data/index/``.

A bucket holds whole records of all subjects that own one of its tokens, so that a query fetches
one to four small files and ranks what is in them; their number does not grow with the register.
The index names for every subject its buckets. Both are written from the same tokens, which are
found once. Tokens, ranking and file formats stand in ``kuangxin.names``, which the readers share.
"""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from kuangxin.names import bucket_name, pack_bucket
from kuangxin.names.start import stamp_of
from kuangxin_site.parallel import Executor, without_gc
from kuangxin_site.release.lookup_tokens import Tokens, read_subjects
from kuangxin_site.release.whoosh_index import write_index

__all__ = ["SearchTask", "find_tokens", "search_tasks", "write_search", "write_way"]

_TOKENS = "tokens.bin"


class Found(msgspec.Struct, frozen=True):
    """What both ways are written from.

    The start file; for each subject its line and what it is filtered by (kinds, divisions, grades,
    lists); for each bucket its subjects, as 32-bit places in the list of lines.
    """

    start: bytes
    lines: list[str]
    filters: list[tuple[list[str], list[str], list[str], list[str]]]
    owners: list[bytes]

    def subjects_of(self) -> Iterator[array[int]]:
        """Yield for each bucket its subjects."""
        return (array("I", data) for data in self.owners)


class SearchTask(msgspec.Struct, frozen=True):
    """One of the ways to look a subject up, to be written into ``data`` with what is in ``work``."""

    way: str
    data: Path
    work: Path


def search_tasks(data: Path, work: Path) -> list[SearchTask]:
    """Return what is left to do once the tokens are found."""
    return [SearchTask(way, data, work) for way in ("index", "lookup")]


def write_search(data: Path, work: Path, executor: Executor) -> None:
    """Write ``data/lookup/`` and ``data/index/`` from ``data/downloads/subjects.jsonl``.

    Memory is in proportion to the names, some 2 KB a subject. What stood there is replaced.
    """
    find_tokens(SearchTask("tokens", data, work))
    for _ in executor.map(write_way, search_tasks(data, work)):
        pass


def find_tokens(task: SearchTask) -> None:
    """Find the tokens of all subjects and leave them in the work folder."""
    with without_gc():
        rows = read_subjects(task.data)
        tokens = Tokens([row.subject for row in rows])
        found = Found(
            tokens.start.encode(),
            tokens.lines,
            [row.filters() for row in rows],
            [owners.tobytes() for owners in tokens.owners()],
        )
    (task.work / _TOKENS).write_bytes(msgspec.msgpack.encode(found))


def write_way(task: SearchTask) -> None:
    """Write one of the two ways."""
    found = msgspec.msgpack.decode((task.work / _TOKENS).read_bytes(), type=Found)
    folder = task.data / task.way
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    if task.way == "index":
        write_index(folder, found.start, found.lines, found.filters, found.subjects_of())
    else:
        _write_lookup(folder, found.start, found.lines, found.subjects_of())


def _write_lookup(
    folder: Path, start: bytes, lines: list[str], owners: Iterable[array[int]]
) -> None:
    """Write the start file and the buckets, the same bytes on every run."""
    (folder / "b").mkdir()
    (folder / "start.bin").write_bytes(start)
    stamp = stamp_of(start)
    for bucket, subjects in enumerate(owners):
        records = (lines[subject] for subject in subjects)
        (folder / bucket_name(bucket)).write_bytes(pack_bucket(bucket, records, stamp))
