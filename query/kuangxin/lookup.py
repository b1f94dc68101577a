"""PROVISIONAL until main has it: the look-up over the static files."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kuangxin.names import Answer, Candidate, Start, answer, bucket_name, plan, read_bucket


class Lookup:
    """The look-up over the static files that ``load`` gives."""

    def __init__(self, load: Callable[[str], bytes]) -> None:
        self._load = load
        self._start: Start | None = None

    def find(
        self,
        text: str,
        *,
        limit: int = 10,
        kind: str | None = None,
        division: str | frozenset[str] | None = None,
        grade: str | None = None,
    ) -> Answer:
        """Answer a query."""
        if self._start is None:
            self._start = Start.decode(self._load("start.bin"))
        planned = plan(text, self._start.is_hot)
        found = {one.code: one for one in self._fetch(planned.first)}
        early = answer(planned, found.values(), limit, last=False)
        if early is not None:
            return early
        found |= {one.code: one for one in self._fetch(planned.then)}
        return answer(planned, found.values(), limit, last=True) or Answer("none", ())

    def _fetch(self, tokens: Iterable[str]) -> Iterable[Candidate]:
        assert self._start is not None
        for bucket in sorted({self._start.bucket(token) for token in tokens}):
            yield from read_bucket(bucket, self._load(bucket_name(bucket)))
