"""Ranking: how far a subject is from a question.

All in integers, so that both languages agree to the last bit. A *cost* counts what is different
between the question and the part of the name that is most like it; among equal costs the name with
the fewest characters beyond the question is first, then the lower code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from kuangxin.names.normal import code_key, forms, starts
from kuangxin.names.planning import Plan
from kuangxin.names.questions import Reading
from kuangxin.names.sounds import Sounds, blur
from kuangxin.names.tokens import CODE_PART, initials, spoken

__all__ = [
    "ALIKE",
    "COST",
    "INITIALS",
    "INITIALS_COST",
    "PIECES",
    "SLIP",
    "WITHIN",
    "Candidate",
    "Form",
    "How",
    "Rank",
    "Ranking",
    "Role",
    "differences",
    "distance",
    "order",
    "place_in",
]

#: One character replaced, one too many or too few; two neighbours exchanged.
SLIP, SWAP = 10, 9
#: Another character of the same sound; of a sound that is often confused with it.
ALIKE, NEAR = 4, 6
#: A syllable that was typed and is often confused with the character's.
NEAR_SYLLABLE = 2
#: Cost of a name that has all pieces of the question, but not beside each other; of initials.
_APART, INITIALS_COST = 4, 1
#: A name is similar up to this cost, and up to a third of the characters of the question.
_SIMILAR = 30
#: What one unit of cost weighs in a key: more than all characters beyond the question.
COST = 128
#: What brackets hold in the name of a partnership, left out by most who write it.
_PARTNERSHIPS = ("普通合伙", "特殊普通合伙", "有限合伙")
#: What names of bodies end in.
_BODIES = (
    *("公司", "集团", "中心", "厂", "店", "院", "所", "社", "处", "部", "站", "校", "队"),
    *("行", "会", "局", "矿", "场", "馆", "室"),
)
_LEGAL_FORMS = ("公司", "有限公司", "有限责任公司", "股份有限公司", "责任公司")
#: A part of a code with so many characters means the only code that has it.
_SURE_CODE = 6
#: What stands for the reading that matched: initials, pieces apart, the name within the question.
INITIALS, PIECES, WITHIN = -1, -2, -3
#: Cost of a name that stands in the question with other things beside it, if it is so long.
_WITHIN, _WHOLE = 12, 6
#: So many pieces of a name mean the only one that has them; of more some may be another's.
_FEW = 3
#: So many names are kept in their analysed form.
_KEPT = 8192

How = Literal["code", "exact", "part", "former", "variant", "pinyin", "close"]


class Candidate(NamedTuple):
    """A subject as the stored files hold it.

    ``names`` are its present names, the first for show; ``other`` its names in other languages and
    the like; ``standings`` the kind, the division and the grade of each of its records.
    """

    code: str
    names: tuple[str, ...]
    former: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    standings: tuple[tuple[str, str | None, str | None], ...] = ()


class Form:
    """A form of a name, ready to be compared.

    ``normal`` is its normal form, ``text`` the same without spaces, folded. ``bare``: the form
    without brackets; ``plain``: the form may decide; ``length``: of the name. The rest is found
    when it is asked for: most names are seen at once to be others.
    """

    def __init__(
        self, normal: str, sounds: Sounds, *, bare: bool, plain: bool, length: int | None
    ) -> None:
        self.normal, self.bare, self.plain = normal, bare, plain
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
        return frozenset(initials(self.normal, reading) for reading in readings)


Role = Literal["name", "former", "other"]


class Rank(NamedTuple):
    """How a subject matches: ``key`` (lower is better), how, by which name and form, how surely.

    ``close``: it does not match, but is similar. ``name`` is the name that matched, ``role`` says
    which of the subject's it is; ``reading`` is the place of the question's reading that matched,
    ``INITIALS``, or ``PIECES``. ``whole``: the question is the whole of a name or code. ``sure``:
    if no other subject matches, this is the one meant.
    """

    key: int
    match: How
    close: bool = False
    name: str = ""
    role: Role = "name"
    form: Form | None = None
    reading: int = 0
    whole: bool = False
    sure: bool = False


def costs(character: str, sound: str, form: Form) -> list[int]:
    """Return what each character of a form costs in the place of one of the question."""
    if character:
        if character not in form.text and blur(sound) not in form.heard:
            return [SLIP] * len(form.text)
        return [
            0 if found == character else _sound_cost(sound, readings)
            for found, readings in zip(form.text, form.sounds, strict=True)
        ]
    return [syllable_cost(sound, readings) for readings in form.sounds]


def _sound_cost(sound: str, readings: tuple[str, ...]) -> int:
    """Return the cost of another character: of the same sound, of a near one, or of any."""
    if len(sound) < 2:
        return SLIP
    if sound in readings:
        return ALIKE
    return NEAR if any(blur(sound) == blur(each) for each in readings) else SLIP


def syllable_cost(sound: str, readings: tuple[str, ...]) -> int:
    """Return the cost of a character where a syllable was typed; ``*``: the beginning of one."""
    if sound.endswith("*"):
        return 0 if any(each.startswith(sound[:-1]) for each in readings) else SLIP
    if sound in readings:
        return 0
    return NEAR_SYLLABLE if any(blur(sound) == blur(each) for each in readings) else SLIP


def align(reading: Reading, form: Form, most: int) -> list[list[int]]:
    """Return the table of costs of the reading's beginnings, ending at each place of the form.

    The table ends early, with a row of more than ``most``, where the whole reading costs more.
    """
    table = [[0] * (len(form.text) + 1)]
    before: list[int] = []
    for i, (character, sound) in enumerate(zip(*reading, strict=True), 1):
        now = costs(character, sound, form)
        above, row = table[-1], [i * SLIP]
        for j, cost in enumerate(now, 1):
            best = min(above[j - 1] + cost, above[j] + SLIP, row[-1] + SLIP)
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

    >>> read = Reading(tuple("长业矿"), ("chang", "ye", "kuang"))
    >>> form = Form("浙江长矿业", Sounds({}, {}), bare=False, plain=True, length=None)
    >>> distance(read, form, 30)
    9
    """
    return min(align(reading, form, most)[-1])


class Difference(NamedTuple):
    """One step of an alignment: the places of question and form, and what it costs."""

    asked: int
    found: int
    cost: int


def differences(reading: Reading, form: Form) -> list[Difference]:
    """Return the steps by which the reading stands in the form, each place of the form once."""
    table = align(reading, form, SLIP * len(reading.sounds))
    i, j = len(table) - 1, min(range(len(table[-1])), key=table[-1].__getitem__)
    steps: list[Difference] = []
    while i:
        here = table[i][j]
        cost = costs(reading.characters[i - 1], reading.sounds[i - 1], form)[j - 1] if j else SLIP
        if j and here == table[i - 1][j - 1] + cost:
            i, j = i - 1, j - 1
            steps.append(Difference(i, j, cost))
        elif here == table[i - 1][j] + SLIP:
            i -= 1
            steps.append(Difference(i, -1, SLIP))
        elif j and here == table[i][j - 1] + SLIP:
            j -= 1
            steps.append(Difference(-1, j, SLIP))
        else:
            i, j = i - 2, j - 2
            steps += [Difference(i + 1, j, 0), Difference(i, j + 1, SWAP)]
    return steps[::-1]


class Ranking:
    """Ranks subjects, with the sounds of their register."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds
        self._forms: Callable[[str], tuple[Form, ...]] = lru_cache(maxsize=_KEPT)(self._analyse)

    def rank(self, plan: Plan, candidate: Candidate, *, similar: bool) -> Rank | None:
        """Rank a subject for a question, or return None if it does not match.

        ``similar``: rank it also if it is only similar, which takes a hundred times as long.

        A name is a ``variant`` only as a whole; a part of it is a part however it is written.
        """
        by_code = _rank_code(plan, candidate.code)
        if by_code and by_code.close:
            return by_code
        ranks = [by_code, self.rank_names(plan, candidate, similar=similar)]
        return min((each for each in ranks if each), key=order, default=None)

    def rank_names(self, plan: Plan, candidate: Candidate, *, similar: bool) -> Rank | None:
        """Rank a subject by its names only."""
        best: Rank | None = None
        roles: tuple[tuple[Role, tuple[str, ...]], ...] = (
            ("name", candidate.names),
            ("former", candidate.former),
            ("other", candidate.other),
        )
        for role, names in roles:
            for name in names:
                for form in self._forms(name):
                    found = _rank_form(plan, form, role != "name", similar)
                    if found and (not best or order(found) < order(best)):
                        best = found._replace(name=name, role=role)
        return best

    def stands_in(self, text: str, candidate: Candidate) -> bool:
        """Tell whether a whole name of a subject stands in a folded text, beside other things."""
        names = (*candidate.names, *candidate.former, *candidate.other)
        forms = (form.text for name in names for form in self._forms(name))
        return any(len(form) > 3 and form in text for form in forms)

    def _analyse(self, name: str) -> tuple[Form, ...]:
        whole, *bare = forms(name)
        first = Form(whole, self._sounds, bare=False, plain=True, length=None)
        partnership = bool(bare) and any(word in name for word in _PARTNERSHIPS)
        others = (
            Form(each, self._sounds, bare=True, plain=partnership, length=first.length)
            for each in bare
        )
        return (first, *others)


def order(rank: Rank) -> tuple[bool, int]:
    """Return what ranks are sorted by: what matches is before what is similar."""
    return rank.close, rank.key


def letter_pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring letters and digits.

    >>> letter_pairs("168店ab")
    ['16', '68', 'ab']
    """
    pairs = (text[place : place + 2] for place in range(len(text) - 1))
    return [pair for pair in pairs if pair.isascii()]


def _key(cost: int, unmatched: int, second: bool) -> int:
    return cost * COST + min(63, max(0, unmatched)) * 2 + second


def _rank_code(plan: Plan, code: str) -> Rank | None:
    """Rank by the code: whole in the line, a part as the whole question, all but one character."""
    asked, key = plan.question, code_key(code)
    if key in asked.codes or (key and key == asked.key):
        return Rank(0, "code", whole=True, sure=True)
    part, length = asked.key, len(asked.key)
    if length >= CODE_PART and part in key:
        sure = length >= _SURE_CODE
        return Rank(_key(0, len(key) - length, False), "code", sure=sure)
    if len(key) == len(asked.wrong) and _others(key, asked.wrong) == 1:
        return Rank(_key(SLIP, 0, False), "code", close=True)
    return None


def _others(one: str, other: str) -> int:
    """Return at how many places two texts of one length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def _rank_form(plan: Plan, form: Form, second: bool, similar: bool) -> Rank | None:
    """Rank one form of a name; ``second``: of a name that is not the present one."""
    asked, second = plan.question, second or form.bare
    if not asked.name:
        return None
    if asked.name == form.text:
        same = asked.written.replace(" ", "") == form.normal.replace(" ", "")
        how: How = "exact" if same and not form.bare else "variant"
        return Rank(_key(0, 0, second), how, form=form, whole=form.plain, sure=form.plain)
    if _contains(form, asked.name):
        sure = form.plain and _is_sure(asked.name, form)
        unmatched = form.length - len(asked.name)
        return Rank(_key(0, unmatched, second), "part", form=form, sure=sure)
    if asked.initials and asked.initials in form.initials:
        return Rank(_key(INITIALS_COST, 0, second), "pinyin", form=form, reading=INITIALS)
    names = ["".join(piece.characters) for piece in asked.pieces]
    if names and all(_contains(form, name) for name in names):
        matched = sum(map(len, names))
        few = len(names) <= _FEW or matched == form.length
        sure = form.plain and matched > 3 and few and all(_ends(form, name) for name in names)
        key = _key(_APART, form.length - matched, second)
        return Rank(key, "part", form=form, reading=PIECES, sure=sure)
    return _rank_readings(plan, form, second, similar)


def _rank_readings(plan: Plan, form: Form, second: bool, similar: bool) -> Rank | None:
    """Rank a form that does not contain the name as it was written, by its distance."""
    asked, best = plan.question, None
    if similar and len(form.text) >= _WHOLE and form.text in asked.name:
        beyond = len(asked.name) - len(form.text)
        return Rank(_key(_WITHIN, beyond, second), "close", close=True, form=form, reading=WITHIN)
    for place, reading in enumerate(asked.readings):
        size, written = len(reading.sounds), all(reading.characters)
        if not similar and written and "".join(reading.characters) not in form.text:
            continue
        most = min(_SIMILAR, SLIP * size // 3) if similar else 0
        pieces = asked.pieces if written else ()
        if _least(reading, pieces, form, most) > most:
            continue
        cost, found = distance(reading, form, most), place
        if cost and pieces:
            cost, found = min((cost, found), (_apart(pieces, form, most), PIECES))
        key = _key(cost, form.length - size, second)
        if cost <= most and (best is None or key < best.key):
            how: How = "close" if cost else "part" if written else "pinyin"
            best = Rank(key, how, close=cost > 0, form=form, reading=found)
    return best


def _apart(pieces: tuple[Reading, ...], form: Form, most: int) -> int:
    """Return the cost of a form that has the pieces of a question, but not beside each other."""
    cost = _APART
    for piece in pieces:
        if cost <= most:
            cost += distance(piece, form, most - cost)
    return cost


def _least(reading: Reading, pieces: tuple[Reading, ...], form: Form, most: int) -> int:
    """Return what the distance is at least, as far as that is told without aligning."""
    characters, sounds = reading
    text = form.text
    other = [sounds[nth] for nth, one in enumerate(characters) if not one or one not in text]
    written = all(characters)
    if written and len(other) * ALIKE > most:
        return len(other) * ALIKE
    least = 0
    for sound in other:
        if sound.endswith("*"):
            continue
        if len(sound) > 1 and blur(sound) in form.heard:
            least += ALIKE if written else 0
        else:
            least += SLIP
        if least > most:
            return least
    texts = ["".join(each.characters) for each in (pieces or (reading,))]
    missing = sum(pair not in form.pairs for text in texts for pair in letter_pairs(text))
    return max(least, -(-missing // 3) * SWAP)


def _contains(form: Form, text: str) -> bool:
    """Tell whether ``text`` stands in a form, beginning where a unit begins."""
    return len(text) > 1 and place_in(form, text) >= 0


def _ends(form: Form, text: str) -> bool:
    """Tell whether a text that stands in a form ends where a unit does."""
    end = place_in(form, text) + len(text)
    return end == len(form.text) or end in form.starts


def place_in(form: Form, text: str) -> int:
    """Return the first place where a unit of a form begins and ``text`` stands, or -1."""
    place = form.text.find(text)
    while place >= 0 and place not in form.starts:
        place = form.text.find(text, place + 1)
    return place


def _is_sure(text: str, form: Form) -> bool:
    """Tell whether a text found in one name only means that name.

    A text that ends like the name of a body (公司, 学院, 金矿) may be the whole name of one that is
    absent: then the name found must end there too, but for a legal form, and must not have just one
    character more, which makes it another name. Words in Latin script must be whole ones.
    """
    if len(text) < 4:
        return False
    end = form.text.find(text) + len(text)
    if end < len(form.text) and end not in form.starts:
        return False
    if not text.endswith(_BODIES):
        return True
    rest = form.text[end:]
    return (not rest or rest in _LEGAL_FORMS) and len(form.text) - len(text) != 1
