"""A partition of the release as a TinyDB database: read-only, parsed once, keyed by code.

TinyDB's own tables are keyed by integers, so plain ``TinyDB(path).table("subjects").all()`` refuses a
partition; a table class with ``document_id_class = str``, as here, reads it.
"""

from __future__ import annotations

from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

__all__ = ["open_partition"]


class _Bytes(Storage):
    """Holds the parsed bytes of one partition; there is nothing to write."""

    def __init__(self, content: bytes) -> None:
        self._tables = msgspec.json.decode(content, type=dict[str, dict[str, dict[str, Any]]])

    def read(self) -> dict[str, dict[str, Any]]:
        return dict(self._tables)  # TinyDB changes what it reads before it writes

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        raise PermissionError("a release is read-only")


class _ByCode(Table):
    """A table whose documents are found by the code of their subject."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB's own is int


class _Partition(TinyDB):
    table_class = _ByCode


def open_partition(content: bytes) -> Table:
    """Open the table ``subjects`` of a partition.

    Raises:
        msgspec.MsgspecError: the bytes are not a partition.
    """
    return _Partition(content, storage=_Bytes).table("subjects")
