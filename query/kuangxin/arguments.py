"""Arguments that the commands of both packages take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

__all__ = ["add_command", "day", "period", "processes"]


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[..., int],
    help_: str,
    examples: str,
    description: str = "",
) -> argparse.ArgumentParser:
    """Add a command that ``run`` answers; its help ends with ``examples``, as they are written."""
    command = commands.add_parser(
        name,
        help=help_,
        description=description or help_[0].upper() + help_[1:] + ".",
        epilog=examples if "\n" in examples.strip() else f"example:\n  {examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def processes(text: str) -> int:
    """Return the number of processes that an argument asks for.

    Raises:
        argparse.ArgumentTypeError: it is no number.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a number of processes, 0 for one a processor")
    return int(text)


def day(text: str) -> date:
    """Return the day that an argument names.

    Raises:
        argparse.ArgumentTypeError: it is not written as YYYY-MM-DD.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day: write YYYY-MM-DD") from None


def period(text: str) -> str:
    """Return the period that an argument names.

    Raises:
        argparse.ArgumentTypeError: it is neither a quarter nor a year.
    """
    from kuangxin.grading import Period

    try:
        return Period.parse(text).id
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
