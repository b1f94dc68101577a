"""The command ``kuangxin``: ask a published register from the shell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date

from kuangxin.errors import KuangxinError
from kuangxin.records import Record, Subject, encode
from kuangxin.register import Found, Register, open_register

__all__ = ["main"]

_EXAMPLES = """examples:
  kuangxin search 长兴矿业 --from output
  kuangxin get 91330000MA27U05291 --from output --json
  kuangxin lists serious --from output

exit status: 0 found, 1 not found or the release cannot be read, 2 wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    run: Callable[[Register, argparse.Namespace], int] = options.run
    try:
        return run(open_register(options.source, options.on), options)
    except KeyError as error:
        print(f"kuangxin: {error.args[0]}", file=sys.stderr)
    except (KuangxinError, OSError) as error:
        print(f"kuangxin: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kuangxin",
        description="Ask a published credit register.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    search = _command(commands, "search", _search, "look up a name, a part of one, or a code")
    search.add_argument("text", nargs="+", metavar="TEXT")
    search.add_argument("--limit", type=int, default=10, help="how many hits at most (default 10)")
    search.add_argument("--kind", help="only this kind")
    search.add_argument("--division", help="only this division and those below it")
    search.add_argument("--grade", help="only this grade")
    get = _command(commands, "get", _get, "show what is published under a code")
    get.add_argument("code", metavar="CODE")
    lists = _command(commands, "lists", _lists, "show the lists, or who stands on one")
    lists.add_argument("list", nargs="?", metavar="LIST", help="honour, abnormal, serious, …")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[Register, argparse.Namespace], int],
    help_: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
    command.set_defaults(run=run)
    command.add_argument(
        "--from", dest="source", default="output", metavar="PATH", help="the built site (output)"
    )
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="the day (default: today)")
    return command


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day: write YYYY-MM-DD") from None


def _search(register: Register, options: argparse.Namespace) -> int:
    found = register.search(
        " ".join(options.text),
        limit=options.limit,
        kind=options.kind,
        division=options.division,
        grade=options.grade,
    )
    if options.json:
        _print_json(_search_document(register, found))
    elif found.answer == "none":
        print(_not_found(register))
    else:
        if found.answer == "similar":
            print("nothing matches; these names look alike:")
        for hit in found:
            print(f"{hit.code}  {_grade(hit.subject)}  {hit.name}  ({hit.match})")
    return 0 if found.answer in {"one", "several"} else 1


def _search_document(register: Register, found: Found) -> dict[str, object]:
    return {
        "answer": found.answer,
        "release": register.release.release,
        "on": register.on,
        "hits": [
            {
                "code": hit.code,
                "name": hit.name,
                "score": hit.score,
                "match": hit.match,
                "grade": hit.subject.grade,
            }
            for hit in found
        ],
    }


def _get(register: Register, options: argparse.Namespace) -> int:
    subject = register[options.code]
    if options.json:
        _print_json(subject)
        return 0
    print(f"{subject.name}  {subject.code}")
    for record in subject.records:
        print()
        for line in _describe(register, record):
            print(line)
    release = register.release
    print(f"\n{release.register.title}, release {release.release}, on {register.on}")
    if release.register.demonstration:
        print(release.register.demonstration)
    return 0


def _describe(register: Register, record: Record) -> list[str]:
    kind = register.release.kind(record.kind)
    lines = [kind.title]
    newest = record.assessment
    if newest is None and kind.graded:
        lines.append("  not yet assessed")
    elif newest is not None:
        lines.append(
            f"  {newest.period}: {newest.grade} {newest.title}, {newest.points} points, "
            f"{newest.authority}, {newest.document}"
        )
        lines += [
            f"    {reason.points:+} {_step(reason.rule, reason.item)} = {reason.total}"
            for reason in newest.reasons
        ]
    if record.left_on is not None:
        lines.append(f"  left on {record.left_on}: {record.left_reason}")
    for listing in record.listings:
        lines.append(
            f"  on the list {listing.list} since {listing.listed_on}: {listing.basis}, {listing.authority}, {listing.document}"
        )
    for item in record.credit_information:
        lines.append(
            f"  {item.id} {item.determined_on}: {item.facts} ({item.authority}, {item.document})"
        )
    return lines


def _step(rule: str, item: str) -> str:
    return item or ("withheld item" if rule == "withheld" else rule)


def _lists(register: Register, options: argparse.Namespace) -> int:
    if options.list is None:
        lists = register.release.lists
        if options.json:
            _print_json(lists)
        else:
            for one in lists:
                print(f"{one.id}  {one.listings}  {one.title}")
        return 0
    for listed in register.listings(options.list):
        if options.json:
            print(encode(listed).decode())
        else:
            listing = listed.listing
            print(f"{listed.code}  {listing.listed_on}  {listed.name}  {listing.document}")
    return 0


def _grade(subject: Subject) -> str:
    return subject.grade or "-"


def _not_found(register: Register) -> str:
    release = register.release
    kinds = ", ".join(kind.title for kind in release.kinds)
    places = ", ".join(one.name for one in release.register.coverage) or "-"
    return (
        f"not found in release {release.release} of {release.register.title} "
        f"as of {release.as_of}, which covers {kinds}; {places}"
    )


def _print_json(value: object) -> None:
    print(encode(value).decode())
