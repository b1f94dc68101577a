"""Queries and absent names from files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lookup_bench.registers import read_table
from lookup_bench.subjects import ABSENT, Query, Subject

__all__ = ["read_absent", "read_queries"]


def read_queries(path: Path, subjects: Sequence[Subject]) -> list[Query]:
    """Return the queries of a table with the columns ``query``, ``kind`` and ``expected_name``.

    ``expected_code`` may stand for the name. A name means each subject that has it.

    Raises:
        SystemExit: a column is missing, or a query expects a subject that is not there.
    """
    by_name: dict[str, list[Subject]] = {}
    for one in subjects:
        by_name.setdefault(one.name, []).append(one)
        by_name.setdefault(one.code, []).append(one)
    found = []
    for row in read_table(path):
        text, meant = row.get("query"), row.get("expected_code") or row.get("expected_name")
        if not text or not meant:
            raise SystemExit(f"{path}: each row needs a query, and an expected_name")
        if meant not in by_name:
            raise SystemExit(f"{path} expects a subject that is not among the names: {meant}")
        found.append(Query.of(row.get("kind") or "given", text, by_name[meant]))
    return found


def read_absent(path: Path) -> list[Query]:
    """Return the queries of a table with the column ``query``: names that no register holds."""
    rows = read_table(path)
    kinds = [row.get("kind") or ABSENT for row in rows]
    return [
        Query(kind if kind.startswith(ABSENT) else f"{ABSENT}_{kind}", row["query"])
        for row, kind in zip(rows, kinds, strict=True)
        if row.get("query")
    ]
