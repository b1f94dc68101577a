"""Ranking: how far a subject is from a query, and what the answer is.

All in integers, so that both languages agree to the last bit. A *cost* counts what is different
between the query and the part of the name that is most like it; among equal costs the name with
the fewest characters beyond the query is first, then the lower code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kuangxin.names.grams import CODE_PART, Plan
from kuangxin.names.normal import begins, code_key, forms

__all__ = ["Answer", "Candidate", "Match", "Rank", "answer", "distance", "rank"]

#: One character replaced, one too many or too few; two neighbours exchanged.
_SLIP, _SWAP = 10, 9
#: Cost of a name that has all pieces of the query, but not beside each other.
_APART = 4
#: A name is similar up to this cost, and up to a third of the query's three or more characters.
_SIMILAR = 30
_LEAST_SIMILAR = 3
#: What one unit of cost weighs in a key: more than all characters beyond the query.
_COST = 128
#: Score of a match at no cost.
_TOP = 4096
#: What brackets hold in the name of a partnership, left out by most who write it.
_PARTNERSHIPS = ("普通合伙", "特殊普通合伙", "有限合伙")
_COMPANY = "公司"
#: A part of a code with so many characters means the only code that has it.
_SURE_CODE = 6

How = Literal["code", "exact", "part", "former", "variant", "pinyin", "close"]


class Candidate(NamedTuple):
    """A subject as the stored files hold it: its code, its present names, its former names."""

    code: str
    names: tuple[str, ...]
    former: tuple[str, ...] = ()


class Rank(NamedTuple):
    """How a subject matches: ``key`` (lower is better), how, by which former name, how surely.

    ``whole``: the query is the whole of a name or code. ``sure``: if no other subject matches,
    this is the one meant.
    """

    key: int
    match: How
    former: str
    whole: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A hit: code, present name, score (higher is better, 4096 at most), how, former name."""

    code: str
    name: str
    score: int
    match: How
    former: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: ``one`` (this is it), ``several``, ``similar`` (none matches) or ``none``.

    ``total`` is how many of the subjects that were fetched match (or are similar); ``complete``
    says that no other subject of the register can match.
    """

    answer: Literal["one", "several", "similar", "none"]
    hits: tuple[Match, ...]
    total: int = 0
    complete: bool = True


def distance(query: str, name: str) -> int:
    """Return the cost of the part of ``name`` that is most like ``query``.

    >>> distance("长兴矿业", "浙江长兴矿业有限公司"), distance("长兴业矿", "浙江长兴矿业有限公司")
    (0, 9)
    >>> distance("长行矿业", "浙江长兴矿业有限公司"), distance("长矿业", "浙江长兴矿业有限公司")
    (10, 10)
    """
    before: list[int] = []
    row = [0] * (len(name) + 1)
    for i, wanted in enumerate(query, 1):
        above, row = row, [i * _SLIP]
        for j, found in enumerate(name, 1):
            best = min(
                above[j - 1] + (0 if wanted == found else _SLIP), above[j] + _SLIP, row[-1] + _SLIP
            )
            if i > 1 and j > 1 and wanted == name[j - 2] and query[i - 2] == found != wanted:
                best = min(best, before[j - 2] + _SWAP)
            row.append(best)
        before = above
    return min(row)


def _key(cost: int, unmatched: int, second: bool) -> int:
    return cost * _COST + min(63, max(0, unmatched)) * 2 + second


def _rank_code(plan: Plan, code: str) -> Rank | None:
    """Rank by the code: whole in the line, or any part of it as the whole query."""
    key = code_key(code)
    if key in plan.codes or (key and key == plan.key):
        return Rank(0, "code", "", True, True)
    part, length = plan.key, len(plan.key)
    if length < CODE_PART or part not in key:
        return None
    sure = length >= _SURE_CODE and plan.all_codes
    return Rank(_key(0, len(key) - length, False), "code", "", False, sure)


def _contains(form: str, text: str) -> bool:
    """Tell whether ``text`` stands in ``form``, beginning where a unit begins."""
    place = form.find(text) if len(text) > 1 else -1
    while place >= 0 and not begins(form, place):
        place = form.find(text, place + 1)
    return place >= 0


def _is_sure(text: str, form: str) -> bool:
    """Tell whether a text found in one name only means that name.

    A text that ends in 公司 is a whole name, of a subject that may be absent: then the name found
    must end there too, and must not have just one character more, which makes it another name.
    """
    if len(text) < 4:
        return False
    return not text.endswith(_COMPANY) or (form.endswith(text) and len(form) - len(text) != 1)


def _rank_form(plan: Plan, form: str, whole: int, second: bool, plain: bool) -> Rank | None:
    """Rank one form of a name that has ``whole`` characters with its brackets.

    ``second``: not the present name as it is written; ``plain``: the form may decide.
    """
    text = plan.normal
    if text == form and text:
        return Rank(_key(0, 0, second), "exact", "", plain, plain)
    if _contains(form, text):
        sure = plain and plan.all_names and _is_sure(text, form)
        return Rank(_key(0, whole - len(text), second), "part", "", False, sure)
    if plan.pieces and all(_contains(form, piece) for piece in plan.pieces):
        matched = sum(map(len, plan.pieces))
        sure = plain and plan.all_pieces and matched > 3
        return Rank(_key(_APART, whole - matched, second), "part", "", False, sure)
    return None


def _rank_close(plan: Plan, form: str, second: bool) -> Rank | None:
    """Rank a form that does not contain the text by its distance, if it is similar."""
    text = plan.normal
    most = min(_SIMILAR, _SLIP * len(text) // 3)
    if len(text) < _LEAST_SIMILAR or len(set(text).difference(form)) * _SLIP > most:
        return None
    cost = distance(text, form)
    if cost > most:
        return None
    return Rank(_key(cost, len(form) - len(text), second), "close", "", False, False)


class _Form(NamedTuple):
    """A form of a name: the former name it is of, the name's length, no brackets, may decide."""

    text: str
    former: str
    whole: int
    bare: bool
    plain: bool


def _forms(candidate: Candidate) -> Iterator[_Form]:
    for former, names in ((False, candidate.names), (True, candidate.former)):
        for name in names:
            plain = any(word in name for word in _PARTNERSHIPS)
            whole, *bare = forms(name)
            yield _Form(whole, name if former else "", len(whole), False, True)
            for form in bare:
                yield _Form(form, name if former else "", len(whole), True, plain)


def rank(plan: Plan, candidate: Candidate) -> Rank | None:
    """Rank a subject for a query, or return None if it neither matches nor is similar.

    A name is a ``variant`` only as a whole; a part of it is a part however it is written.

    >>> from kuangxin.names.grams import plan
    >>> rank(plan("矿业", lambda token: False), Candidate("1", ("长兴矿业",)))
    Rank(key=4, match='part', former='', whole=False, sure=False)
    """
    by_code = _rank_code(plan, candidate.code)
    found = [by_code] if by_code else []
    close: list[Rank] = []
    for form in _forms(candidate):
        second = form.bare or bool(form.former)
        ranked = _rank_form(plan, form.text, form.whole, second, form.plain)
        if ranked:
            how: How = "variant" if form.bare and ranked.match == "exact" else ranked.match
            found.append(
                ranked._replace(match="former" if form.former else how, former=form.former)
            )
        elif not found and (near := _rank_close(plan, form.text, second)):
            close.append(near._replace(former=form.former))
    ranks = found or close
    return min(ranks, key=lambda each: each.key) if ranks else None


def answer(plan: Plan, candidates: Iterable[Candidate], limit: int, *, last: bool) -> Answer | None:
    """Answer a query from the subjects fetched so far.

    ``last`` is false after the first round: then None says that nothing matches as it stands, and
    that ``plan.then`` is to be fetched too. Codes decide in that round only if the query was
    planned as one, so that the answer never depends on what else a file happens to hold.
    """
    ranked = [(each, candidate) for candidate in candidates if (each := rank(plan, candidate))]
    if not last:
        ranked = [pair for pair in ranked if pair[0].match != "code" or plan.codes]
        if not any(each.key < _COST and each.match != "close" for each, _ in ranked):
            return None
    ranked.sort(key=lambda pair: (pair[0].key, pair[1].code))
    matched = [pair for pair in ranked if pair[0].match != "close"]
    whole = sum(each.whole for each, _ in matched)
    total, complete = len(matched or ranked), _is_complete(plan, last)
    hits = tuple(
        Match(candidate.code, candidate.names[0], _TOP - each.key, each.match, each.former)
        for each, candidate in (matched or ranked)[:limit]
    )
    if whole == 1 or (len(matched) == 1 and matched[0][0].sure):
        return Answer("one", hits, total, complete)
    how: Literal["several", "similar", "none"]
    how = "several" if matched else "similar" if ranked else "none"
    return Answer(how, hits, total, complete)


def _is_complete(plan: Plan, last: bool) -> bool:
    """Tell whether what was fetched holds every subject that can match."""
    codes_asked = last or not any(token.startswith("#") for token in plan.then)
    pieces_asked = not plan.pieces or (last and plan.all_pieces)
    return plan.all_names and plan.all_codes and codes_asked and pieces_asked
