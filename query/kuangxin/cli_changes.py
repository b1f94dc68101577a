"""The command ``kuangxin changes``: what a release changed, or all releases since a day or another."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

import msgspec

from kuangxin.arguments import day
from kuangxin.changes import CAUSES, Change, Changed
from kuangxin.cli_search import refuse_unknown_division
from kuangxin.printing import print_json, say, warn
from kuangxin.register import Register

__all__ = ["EXAMPLES", "add_arguments", "run_changes"]

EXAMPLES = """examples:
  kuangxin changes --from output
  kuangxin changes --since 2016-01-01 --list serious --cause listed --cause removed --json
  kuangxin changes --since-release 2016-01-25-19b128888bf6 --division 330500"""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``kuangxin changes``."""
    since = command.add_mutually_exclusive_group()
    since.add_argument(
        "--since",
        type=day,
        metavar="YYYY-MM-DD",
        help="of every release of this day or later (default: of the newest only)",
    )
    since.add_argument(
        "--since-release", metavar="RELEASE", help="of every release that came after this one"
    )
    command.add_argument("--kind", help="only of this kind")
    command.add_argument("--division", help="only of this division and those below it")
    command.add_argument(
        "--cause",
        choices=CAUSES,
        action="append",
        metavar="CAUSE",
        help=f"only with this cause; may be given more than once: {', '.join(CAUSES)}",
    )
    command.add_argument("--list", help="only entries on this list")


def run_changes(register: Register, options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    refuse_unknown_division(register, options.division)
    filters = {name: getattr(options, name) for name in ("kind", "division", "cause", "list")}
    wanted = list(_wanted(register, options))
    told = 0
    for one in wanted:
        for change in register.changes(one.release, **filters):
            told += 1
            if options.json:
                print_json(
                    {"release": one.release, "as_of": one.as_of, **msgspec.to_builtins(change)}
                )
            else:
                say(_line(one, change))
    for sentence in _left_untold(register, options, wanted):
        warn(sentence)
    if not told:
        warn(_nothing(register, wanted, filtered=any(filters.values())))
    return 0


def _wanted(register: Register, options: argparse.Namespace) -> Iterator[Changed]:
    """Yield the releases that are asked for, the newest first.

    Raises:
        KeyError: of the release to begin after nothing is known.
    """
    releases = register.releases
    if options.since is not None:
        yield from (one for one in releases if one.as_of >= options.since)
        return
    if options.since_release is None:
        yield from releases[:1]
        return
    asked = options.since_release
    if asked not in {name for one in releases for name in (one.release, one.previous)}:
        among = ", ".join(one.release for one in releases) or "none"
        raise KeyError(f"no release {asked!r}; there are {among}; or give a day to --since")
    for one in releases:
        if one.release == asked:
            return
        yield one
        if one.previous == asked:
            return


def _line(changed: Changed, change: Change) -> str:
    """Return a line: day of the release, cause, whom it concerns, and what of it."""
    head = f"{changed.as_of}  {change.cause}"
    if not change.code:
        place = f" in {change.division}" if change.division else ""
        what = f" from the list {change.list}" if change.list else ""
        return f"{head}  -  {change.number} of {change.kind}{place}{what}"
    was = f"was {change.was}" if change.was else ""
    key = "" if change.list else change.key  # the key of a listing repeats its list and document
    when = str(change.day) if change.day else ""
    details = (key, change.list, change.document, change.period, change.grade, was, when)
    return "  ".join([head, change.code, change.name, *filter(None, details)])


def _left_untold(
    register: Register, options: argparse.Namespace, wanted: Iterable[Changed]
) -> Iterator[str]:
    """Yield a sentence for what was asked for and is not kept."""
    for one in wanted:
        if one.counts and not one.rows:
            counts = ", ".join(
                f"{one.counts[cause]} {cause}" for cause in CAUSES if cause in one.counts
            )
            yield f"of release {one.release} only the numbers are kept: {counts}"
    oldest = register.releases[-1] if register.releases else None
    if oldest is None or options.since is None or options.since >= oldest.as_of:
        return
    yield f"before release {oldest.release} of {oldest.as_of} no changes are known"


def _nothing(register: Register, wanted: list[Changed], *, filtered: bool) -> str:
    """Say why there is nothing to tell."""
    if not register.releases:
        return f"release {register.release.release} keeps no record of changes"
    if len(wanted) == 1 and not wanted[0].previous:
        return f"release {wanted[0].release} was compared with none before it"
    what = "no such change" if filtered else "no change"
    return f"{what} that may be told on {register.on}"
