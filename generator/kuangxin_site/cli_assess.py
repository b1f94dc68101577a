"""The command ``kuangxin-site assess``: assess a period, decide, propose lists."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kuangxin.arguments import add_command, day
from kuangxin_site import terminal
from kuangxin_site.check.report import render_problems
from kuangxin_site.cli_arguments import add_jobs, add_register_and_period
from kuangxin_site.errors import WrongUsage

if TYPE_CHECKING:
    from kuangxin_site.assess.proposed import Decision, ProposedListing
    from kuangxin_site.assessing import Proposed

__all__ = ["add_assess"]

_EXAMPLES = """examples:
  kuangxin-site assess content --period 2016Q1
  kuangxin-site assess content --period 2016Q1 --propose --known-on 2016-04-10
  kuangxin-site assess content --period 2016Q1 --decide --authority 示例厅 \\
      --document 示例评〔2016Q1〕1号 --decided-on 2016-04-20

What is written, for each kind:
  (nothing more)     DIR/proposals/<kind>/<period>.jsonl, results with their reasons; the proposals
                     for lists of an earlier run (<period>.lists.jsonl) are removed
  --propose          the same, and DIR/proposals/<kind>/<period>.lists.jsonl
  --decide           lines added to DIR/assessments/<kind>/<period>.jsonl, no proposals
  --decide --propose the same, and DIR/proposals/<kind>/<period>.lists.jsonl
  --into FILE        results and lists go to FILE instead of DIR/proposals

DIR/proposals/ is never published and names information that is withheld: keep it out of what you
share.
"""
#: Proposals for lists that are printed; all of them stand in the file.
_MOST_SHOWN = 40


def add_assess(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command ``assess``."""
    command = add_command(
        commands,
        "assess",
        _assess,
        "compute the results of a period, and record them once decided",
        _EXAMPLES,
        "Compute points and grade of every subject for a period.",
    )
    add_register_and_period(command)
    command.add_argument(
        "--kind", action="append", default=[], help="this kind only; may be repeated"
    )
    command.add_argument("--known-on", type=day, help="with what the register knew on this day")
    command.add_argument(
        "--propose", action="store_true", help="say who should enter or leave which list, and why"
    )
    command.add_argument("--decide", action="store_true", help="record the results as decided")
    command.add_argument("--authority", help="who decides (with --decide)")
    command.add_argument("--document", help="the number of the decision (with --decide)")
    command.add_argument("--decided-on", type=day, help="the day of the decision (with --decide)")
    command.add_argument(
        "--into", type=Path, metavar="FILE", help="all proposals here; - prints them"
    )
    add_jobs(command)
    command.add_argument("--json", action="store_true", help="one JSON document")


def _assess(options: argparse.Namespace) -> int:
    import tempfile

    from kuangxin.grading import Period
    from kuangxin_site.assessing import assess_register

    try:
        period = Period.parse(options.period)
    except ValueError as error:
        raise WrongUsage(f"--period: {error}") from None
    decision = _decision(options)
    with tempfile.TemporaryDirectory(prefix="kuangxin-") as work, terminal.progress() as tell:
        printed = options.into is not None and str(options.into) == "-"
        into = Path(work) / "printed" if printed else options.into
        proposed = assess_register(
            options.folder,
            period,
            known_on=options.known_on,
            kinds=options.kind,
            lists=options.propose,
            decision=decision,
            into=into,
            jobs=options.jobs,
            progress=tell,
        )
        if proposed.warnings:
            language = terminal.language_of(proposed.warnings)
            print(render_problems(proposed.warnings, "text", language), file=sys.stderr)
        if printed:
            terminal.write_utf8()
            with into.open(encoding="utf-8") as file:
                sys.stdout.writelines(file)
            return 0
        listings = list(_listings(proposed)) if options.propose else []
    if options.json:
        terminal.write_utf8()
        print(json.dumps(_document(proposed, listings), ensure_ascii=False, indent=1))
    else:
        _tell(proposed, listings)
    return 0


def _decision(options: argparse.Namespace) -> Decision | None:
    from kuangxin_site.assess.proposed import Decision

    given = (options.authority, options.document, options.decided_on)
    if not options.decide:
        if any(one is not None for one in given):
            raise WrongUsage("--authority, --document and --decided-on go with --decide")
        return None
    if any(one is None for one in given):
        raise WrongUsage("--decide needs --authority, --document and --decided-on")
    return Decision(*given)


def _listings(proposed: Proposed) -> list[ProposedListing]:
    from kuangxin_site.assess.proposed import ProposedListing

    found = []
    for path in proposed.files:
        with path.open("rb") as lines:
            for line in lines:
                if line.startswith(b'{"type":"listing"'):
                    found.append(msgspec.json.decode(line, type=ProposedListing))
    return found


def _document(proposed: Proposed, listings: list[ProposedListing]) -> dict[str, object]:
    return {
        "period": proposed.period,
        "known_on": str(proposed.known_on) if proposed.known_on else None,
        "kinds": msgspec.to_builtins(proposed.assessed.kinds),
        "listings": msgspec.to_builtins(listings),
        "recorded": proposed.recorded,
        "files": [str(path) for path in proposed.files],
    }


def _tell(proposed: Proposed, listings: list[ProposedListing]) -> None:
    head = ("kind", "assessed", "grades", "new", "decided", "differ", "not assessed")
    rows: list[tuple[str, ...]] = [head]
    for kind, count in proposed.assessed.kinds.items():
        states = count.states
        rows.append(
            (
                kind,
                str(sum(count.grades.values())),
                _numbers(count.grades),
                *(str(states.get(name, 0)) for name in ("new", "decided", "differs")),
                _numbers(count.not_assessed) or "0",
            )
        )
    terminal.table(rows)
    if listings:
        titles = ("list", "action", "kind", "code", "name", "why")
        shown = [_row(one) for one in listings[:_MOST_SHOWN]]
        terminal.table([titles, *shown])
        if len(listings) > _MOST_SHOWN:
            print(f"{len(listings) - _MOST_SHOWN} more stand in the files")
    if proposed.recorded:
        print(f"{proposed.recorded} results recorded as decided")
    for path in proposed.files:
        print(path)


def _row(one: ProposedListing) -> tuple[str, ...]:
    proposal = one.proposal
    parts = []
    for met in proposal.evidence:
        results = ", ".join(f"{result.period} {result.grade}" for result in met.results)
        since = f"since {met.since}" if met.since else ""
        words = (met.rule, results, ", ".join(met.items), since, met.document)
        parts.append(" ".join(word for word in words if word))
    return proposal.list, proposal.action, one.kind, one.code, one.name, "; ".join(parts)


def _numbers(numbers: dict[str, int]) -> str:
    return " ".join(f"{key} {number}" for key, number in sorted(numbers.items()))
