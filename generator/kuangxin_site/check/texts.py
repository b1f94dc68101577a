"""What may not stand in any text of a record, whatever its field.

Control characters and characters that change the direction of text hide what is written. A name
is no file path. An identity number of a natural person (GB 11643—1999) may stand nowhere, and a
text that begins like a formula is pointed out (the downloads write it as text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kuangxin.records import Json

__all__ = ["may_be_suspect", "text_findings"]

_INVISIBLE = (
    "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff"
)
_CONTROL = re.compile(f"[{_INVISIBLE}]")
_CONTROL_BUT_LINES = re.compile(f"(?![\\n\\t])[{_INVISIBLE}]")
_PATH = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\~]|^[A-Za-z]:[/\\]|^file:")
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"(?![0-9A-Za-z])"
)
#: GB 11643—1999, 3.3: the check character of an identity number.
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: A quick look at the raw line: without a hit none of the rules below can find anything.
_SUSPECT = re.compile(
    r"\\[u/bfrnt\\]|[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
    r'|"\s*[=+\-@＝＋－＠/~]|\.\.|"[A-Za-z]:[/\\]|"file:|"\s+"|\d{17}[\dXx]'
)
_NAMES = frozenset({"name", "former_names", "other_names", "right_name"})
_LONG_TEXTS = frozenset({"statement", "facts"})
#: Fields whose form has a rule of its own; a licence number may look like an identity number.
_IDENTIFIERS = frozenset({"code", "number", "licence", "id"})


def may_be_suspect(line: str) -> bool:
    """Tell whether a raw line of JSON needs :func:`text_findings`; never misses one that does."""
    return _SUSPECT.search(line) is not None


def text_findings(
    value: Json, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield path, rule and what was found, for each text below ``value`` that breaks a rule."""
    if isinstance(value, str):
        for rule, found in _findings(value, _last_name(path)):
            yield path, rule, found
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from text_findings(one, (*path, index))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from text_findings(one, (*path, key))


def _findings(text: str, field: str) -> Iterator[tuple[str, str]]:
    control = (_CONTROL_BUT_LINES if field in _LONG_TEXTS else _CONTROL).search(text)
    if control:
        yield "control-character", f"U+{ord(control.group()):04X}"
    if text and not text.strip():
        yield "blank", text
    if field in _NAMES and _PATH.search(text):
        yield "path-in-name", text
    if field not in _IDENTIFIERS:
        if _FORMULA.match(text):
            yield "formula", text
        if any(_is_identity_number(found) for found in _IDENTITY.findall(text)):
            yield "identity-number", ""


def _is_identity_number(text: str) -> bool:
    total = sum(w * int(c) for w, c in zip(_IDENTITY_WEIGHTS, text[:17], strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


def _last_name(path: tuple[str | int, ...]) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")
