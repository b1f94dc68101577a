"""Write the look-up's static files: ``data/lookup/start.bin`` and the buckets beside it.

A bucket holds whole records of all subjects that own one of its tokens, so that a query fetches
one to three small files and ranks what is in them; their number does not grow with the register.
Tokens, ranking and file formats stand in ``kuangxin.names``, which the readers share.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kuangxin.names import bucket_name, pack_bucket
from kuangxin_site.release.lookup_tokens import Tokens, read_subjects, record_line

__all__ = ["write_lookup"]


def write_lookup(data: Path) -> None:
    """Write ``data/lookup/`` from ``data/downloads/subjects.jsonl``, the same bytes on every run.

    Memory is in proportion to the names, some 2 KB a subject. A former look-up is replaced.
    """
    subjects = read_subjects(data)
    tokens = Tokens(subjects)
    lines = [record_line(subject) for subject in subjects]
    folder = data / "lookup"
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "b").mkdir(parents=True)
    (folder / "start.bin").write_bytes(tokens.start.encode())
    for bucket, owners in enumerate(tokens.owners()):
        records = (lines[owner] for owner in owners)
        (folder / bucket_name(bucket)).write_bytes(pack_bucket(bucket, records))
