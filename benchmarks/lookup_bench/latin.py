"""Queries by rule for names in Latin script."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from random import Random

from lookup_bench import slips
from lookup_bench.subjects import ABSENT, Query, Subject

__all__ = ["LATIN_KINDS", "make_latin_absent", "make_latin_queries"]

#: Legal forms, without signs and in lower case.
_FORM = re.compile(
    "co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|lp|plc|pvt|pte|pty|private|sa|"
    "sas|sarl|srl|spa|sl|ltda|eirl|gmbh|ag|kg|bv|nv|ab|as|oy|aps|doo|dd|ad|ooo|oao|zao|pjsc|jsc|ojsc|"
    "tov|pt|cv|sdn|bhd|fze|fzco|fzc|kft|zrt|shpk|sac|cia|epp|me|eireli"
)
_Rule = Callable[[str, Random], "str | None"]


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).lower()


def _letters(name: str) -> list[int]:
    """Return the places of letters within words of four letters or more."""
    return [
        place
        for word in re.finditer(r"[^\W\d_]{4,}", name)
        for place in range(word.start(), word.end())
    ]


def _without_accents(name: str, _: Random) -> str:
    parts = unicodedata.normalize("NFD", name)
    return "".join(one for one in parts if not unicodedata.combining(one))


def _words(name: str) -> list[str]:
    return [word for word in name.split() if _bare(word)]


def _first_words(name: str, _: Random) -> str | None:
    words = _words(name)
    return " ".join(words[:2]) if len(words) > 2 else None


def _prefixes(name: str, _: Random) -> str | None:
    words = [_bare(word) for word in _words(name) if not _FORM.fullmatch(_bare(word))]
    begun = [word[: max(3, len(word) * 2 // 3)] for word in words]
    return " ".join(begun) if len(begun) > 1 and begun != words else None


def _other_order(name: str, chance: Random) -> str | None:
    words = _words(name)
    if len(words) < 3:
        return None
    at = chance.randrange(1, len(words))
    return " ".join(words[at:] + words[:at])


def _without_form(name: str, _: Random) -> str | None:
    words = _words(name)
    while words and _FORM.fullmatch(_bare(words[-1])):
        words.pop()
    return " ".join(words).rstrip(",") if words else None


def _initials(name: str, _: Random) -> str | None:
    letters = "".join(_bare(word)[0] for word in _words(name))
    return letters if len(letters) > 3 else None


def _without_punctuation(name: str, _: Random) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", name).split())


def _other_letter(letter: str, chance: Random) -> str:
    """Return another letter, not the same in another case or without its accent."""
    same = _without_accents(letter, chance).lower()
    return chance.choice(string.ascii_lowercase.replace(same, ""))


#: The kinds of queries, and the rule that writes one for a name; None where it does not apply.
LATIN_KINDS: dict[str, _Rule] = {
    "exact": lambda name, _: name,
    "lower": lambda name, _: name.lower(),
    "no_accents": _without_accents,
    "first_words": _first_words,
    "word_prefixes": _prefixes,
    "wrong_letter": lambda name, chance: slips.wrong(
        name, _letters(name), chance, lambda letter: _other_letter(letter, chance)
    ),
    "missing_letter": lambda name, chance: slips.missing(name, _letters(name), chance),
    "swapped_letters": lambda name, chance: slips.swapped(name, _letters(name), chance),
    "other_order": _other_order,
    "no_form": _without_form,
    "initials": _initials,
    "no_punctuation": _without_punctuation,
}


def make_latin_queries(subjects: Sequence[Subject], each: int, seed: int) -> list[Query]:
    """Return up to ``each`` queries of each kind, for subjects drawn by chance."""
    names = {one.name.lower() for one in subjects}
    found = []
    for kind, rule in LATIN_KINDS.items():
        chance = Random(f"{seed} {kind}")
        made = 0
        for subject in chance.sample(subjects, len(subjects)):
            if made == each:
                break
            text = rule(subject.name, chance)
            if text is None or (text == subject.name and kind != "exact"):
                continue
            if text.lower() in names - {subject.name.lower()}:
                continue
            found.append(Query.of(kind, text, [subject]))
            made += 1
    return found


def make_latin_absent(subjects: Sequence[Subject], each: int, seed: int) -> list[Query]:
    """Return names of halves of two of the register's that it does not hold."""
    chance = Random(f"{seed} absent")
    names = {one.name.lower() for one in subjects}
    found: dict[str, None] = {}
    for _ in range(100 * each):
        one, other = (chance.choice(subjects).name.split() for _ in range(2))
        made = " ".join(one[: (len(one) + 1) // 2] + other[len(other) // 2 :])
        if not any(made.lower() in name for name in names):
            found.setdefault(made)
        if len(found) == each:
            break
    return [Query(f"{ABSENT}_name", name) for name in found]
