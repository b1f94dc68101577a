"""Answering: from the subjects that were fetched to what is said to the one who asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kuangxin.names.aligning import ALIKE, Form, differences
from kuangxin.names.normal import code_key, is_unified, normalise
from kuangxin.names.planning import Plan
from kuangxin.names.ranking import (
    COST,
    INITIALS,
    INITIALS_COST,
    PIECES,
    WITHIN,
    Candidate,
    How,
    Rank,
    Ranking,
    order,
    place_in,
)
from kuangxin.names.standing import Standing

__all__ = ["Answer", "Check", "Inquiry", "Match"]

#: Score of a match at no cost.
_TOP = 4096
#: A cost up to which nothing better is looked for, if the tokens survive each slip.
_ENOUGH = 10
_BRACKETED = re.compile("[(（][^()（）]*[)）]")

Check = Literal["", "wrong-code", "code-length", "other-name", "no-code"]
Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A hit.

    ``score``: 4096 for the whole name or code, less for what differs and for what the name has
    beyond the question. ``match``: how it matched. ``former``, ``other``: the former name, or the
    name in another language or the like, that matched; else "". ``places``: what matched, as
    ranges of characters in that name (in the code where ``match`` is ``code``). ``slips``: how many
    characters differ. ``standings``: how each record of the subject stands.
    """

    code: str
    name: str
    score: int
    match: How
    former: str = ""
    other: str = ""
    places: Places = ()
    slips: int = 0
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: ``one`` (this is it), ``several``, ``similar`` (none matches) or ``none``.

    ``total`` is how many of the subjects that were fetched match (or are similar); ``complete``
    says that no other subject of the register can match. ``check`` is ``wrong-code`` where the
    check character of a code does not fit (the hits are codes with one other character),
    ``code-length`` where a code has ``excess`` characters more than such a code (less, if below 0;
    the hits are codes with as many more or less), ``other-name`` where the name beside a code is not the subject's, ``no-code`` where the code
    beside a name was not found.
    """

    answer: Literal["one", "several", "similar", "none"]
    hits: tuple[Match, ...]
    total: int = 0
    complete: bool = True
    check: Check = ""
    excess: int = 0


class Inquiry:
    """One question on its way: which tokens to fetch next, and what follows from what was fetched.

    Args:
        plan: what to fetch.
        ranking: compares with the sounds of the register.
        limit: so many hits at most.
        admits: which subjects the question is limited to.
    """

    def __init__(
        self,
        plan: Plan,
        ranking: Ranking,
        limit: int,
        admits: Callable[[Candidate], bool] = lambda candidate: True,
    ) -> None:
        self._plan, self._ranking, self._limit, self._admits = plan, ranking, limit, admits
        self._fetched: dict[str, Candidate] = {}
        self._matched: dict[str, Rank] = {}
        self._similar: dict[str, Rank | None] = {}
        self._round = 0

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the tokens to fetch next."""
        rounds = self._plan.rounds
        return rounds[self._round] if self._round < len(rounds) else ()

    def take(self, candidates: Iterable[Candidate]) -> Answer | None:
        """Take the subjects of the round; return the answer, or None if more is to be fetched."""
        self._take(candidates)
        self._round += 1
        if self._round < len(self._plan.rounds):
            ranked = self._ranked(self._may_decide)
            return self._answer(ranked) if self._is_enough(ranked) else None
        return self.answer_now()

    def add(self, candidates: Iterable[Candidate]) -> Answer:
        """Take further subjects, whatever was fetched for them, and return the answer."""
        self._take(candidates)
        return self.answer_now()

    def _take(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            if candidate.code not in self._fetched and self._admits(candidate):
                self._fetched[candidate.code] = candidate
                if rank := self._ranking.rank(self._plan, candidate, similar=False):
                    self._matched[candidate.code] = rank

    def answer_now(self) -> Answer:
        """Return the answer from what was fetched so far, which may not be all."""
        return self._answer(self._ranked(lambda rank: True))

    def _ranked(self, counts: Callable[[Rank], bool]) -> list[tuple[Rank, Candidate]]:
        """Return who matches, or, where nobody does, who is similar."""
        ranked = [
            (rank, self._fetched[code]) for code, rank in self._matched.items() if counts(rank)
        ]
        if any(not rank.close for rank, _ in ranked):
            return ranked
        for code, candidate in self._fetched.items():
            if code not in self._similar:
                self._similar[code] = self._ranking.rank(self._plan, candidate, similar=True)
        return [
            (rank, self._fetched[code])
            for code, rank in self._similar.items()
            if rank and counts(rank)
        ]

    def _may_decide(self, rank: Rank) -> bool:
        """Tell whether tokens for such a match were fetched: what else a file holds is chance."""
        asked = [token for tokens in self._plan.rounds[: self._round] for token in tokens]
        if rank.match == "code":
            return self._codes_asked()
        if rank.reading == INITIALS:
            return any(token[0] == "i" and " " not in token for token in asked)
        return any(token[0] == "w" or " " in token for token in asked)

    def _codes_asked(self) -> bool:
        """Tell whether the tokens of codes have been fetched, so that codes may decide."""
        later = self._plan.rounds[self._round :]
        return not any(token[0] == "#" for tokens in later for token in tokens)

    def _is_enough(self, ranked: list[tuple[Rank, Candidate]]) -> bool:
        if self._plan.question.wrong and not self._codes_asked():
            return False
        matched = [rank for rank, _ in ranked if not rank.close]
        if any(rank.key < (INITIALS_COST + 1) * COST for rank in matched):
            return True
        if self._round < 2 or not self._plan.covered:
            return False
        return any(rank.key < (_ENOUGH + 1) * COST for rank, _ in ranked)

    def _answer(self, ranked: list[tuple[Rank, Candidate]]) -> Answer:
        asked = self._plan.question
        ranked.sort(key=lambda pair: (order(pair[0]), pair[1].code))
        matched = [pair for pair in ranked if not pair[0].close]
        coded = [pair for pair in matched if pair[0].match == "code" and pair[0].whole]
        check: Check = ""
        if coded and asked.beside:
            named = any(
                self._ranking.rank_names(self._plan, one, similar=True)
                or self._ranking.stands_in(asked.name, one)
                for _, one in coded
            )
            check = "" if named else "other-name"
        elif asked.wrong and not coded:
            check = "wrong-code"
            ranked = [pair for pair in ranked if pair[0].match == "code"] or ranked
            matched = [pair for pair in matched if pair[0].match == "code"]
        elif self._is_misfit(matched):
            check = "code-length"
            ranked = [pair for pair in ranked if pair[0].match == "code"] or ranked
        elif asked.beside:
            check = "no-code"
        shown = coded or matched or ranked
        hits = tuple(self._match(rank, one) for rank, one in shown[: self._limit])
        excess = asked.excess if check == "code-length" else 0
        sure = len(matched) == 1 and self._is_sure(matched[0][0])
        whole = sum(rank.whole for rank, _ in coded or matched) == 1
        if (whole or sure) and check not in {"no-code", "code-length"}:
            return Answer("one", hits, len(shown), self._is_complete(), check)
        how: Literal["several", "similar", "none"]
        how = "several" if matched else "similar" if ranked else "none"
        return Answer(how, hits, len(shown), self._is_complete(), check, excess)

    def _is_misfit(self, matched: list[tuple[Rank, Candidate]]) -> bool:
        """Tell whether a code that nobody has is a unified one but for its length.

        Only the codes that were fetched tell whether the register has unified codes at all.
        """
        if not self._plan.question.excess or any(rank.match == "code" for rank, _ in matched):
            return False
        return any(map(is_unified, self._fetched))

    def _is_sure(self, rank: Rank) -> bool:
        """Tell whether the only subject that matches is the one meant: no other can match."""
        if rank.match == "code":
            held = self._plan.all_codes
        elif rank.reading == PIECES:
            held = self._round >= self._plan.pieces_after
        else:
            held = self._round >= self._plan.names_after
        return rank.sure and held

    def _is_complete(self) -> bool:
        """Tell whether what was fetched holds every subject that can match."""
        plan, asked = self._plan, self._plan.question
        names = not asked.name or self._round >= plan.names_after
        pieces = not asked.pieces or self._round >= plan.pieces_after
        return names and pieces and plan.all_codes and self._codes_asked()

    def _match(self, rank: Rank, candidate: Candidate) -> Match:
        name = candidate.names[0]
        places, slips, how = self._places(rank, candidate)
        former = rank.name if rank.role == "former" else ""
        other = rank.name if rank.role == "other" or rank.name not in (name, "", former) else ""
        if former:
            how = "former"
        return Match(
            candidate.code,
            name,
            _TOP - rank.key,
            how,
            former,
            other,
            places,
            slips,
            candidate.standings,
        )

    def _places(self, rank: Rank, candidate: Candidate) -> tuple[Places, int, How]:
        """Return what matched of the name or code, how many characters differ, and how."""
        asked, form = self._plan.question, rank.form
        if form is None:
            slips = (abs(asked.excess) or 1) if rank.close else 0
            return _code_places(candidate.code, asked.codes, asked.key), slips, "code"
        if rank.reading == INITIALS:
            return (), 0, rank.match
        if rank.reading == WITHIN:
            return _shown(rank.name, form, range(len(form.text))), 0, rank.match
        if not rank.close and rank.match != "pinyin":
            if rank.reading == PIECES:
                names = ["".join(piece.characters) for piece in asked.pieces]
            else:
                names = [*asked.texts[rank.reading :][:1], asked.name][:1]
            begins = [max(place_in(form, name), form.text.find(name)) for name in names]
            found = [
                p for a, name in zip(begins, names, strict=True) for p in range(a, a + len(name))
            ]
            return _shown(rank.name, form, found), 0, rank.match
        readings = asked.pieces if rank.reading == PIECES else asked.readings[rank.reading :][:1]
        steps = [step for reading in readings for step in differences(reading, form)]
        both = (step for step in steps if step.asked >= 0 and step.found >= 0)
        found = [step.found for step in both if step.cost <= ALIKE]
        costs = [step.cost for step in steps if not step.is_place]
        slips = sum(cost >= ALIKE for cost in costs)
        how: How = "pinyin" if {*costs} <= {0, ALIKE} else "close"
        if len(costs) < len(steps) and not any(costs) and all(readings[0].characters):
            how = "place"
        return _shown(rank.name, form, found), slips, how


def _code_places(code: str, codes: Iterable[str], key: str) -> Places:
    """Return where a code stands within the code of a subject, if that has no separators."""
    own = code_key(code)
    if len(own) != len(code):
        return ()
    place = own.find(key) if key else -1
    return ((place, place + len(key)),) if place >= 0 else ((0, len(code)),) if own in codes else ()


def _shown(name: str, form: Form, found: Iterable[int]) -> Places:
    """Return places of a form as ranges of the name that is shown."""
    where = _origins(name, form)
    places = sorted({origin for place in found for origin in where[place]}) if where else []
    ends = [place for place, after in pairwise(places) if after != place + 1]
    begins = [after for place, after in pairwise(places) if after != place + 1]
    if not places:
        return ()
    pairs = zip([places[0], *begins], [*ends, places[-1]], strict=True)
    return tuple((begin, end + 1) for begin, end in pairs)


def _origins(name: str, form: Form) -> list[list[int]]:
    """Return for each character of a form its places in the name, or nothing if not clear.

    >>> from kuangxin.names.sounds import Sounds
    >>> whole, bare = Ranking(Sounds({}, {}))._forms("甲（乙） 厂")
    >>> _origins("甲（乙） 厂", bare)
    [[0], [5]]
    >>> whole, spelt = Ranking(Sounds({}, {}))._forms("第11厂")
    >>> _origins("第11厂", spelt)
    [[0], [1], [2], [3]]
    """
    source, hidden = form.source, set[int]()
    if source.bare:
        hidden = {p for found in _BRACKETED.finditer(name) for p in range(*found.span())}
    where: list[int] = []
    read = ""
    for place, character in enumerate(name):
        if place in hidden or unicodedata.category(character)[0] == "M":
            continue
        end = place + 1
        while end < len(name) and unicodedata.category(name[end])[0] == "M":
            end += 1
        text = normalise(name[place:end]).replace(" ", "")
        where += [place] * len(text)
        read += text
    if read != source.base.replace(" ", ""):
        return []
    spaced = iter(where)
    at = [[] if character == " " else [next(spaced)] for character in source.base]
    if not source.spans:
        return [places for places in at if places]
    return [
        [place for places in at[begin:end] for place in places]
        for character, (begin, end) in zip(source.text, source.spans, strict=True)
        if character != " "
    ]
