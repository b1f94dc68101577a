"""Schemas are the source of words, two validators agree, and a kind is added with data only."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import kuangxin
from kuangxin_site.build import build_site, check_register
from kuangxin_site.schemas import Schemas, find_packaged, load_schemas
from tests.lookups import ask_browser
from tests.registers import CONTENT, lines, make_item, make_result, make_unit

SCHEMAS = CONTENT.parent / "schemas"
_KINDS = ["mining-right-holder", "exploration-right-holder", "qualified-unit", "expert"]


def _properties(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property and every shared definition below a schema, with its place."""
    if isinstance(schema, list):
        for index, one in enumerate(schema):
            yield from _properties(one, f"{at}/{index}")
    if not isinstance(schema, dict):
        return
    for key in ("properties", "$defs"):
        for name, one in schema.get(key, {}).items():
            yield f"{at}/{key}/{name}", one
    for name, one in schema.items():
        if name not in {"const", "enum", "default", "examples"}:
            yield from _properties(one, f"{at}/{name}")


def _is_chinese(text: object) -> bool:
    return isinstance(text, str) and any("\u4e00" <= c <= "\u9fff" for c in text)


def _documents() -> dict[str, Any]:
    return {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}


@pytest.mark.parametrize("name", sorted(_documents()))
def test_every_property_has_a_chinese_title_and_description(name: str) -> None:
    documents = _documents()
    document = documents[name]
    assert _is_chinese(document.get("title"))
    assert _is_chinese(document.get("description"))
    bare = []
    for place, one in _properties(document):
        if "$ref" in one:
            file, _, pointer = one["$ref"].partition("#")
            target = documents[file or name]
            for step in pointer.split("/")[1:]:
                target = target[step]
            one = {**target, **one}
        if not (_is_chinese(one.get("title")) and _is_chinese(one.get("description"))):
            bare.append(place)
    assert not bare


@pytest.mark.parametrize("name", sorted(_documents()))
def test_every_choice_has_a_title(name: str) -> None:
    for place, one in _properties(_documents()[name]):
        for choice in one.get("oneOf", ()):
            if "const" in choice:
                assert choice.get("title"), place


_ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    0.29,
    1e300,
    10**30,
    "",
    " ",
    "x" * 5000,
    "2015-02-29",
    "2016-02-29",
    "2015-1-1",
    "示例",
    "A",
    [],
    {},
    ["x"],
    [None],
    {"x": 1},
]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield (*path, key)
            yield from _places(one, (*path, key))
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield (*path, index)
            yield from _places(one, (*path, index))


def _mutated(value: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """Return a copy with one to three places changed, removed or added to."""
    value = copy.deepcopy(value)
    for _ in range(draw.randint(1, 3)):
        places = list(_places(value))
        if not places:
            return value
        *path, last = draw.choice(places)
        inner: Any = value
        for step in path:
            inner = inner[step]
        way = draw.randrange(4)
        if way == 0:
            del inner[last]
        elif way == 1 and isinstance(inner, dict):
            inner[draw.choice(["odd", "name", "code", "points", "left_on"])] = draw.choice(_ODD)
        else:
            inner[last] = draw.choice(_ODD)
    return value


def _samples(kind: str) -> list[dict[str, Any]]:
    folder = CONTENT / "subjects" / kind
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    return [json.loads(line) for text in texts for line in text.splitlines()]


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return load_schemas(SCHEMAS)


@pytest.mark.parametrize("kind", [*_KINDS, "assessment"])
def test_both_validators_give_the_same_verdict(schemas: Schemas, kind: str) -> None:
    draw = random.Random(kind)
    samples = [make_result()] if kind == "assessment" else _samples(kind)
    schema = schemas[f"{kind}.schema.json"]
    verdicts = []
    for number in range(400):
        value = _mutated(draw.choice(samples), draw) if number % 8 else draw.choice(samples)
        valid = schema.is_valid(value)
        assert valid == (not list(schema.explain(value))), value
        verdicts.append(valid)
    assert 40 < sum(verdicts) < 360


@pytest.mark.parametrize("points", [n / 100 for n in range(0, 12_000, 37)])
def test_hundredths_are_multiples_for_both_validators(schemas: Schemas, points: float) -> None:
    schema = schemas["assessment.schema.json"]
    value = make_result(points=points)
    assert schema.is_valid(value)
    assert not list(schema.explain(value))


@pytest.mark.parametrize("points", [90.005, 0.001, 1e-9, 99.999])
def test_finer_points_are_refused_by_both_validators(schemas: Schemas, points: float) -> None:
    schema = schemas["assessment.schema.json"]
    value = make_result(points=points)
    assert not schema.is_valid(value)
    assert [one.rule for one in schema.explain(value)] == ["multipleOf"]


@pytest.mark.parametrize("kind", _KINDS)
def test_every_subject_of_the_demonstration_is_valid_for_both(schemas: Schemas, kind: str) -> None:
    schema = schemas[f"{kind}.schema.json"]
    for value in _samples(kind)[:40]:
        assert schema.is_valid(value)
        assert not list(schema.explain(value))


# --- a fifth kind, with data only ----------------------------------------------------------------

_FIFTH = "hazard-unit"
_TITLE = "地质灾害防治单位"


@pytest.fixture(scope="module")
def fifth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the demonstration register with one kind more: a schema, a standard, two lines."""
    place = tmp_path_factory.mktemp("fifth")
    content = place / "content"
    shutil.copytree(CONTENT, content)
    shutil.copytree(SCHEMAS, place / "schemas")
    schema = json.loads((SCHEMAS / "qualified-unit.schema.json").read_text(encoding="utf-8"))
    schema |= {"title": _TITLE, "description": "示例：从事地质灾害防治的单位。"}
    schema["properties"]["team"] = {
        "title": "专业人员数",
        "description": "持证专业人员的人数。",
        "type": "integer",
        "minimum": 0,
    }
    text = json.dumps(schema, ensure_ascii=False)
    (place / f"schemas/{_FIFTH}.schema.json").write_text(text, encoding="utf-8")
    register = (content / "register.yaml").read_text(encoding="utf-8")
    line = (
        f"  - {{id: {_FIFTH}, title: {_TITLE}, schema: {_FIFTH}.schema.json, identifier: uscc}}\n"
    )
    assert "lists:\n" in register
    register = register.replace("lists:\n", f"{line}lists:\n", 1)
    (content / "register.yaml").write_text(register, encoding="utf-8")
    standard = (content / "standards/qualified-unit-2015.yaml").read_text(encoding="utf-8")
    standard = standard.replace("qualified-unit", _FIFTH).replace("资质（资格）单位", _TITLE)
    (content / f"standards/{_FIFTH}-2015.yaml").write_text(standard, encoding="utf-8")
    for what in ("subjects", "assessments"):
        (content / what / _FIFTH).mkdir()
    item = make_item(id="FIFTH-1", indicator="D03", facts="示例：报告失实")
    units = [
        make_unit(901, name="示例青田地灾防治有限公司", team=12, credit_information=[item]),
        make_unit(902, name="示例龙泉边坡治理有限公司", team=7),
    ]
    (content / f"subjects/{_FIFTH}/330102.jsonl").write_text(lines(*units), encoding="utf-8")
    result = make_result(code=units[0]["code"], standard=f"{_FIFTH}-2015", points=85.0, grade="B")
    (content / f"assessments/{_FIFTH}/2015Q4.jsonl").write_text(lines(result), encoding="utf-8")
    build_site(content, place / "site", jobs=1)
    return place


_CODES = [make_unit(901)["code"], make_unit(902)["code"]]


def test_a_fifth_kind_has_no_problems_and_its_own_are_found(fifth: Path) -> None:
    assert check_register(fifth / "content", jobs=1).problems == []
    path = fifth / f"content/subjects/{_FIFTH}/330102.jsonl"
    good = path.read_text(encoding="utf-8")
    try:
        path.write_text(good.replace('"team": 12', '"team": "十二"'), encoding="utf-8")
        (problem,) = check_register(fifth / "content", jobs=1).problems
    finally:
        path.write_text(good, encoding="utf-8")
    assert (problem.code, problem.pointer, problem.field) == ("type", "/team", "专业人员数")


def test_a_fifth_kind_has_its_pages_and_lists(fifth: Path) -> None:
    site = fifth / "site"
    page = (site / f"subjects/{_CODES[0]}/index.html").read_text(encoding="utf-8")
    for text in ("示例青田地灾防治有限公司", _TITLE, "专业人员数", "12", "示例：报告失实", "85"):
        assert text in page
    for path in ("index.html", f"kinds/{_FIFTH}/index.html", "search/index.html"):
        assert _TITLE in (site / path).read_text(encoding="utf-8")
    listed = (site / f"kinds/{_FIFTH}/330102/index.html").read_text(encoding="utf-8")
    assert all(code in listed for code in _CODES)
    standard = (site / f"standards/{_FIFTH}-2015/index.html").read_text(encoding="utf-8")
    assert _TITLE in standard


def test_a_fifth_kind_is_in_the_downloads(fifth: Path) -> None:
    downloads = fifth / "site/data/downloads"
    rows = [json.loads(x) for x in (downloads / "subjects.jsonl").read_text("utf-8").splitlines()]
    own = [row for row in rows if row["kind"] == _FIFTH]
    assert [row["code"] for row in own] == sorted(_CODES)
    assert own[0]["grade"] == "B"
    assert "FIFTH-1" in (downloads / "credit_information.csv").read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(downloads / "subjects.xlsx", read_only=True)
    cells = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert set(_CODES) <= cells
    assert (fifth / f"site/data/schemas/{_FIFTH}.schema.json").is_file()


def test_a_fifth_kind_is_looked_up_and_read(fifth: Path) -> None:
    register = kuangxin.open(fifth / "site")
    assert {kind.id for kind in register.kinds} >= {_FIFTH}
    subject = register[_CODES[0]]
    assert (subject.grade, subject.kinds) == ("B", (_FIFTH,))
    assert subject.record(_FIFTH).details == {"team": 12}
    assert {one.code for one in register.subjects(kind=_FIFTH)} == set(_CODES)
    texts = ["青田地灾", _CODES[0]]
    browser = ask_browser(fifth / "site/data", texts)
    for text, in_browser in zip(texts, browser, strict=True):
        found = register.search(text)
        assert (found.answer, found[0].subject.code) == ("one", _CODES[0])
        assert (in_browser["answer"], in_browser["hits"][0]["code"]) == ("one", _CODES[0])


def test_the_packaged_schemas_are_those_of_the_repository() -> None:
    assert find_packaged("schemas") == SCHEMAS


def test_every_published_subject_follows_its_published_schema(built_demonstration: Path) -> None:
    data = built_demonstration / "data"
    schema = load_schemas(data / "schemas")["subject.schema.json"]
    subjects = 0
    for path in sorted((data / "subjects").iterdir()):
        for subject in json.loads(path.read_text("utf-8"))["subjects"].values():
            assert not list(schema.explain(subject)), subject["code"]
            subjects += 1
    assert subjects > 250
