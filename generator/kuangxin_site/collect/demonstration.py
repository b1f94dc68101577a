"""Make a fictitious register of any size, the same bytes for the same seed.

Each file of subjects (a kind in a division) is the work of one task with its own seeded random
numbers, so that the bytes do not depend on the number of workers. Results are what the register's
own standards compute.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from kuangxin_site.collect.demo_attachments import write_attachments
from kuangxin_site.collect.demo_draw import Draw
from kuangxin_site.collect.demo_history import add_history
from kuangxin_site.collect.demo_results import PERIODS, encode_results
from kuangxin_site.collect.demo_subject import (
    SCENES,
    Subject,
    make_expert_code,
    make_subject,
    make_uscc,
)
from kuangxin_site.parallel import open_executor
from kuangxin_site.schemas import find_packaged

__all__ = ["FEWEST", "MOST", "write_demonstration"]

#: How many subjects a demonstration can have: each state occurs from 50 on.
FEWEST, MOST = 50, 1_000_000
#: Below this many subjects, one process is done before others have started.
_ALONE = 50_000
#: Of a hundred subjects, how many are of each kind; at least as many as play a scene.
_SHARES = {
    "mining-right-holder": 25,
    "exploration-right-holder": 20,
    "qualified-unit": 40,
    "expert": 15,
}
#: The pilot divisions of 2014 (湖州市、舟山市、兰溪市) have more subjects.
_PILOTS = ("3305", "3309", "330781")
_COPIED = (
    "register.yaml",
    "divisions.csv",
    "working-days.csv",
    "standards",
    "pages",
    "notices",
)


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
    if not FEWEST <= subjects <= MOST:
        raise ValueError(f"a demonstration has {FEWEST} to {MOST:,} subjects, not {subjects:,}")
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
    with open_executor(1 if subjects < _ALONE and jobs == 0 else jobs) as executor:
        for block, results in zip(blocks, executor.map(_write_block, blocks), strict=True):
            for period, lines in results.items():
                path = folder / "assessments" / block.kind / f"{period}.jsonl"
                with path.open("ab") as file:
                    file.write(lines)
            done += block.count
            if progress:
                progress(done, subjects)
    write_attachments(folder, _SHARES)


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
    draw = Draw(f"{block.seed} {block.kind} {block.division}")
    encode = msgspec.json.Encoder().encode
    made: list[tuple[str, bytes, tuple[bytes, ...]]] = []
    for subject, scene, assessed in _subjects(block, draw):
        results: tuple[bytes, ...] = ()
        if assessed:
            overridden = scene == "overridden"
            results = encode_results(block.kind, block.city, subject, overridden=overridden)
        made.append((subject["code"], encode(subject), results))
    made.sort()
    path = block.folder / "subjects" / block.kind / f"{block.division}.jsonl"
    path.write_bytes(b"".join(line + b"\n" for _, line, _ in made))
    by_period = zip(*(results for _, _, results in made if results), strict=True)
    return {period: b"".join(lines) for period, lines in zip(PERIODS, by_period, strict=False)}


def _subjects(block: _Block, draw: Draw) -> Iterator[tuple[Subject, str, bool]]:
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
        yield subject, scene, add_history(subject, block.kind, scene, block.city, draw)
