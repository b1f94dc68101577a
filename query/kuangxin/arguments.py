"""Arguments that the commands of both packages take."""

from __future__ import annotations

import argparse
from datetime import date

__all__ = ["day", "period"]


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
