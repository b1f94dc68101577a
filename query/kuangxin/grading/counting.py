"""How credit information becomes points: which items count, and one small function a rule.

Adding a rule is a function in :data:`RULES` and its name in ``schemas/standard.schema.json``.
All arithmetic is in hundredths of a point, in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from kuangxin.disclosure import add_months
from kuangxin.grading.periods import Period
from kuangxin.grading.standards import Condition, Group, Indicator, Standard, hundredths
from kuangxin.grading.steps import Steps
from kuangxin.records import CreditItem, Record

__all__ = [
    "RULES",
    "Counting",
    "add_information",
    "counting_items",
    "item_counts",
    "licences_within",
    "share_points",
]

#: The items that count under each indicator, by its id, oldest first.
Counting = dict[str, list[CreditItem]]
_DAY = timedelta(days=1)
_Rule = Callable[[Steps, Indicator, list[CreditItem], Record, Period], None]


def counting_items(
    record: Record, standard: Standard, period: Period, known_on: date | None = None
) -> Counting:
    """Return the items of a record that count in a period, by indicator in the standard's order.

    ``known_on``: only what the register knew on that day counts: an item by its ``recorded_on``, a
    repair by its ``repair_recorded_on``.
    """
    found: Counting = {}
    for item in record.credit_information:
        indicator = standard.by_id.get(item.indicator)
        if indicator is not None and item_counts(item, indicator, period, known_on):
            found.setdefault(item.indicator, []).append(item)
    if len(found) > 1:
        found = {id: found[id] for id in sorted(found, key=standard.order.__getitem__)}
    for items in found.values():
        if len(items) > 1:
            items.sort(key=lambda one: (one.determined_on, one.id))
    return found


def item_counts(
    item: CreditItem, indicator: Indicator, period: Period, known_on: date | None = None
) -> bool:
    """Tell whether an item counts in a period.

    It was determined by the period's last day and had not ended before the first: neither repaired
    nor past its term. So repair changes the grade in the next quarter (采矿权人信用监督管理暂行办法,
    2014-08).
    """
    begun = item.determined_on <= period.end and (
        known_on is None or (item.recorded_on or item.determined_on) <= known_on
    )
    return (
        begun
        and (indicator.count != "once" or item.determined_on >= period.start)
        and (indicator.counts_withheld or not item.withheld)
        and (item.repaired_on is None or not item.is_repaired(period.start - _DAY, known_on))
        and _term_reaches(item, indicator, period)
        and (indicator.when is None or _meets(item, indicator.when, period))
    )


def _term_reaches(item: CreditItem, indicator: Indicator, period: Period) -> bool:
    if indicator.months is not None:
        return add_months(item.determined_on, indicator.months) >= period.start
    return item.publish_until is None or item.publish_until >= period.start


def _meets(item: CreditItem, condition: Condition, period: Period) -> bool:
    if condition.severity and item.severity not in condition.severity:
        return False
    if condition.licence is not None and condition.licence != bool(item.licence):
        return False
    objected = condition.under_objection
    return objected is None or objected == item.under_objection(period.end)


def add_information(
    steps: Steps, counting: Counting, standard: Standard, record: Record, period: Period
) -> None:
    """Add what counts: each indicator by its rule and within its cap, then the groups."""
    sums: dict[str, int] = {}
    for id, items in counting.items():
        indicator = standard.by_id[id]
        if indicator.count == "none":  # counts for gates only
            continue
        before = steps.total
        RULES[indicator.count](steps, indicator, items, record, period)
        if indicator.cap is not None:
            _hold(steps, steps.total - before, hundredths(indicator.cap), "cap", id)
        sums[id] = steps.total - before
    for group in standard.groups:
        own = [sums[id] for id in group.indicators if id in sums]
        if own:
            _add_group(steps, group, own)


def _add_group(steps: Steps, group: Group, sums: list[int]) -> None:
    kept = sum(sums)
    if group.take == "worst" and len(sums) > 1:
        kept = min(sums)
        steps.add("worst", kept - sum(sums), indicator=group.id)
    if group.cap is not None:
        _hold(steps, kept, hundredths(group.cap), "group-cap", group.id)


def _hold(steps: Steps, added: int, cap: int, rule: str, indicator: str) -> None:
    excess = abs(added) - cap
    if excess > 0:
        steps.add(rule, excess if added < 0 else -excess, indicator=indicator)


def _each(
    steps: Steps, indicator: Indicator, items: list[CreditItem], record: Record, period: Period
) -> None:
    """Add the points for every item."""
    for item in items:
        steps.add("item", indicator.hundredths, indicator=indicator.id, item=item.id)


def _period(
    steps: Steps, indicator: Indicator, items: list[CreditItem], record: Record, period: Period
) -> None:
    """Add the points once, for the oldest item."""
    steps.add("period", indicator.hundredths, indicator=indicator.id, item=items[0].id)


def _share(
    steps: Steps, indicator: Indicator, items: list[CreditItem], record: Record, period: Period
) -> None:
    """Add the points times the share of the record's licences that items concern.

    The licences are those that were valid on some day of the period, so that one granted or lapsed
    later changes no decided result. An item that names no licence concerns all of them, and so
    does any when there is none. The points are rounded to hundredths, a half away from zero.
    """
    licences = licences_within(record, period)
    concerned: Iterable[str] = {item.licence for item in items}
    whole = len(licences) or 1
    part = whole if "" in concerned or not licences else len(licences & set(concerned))
    points = share_points(indicator.hundredths, part, whole)
    steps.add("share", points, indicator=indicator.id, item=items[0].id)


def licences_within(record: Record, period: Period) -> set[str]:
    """Return the numbers of a record's licences that were valid on some day of a period."""
    return {
        licence.number
        for licence in record.licences
        if (licence.valid_from is None or licence.valid_from <= period.end)
        and (licence.valid_until is None or licence.valid_until >= period.start)
    }


def share_points(whole: int, part: int, of: int) -> int:
    """Return points (in hundredths) times a share of licences, a half away from zero."""
    return _round_half_away(whole * part, of)


def _round_half_away(number: int, by: int) -> int:
    size = (2 * abs(number) + by) // (2 * by)
    return size if number >= 0 else -size


#: The closed vocabulary of ``count``; ``none`` adds nothing.
RULES: dict[str, _Rule] = {"each": _each, "period": _period, "once": _each, "share": _share}
