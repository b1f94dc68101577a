"""Names, tokens and ranking: the vectors that both languages pass, and what holds for any text."""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuangxin import names
from kuangxin.names.normal import is_syllabic
from tests.lookups import ask_scripts, read_vectors

VECTORS = read_vectors("names")
TEXT = st.text(
    st.one_of(st.sampled_from("示例矿业有限公司ab 1(（,é"), st.characters()), max_size=40
)


def plan_document(query: str, hot: list[str]) -> dict[str, Any]:
    plan = names.plan(query, set(hot).__contains__)
    return {
        "normal": plan.normal,
        "pieces": list(plan.pieces),
        "key": plan.key,
        "codes": list(plan.codes),
        "first": list(plan.first),
        "then": list(plan.then),
        "allNames": plan.all_names,
        "allPieces": plan.all_pieces,
        "allCodes": plan.all_codes,
    }


PYTHON: dict[str, Callable[..., Any]] = {
    "normalise": names.normalise,
    "units": lambda text: list(names.units(text)),
    "pieces": lambda text: list(names.pieces(text)),
    "forms": lambda text: list(names.forms(text)),
    "codes": names.code_key,
    "short": names.too_short,
    "number": names.number,
    "distance": names.distance,
    "plan": plan_document,
}


def split(kind: str, vector: list[Any]) -> tuple[list[Any], Any]:
    """Split a vector into what is given and what comes out."""
    given_values = 2 if kind in {"distance", "plan"} else 1
    return vector[:given_values], vector[given_values]


@pytest.mark.parametrize("kind", PYTHON)
def test_python_passes_the_vectors(kind: str) -> None:
    for vector in VECTORS[kind]:
        arguments, expected = split(kind, vector)
        assert PYTHON[kind](*arguments) == expected, vector


def test_scripts_pass_the_vectors() -> None:
    answers = ask_scripts("names", VECTORS)
    for kind in PYTHON:
        expected = [split(kind, vector)[1] for vector in VECTORS[kind]]
        assert answers[kind] == expected, kind


def test_there_are_vectors_enough() -> None:
    assert sum(len(VECTORS[kind]) for kind in PYTHON) >= 60


@pytest.mark.parametrize("module", ["normal", "grams", "ranking", "start"])
def test_examples_in_the_documentation_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"kuangxin.names.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


@given(TEXT)
def test_normal_form_is_clean(text: str) -> None:
    normal = names.normalise(text)
    assert normal == normal.strip()
    assert "  " not in normal
    assert all(c == " " or c.isalnum() or is_syllabic(c) for c in normal)


@given(TEXT)
def test_units_are_the_normal_form_cut_up(text: str) -> None:
    normal = names.normalise(text)
    places = [*names.starts(normal), len(normal)]
    assert "".join(normal[a:b] for a, b in pairwise(places)) == normal


@given(TEXT, st.sets(st.text("示例矿业有限公司ab1 #", max_size=4)))
def test_a_plan_for_any_text_asks_for_few_tokens(text: str, hot: set[str]) -> None:
    plan = names.plan(text, hot.__contains__)
    assert len(plan.first) + len(plan.then) <= 12
    assert not set(plan.first) & set(plan.then)


@given(TEXT, TEXT)
def test_distance_is_nothing_exactly_where_the_name_contains_the_text(one: str, two: str) -> None:
    query, name = names.normalise(one), names.normalise(two)
    assert (names.distance(query, name) == 0) == (query in name)


@given(st.dictionaries(st.integers(1, 120), st.frozensets(st.integers(0, 2**24 - 1)), max_size=5))
def test_start_file_reads_as_written(hot: dict[int, frozenset[int]]) -> None:
    start = names.Start.decode(names.Start(64, hot).encode())
    assert start.buckets == 64
    assert start.hot == hot
