"""The command ``kuangxin-site analyse``: the tables of the yearly report."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from kuangxin.arguments import add_command, day
from kuangxin_site import terminal
from kuangxin_site.cli_arguments import add_jobs, add_register_and_period
from kuangxin_site.errors import WrongUsage

__all__ = ["add_analyse"]

_EXAMPLES = """examples:
  kuangxin-site analyse content --period 2015
  kuangxin-site analyse content --period 2015Q4 --compare 2014Q4 --json situation.json
  kuangxin-site analyse content --period 2015 --published-on 2016-01-25 --xlsx situation.xlsx

Everything in the register is counted, what is withheld from the public among it, unless
--published-on keeps to what may be shown on a day.
"""


def add_analyse(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command ``analyse``."""
    command = add_command(
        commands,
        "analyse",
        _analyse,
        "count grades, movements, indicators, lists, repair and objection times",
        _EXAMPLES,
        "Count a register for a period, beside the period before.",
    )
    add_register_and_period(command)
    command.add_argument("--compare", help="the other period (default: the one before)")
    command.add_argument(
        "--published-on", type=day, metavar="DAY", help="only what may be shown on this day"
    )
    command.add_argument("--json", type=Path, metavar="FILE", help="write it as JSON; - prints it")
    command.add_argument("--xlsx", type=Path, metavar="FILE", help="write it as a workbook")
    add_jobs(command)


def _analyse(options: argparse.Namespace) -> int:
    from kuangxin_site.analysing import analyse_register, read_titles, tables, write_workbook

    for path in (options.json, options.xlsx):
        if path is not None and str(path) != "-" and not path.resolve().parent.is_dir():
            raise WrongUsage(f"{path.parent} is no folder")
    with terminal.progress() as tell:
        analysis = analyse_register(
            options.folder,
            options.period,
            compare=options.compare,
            published_on=options.published_on,
            jobs=options.jobs,
            progress=tell,
        )
    if options.xlsx is not None:
        write_workbook(analysis, options.xlsx, read_titles(options.folder))
    if options.json is not None:
        text = msgspec.json.format(msgspec.json.encode(analysis), indent=1).decode()
        if str(options.json) == "-":
            terminal.write_utf8()
            print(text)
            return 0
        options.json.write_text(text + "\n", encoding="utf-8")
    for title, rows in tables(analysis):
        print(title)
        terminal.table([["" if one is None else str(one) for one in row] for row in rows])
    return 0
