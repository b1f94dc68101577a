"""Grading: from a published standard and credit information to points, grade and reasons.

The one definition, pure and without input or output: the builder holds decided results to it, a
third party recomputes them with it.
"""

from kuangxin.grading.assessing import NotAssessed, Withheld, assess, withheld_between, withheld_in
from kuangxin.grading.listing_rules import Evidence, Proposal, Result, propose
from kuangxin.grading.periods import Period, newest_first
from kuangxin.grading.standards import (
    Band,
    Condition,
    Gate,
    Group,
    Indicator,
    ListCondition,
    ListRule,
    Measure,
    Standard,
    hundredths,
)

__all__ = [
    "Band",
    "Condition",
    "Evidence",
    "Gate",
    "Group",
    "Indicator",
    "ListCondition",
    "ListRule",
    "Measure",
    "NotAssessed",
    "Period",
    "Proposal",
    "Result",
    "Standard",
    "Withheld",
    "assess",
    "hundredths",
    "newest_first",
    "propose",
    "withheld_between",
    "withheld_in",
]
