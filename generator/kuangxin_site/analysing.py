"""Analyse a register for a period: the tables of the yearly report, in words, JSON or a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from kuangxin.disclosure import publish_subject
from kuangxin.grading import Period
from kuangxin_site.assess.analysis import Analysis, Times, analyse
from kuangxin_site.assess.partition import assess_partition
from kuangxin_site.assess.tally import Tally, period_before
from kuangxin_site.assessing import open_register
from kuangxin_site.check.context import load_context
from kuangxin_site.check.divisions import city_of
from kuangxin_site.check.register import read_register
from kuangxin_site.check.spool import read_partition
from kuangxin_site.checking import Progress, silent
from kuangxin_site.errors import WrongUsage
from kuangxin_site.problems import InputRefused

__all__ = [
    "Titles",
    "analyse_register",
    "read_titles",
    "tables",
    "write_workbook",
]

Table = tuple[str, list[tuple[object, ...]]]

#: What a plain head would not say: items and points of a row are not of the same items.
_HEADS = {"items": "items determined in the period", "points": "points in its results"}


class Titles(msgspec.Struct, frozen=True):
    """The words for an analysis: titles of kinds, lists, divisions and, by kind, indicators.

    ``tables`` are the definitions of ``schemas/analysis.schema.json`` in the register's language.
    """

    kinds: dict[str, str]
    lists: dict[str, str]
    divisions: dict[str, str]
    indicators: dict[tuple[str, str], str]
    tables: dict[str, dict[str, Any]]


class _Task(msgspec.Struct, frozen=True):
    context: Path
    spools: tuple[Path, ...]
    first: int
    after: int
    period: str
    before: str
    published_on: date | None


def analyse_register(
    folder: Path,
    period: str,
    *,
    compare: str | None = None,
    published_on: date | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Analysis:
    """Count a register for a period, beside the one before or ``compare``.

    Args:
        folder: the register.
        period: ``2015Q3`` or ``2015``.
        compare: a period of the same length.
        published_on: count only what may be shown on this day; None counts everything, what is
            withheld from the public among it.
        jobs: worker processes, 0 for one a processor.
        progress: told the step, what is done and of how much.

    Raises:
        InputRefused: the register has errors.
        WrongUsage: a period is none, or the two differ in length.
    """
    try:
        own = Period.parse(period)
        before = Period.parse(compare) if compare else Period.parse(period_before(period))
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    if own.is_year != before.is_year:
        raise WrongUsage(f"{period} and {compare} differ in length")
    tell = progress or silent
    with open_register(folder, jobs, tell) as opened:
        tasks = [
            _Task(
                opened.spooled.context,
                opened.spooled.spools,
                *range_,
                own.id,
                before.id,
                published_on,
            )
            for range_ in opened.ranges
        ]
        tally = Tally()
        for done, part in enumerate(opened.executor.map(_tally, tasks), start=1):
            tally.merge(part)
            tell("analyse", done, len(tasks))
        return analyse(tally, own.id, before.id, [one.id for one in opened.context.settings.lists])


def _tally(task: _Task) -> Tally:
    context = load_context(task.context)
    tally = Tally()
    city = partial(city_of, context.divisions)
    for _, entries in read_partition(task.spools, range(task.first, task.after)):
        subjects, _ = assess_partition(entries, context)
        if task.published_on is not None:
            natural = context.settings.natural_persons
            subjects = [
                publish_subject(one, context.windows, task.published_on, natural)
                for one in subjects
            ]
        tally.add(subjects, city, (task.before, task.period))
    return tally


def read_titles(folder: Path) -> Titles:
    """Read the words for an analysis of a register.

    Raises:
        InputRefused: the register's own files cannot be read.
    """
    context, _, problems = read_register(folder, "zh-CN")
    if context is None:
        raise InputRefused(problems)
    settings = context.settings
    indicators: dict[tuple[str, str], str] = {}
    for standard in sorted(context.standards.values(), key=lambda one: one.effective_from):
        for one in standard.indicators:
            indicators[standard.kind, one.id] = one.title
    return Titles(
        kinds={kind.id: kind.title for kind in settings.kinds},
        lists={one.id: one.title for one in settings.lists},
        divisions={code: one.name for code, one in context.divisions.items()},
        indicators=indicators,
        tables=context.schemas["analysis.schema.json"].document["$defs"],
    )


def tables(analysis: Analysis) -> Iterator[Table]:
    """Yield each table with its title: the head, then the rows."""
    for name in ("grades", "movements", "indicators", "lists", "coverage"):
        rows = getattr(analysis, name)
        if rows:
            head = rows[0].__struct_fields__
            said = tuple(_HEADS.get(field, field) for field in head)
            yield name, [said, *(tuple(getattr(row, field) for field in head) for row in rows)]
    times = [_times("repair_days", analysis.repair_days)]
    times.append(_times("objection_days", analysis.objection_days))
    yield "times", [("of", *Times.__struct_fields__), *times]


def _times(name: str, times: Times) -> tuple[object, ...]:
    return (name, *(getattr(times, field) for field in times.__struct_fields__))


def write_workbook(analysis: Analysis, path: Path, titles: Titles) -> None:
    """Write the tables as sheets of one workbook, codes with their titles beside them.

    Sheets and heads are in the words of the schema; texts are never formulas.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # The file says nothing of the clock: the period's last day stands for the day it was made.
        moment = datetime.combine(Period.parse(analysis.period).end, time())
        book.set_properties({"author": "kuangxin", "created": moment})
        for name, rows in tables(analysis):
            words = titles.tables[name]
            sheet = book.add_worksheet(words["title"])
            sheet.freeze_panes(1, 0)
            fields = words["properties"]
            sheet.write_row(0, 0, [field["title"] for field in fields.values()])
            for number, row in enumerate(rows[1:], start=1):
                sheet.write_row(number, 0, list(_with_titles(fields, row, titles)))


def _with_titles(
    fields: Mapping[str, object], row: Sequence[object], titles: Titles
) -> Iterator[object]:
    """Yield the cells of a row by the schema's fields: ``<field>_title`` says what a code means."""
    given = dict(zip((name for name in fields if not name.endswith("_title")), row, strict=True))
    for name in fields:
        code = str(given.get(name.removesuffix("_title"), ""))
        match name:
            case "kind_title":
                yield titles.kinds.get(code, code)
            case "division_title":
                yield titles.divisions.get(code, code)
            case "list_title":
                yield titles.lists.get(code, code)
            case "indicator_title":
                yield titles.indicators.get((str(given["kind"]), code), code)
            case "of":
                words: dict[str, Any] = titles.tables["times"]["properties"]["of"]
                yield next(one["title"] for one in words["oneOf"] if one["const"] == code)
            case _:
                yield given[name]
