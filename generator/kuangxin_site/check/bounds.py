"""Keep what is found in bounds: a register that is wrong in every line is not held in memory.

Of each severity the first ten thousand problems are kept. One more stands for the others and says
how many they are; it has their severity, so that an error behind ten thousand warnings still
stops a build.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, say

__all__ = ["MOST_PROBLEMS", "bounded"]

#: Problems of one severity that are kept.
MOST_PROBLEMS = 10_000
_MORE = "more-problems"


def bounded(
    problems: Iterable[Problem], language: Language, most: int = MOST_PROBLEMS
) -> list[Problem]:
    """Return the first ``most`` problems of each severity, and one that counts the others.

    What was bounded before may be bounded again together with more: the counts add up.
    """
    kept: list[Problem] = []
    numbers = {"error": 0, "warning": 0}
    beyond = {"error": 0, "warning": 0}
    for problem in problems:
        if problem.code == _MORE or numbers[problem.severity] >= most:
            beyond[problem.severity] += problem.count
        else:
            numbers[problem.severity] += 1
            kept.append(problem)
    severities: tuple[Literal["error", "warning"], ...] = ("error", "warning")
    for severity in severities:
        if beyond[severity]:
            values = {"value": f"{beyond[severity]:,}"}
            more = say(_MORE, language, file=".", severity=severity, values=values)
            kept.append(replace(more, count=beyond[severity]))
    return kept
