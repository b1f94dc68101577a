"""Grading standards (信用等级评价标准) as data: a closed vocabulary, no expression to run.

A standard is one file of ``content/standards/``, held to ``schemas/standard.schema.json``, which
has a Chinese title and description for every field; ``docs/standards.md`` shows an example of each
rule. The department's scoring tables could not be read, so whatever ships is labelled 示范.

Points are decimals of two places here and integers in hundredths wherever they are added up.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

import msgspec

from kuangxin.grading.periods import Period
from kuangxin.records import Assessment, Category, Severity

__all__ = [
    "Band",
    "Condition",
    "Gate",
    "Group",
    "Indicator",
    "ListCondition",
    "ListRule",
    "Measure",
    "Standard",
    "hundredths",
]


def hundredths(points: Decimal) -> int:
    """Return points as an integer in hundredths of a point."""
    return int(points.scaleb(2))


class _Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Condition(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """What an item must meet to count under an indicator; every field given must hold.

    ``severity``: it is one of these. ``licence``: it concerns a licence, or concerns none.
    ``under_objection``: an objection to it is open on the period's last day, or is not.
    """

    severity: tuple[Severity, ...] = ()
    licence: bool | None = None
    under_objection: bool | None = None


class Indicator(_Base, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """An indicator (指标): what credit information of it does to the points of a period.

    ``count`` names the rule (:mod:`kuangxin.grading.counting`): ``each`` item adds the points;
    a ``period`` adds them once however many items there are; an item adds them ``once``, in the
    period in which it was determined; ``share`` adds the share of the licences concerned; ``none``
    adds nothing. ``cap`` limits the sum of the indicator in a period, whatever its sign.

    An item counts while it is published, or for ``months`` from the day it was determined; always
    until the period in which it was repaired. What is withheld from the public counts only where
    ``counts_withheld`` says so.
    """

    id: str
    title: str
    category: Category
    points: Decimal
    severity: Severity | None = None
    count: Literal["each", "period", "once", "share", "none"] = "each"
    cap: Decimal | None = None
    months: int | None = None
    when: Condition | None = None
    counts_withheld: bool = False
    description: str = ""

    @cached_property
    def hundredths(self) -> int:
        """The points in hundredths."""
        return hundredths(self.points)


class Group(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """Indicators that count together: all of them (``sum``) or only the one that costs most (``worst``).

    ``cap`` limits the sum of the group.
    """

    id: str
    title: str
    indicators: tuple[str, ...]
    take: Literal["sum", "worst"] = "sum"
    cap: Decimal | None = None


class Gate(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A bound that does not depend on the sum.

    ``item``: a counting item of one of ``indicators`` holds the grade to ``grade`` or worse (a veto
    where that is the worst). ``list``: so does standing on ``list`` on the period's last day.
    ``months``: with fewer than ``months`` whole months on record by the period's last day the
    subject is not assessed.
    """

    id: str
    title: str
    rule: Literal["item", "list", "months"]
    indicators: tuple[str, ...] = ()
    list: str = ""
    grade: str = ""
    months: int = 0


class Measure(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """What follows from a grade: a ``reward`` (守信激励) or a ``restraint`` (失信惩戒), with its basis."""

    kind: Literal["reward", "restraint"]
    text: str
    basis: str = ""


class Band(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A grade and the points from which it is given; ``to`` repeats the upper bound for readers.

    ``supervision`` names the category of supervision (分类监管), ``measures`` what follows.
    """

    grade: str
    title: str
    meaning: str
    from_: Decimal = msgspec.field(name="from")
    to: Decimal | None = None
    supervision: str = ""
    measures: tuple[Measure, ...] = ()


class ListCondition(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """One condition of entering or leaving a list (:mod:`kuangxin.grading.listing_rules`).

    ``grade``: each of the last ``periods`` results is ``at_least`` or ``at_most`` this grade.
    ``item``: an item of ``indicators`` or ``severity`` was determined in the last ``months`` and is
    not repaired. ``no-item``: none was. ``listed``: on the list for ``months``.
    """

    rule: Literal["grade", "item", "no-item", "listed"]
    at_least: str = ""
    at_most: str = ""
    periods: int = 1
    indicators: tuple[str, ...] = ()
    severity: tuple[Severity, ...] = ()
    months: int = 0


class ListRule(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """When the system proposes to enter a subject on a list (all conditions) or to remove it (any).

    A proposal is never a listing: an authority decides, with basis and document.
    """

    list: str
    basis: str
    enter: tuple[ListCondition, ...]
    leave: tuple[ListCondition, ...] = ()


class Standard(_Base, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """A grading standard of one kind, in force from a day; ``bands`` run from the best to the worst.

    ``year`` says how the annual result follows from the quarters: their average, the worst of
    them, or the last. ``supervision_basis`` names the document by which supervision and measures
    follow the annual result, not each quarter's.
    """

    id: str
    kind: str
    title: str
    document: str
    authority: str
    effective_from: date
    periods: tuple[Literal["quarter", "year"], ...]
    base: Decimal
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    effective_until: date | None = None
    demonstration: bool = False
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    year: Literal["average", "worst", "last"] = "average"
    groups: tuple[Group, ...] = ()
    gates: tuple[Gate, ...] = ()
    lists: tuple[ListRule, ...] = ()
    description: str = ""
    supervision_basis: str = ""

    def indicator(self, indicator: str) -> Indicator | None:
        """Return the indicator with this id, or None."""
        return self.by_id.get(indicator)

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """The indicators by id."""
        return {one.id: one for one in self.indicators}

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each indicator in the standard."""
        return {one.id: place for place, one in enumerate(self.indicators)}

    @cached_property
    def bounds(self) -> tuple[int, ...]:
        """The lower bound of each band in hundredths, from the best grade to the worst."""
        return tuple(hundredths(band.from_) for band in self.bands)

    @cached_property
    def base_hundredths(self) -> int:
        """The base points in hundredths."""
        return hundredths(self.base)

    @cached_property
    def limits(self) -> tuple[int, int | None]:
        """The minimum and the maximum in hundredths."""
        return hundredths(self.minimum), None if self.maximum is None else hundredths(self.maximum)

    @cached_property
    def plain_results(self) -> dict[object, Assessment]:
        """What :func:`~kuangxin.grading.assess` computed of records that hold no information."""
        return {}

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The place of each grade among the bands, 0 for the best."""
        return {band.grade: rank for rank, band in enumerate(self.bands)}

    def covers(self, period: Period) -> bool:
        """Tell whether the standard was in effect on the period's last day."""
        begun = self.effective_from <= period.end
        return begun and (self.effective_until is None or period.end <= self.effective_until)

    def grades(self, period: Period) -> bool:
        """Tell whether the standard grades periods of this length."""
        return ("year" if period.is_year else "quarter") in self.periods

    def explain(self, assessment: Assessment) -> tuple[str, ...]:
        """Return in words, line by line, how a result follows from the standard.

        Raises:
            ValueError: the result was not given by this standard.
        """
        from kuangxin.explain import explain

        return explain(self, assessment)

    def rank_of(self, total: int) -> int:
        """Return the rank of a sum in hundredths of a point: of the first band it reaches."""
        for rank, bound in enumerate(self.bounds):
            if bound <= total:
                return rank
        return len(self.bands) - 1
