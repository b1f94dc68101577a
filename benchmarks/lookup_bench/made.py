"""Make queries for a register of Chinese names, and names that it does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from lookup_bench.characters import can_read, can_write_traditional
from lookup_bench.chinese import KINDS, Typist
from lookup_bench.pieces import recombine
from lookup_bench.subjects import ABSENT, Query, Subject

__all__ = ["left_out", "make_absent", "make_queries"]

#: Kinds that need readings.
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
    typist = Typist(subjects, Random())
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
            if text is None or (text == subject.name and kind != "exact"):
                continue
            meant = [subject] if "code" in kind or kind == "former" else same[subject.name]
            found.append(Query.of(kind, text, meant))
            made += 1
    return found


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
