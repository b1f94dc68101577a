"""Working days (工作日): the holiday arrangements of the years that ``working-days.csv`` holds.

The file may be missing: every year then has plain weekends, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from kuangxin.workdays import Calendar, Day
from kuangxin_site.check.csv_rows import read_rows
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import Schema
from kuangxin_site.wording import Language, say

__all__ = ["COLUMNS", "FILE", "read_calendar"]

FILE = "working-days.csv"
COLUMNS = ("date", "kind", "name", "source")


def read_calendar(
    folder: Path, schema: Schema, language: Language, problems: list[Problem]
) -> Calendar:
    """Read ``working-days.csv``; what is wrong with it is added to ``problems``."""
    days: dict[object, Day] = {}
    rows = read_rows(folder / FILE, COLUMNS, schema, language, problems, required=False)
    for line, given in rows:
        day = msgspec.convert(given, Day)
        for code in _findings(day, days):
            problems.append(
                say(
                    code,
                    language,
                    file=FILE,
                    line=line,
                    pointer="/date",
                    field=schema.title(("date",)),
                    values={"value": day.date},
                )
            )
        days.setdefault(day.date, day)
    return Calendar(days=tuple(sorted(days.values(), key=lambda one: one.date)))


def _findings(day: Day, before: dict[object, Day]) -> Iterator[str]:
    """Yield the rules that a row breaks."""
    if day.date in before:
        yield "duplicate-day"
    if day.kind == "workday" and day.date.weekday() < 5:
        yield "worked-anyway"
