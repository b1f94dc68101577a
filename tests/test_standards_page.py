"""Every example of ``docs/standards.md`` follows the schema and comes to what the page says."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kuangxin.disclosure import with_terms
from kuangxin.grading import NotAssessed, Standard, assess, newest_first
from kuangxin.records import Assessment, CreditItem, Licence, Objection, Record
from kuangxin_site.schemas import find_packaged, load_schemas
from tests.factories import (
    WINDOWS,
    make_assessment,
    make_item,
    make_listing,
    make_record,
)

PAGE = (Path(__file__).parent.parent / "docs/standards.md").read_text(encoding="utf-8")
SNIPPETS = [yaml.safe_load(one) for one in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
TEXTS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
HEAD: dict[str, Any] = {
    "id": "s",
    "kind": "mining-right-holder",
    "title": "示例",
    "document": "示例",
    "authority": "示例",
    "effective_from": "2015-01-01",
    "periods": ["quarter", "year"],
    "base": 100,
}
CASES = [
    (index, items.strip(), points, grade)
    for index, text in enumerate(TEXTS)
    for items, points, grade in re.findall(r"^# (.*?) → (\S+) (\w+)$", text, re.MULTILINE)
]


def _standard(index: int) -> Standard:
    raw = {**HEAD, **SNIPPETS[0], **SNIPPETS[index]}
    schema = load_schemas(find_packaged("schemas"))["standard.schema.json"]
    assert schema.is_valid(raw), list(schema.explain(raw))
    return msgspec.convert(raw, Standard, strict=False)


def _item(number: int, text: str, standard: Standard) -> CreditItem:
    objected = text.endswith("!")
    name, _, day = text.removesuffix("!").partition("@")
    name, _, licence = name.partition("/")
    indicator = standard.indicator(name)
    assert indicator is not None
    return make_item(
        id=f"X-{number}",
        indicator=name,
        category=indicator.category,
        severity=indicator.severity,
        licence=licence,
        determined_on=date.fromisoformat(day or "2015-03-01")
        if indicator.severity != "minor"
        else date(2015, 8, 1),
        objections=(Objection(received_on=date(2015, 9, 1)),) if objected else (),
    )


def _record(items: str, standard: Standard) -> Record:
    """Make the record that a line of the page describes."""
    words = [one for one in items.split() if ":" not in one and one != "year"]
    facts = dict(one.split(":") for one in items.split() if ":" in one)
    entered = facts.get("entered")
    listed = (make_listing(list=facts.get("list", ""), listed_on=date(2015, 4, 1)),)
    quarters: tuple[Assessment, ...] = ()
    if items.startswith("year"):
        quarters = tuple(_quarter(n, points, standard) for n, points in enumerate(words, start=1))
        words = []
    return make_record(
        credit_information=tuple(_item(n, text, standard) for n, text in enumerate(words)),
        licences=(Licence(number="L1"), Licence(number="L2")),
        listings=listed if "list" in facts else (),
        entered_on=date.fromisoformat(entered) if entered else None,
        assessments=newest_first(quarters),
    )


def _quarter(number: int, points: str, standard: Standard) -> Assessment:
    rank = standard.rank_of(100 * int(points))
    grade = standard.bands[rank].grade
    return make_assessment(period=f"2015Q{number}", points=Decimal(points), grade=grade)


@pytest.mark.parametrize(("index", "items", "points", "grade"), CASES)
def test_an_example_comes_to_what_the_page_says(
    index: int, items: str, points: str, grade: str
) -> None:
    standard = _standard(index)
    period = "2015" if items.startswith("year") else "2015Q3"
    result = assess(with_terms(_record(items, standard), WINDOWS), standard, period)
    if (points, grade) == ("not", "assessed"):
        assert isinstance(result, NotAssessed)
        return
    assert not isinstance(result, NotAssessed)
    assert (str(result.points), result.grade) == (points, grade)


def test_every_way_to_count_has_an_example() -> None:
    schema = load_schemas(find_packaged("schemas"))["standard.schema.json"].document
    fields = schema["properties"]["indicators"]["items"]["properties"]
    ways = {choice["const"] for choice in fields["count"]["oneOf"]}
    shown = {one.get("count", "each") for s in SNIPPETS for one in s.get("indicators", ())}
    assert shown == ways
    assert len(CASES) > 20


def test_every_other_rule_has_an_example() -> None:
    gates = {gate["rule"] for s in SNIPPETS for gate in s.get("gates", ())}
    conditions = {
        one["rule"]
        for s in SNIPPETS
        for rule in s.get("lists", ())
        for one in (*rule["enter"], *rule["leave"])
    }
    assert gates == {"item", "list", "months"}
    assert conditions == {"grade", "item", "no-item", "listed"}
    assert {s["year"] for s in SNIPPETS if "year" in s} == {"average", "worst", "last"}
