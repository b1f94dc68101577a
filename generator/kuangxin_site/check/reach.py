"""The highest and the lowest points that a standard can lead to: what its grades must lie within."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kuangxin.grading import Group, Indicator, Standard

__all__ = ["highest", "lowest"]


def highest(standard: Standard) -> Decimal | None:
    """Return the most points a quarter can end with; None without a bound."""
    added = _most(standard, 1)
    reached = None if added is None else standard.base + added
    if standard.maximum is None or reached is None:
        return standard.maximum if reached is None else reached
    return min(reached, standard.maximum)


def lowest(standard: Standard) -> Decimal:
    """Return the fewest points a quarter can end with."""
    taken = _most(standard, -1)
    return standard.minimum if taken is None else max(standard.base - taken, standard.minimum)


def _most(standard: Standard, sign: int) -> Decimal | None:
    """Return the most that indicators of one sign can add up to; None without a bound."""
    grouped = {id for group in standard.groups for id in group.indicators}
    parts = [_room(one, sign) for one in standard.indicators if one.id not in grouped]
    for group in standard.groups:
        rooms = [_room(standard.by_id[id], sign) for id in group.indicators if id in standard.by_id]
        parts.append(_together(group, rooms))
    return _sum(parts)


def _room(one: Indicator, sign: int) -> Decimal | None:
    """Return how much one indicator can add in a period; None without a bound."""
    if one.count == "none" or one.points * sign <= 0:
        return Decimal(0)
    if one.cap is not None:
        return one.cap
    return abs(one.points) if one.count in {"period", "share"} else None


def _together(group: Group, rooms: list[Decimal | None]) -> Decimal | None:
    most = _sum(rooms)
    if group.take == "worst":
        bounded = [room for room in rooms if room is not None]
        most = max(bounded, default=Decimal(0)) if len(bounded) == len(rooms) else None
    if group.cap is None:
        return most
    return group.cap if most is None else min(most, group.cap)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return total
