"""Look for the quarters that an annual result rests on (暂行办法 2014: grades quarterly).

A year made from fewer quarters than were graded is another result, and nothing in its sum says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kuangxin.grading import Period, Standard

__all__ = ["lacking_quarters"]


def lacking_quarters(
    kind: str, year: str, standards: Iterable[Standard], decided: Collection[str]
) -> Iterator[str]:
    """Yield the quarters of a year that a standard of the kind grades and that no one decided.

    ``decided`` are the periods for which the register has results of the kind.
    """
    own = [one for one in standards if one.kind == kind]
    for number in range(1, 5):
        quarter = Period.parse(f"{year}Q{number}")
        graded = any(one.covers(quarter) and one.grades(quarter) for one in own)
        if graded and quarter.id not in decided:
            yield quarter.id
