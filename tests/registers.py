"""A small valid register for tests to break, and what they look at afterwards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kuangxin import codes
from kuangxin_site.build import build_site, check_register
from kuangxin_site.problems import InputRefused, Problem

CONTENT = Path(__file__).parent.parent / "content"
#: The public address that the demonstration states; the name is reserved and leads nowhere.
PUBLIC = "https://kuangxin.example/"

_REGISTER = """\
id: shili
title: 示例登记簿
language: zh-CN
publisher: 示例厅
about: 示例说明
as_of: "2016-01-25"
coverage: ["330000"]
kinds:
  - {id: qualified-unit, title: 资质单位, schema: qualified-unit.schema.json, identifier: uscc}
  - {id: expert, title: 专家, schema: expert.schema.json, identifier: own, natural_person: true}
lists:
  - {id: serious, title: 严重失信主体名单, tone: bad, max_months: 36, description: 示例名单}
disclosure:
  source: 示例办法
  dishonesty:
    minor: {published: false, max_months: 3}
    general: {min_months: 3, max_months: 12}
    serious: {min_months: 12, max_months: 36}
  honour: {max_months: 36}
feedback: {office: 示例处, address: 示例路 1 号, telephone: 示例电话, note: 示例备注}
"""
_STANDARD = """\
id: unit-2015
kind: qualified-unit
title: 示例标准
document: 示例〔2015〕3号
authority: 示例厅
effective_from: "2015-01-01"
periods: [quarter]
base: 100
indicators:
  - {id: D1, title: 示例指标, category: dishonesty, severity: general, points: -10}
bands:
  - {grade: A, title: 守信, meaning: 示例, from: 95}
  - {grade: B, title: 失信, meaning: 示例, from: 0}
"""
_DIVISIONS = """\
code,name,parent,valid_from,valid_until,successor
330000,示例省,,,,
330100,示例市,330000,,,
330102,示例区,330100,,,
"""
UNITS = "subjects/qualified-unit/330102.jsonl"
EXPERTS = "subjects/expert/330102.jsonl"
RESULTS = "assessments/qualified-unit/2015Q4.jsonl"
STANDARD = "standards/unit-2015.yaml"

Fields = dict[str, Any]


def make_code(number: int) -> str:
    """Return a valid fictitious unified code."""
    organisation = f"DEM{number:05}"
    body = f"91330102{organisation}"
    body += codes.organisation_check_character(organisation)
    return body + codes.check_character(body)


def make_unit(number: int = 1, **given: Any) -> Fields:
    """Return a qualified unit with one item, as its line holds it."""
    return {"code": make_code(number), "name": f"示例单位{number}", "division": "330102", **given}


def make_item(**given: Any) -> Fields:
    """Return a general dishonesty item that is shown on the register's day."""
    return {
        "id": "T-1",
        "category": "dishonesty",
        "severity": "general",
        "indicator": "D1",
        "facts": "示例事实",
        "basis": "示例依据",
        "document": "示例〔2015〕1号",
        "authority": "示例局",
        "determined_on": "2015-10-01",
        **given,
    }


def make_result(**given: Any) -> Fields:
    """Return the decided result of the first unit."""
    return {
        "code": make_code(1),
        "standard": "unit-2015",
        "points": 90.0,
        "grade": "B",
        "authority": "示例局",
        "document": "示例评〔2016〕1号",
        "decided_on": "2016-01-20",
        **given,
    }


def lines(*objects: Fields) -> str:
    """Return objects as JSON Lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)


def write_small(folder: Path) -> None:
    """Write a register of two units, the first graded, and an expert."""
    texts = {
        "register.yaml": _REGISTER,
        "divisions.csv": _DIVISIONS,
        STANDARD: _STANDARD,
        UNITS: lines(make_unit(1, credit_information=[make_item()]), make_unit(2)),
        EXPERTS: lines({"code": "SL-0001", "name": "示例专家", "division": "330102"}),
        RESULTS: lines(make_result()),
        "pages/about.md": "Title: 关于\n\n示例。\n",
        "notices/one.md": "Title: 公告\nDate: 2016-01-02\n\n示例。\n",
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def state_address(folder: Path, address: str) -> None:
    """Let a copy of the demonstration state another public address, or none."""
    path = folder / "register.yaml"
    text = path.read_text(encoding="utf-8")
    assert f"address: {PUBLIC}\n" in text
    line = f"address: {address}\n" if address else ""
    path.write_text(text.replace(f"address: {PUBLIC}\n", line), encoding="utf-8")


class Breakable:
    """A register in a folder of its own, beside an output that stands already."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder.parent / "output"

    def put(self, name: str, content: str | bytes) -> None:
        """Write a file of the register."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands in a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.put(name, text.replace(old, new, 1))

    def unit(self, **given: Any) -> None:
        """Put one unit, ungraded, in the place of the two."""
        self.remove("assessments")
        self.put(UNITS, lines(make_unit(1, **given)))

    def remove(self, name: str) -> None:
        """Take a file or a folder away."""
        path = self.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def check(self) -> list[Problem]:
        """Return what the check finds."""
        return check_register(self.folder, jobs=1).problems

    def build(self) -> Path:
        """Build the register and return its site."""
        build_site(self.folder, self.output, jobs=1)
        return self.output

    def put_old_output(self) -> dict[str, bytes]:
        """Put something that passes for an earlier output where the next one goes."""
        (self.output / "data").mkdir(parents=True)
        (self.output / "data/release.json").write_text('{"old": true}')
        (self.output / "index.html").write_text("old")
        return tree(self.output)

    def refused(self) -> list[Problem]:
        """Build, expect a refusal, see that the old output is whole, and return the problems."""
        old = self.put_old_output()
        with pytest.raises(InputRefused) as refused:
            self.build()
        assert tree(self.output) == old
        assert not [one for one in self.output.parent.iterdir() if one.name.startswith(".")]
        return refused.value.problems


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
