"""Find the tokens of every subject, and with them its buckets.

The builder's way to the tokens that ``kuangxin.names.grams`` defines: level by level over the whole
register, because a gram is a token only where its parts are hot, and that is known when all
subjects have been seen. The static files and the Whoosh index are both written from the result.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kuangxin.names import (
    CODE_GROWN,
    CODE_PART,
    HOT,
    KEPT,
    LONGEST,
    Candidate,
    Start,
    code_key,
    forms,
    is_unified,
    level_of,
    number,
    starts,
)
from kuangxin.names.normal import is_syllabic

__all__ = ["Row", "Tokens", "read_rows", "read_subjects", "record_line"]

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
    grade: str | None = None
    lists: list[str] = []


def read_rows(data: Path) -> Iterator[Row]:
    """Yield the rows of ``data/downloads/subjects.jsonl``, one for each record of a subject."""
    decoder = msgspec.json.Decoder(Row)
    with (data / "downloads" / "subjects.jsonl").open("rb") as lines:
        yield from (decoder.decode(line) for line in lines if not line.isspace())


def read_subjects(data: Path) -> list[Candidate]:
    """Return the subjects by rising code, the rows of one code together."""
    found: dict[str, Candidate] = {}
    for row in read_rows(data):
        known = found.get(row.code, Candidate(row.code, (), ()))
        names = dict.fromkeys((*known.names, _clean(row.name)))
        former = dict.fromkeys((*known.former, *map(_clean, row.former_names)))
        found[row.code] = Candidate(row.code, tuple(names), tuple(former))
    return [found[code] for code in sorted(found)]


def _clean(name: str) -> str:
    """Return a name that fits on a line of a bucket: any white space is one space."""
    return " ".join(name.split())


def record_line(subject: Candidate) -> str:
    """Return the line of a bucket that holds a subject."""
    name, *others = subject.names
    parts = [subject.code, name, *("=" + other for other in others)]
    return "\t".join([*parts, *("<" + name for name in subject.former)])


class _Text:
    """A form or a code: its owner, the places where tokens begin now, and where units begin."""

    __slots__ = ("owner", "places", "text", "units")

    def __init__(
        self, text: str, owner: int, places: list[int], units: frozenset[int] | None
    ) -> None:
        self.text = text
        self.owner = owner
        self.places = places
        self.units = units


class Tokens:
    """Who owns which token: pairs of token number and subject, the hot tokens, the buckets."""

    def __init__(self, subjects: list[Candidate]) -> None:
        self._hot: dict[int, frozenset[int]] = {}
        self._numbers = array("I")
        self._owners = array("I")
        self._add_names(subjects)
        self._add_codes(subjects)
        size = array("I", (len(record_line(subject).encode()) + 1 for subject in subjects))
        total = sum(size[owner] for owner in self._owners)
        buckets = 1
        while buckets * _BUCKET_BYTES < total and buckets < _MOST_BUCKETS:
            buckets *= 2
        self.start = Start(buckets, self._hot)

    def owners(self) -> list[array[int]]:
        """Return for each bucket its subjects, as their places in the list of subjects, rising."""
        mask = self.start.buckets - 1
        found = [array("I") for _ in range(self.start.buckets)]
        for key, owner in zip(self._numbers, self._owners, strict=True):
            found[key & mask].append(owner)
        return [array("I", sorted(set(owners))) for owners in found]

    def _add_names(self, subjects: list[Candidate]) -> None:
        texts = []
        for owner, subject in enumerate(subjects):
            names = (*subject.names, *subject.former)
            for form in dict.fromkeys(form for name in names for form in forms(name)):
                units = None if all(map(is_syllabic, form)) else frozenset(starts(form))
                last = max(1, len(form) - 1)
                places = [*range(last)] if units is None else [p for p in units if p < last]
                texts.append(_Text(form, owner, places, units))
        texts.sort(key=lambda text: (len(text.text), text.owner))
        length = 2
        while texts and length <= LONGEST:
            self._add_level(texts, length, "")
            texts = [text for text in texts if self._grow(text, length)]
            length += 1

    def _add_codes(self, subjects: list[Candidate]) -> None:
        texts, length = [], CODE_PART
        for owner, subject in enumerate(subjects):
            key = code_key(subject.code)
            texts.append(_Text(key, owner, [*range(max(1, len(key) - length + 1))], None))
        growing = {owner for owner, one in enumerate(subjects) if not is_unified(one.code)}
        while texts:
            self._add_level(texts, length, "#")
            texts = [
                text
                for text in texts
                if (length < CODE_GROWN or text.owner in growing) and self._grow(text, length)
            ]
            length += 1

    def _add_level(self, texts: list[_Text], length: int, prefix: str) -> None:
        """Add the tokens of ``length`` characters; leave in each text the places of hot ones."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update({text.text[place : place + length] for place in text.places})
        numbers = {part: number(prefix + part) for part in counts}
        hot: dict[int, set[int]] = {}
        for part, count in counts.items():
            if count > HOT:
                hot.setdefault(level_of(prefix + part), set()).add(numbers[part] >> 8)
        self._hot.update((level, frozenset(keys)) for level, keys in hot.items())
        kept = {
            part: 0
            for part, key in numbers.items()
            if key >> 8 in hot.get(level_of(prefix + part), ())
        }
        for text in texts:
            grown = []
            for place in text.places:
                part = text.text[place : place + length]
                if part in kept:
                    grown.append(place)
                    kept[part] += 1
                    if kept[part] > KEPT:
                        continue
                self._numbers.append(numbers[part])
                self._owners.append(text.owner)
            text.places = grown

    @staticmethod
    def _grow(text: _Text, length: int) -> bool:
        """Keep the places where a token of one character more begins; tell whether there are any.

        The part that begins one unit later must be hot too, unless no unit begins there.
        """
        hot, units, end = set(text.places), text.units, len(text.text) - length
        text.places = [
            place
            for place in text.places
            if place < end and (place + 1 in hot or (units is not None and place + 1 not in units))
        ]
        return bool(text.places)
