"""Unified social credit code and organisation code.

The *unified social credit code* (统一社会信用代码, GB 32100—2015) has 18 characters: the
registering department (1), the category (1), the division of first registration (6), the
organisation code (9, GB 11714—1997) and a check character. The letters I, O, Z, S and V are not
used. The division in characters 3 to 8 is that of the day of registration and may have been
abolished since, so a code is never refused for it.

>>> validate("91330000MA27U05291")
'91330000MA27U05291'
>>> compact(" ９１３３００００ｍａ２７ｕ０５２９１ ")
'91330000MA27U05291'
>>> explain("91330000MA27U05290")
'check'
>>> is_valid("330000000012345")
False
"""

from __future__ import annotations

import re
import unicodedata
from itertools import repeat
from operator import mul

from kuangxin.errors import InvalidCode

__all__ = [
    "ALPHABET",
    "check_character",
    "compact",
    "explain",
    "is_own_code",
    "is_valid",
    "organisation_check_character",
    "organisation_code_agrees",
    "validate",
]

#: The 31 characters of GB 32100—2015, table 1, in the order of their values.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
#: GB 32100—2015, table 2.
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
#: GB 11714—1997, 3.3.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_OWN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SPACES = re.compile(r"[\s\-]+")


def compact(text: str) -> str:
    """Return the code in its one written form: half-width, upper-case, without spaces or dashes."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_character(body: str) -> str:
    """Return the 18th character for the 17 characters of ``body``.

    Source: GB 32100—2015, clause 5.2.6: (31 − Σ wᵢcᵢ mod 31) mod 31.
    """
    if len(body) != len(_WEIGHTS):
        raise ValueError(f"{body!r} has not 17 characters")
    total = sum(map(mul, _WEIGHTS, map(_VALUE.__getitem__, body)))
    return ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(body: str) -> str:
    """Return the ninth character of the organisation code whose first eight are ``body``.

    Source: GB 11714—1997, clause 3.3: 11 − Σ wᵢcᵢ mod 11, where 10 is written X and 11 is 0.
    Letters count 10 for A to 35 for Z.
    """
    if len(body) != len(_ORGANISATION_WEIGHTS):
        raise ValueError(f"{body!r} has not 8 characters")
    check = 11 - sum(map(mul, _ORGANISATION_WEIGHTS, map(int, body, repeat(36)))) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def explain(code: str) -> str | None:
    """Say why a compacted ``code`` is refused, or return None when it is valid.

    The answer is one of ``length``, ``fifteen-digits`` (an old registration number, which has no
    equivalent), ``characters`` and ``check``.
    """
    if len(code) == 15 and code.isdigit():
        return "fifteen-digits"
    if len(code) != 18:
        return "length"
    if not _SHAPE.fullmatch(code):
        return "characters"
    if check_character(code[:17]) != code[17]:
        return "check"
    return None


def is_valid(text: str) -> bool:
    """Tell whether ``text``, once compacted, is a unified social credit code."""
    return explain(compact(text)) is None


def validate(text: str) -> str:
    """Return the compacted code.

    Raises:
        InvalidCode: the text is not a unified social credit code; the message says why.
    """
    code = compact(text)
    reason = explain(code)
    if reason is not None:
        raise InvalidCode(f"{text!r} is not a unified social credit code: {_REASONS[reason]}")
    return code


def is_own_code(text: str) -> bool:
    """Tell whether ``text`` can be a code of a register's own scheme (an expert's number).

    Letters, digits, dot, underscore and dash, beginning with a letter or digit, at most 64: it
    stands in addresses and in names of folders.
    """
    return _OWN.fullmatch(text) is not None and ".." not in text


def organisation_code_agrees(code: str) -> bool:
    """Tell whether characters 9 to 17 of a valid ``code`` pass the check of GB 11714.

    A second check only: real codes exist that fail it, so a caller warns and does not refuse.
    """
    body, check = code[8:16], code[16]
    return organisation_check_character(body) == check


_REASONS = {
    "fifteen-digits": "it is a 15-digit registration number; ask for the 18-character code",
    "length": "it must have 18 characters",
    "characters": "it holds a character that is not allowed at its place",
    "check": "its last character does not agree with the others",
}
