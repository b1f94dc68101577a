"""Questions: what a query means before anything is looked for.

A query may be a name or a part of it, in characters or in pinyin, whole codes or a part of one, or
a pasted line with a code and a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Literal, NamedTuple

from kuangxin import codes as unified
from kuangxin.names.normal import (
    QUERY_LENGTH,
    code_key,
    is_unified,
    normalise,
    pieces,
    words,
)
from kuangxin.names.sounds import Sounds, syllables
from kuangxin.names.spelling import plain, respelled
from kuangxin.names.tokens import CODE_PART, CODE_STEP, cut_initials

__all__ = ["UNIFIED", "Question", "Reading", "TooShort", "is_near_unified", "question", "too_short"]

#: Shortest text that is taken for a code wherever it stands in a line.
_CODE_WRITTEN = 6
#: Characters of a unified code; so many may be missing or too many; of the first so many all but
#: one are digits.
UNIFIED, _EXCESS, _HEAD = 18, 2, 8
#: So many readings of a query are compared with names; so many ways to cut it are tried.
_READINGS, _TRIED = 8, 64
#: What may stand at each place of a unified code's key.
_LETTERED = unified.ALPHABET.lower()
_SHAPE = ("123456789any", _LETTERED, *("0123456789",) * 6, *(_LETTERED,) * 10)
#: What stands before a unified code in forms and on licences.
_LABEL = re.compile("(?:统一)?社会信用代码")
_RUNS = re.compile("[a-z]+|[^a-z ]+")
_LETTERS = re.compile("[a-z]+")

TooShort = Literal["", "text", "code"]


class Reading(NamedTuple):
    """A way to read a query: its characters ("" where pinyin was typed) and their sounds."""

    characters: tuple[str, ...]
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What a query asks for.

    ``written``: the name in its normal form; ``name``: the same without spaces, folded.
    ``pieces``: the parts of it that were set apart with spaces. ``breaks``: the places of ``name``
    before which the writer set a space. ``beside``: it stood beside a code. ``key``: the text as a
    part of a code; ``numbered``: it has digits, so that it may well be one. ``codes``: the whole
    codes in it. ``wrong``: the unified code in it whose check character does not fit, or with a
    character where it cannot stand. ``excess``: how many characters a code in it has more than a
    unified code (less, if below 0), where these are few. ``readings``: what names are compared with;
    ``typed``: the first of them is pinyin. ``texts``: the name, and how it is spelt otherwise, the
    first readings of one not typed in pinyin. ``initials``: what may be the initials of a name.
    """

    written: str
    name: str
    pieces: tuple[Reading, ...]
    breaks: frozenset[int]
    beside: bool
    key: str
    numbered: bool
    codes: tuple[str, ...]
    wrong: str
    excess: int
    readings: tuple[Reading, ...]
    typed: bool
    texts: tuple[str, ...]
    initials: str


def too_short(text: str) -> TooShort:
    """Tell whether a query is too short: as a text (one character), or as a part of a code only.

    >>> too_short("矿"), too_short("12345"), too_short("矿业"), too_short("270DEM"), too_short("bp")
    ('text', 'code', '', '', '')
    """
    normal = normalise(text[: 2 * QUERY_LENGTH])
    if len(normal) < 2:
        return "text"
    key = _part_of_code(normal)
    return "code" if _has_digit(normal) and 0 < len(key) < CODE_PART + CODE_STEP - 1 else ""


def question(query: str, sounds: Sounds) -> Question:
    """Say what a query means.

    >>> read = Sounds({"矿": ("kuang",), "业": ("ye",)}, {})
    >>> question("kuangye", read).readings[0].sounds
    ('kuang', 'ye')
    >>> question("SLZJ-330522-0001 张某", read).codes
    ('5l2j3305220001',)
    """
    text = query[: 2 * QUERY_LENGTH]
    whole = normalise(text)[:QUERY_LENGTH].rstrip()
    codes, name = _take_codes(text, whole)
    written = text if name == whole else name
    folded = sounds.fold(name)
    readings, typed = _readings(folded, sounds)
    texts = [folded.replace(" ", "")]
    other = _read(sounds.fold(respelled(plain(folded)).text), sounds)
    if not typed and "".join(other.characters) not in texts:
        texts.append("".join(other.characters))
        readings = (readings[0], other, *readings[1:])[:_READINGS]
    return Question(
        written=name,
        name=texts[0],
        pieces=tuple(_read(sounds.fold(piece), sounds) for piece in pieces(written)),
        breaks=_breaks(written, folded),
        beside=name != whole and bool(name),
        key=_part_of_code(whole),
        numbered=_has_digit(whole),
        codes=codes,
        wrong=next(filter(_is_wrong, codes), ""),
        excess=next((len(code) - UNIFIED for code in codes if is_near_unified(code)), 0),
        readings=readings,
        typed=typed,
        texts=tuple(texts),
        initials=_initials(name),
    )


def _initials(name: str) -> str:
    """Return what may be initials: one word of letters, among which a digit may stand."""
    letters = "".join(c for c in name if "a" <= c <= "z")
    word = name.isascii() and name.isalnum() and len(name) - len(letters) <= 2 <= len(letters)
    return cut_initials(letters) if word else ""


def _has_digit(text: str) -> bool:
    return any("0" <= c <= "9" for c in text)


def _is_wrong(key: str) -> bool:
    """Tell whether a key is no unified code, but can be one with a wrong character."""
    if not is_unified(key) or unified.explain(key.upper()) is None:
        return False
    return sum(character not in fit for character, fit in zip(key, _SHAPE, strict=True)) < 2


def _part_of_code(normal: str) -> str:
    """Return the key of a text that may be a part of a code: words of letters are none."""
    words = " " in normal and not _has_digit(normal)
    return code_key(normal) if normal.isascii() and not words else ""


def _take_codes(text: str, normal: str) -> tuple[tuple[str, ...], str]:
    """Return the keys of the codes that may stand in a line, and the line without unified ones."""
    runs = "".join(c if c.isascii() else "\n" for c in normal).split("\n")
    whole = [word for run in runs for word in run.split() if is_unified(word) and _has_digit(word)]
    others = [run.strip() for run in runs if not any(word in run for word in whole)]
    found: list[str] = []
    for part in [*whole, *map(normalise, words(text)), *others]:
        code = part.replace(" ", "")
        if " " in part and (any(one in part for one in whole) or _few_digits(code)):
            continue  # what stands beside a code, or words of a name with a number among them
        if len(code) >= _CODE_WRITTEN and code.isascii() and _has_digit(code):
            found.append(code_key(code))
            if is_unified(code) or (is_near_unified(code_key(code)) and part != normal):
                normal = normalise(_LABEL.sub(" ", normal.replace(part, " ", 1)))
    return tuple(dict.fromkeys(found))[:3], normal


def is_near_unified(code: str) -> bool:
    """Tell whether a code can be a unified one of which few characters are missing or too many."""
    near = 0 < abs(len(code) - UNIFIED) <= _EXCESS and code.isalnum()
    return near and sum("0" <= c <= "9" for c in code[:_HEAD]) >= _HEAD - 1


def _few_digits(code: str) -> bool:
    return 2 * sum("0" <= c <= "9" for c in code) < len(code)


def _read(folded: str, sounds: Sounds) -> Reading:
    characters = tuple(folded.replace(" ", ""))
    return Reading(characters, tuple(map(sounds.sound, characters)))


def _breaks(text: str, folded: str) -> frozenset[int]:
    found, place = set[int](), 0
    for word in words(text):
        found.add(place)
        place += len(normalise(word).replace(" ", ""))
    return frozenset(found) if place == len(folded.replace(" ", "")) else frozenset()


def _readings(folded: str, sounds: Sounds) -> tuple[tuple[Reading, ...], bool]:
    """Return the ways to read a name that is asked for, and whether the first is pinyin only."""
    written = _read(folded, sounds)
    if not written.characters:
        return (), False
    runs = _RUNS.findall(folded)
    latin = [run for run in runs if _LETTERS.match(run)]
    if not (sounds.known and latin):
        return (written,), False
    typed = _typed(runs, sounds)
    only = len(latin) == len(runs)
    return ((*typed, written) if only else (written, *typed)), bool(typed) and only


def _typed(runs: Sequence[str], sounds: Sounds) -> list[Reading]:
    """Return the ways to read runs of letters as pinyin, the fewest syllables first."""
    ways: list[list[Reading]] = []
    for run in runs:
        if _LETTERS.match(run):
            cut = syllables(run, sounds)
            ways.append([Reading(("",) * len(way), way) for way in cut])
        else:
            ways.append([Reading(tuple(run), tuple(map(sounds.sound, run)))])
    found = [
        Reading(
            tuple(c for part in parts for c in part.characters),
            tuple(sound for part in parts for sound in part.sounds),
        )
        for parts in islice(product(*ways), _TRIED)
    ]
    found.sort(key=lambda reading: len(reading.sounds))
    return found[: _READINGS - 1]
