"""Arguments that several commands of the builder take."""

from __future__ import annotations

import argparse
from pathlib import Path

from kuangxin.arguments import processes

__all__ = ["add_jobs", "add_register_and_period"]


def add_jobs(command: argparse.ArgumentParser) -> None:
    """Add ``--jobs``."""
    command.add_argument(
        "--jobs", type=processes, default=0, help="worker processes (default: all)"
    )


def add_register_and_period(command: argparse.ArgumentParser) -> None:
    """Add the register's folder and the period it is looked at for."""
    command.add_argument("folder", type=Path, metavar="DIR", help="the register")
    command.add_argument("--period", required=True, help="2015Q3 for a quarter, 2015 for a year")
