"""Normal form of names and codes.

Whatever people vary without meaning it (width, case, brackets, dashes, accents, spaces between
Chinese characters) is gone from the normal form; what is left are letters and digits, with one
space between words that are written with spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

__all__ = [
    "IDEOGRAPHS",
    "QUERY_LENGTH",
    "begins",
    "code_key",
    "is_syllabic",
    "is_unified",
    "normalise",
    "pieces",
    "starts",
    "units",
    "words",
]

#: A query is cut to so many characters before anything else is done with it.
QUERY_LENGTH = 128
#: So many parts of a query that were set apart with spaces are looked at.
_PIECES = 32

#: Scripts written without spaces whose characters are units: CJK, kana, Hangul.
_SYLLABIC = ((0x3005, 0x3007), (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA),
             (0x30FC, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
             (0x20000, 0x3FFFF))  # fmt: skip
#: Letters that Unicode does not decompose, with what people type instead; the circle typed for 〇.
_FOLDED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
           "ı": "i", "ə": "a", "ς": "σ", "○": "〇"}  # fmt: skip
_SPACES = re.compile("[\\s\ufeff]+")
#: A text that is its own normal form.
IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")
#: In a unified code I, O, Z and S are never used (GB 32100—2015), so that one who reads or types
#: them means the digit. The same folding on both sides keeps other fields' codes findable.
_ALIKE = str.maketrans("oizs", "0125")


@lru_cache(maxsize=16384)
def is_syllabic(character: str) -> bool:
    """Tell whether one character is a unit of its own, as in Chinese.

    >>> [is_syllabic(c) for c in "矿a7々"]
    [True, False, False, True]
    """
    point = ord(character)
    return any(first <= point <= last for first, last in _SYLLABIC)


@lru_cache(maxsize=16384)
def _fold(character: str) -> str:
    """Return what stands for one lower-case character: letters, a space, or nothing for a mark."""
    if character.isascii():
        return character if character.isalnum() else " "
    if is_syllabic(character):
        return character
    if character in _FOLDED:
        return _FOLDED[character]
    first = unicodedata.normalize("NFD", character)[0]
    if "a" <= first <= "z":
        return first
    category = unicodedata.category(character)[0]
    return character if category in "LN" else "" if category == "M" else " "


def normalise(text: str) -> str:
    """Return the normal form of a name.

    Unicode's NFKC, lower case, Latin letters without accents; anything but letters and digits
    separates words; no space beside a character of a script that has none.

    >>> normalise("ＡＢＣ（浙江） 矿业·有限公司")
    'abc浙江矿业有限公司'
    >>> normalise("  Électricité d'Ivoire, S.A. ")
    'electricite d ivoire s a'
    """
    if IDEOGRAPHS.fullmatch(text):
        return text
    lowered = unicodedata.normalize("NFKC", text).lower()
    words = "".join(_fold(character) for character in lowered).split(" ")
    out = ""
    for word in words:
        if word and out and not (is_syllabic(out[-1]) or is_syllabic(word[0])):
            out += " "
        out += word
    return out


def begins(normal: str, place: int) -> bool:
    """Tell whether a unit begins at a place of a normal form."""
    character = normal[place]
    return character != " " and (
        place == 0
        or is_syllabic(character)
        or normal[place - 1] == " "
        or is_syllabic(normal[place - 1])
    )


def starts(normal: str) -> list[int]:
    """Return the places at which a unit begins: each Chinese character, each word of others.

    >>> starts("abc 12矿业x")
    [0, 4, 6, 7, 8]
    """
    return [place for place in range(len(normal)) if begins(normal, place)]


def units(text: str) -> tuple[str, ...]:
    """Cut a text into its units.

    >>> units("ABC Mining 矿业")
    ('abc', 'mining', '矿', '业')
    """
    normal = normalise(text)
    places = [*starts(normal), len(normal)]
    return tuple(normal[a:b].rstrip() for a, b in pairwise(places))


def words(text: str) -> list[str]:
    """Return what white space sets apart."""
    return [part for part in _SPACES.split(text) if part]


def pieces(text: str) -> tuple[str, ...]:
    """Return the normal forms of the parts that the writer set apart with spaces, two at least.

    >>> pieces("长兴 矿业")
    ('长兴', '矿业')
    >>> pieces("长兴矿业")
    ()
    """
    found = tuple(normal for part in words(text) if len(normal := normalise(part)) > 1)[:_PIECES]
    return found if len(found) > 1 else ()


def code_key(code: str) -> str:
    """Return the form in which codes are compared: no separators, O I Z S as 0 1 2 5.

    >>> code_key("9133O100-ma28 wn"), code_key("SLZJ-330522-0001")
    ('91330100ma28wn', '5l2j3305220001')
    """
    if code.isascii() and code.isalnum():
        return code.lower().translate(_ALIKE)
    return normalise(code).replace(" ", "").translate(_ALIKE)


def is_unified(code: str) -> bool:
    """Tell whether a code has the shape of a unified code: 18 letters and digits in one run."""
    return len(code) == 18 and code.isascii() and code.isalnum()
