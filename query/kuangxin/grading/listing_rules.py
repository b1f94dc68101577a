"""Proposals for the lists: who meets the standard's conditions to enter a list or to leave it.

One small function a rule in :data:`RULES`; adding one is a function and its name in
``schemas/standard.schema.json``. A proposal is never a listing: an authority decides, with basis
and document (国办发〔2020〕49号), and only its decision is a record. Nothing of a proposal is
published. Natural persons are proposed only where the register may show their listings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from kuangxin.disclosure import add_months
from kuangxin.grading.periods import Period
from kuangxin.grading.standards import ListCondition, ListRule, Standard
from kuangxin.records import Assessment, CreditItem, Listing, Record

__all__ = ["RULES", "Evidence", "Proposal", "Result", "propose"]


class Result(msgspec.Struct, frozen=True):
    """A period and the grade that it was given."""

    period: str
    grade: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What meets one condition of the standard.

    ``results`` for the rule ``grade``, newest first; the ids of ``items``, oldest first, for
    ``item``; ``since`` is the day from which no item was found (``no-item``), or on which the
    subject was listed (``listed``, with the ``document`` of the listing).
    """

    rule: str
    results: tuple[Result, ...] = ()
    items: tuple[str, ...] = ()
    since: date | None = None
    document: str = ""


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That a subject should enter a list or leave it, by which basis and on what evidence."""

    list: str
    action: Literal["enter", "leave"]
    basis: str
    standard: str
    evidence: tuple[Evidence, ...]


class _Case(msgspec.Struct, frozen=True):
    """What a condition is held against."""

    record: Record
    standard: Standard
    period: Period
    known_on: date | None
    standing: Listing | None


_Rule: TypeAlias = Callable[[ListCondition, _Case], "Evidence | None"]


def propose(
    record: Record,
    standard: Standard,
    period: Period | str,
    *,
    known_on: date | None = None,
    may_be_listed: bool = True,
) -> tuple[Proposal, ...]:
    """Return what the standard's conditions propose for a record at the end of a period.

    Args:
        record: with its results, that of ``period`` among them; without one no condition on
            grades is met.
        standard: the one in force on the period's last day.
        period: ``2015Q3`` or ``2015``; a condition on grades takes results of the same length.
        known_on: leave out what the register did not know on that day, and take who stands on a
            list then; without it, who stands on it on the period's last day.
        may_be_listed: false for a natural person whose listings the register may not show
            (``disclosure.natural_person_listings``): nothing is proposed.

    All conditions of ``enter`` must be met, and the subject not stand on the list; any one of
    ``leave`` is enough, and the subject must stand on it. A subject that left the register is
    proposed to no list.

    Raises:
        ValueError: the period is not one.
    """
    if not may_be_listed:
        return ()
    if isinstance(period, str):
        period = Period.parse(period)
    return tuple(_proposals(record, standard, period, known_on))


def _proposals(
    record: Record, standard: Standard, period: Period, known_on: date | None
) -> Iterator[Proposal]:
    for rule in standard.lists:
        standing = _standing(record, rule.list, known_on or period.end)
        case = _Case(record, standard, period, known_on, standing)
        if standing is not None:
            met = [one for one in (_evidence(condition, case) for condition in rule.leave) if one]
            if met:
                yield _proposal(rule, "leave", standard, met)
        elif record.left_on is None or record.left_on > period.end:
            found = [_evidence(condition, case) for condition in rule.enter]
            met = [one for one in found if one]
            if len(met) == len(found):
                yield _proposal(rule, "enter", standard, met)


def _proposal(
    rule: ListRule, action: Literal["enter", "leave"], standard: Standard, met: list[Evidence]
) -> Proposal:
    return Proposal(
        list=rule.list,
        action=action,
        basis=rule.basis,
        standard=standard.id,
        evidence=tuple(met),
    )


def _standing(record: Record, list_: str, on: date) -> Listing | None:
    """Return the entry by which a subject stands on a list on a day."""
    return next((one for one in record.listings if one.list == list_ and one.is_current(on)), None)


def _evidence(condition: ListCondition, case: _Case) -> Evidence | None:
    return RULES[condition.rule](condition, case)


def _grade(condition: ListCondition, case: _Case) -> Evidence | None:
    """Each of the last ``periods`` results, that of this period first, lies within the grades."""
    newest = sorted(_results(case), key=lambda one: one.period, reverse=True)[: condition.periods]
    if len(newest) < condition.periods or newest[0].period != case.period.id:
        return None
    ranks = case.standard.ranks
    for one in newest:
        rank = ranks.get(one.grade, one.rank)
        if condition.at_least and rank > ranks[condition.at_least]:
            return None
        if condition.at_most and rank < ranks[condition.at_most]:
            return None
    return Evidence(rule="grade", results=tuple(Result(one.period, one.grade) for one in newest))


def _results(case: _Case) -> Iterator[Assessment]:
    known_on = case.known_on
    for one in case.record.assessments:
        known = known_on is None or one.decided_on is None or one.decided_on <= known_on
        if known and len(one.period) == len(case.period.id) and one.period <= case.period.id:
            yield one


def _item(condition: ListCondition, case: _Case) -> Evidence | None:
    """An item was determined in the last ``months`` and is not repaired by the period's last day."""
    items = sorted(_items(condition, case), key=lambda one: (one.determined_on, one.id))
    return Evidence(rule="item", items=tuple(one.id for one in items)) if items else None


def _no_item(condition: ListCondition, case: _Case) -> Evidence | None:
    """No such item was: evidence is the day from which there is none."""
    if any(True for _ in _items(condition, case)):
        return None
    return Evidence(rule="no-item", since=add_months(case.period.end, -condition.months))


def _items(condition: ListCondition, case: _Case) -> Iterator[CreditItem]:
    end = case.period.end
    for item in case.record.credit_information:
        known = item.recorded_on or item.determined_on
        if (
            _is_meant(item, condition)
            and item.determined_on <= end < add_months(item.determined_on, condition.months)
            and (case.known_on is None or known <= case.known_on)
            and not item.is_repaired(end, case.known_on)
        ):
            yield item


def _is_meant(item: CreditItem, condition: ListCondition) -> bool:
    """Tell whether an item has the indicators and severities; without either, is of dishonesty."""
    if condition.indicators and item.indicator not in condition.indicators:
        return False
    if condition.severity:
        return item.severity in condition.severity
    return bool(condition.indicators) or item.category == "dishonesty"


def _listed(condition: ListCondition, case: _Case) -> Evidence | None:
    """The subject has stood on the list for ``months`` on the period's last day."""
    listing = case.standing
    if listing is None or add_months(listing.listed_on, condition.months) > case.period.end:
        return None
    return Evidence(rule="listed", since=listing.listed_on, document=listing.document)


#: The closed vocabulary of ``rule`` in a condition of a list.
RULES: dict[str, _Rule] = {"grade": _grade, "item": _item, "no-item": _no_item, "listed": _listed}
