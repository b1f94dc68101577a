"""Assess one range of partitions: subjects with all their results, and everything still wrong."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import msgspec

from kuangxin.records import Subject
from kuangxin_site.assess.hold import hold_results
from kuangxin_site.check.bounds import bounded
from kuangxin_site.check.context import Context, load_context
from kuangxin_site.check.join import join_partition
from kuangxin_site.check.spool import Entry, read_partition
from kuangxin_site.problems import Problem

__all__ = ["ExamineTask", "assess_partition", "examine_partitions", "partition_ranges"]


class ExamineTask(msgspec.Struct, frozen=True):
    """A range of partitions to look through without publishing anything."""

    context: Path
    spools: tuple[Path, ...]
    first: int
    after: int


def assess_partition(
    entries: Iterable[Entry], context: Context
) -> tuple[list[Subject], list[Problem]]:
    """Join the entries of a partition and hold their results; subjects come sorted by code."""
    joined, problems = join_partition(entries, context)
    subjects: list[Subject] = []
    for one in joined:
        records = []
        for record in one.records:
            held, found = hold_results(record, one.decided[record.kind], context)
            records.append(held)
            problems.extend(found)
        subjects.append(Subject(code=one.code, records=tuple(records)))
    return subjects, problems


def examine_partitions(task: ExamineTask) -> list[Problem]:
    """Return what is wrong between the files of a register, for a range of partitions."""
    context = load_context(task.context)
    problems: list[Problem] = []
    for _, entries in read_partition(task.spools, range(task.first, task.after)):
        problems.extend(assess_partition(entries, context)[1])
        problems = bounded(problems, context.settings.language)
    return problems


def partition_ranges(partitions: int, content_bytes: int) -> list[tuple[int, int]]:
    """Cut the partitions into ranges of about four megabytes of content each.

    The ranges follow from the content alone, not from the number of workers.
    """
    ranges = min(partitions, max(1, content_bytes // (4 * 1024 * 1024)))
    bounds = [partitions * index // ranges for index in range(ranges + 1)]
    return list(pairwise(bounds))
