"""Compress the text files of a site beforehand, so that a host sends what lies ready.

``page.html`` gets ``page.html.gz`` and ``page.html.br`` beside it; a file that would not shrink gets
neither. The same file gives the same bytes: no time and no name stand in them. Pages of subjects are
many and are compressed quickly; what every visitor fetches is compressed as well as can be
(docs/decisions/031-compressed-beforehand.md).
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import msgspec

from kuangxin_site.parallel import Executor

__all__ = ["CompressTask", "compress_files", "precompress"]

#: Names of text end so. The rest (tables of spreadsheets, the look-up's files) are packed already.
_TEXT = frozenset(
    (".css", ".csv", ".html", ".js", ".json", ".jsonl", ".jsonld", ".svg", ".txt", ".xml")
)
#: Bytes of a file that is worth it: below, the answer fits into one packet as it is.
_LEAST = 1024
#: Bytes above which the best compression takes too long.
_LARGE = 1024 * 1024
#: Files of one task.
_MANY = 200


class CompressTask(msgspec.Struct, frozen=True):
    """Files below ``site`` to compress."""

    site: Path
    names: list[str]


def precompress(site: Path, executor: Executor, tell: Callable[[str, int, int], None]) -> None:
    """Compress every text file of a site."""
    names = sorted(_text_files(site))
    tasks = [CompressTask(site, names[at : at + _MANY]) for at in range(0, len(names), _MANY)]
    for done, _ in enumerate(executor.map(compress_files, tasks), start=1):
        tell("compress", done, len(tasks))


def compress_files(task: CompressTask) -> int:
    """Write both forms of each file; return how many were worth it."""
    written = 0
    for name in task.names:
        path = task.site / name
        content = path.read_bytes()
        quick = len(content) > _LARGE or "subjects" in Path(name).parts[:2]
        packed = brotli.compress(content, mode=brotli.MODE_TEXT, quality=5 if quick else 11)
        if len(packed) < len(content):
            path.with_name(path.name + ".br").write_bytes(packed)
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
            written += 1
    return written


def _text_files(site: Path) -> Iterator[str]:
    for path in site.rglob("*"):
        if path.suffix in _TEXT and path.is_file() and path.stat().st_size >= _LEAST:
            yield path.relative_to(site).as_posix()
