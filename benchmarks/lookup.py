"""Measure the look-up: what is found, whether all readers agree, what it costs.

    .venv/bin/python benchmarks/lookup.py
    .venv/bin/python benchmarks/lookup.py --names names.tsv --queries queries.tsv \\
        --absent absent.tsv --subjects 20000 100000 --json figures.json
    .venv/bin/python benchmarks/lookup.py --latin firms.csv --column firm
    .venv/bin/python benchmarks/lookup.py --subjects 2000 --each 50 --no-browser

For each size: composes a register, builds data/lookup and data/index in a fresh process on two
cores, and asks every query of lookup.js in node and in Chromium and of the Whoosh index in Python.
Without --names the names are fictitious; without --queries and --absent they are made by rule. A
file with fewer names than asked for is filled up with names made of its names' pieces. Everything
is drawn from --seed: the same input gives the same registers, queries and answers. Bytes are those
of the files, without HTTP heads. Compare times of one run only.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from lookup_bench import latin, made
from lookup_bench.asking import Result, ask_node, ask_python
from lookup_bench.building import build, write_table
from lookup_bench.chromium import ask_chromium, open_browser, serve, time_on_slow_line
from lookup_bench.figures import Spread, sum_up, unlike
from lookup_bench.given import read_absent, read_queries
from lookup_bench.registers import compose, compose_latin, read_latin, read_names
from lookup_bench.subjects import Query, Subject
from lookup_bench.table import build_lines, kind_lines, slow_line

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_SIZES = [20_000, 100_000]


def main() -> int:
    """Run the benchmark and print its tables."""
    options = _options()
    with ExitStack() as stack:
        work = stack.enter_context(_folder(options.work))
        browser = stack.enter_context(open_browser()) if options.browser else None
        figures = [
            _measure(work / str(len(subjects)), subjects, queries, browser, options.sample)
            for subjects, queries in _registers(options)
        ]
    if options.json:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--names", type=Path, help="TSV: name, code (or uscc)")
    add("--queries", type=Path, help="TSV: query, expected_name (or expected_code), kind")
    add("--also-made", action="store_true", help="ask by rule too what the queries lack, by kind")
    add("--absent", type=Path, help="TSV: query, kind; names that are not listed")
    add("--latin", type=Path, help="CSV with names in Latin script, instead of --names")
    add("--column", default="name", help="the column of --latin that holds the names")
    add("--subjects", type=int, nargs="+", metavar="N", help="sizes (default: 20000 100000)")
    add("--each", type=int, default=200, help="queries by rule of each kind (default: 200)")
    add("--seed", type=int, default=1)
    add("--no-browser", dest="browser", action="store_false", help="leave Chromium out")
    add("--sample", type=int, default=60, help="queries on the slow line (default: 60)")
    add("--work", type=Path, help="a new folder that keeps the registers (default: none is kept)")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    options = parser.parse_args()
    if min((options.each, *(options.subjects or _SIZES))) < 1:
        parser.error("--each and --subjects are numbers from 1")
    if options.queries and not options.names:
        parser.error("--queries asks for the subjects of --names")
    if options.latin and (options.names or options.absent):
        parser.error("--latin takes the place of --names and makes its own absent names")
    return options


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        try:
            wanted.mkdir(parents=True)
        except OSError as error:
            raise SystemExit(f"--work names a folder that is made: {error}") from error
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="kuangxin-lookup-") as made:
        yield Path(made)


def _registers(options: argparse.Namespace) -> Iterator[tuple[list[Subject], list[Query]]]:
    """Yield each register with its queries."""
    if options.latin:
        names = read_latin(options.latin, options.column)
        for size in options.subjects or [len(names)]:
            subjects = compose_latin(names, size, options.seed)
            queries = latin.make_latin_queries(subjects, options.each, options.seed)
            queries += latin.make_latin_absent(subjects, options.each, options.seed)
            yield subjects, queries
        return
    given = read_names(options.names) if options.names else []
    asked = read_queries(options.queries, given) if options.queries else []
    absent = read_absent(options.absent) if options.absent else []
    wanted = {code for query in asked for code in query.expected}
    for size in options.subjects or _SIZES:
        subjects = compose(given, size, wanted, [one.text for one in absent], options.seed)
        yield subjects, _queries(options, subjects, asked, absent)


def _queries(
    options: argparse.Namespace,
    subjects: list[Subject],
    asked: Sequence[Query],
    absent: Sequence[Query],
) -> list[Query]:
    codes = {one.code for one in subjects}
    queries = [query for query in asked if query.expected & codes]
    if len(queries) < len(asked):
        _say(f"{len(asked) - len(queries)} queries are for subjects beyond {len(subjects)}")
    if not asked or options.also_made:
        known, left = {query.kind for query in asked}, made.left_out()
        if left:
            _say(f"pypinyin or opencc is not installed, left out: {', '.join(sorted(left))}")
        queries += made.make_queries(subjects, options.each, options.seed, known | left)
    return [*queries, *(absent or made.make_absent(subjects, options.each, options.seed))]


def _measure(
    work: Path,
    subjects: Sequence[Subject],
    queries: Sequence[Query],
    browser: Browser | None,
    sample: int,
) -> dict[str, object]:
    """Build one register, ask, print; return all figures."""
    data = work / "data"
    write_table(data, subjects)
    _say(f"{len(subjects)} subjects: building")
    built = build(data)
    asked: dict[str, list[Result]] = {}
    asked["node"] = ask_node(data, queries, _ticker("node", len(queries)))
    asked["python"] = ask_python(data, queries, _ticker("python", len(queries)))
    taken: list[float] = []
    if browser:
        some = _spread_out(queries, sample)
        with serve(work / "served", data) as address:
            tick = _ticker("chromium", len(queries))
            asked["chromium"] = ask_chromium(browser, address, queries, tick)
            tick = _ticker("slow line", len(some))
            taken = time_on_slow_line(browser, address, some, tick)
    kinds = sum_up(queries, asked)
    print(f"\n{len(subjects):,} subjects, {len(queries):,} queries")
    print("\n".join([*build_lines(built), *kind_lines(kinds)]))
    if taken:
        print(slow_line(Spread.of(taken), len(taken)))
    sys.stdout.flush()
    return {
        "subjects": len(subjects),
        "build": asdict(built),
        "kinds": [asdict(kind) for kind in kinds],
        "slow_line_milliseconds": taken,
        "unlike": unlike(queries, asked),
        "missed": _missed(queries, asked["node"]),
    }


def _missed(queries: Sequence[Query], results: Sequence[Result]) -> list[dict[str, object]]:
    """Return the queries whose expected subject is not the first hit."""
    return [
        {"kind": query.kind, "query": query.text, "answer": one.answer, "hits": one.hits[:3]}
        for query, one in zip(queries, results, strict=True)
        if not query.is_absent and not any(code in query.expected for code, _ in one.hits[:1])
    ]


def _spread_out(queries: Sequence[Query], count: int) -> list[Query]:
    """Return queries from all over the list."""
    count = min(count, len(queries))
    return [queries[place * len(queries) // count] for place in range(count)]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _ticker(name: str, whole: int) -> Callable[[], None]:
    """Return what is called after every query: progress on a terminal, one line elsewhere."""
    if not sys.stderr.isatty():
        _say(f"{name}: {whole} queries")
        return lambda: None
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 20 == 0 or done == whole:
            end = "\n" if done == whole else ""
            print(f"\r{name}: {done} of {whole} queries", end=end, file=sys.stderr, flush=True)

    return tick


if __name__ == "__main__":
    sys.exit(main())
