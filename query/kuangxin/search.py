"""Search a local release through its Whoosh index.

The index names for every subject the buckets of the static look-up that hold it; a query fetches
the same buckets as the browser does and is ranked by the same formula, so both give one answer.
Only this module imports Whoosh, and only when an index is opened.

Whoosh keeps parts of its files as pickles, and a pickle from an untrusted release could run code.
While this module reads an index, Whoosh's three ways to load one admit no class but those that an
index written by the builder holds; anything else is refused as damage. The schema is never loaded
from the index: ``schema`` is what is expected.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kuangxin.errors import DamagedRelease
from kuangxin.lookup import Filter, Finder
from kuangxin.names import Answer, Candidate, Inquiry, Match, Plan, Start, parse_record, plan

if TYPE_CHECKING:
    from whoosh.fields import Schema  # type: ignore[import-untyped]  # Whoosh ships no types
    from whoosh.reading import IndexReader  # type: ignore[import-untyped]  # Whoosh ships no types

__all__ = ["FILTERS", "INDEX_NAME", "Answer", "Match", "Search", "bucket_key", "schema"]

#: Name of the index within its folder.
INDEX_NAME = "subjects"
#: Fields that a search may be limited by; the first three are those of :class:`Filter`.
FILTERS = ("kind", "division", "grade", "lists")

_ADMITTED = {
    ("whoosh.codec.whoosh3", "W3Segment"),
    ("whoosh.codec.whoosh3", "W3Codec"),
    ("array", "_array_reconstructor"),
    ("array", "array"),
    ("collections", "defaultdict"),
    ("__builtin__", "set"),
    ("builtins", "set"),
    ("__builtin__", "int"),
    ("builtins", "int"),
}
_guarded: ContextVar[bool] = ContextVar("kuangxin_reads_an_index", default=False)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if _guarded.get() and (module, name) not in _ADMITTED:
            raise pickle.UnpicklingError(f"the index holds a pickle of {module}.{name}")
        return super().find_class(module, name)


def _load(file: Any) -> object:
    return _Unpickler(file).load()


def _loads(data: bytes) -> object:
    return _Unpickler(io.BytesIO(data)).load()


def _guard() -> None:
    """Put the guard in front of every pickle that Whoosh loads; outside of it nothing changes."""
    from whoosh import columns  # type: ignore[import-untyped]  # Whoosh ships no types
    from whoosh.codec import whoosh3  # type: ignore[import-untyped]  # Whoosh ships no types
    from whoosh.filedb import structfile  # type: ignore[import-untyped]  # Whoosh ships no types

    ways: tuple[tuple[ModuleType, str, object], ...] = (
        (columns, "loads", _loads),
        (whoosh3, "loads", _loads),
        (structfile, "load_pickle", _load),
    )
    for module, name, loader in ways:
        setattr(module, name, loader)


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Read with the guard on; say of anything that goes wrong that the index is damaged."""
    token = _guarded.set(True)
    try:
        yield
    except DamagedRelease:
        raise
    except Exception as error:
        raise DamagedRelease(f"{folder} is not a whole search index: {error}") from error
    finally:
        _guarded.reset(token)


def bucket_key(bucket: int) -> str:
    """Return the term under which the index has a bucket: terms sort as the numbers do."""
    return f"{bucket:05x}"


def schema() -> Schema:
    """Return the fields of the index: one document a code.

    ``record`` (a line of the static look-up) is a column; ``bucket`` and ``FILTERS`` are posting
    lists without scores.
    """
    from whoosh import columns, fields

    return fields.Schema(
        record=fields.COLUMN(columns.VarBytesColumn()),
        bucket=fields.ID(),
        **{name: fields.ID() for name in FILTERS},
    )


def _tells_all(planned: Plan, start: Start, found: Answer) -> bool:
    """Tell whether nothing is gained by looking through all subjects that meet a filter."""
    common = any(start.is_hot(token) or token[0] == "w" for token in planned.rounds[0])
    return found.answer in {"one", "several"} and not common


class Search(Finder):
    """The search over the index in a folder (``data/index`` of a release).

    Raises:
        DamagedRelease: the folder holds no index, or one that is not whole.
    """

    def __init__(self, index_folder: Path) -> None:
        from whoosh.filedb.filestore import FileStorage  # type: ignore[import-untyped]  # Whoosh ships no types
        from whoosh.index import FileIndex  # type: ignore[import-untyped]  # Whoosh ships no types

        _guard()
        self._folder = index_folder
        with _reading(index_folder):
            self._start = Start.decode((index_folder / "start.bin").read_bytes())
            storage = FileStorage(str(index_folder), readonly=True)
            index = FileIndex(storage, schema=schema(), indexname=INDEX_NAME)
            self._reader: IndexReader = index.reader()
            self._records = self._reader.column_reader("record")

    def ask(self, text: str, limit: int, wanted: Filter) -> Answer:
        """Answer a query from the documents in the buckets that the plan names.

        Where these hold some names only, all documents that meet the filter are looked through.
        """
        start = self._start
        planned = plan(text, start.is_hot, start.sounds)
        inquiry = Inquiry(planned, start.ranking, limit, wanted.admits)
        with _reading(self._folder):
            answer = None
            while answer is None and inquiry.tokens:
                numbers = self._fetch(inquiry.tokens)
                answer = inquiry.take(map(self._candidate, sorted(numbers)))
            found = answer or inquiry.answer_now()
            if wanted.is_open or found.complete or _tells_all(planned, start, found):
                return found
            every = inquiry.add(map(self._candidate, sorted(self._filtered(wanted))))
            return replace(every, complete=True)

    def _fetch(self, tokens: Iterable[str]) -> set[int]:
        """Return the documents in the buckets of tokens."""
        buckets = {bucket_key(self._start.bucket(token)) for token in tokens}
        return {number for bucket in buckets for number in self._postings("bucket", bucket)}

    def _filtered(self, wanted: Filter) -> set[int]:
        """Return all documents that may meet a filter.

        Asked where the buckets hold the shortest names only, so that a filter never hides a match.
        """
        sets = [
            {number for value in values for number in self._postings(field, value)}
            for field, values in zip(FILTERS, wanted.wanted, strict=False)
            if values is not None
        ]
        return set.intersection(*sets)

    def _postings(self, field: str, value: str) -> Iterator[int]:
        if (field, value) in self._reader:
            yield from self._reader.postings(field, value).all_ids()

    def _candidate(self, number: int) -> Candidate:
        return parse_record(self._records[number].decode(), self._start.kinds)
