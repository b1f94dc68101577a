"""Find the tokens of every subject, and with them its buckets.

The builder's way to the tokens that ``kuangxin.names.tokens`` defines: level by level over the
whole register, because a gram is a token only where its parts are hot, and that is known when all
subjects have been seen. The static files and the Whoosh index are both written from the result.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from kuangxin.disclosure import latest, standing_until
from kuangxin.names import (
    CODE_PART,
    HOT,
    KEPT,
    Candidate,
    Standing,
    Start,
    code_grams,
    code_key,
    forms,
    is_unified,
    number,
    record_line,
)
from kuangxin.names.sounds import blur
from kuangxin.names.tokens import (
    LONGEST,
    Segment,
    gram,
    initial_tokens,
    leaps,
    segments,
    skips,
    spoken,
    unified_grams,
)
from kuangxin.records import Listing
from kuangxin_site.release.readings import make_sounds

__all__ = ["Row", "Tokens", "read_rows", "read_subjects"]

#: A bucket holds about so many bytes before it is compressed, a register so many buckets at most.
_BUCKET_BYTES = 16384
_MOST_BUCKETS = 1 << 20


class Row(msgspec.Struct, frozen=True):
    """What the look-up takes of a row of ``downloads/subjects.jsonl``."""

    code: str
    name: str
    kind: str = ""
    division: str | None = None
    former_names: list[str] = []
    other_names: list[str] = []
    grade: str | None = None
    lists: list[str] = []
    left_on: date | None = None


class _Decision(Listing, frozen=True, kw_only=True):
    """A row of ``downloads/listings.jsonl``."""

    kind: str
    code: str


#: By kind, code and list: the last day on which a subject may be said to stand on it.
_LastDays = dict[tuple[str, str, str], date | None]


def read_rows(data: Path) -> Iterator[Row]:
    """Yield the rows of ``data/downloads/subjects.jsonl``, one for each record of a subject."""
    decoder = msgspec.json.Decoder(Row)
    with (data / "downloads" / "subjects.jsonl").open("rb") as lines:
        yield from (decoder.decode(line) for line in lines if not line.isspace())


def _last_days(data: Path) -> _LastDays:
    """Read from ``data/downloads/listings.jsonl`` until when the published listings stand."""
    found: _LastDays = {}
    decoder = msgspec.json.Decoder(_Decision)
    with (data / "downloads" / "listings.jsonl").open("rb") as lines:
        for line in lines:
            one = decoder.decode(line)
            place, until = (one.kind, one.code, one.list), standing_until(one)
            found[place] = latest((found[place], until)) if place in found else until
    return found


class SubjectRows(msgspec.Struct):
    """The rows of one subject: what it is looked up by, and the lists it stands on."""

    subject: Candidate
    lists: list[str]

    def filters(self) -> tuple[list[str], list[str], list[str], list[str]]:
        """Return the values of ``kuangxin.search.FILTERS``."""
        standings = self.subject.standings
        return (
            sorted({one.kind for one in standings}),
            sorted({one.division for one in standings if one.division}),
            sorted({one.grade for one in standings if one.grade}),
            sorted(set(self.lists)),
        )


def read_subjects(data: Path) -> list[SubjectRows]:
    """Return the subjects by rising code, the rows of one code together."""
    found: dict[str, SubjectRows] = {}
    until = _last_days(data)
    for row in read_rows(data):
        one = found.setdefault(row.code, SubjectRows(Candidate(row.code, ()), []))
        known = one.subject
        names = dict.fromkeys((*known.names, _clean(row.name)))
        former = dict.fromkeys((*known.former, *map(_clean, row.former_names)))
        other = dict.fromkeys((*known.other, *map(_clean, row.other_names)))
        lists = tuple((name, until.get((row.kind, row.code, name))) for name in row.lists)
        standing = Standing(row.kind, row.division, row.grade, row.left_on, lists)
        standings = (*known.standings, standing)
        one.subject = Candidate(row.code, tuple(names), tuple(former), tuple(other), standings)
        one.lists += row.lists
    return [found[code] for code in sorted(found)]


def _clean(name: str) -> str:
    """Return a name that fits on a line of a bucket: any white space is one space."""
    return " ".join(name.split())


#: An owner and the numbers of tokens, each once.
_Owned = tuple[int, "array[int]"]


def _numbers(tokens: Iterable[str]) -> array[int]:
    return array("I", sorted(set(map(number, tokens))))


def _listed(owned: dict[int, set[int]]) -> list[_Owned]:
    return [(owner, array("I", sorted(tokens))) for owner, tokens in owned.items()]


class _Heard:
    """One reading of a form of a name: its segments, and the tokens that begin at each place.

    ``first`` and ``last`` bound the places that all its cold tokens have in common; ``cold`` tells
    of each pair of neighbours whether it is cold.
    """

    __slots__ = ("cold", "cut", "first", "last", "numbers", "owner")

    def __init__(self, owner: int, cut: list[Segment]) -> None:
        self.owner, self.cut = owner, cut
        self.numbers: list[list[int]] = [[] for _ in cut]
        self.first, self.last = 0, LONGEST
        self.cold: list[bytes] = []


class Tokens:
    """Who owns which token: pairs of token number and subject, the hot tokens, the buckets."""

    def __init__(self, subjects: list[Candidate]) -> None:
        self.subjects = subjects
        self._numbers, self._owners = array("I"), array("I")
        self._hot: set[int] = set()
        names = [(*one.names, *one.former, *one.other) for one in subjects]
        normal = [list(dict.fromkeys(form for n in all for form in forms(n))) for all in names]
        self.sounds = make_sounds(form for all in normal for form in all)
        self._add_names(normal)
        self._add_codes(subjects)
        self.kinds = sorted({standing.kind for one in subjects for standing in one.standings})
        self.lines = [record_line(subject, self.kinds) for subject in subjects]
        size = [len(line.encode()) + 1 for line in self.lines]
        total = sum(size[owner] for owner in self._owners)
        buckets = 1
        while buckets * _BUCKET_BYTES < total and buckets < _MOST_BUCKETS:
            buckets *= 2
        self.start = Start(buckets, frozenset(self._hot), self.kinds, self.sounds)

    def owners(self) -> list[array[int]]:
        """Return for each bucket its subjects, as their places in the list of subjects, rising."""
        mask = self.start.buckets - 1
        found = [array("I") for _ in range(self.start.buckets)]
        for key, owner in zip(self._numbers, self._owners, strict=True):
            found[key & mask].append(owner)
        return [array("I", sorted(set(owners))) for owners in found]

    def _add_names(self, normal: list[list[str]]) -> None:
        """Add the grams of all names, level by level, then what depends on which are hot."""
        order = sorted(range(len(normal)), key=lambda one: (min(map(len, normal[one])), one))
        heard: list[_Heard] = []
        short: list[_Owned] = []
        whole = array("I")
        for owner in order:
            letters = set[int]()
            for form in normal[owner]:
                for reading in spoken(self.sounds.fold(form), self.sounds):
                    letters.update(map(number, initial_tokens(form, reading)))
                    sounds = tuple(blur(sound) for sound in reading if sound != " ")
                    whole.append(number("w" + gram(sounds)))
                    heard.append(_Heard(owner, segments(sounds)))
            short.append((owner, array("I", sorted(letters))))
        self._emit(short)
        growing, length = heard, 2
        while growing and length <= LONGEST:
            self._emit(self._level(growing, length))
            growing = [one for one in growing if self._settle(one, length)]
            length += 1
        skipping, wholes = self._rest(heard, whole)
        self._emit(skipping, marks=False)
        self._emit(wholes)

    def _level(self, heard: list[_Heard], length: int) -> list[_Owned]:
        """Find the tokens of ``length`` sounds; return those of each owner."""
        known: dict[tuple[str, ...], int] = {}
        found: list[_Owned] = []
        owned = set[int]()
        last = heard[0].owner
        for one in heard:
            if one.owner != last:
                found.append((last, array("I", sorted(owned))))
                last, owned = one.owner, set()
            for nth, segment in enumerate(one.cut):
                sounds, before = segment.sounds, one.numbers[nth]
                places = range(len(sounds) - length + 1)
                now = [0] * len(places)
                for place in places:
                    if length == 2 or (before[place] and before[place + 1]):
                        part = sounds[place : place + length]
                        token = known.get(part)
                        if token is None:
                            token = known[part] = number(gram(part))
                        now[place] = token
                        owned.add(token)
                one.numbers[nth] = now
        return [*found, (last, array("I", sorted(owned)))]

    def _settle(self, one: _Heard, length: int) -> bool:
        """Note where cold tokens stand, leave the hot ones; tell whether any two are neighbours."""
        grows = False
        if length == 2:
            hot = self._hot
            one.cold = [bytes(n >> 8 not in hot for n in numbers) for numbers in one.numbers]
        for segment, numbers in zip(one.cut, one.numbers, strict=True):
            for place, token in enumerate(numbers):
                if token and token >> 8 not in self._hot:
                    begin = segment.place + place
                    one.first = max(one.first, begin)
                    one.last = min(one.last, begin + length)
                    numbers[place] = 0
                elif place and token and numbers[place - 1]:
                    grows = True
        return grows

    def _rest(self, heard: list[_Heard], whole: array[int]) -> tuple[list[_Owned], list[_Owned]]:
        """Return the grams that skip a place, and the names where all grams are hot."""
        skipping: dict[int, set[int]] = {}
        leapt: dict[tuple[str, str], int] = {}
        wholes: dict[int, set[int]] = {}
        for nth, one in enumerate(heard):
            if one.first < one.last:
                found = skips(one.cut, one.first, one.last, self._is_hot)
                skipping.setdefault(one.owner, set()).update(map(number, found))
            for segment, cold in zip(one.cut, one.cold, strict=True):
                for pair in leaps(segment, cold):
                    token = leapt.get(pair)
                    if token is None:
                        token = leapt[pair] = number(gram(pair))
                    if token >> 8 not in self._hot:
                        skipping.setdefault(one.owner, set()).add(token)
            if one.last == LONGEST:
                wholes.setdefault(one.owner, set()).add(whole[nth])
        return _listed(skipping), _listed(wholes)

    def _add_codes(self, subjects: list[Candidate]) -> None:
        keys = {owner: code_key(subject.code) for owner, subject in enumerate(subjects)}
        unified = [owner for owner, subject in enumerate(subjects) if is_unified(subject.code)]
        self._emit([(owner, _numbers(unified_grams(keys.pop(owner)))) for owner in unified])
        length = CODE_PART
        while keys:
            owned = [
                (owner, _numbers(self._code_grams(key, min(length, len(key)))))
                for owner, key in keys.items()
            ]
            self._emit(owned)
            keys = {owner: key for owner, key in keys.items() if length < len(key)}
            length += 1

    def _code_grams(self, key: str, length: int) -> Iterator[str]:
        return code_grams(key, length, self._is_hot)

    def _is_hot(self, token: str) -> bool:
        return number(token) >> 8 in self._hot

    def _emit(self, owned: list[_Owned], *, marks: bool = True) -> None:
        """Add who owns what: of a token with more than ``HOT`` owners only the first ``KEPT``.

        It is marked as hot, unless what would have grown from it is past.
        """
        counts: Counter[int] = Counter()
        for _, tokens in owned:
            counts.update(tokens)
        crowded = {token for token, count in counts.items() if count > HOT}
        if marks:
            self._hot.update(token >> 8 for token in crowded)
        kept: Counter[int] = Counter()
        for owner, tokens in owned:
            for token in tokens:
                if token in crowded or token >> 8 in self._hot:
                    kept[token] += 1
                    if kept[token] > KEPT:
                        continue
                self._numbers.append(token)
                self._owners.append(owner)
