"""Measure a whole build, station by station, beside Hugo rendering as many subject pages.

    make bench
    .venv/bin/python benchmarks/build.py --subjects 100000 --folder /dev/shm/bench

Prints wall seconds, processor seconds and the largest memory of any process for each station.
Give a folder on a tmpfs: on a busy disk the creation of files costs more than all else, for every
tool alike. Hugo is the peer when it is installed (Debian: apt-get install hugo); it renders the
same records with ``benchmarks/hugo`` and does nothing else. Use one run's figures as ratios only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kuangxin_site.build import Built, StationCost, build_site
from kuangxin_site.collect.demonstration import write_demonstration

_HUGO = Path(__file__).with_name("hugo")
_MEBIBYTE = 1 << 20


def main() -> int:
    """Run the benchmark and print its table."""
    options = _options()
    with _folder(options.folder) as folder:
        began = time.perf_counter()
        write_demonstration(folder / "content", options.subjects, 1, jobs=options.jobs)
        seconds = time.perf_counter() - began
        print(f"{options.subjects} subjects made in {seconds:.1f} s", flush=True)
        built = build_site(folder / "content", folder / "site", jobs=options.jobs)
        _print_stations(built)
        hugo = shutil.which("hugo")
        if hugo is None:
            print("hugo is not installed: no peer in this run")
        else:
            _print_peer(_run_hugo(hugo, folder), built)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--subjects", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=0, help="worker processes (default: all)")
    parser.add_argument(
        "--folder", type=Path, help="where to work, removed afterwards (default: a temporary one)"
    )
    return parser.parse_args()


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        wanted.mkdir(parents=True)
        try:
            yield wanted
        finally:
            shutil.rmtree(wanted)
        return
    with tempfile.TemporaryDirectory(prefix="kuangxin-bench-") as made:
        yield Path(made)


def _print_stations(built: Built) -> None:
    print(f"{'station':22} {'wall s':>8} {'cpu s':>8} {'peak MB':>8}")
    total = StationCost(0.0, 0.0, 0)
    for name, cost in built.costs.items():
        _print_cost(name, cost)
        total = StationCost(
            total.seconds + cost.seconds,
            total.cpu_seconds + cost.cpu_seconds,
            max(total.peak_bytes, cost.peak_bytes),
        )
    _print_cost("whole build", total)
    print(f"{built.subjects} subjects, {built.pages} pages", flush=True)


def _print_cost(name: str, cost: StationCost) -> None:
    memory = cost.peak_bytes / _MEBIBYTE
    print(f"{name:22} {cost.seconds:8.1f} {cost.cpu_seconds:8.1f} {memory:8.0f}", flush=True)


def _run_hugo(hugo: str, folder: Path) -> StationCost:
    """Let Hugo render a page for each subject of the release; return what that cost."""
    source = folder / "hugo"
    shutil.copytree(_HUGO, source)
    pages = source / "content" / "subjects"
    pages.mkdir(parents=True)
    for partition in sorted((folder / "site/data/subjects").iterdir()):
        for code, subject in msgspec.json.decode(partition.read_bytes())["subjects"].items():
            head = {"title": subject["records"][0]["name"], "subject": subject}
            (pages / f"{code}.md").write_bytes(msgspec.json.encode(head))
    began = time.perf_counter()
    with subprocess.Popen(
        [hugo, "--quiet", "--source", str(source), "--destination", str(folder / "hugo-site")]
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    rendered = sum(1 for _ in (folder / "hugo-site").rglob("index.html"))
    if process.returncode != 0 or rendered == 0:
        sys.exit(f"hugo rendered {rendered} pages and ended with {process.returncode}")
    print(f"hugo rendered {rendered} subject pages", flush=True)
    return StationCost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _print_peer(hugo: StationCost, built: Built) -> None:
    _print_cost("hugo", hugo)
    whole = sum(cost.seconds for cost in built.costs.values())
    pages = built.costs["pages"].seconds
    print(f"whole build / hugo {whole / hugo.seconds:.2f}, pages / hugo {pages / hugo.seconds:.2f}")


if __name__ == "__main__":
    sys.exit(main())
