"""Sum up what was answered, by kind of query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lookup_bench.asking import Result
from lookup_bench.subjects import Query

__all__ = ["Asked", "Kind", "Spread", "sum_up", "unlike"]

#: Who was asked, with the results in the order of the queries. The first one's hits are judged.
Asked = Mapping[str, Sequence[Result]]


@dataclass(frozen=True)
class Spread:
    """The middle, the 95th of a hundred, and the largest of some figures."""

    median: float
    p95: float
    max: float

    @classmethod
    def of(cls, figures: Iterable[float]) -> Spread:
        """Return the spread; of nothing it is 0.

        >>> Spread.of([3, 1, 2])
        Spread(median=2, p95=3, max=3)
        """
        ordered = sorted(figures) or [0]
        last = len(ordered) - 1
        return cls(ordered[last // 2], ordered[min(last, len(ordered) * 95 // 100)], ordered[last])


@dataclass(frozen=True)
class Kind:
    """The figures of one kind of queries.

    ``first``, ``in_ten`` and ``fair`` are shares of the queries whose expected subject is the first
    hit, among the ten, and among the ten with the score of the first. ``answers`` counts them.
    ``alike`` and ``alike_answer`` are the shares where all who were asked give the same first hit,
    and the same answer. ``milliseconds`` are by who was asked and by which
    clock.
    """

    name: str
    count: int
    first: float
    in_ten: float
    fair: float
    answers: Mapping[str, int]
    alike: float
    alike_answer: float
    bytes: Spread
    requests: Spread
    milliseconds: Mapping[str, Spread] = field(default_factory=dict)


def sum_up(queries: Sequence[Query], asked: Asked) -> list[Kind]:
    """Return the figures of each kind in the order of the queries, then of all, of all absent."""
    places: dict[str, list[int]] = {}
    for place, query in enumerate(queries):
        places.setdefault(query.kind, []).append(place)
    found = [_kind(name, chosen, queries, asked) for name, chosen in places.items()]
    present = [place for place, query in enumerate(queries) if not query.is_absent]
    absent = [place for place, query in enumerate(queries) if query.is_absent]
    return [
        *found,
        _kind("all but absent", present, queries, asked),
        _kind("absent, all", absent, queries, asked),
    ]


def _kind(name: str, places: Sequence[int], queries: Sequence[Query], asked: Asked) -> Kind:
    judged = [next(iter(asked.values()))[place] for place in places]
    expected = [queries[place].expected for place in places]
    pairs = [*zip(judged, expected, strict=True)]
    count = max(1, len(places))
    return Kind(
        name,
        len(places),
        sum(any(code in meant for code, _ in one.hits[:1]) for one, meant in pairs) / count,
        sum(any(code in meant for code, _ in one.hits) for one, meant in pairs) / count,
        sum(_is_fair(one, meant) for one, meant in pairs) / count,
        dict(Counter(one.answer for one in judged)),
        sum(_is_one(_firsts(asked, place)) for place in places) / count,
        sum(_is_one({each[place].answer for each in asked.values()}) for place in places) / count,
        Spread.of(one.bytes for one in judged),
        Spread.of(one.requests for one in judged),
        {
            f"{who} {clock}": Spread.of(results[place].milliseconds[clock] for place in places)
            for who, results in asked.items()
            for clock in _clocks(results, places)
        },
    )


def _clocks(results: Sequence[Result], places: Sequence[int]) -> list[str]:
    """Return the clocks that every result has; one that ended with an error may have none."""
    shared = [set(results[place].milliseconds) for place in places]
    return sorted(set.intersection(*shared)) if shared else []


def _is_fair(result: Result, meant: frozenset[str]) -> bool:
    """Tell whether an expected subject is among the hits with the score of the first."""
    return any(code in meant and score == result.hits[0][1] for code, score in result.hits)


def _firsts(asked: Asked, place: int) -> set[str]:
    return {next((code for code, _ in each[place].hits), "") for each in asked.values()}


def _is_one(values: set[str]) -> bool:
    return len(values) == 1


def unlike(queries: Sequence[Query], asked: Asked) -> list[dict[str, object]]:
    """Return the queries that were not answered alike, with each one's answer and first hit."""
    return [
        {
            "kind": query.kind,
            "query": query.text,
            **{
                who: [each[place].answer, *each[place].hits[:1], each[place].check]
                for who, each in asked.items()
            },
        }
        for place, query in enumerate(queries)
        if not _is_one(_firsts(asked, place))
        or not _is_one({each[place].answer for each in asked.values()})
    ]
