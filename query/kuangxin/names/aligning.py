"""Aligning: what differs between a reading of a question and the part of a name most like it.

All in integers, so that both languages agree to the last bit.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

from kuangxin.names.normal import starts
from kuangxin.names.questions import Reading
from kuangxin.names.sounds import Sounds, blur
from kuangxin.names.spelling import NameForm
from kuangxin.names.tokens import all_initials, spoken

__all__ = [
    "ALIKE",
    "PLACE",
    "SLIP",
    "SWAP",
    "Form",
    "differences",
    "distance",
    "letter_pairs",
]

#: One character replaced, one too many or too few; two neighbours exchanged.
SLIP, SWAP = 10, 9
#: Another character of the same sound; of a sound that is often confused with it.
ALIKE, _NEAR = 4, 6
#: 省, 市 or 县 behind a place, which some write and some leave out; two of them are more than a slip,
#: so that one for another is one.
PLACE = 7
_PLACES = "省市县"
#: What stands before or behind these characters where they are part of another word.
_BEFORE, _BEHIND = "城都超门集夜菜", "场政城区级域"
#: A syllable that was typed and is often confused with the character's.
_NEAR_SYLLABLE = 2


class Form:
    """A form of a name, ready to be compared.

    ``normal`` is its normal form, ``text`` the same without spaces, folded. ``source``: how it came
    from the name; ``first``: it is the name as it is written; ``plain``: the form may decide;
    ``length``: of the name. The rest is found when it is asked for: most names are seen at once to
    be others.
    """

    def __init__(
        self, source: NameForm, sounds: Sounds, *, plain: bool, length: int | None
    ) -> None:
        self.source, self.first, self.plain = source, length is None, plain
        self.normal = normal = source.text
        self._sounds = sounds
        self._folded = sounds.fold(normal)
        self.text = self._folded.replace(" ", "")
        self.length = len(self.text) if length is None else length

    @cached_property
    def starts(self) -> frozenset[int]:
        """The places of ``text`` at which a unit begins."""
        spaces = [place for place, character in enumerate(self.normal) if character == " "]
        return frozenset(p - sum(s < p for s in spaces) for p in starts(self.normal))

    @cached_property
    def sounds(self) -> list[tuple[str, ...]]:
        """The readings of each character of ``text``."""
        return [self._sounds.all_sounds(character) for character in self.text]

    @cached_property
    def heard(self) -> frozenset[str]:
        """All its blurred sounds."""
        return frozenset().union(*map(self._sounds.blurred, self.text))

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Its pairs of neighbouring letters."""
        return frozenset(letter_pairs(self.text))

    @cached_property
    def initials(self) -> frozenset[str]:
        """Its initials, in all its readings."""
        readings = spoken(self._folded, self._sounds)
        return frozenset().union(*(all_initials(self.normal, reading) for reading in readings))

    @cached_property
    def drops(self) -> list[int]:
        """What it costs to leave out each character of ``text``."""
        return _drops(self.text)


@lru_cache(maxsize=64)
def _drops(text: str | tuple[str, ...]) -> list[int]:
    """Return what it costs to leave out each character: little where a place's name ends with it.

    >>> _drops("长兴县超市")
    [10, 10, 7, 10, 10]
    """
    found = [SLIP] * len(text)
    for place, character in enumerate(text):
        if place > 1 and character and character in _PLACES:
            before, behind = text[place - 1] or " ", (*text[place + 1 : place + 2], "")[0] or " "
            if before not in _BEFORE and behind not in _BEHIND:
                found[place] = PLACE
    return found


def letter_pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring letters and digits.

    >>> letter_pairs("168店ab")
    ['16', '68', 'ab']
    """
    pairs = (text[place : place + 2] for place in range(len(text) - 1))
    return [pair for pair in pairs if pair.isascii()]


def _costs(character: str, sound: str, form: Form) -> list[int]:
    """Return what each character of a form costs in the place of one of the question."""
    if character:
        if character not in form.text and blur(sound) not in form.heard:
            return [SLIP] * len(form.text)
        return [
            0 if found == character else _sound_cost(sound, readings)
            for found, readings in zip(form.text, form.sounds, strict=True)
        ]
    return [_syllable_cost(sound, readings) for readings in form.sounds]


def _sound_cost(sound: str, readings: tuple[str, ...]) -> int:
    """Return the cost of another character: of the same sound, of a near one, or of any."""
    if len(sound) < 2:
        return SLIP
    if sound in readings:
        return ALIKE
    return _NEAR if any(blur(sound) == blur(each) for each in readings) else SLIP


def _syllable_cost(sound: str, readings: tuple[str, ...]) -> int:
    """Return the cost of a character where a syllable was typed; ``*``: the beginning of one."""
    if sound.endswith("*"):
        return 0 if any(each.startswith(sound[:-1]) for each in readings) else SLIP
    if sound in readings:
        return 0
    return _NEAR_SYLLABLE if any(blur(sound) == blur(each) for each in readings) else SLIP


def _align(reading: Reading, form: Form, most: int) -> list[list[int]]:
    """Return the table of costs of the reading's beginnings, ending at each place of the form.

    The table ends early, with a row of more than ``most``, where the whole reading costs more.
    """
    table = [[0] * (len(form.text) + 1)]
    before: list[int] = []
    drops, skips = _drops(reading.characters), form.drops
    for i, (character, sound) in enumerate(zip(*reading, strict=True), 1):
        now, drop = _costs(character, sound, form), drops[i - 1]
        above, row = table[-1], [table[-1][0] + drop]
        for j, cost in enumerate(now, 1):
            best = min(above[j - 1] + cost, above[j] + drop, row[-1] + skips[j - 1])
            if i > 1 and j > 1 and cost and now[j - 2] == 0 == before[j - 1]:
                best = min(best, table[-2][j - 2] + SWAP)
            row.append(best)
        table.append(row)
        if min(row) > most and min(above) > most:
            break
        before = now
    return table


def distance(reading: Reading, form: Form, most: int) -> int:
    """Return the cost of the part of a form that is most like the reading, if it is not more.

    >>> from kuangxin.names.spelling import name_forms
    >>> read = Reading(tuple("长业矿"), ("chang", "ye", "kuang"))
    >>> form = Form(name_forms("浙江长矿业")[0], Sounds({}, {}), plain=True, length=None)
    >>> distance(read, form, 30)
    9
    """
    return min(_align(reading, form, most)[-1])


class Difference(NamedTuple):
    """One step of an alignment: the places of question and form (or -1), and what it costs."""

    asked: int
    found: int
    cost: int

    @property
    def is_place(self) -> bool:
        """Tell whether only what a place's name ends with is left out."""
        return self.cost == PLACE and -1 in (self.asked, self.found)


def differences(reading: Reading, form: Form) -> list[Difference]:
    """Return the steps by which the reading stands in the form, each place of the form once."""
    table = _align(reading, form, SLIP * len(reading.sounds))
    drops, skips = _drops(reading.characters), form.drops
    i, j = len(table) - 1, min(range(len(table[-1])), key=table[-1].__getitem__)
    steps: list[Difference] = []
    while i:
        here = table[i][j]
        cost = _costs(reading.characters[i - 1], reading.sounds[i - 1], form)[j - 1] if j else SLIP
        if j and here == table[i - 1][j - 1] + cost:
            i, j = i - 1, j - 1
            steps.append(Difference(i, j, cost))
        elif here == table[i - 1][j] + drops[i - 1]:
            i -= 1
            steps.append(Difference(i, -1, drops[i]))
        elif j and here == table[i][j - 1] + skips[j - 1]:
            j -= 1
            steps.append(Difference(-1, j, skips[j]))
        else:
            i, j = i - 2, j - 2
            steps += [Difference(i + 1, j, 0), Difference(i, j + 1, SWAP)]
    return steps[::-1]
