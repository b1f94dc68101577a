"""Spelling: what one name is written in two ways for.

A *spelling* is the normal form of a text in which such a way has been put for another: numbers as
Chinese numerals, the legal words of Latin script short, a branch without the legal form of the
body it belongs to. Names are found under their spellings as well as under what is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from kuangxin.names.normal import IDEOGRAPHS, is_syllabic, normalise

__all__ = [
    "NameForm",
    "Spelling",
    "forms",
    "name_forms",
    "plain",
    "respelled",
    "without_parents_form",
]

#: What stands short for long words, or is left out, in names in Latin script.
_SHORT = {
    "and": "",
    "company": "co",
    "corporation": "corp",
    "incorporated": "inc",
    "limited": "ltd",
    "private": "pvt",
}
_BRACKETED = re.compile(r"\([^()]*\)")
_WORD = re.compile("[^ ]+")
_NUMBER = re.compile("[0-9]{1,4}")
_NUMERALS = "〇一二三四五六七八九"
#: A legal form that something follows: of the body that what follows belongs to.
_PARENTS_FORM = re.compile("(?:股份有限|有限责任|有限|责任)公司(?=..)")


class Spelling(NamedTuple):
    """A text, and for each of its characters from where to where it stands in what was written."""

    text: str
    spans: tuple[tuple[int, int], ...]


class NameForm(NamedTuple):
    """A form under which a name is found.

    ``base``: the normal form that the spans lie in (none: each character stands for itself), of
    the whole name or, if ``bare``, of the name
    without its brackets. ``short``: it lacks the legal form of a body above.
    """

    text: str
    base: str
    spans: tuple[tuple[int, int], ...]
    bare: bool
    short: bool


def plain(normal: str) -> Spelling:
    """Return what was written, as a spelling.

    >>> plain("矿业")
    Spelling(text='矿业', spans=((0, 1), (1, 2)))
    """
    return Spelling(normal, tuple((place, place + 1) for place in range(len(normal))))


def forms(name: str) -> tuple[str, ...]:
    """Return the texts under which a name is found: whole, without its brackets, spelt otherwise.

    >>> forms("示例石矿(示例市)有限公司")
    ('示例石矿示例市有限公司', '示例石矿有限公司')
    >>> forms("示例第4石矿有限公司样例分公司")
    ('示例第4石矿有限公司样例分公司', '示例第四石矿有限公司样例分公司', '示例第四石矿样例分公司')
    """
    return tuple(form.text for form in name_forms(name))


def name_forms(name: str) -> tuple[NameForm, ...]:
    """Return the forms under which a name is found, each text once, the whole name first."""
    if IDEOGRAPHS.fullmatch(name) and not _PARENTS_FORM.search(name):
        return (NameForm(name, name, (), False, False),)
    whole, composed = normalise(name), unicodedata.normalize("NFKC", name)
    bases = {whole: False}
    if "(" in composed and len(bare := normalise(_BRACKETED.sub(" ", composed))) > 1:
        bases.setdefault(bare, True)
    written = [NameForm(base, base, (), bare, False) for base, bare in bases.items()]
    found = {form.text: form for form in written}
    for base, is_bare in bases.items():
        spelt = respelled(plain(base))
        short = without_parents_form(spelt)
        found.setdefault(spelt.text, NameForm(spelt.text, base, spelt.spans, is_bare, False))
        found.setdefault(short.text, NameForm(short.text, base, short.spans, is_bare, True))
    return tuple(found.values())


def respelled(written: Spelling) -> Spelling:
    """Return a spelling with Chinese numerals for numbers, and short legal words.

    A number of up to four digits beside Chinese characters: tens as they are spoken, others digit
    by digit, as teams and years are named. ``and`` is left out, as the sign for it is.

    >>> [respelled(plain(text)).text for text in ("第4队", "11队", "103队", "一0三队", "a4", "4")]
    ['第四队', '十一队', '一〇三队', '一〇三队', 'a4', '4']
    >>> respelled(plain("sample and sons company limited")).text
    'sample sons co ltd'
    """
    text = written.text
    if " " in text:
        short = _closed(_rewrite(written, _WORD, lambda word, _, __: _SHORT.get(word, word)))
        written = short if short.text else written
    return _rewrite(written, _NUMBER, _numerals)


def without_parents_form(written: Spelling) -> Spelling:
    """Return a spelling without the legal forms that something follows.

    >>> without_parents_form(plain("示例银行股份有限公司样例支行")).text
    '示例银行样例支行'
    """
    if "公司" not in written.text:
        return written
    return _rewrite(written, _PARENTS_FORM, lambda form, _, __: "")


def _numerals(number: str, before: str, after: str) -> str:
    """Return a number in numerals, where it stands beside a Chinese character and no letter."""
    beside = [is_syllabic(one) for one in (before, after) if one]
    if not beside or not all(beside):
        return number
    digits = [_NUMERALS[int(digit)] for digit in number]
    if len(digits) != 2 or number[0] == "0":
        return "".join(digits)
    tens, ones = digits
    return ("" if number[0] == "1" else tens) + "十" + ("" if number[1] == "0" else ones)


def _rewrite(
    written: Spelling, pattern: re.Pattern[str], put: Callable[[str, str, str], str]
) -> Spelling:
    """Put another text for what a pattern finds, given what is found and what is beside it."""
    text, spans, done = written.text, written.spans, 0
    out, places = "", list[tuple[int, int]]()
    for found in pattern.finditer(text):
        begin, end = found.span()
        other = put(found[0], text[begin - 1 : begin], text[end : end + 1])
        if other == found[0]:
            continue
        out += text[done:begin] + other
        whole = [(spans[begin][0], spans[end - 1][1])] * len(other)
        places += [*spans[done:begin], *(spans[begin:end] if len(other) == end - begin else whole)]
        done = end
    if not done:
        return written
    return Spelling(out + text[done:], (*places, *spans[done:]))


_GAP = re.compile("^ +| +$|(?<= ) +")


def _closed(written: Spelling) -> Spelling:
    """Return a spelling without the spaces that a word left behind."""
    return _rewrite(written, _GAP, lambda space, _, __: "")
