"""Ranking: how far a subject is from a question.

A *cost* counts what is different between the question and the part of the name that is most like
it; among equal costs the name with the fewest characters beyond the question is first, then the
lower code.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from kuangxin.names.aligning import ALIKE, SLIP, SWAP, Form, distance, letter_pairs
from kuangxin.names.normal import code_key, is_unified
from kuangxin.names.planning import Plan
from kuangxin.names.questions import Reading
from kuangxin.names.sounds import Sounds, blur
from kuangxin.names.spelling import name_forms
from kuangxin.names.standing import Standing
from kuangxin.names.tokens import CODE_PART

__all__ = [
    "COST",
    "INITIALS",
    "INITIALS_COST",
    "PIECES",
    "WITHIN",
    "Candidate",
    "How",
    "Rank",
    "Ranking",
    "Role",
    "order",
    "place_in",
]

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

How = Literal["code", "exact", "part", "former", "variant", "pinyin", "place", "close"]


class Candidate(NamedTuple):
    """A subject as the stored files hold it.

    ``names`` are its present names, the first for show; ``other`` its names in other languages and
    the like; ``standings`` how each of its records stands.
    """

    code: str
    names: tuple[str, ...]
    former: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()


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


class Ranking:
    """Ranks subjects, with the sounds of their register."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds
        self._forms: Callable[[str], tuple[Form, ...]] = lru_cache(maxsize=_KEPT)(self._analyse)

    def rank(self, plan: Plan, candidate: Candidate, *, similar: bool) -> Rank | None:
        """Rank a subject for a question, or return None if it does not match.

        ``similar``: rank it also if it is only similar, which takes a hundred times as long.

        A name is a ``variant`` only as a whole; a part of it is a part however it is written.

        >>> from kuangxin.names.planning import plan
        >>> asked, read = plan("矿业", lambda token: False, Sounds({}, {})), Sounds({}, {})
        >>> found = Ranking(read).rank(asked, Candidate("1", ("长兴矿业",)), similar=False)
        >>> found.match, found.key, found.whole
        ('part', 4, False)
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
        whole, *others = name_forms(name)
        first = Form(whole, self._sounds, plain=True, length=None)
        partnership = any(word in name for word in _PARTNERSHIPS)
        length = first.length
        return (
            first,
            *(
                Form(
                    one,
                    self._sounds,
                    plain=not one.short and (partnership or not one.bare),
                    length=length,
                )
                for one in others
            ),
        )


def order(rank: Rank) -> tuple[bool, int]:
    """Return what ranks are sorted by: what matches is before what is similar."""
    return rank.close, rank.key


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
    if asked.excess and is_unified(key) and any(_differ(key, one) for one in asked.codes):
        return Rank(_key(SLIP * abs(asked.excess), 0, False), "code", close=True)
    return None


def _differ(code: str, asked: str) -> bool:
    """Tell whether one of two codes becomes the other where characters of it are left out."""
    if len(asked) < len(code):
        code, asked = asked, code
    rest = iter(asked)
    return len(code) < len(asked) and all(character in rest for character in code)


def _others(one: str, other: str) -> int:
    """Return at how many places two texts of one length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def _rank_form(plan: Plan, form: Form, second: bool, similar: bool) -> Rank | None:
    """Rank one form of a name; ``second``: of a name that is not the present one."""
    asked, second = plan.question, second or not form.first
    if not asked.name:
        return None
    for nth, text in enumerate(asked.texts):
        if text == form.text:
            same = asked.written.replace(" ", "") == form.normal.replace(" ", "")
            how: How = "exact" if same and form.first else "variant"
            key = _key(0, 0, second)
            return Rank(key, how, form=form, reading=nth, whole=form.plain, sure=form.plain)
    for nth, text in enumerate(asked.texts):
        if _contains(form, text):
            sure = form.plain and _is_sure(text, form)
            key = _key(0, form.length - len(text), second)
            return Rank(key, "part", form=form, reading=nth, sure=sure)
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
        pieces = asked.pieces if written and (place == 0 or place >= len(asked.texts)) else ()
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
