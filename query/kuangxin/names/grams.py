"""Tokens: under what a subject is stored, and what a query asks for.

A *gram* is a run of characters that begins where a unit begins. Grams of two characters are
tokens. A gram owned by more than ``HOT`` subjects is *hot*: it keeps its ``KEPT`` shortest names
only, and the grams one character longer become tokens where both their parts are hot. So a text
that is contained in at most ``HOT`` names always has a token with all of them, however common its
parts are, and one stored file answers it.

Grams of a code are written with ``#`` in front and have four characters or more; they begin at any
character, so that any part of a code of four characters or more finds it. Grams of a unified code
do not grow beyond six characters: what is longer and still common is the beginning of very many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from kuangxin.names.normal import (
    QUERY_LENGTH,
    code_key,
    normalise,
    pieces,
    starts,
    words,
)

__all__ = [
    "CODE_GROWN",
    "CODE_PART",
    "HOT",
    "KEPT",
    "LONGEST",
    "Plan",
    "TooShort",
    "code_grams",
    "grams",
    "level_of",
    "number",
    "plan",
    "too_short",
]

#: A token owned by more subjects than this is hot.
HOT = 200
#: So many names, the shortest, stand under a hot token.
KEPT = 20
#: Grams do not grow beyond this length.
LONGEST = QUERY_LENGTH
#: Shortest part of a code that finds it.
CODE_PART = 4
#: Grams of a unified code do not grow beyond this length.
CODE_GROWN = 6
#: Shortest text that is taken for a code wherever it stands in a line.
_CODE_WRITTEN = 6
#: So many tokens at most are fetched in the second round.
_MOST_LATER = 5
#: Level of code grams: their length and this.
_CODE_LEVEL = 100

IsHot = Callable[[str], bool]
TooShort = Literal["", "text", "code"]


def number(token: str) -> int:
    """Return the number of a token: crc32 of its UTF-8 bytes.

    >>> number("矿业")
    1055474178
    """
    return crc32(token.encode())


def level_of(token: str) -> int:
    """Return the level of a token: its length, and 100 more for a gram of a code."""
    return len(token) - 1 + _CODE_LEVEL if token.startswith("#") else len(token)


def grams(normal: str, length: int, is_hot: IsHot) -> Iterator[str]:
    """Yield the tokens of ``length`` characters of a normal form.

    >>> list(grams("长兴矿业", 2, lambda token: False))
    ['长兴', '兴矿', '矿业']
    >>> list(grams("长兴矿业", 3, {"兴矿", "矿业"}.__contains__))
    ['兴矿业']
    >>> list(grams("gold mining", 3, {"mi"}.__contains__))
    ['min']
    """
    if length == 2 and len(normal) == 1:
        yield normal
    places = set(starts(normal))
    for place in sorted(places):
        if place + length > len(normal):
            break
        if length == 2:
            yield normal[place : place + 2]
        elif is_hot(normal[place : place + length - 1]) and (
            place + 1 not in places or is_hot(normal[place + 1 : place + length])
        ):
            yield normal[place : place + length]


def code_grams(key: str, length: int, is_hot: IsHot) -> Iterator[str]:
    """Yield the tokens of a code's key with ``length`` characters.

    >>> list(code_grams("5l2j3305", 4, lambda token: False))
    ['#5l2j', '#l2j3', '#2j33', '#j330', '#3305']
    >>> list(code_grams("913305", 5, {"#9133", "#1330"}.__contains__))
    ['#91330']
    """
    least = min(CODE_PART, len(key))
    for place in range(len(key) - length + 1):
        gram = key[place : place + length]
        if length == least or (is_hot("#" + gram[:-1]) and is_hot("#" + gram[1:])):
            yield "#" + gram


def too_short(text: str) -> TooShort:
    """Tell whether a query is too short: as a text (one character), or as a part of a code only.

    >>> too_short("矿"), too_short("DEM"), too_short("矿业"), too_short("0DEM")
    ('text', 'code', '', '')
    """
    normal = normalise(text[: 2 * QUERY_LENGTH])
    if len(normal) < 2:
        return "text"
    return "code" if normal.isascii() and len(code_key(normal)) < CODE_PART else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to fetch for a query: ``first``, and ``then`` if nothing in that matches.

    The three marks say whether the fetched tokens hold *all* subjects that can match: by a name
    that contains the text, by all pieces of the text, by a part of the code.
    """

    normal: str
    pieces: tuple[str, ...]
    key: str
    codes: tuple[str, ...]
    first: tuple[str, ...]
    then: tuple[str, ...]
    all_names: bool
    all_pieces: bool
    all_codes: bool


def _cold(normal: str, is_hot: IsHot) -> list[str]:
    """Return the tokens of a text that hold all names containing them, shortest first."""
    found: list[str] = []
    for length in range(2, min(len(normal), LONGEST) + 1):
        tokens = list(grams(normal, length, is_hot))
        if not tokens:
            break
        found += [token for token in tokens if not is_hot(token)]
    return found


def _best(normal: str, is_hot: IsHot) -> tuple[str, bool]:
    """Return the token to fetch for a text, and whether it holds all names with the text."""
    cold = _cold(normal, is_hot)
    return (cold[0], True) if cold else (normal[:LONGEST], False)


def _whole_codes(text: str, normal: str) -> tuple[str, ...]:
    """Return the keys of the codes that may stand in a line, alone or beside a name."""
    runs = "".join(c if c.isascii() else "\n" for c in normal).split("\n")
    written = [normalise(part).replace(" ", "") for part in words(text)]
    written += [run.replace(" ", "") for run in runs]
    found = [
        code_key(part)
        for part in written
        if len(part) >= _CODE_WRITTEN and part.isascii() and any("0" <= c <= "9" for c in part)
    ]
    return tuple(dict.fromkeys(found))[:3]


def _code_tokens(key: str, is_hot: IsHot) -> list[str]:
    """Return the tokens to fetch for a code or a part of one: one that holds all codes with it.

    Where there is none, the longest hot gram that all kinds of codes are stored under, and the
    first that only other codes than unified ones are.
    """
    if not (key and key.isascii()):
        return []
    hot: list[str] = []
    for length in range(min(CODE_PART, len(key)), len(key) + 1):
        tokens = list(code_grams(key, length, is_hot))
        cold = [token for token in tokens if not is_hot(token)]
        if cold:
            return [*hot, cold[-1]] if length > CODE_GROWN else cold[-1:]
        if not tokens:
            break
        if length <= CODE_GROWN:
            hot = tokens[-1:]
    return hot


def plan(query: str, is_hot: IsHot) -> Plan:
    """Say which tokens answer a query.

    >>> plan("长兴矿业", {"长兴", "矿业"}.__contains__).first
    ('兴矿',)
    >>> plan("SLZJ-330522-0001 张某", lambda token: False).codes
    ('5l2j3305220001',)
    """
    text = query[: 2 * QUERY_LENGTH]
    normal = normalise(text)[:QUERY_LENGTH].rstrip()
    key, codes, parts = code_key(normal), _whole_codes(text, normal), pieces(text)
    part_of_code = _code_tokens(key, is_hot)
    by_code = part_of_code + [token for code in codes for token in _code_tokens(code, is_hot)]
    only_code = len(normal) == 18 and " " not in normal and key in codes
    cold = [] if only_code else _cold(normal, is_hot)
    by_name = [] if only_code or not normal else [cold[0] if cold else normal[:LONGEST]]
    by_piece = [_best(part, is_hot) for part in parts]
    spread = [cold[-1], cold[len(cold) // 2]] if cold else []
    first = tuple(dict.fromkeys((by_code if codes else []) + by_name))
    whole_piece = [token for token, complete in by_piece if complete]
    then = (whole_piece[:1] or [token for token, _ in by_piece][:3]) + by_code + spread
    return Plan(
        normal=normal,
        pieces=parts,
        key=key,
        codes=codes,
        first=first,
        then=tuple(token for token in dict.fromkeys(then) if token not in first)[:_MOST_LATER],
        all_names=bool(cold),
        all_pieces=bool(whole_piece),
        all_codes=not any(is_hot(token) for token in part_of_code),
    )
