"""The command ``kuangxin``: ask a published register from the shell."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from io import TextIOWrapper

from msgspec.structs import replace

from kuangxin import cli_changes, cli_verify
from kuangxin.arguments import add_command, day, period
from kuangxin.cli_search import run_search
from kuangxin.description import describe_subject
from kuangxin.errors import KuangxinError
from kuangxin.explain import left_out
from kuangxin.printing import print_json, say, warn
from kuangxin.records import Subject
from kuangxin.register import Register, open_register

__all__ = ["main"]

_EXAMPLES = """examples:
  kuangxin search 示例 矿业 --from output
  kuangxin get 91330000MA27U05291 --from output --json
  kuangxin search 示例 --from https://example.org/register/
  kuangxin lists serious --from output
  kuangxin changes --since 2016-01-01 --from output
  kuangxin verify --grades output

exit status: 0 found, or all verified; 1 not found, something differs, or the release cannot be
read; 2 wrong usage
"""
_STREAM = "print one JSON document; one a line (JSON Lines) for who stands on a list"
_LINES = "print one JSON document a line (JSON Lines)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    _prepare_output(options.json)
    run: Callable[[Register, argparse.Namespace], int] = options.run
    try:
        source = getattr(options, "place", None) or options.source
        register = open_register(source, options.on, options.known_on)
        _tell_day(register, options.on)
        status = run(register, options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever reads the output has enough: nothing is wrong
        _drop_output()
        return 0
    except KeyError as error:
        said = str(error.args[0])
    except KuangxinError as error:
        said = str(error)
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
        if error.errno == errno.ENOSPC:
            _drop_output()
    except KeyboardInterrupt:
        return 130
    warn(said)
    return 1


def _prepare_output(json: bool) -> None:
    """Write JSON as UTF-8 everywhere; let no character that a terminal lacks stop the output."""
    if isinstance(sys.stdout, TextIOWrapper):
        encoding = "utf-8" if json else None
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _drop_output() -> None:
    """Send what still waits in the buffer nowhere, so that Python does not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Version(argparse.Action):
    """Prints the version of the installed package, which is read only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print and exit."""
        from importlib.metadata import version

        print(f"{parser.prog} {version('kuangxin')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kuangxin",
        description="Ask a published credit register.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    search = _command(
        commands,
        "search",
        run_search,
        "look up a name, a part of one, or a code",
        "kuangxin search 示例 矿业 --kind mining-right-holder --grade A",
    )
    search.add_argument("text", nargs="+", metavar="TEXT")
    search.add_argument(
        "--limit", type=_count, default=10, help="how many hits at most (default 10)"
    )
    search.add_argument("--kind", help="only this kind")
    search.add_argument("--division", help="only this division and those below it")
    search.add_argument("--grade", help="only this grade")
    get = _command(
        commands,
        "get",
        _get,
        "show what is published under a code",
        "kuangxin get 91330000MA27U05291 --from output --on 2016-03-01",
    )
    get.add_argument("code", metavar="CODE")
    get.add_argument(
        "--explain", action="store_true", help="show step by step how the grade came about"
    )
    get.add_argument(
        "--period", type=period, metavar="PERIOD", help="of this period, 2015Q3 or 2015"
    )
    lists = _command(
        commands,
        "lists",
        _lists,
        "show the lists, or who stands on one",
        "kuangxin lists serious --from output --json",
    )
    lists.add_argument("list", nargs="?", metavar="LIST", help="honour, abnormal, serious, …")
    changes = _command(
        commands,
        "changes",
        cli_changes.run_changes,
        "tell what the release changed, or all releases since a day or another release",
        cli_changes.EXAMPLES,
    )
    cli_changes.add_arguments(changes)
    verify = _command(
        commands,
        "verify",
        _verify,
        "hold a release to its digests, or its grades to its standards",
        "kuangxin verify --grades output",
    )
    cli_verify.add_arguments(verify)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[Register, argparse.Namespace], int],
    help_: str,
    examples: str,
) -> argparse.ArgumentParser:
    command = add_command(commands, name, run, help_, examples)
    command.add_argument(
        "--from",
        dest="source",
        default="output",
        metavar="PATH_OR_URL",
        help="the built site: a folder, a zip file or its address (output)",
    )
    command.add_argument(
        "--json",
        action="store_true",
        help={"lists": _STREAM, "changes": _LINES}.get(name, "print one JSON document"),
    )
    command.add_argument(
        "--on",
        type=day,
        metavar="YYYY-MM-DD",
        help="the day to answer for, not before the release's (default: today, or the release's "
        "where the register stands still)",
    )
    command.add_argument(
        "--known-on",
        type=day,
        metavar="YYYY-MM-DD",
        help="leave out what the register did not know on that day",
    )
    return command


def _verify(register: Register, options: argparse.Namespace) -> int:
    return cli_verify.run_verify(register, options)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def _tell_day(register: Register, asked: date | None) -> None:
    """Say on standard error for which day a register answers that was asked for one.

    It never answers for a day before that of its release.
    """
    if asked is None:
        return
    as_of = register.release.as_of
    if asked < as_of:
        warn(f"the release is of {as_of}: answering for that day, not for {asked}")
    else:
        warn(f"release {register.release.release}, on {asked}")


def _get(register: Register, options: argparse.Namespace) -> int:
    subject = register[options.code]
    if options.explain or options.period:
        return _explain(register, subject, options)
    if options.json:
        print_json(subject)
        return 0
    for line in describe_subject(subject, register.release, register.on):
        say(line)
    return 0


def _explain(register: Register, subject: Subject, options: argparse.Namespace) -> int:
    """Print how the newest result of each kind came about, or that of one period."""
    results = [
        (record, register.standard(result.standard), result)
        for record in subject.records
        for result in record.assessments
        if result.period == options.period or (not options.period and result is record.assessment)
    ]
    if options.period and not results:
        subject.assessment(options.period)  # raises with the periods there are
    documents = [
        {
            "kind": record.kind,
            "period": result.period,
            "lines": (*standard.explain(result), *left_out(record, standard, result)),
        }
        for record, standard, result in results
    ]
    if options.json:
        print_json(documents)
        return 0
    say(f"{subject.name}  {subject.code}")
    for document in documents:
        say("")
        for line in document["lines"]:
            say(str(line))
    if not documents:
        say("not yet assessed")
    return 0


def _lists(register: Register, options: argparse.Namespace) -> int:
    if options.list is None:
        standing = _count_listings(register)
        lists = [replace(one, listings=standing[one.id]) for one in register.release.lists]
        if options.json:
            print_json(lists)
        else:
            for one in lists:
                say(f"{one.id}  {one.listings}  {one.title}")
        return 0
    entries = 0
    for listed in register.listings(options.list):
        entries += 1
        if options.json:
            print_json(listed)
        else:
            listing = listed.listing
            removed = f"  removed {listing.removed_on}" if listing.removed_on else ""
            say(f"{listed.code}  {listing.listed_on}  {listed.name}  {listing.document}{removed}")
    if not entries:
        warn(f"nobody stands on the list {options.list} on {register.on}")
    return 0


def _count_listings(register: Register) -> Counter[str]:
    """Count who stands on each list on the register's day."""
    every = (listed.listing for listed in register.listings())
    return Counter(one.list for one in every if one.is_current(register.on))
