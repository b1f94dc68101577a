"""Search a release through its static look-up files, as the browser does.

For a release on the web, where the Whoosh index is not: a query fetches the start file once and
then one to four small files. The twin of ``sitetheme/static/js/lookup.js``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import lru_cache

from kuangxin.errors import DamagedRelease
from kuangxin.names import (
    Answer,
    Candidate,
    Inquiry,
    Start,
    bucket_name,
    parse_record,
    plan,
    read_bucket,
)

__all__ = ["Filter", "Finder", "Lookup"]

#: So many buckets are kept.
_KEPT = 256


class Filter:
    """Which records a search is limited to: of a kind, in some divisions, with a grade."""

    def __init__(
        self,
        kind: str | None = None,
        division: str | frozenset[str] | None = None,
        grade: str | None = None,
    ) -> None:
        divisions = frozenset({division}) if isinstance(division, str) else division
        self.wanted = (
            None if kind is None else frozenset({kind}),
            divisions,
            None if grade is None else frozenset({grade}),
        )
        self.is_open = not any(wanted is not None for wanted in self.wanted)

    def admits(self, candidate: Candidate) -> bool:
        """Tell whether one of a subject's records meets the whole filter."""
        return self.is_open or any(
            all(
                wanted is None or value in wanted
                for wanted, value in zip(self.wanted, standing[:3], strict=True)
            )
            for standing in candidate.standings
        )


class Finder(ABC):
    """What answers a query: the same subjects by the same formula, from whatever files."""

    def find(
        self,
        text: str,
        *,
        limit: int = 10,
        kind: str | None = None,
        division: str | frozenset[str] | None = None,
        grade: str | None = None,
    ) -> Answer:
        """Answer a query, among the subjects with a record that meets all filters.

        Args:
            text: a name or any part of it, in characters or in pinyin; a code or a part of it.
            limit: so many hits at most.
            kind: the record's kind.
            division: the record's division, or those it may be one of.
            grade: the record's present grade.

        Raises:
            DamagedRelease: a file is missing or not whole.
        """
        return self.ask(text, limit, Filter(kind, division, grade))

    @abstractmethod
    def ask(self, text: str, limit: int, wanted: Filter) -> Answer:
        """Answer a query among the subjects that the filter admits."""


class Lookup(Finder):
    """The search over the files that ``load`` gives, by their paths below ``data/lookup/``."""

    def __init__(self, load: Callable[[str], bytes]) -> None:
        self._load = load
        self._start: Start | None = None
        self._read = lru_cache(maxsize=_KEPT)(self._fetch)

    @property
    def start(self) -> Start:
        """What the start file says; it is fetched with the first question."""
        if self._start is None:
            self._start = Start.decode(self._get("start.bin"))
        return self._start

    def ask(self, text: str, limit: int, wanted: Filter) -> Answer:
        """Answer a query from the start file and the buckets that the plan names."""
        try:
            return self._ask(text, limit, wanted)
        except DamagedRelease:  # perhaps the site was published anew since
            before, self._start = self._start, None
            if not before or self.start.stamp == before.stamp:
                raise
            self._read.cache_clear()
            return self._ask(text, limit, wanted)

    def _ask(self, text: str, limit: int, wanted: Filter) -> Answer:
        start = self.start
        planned = plan(text, start.is_hot, start.sounds)
        inquiry = Inquiry(planned, start.ranking, limit, wanted.admits)
        while inquiry.tokens:
            buckets = dict.fromkeys(map(start.bucket, inquiry.tokens))
            if answer := inquiry.take(one for bucket in buckets for one in self._read(bucket)):
                return answer
        return inquiry.answer_now()

    def _fetch(self, bucket: int) -> list[Candidate]:
        start = self.start
        lines = read_bucket(bucket, self._get(bucket_name(bucket)), start.stamp)
        return [parse_record(line, start.kinds) for line in lines]

    def _get(self, path: str) -> bytes:
        try:
            return self._load(path)
        except FileNotFoundError:
            raise DamagedRelease(f"lookup/{path} is missing: fetch it again") from None
