"""What the demonstration's notices attach: how many of each grade a period has, and who is an expert.

Both are counted in the register that was just written, so that no notice says what its register
does not.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from kuangxin_site.schemas import find_packaged

__all__ = ["write_attachments"]

#: The periods of which a notice attaches the results.
_PERIODS = ("2015Q3", "2015Q4", "2015")
_GRADES = ("A", "B", "C", "D")
_HEAD = ("种类", *_GRADES, "合计")
#: The day of the notice that attaches the roster: who had left by then is not in it.
_ROSTER_ON = "2015-12-01"


class _Result(msgspec.Struct):
    grade: str


class _Expert(msgspec.Struct):
    code: str
    name: str
    division: str
    left_on: str = "9999"


def write_attachments(folder: Path, kinds: Iterable[str]) -> None:
    """Write ``attachments/`` of the register in ``folder``, a row for each of ``kinds``."""
    (folder / "attachments").mkdir()
    titles = {kind: _title(kind) for kind in kinds}
    for period in _PERIODS:
        rows = [
            [title, *(str(one) for one in _count(folder / f"assessments/{kind}/{period}.jsonl"))]
            for kind, title in titles.items()
        ]
        _write(folder / f"attachments/results-{period.lower()}.csv", _HEAD, rows)
    roster = _roster(folder / "subjects/expert")
    _write(folder / "attachments/experts-2015.csv", ("专家编号", "姓名", "区划代码"), roster)


def _title(kind: str) -> str:
    schema = json.loads((find_packaged("schemas") / f"{kind}.schema.json").read_text("utf-8"))
    return str(schema["title"])


def _count(results: Path) -> list[int]:
    decode = msgspec.json.Decoder(_Result).decode
    with results.open("rb") as file:
        counted = Counter(decode(line).grade for line in file)
    return [*(counted[grade] for grade in _GRADES), counted.total()]


def _roster(subjects: Path) -> Iterator[list[str]]:
    decode = msgspec.json.Decoder(_Expert).decode
    for path in sorted(subjects.glob("*.jsonl")):
        with path.open("rb") as file:
            for expert in map(decode, file):
                if expert.left_on > _ROSTER_ON:
                    yield [expert.code, expert.name, expert.division]


def _write(path: Path, head: Iterable[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
