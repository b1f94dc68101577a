"""What is wrong within one standard that its schema cannot say.

Bands without a gap or an overlap, each grade within reach, names that exist, caps that leave room
for one item, nothing that rests on itself. :mod:`kuangxin.grading` relies on all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from kuangxin.grading import ListCondition, Standard
from kuangxin_site.check.reach import highest, lowest
from kuangxin_site.schemas import Schema, Schemas
from kuangxin_site.settings import Settings

__all__ = ["Finding", "standard_findings"]

_At: TypeAlias = tuple[str | int, ...]
#: path in the standard, rule, values of the message.
Finding: TypeAlias = tuple[_At, str, dict[str, object]]


def standard_findings(
    standard: Standard, stem: str, settings: Settings, schemas: Schemas
) -> Iterator[Finding]:
    """Yield everything that is wrong within a standard whose file is named ``stem``."""
    if standard.id != stem:
        yield ("id",), "standard-file", {"value": standard.id}
    kinds = {kind.id: kind for kind in settings.kinds}
    if standard.kind not in kinds:
        yield ("kind",), "unknown-kind", {"value": standard.kind, "limit": ", ".join(kinds)}
    else:
        yield from _kind_findings(standard, schemas[kinds[standard.kind].schema])
    yield from _bound_findings(standard, schemas["standard.schema.json"])
    yield from _band_findings(standard)
    yield from _indicator_findings(standard)
    yield from _group_findings(standard)
    yield from _gate_findings(standard, settings)
    yield from _list_findings(standard, settings)
    yield from _circles(standard)


def _kind_findings(standard: Standard, schema: Schema) -> Iterator[Finding]:
    """Yield rules that rest on a field that the kind does not have: they would never apply."""
    for field, places in (
        ("licences", _of_licences(standard)),
        ("entered_on", _of_months(standard)),
    ):
        if not schema.describe((field,)):
            for at in places:
                yield at, "kind-lacks-field", {"value": field, "limit": standard.kind}


def _of_licences(standard: Standard) -> Iterator[_At]:
    for index, one in enumerate(standard.indicators):
        if one.count == "share":
            yield "indicators", index, "count"
        if one.when is not None and one.when.licence:
            yield "indicators", index, "when", "licence"


def _of_months(standard: Standard) -> Iterator[_At]:
    for index, gate in enumerate(standard.gates):
        if gate.rule == "months":
            yield "gates", index, "months"


def _bound_findings(standard: Standard, schema: Schema) -> Iterator[Finding]:
    start, end = standard.effective_from, standard.effective_until
    if end is not None and end < start:
        other = schema.title(("effective_from",))
        yield (
            ("effective_until",),
            "end-before-start",
            {"value": end, "limit": start, "other": other},
        )
    least, most = standard.minimum, standard.maximum
    if most is not None and least > most:
        yield ("minimum",), "minimum-above-maximum", {"value": least, "limit": most}
    elif standard.base < least or (most is not None and standard.base > most):
        limit = f"{least} … {'' if most is None else most}".strip()
        yield ("base",), "base-outside", {"value": standard.base, "limit": limit}


def _band_findings(standard: Standard) -> Iterator[Finding]:
    bands = standard.bands
    yield from _twice([band.grade for band in bands], "bands", "grade")
    top, bottom = highest(standard), lowest(standard)
    held = {gate.grade for gate in standard.gates if gate.grade}
    for index, band in enumerate(bands):
        above = bands[index - 1].from_ if index else None
        if above is not None and band.from_ >= above:
            values: dict[str, object] = {"value": band.from_, "limit": above}
            yield ("bands", index, "from"), "bands-order", values
            continue
        yield from _upper_bound(index, band.to, above, top)
        if top is not None and band.from_ > top:
            yield (
                ("bands", index, "from"),
                "grade-out-of-reach",
                {"value": band.grade, "limit": top},
            )
        if above is not None and bottom is not None and above <= bottom and band.grade not in held:
            yield (
                ("bands", index, "from"),
                "grade-below-reach",
                {"value": band.grade, "limit": bottom},
            )
    if bands[-1].from_ > standard.minimum:
        values = {"value": standard.minimum, "limit": bands[-1].from_}
        yield ("bands", len(bands) - 1, "from"), "band-missing", values


def _upper_bound(
    index: int, to: Decimal | None, above: Decimal | None, top: Decimal | None
) -> Iterator[Finding]:
    """Yield where ``to``, which repeats for readers what the band above begins with, differs."""
    if to is None:
        return
    if above is None:
        if top is None or to <= top:
            yield ("bands", index, "to"), "band-open", {"value": to, "limit": top or "…"}
    elif to != above:
        code = "band-gap" if to < above else "band-overlap"
        yield ("bands", index, "to"), code, {"value": to, "limit": above}


def _indicator_findings(standard: Standard) -> Iterator[Finding]:
    yield from _twice([one.id for one in standard.indicators], "indicators", "id")
    for index, one in enumerate(standard.indicators):
        values: dict[str, object] = {"value": one.points, "limit": one.id}
        if one.category == "dishonesty" and one.points > 0:
            yield ("indicators", index, "points"), "points-reward-dishonesty", values
        if one.category == "honour" and one.points < 0:
            yield ("indicators", index, "points"), "points-punish-honour", values
        if one.count == "none" and one.points != 0:
            yield ("indicators", index, "points"), "points-not-counted", values
        if one.cap is not None and one.cap < abs(one.points):
            values = {"value": one.cap, "limit": abs(one.points)}
            yield ("indicators", index, "cap"), "cap-below-item", values


def _group_findings(standard: Standard) -> Iterator[Finding]:
    yield from _twice([one.id for one in standard.groups], "groups", "id")
    taken: dict[str, str] = {}
    for index, group in enumerate(standard.groups):
        yield from _names(("groups", index), "indicators", group.indicators, standard)
        for place, id in enumerate(group.indicators):
            first = taken.setdefault(id, group.id)
            if first != group.id:
                values: dict[str, object] = {"value": id, "limit": first}
                yield ("groups", index, "indicators", place), "indicator-in-two-groups", values
            indicator = standard.by_id.get(id)
            if group.take == "worst" and indicator is not None and indicator.points > 0:
                yield ("groups", index, "indicators", place), "worst-of-a-gain", {"value": id}
        points = [abs(standard.by_id[id].points) for id in group.indicators if id in standard.by_id]
        if group.cap is not None and points and group.cap < max(points):
            values = {"value": group.cap, "limit": max(points)}
            yield ("groups", index, "cap"), "cap-below-item", values


def _gate_findings(standard: Standard, settings: Settings) -> Iterator[Finding]:
    yield from _twice([one.id for one in standard.gates], "gates", "id")
    for index, gate in enumerate(standard.gates):
        at: _At = ("gates", index)
        yield from _names(at, "indicators", gate.indicators, standard)
        yield from _grade(at, "grade", gate.grade, standard)
        if gate.grade and gate.grade == standard.bands[0].grade:
            yield (*at, "grade"), "gate-without-effect", {"value": gate.grade}
        yield from _list(at, gate.list, settings)


def _list_findings(standard: Standard, settings: Settings) -> Iterator[Finding]:
    yield from _twice([one.list for one in standard.lists], "lists", "list")
    for index, rule in enumerate(standard.lists):
        yield from _list(("lists", index), rule.list, settings)
        for side, conditions in (("enter", rule.enter), ("leave", rule.leave)):
            for place, one in enumerate(conditions):
                yield from _condition(("lists", index, side, place), one, standard)


def _condition(at: _At, one: ListCondition, standard: Standard) -> Iterator[Finding]:
    yield from _names(at, "indicators", one.indicators, standard)
    yield from _grade(at, "at_least", one.at_least, standard)
    yield from _grade(at, "at_most", one.at_most, standard)
    ranks = standard.ranks
    if one.at_least in ranks and one.at_most in ranks and ranks[one.at_least] < ranks[one.at_most]:
        yield (*at, "at_most"), "no-grade-between", {"value": one.at_most, "limit": one.at_least}


def _circles(standard: Standard) -> Iterator[Finding]:
    """Yield list conditions that rest on a grade which the list itself holds back."""
    gates = {gate.list: gate for gate in standard.gates if gate.rule == "list"}
    for index, rule in enumerate(standard.lists):
        gate = gates.get(rule.list)
        if gate is None or gate.grade not in standard.ranks:
            continue
        values: dict[str, object] = {"value": rule.list, "limit": gate.id}
        for place, one in enumerate(rule.enter):
            if one.rule == "grade":
                yield ("lists", index, "enter", place, "rule"), "circular", values
        for place, one in enumerate(rule.leave):
            least = standard.ranks.get(one.at_least)
            if one.rule == "grade" and least is not None and least < standard.ranks[gate.grade]:
                yield ("lists", index, "leave", place, "at_least"), "circular", values


def _twice(ids: Sequence[str], *at: str) -> Iterator[Finding]:
    for index, id in enumerate(ids):
        if id in ids[:index]:
            yield (at[0], index, at[1]), "duplicate-id", {"value": id}


def _names(at: _At, field: str, ids: Sequence[str], standard: Standard) -> Iterator[Finding]:
    for place, id in enumerate(ids):
        if id not in standard.by_id:
            values: dict[str, object] = {"value": id, "limit": ", ".join(standard.by_id)}
            yield (*at, field, place), "standard-indicator", values


def _grade(at: _At, field: str, grade: str, standard: Standard) -> Iterator[Finding]:
    if grade and grade not in standard.ranks:
        yield (*at, field), "unknown-grade", {"value": grade, "limit": ", ".join(standard.ranks)}


def _list(at: _At, list_: str, settings: Settings) -> Iterator[Finding]:
    known = [one.id for one in settings.lists]
    if list_ and list_ not in known:
        yield (*at, "list"), "unknown-list", {"value": list_, "limit": ", ".join(known)}
