"""Write a register's look-up and index, each build in a fresh process on two cores, and time it."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from kuangxin_site.parallel import open_executor
from kuangxin_site.release.lookup import write_search
from lookup_bench.subjects import Subject

__all__ = ["Build", "Size", "build", "write_table"]

_CORES = 2
_LISTS = ("honour", "abnormal", "serious")


def _write(data: Path) -> None:
    """Write ``data/lookup`` and ``data/index``: the one place that knows the builder's functions."""
    with TemporaryDirectory() as work, open_executor(2) as executor:
        write_search(data, Path(work), executor)


@dataclass(frozen=True)
class Size:
    """How much a folder holds."""

    files: int
    bytes: int


@dataclass(frozen=True)
class Build:
    """What a build took and made."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    start_bytes: int
    lookup: Size
    index: Size


def write_table(data: Path, subjects: Sequence[Subject]) -> None:
    """Write ``downloads/subjects.jsonl`` and ``listings.jsonl``, all that the look-up is made of.

    Four grades in turn; one subject in ten is on a list until some day, one in fifty has left.
    """
    downloads = data / "downloads"
    downloads.mkdir(parents=True)
    with (
        (downloads / "subjects.jsonl").open("w", encoding="utf-8") as lines,
        (downloads / "listings.jsonl").open("w", encoding="utf-8") as decisions,
    ):
        for place, one in enumerate(subjects):
            listed = [_LISTS[place // 10 % len(_LISTS)]] if place % 10 == 0 else []
            day = (date(2015, 1, 1) + timedelta(place % 365)).isoformat()
            row: dict[str, object] = {
                "code": one.code,
                "name": one.name,
                "kind": "mining-right-holder",
                "division": one.code[2:8] if one.code[2:8].isdigit() else None,
                "former_names": one.former,
                "grade": "ABCD"[place % 4],
                "lists": listed,
            }
            if place % 50 == 1:
                row["left_on"] = day
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            for name in listed:
                decision = {**row, "list": name, "basis": "示例", "authority": "示例"}
                decision |= {
                    "document": "示例",
                    "listed_on": day,
                    "publish_until": f"2018{day[4:]}",
                }
                decisions.write(json.dumps(decision, ensure_ascii=False) + "\n")


def build(data: Path) -> Build:
    """Build the look-up and the index of a table that ``write_table`` wrote."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        seconds, cpu_seconds, peak_bytes = fresh.submit(_timed, data).result()
    return Build(
        seconds,
        cpu_seconds,
        peak_bytes,
        (data / "lookup" / "start.bin").stat().st_size,
        _size(data / "lookup"),
        _size(data / "index"),
    )


def _timed(data: Path) -> tuple[float, float, int]:
    """Build; return seconds, processor seconds and the largest memory of a process."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
    began = time.perf_counter()
    _write(data)
    seconds = time.perf_counter() - began
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return seconds, cpu, max(usage.ru_maxrss for usage in usages) * 1024


def _size(folder: Path) -> Size:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Size(len(sizes), sum(sizes))
