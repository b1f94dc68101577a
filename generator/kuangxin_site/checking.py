"""Check a whole register on the way to something else: to a report, a build, an assessment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from kuangxin_site.assess.partition import ExamineTask, examine_partitions, partition_ranges
from kuangxin_site.check.chunks import Spooled, check_files
from kuangxin_site.check.context import Context
from kuangxin_site.check.look import check_look
from kuangxin_site.check.prose import check_prose
from kuangxin_site.check.register import DataFile
from kuangxin_site.parallel import Executor, open_executor
from kuangxin_site.problems import Problem

__all__ = ["Progress", "check_lines", "examine", "open_workers", "silent"]

#: Told the step, what is done, and of how much.
Progress = Callable[[str, int, int], None]

#: Bytes of content below which worker processes cost more than they bring.
_SMALL = 1_500_000


def open_workers(jobs: int, files: list[DataFile]) -> AbstractContextManager[Executor]:
    """Open the executor for a register: ``jobs`` workers, or as many as its size is worth (0)."""
    small = sum(file.size for file in files) < _SMALL
    return open_executor(1 if small and jobs == 0 else jobs)


def check_lines(
    context: Context,
    files: list[DataFile],
    work: Path,
    executor: Executor,
    problems: list[Problem],
    tell: Progress,
) -> Spooled:
    """Check the prose and every line by itself; spool the lines below ``work``."""
    problems.extend(check_prose(context))
    problems.extend(check_look(context))
    return check_files(
        context, files, work, executor, problems, lambda done, of: tell("check", done, of)
    )


def examine(spooled: Spooled, executor: Executor, tell: Progress) -> Iterator[Problem]:
    """Yield what is wrong between lines: references, duplicates, results that differ."""
    tasks = [
        ExamineTask(spooled.context, spooled.spools, first, after)
        for first, after in partition_ranges(spooled.partitions, spooled.content_bytes)
    ]
    for done, found in enumerate(executor.map(examine_partitions, tasks), start=1):
        yield from found
        tell("assess", done, len(tasks))


def silent(step: str, done: int, of: int) -> None:
    """Tell nobody."""
