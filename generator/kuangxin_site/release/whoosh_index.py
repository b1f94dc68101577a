"""Write the Whoosh index ``data/index/`` for local readers.

One document a code: its names, its standings as filters, and the numbers of its buckets in the
look-up as posting lists. ``manifest.json`` lists the files with their digests: Whoosh draws file
names at random, so that they cannot stand in the release's own manifest, which must be the same on
every run.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from kuangxin.names import Candidate
from kuangxin.search import INDEX_NAME, bucket_key, schema
from kuangxin_site.release.lookup_tokens import Row, Tokens, read_rows, read_subjects, record_line

__all__ = ["write_index"]

_MEMORY_MB = 64


def write_index(data: Path) -> None:
    """Write ``data/index/`` from ``data/downloads/subjects.jsonl``; a former index is replaced.

    Memory is in proportion to the names, some 2 KB a subject.
    """
    folder = data / "index"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    subjects = read_subjects(data)
    tokens = Tokens(subjects)
    standings = _read_standings(data)
    writer = _open_writer(folder, tokens)
    for subject in subjects:
        writer.add_document(**_document(subject, standings[subject.code]))
    writer.commit(optimize=True)
    (folder / f"{INDEX_NAME}_WRITELOCK").unlink(missing_ok=True)
    (folder / "start.bin").write_bytes(tokens.start.encode())
    _write_manifest(folder)


def _open_writer(folder: Path, tokens: Tokens) -> Any:
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
    writer.pool.iter_postings = lambda: chain(_bucket_postings(tokens), pooled())
    return writer


def _bucket_postings(tokens: Tokens) -> Iterator[tuple[str, bytes, int, float, bytes]]:
    """Yield the postings of the buckets, in the order that Whoosh writes them.

    ``bucket`` is the first of the indexed fields, and its terms sort as the numbers do.
    """
    for bucket, owners in enumerate(tokens.owners()):
        term = bucket_key(bucket).encode()
        for owner in owners:
            yield "bucket", term, owner, 1.0, b""


def _read_standings(data: Path) -> dict[str, list[Row]]:
    """Return for each code the rows of its records."""
    found: dict[str, list[Row]] = {}
    for row in read_rows(data):
        found.setdefault(row.code, []).append(row)
    return found


def _document(subject: Candidate, rows: list[Row]) -> dict[str, Any]:
    """Return the fields of one subject's document, but for its buckets."""
    return {
        "record": record_line(subject),
        "standings": tuple((row.kind, row.division, row.grade) for row in rows),
        "kind": sorted({row.kind for row in rows}),
        "division": sorted({row.division for row in rows if row.division}),
        "grade": sorted({row.grade for row in rows if row.grade}),
        "lists": sorted({name for row in rows for name in row.lists}),
    }


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
