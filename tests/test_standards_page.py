"""Every example of ``docs/standards.md`` follows the schema and comes to what the page says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from kuangxin.disclosure import with_terms
from kuangxin.grading import NotAssessed, Standard, assess
from kuangxin.records import CreditItem, Licence
from kuangxin_site.schemas import find_packaged, load_schemas
from tests.factories import WINDOWS, make_item, make_record

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
    for items, points, grade in re.findall(r"^# (.*?) → (\S+) (\w)$", text, re.MULTILINE)
]


def _standard(index: int) -> Standard:
    raw = {**HEAD, **SNIPPETS[0], **SNIPPETS[index]}
    schema = load_schemas(find_packaged("schemas"))["standard.schema.json"]
    assert schema.is_valid(raw), list(schema.explain(raw))
    return msgspec.convert(raw, Standard, strict=False)


def _item(number: int, text: str, standard: Standard) -> CreditItem:
    name, _, day = text.partition("@")
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
    )


@pytest.mark.parametrize(("index", "items", "points", "grade"), CASES)
def test_an_example_comes_to_what_the_page_says(
    index: int, items: str, points: str, grade: str
) -> None:
    standard = _standard(index)
    record = make_record(
        credit_information=tuple(
            _item(number, text, standard) for number, text in enumerate(items.split())
        ),
        licences=(Licence(number="L1"), Licence(number="L2")),
    )
    result = assess(with_terms(record, WINDOWS), standard, "2015Q3")
    assert not isinstance(result, NotAssessed)
    assert (str(result.points), result.grade) == (points, grade)


def test_every_way_to_count_has_an_example() -> None:
    schema = load_schemas(find_packaged("schemas"))["standard.schema.json"].document
    fields = schema["properties"]["indicators"]["items"]["properties"]
    ways = {choice["const"] for choice in fields["count"]["oneOf"]}
    shown = {one.get("count", "each") for s in SNIPPETS for one in s.get("indicators", ())}
    assert shown == ways
    assert len(CASES) > 12
