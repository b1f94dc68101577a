"""Planning: which tokens to ask for, so that few files answer a query with a slip in it.

A *slip* is one character replaced, left out, or exchanged with its neighbour. A token *survives* a
slip if whoever typed the text with that slip still typed the token. The first token asked for
survives most slips; those asked for next survive what the first does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kuangxin.names.normal import is_unified
from kuangxin.names.questions import UNIFIED, Question, Reading, is_near_unified, question
from kuangxin.names.sounds import Sounds, blur
from kuangxin.names.tokens import (
    CODE_PART,
    CODE_STEP,
    IsHot,
    Segment,
    code_grams,
    gram,
    grams,
    segments,
    straddling,
    unified_grams,
)

__all__ = ["NEVER", "Plan", "plan"]

#: So many tokens are asked for at most, so many in the first two rounds together.
_MOST, _EARLY = 4, 3
#: By how many characters a code has more than a unified one: the places at which it may have tokens
#: of the code that is meant, whether what differs stands before them, behind them, or both.
_NEAR = {-2: (10, 12, 11, 9), -1: (11, 12, 9, 6), 1: (13, 9, 6), 2: (14, 9, 10, 13)}
#: More rounds than there are.
NEVER = 9
#: A part of a unified code is found if it has so many characters.
_WINDOW = CODE_PART + CODE_STEP - 1
#: So many letters may be initials although they are pinyin too, or a word in Latin script.
_SHORT = 6
#: What a gram loses for a sound that may belong to a legal form, for only such sounds, for each
#: sound beyond two, for standing across a space.
_FORM, _ONLY_FORM, _LONG, _ACROSS = 12, 60, 4, 30
#: What it gains for a slip that no token asked for so far survives, and for one that one does.
_NEW, _AGAIN = 30, 3
_LEGAL_FORMS = (
    *("股份有限公司", "有限责任公司", "有限公司", "责任公司", "公司"),
    *("普通合伙", "有限合伙"),
)
#: What a query that ends in the middle of a legal form may end with, the longest first.
_FORM_BEGINNINGS = sorted(
    {form[:end] for form in _LEGAL_FORMS for end in range(1, len(form))},
    key=lambda beginning: (-len(beginning), beginning),
)


#: What one that begins in the middle of a legal form may begin with, the longest first.
_FORM_ENDINGS = ("通合伙", "限合伙", "合伙", "司", "伙")
_COMPANY = ("gong", "si")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to fetch for a question.

    ``rounds`` are the tokens to ask for, one round after the other, as long as nothing matches;
    ``covered``: each single slip is survived by a token of the first two rounds. ``names_after``
    and ``pieces_after`` are the rounds after which *all* subjects are fetched whose name contains
    the text, or all pieces of it (``NEVER``: that is not certain); ``all_codes`` says whether the
    tokens hold all whose code has the text as a part.
    """

    question: Question
    rounds: tuple[tuple[str, ...], ...]
    covered: bool
    names_after: int
    pieces_after: int
    all_codes: bool


def plan(query: str, is_hot: IsHot, sounds: Sounds) -> Plan:
    """Say what a query means and which tokens answer it.

    >>> read = Sounds({"长": ("chang",), "兴": ("xing",), "矿": ("kuang",), "业": ("ye",)}, {})
    >>> plan("长兴矿业", {"can xin", "kuan ye"}.__contains__, read).rounds
    (('kuan xin',), ('can kuan', 'xin ye'))
    """
    asked = question(query, sounds)
    choosing = _Choosing(asked, is_hot)
    part = _code_tokens(asked.key, is_hot)
    first = [token for code in asked.codes for token in _code_tokens(code, is_hot)]
    near = [token for code in asked.codes for token in _near_tokens(code)[1] if not is_hot(token)]
    second, last = [*_unhurt(asked.wrong, is_hot), *near], list[str]()
    (first if asked.numbered and not asked.codes else last).extend(part)
    alone = bool(first)
    if asked.initials:
        short = len(asked.initials) <= _SHORT
        soon = not asked.typed and (bool(sounds.known) or short)
        late = asked.typed and not short
        (first if soon else last if late else second).insert(0, "i" + asked.initials)
        alone = alone or (soon and bool(sounds.known))
    rounds = choosing.rounds(first, second, last, alone=alone)
    return Plan(
        question=asked,
        rounds=rounds,
        covered=choosing.covered,
        names_after=max((_after(rounds, one) for one in choosing.certain.values()), default=NEVER),
        pieces_after=_after(rounds, choosing.certain_pieces),
        all_codes=len(asked.key) not in range(CODE_PART, CODE_PART + CODE_STEP - 1)
        and not any(map(is_hot, part)),
    )


def _after(rounds: Sequence[Sequence[str]], certain: set[str]) -> int:
    """Return after how many rounds one of these tokens is fetched, or ``NEVER``."""
    return next((nth for nth, tokens in enumerate(rounds, 1) if certain & {*tokens}), NEVER)


def _unhurt(code: str, is_hot: IsHot) -> list[str]:
    """Return tokens of a unified code of which a wrong character leaves at least one."""
    tokens = unified_grams(code)[::-1] if code else []
    return [token for token in tokens if not is_hot(token)][:3]


def _code_tokens(key: str, is_hot: IsHot) -> list[str]:
    """Return the tokens to fetch for a code or a part of one, so that they hold all codes with it.

    Where that is not possible, hot ones: they hold some.
    """
    if is_unified(key):
        tokens = unified_grams(key)[::-1]
        return [token for token in tokens if not is_hot(token)][:1] or tokens[:1]
    near, _ = _near_tokens(key)
    if near and not any(map(is_hot, near)):
        return near
    found: list[str] = []
    for length in range(min(CODE_PART, len(key)), len(key) + 1 if key else 0):
        tokens = list(code_grams(key, length, is_hot))
        if length == CODE_PART and len(tokens) >= CODE_STEP:
            found = tokens[-CODE_STEP:]
            if not all(map(is_hot, found)):
                return found
        cold = [token for token in tokens if not is_hot(token)]
        if cold:
            return [*found[-1:], cold[-1]]
        if not tokens:
            break
        found = found or tokens[-1:]
    return found


def _near_tokens(key: str) -> tuple[list[str], list[str]]:
    """Return the tokens of the unified codes that a code of another length is near to.

    First those that hold all codes which it is a part of, then those that other codes own.

    >>> _near_tokens("9133052ma27u05291")
    (['#u052', '#0529'], ['#27u0', '#2ma2'])
    """
    places = _NEAR.get(len(key) - UNIFIED, ()) if is_near_unified(key) else ()
    tokens = [f"#{key[place : place + CODE_PART]}" for place in places]
    return tokens[: max(1, 1 + UNIFIED - len(key))], tokens[max(1, 1 + UNIFIED - len(key)) :]


class _Use(NamedTuple):
    """A token in one reading: what it survives there, what it loses, whether it is sure."""

    reading: int
    survives: int
    loss: int
    certain: bool
    piece: bool


class _Choosing:
    """Chooses tokens one after the other, each for what those before it do not survive."""

    def __init__(self, asked: Question, is_hot: IsHot) -> None:
        self._is_hot = is_hot
        self._breaks = asked.breaks
        self._uses: dict[str, list[_Use]] = {}
        self._all = [_slips(len(reading.sounds)) for reading in asked.readings]
        self._once = [0] * len(self._all)
        self._twice = [0] * len(self._all)
        self._hot = self._whole = ""
        self._name = asked.name
        #: The readings in characters, of which each has its own names that contain it.
        self._written = [nth for nth, one in enumerate(asked.readings) if all(one.characters)]
        #: The readings that the first tokens are for: the first, and another spelling of it.
        self._first = range(len(asked.texts)) if asked.readings else range(0)
        #: Typed pinyin is hardly meant as a word in Latin script: that reading comes last.
        self._unlikely = len(asked.readings) - 1 if asked.typed else -1
        self.covered = False
        #: Chosen tokens that all names with a written reading own, and all names with a piece of it.
        self.certain: dict[int, set[str]] = {place: set() for place in self._written}
        self.certain_pieces = set[str]()
        for place, reading in enumerate(asked.readings):
            self._read(place, reading)

    def _read(self, place: int, reading: Reading) -> None:
        heard = [blur(sound) for sound in reading.sounds if not sound.endswith("*")]
        size, written = len(reading.sounds), all(reading.characters)
        text = "".join(reading.characters) if written else ""
        form, tail = _form_beginning(text) if written else size, _form_ending(text)
        cut, longest, cold = segments(heard), 0, False
        for segment in [*cut, *_after_form(heard, tail)]:
            for begin, end, token in grams(segment, self._is_hot):
                if self._is_hot(token):
                    if place == 0 and end - begin > longest:
                        self._hot, longest = token, end - begin
                    continue
                cold = True
                inside = max(0, end - max(form, begin)) + max(0, min(tail, end) - begin)
                named = text == self._name
                across = named and any(begin < each < end for each in self._breaks)
                loss = _FORM * inside + _LONG * (end - begin - 2) + _ACROSS * across
                loss += _ONLY_FORM * (inside >= end - begin)
                survives = self._all[place] & ~_lost(begin, end, size)
                use = _Use(place, survives, loss, written and not inside, named and not across)
                self._uses.setdefault(token, []).append(use)
        if not cold and place == 0 and heard:
            self._whole = "w" + gram(heard)
        for segment in cut:
            self._skip(place, segment)

    def _skip(self, place: int, segment: Segment) -> None:
        """Add the grams across each place, which survive that its character is a wrong one."""
        for middle in range(1, len(segment.sounds) - 1):
            for token in straddling(segment, middle, self._is_hot):
                if token not in self._uses:
                    survives = 1 << (segment.place + middle)
                    self._uses[token] = [_Use(place, survives, _FORM, False, False)]

    def rounds(
        self, first: Sequence[str], second: Sequence[str], last: Sequence[str], *, alone: bool
    ) -> tuple[tuple[str, ...], ...]:
        """Return the rounds, beginning with the tokens that are to be asked for in any case.

        ``alone``: those of the first round very likely answer, so that a name can wait.
        """
        early = list(dict.fromkeys(first))[: _MOST - 1]
        if alone:
            second = [*second, *filter(None, [self._whole])]
        elif self._whole:
            early += [self._whole, *filter(None, [self._hot])]
        else:
            early += filter(
                None, [self._best(first=place) for place in self._first if self._lacks(place)]
            )
        middle = [token for token in dict.fromkeys(second) if token not in early]
        while len(early) + len(middle) < _EARLY and (best := self._best()):
            middle.append(best)
        self.covered = not any(
            every & ~once
            for place, (every, once) in enumerate(zip(self._all, self._once, strict=True))
            if place != self._unlikely
        )
        self._unlikely = -1
        late = [token for token in dict.fromkeys(last) if token not in {*early, *middle}]
        while len(early) + len(middle) + len(late) < _MOST and (best := self._best()):
            late.append(best)
        early = early[:_MOST]
        middle = middle[: _MOST - len(early)]
        late = late[: _MOST - len(early) - len(middle)]
        return tuple(tuple(each) for each in (early, middle, late) if each)

    def _lacks(self, place: int) -> bool:
        """Tell whether no token was chosen yet that all names with a reading own."""
        return place == 0 or not self.certain.get(place)

    def _best(self, *, first: int | None = None) -> str:
        """Choose the token that gains most, the first of equals; return "" where none gains.

        ``first``: the reading that it is for, of those that the first tokens are for.
        """
        best, most = "", 0
        for token, all in self._uses.items():
            uses = [use for use in all if use.reading != self._unlikely]
            if first is not None:
                by_reading = {one.reading: one for one in uses[::-1] if one.reading in self._first}
                if first not in by_reading:
                    continue
                uses = [*by_reading.values()]
            gain = sum(self._gain(use, first is not None) for use in uses)
            if gain > most or (first is not None and not best):
                best, most = token, gain
        for use in self._uses.pop(best, ()):
            self._twice[use.reading] |= self._once[use.reading] & use.survives
            self._once[use.reading] |= use.survives
            if use.certain:
                self.certain[use.reading].add(best)
                if use.piece:
                    self.certain_pieces.add(best)
        return best

    def _gain(self, use: _Use, first: bool) -> int:
        if first:
            return use.survives.bit_count() - use.loss
        new = use.survives & ~self._once[use.reading]
        again = use.survives & self._once[use.reading] & ~self._twice[use.reading]
        return _NEW * new.bit_count() + _AGAIN * again.bit_count() - use.loss


def _slips(size: int) -> int:
    """Return a bit for each slip in so many characters: replaced, then left out, then exchanged."""
    return (1 << (size + 2 * max(0, size - 1))) - 1


def _lost(begin: int, end: int, size: int) -> int:
    """Return the slips that change the token at these places."""
    replaced = range(begin, end)
    left_out = (size + place for place in range(begin, end - 1))
    exchanged = (2 * size - 1 + place for place in (begin - 1, end - 1) if 0 <= place < size - 1)
    return _bits([*replaced, *left_out, *exchanged])


def _bits(places: Iterable[int]) -> int:
    return sum(1 << place for place in places if place >= 0)


def _form_ending(text: str) -> int:
    """Return how many characters at the beginning of a text may be the end of a legal form."""
    return next((len(end) for end in _FORM_ENDINGS if text.startswith(end)), 0)


def _after_form(heard: Sequence[str], tail: int) -> list[Segment]:
    """Return what begins after a legal form of which the text has only the end."""
    if not 0 < tail < len(heard):
        return []
    place, sounds = segments([*_COMPANY, *heard[tail:]])[0]
    return [Segment(place + tail - len(_COMPANY), sounds)]


def _form_beginning(text: str) -> int:
    """Return the place from which a text may be the beginning of a legal form, or its length."""
    for beginning in _FORM_BEGINNINGS:
        if text.endswith(beginning):
            return len(text) - len(beginning)
    return len(text)
