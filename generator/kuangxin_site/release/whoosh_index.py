"""Write the Whoosh index ``data/index/`` for local readers.

One document a code: its record, what it is filtered by, and the numbers of its buckets in the
look-up as posting lists. ``manifest.json`` lists the files with their digests: Whoosh draws file
names at random, so that they cannot stand in the release's own manifest, which must be the same on
every run.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from kuangxin.search import FILTERS, INDEX_NAME, bucket_key, schema

__all__ = ["write_index"]

_MEMORY_MB = 64


def write_index(
    folder: Path,
    start: bytes,
    lines: Sequence[str],
    filters: Sequence[Sequence[list[str]]],
    owners: Iterable[array[int]],
) -> None:
    """Write the index into an empty folder.

    Args:
        folder: where to write it.
        start: the start file of the look-up, which the index needs a copy of.
        lines: the record of each subject.
        filters: for each subject the values of the fields in ``kuangxin.search.FILTERS``.
        owners: for each bucket its subjects, as places in ``lines``.
    """
    writer = _open_writer(folder, owners)
    for line, values in zip(lines, filters, strict=True):
        writer.add_document(record=line.encode(), **dict(zip(FILTERS, values, strict=True)))
    writer.commit(optimize=True)
    (folder / f"{INDEX_NAME}_WRITELOCK").unlink(missing_ok=True)
    (folder / "start.bin").write_bytes(start)
    _write_manifest(folder)


def _open_writer(folder: Path, owners: Iterable[array[int]]) -> Any:
    """Return Whoosh's writer of one segment, with the postings of the buckets put in.

    Those are known and sorted already. Sent through Whoosh's pool, sorted again and asked one by
    one for a field length that no field has, they would take four times as long.
    """
    from whoosh import index  # type: ignore[import-untyped]  # Whoosh ships no types
    from whoosh.codec.whoosh3 import (  # type: ignore[import-untyped]  # Whoosh ships no types
        W3Codec,
    )

    codec = W3Codec()
    codec.length_stats = False
    writer = index.create_in(str(folder), schema(), INDEX_NAME).writer(
        limitmb=_MEMORY_MB, codec=codec
    )
    pooled = writer.pool.iter_postings
    writer.pool.iter_postings = lambda: chain(_bucket_postings(owners), pooled())
    return writer


def _bucket_postings(
    owners: Iterable[array[int]],
) -> Iterator[tuple[str, bytes, int, float, bytes]]:
    """Yield the postings of the buckets, in the order that Whoosh writes them.

    ``bucket`` is the first of the indexed fields, and its terms sort as the numbers do.
    """
    for bucket, subjects in enumerate(owners):
        term = bucket_key(bucket).encode()
        for subject in subjects:
            yield "bucket", term, subject, 1.0, b""


def _write_manifest(folder: Path) -> None:
    files = [
        {
            "path": path.name,
            "bytes": path.stat().st_size,
            "sha256": sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.iterdir())
    ]
    text = json.dumps({"format": 1, "files": files}, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
