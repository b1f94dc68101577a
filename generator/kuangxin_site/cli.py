"""The command ``kuangxin-site``: from a register's files to its public site."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kuangxin.arguments import add_command, day
from kuangxin_site import terminal
from kuangxin_site.check.report import render_problems
from kuangxin_site.cli_analyse import add_analyse
from kuangxin_site.cli_arguments import add_jobs
from kuangxin_site.cli_assess import add_assess
from kuangxin_site.errors import KuangxinError
from kuangxin_site.problems import InputRefused, has_errors
from kuangxin_site.terminal import counted

if TYPE_CHECKING:
    from kuangxin_site.build import Built, Render

__all__ = ["main", "run_build"]

_EXAMPLES = """examples:
  kuangxin-site demo /tmp/demo --subjects 300 --seed 1
  kuangxin-site check /tmp/demo
  kuangxin-site build /tmp/demo --output /tmp/site
  kuangxin-site serve /tmp/site

exit status: 0 done, 1 the input has problems, 2 wrong usage or a place that cannot be written
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    terminal.show_everything()
    parsed = _parser().parse_args(arguments)
    return _status(lambda: parsed.run(parsed))


def run_build(folder: Path, output: Path, *, as_of: date | None, jobs: int, render: Render) -> int:
    """Build as the command does, with the pages written by ``render``; return the exit status."""
    from kuangxin_site.build import build_site

    def run() -> int:
        _tell_built(output, build_site(folder, output, as_of=as_of, jobs=jobs, render=render))
        return 0

    return _status(run)


def _status(run: Callable[[], int]) -> int:
    """Run and return the exit status; what went wrong is told, not raised."""
    try:
        return run()
    except InputRefused as refused:
        print(render_problems(refused.problems, "text", terminal.language_of(refused.problems)))
        return 1
    except BrokenPipeError:  # whoever reads our output has seen enough
        terminal.fall_silent()
        return 1
    except (KuangxinError, OSError) as error:
        print(f"kuangxin-site: {terminal.plain(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("kuangxin-site: stopped; nothing was changed", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kuangxin-site",
        description="Publish a graded credit register as a static site with open data.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {version('kuangxin')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_import(commands)
    _add_check(commands)
    add_assess(commands)
    add_analyse(commands)
    _add_build(commands)
    _add_serve(commands)
    return parser


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = add_command(
        commands,
        "demo",
        _demo,
        "make a fictitious register of any size",
        "kuangxin-site demo /tmp/demo --subjects 300 --seed 1",
    )
    demo.add_argument("folder", type=Path, metavar="DIR", help="an empty or new folder")
    demo.add_argument("--subjects", type=_size, default=300, help="50 to 1,000,000 (default 300)")
    demo.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    add_jobs(demo)


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = add_command(
        commands,
        "import",
        _import,
        "bring a spreadsheet's rows into a register",
        "kuangxin-site import firms.xlsx --mapping firms.yaml --kind qualified-unit --into content",
    )
    command.add_argument("file", type=Path, metavar="FILE", help="a CSV, TSV or XLSX file")
    command.add_argument("--mapping", type=Path, required=True, help="which column is which field")
    command.add_argument("--kind", required=True, help="the kind of the subjects")
    command.add_argument("--into", type=Path, required=True, metavar="DIR", help="the register")
    command.add_argument("--sheet", help="the sheet of a workbook that has several")
    command.add_argument(
        "--skip-bad",
        action="store_true",
        help="write the good rows, and the bad ones to a file beside FILE (exit status 1 then)",
    )


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = add_command(
        commands,
        "check",
        _check,
        "report everything that is wrong with a register",
        "kuangxin-site check content --format html > report.html",
    )
    check.add_argument("folder", type=Path, metavar="DIR", help="the register")
    check.add_argument("--format", choices=("text", "json", "html"), default="text")
    add_jobs(check)


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = add_command(
        commands,
        "build",
        _build,
        "compile a register into its public site",
        "kuangxin-site build content --output output --as-of 2016-01-25",
    )
    build.add_argument("folder", type=Path, metavar="DIR", help="the register")
    build.add_argument("--output", type=Path, required=True, metavar="OUT", help="the site")
    build.add_argument(
        "--as-of", type=day, help="the day of the release (default: the register's own, or today)"
    )
    build.add_argument(
        "--precompress", action="store_true", help="put .gz and .br beside every text file"
    )
    build.add_argument(
        "--components",
        action="store_true",
        help="add /components/, the theme's components with hostile examples",
    )
    add_jobs(build)


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = add_command(
        commands, "serve", _serve, "show a built site on this machine", "kuangxin-site serve output"
    )
    serve.add_argument("site", type=Path, metavar="OUT", help="the built site")
    serve.add_argument("--port", type=int, default=8000, help="0 takes a free one (default 8000)")


def _size(text: str) -> int:
    digits = text.replace(",", "").replace("_", "")
    if not digits.isdecimal() or not 50 <= int(digits) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 50 to 1,000,000")
    return int(digits)


def _demo(options: argparse.Namespace) -> int:
    from kuangxin_site.collect.demonstration import write_demonstration

    with terminal.progress() as tell:
        write_demonstration(
            options.folder,
            options.subjects,
            options.seed,
            jobs=options.jobs,
            progress=lambda done, of: tell("demo", done, of),
        )
    print(f"{options.subjects} fictitious subjects in {options.folder}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from kuangxin_site.collect.importing import import_file

    with terminal.progress() as tell:
        result = import_file(
            options.file,
            options.mapping,
            options.kind,
            options.into,
            sheet=options.sheet,
            skip_bad=options.skip_bad,
            progress=lambda done, of: tell("import", done, of),
        )
    if result.problems:
        language = terminal.language_of(result.problems)
        print(render_problems(result.problems, "text", language), file=sys.stderr)
    if result.rows_read:
        read, written = (
            counted(result.rows_read, "row"),
            counted(result.subjects_written, "subject"),
        )
        print(f"{read} read, {written} written")
    if result.bad_file is not None:
        print(f"{counted(result.rows_refused, 'row')} refused: {result.bad_file}")
    return 1 if has_errors(result.problems) else 0


def _check(options: argparse.Namespace) -> int:
    from kuangxin_site.build import check_register

    with terminal.progress() as tell:
        looked = check_register(options.folder, jobs=options.jobs, progress=tell)
    if options.format != "text":
        terminal.write_utf8()
    language = terminal.language_of(looked.problems) if looked.problems else looked.language
    print(render_problems(looked.problems, options.format, language))
    if options.format == "text":
        subjects, files = counted(looked.rows, "subject"), counted(looked.files, "file")
        print(f"{subjects} in {files} read", file=sys.stderr)
    return 1 if has_errors(looked.problems) else 0


def _build(options: argparse.Namespace) -> int:
    from kuangxin_site.build import build_site

    with terminal.progress() as tell:
        built = build_site(
            options.folder,
            options.output,
            as_of=options.as_of,
            jobs=options.jobs,
            progress=tell,
            precompressed=options.precompress,
            components=options.components,
        )
    _tell_built(options.output, built)
    return 0


def _tell_built(output: Path, built: Built) -> None:
    if built.warnings:
        language = terminal.language_of(built.warnings)
        print(render_problems(built.warnings, "text", language), file=sys.stderr)
    seconds = sum(cost.seconds for cost in built.costs.values())
    subjects, pages = counted(built.subjects, "subject"), counted(built.pages, "page")
    print(f"{output}: {subjects}, {pages} in {seconds:.1f} s")
    print(f"release {built.release}, as of {built.as_of}")
    if not built.address:
        print("register.yaml states no address: the page for a wrong address cannot link home")
    if built.next_expiry is not None:
        print(f"build again by {built.next_expiry}: something shown must stop then")


def _serve(options: argparse.Namespace) -> int:
    from kuangxin_site.preview import open_server

    if not (options.site / "index.html").is_file():
        print(f"kuangxin-site: {options.site} holds no built site", file=sys.stderr)
        return 2
    with open_server(options.site, options.port) as server:
        print(f"http://127.0.0.1:{server.server_port}/   (Ctrl+C stops)", flush=True)
        with suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0
