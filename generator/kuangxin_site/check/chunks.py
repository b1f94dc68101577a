"""Check all subjects and assessments of a register, in chunks, and spool them for the partitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from kuangxin_site.check.bounds import bounded
from kuangxin_site.check.context import Context, save_context
from kuangxin_site.check.lines import chunks_of
from kuangxin_site.check.register import DataFile
from kuangxin_site.check.results import period_of
from kuangxin_site.check.spool import partition_count
from kuangxin_site.check.subjects import Task, check_chunk, moved
from kuangxin_site.parallel import Executor
from kuangxin_site.problems import Problem

__all__ = ["Spooled", "check_files"]


class Spooled(msgspec.Struct, frozen=True):
    """Checked content on its way to the partitions."""

    context: Path
    spools: tuple[Path, ...]
    partitions: int
    content_bytes: int
    rows: int


def check_files(
    context: Context,
    files: list[DataFile],
    work: Path,
    executor: Executor,
    problems: list[Problem],
    progress: Callable[[int, int], None] | None = None,
) -> Spooled:
    """Check every line of ``files``; the spool files are written below ``work``.

    ``progress`` is told the bytes done and the bytes in all.
    """
    saved = work / "context"
    save_context(context, saved)
    total = sum(file.size for file in files)
    count = partition_count(total)
    tasks = list(_tasks(files, saved, count, work))
    unread = _unread_before(context, problems)
    done = rows = before = 0
    last = ""
    for task, checked in zip(tasks, executor.map(check_chunk, tasks), strict=True):
        before = before if task.chunk.path == last else 0
        last = task.chunk.path
        if checked.problems:
            found = [*problems, *moved(checked.problems, before)]
            problems[:] = bounded(found, context.settings.language)
        if checked.unread:
            unread.add(_place(task))
        before += checked.lines
        rows += checked.lines if task.what == "subject" else 0
        done += task.chunk.end - task.chunk.start
        if progress:
            progress(done, total)
    if unread:
        saved = work / "context-unread"
        save_context(context.with_unread(unread), saved)
    return Spooled(saved, tuple(task.spool for task in tasks), count, total, rows)


def _place(task: Task) -> str:
    """Return what is not known to the end when a line cannot be read, as the context names it."""
    if task.what == "subject":
        return f"subjects/{task.kind}"
    return f"assessments/{task.kind}/{period_of(task.chunk.path)[:4]}"


def _unread_before(context: Context, problems: list[Problem]) -> set[str]:
    """Return the kinds some of whose files are not read at all, by what was found before."""
    kinds = {f"subjects/{kind}" for kind in context.kinds}
    found: set[str] = set()
    for problem in problems:
        top, _, rest = problem.file.partition("/")
        if top == "subjects" and problem.code != "duplicate-file":
            place = f"subjects/{rest.partition('/')[0]}"
            found |= {place} if place in kinds else kinds
    return found


def _tasks(files: list[DataFile], context: Path, count: int, work: Path) -> Iterator[Task]:
    number = 0
    for file in files:
        for chunk in chunks_of(file.path, file.size):
            spool = work / f"spool-{number:06}"
            yield Task(context, chunk, file.what, file.kind, count, spool)
            number += 1
