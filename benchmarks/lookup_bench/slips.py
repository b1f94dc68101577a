"""Slips of the hand: a character wrong, missing, swapped or too many, at a place of one's own.

Every function takes a text and the places where the slip may be, and returns None where there is
none to make.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

__all__ = ["extra", "missing", "swapped", "two_slips", "wrong"]


def wrong(
    text: str, places: Sequence[int], chance: Random, replace: Callable[[str], str | None]
) -> str | None:
    """Replace the character at one of the places where ``replace`` knows another."""
    for place in chance.sample(places, len(places)):
        other = replace(text[place])
        if other is not None and other != text[place]:
            return text[:place] + other + text[place + 1 :]
    return None


def missing(text: str, places: Sequence[int], chance: Random) -> str | None:
    """Leave out a character."""
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + text[place + 1 :]


def swapped(text: str, places: Sequence[int], chance: Random) -> str | None:
    """Swap a character with the next one, which is another."""
    allowed = set(places)
    able = [one for one in places if one + 1 in allowed and text[one] != text[one + 1]]
    if not able:
        return None
    place = chance.choice(able)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def extra(text: str, places: Sequence[int], chance: Random, more: str) -> str | None:
    """Put a character in front of a place."""
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + more + text[place:]


def two_slips(
    text: str, places: Sequence[int], chance: Random, replace: Callable[[str], str | None]
) -> str | None:
    """Replace a character in the first half of the places, and make any slip in the second."""
    middle = len(places) // 2
    first = wrong(text, places[:middle], chance, replace)
    if first is None:
        return None
    later = places[middle + 1 :]
    second = chance.choice((missing, swapped, None))
    return second(first, later, chance) if second else wrong(first, later, chance, replace)
