"""Queries by rule for Chinese names and unified codes: how people type what they look for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random

from kuangxin.codes import ALPHABET
from lookup_bench import slips
from lookup_bench.characters import (
    any_other,
    can_read,
    fuzzy,
    looks_alike,
    same_sound,
    syllables,
    traditional,
)
from lookup_bench.subjects import Parts, Subject

__all__ = ["KINDS", "Rule", "Typist"]

_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")
_FRAGMENT = 4
_LONG_CORE = 8


class Typist:
    """Writes queries of one kind for the subjects of a register."""

    def __init__(self, subjects: Sequence[Subject], chance: Random) -> None:
        self.chance = chance
        self.names = {one.name for one in subjects}
        self.windows: Counter[str] = Counter()
        for one in subjects:
            self.windows.update(set(_windows(one.name)))

    def like(self, character: str) -> str | None:
        """Return a character of the same sound if readings are known, else any other."""
        return same_sound(character, self.chance) if can_read() else any_other(self.chance)

    def any(self, _: str) -> str:
        """Return any other character."""
        return any_other(self.chance)

    def alike(self, character: str) -> str | None:
        """Return a character that looks alike."""
        return looks_alike(character, self.chance)

    def unlisted(self, text: str | None) -> str | None:
        """Return the text unless it is a name of the register: a slip that made another name."""
        return None if text in self.names else text


Rule = Callable[[Typist, Subject, Parts], "str | None"]


def _windows(name: str) -> Iterator[str]:
    return (name[place : place + _FRAGMENT] for place in range(len(name) - _FRAGMENT + 1))


def _core(parts: Parts) -> range:
    """Return the places of a name before its legal form."""
    return range(len(parts.place + parts.short))


def _prefix_missing(_: Typist, __: Subject, parts: Parts) -> str | None:
    rest = parts.short + parts.form
    return rest if parts.place and len(rest) > 3 else None


def _short(parts: Parts, least: int = 3) -> str | None:
    able = parts.place and parts.trade and len(parts.short) >= least
    return parts.short if able else None


def _fragment(typist: Typist, subject: Subject, parts: Parts) -> str | None:
    core = parts.place + parts.short
    unique = [one for one in _windows(core) if typist.windows[one] == 1 and one.isalnum()]
    return typist.chance.choice(unique) if unique else None


def _wrong(replace: Callable[[Typist], Callable[[str], str | None]]) -> Rule:
    return lambda typist, subject, parts: typist.unlisted(
        slips.wrong(subject.name, _core(parts), typist.chance, replace(typist))
    )


def _of_short(slip: Callable[[Typist, str, range], str | None]) -> Rule:
    """Return a rule that makes a slip in the short name."""

    def rule(typist: Typist, subject: Subject, parts: Parts) -> str | None:
        short = _short(parts, 4)
        return slip(typist, short, range(len(short))) if short else None

    return rule


def _extra(typist: Typist, subject: Subject, parts: Parts) -> str | None:
    places = _core(parts)[1:]
    return slips.extra(subject.name, places, typist.chance, any_other(typist.chance))


def _two_slips(typist: Typist, subject: Subject, parts: Parts) -> str | None:
    core = _core(parts)
    if len(core) < _LONG_CORE:
        return None
    return typist.unlisted(slips.two_slips(subject.name, core, typist.chance, typist.like))


def _changed(change: Callable[[str], str]) -> Rule:
    """Return a rule that changes the name, where the change changes anything."""

    def rule(typist: Typist, subject: Subject, parts: Parts) -> str | None:
        text = change(subject.name)
        return typist.unlisted(text)

    return rule


def _inner_space(typist: Typist, subject: Subject, parts: Parts) -> str | None:
    return slips.extra(subject.name, _core(parts)[1:], typist.chance, " ")


def _two_pieces(_: Typist, __: Subject, parts: Parts) -> str | None:
    return f"{parts.trade} {parts.brand}" if parts.trade and len(parts.brand) > 1 else None


def _fuzzy(typist: Typist, subject: Subject, parts: Parts) -> str | None:
    short = _short(parts)
    sounds = fuzzy(syllables(short), typist.chance) if short else None
    return "".join(sounds) if sounds else None


def _spoken(join: str, of: Callable[[Parts], str | None], length: int = 99) -> Rule:
    """Return a rule that writes sounds, or the first letters of them."""

    def rule(typist: Typist, subject: Subject, parts: Parts) -> str | None:
        text = of(parts)
        return join.join(one[:length] for one in syllables(text)) if text else None

    return rule


def _code(change: Callable[[Typist, str], str | None]) -> Rule:
    return lambda typist, subject, parts: change(typist, subject.code)


def _o_for_0(_: Typist, code: str) -> str | None:
    return code[:6] + code[6:].replace("0", "O", 1) if "0" in code[6:] else None


def _code_part(typist: Typist, code: str) -> str:
    begin = typist.chance.randrange(8, 11)
    return code[begin : begin + 7]


def _code_wrong(typist: Typist, code: str) -> str | None:
    return slips.wrong(code, range(2, 18), typist.chance, lambda _: typist.chance.choice(ALPHABET))


def _pasted(typist: Typist, subject: Subject, _: Parts) -> str:
    pair = [subject.name, subject.code]
    typist.chance.shuffle(pair)
    return typist.chance.choice((" ", "\t", "，", "")).join(pair)


def _former(_: Typist, subject: Subject, __: Parts) -> str | None:
    return subject.former[0] if subject.former else None


#: The kinds of queries, and the rule that writes one for a subject; None where it does not apply.
KINDS: dict[str, Rule] = {
    "exact": lambda _, subject, __: subject.name,
    "short": lambda _, __, parts: _short(parts),
    "prefix_missing": _prefix_missing,
    "fragment": _fragment,
    "wrong_sound": _wrong(lambda typist: typist.like),
    "wrong_any": _wrong(lambda typist: typist.any),
    "wrong_shape": _wrong(lambda typist: typist.alike),
    "missing": lambda typist, subject, parts: typist.unlisted(
        slips.missing(subject.name, _core(parts), typist.chance)
    ),
    "swapped": lambda typist, subject, parts: typist.unlisted(
        slips.swapped(subject.name, _core(parts), typist.chance)
    ),
    "extra": _extra,
    "short_wrong": _of_short(
        lambda typist, short, places: slips.wrong(short, places, typist.chance, typist.like)
    ),
    "short_missing": _of_short(
        lambda typist, short, places: slips.missing(short, places, typist.chance)
    ),
    "short_swapped": _of_short(
        lambda typist, short, places: slips.swapped(short, places, typist.chance)
    ),
    "two_slips": _two_slips,
    "traditional": _changed(traditional),
    "traditional_short": lambda _, __, parts: (
        traditional(short) if (short := _short(parts)) else None
    ),
    "brackets_half": _changed(lambda name: name.replace("（", "(").replace("）", ")")),
    "brackets_full": _changed(lambda name: name.replace("(", "（").replace(")", "）")),
    "brackets_removed": _changed(lambda name: re.sub("[（()）]", "", name)),
    "brackets_dropped": _changed(lambda name: _BRACKETED.sub("", name)),
    "inner_space": _inner_space,
    "two_pieces": _two_pieces,
    "pinyin": _spoken("", lambda parts: parts.whole),
    "pinyin_short": _spoken("", _short),
    "pinyin_spaced": _spoken(" ", _short),
    "pinyin_fuzzy": _fuzzy,
    "initials": _spoken("", lambda parts: parts.whole, 1),
    "code": _code(lambda _, code: code),
    "code_lower": _code(lambda _, code: code.lower() if code != code.lower() else None),
    "code_o_for_0": _code(_o_for_0),
    "code_organisation": _code(lambda _, code: code[8:17]),
    "code_tail": _code(lambda _, code: code[-6:]),
    "code_part": _code(_code_part),
    "code_wrong": _code(_code_wrong),
    "code_and_name": _pasted,
    "former": _former,
}
