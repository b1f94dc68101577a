"""The running sum of an assessment, in hundredths of a point, with a reason for every step."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from kuangxin.records import Reason

__all__ = ["Steps", "as_points"]


@lru_cache(maxsize=65536)
def as_points(total: int) -> Decimal:
    """Return hundredths as points with two decimals."""
    return Decimal(total).scaleb(-2)


class Steps:
    """A sum and the steps that led to it."""

    __slots__ = ("reasons", "total")

    def __init__(self) -> None:
        self.total = 0
        self.reasons: list[Reason] = []

    def add(
        self,
        rule: str,
        points: int,
        *,
        indicator: str = "",
        item: str = "",
        period: str = "",
        grade: str = "",
        withheld: bool = False,
    ) -> None:
        """Add points (in hundredths) under a rule."""
        self.total += points
        self.reasons.append(
            Reason(
                rule=rule,
                points=as_points(points),
                total=as_points(self.total),
                indicator=indicator,
                item=item,
                period=period,
                grade=grade,
                withheld=withheld,
            )
        )
