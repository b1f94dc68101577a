"""Assess a register for a period: propose results and lists, or record what an authority decided."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import msgspec

from kuangxin.grading import Period, Standard
from kuangxin_site.assess.merging import merge_parts, put_in_place
from kuangxin_site.assess.partition import partition_ranges
from kuangxin_site.assess.proposed import Decision, find_standard
from kuangxin_site.assess.proposing import Assessed, ProposeTask, propose_partitions
from kuangxin_site.check.bounds import bounded
from kuangxin_site.check.chunks import Spooled
from kuangxin_site.check.context import Context
from kuangxin_site.check.register import read_register
from kuangxin_site.check.years import lacking_quarters
from kuangxin_site.checking import Progress, check_lines, examine, open_workers, silent
from kuangxin_site.errors import WrongUsage
from kuangxin_site.parallel import Executor
from kuangxin_site.problems import InputRefused, Problem, has_errors, in_order
from kuangxin_site.wording import Language, say, written_in

__all__ = ["Opened", "Proposed", "assess_register", "open_register"]

#: Folder of the register that holds proposals; neither check nor build reads it.
PROPOSALS = "proposals"


class Opened(msgspec.Struct, frozen=True):
    """A register that was checked, on its way through the partitions."""

    context: Context
    spooled: Spooled
    executor: Executor
    work: Path
    warnings: list[Problem]

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """The ranges of partitions that tasks take."""
        return partition_ranges(self.spooled.partitions, self.spooled.content_bytes)


class Proposed(msgspec.Struct, frozen=True):
    """What an assessment came to; ``recorded`` counts the lines added to ``content``."""

    period: str
    known_on: date | None
    kinds: tuple[str, ...]
    assessed: Assessed
    files: tuple[Path, ...]
    recorded: int
    warnings: list[Problem]


@contextmanager
def open_register(folder: Path, jobs: int, tell: Progress) -> Iterator[Opened]:
    """Check every line of a register and keep it spooled while the context is open.

    Raises:
        InputRefused: the register has errors: the problems are those of ``check``.
    """
    context, files, problems = read_register(folder, "zh-CN")
    if context is None:
        raise InputRefused(problems)
    with tempfile.TemporaryDirectory(prefix="kuangxin-") as name, ExitStack() as stack:
        executor = stack.enter_context(open_workers(jobs, files))
        spooled = check_lines(context, files, Path(name), executor, problems, tell)
        opened = Opened(context, spooled, executor, Path(name), in_order(problems))
        if has_errors(problems):
            found = [*problems, *examine(spooled, executor, tell)]
            raise InputRefused(bounded(found, context.settings.language))
        yield opened


def assess_register(
    folder: Path,
    period: Period,
    *,
    known_on: date | None = None,
    kinds: Iterable[str] = (),
    lists: bool = False,
    decision: Decision | None = None,
    into: Path | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Proposed:
    """Assess every subject for a period; write proposals, or record them as decided.

    Results go to ``proposals/<kind>/<period>.jsonl`` of the register and, with ``lists``, proposals
    for the lists to ``….lists.jsonl`` beside it, which is removed without: it would rest on other
    results. All of them go to the file ``into`` if it is given. With a ``decision`` the lines that are not there yet go to
    ``assessments/<kind>/<period>.jsonl``, computed with what was known on its day.

    Raises:
        InputRefused: the register has errors, no standard grades the period, or a year is to be
            decided before its quarters; nothing was written.
        WrongUsage: an argument cannot be what it is meant to be.
        OSError: a file could not be written; those that stood are as they were.
    """
    tell = progress or silent
    with open_register(folder, jobs, tell) as opened:
        chosen = _chosen_kinds(opened.context, tuple(kinds))
        if decision is not None:
            _look_at(decision, period, known_on, opened.context)
            known_on = decision.decided_on
        lacking = list(_without_standard(opened.context, chosen, period))
        if decision is not None and period.is_year:
            lacking.extend(_without_quarters(opened.context, chosen, period.id))
        if has_errors(lacking):
            raise InputRefused([*opened.warnings, *lacking])
        parts = opened.work / "parts"
        parts.mkdir()
        spooled = opened.spooled
        tasks = [
            ProposeTask(
                spooled.context,
                spooled.spools,
                first,
                after,
                period,
                known_on,
                chosen,
                lists,
                decision,
                parts,
            )
            for first, after in opened.ranges
        ]
        assessed = _assess(opened, tasks, tell)
        files = _write(folder, parts, period, chosen, lists, decision, assessed, into)
        new = sum(one.states.get("new", 0) for one in assessed.kinds.values())
        return Proposed(
            period.id,
            known_on,
            chosen,
            assessed,
            files,
            new if decision is not None else 0,
            in_order([*opened.warnings, *lacking, *assessed.problems]),
        )


def _assess(opened: Opened, tasks: list[ProposeTask], tell: Progress) -> Assessed:
    whole = Assessed()
    for done, one in enumerate(opened.executor.map(propose_partitions, tasks), start=1):
        found = [*whole.problems, *one.problems]
        whole.problems = bounded(found, opened.context.settings.language)
        for kind, count in one.kinds.items():
            if kind in whole.kinds:
                whole.kinds[kind].add(count)
            else:
                whole.kinds[kind] = count
        tell("assess", done, len(tasks))
    if has_errors(whole.problems):
        raise InputRefused([*opened.warnings, *whole.problems])
    return whole


def _chosen_kinds(context: Context, kinds: tuple[str, ...]) -> tuple[str, ...]:
    graded = [kind.id for kind in context.settings.kinds if kind.graded]
    for kind in kinds:
        if kind not in graded:
            raise WrongUsage(f"--kind {kind}: the register grades {', '.join(graded)}")
    return tuple(kind for kind in graded if not kinds or kind in kinds)


def _without_standard(
    context: Context, kinds: tuple[str, ...], period: Period
) -> Iterator[Problem]:
    """Yield each kind that no standard grades for the period: a mistake where it is every kind."""
    found = {kind: find_standard(context.standards.values(), kind, period) for kind in kinds}
    none = not any(isinstance(one, Standard) for one in found.values())
    for kind, why in found.items():
        own = [one for one in context.standards.values() if one.kind == kind]
        if isinstance(why, Standard) or not (own or none):
            continue
        own.sort(key=lambda one: (one.effective_from, one.id))
        language = context.settings.language
        forces = [_in_force(one, language) for one in own]
        yield say(
            "period-not-graded" if why == "no-such-period" else "period-without-standard",
            language,
            file="standards",
            severity="error" if none else "warning",
            values={
                "value": context.kinds[kind].title,
                "limit": period.end,
                "other": period.id,
                "detail": ", ".join(forces) or "—",
            },
        )


def _without_quarters(context: Context, kinds: tuple[str, ...], year: str) -> Iterator[Problem]:
    """Yield each kind of which a quarter that its standard grades has no decided result at all."""
    for kind in kinds:
        folder = context.folder / "assessments" / kind
        decided = {path.stem for path in folder.glob("*.jsonl")}
        lacking = list(lacking_quarters(kind, year, context.standards.values(), decided))
        if lacking:
            values = {"value": context.kinds[kind].title, "other": year}
            values["limit"] = ", ".join(lacking)
            language, file = context.settings.language, f"assessments/{kind}"
            yield say("year-lacks-quarters", language, file=file, values=values)


def _in_force(standard: Standard, language: Language) -> str:
    start, end = standard.effective_from, standard.effective_until
    if written_in(language) == "zh-CN":
        return f"{standard.id}（{start} {f'至 {end}' if end else '起'}）"
    return f"{standard.id} ({f'{start} to {end}' if end else f'from {start}'})"


def _look_at(decision: Decision, period: Period, known_on: date | None, context: Context) -> None:
    """Refuse a decision that ``check`` would refuse in the lines it makes."""
    if known_on is not None and known_on != decision.decided_on:
        raise WrongUsage(
            "--known-on: a decided result is held to what was known on the day of the decision; "
            "leave it out with --decide"
        )
    if decision.decided_on <= period.end:
        raise WrongUsage(
            f"--decided-on {decision.decided_on}: {period.id} ends on {period.end}; "
            "a result is decided after its period"
        )
    schema = context.schemas["assessment.schema.json"]
    sample = {"code": "X", "standard": "X", "points": 0, "grade": "X"}
    line = {**sample, **msgspec.to_builtins(decision)}
    for failure in schema.explain(line):
        option = f"--{str(failure.path[0]).replace('_', '-')}"
        if not failure.value:
            raise WrongUsage(f"{option} is empty: a decision names its authority and document")
        raise WrongUsage(f"{option}: {failure.value!r} is refused ({failure.rule} {failure.limit})")
    if not all(text.isprintable() for text in (decision.authority, decision.document)):
        raise WrongUsage("--authority and --document hold a character that cannot be shown")


def _write(
    folder: Path,
    parts: Path,
    period: Period,
    kinds: tuple[str, ...],
    lists: bool,
    decision: Decision | None,
    assessed: Assessed,
    into: Path | None,
) -> tuple[Path, ...]:
    stale: list[Path] = []
    if into is not None:
        kept = [f"{what}.{kind}" for kind in kinds for what in ("results", "lists")]
        wanted = {into: kept}
    else:
        wanted = {}
        for kind in kinds:
            place = folder / PROPOSALS / kind
            if decision is None:
                wanted[place / f"{period.id}.jsonl"] = [f"results.{kind}"]
            elif assessed.kinds[kind].states.get("new"):
                target = folder / "assessments" / kind / f"{period.id}.jsonl"
                wanted[target] = [f"content.{kind}"]
            if lists:
                wanted[place / f"{period.id}.lists.jsonl"] = [f"lists.{kind}"]
            elif decision is None:  # those of an earlier run rest on other results
                stale.append(place / f"{period.id}.lists.jsonl")
    if decision is not None and into is not None:
        for kind in kinds:
            if assessed.kinds[kind].states.get("new"):
                wanted[folder / "assessments" / kind / f"{period.id}.jsonl"] = [f"content.{kind}"]
    with tempfile.TemporaryDirectory(prefix=".assess-", dir=folder) as name:
        staging = Path(name)
        ready = {
            target: _write_one(staging / str(number), parts, names)
            for number, (target, names) in enumerate(wanted.items())
        }
        outside = ready.pop(into) if into is not None else None
        put_in_place(ready, staging)
        for path in stale:
            path.unlink(missing_ok=True)
        if into is not None and outside is not None:
            into.write_bytes(outside.read_bytes())
    return tuple(wanted)


def _write_one(path: Path, parts: Path, names: list[str]) -> Path:
    with path.open("wb") as file:
        for name in names:
            file.writelines(merge_parts(parts, name))
        file.flush()
        os.fsync(file.fileno())
    return path
