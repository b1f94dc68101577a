"""How the look-up of a register reads and folds characters: tables from pypinyin and OpenCC.

The reader package and the browser need neither: they read these tables from the start file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from kuangxin.names import GB2312, Sounds

__all__ = ["make_sounds"]

_CHINESE = re.compile("[\u3400-\u9fff]+")
#: A reading that a character has in at least this part of the words of the dictionary is common.
_COMMON = 0.15
#: One that it has in at least this part of them is kept where a name's words call for it.
_RARE = 0.015
#: So many readings of a character are kept at most.
_MOST_READINGS = 4


def make_sounds(texts: Iterable[str]) -> Sounds:
    """Return how a register with these names reads characters; empty if no name is Chinese.

    Args:
        texts: normal forms of all names (``kuangxin.names.forms``).
    """
    used, spoken = set[str](), defaultdict[str, set[str]](set)
    several = _several()
    from pypinyin import lazy_pinyin

    for text in texts:
        used.update(text)
        if several.isdisjoint(text):
            continue
        for run in _CHINESE.findall(text):
            sounds = lazy_pinyin(run)
            if len(sounds) == len(run):  # else a character without a reading is in it
                for character, sound in zip(run, sounds, strict=True):
                    if character in several:
                        spoken[character].add(_plain(sound))
    chinese = {character for character in used if _readings_of(character)}
    if not chinese:
        return Sounds({}, {})
    readings = {}
    for character in sorted(chinese | set(GB2312)):
        usual = _readings_of(character)
        more = sorted(spoken[character] - set(usual))
        if usual:
            readings[character] = (*usual, *more)[:_MOST_READINGS]
    folds = dict(_folds(chinese, readings))
    return Sounds(
        {character: all for character, all in readings.items() if character not in folds}, folds
    )


@lru_cache(maxsize=4096)
def _plain(sound: str) -> str:
    """Return a reading without its tone, with ü as u.

    >>> _plain("lǜ"), _plain("ńg")
    ('lu', 'ng')
    """
    letters = unicodedata.normalize("NFD", sound.replace("v", "u"))
    return "".join(letter for letter in letters if "a" <= letter <= "z")


@cache
def _counted() -> dict[str, Counter[str]]:
    """Return how often each character has each reading in the words of the dictionary."""
    from pypinyin.constants import PHRASES_DICT

    found: dict[str, Counter[str]] = defaultdict(Counter)
    for word, sounds in PHRASES_DICT.items():
        for character, sound in zip(word, sounds, strict=False):
            found[character][_plain(sound[0])] += 1
    return found


@cache
def _several() -> frozenset[str]:
    """Return the characters with a reading that is neither common nor hardly ever used."""
    found = set()
    for character, counts in _counted().items():
        total = counts.total()
        if any(_RARE * total <= count < _COMMON * total for count in counts.values()):
            found.add(character)
    return frozenset(found)


@cache
def _readings_of(character: str) -> tuple[str, ...]:
    """Return the common readings of a character, the most common first; none if it has none."""
    from pypinyin.constants import PINYIN_DICT

    listed = PINYIN_DICT.get(ord(character), "") if len(character) == 1 else ""
    if not listed or character.isascii():
        return ()
    counts = _counted().get(character)
    if not counts:
        first = _plain(listed.split(",")[0])
        return (first,) if first else ()
    ranked = sorted(counts, key=lambda sound: (-counts[sound], sound))
    enough = _COMMON * counts.total()
    return tuple(sound for sound in ranked if sound and counts[sound] >= enough) or (ranked[0],)


def _folds(used: set[str], readings: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield which character stands for which: the simplified for others, where names have either.

    A character that the register itself uses is folded only if both are read alike: 乾 is not 干.
    """
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    for point in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x2FA20)):
        character = chr(point)
        simple = convert(character)
        known = simple in used or (character in used and simple in readings)
        if simple == character or len(simple) != 1 or not known:
            continue
        if character not in used or set(_readings_of(character)) & set(readings.get(simple, ())):
            yield character, simple
