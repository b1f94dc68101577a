"""What the command ``kuangxin`` prints: sentences, warnings, JSON."""

from __future__ import annotations

import sys

from kuangxin.description import plain
from kuangxin.records import encode

__all__ = ["print_json", "say", "warn"]


def say(line: str) -> None:
    """Print a line, without what could drive the terminal."""
    print(plain(line))


def warn(line: str) -> None:
    """Say on standard error what is no part of the answer, after what was printed so far."""
    sys.stdout.flush()
    print(f"kuangxin: {plain(line)}", file=sys.stderr)


def print_json(value: object) -> None:
    """Print a value as one JSON document."""
    print(encode(value).decode())
