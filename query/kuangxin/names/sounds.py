"""Sounds: how characters are read, and what is typed for them in Latin letters.

A *sound* is a toneless reading in pinyin, with ü as u: 绿 is ``lu``. A character that has no
reading (a letter, a digit, kana) is its own sound. Tokens are made from *blurred* sounds, in
which what speakers and typists confuse is one: zh and z, ch and c, sh and s, n and l at the
beginning; ng and n at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

__all__ = ["Sounds", "blur", "syllables"]

#: A text is cut into syllables in so many ways at most.
_WAYS = 8
#: What a syllable has at least one of, unless it is an interjection: 嗯 is n, ng.
_VOWELS = frozenset("aeiou")
#: No syllable has more letters.
_LONGEST_SYLLABLE = 6


@lru_cache(maxsize=8192)
def blur(sound: str) -> str:
    """Return the sound without what is often confused.

    >>> [blur(sound) for sound in ("zhang", "shi", "ning", "nie", "ang", "an", "a", "矿")]
    ['zan', 'si', 'lin', 'lie', 'an', 'an', 'a', '矿']
    """
    if len(sound) < 2 or not sound.isascii():
        return sound
    if sound[1] == "h" and sound[0] in "zcs":
        sound = sound[0] + sound[2:]
    elif sound[0] == "n" and sound[1] in "aeiou":
        sound = "l" + sound[1:]
    return sound[:-1] if sound.endswith("ng") and sound[-3:-2] != "o" else sound


class Sounds:
    """How a register's look-up reads and folds characters: a table made by the builder.

    ``readings`` gives for a character its readings, the usual one first; ``folds`` the character
    that stands for it, a simplified for a traditional one. Both are empty for a register without
    Chinese names.
    """

    def __init__(self, readings: Mapping[str, tuple[str, ...]], folds: Mapping[str, str]) -> None:
        self.readings = readings
        self.folds = folds
        self.known = frozenset(
            blur(sound)
            for sounds in readings.values()
            for sound in sounds
            if sound.isascii() and not _VOWELS.isdisjoint(sound)
        )
        self.beginnings = frozenset(
            sound[:end] for sound in self.known for end in range(1, len(sound) + 1)
        )
        self._blurred: dict[str, frozenset[str]] = {}
        self._folding = str.maketrans(dict(folds))

    def blurred(self, character: str) -> frozenset[str]:
        """Return the blurred readings of a character."""
        found = self._blurred.get(character)
        if found is None:
            found = self._blurred[character] = frozenset(map(blur, self.all_sounds(character)))
        return found

    def fold(self, normal: str) -> str:
        """Return a normal form with simplified characters.

        >>> Sounds({}, {"礦": "矿"}).fold("長興礦")
        '長興矿'
        """
        return normal.translate(self._folding) if self.folds else normal

    def sound(self, character: str) -> str:
        """Return the usual reading of a character, or the character."""
        found = self.readings.get(character)
        return found[0] if found else character

    def all_sounds(self, character: str) -> tuple[str, ...]:
        """Return all readings of a character, or the character."""
        return self.readings.get(character) or (character,)


def syllables(letters: str, sounds: Sounds) -> list[tuple[str, ...]]:
    """Return the ways to cut letters into syllables of pinyin, the fewest syllables first.

    What is left at the end may be the beginning of a syllable: someone is still typing. Such a
    rest is marked with ``*``. ü may be typed as u or v.

    >>> read = {"西": ("xi",), "安": ("an",), "县": ("xian",), "矿": ("kuang",), "业": ("ye",)}
    >>> syllables("xiankuangye", Sounds(read, {}))
    [('xian', 'kuang', 'ye'), ('xi', 'an', 'kuang', 'ye')]
    >>> syllables("kuangy", Sounds(read, {}))
    [('kuang', 'y*')]
    >>> syllables("gmbh", Sounds(read, {}))
    []
    """
    letters = letters.replace("v", "u")
    #: ways[place]: the best ways to cut the letters from there on.
    ways: list[list[tuple[str, ...]]] = [[] for _ in letters] + [[()]]
    for place in range(len(letters) - 1, -1, -1):
        found: list[tuple[str, ...]] = []
        rest = letters[place:]
        if len(rest) < _LONGEST_SYLLABLE and _begins(rest, sounds):
            found.append((rest + "*",))
        for end in range(place + 1, min(len(letters), place + _LONGEST_SYLLABLE) + 1):
            if blur(letters[place:end]) in sounds.known:
                found += [(letters[place:end], *after) for after in ways[end]]
        found.sort(key=lambda way: (len(way), way[-1].endswith("*"), way))
        ways[place] = found[:_WAYS]
    return ways[0]


def _begins(rest: str, sounds: Sounds) -> bool:
    """Tell whether letters are the beginning of a syllable, blurred or not, but none themselves."""
    starts = (rest, blur(rest), blur(rest + "a")[:-1])
    return blur(rest) not in sounds.known and not sounds.beginnings.isdisjoint(starts)
