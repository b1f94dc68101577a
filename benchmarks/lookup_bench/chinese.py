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
    can_write_traditional,
    fuzzy,
    looks_alike,
    same_sound,
    syllables,
    traditional,
)
from lookup_bench.pieces import recombine
from lookup_bench.subjects import ABSENT, Parts, Query, Subject

__all__ = ["KINDS", "left_out", "make_absent", "make_queries"]

_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")
_FRAGMENT = 4
_LONG_CORE = 8


class _Typist:
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


_Rule = Callable[[_Typist, Subject, Parts], "str | None"]


def _windows(name: str) -> Iterator[str]:
    return (name[place : place + _FRAGMENT] for place in range(len(name) - _FRAGMENT + 1))


def _core(parts: Parts) -> range:
    """Return the places of a name before its legal form."""
    return range(len(parts.place + parts.short))


def _prefix_missing(_: _Typist, __: Subject, parts: Parts) -> str | None:
    rest = parts.short + parts.form
    return rest if parts.place and len(rest) > 3 else None


def _short(parts: Parts, least: int = 3) -> str | None:
    able = parts.place and parts.trade and len(parts.short) >= least
    return parts.short if able else None


def _fragment(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
    core = parts.place + parts.short
    unique = [one for one in _windows(core) if typist.windows[one] == 1 and one.isalnum()]
    return typist.chance.choice(unique) if unique else None


def _wrong(replace: Callable[[_Typist], Callable[[str], str | None]]) -> _Rule:
    return lambda typist, subject, parts: typist.unlisted(
        slips.wrong(subject.name, _core(parts), typist.chance, replace(typist))
    )


def _of_short(slip: Callable[[_Typist, str, range], str | None]) -> _Rule:
    """Return a rule that makes a slip in the short name."""

    def rule(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
        short = _short(parts, 4)
        return slip(typist, short, range(len(short))) if short else None

    return rule


def _extra(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
    places = _core(parts)[1:]
    return slips.extra(subject.name, places, typist.chance, any_other(typist.chance))


def _two_slips(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
    core = _core(parts)
    if len(core) < _LONG_CORE:
        return None
    return typist.unlisted(slips.two_slips(subject.name, core, typist.chance, typist.like))


def _changed(change: Callable[[str], str]) -> _Rule:
    """Return a rule that changes the name, where the change changes anything."""

    def rule(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
        text = change(subject.name)
        return typist.unlisted(text)

    return rule


def _inner_space(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
    return slips.extra(subject.name, _core(parts)[1:], typist.chance, " ")


def _two_pieces(_: _Typist, __: Subject, parts: Parts) -> str | None:
    return f"{parts.trade} {parts.brand}" if parts.trade and len(parts.brand) > 1 else None


def _fuzzy(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
    short = _short(parts)
    sounds = fuzzy(syllables(short), typist.chance) if short else None
    return "".join(sounds) if sounds else None


def _spoken(join: str, of: Callable[[Parts], str | None], length: int = 99) -> _Rule:
    """Return a rule that writes sounds, or the first letters of them."""

    def rule(typist: _Typist, subject: Subject, parts: Parts) -> str | None:
        text = of(parts)
        return join.join(one[:length] for one in syllables(text)) if text else None

    return rule


def _code(change: Callable[[_Typist, str], str | None]) -> _Rule:
    return lambda typist, subject, parts: change(typist, subject.code)


def _o_for_0(_: _Typist, code: str) -> str | None:
    return code[:6] + code[6:].replace("0", "O", 1) if "0" in code[6:] else None


def _code_part(typist: _Typist, code: str) -> str:
    begin = typist.chance.randrange(8, 11)
    return code[begin : begin + 7]


def _code_wrong(typist: _Typist, code: str) -> str | None:
    return slips.wrong(code, range(2, 18), typist.chance, lambda _: typist.chance.choice(ALPHABET))


def _pasted(typist: _Typist, subject: Subject, _: Parts) -> str:
    pair = [subject.name, subject.code]
    typist.chance.shuffle(pair)
    return typist.chance.choice((" ", "\t", "，", "")).join(pair)


def _former(_: _Typist, subject: Subject, __: Parts) -> str | None:
    return subject.former[0] if subject.former else None


#: The kinds of queries, and the rule that writes one for a subject; None where it does not apply.
KINDS: dict[str, _Rule] = {
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
_SPOKEN = {"wrong_sound", "pinyin", "pinyin_short", "pinyin_spaced", "pinyin_fuzzy", "initials"}


def left_out() -> set[str]:
    """Return the kinds that need a library which is not installed."""
    spoken = set() if can_read() else _SPOKEN
    return spoken | (set() if can_write_traditional() else {"traditional", "traditional_short"})


def make_queries(
    subjects: Sequence[Subject], each: int, seed: int, without: set[str]
) -> list[Query]:
    """Return up to ``each`` queries of each kind, for subjects drawn by chance.

    Args:
        subjects: the register.
        each: so many of a kind.
        seed: of the chance.
        without: kinds that are not made.
    """
    same: dict[str, list[Subject]] = {}
    for one in subjects:
        same.setdefault(one.name, []).append(one)
    typist = _Typist(subjects, Random())
    found = []
    for kind, rule in KINDS.items():
        if kind in without:
            continue
        typist.chance = Random(f"{seed} {kind}")
        made = 0
        for subject in typist.chance.sample(subjects, len(subjects)):
            if subject.parts is None or made == each:
                break
            text = rule(typist, subject, subject.parts)
            if text is None or (kind not in _PLAIN and text == subject.name):
                continue
            meant = [subject] if "code" in kind or kind == "former" else same[subject.name]
            found.append(Query.of(kind, text, meant))
            made += 1
    return found


#: Kinds whose query may be the name itself.
_PLAIN = {"exact"}


def make_absent(subjects: Sequence[Subject], each: int, seed: int) -> list[Query]:
    """Return names and short names, of the pieces of the register's own, that it does not hold."""
    chance = Random(f"{seed} absent")
    names = {name for one in subjects for name in (one.name, *one.former)}
    stock = [one.parts for one in subjects if one.parts]
    makes = recombine(stock, chance, names.__contains__)
    made = [next(makes) for _ in range(2 * each)]
    shorts = {parts.short for parts in made[each:] if len(parts.short) > 3}
    held = {text for text in shorts for name in names if text in name}
    absent = [Query(f"{ABSENT}_name", parts.whole) for parts in made[:each]]
    return absent + [Query(f"{ABSENT}_short", text) for text in sorted(shorts - held)]
