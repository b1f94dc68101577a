"""The command ``kuangxin verify``: hold a release to its digests, and its grades to its standards."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from kuangxin.arguments import processes
from kuangxin.printing import print_json, say
from kuangxin.register import Register
from kuangxin.verify import (
    DifferingFile,
    DifferingGrade,
    Overridden,
    VerifiedFiles,
    VerifiedGrades,
    verify_files,
    verify_grades,
)

__all__ = ["add_arguments", "run_verify"]

#: So many failures are printed; ``--json`` has them all.
_PRINTED = 20


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of ``kuangxin verify``."""
    command.add_argument(
        "place",
        nargs="?",
        metavar="OUT",
        help="the built site or its address (default: that of --from)",
    )
    command.add_argument(
        "--grades", action="store_true", help="compute every published grade again instead"
    )
    command.add_argument(
        "--jobs", type=processes, default=1, help="processes for the grades (default 1)"
    )


def run_verify(register: Register, options: argparse.Namespace) -> int:
    """Verify a release and print what differs; return 0 when nothing does, else 1."""
    verified: VerifiedFiles | VerifiedGrades
    if options.grades:
        verified = verify_grades(
            register.published,
            jobs=max(1, options.jobs),
            known_on=options.known_on,
            progress=_progress("partitions"),
        )
        lines = _grade_lines(verified)
    else:
        verified = verify_files(register.published, progress=_progress("files"))
        lines = _file_lines(verified)
    if options.json:
        print_json(verified)
    else:
        for line in lines:
            say(line)
    return 1 if verified.differing else 0


def _progress(what: str) -> _Progress | None:
    return _Progress(what) if sys.stderr.isatty() else None


class _Progress:
    """Says on a terminal, in one line, how far the work is."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __call__(self, done: int, of: int) -> None:
        if done == of:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        elif done % 16 == 0:
            print(f"\r{done} of {of} {self._what}", end="", file=sys.stderr, flush=True)


def _file_lines(verified: VerifiedFiles) -> Iterator[str]:
    yield from _cut([_file(one) for one in verified.differing])
    good = verified.files - len(verified.differing)
    yield f"release {verified.release}: {good} of {verified.files} files as stated"


def _file(one: DifferingFile) -> str:
    if one.differs == "missing":
        return f"{one.path}: missing"
    if one.differs == "unreadable":
        return f"{one.path}: {one.found}"
    return f"{one.path}: {one.differs} {one.stated} stated, {one.found} found"


def _grade_lines(verified: VerifiedGrades) -> Iterator[str]:
    yield from _cut([_grade(one) for one in verified.differing])
    yield from _cut([_override(one) for one in verified.overridden])
    decided = len(verified.overridden)
    said = f"release {verified.release}: {verified.reproduced} of {verified.results} reproduced"
    yield f"{said}, {decided} decided otherwise by an authority" if decided else said


def _grade(one: DifferingGrade) -> str:
    said = f"{one.code} {one.kind} {one.period}: {one.stored} published, {one.computed} computed"
    return f"{said}; {one.reason}" if one.reason else said


def _override(one: Overridden) -> str:
    return (
        f"{one.code} {one.kind} {one.period}: decided otherwise, {one.stored} instead of "
        f"{one.computed}: {one.because} ({one.authority}, {one.document})"
    )


def _cut(lines: list[str]) -> Iterator[str]:
    yield from lines[:_PRINTED]
    if len(lines) > _PRINTED:
        yield f"… and {len(lines) - _PRINTED} more; --json has them all"
