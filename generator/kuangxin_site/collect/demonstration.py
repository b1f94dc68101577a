"""Make a fictitious register of any size, the same bytes for the same seed.

Each file of subjects (a kind in a division) is the work of one task with its own seeded random
numbers, so that the bytes do not depend on the number of workers. Results are what the register's
own standards compute.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec

from kuangxin.disclosure import Windows
from kuangxin.grading import Period, Result, Standard, assess, newest_first
from kuangxin.records import Assessment, Record, decode_record
from kuangxin_site.collect.demo_history import add_history
from kuangxin_site.collect.demo_subject import (
    SCENES,
    Subject,
    make_expert_code,
    make_subject,
    make_uscc,
)
from kuangxin_site.parallel import open_executor
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import find_packaged
from kuangxin_site.settings import decode_settings
from kuangxin_site.yaml_files import read_yaml

__all__ = ["PERIODS", "write_demonstration"]

#: The quarters and the year that the demonstration grades, each with the day of its decision.
PERIODS = {
    "2015Q1": "2015-04-20",
    "2015Q2": "2015-07-20",
    "2015Q3": "2015-10-20",
    "2015Q4": "2016-01-18",
    "2015": "2016-01-20",
}
#: Of a hundred subjects, how many are of each kind; at least as many as play a scene.
_SHARES = {
    "mining-right-holder": 25,
    "exploration-right-holder": 20,
    "qualified-unit": 40,
    "expert": 15,
}
#: The pilot divisions of 2014 (湖州市、舟山市、兰溪市) have more subjects.
_PILOTS = ("3305", "3309", "330781")
_RESULT_FIELDS = ("code", "standard", "points", "grade", "authority", "document", "decided_on")
_COPIED = ("register.yaml", "divisions.csv", "standards", "pages", "notices")


class _Block(msgspec.Struct, frozen=True):
    """The subjects of one kind in one division: how many, and the number of the first."""

    folder: Path
    seed: int
    kind: str
    division: str
    place: str
    city: str
    count: int
    first: int
    scenes: tuple[str, ...]
    shared: str


def write_demonstration(
    folder: Path,
    subjects: int,
    seed: int,
    *,
    jobs: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write a fictitious register of ``subjects`` records into ``folder``.

    Raises:
        ValueError: fewer than 50 or more than 1,000,000 subjects are asked for.
        FileExistsError: the folder holds something.
    """
    if not 50 <= subjects <= 1_000_000:
        raise ValueError("the demonstration has 50 to 1,000,000 subjects")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            17, "holds something already; name an empty or new folder", str(folder)
        )
    _copy_prose(folder)
    blocks = list(_blocks(folder, subjects, seed))
    for kind in _SHARES:
        (folder / "subjects" / kind).mkdir(parents=True)
        (folder / "assessments" / kind).mkdir(parents=True)
    done = 0
    with open_executor(1 if subjects < 10_000 and jobs == 0 else jobs) as executor:
        for block, results in zip(blocks, executor.map(_write_block, blocks), strict=True):
            for period, lines in results.items():
                path = folder / "assessments" / block.kind / f"{period}.jsonl"
                with path.open("ab") as file:
                    file.write(lines)
            done += block.count
            if progress:
                progress(done, subjects)


def _copy_prose(folder: Path) -> None:
    source = find_packaged("content")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)
        elif (source / name).is_file():
            shutil.copyfile(source / name, folder / name)


def _blocks(folder: Path, subjects: int, seed: int) -> Iterator[_Block]:
    """Yield the blocks by kind and division, so that results come in the order of codes."""
    places = list(_places())
    weights = [3 if code.startswith(_PILOTS) else 1 for code, _, _ in places]
    number = 0
    shared = ""
    for kind, count in _quotas(subjects).items():
        scenes = list(SCENES[kind])
        for (code, place, city), part in zip(places, _shares(count, weights), strict=True):
            if not part:
                continue
            played, scenes = tuple(scenes[:part]), scenes[part:]
            if kind == "mining-right-holder" and not shared:
                shared = f"{code} {number}"
            yield _Block(folder, seed, kind, code, place, city, part, number, played, shared)
            number += part


def _quotas(subjects: int) -> dict[str, int]:
    quotas = {kind: subjects * share // 100 for kind, share in _SHARES.items()}
    quotas["qualified-unit"] += subjects - sum(quotas.values())
    return quotas


def _shares(count: int, weights: list[int]) -> list[int]:
    total = sum(weights)
    bounds, before = [0], 0
    for weight in weights:
        before += weight
        bounds.append(count * before // total)
    return [after - first for first, after in pairwise(bounds)]


def _places() -> Iterator[tuple[str, str, str]]:
    """Yield the code of each county, historical ones too, with its name and its city's."""
    with (find_packaged("content") / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    for code, row in sorted(rows.items()):
        if not code.endswith("00"):
            city = rows[row["parent"]]["name"]
            yield code, row["name"].rstrip("市县区"), city


def _write_block(block: _Block) -> dict[str, bytes]:
    """Write the file of one block and return its lines of results by period."""
    draw = Random(f"{block.seed} {block.kind} {block.division}")  # noqa: S311 - not for secrets
    lines: list[bytes] = []
    results: dict[str, list[bytes]] = {period: [] for period in PERIODS}
    for subject, assessed in sorted(_subjects(block, draw), key=lambda pair: pair[0]["code"]):
        lines.append(_encode(subject))
        if assessed:
            for result in _results(block, subject):
                line = {key: result[key] for key in _RESULT_FIELDS}
                results[str(result["period"])].append(_encode(line))
    path = block.folder / "subjects" / block.kind / f"{block.division}.jsonl"
    path.write_bytes(b"".join(lines))
    return {period: b"".join(found) for period, found in results.items() if found}


def _subjects(block: _Block, draw: Random) -> Iterator[tuple[Subject, bool]]:
    for index in range(block.count):
        scene = block.scenes[index] if index < len(block.scenes) else ""
        number = block.first + index
        if scene == "shared":
            division, first = block.shared.split()
            code = make_uscc(division, int(first))
        elif block.kind == "expert":
            code = make_expert_code(block.division, number)
        else:
            code = make_uscc(block.division, number)
        subject = make_subject(block.kind, code, block.division, block.place, draw)
        yield subject, add_history(subject, block.kind, scene, block.city, draw)


def _results(block: _Block, subject: Subject) -> Iterator[dict[str, object]]:
    """Yield the line of each period, as the standard computes it."""
    record = decode_record(block.kind, subject)
    assessments: list[Assessment] = []
    plain = not record.credit_information
    for period, decided_on in PERIODS.items():
        result = _plain(block.kind, period) if plain else _assess(record, assessments, period)
        assessment = Assessment(
            period=period,
            standard=f"{block.kind}-2015",
            points=result.points,
            grade=result.grade,
            authority=f"示例{block.city}自然资源局",
            document=f"示例评〔{period}〕1号",
            decided_on=date.fromisoformat(decided_on),
        )
        assessments.append(assessment)
        yield {"code": record.code, **msgspec.structs.asdict(assessment)}


def _assess(record: Record, assessments: list[Assessment], period: str) -> Result:
    standard, windows = _rules(record.kind)
    record = msgspec.structs.replace(record, assessments=newest_first(assessments))
    result = assess(record, standard, Period.parse(period), windows)
    assert result is not None
    return result


@lru_cache
def _plain(kind: str, period: str) -> Result:
    """Return the result of a subject without any credit information."""
    record = Record(kind=kind, code="", name="")
    if len(period) == 6:
        return _assess(record, [], period)
    return _plain(kind, f"{period}Q1")


@lru_cache
def _rules(kind: str) -> tuple[Standard, Windows]:
    source = find_packaged("content")
    problems: list[Problem] = []
    name = f"standards/{kind}-2015.yaml"
    standard = read_yaml(source / name, name, "en", problems)
    settings = read_yaml(source / "register.yaml", "register.yaml", "en", problems)
    assert not problems, problems
    return msgspec.convert(standard, Standard, strict=False), decode_settings(settings).windows


_encoder = msgspec.json.Encoder(decimal_format="number")


def _encode(value: object) -> bytes:
    return _encoder.encode(value) + b"\n"
