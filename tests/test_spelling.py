"""Names that are written in two ways, and codes of another length: found, and told as what they are.

Asked of ``lookup.js`` and of the static files in Python, which answer alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kuangxin.codes import ALPHABET
from tests.lookups import (
    ROWS,
    Browser,
    as_document,
    ask_browser,
    make_code,
    make_names,
    make_row,
    mark,
    open_lookup,
    write_register,
)

#: Subjects whose names have two spellings.
NAMES = {
    "91330522MA2KX7RD6B": "示例银行股份有限公司大样勘探街支行",
    "91330522MA2LW4TE41": "示例省第四地质大队",
    "91330522MA2BQ8NF3Y": "示例省第十一地质大队",
    "91330522MA2HY3PGX0": "样本103地质队",
    "91330522MA2DN9UJ9X": "幻想省虚拟县梦泽霓矿业有限公司",
    "WB-0023": "Specimen Drilling Corporation",
    "WB-0024": "Sample and Fictive Brothers Company, Incorporated",
    "WB-0025": "Northern Specimen Private Limited",
}
CODES = {name: code for code, name in NAMES.items()}
UNIFIED = [row["code"] for row in ROWS if len(row["code"]) == 18 and row["code"].isalnum()]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert {row["code"]: row["name"] for row in ROWS}.items() >= NAMES.items()
    return write_register(tmp_path_factory.mktemp("spelling") / "data", ROWS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


def _ask(data: Path, text: str) -> dict[str, Any]:
    """Return the answer of both languages."""
    (found,) = ask_browser(data, [text])
    assert as_document(open_lookup(data).find(text)) == found
    return found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("示例银行大样勘探街支行", "«示例银行»股份有限公司«大样勘探街支行»"),
        ("银行大样勘探街", "示例«银行»股份有限公司«大样勘探街»支行"),
    ],
)
def test_a_branch_is_found_without_the_legal_form_above_it(
    data: Path, text: str, shown: str
) -> None:
    found = _ask(data, text)
    (hit,) = found["hits"]
    assert found["answer"] == "several"
    assert mark(hit["name"], hit["places"]) == shown
    assert hit["slips"] == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("第4地质大队", "示例省第四地质大队"),
        ("示例省第４地质大队", "示例省第四地质大队"),
        ("示例省第11地质大队", "示例省第十一地质大队"),
        ("一〇三地质队", "样本103地质队"),
        ("样本一0三地质队", "样本103地质队"),
        ("Specimen Drilling Corp.", "Specimen Drilling Corporation"),
        (
            "Sample & Fictive Brothers Co Inc",
            "Sample and Fictive Brothers Company, Incorporated",
        ),
        ("Northern Specimen Pvt. Limited", "Northern Specimen Private Limited"),
    ],
)
def test_another_spelling_of_a_name_means_that_name(data: Path, text: str, name: str) -> None:
    found = _ask(data, text)
    assert [hit["code"] for hit in found["hits"]] == [CODES[name]]
    assert found["answer"] == "one"
    assert found["hits"][0]["match"] in {"variant", "part"}


def test_another_number_is_another_name(data: Path) -> None:
    found = _ask(data, "第5地质大队")
    assert found["answer"] == "similar"
    assert all(hit["slips"] for hit in found["hits"])


@pytest.mark.parametrize("text", ["sfb", "sfbci"])
def test_initials_lead_to_a_name_with_its_legal_words_and_without(data: Path, text: str) -> None:
    codes = [hit["code"] for hit in _ask(data, text)["hits"]]
    assert CODES["Sample and Fictive Brothers Company, Incorporated"] in codes


@pytest.mark.parametrize(
    "text", ["幻想虚拟县梦泽霓矿业", "幻想虚拟梦泽霓矿业有限公司", "幻想省虚拟县梦泽霓市矿业"]
)
def test_what_a_places_name_ends_with_is_no_slip(data: Path, text: str) -> None:
    found = _ask(data, text)
    assert found["answer"] == "similar"
    assert (found["hits"][0]["match"], found["hits"][0]["slips"]) == ("place", 0)


def test_a_city_in_the_place_of_a_county_is_a_slip(data: Path) -> None:
    hit = _ask(data, "虚拟市梦泽霓矿业")["hits"][0]
    assert (hit["match"], hit["slips"]) == ("close", 1)


@pytest.mark.parametrize(("begin", "end"), [(9, 12), (9, 13), (8, 13)])
def test_a_wrong_second_character_of_a_short_text_leads_to_its_names(
    tmp_path: Path, begin: int, end: int
) -> None:
    names = make_names(600)
    rows = [make_row(make_code(number), name) for number, name in enumerate(names)]
    data = write_register(tmp_path / "data", rows)
    for name in names[:20]:
        text = name[begin] + "错" + name[begin + 2 : end]
        hits = open_lookup(data).find(text, limit=600).hits
        assert name in {hit.name for hit in hits}, text


@settings(deadline=None)
@example(code=next(one for one in UNIFIED if one[-1] == one[-2]), place=16, other="0")
@given(code=st.sampled_from(UNIFIED), place=st.integers(1, 16), other=st.sampled_from(ALPHABET))
def test_a_code_with_a_character_too_few_or_too_many_leads_to_the_nearest(
    data: Path, browser: Browser, code: str, place: int, other: str
) -> None:
    for text, excess in (
        (code[:place] + code[place + 1 :], -1),
        (code[:place] + other + code[place:], 1),
    ):
        found, files = browser.ask(data, text)
        if text in code:  # of two like characters at an end one was left out: a part of the code
            assert (found["check"], found["excess"]) == ("", 0), text
            assert code in [hit["code"] for hit in found["hits"]], text
            continue
        assert (found["check"], found["excess"]) == ("code-length", excess), text
        assert found["answer"] == "similar" or (not found["hits"] and excess < 0)
        assert all((hit["match"], hit["slips"]) == ("code", 1) for hit in found["hits"])
        assert len(files) <= 5  # the start file, and four
        if place <= 11 or excess > 0:
            assert code in [hit["code"] for hit in found["hits"]], text


def test_a_code_of_another_length_beside_a_name_is_told_and_the_name_found(data: Path) -> None:
    found = _ask(data, "示例省第四地质大队 913305227777777777A")
    assert (found["answer"], found["check"], found["excess"]) == ("several", "code-length", 1)
    assert found["hits"][0]["name"] == "示例省第四地质大队"


@pytest.mark.parametrize("text", ["SLZJ-330522-00033", "SLZJ330522000333333", "913305"])
def test_a_code_of_another_scheme_is_not_judged_by_its_length(data: Path, text: str) -> None:
    assert _ask(data, text)["check"] == ""


def test_a_register_without_unified_codes_judges_no_length(tmp_path: Path) -> None:
    data = write_register(tmp_path / "data", [make_row("T-1", "示例石料厂")])
    found = _ask(data, "9133052277MA00001")
    assert (found["answer"], found["check"]) == ("none", "")
