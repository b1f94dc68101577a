"""Names, tokens and ranking: the vectors that both languages pass, and what holds for any text."""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuangxin import names
from kuangxin.names import Candidate, Plan, Question, Ranking, Reading, Sounds, Start
from kuangxin.names.aligning import Form, differences, distance
from kuangxin.names.normal import is_syllabic
from kuangxin.names.spelling import name_forms
from kuangxin.names.tokens import CODE_STEP, Segment, spoken
from kuangxin.names.tokens import all_initials as all_initials_of
from tests.lookups import ask_scripts, read_vectors

VECTORS = read_vectors("names")
TEXT = st.text(
    st.one_of(st.sampled_from("示例矿业有限公司ab 1(（,é"), st.characters()), max_size=40
)
#: Names and questions of few characters, so that they have much in common.
LIKE = st.text("示例矿a ", max_size=7)


def _question(asked: Question) -> dict[str, Any]:
    def read(reading: Reading) -> dict[str, list[str]]:
        return {"characters": list(reading.characters), "sounds": list(reading.sounds)}

    return {
        **asdict(asked),
        "pieces": [read(piece) for piece in asked.pieces],
        "readings": [read(reading) for reading in asked.readings],
        "breaks": sorted(asked.breaks),
        "codes": list(asked.codes),
        "texts": list(asked.texts),
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "rounds": [list(tokens) for tokens in plan.rounds],
        "covered": plan.covered,
        "namesAfter": plan.names_after,
        "piecesAfter": plan.pieces_after,
        "allCodes": plan.all_codes,
    }


def read_table(vectors: dict[str, Any]) -> Sounds:
    """Return the sounds of the vectors' small register."""
    readings = {one: tuple(all.split()) for one, all in vectors["readings"].items()}
    return Sounds(readings, vectors["folds"])


def python_ways(vectors: dict[str, Any]) -> dict[str, Callable[..., Any]]:
    """Return for each kind of vectors what comes out in Python."""
    sounds = read_table(vectors)

    def rank(query: str, name: str) -> list[Any] | None:
        plan = names.plan(query, lambda token: False, sounds)
        found = Ranking(sounds).rank(plan, Candidate("1", (name,)), similar=True)
        return found and [found.key, found.match, found.close, found.whole, found.sure]

    def initials(form: str) -> str:
        return names.initials(form, [sounds.sound(each) for each in sounds.fold(form)])

    def all_initials(form: str) -> list[str]:
        return sorted(all_initials_of(form, [sounds.sound(c) for c in sounds.fold(form)]))

    def spans(name: str) -> list[list[str]]:
        return [
            [form.text, " ".join(f"{begin}-{end}" for begin, end in form.spans)]
            for form in name_forms(name)
        ]

    def segments(text: str) -> list[Any]:
        found = names.segments(text.split())
        return [[segment.place, " ".join(segment.sounds)] for segment in found]

    def grams(text: str, hot: list[str]) -> list[Any]:
        segment = Segment(0, tuple(text.split()))
        return [list(one) for one in names.grams(segment, set(hot).__contains__)]

    return {
        "normalise": names.normalise,
        "units": lambda text: list(names.units(text)),
        "starts": names.starts,
        "pieces": lambda text: list(names.pieces(text)),
        "forms": lambda text: list(names.forms(text)),
        "codes": names.code_key,
        "unified": names.is_unified,
        "short": names.too_short,
        "number": names.number,
        "blur": names.blur,
        "syllables": lambda text: [list(way) for way in names.syllables(text, sounds)],
        "fold": sounds.fold,
        "spoken": lambda form: [" ".join(one) for one in spoken(sounds.fold(form), sounds)],
        "gram": lambda text: names.gram(text.split(" ")),
        "segments": segments,
        "grams": grams,
        "initials": initials,
        "allInitials": all_initials,
        "respelled": lambda text: names.respelled(names.plain(text)).text,
        "spans": spans,
        "codeGrams": lambda key, size, hot: list(
            names.code_grams(key, size, set(hot).__contains__)
        ),
        "question": lambda text: _question(names.question(text, sounds)),
        "plan": lambda text, hot: _plan(names.plan(text, set(hot).__contains__, sounds)),
        "rank": rank,
    }


PYTHON = python_ways(VECTORS)
SOUNDS = read_table(VECTORS)


def test_every_kind_of_vector_is_asked() -> None:
    assert set(VECTORS) - {"about", "readings", "folds"} == set(PYTHON)


@pytest.mark.parametrize("kind", PYTHON)
def test_python_passes_the_vectors(kind: str) -> None:
    for *arguments, expected in VECTORS[kind]:
        assert PYTHON[kind](*arguments) == expected, arguments


def test_scripts_pass_the_vectors() -> None:
    answers = ask_scripts("names", VECTORS)
    for kind in PYTHON:
        for vector, answer in zip(VECTORS[kind], answers[kind], strict=True):
            assert answer == vector[-1], (kind, vector[:-1])


def test_there_are_vectors_enough() -> None:
    count = sum(len(VECTORS[kind]) for kind in PYTHON)
    assert count + len(read_vectors("lookup")["queries"]) >= 500
    assert count >= 400


@pytest.mark.parametrize(
    "module",
    [
        *("normal", "spelling", "sounds", "tokens", "questions", "planning"),
        *("aligning", "ranking", "answering", "start"),
    ],
)
def test_examples_in_the_documentation_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"kuangxin.names.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


def test_example_of_the_package_holds() -> None:
    found = doctest.testmod(names)
    assert found.attempted > 0
    assert found.failed == 0


def test_legal_forms_are_written_in_blurred_sounds() -> None:
    for form in (
        "股份有限公司",
        "有限责任公司",
        "有限公司",
        "责任公司",
        "普通合伙",
        "有限合伙",
        "公司",
    ):
        heard = [names.blur(SOUNDS.sound(character)) for character in form]
        assert names.segments(heard) == [], form


def test_circle_typed_for_the_digit_is_that_digit() -> None:
    assert names.normalise("二○二") == names.normalise("二〇二")


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


@given(st.text("xiangkuyehlvs", max_size=14))
def test_syllables_are_the_letters_cut_up(letters: str) -> None:
    ways = names.syllables(letters, SOUNDS)
    assert len(ways) <= 8
    for way in ways:
        assert "".join(way).removesuffix("*") == letters.replace("v", "u")
        assert not any(sound.endswith("*") for sound in way[:-1])


@given(
    st.lists(st.sampled_from("abc"), min_size=2, max_size=9), st.sets(st.text("abc ", max_size=5))
)
def test_a_gram_longer_than_a_pair_has_hot_parts(sounds: list[str], hot: set[str]) -> None:
    for begin, end, token in names.grams(Segment(0, tuple(sounds)), hot.__contains__):
        assert token == names.gram(sounds[begin:end])
        if end - begin > 2:
            assert names.gram(sounds[begin : end - 1]) in hot
            assert names.gram(sounds[begin + 1 : end]) in hot


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18), st.data())
def test_every_six_characters_of_a_unified_code_hold_one_of_its_tokens(
    code: str, data: st.DataObject
) -> None:
    key = names.code_key(code)
    place = data.draw(st.integers(0, 12))
    length = data.draw(st.integers(names.CODE_PART + CODE_STEP - 1, 18 - place))
    own = names.tokens(code, (), SOUNDS)
    part = key[place : place + length]
    assert own & set(names.code_grams(part, names.CODE_PART, lambda token: False))


@given(TEXT, st.sets(st.sampled_from(["li si", "kuan ye", "kuan li", "xian you", "a b", "#1111"])))
def test_a_plan_for_any_text_asks_for_few_tokens(text: str, hot: set[str]) -> None:
    plan = names.plan(text, hot.__contains__, SOUNDS)
    asked = [token for tokens in plan.rounds for token in tokens]
    assert len(asked) <= 4
    assert len(set(asked)) == len(asked)
    assert all(plan.rounds)


@given(LIKE, LIKE)
def test_distance_is_nothing_exactly_where_the_name_contains_the_text(one: str, two: str) -> None:
    characters = SOUNDS.fold(names.normalise(one)).replace(" ", "")
    form = Form(name_forms(two)[0], SOUNDS, plain=True, length=None)
    reading = Reading(tuple(characters), tuple(map(SOUNDS.sound, characters)))
    assert (distance(reading, form, 0) == 0) == (characters in form.text)


@given(LIKE, LIKE)
def test_differences_cost_as_much_as_the_distance(one: str, two: str) -> None:
    characters = SOUNDS.fold(names.normalise(one)).replace(" ", "")
    form = Form(name_forms(two)[0], SOUNDS, plain=True, length=None)
    reading = Reading(tuple(characters), tuple(map(SOUNDS.sound, characters)))
    steps = differences(reading, form)
    most = 10 * len(characters)
    assert sum(step.cost for step in steps) == distance(reading, form, most)
    assert sorted(step.asked for step in steps if step.asked >= 0) == list(range(len(characters)))


SOUND_TABLES = st.builds(
    Sounds,
    st.dictionaries(
        st.sampled_from("示例矿业重乐㐀𠮷龘鎵"),
        st.lists(
            st.text("abcdegnu", min_size=1, max_size=5), min_size=1, max_size=4, unique=True
        ).map(tuple),
    ),
    st.dictionaries(st.sampled_from("礦業樂𠀀"), st.sampled_from("矿业乐𠮷")),
)


@settings(max_examples=25)
@given(
    st.integers(0, 20).map(lambda power: 1 << power),
    st.frozensets(st.integers(0, 2**24 - 1)),
    st.lists(st.text("abc-", min_size=1, max_size=9), min_size=1, max_size=4, unique=True),
    SOUND_TABLES,
)
def test_start_file_reads_as_written(
    buckets: int, hot: frozenset[int], kinds: list[str], sounds: Sounds
) -> None:
    written = Start(buckets, hot, kinds, sounds)
    start = Start.decode(written.encode())
    assert (start.buckets, start.hot, start.kinds) == (buckets, hot, tuple(kinds))
    assert start.sounds.readings == sounds.readings
    assert start.sounds.folds == sounds.folds
    assert start.stamp == written.stamp


@given(
    st.lists(st.text("甲乙<=~@ ,", min_size=1, max_size=9), min_size=1, max_size=3),
    st.lists(st.text("甲乙<=~@ ,", min_size=1, max_size=9), max_size=2),
    st.lists(
        st.builds(
            names.Standing,
            st.sampled_from("ab"),
            st.none() | st.just("330522"),
            st.none() | st.just("A,1"),
            st.none() | st.dates(),
            st.lists(
                st.tuples(st.sampled_from(["honour", "a-1", "0"]), st.none() | st.dates())
            ).map(tuple),
        )
    ),
)
def test_a_record_reads_as_written(
    present: list[str], other: list[str], standings: list[names.Standing]
) -> None:
    subject = Candidate("1", tuple(present), tuple(other), tuple(other[:1]), tuple(standings))
    line = names.record_line(subject, ["a", "b"])
    assert names.parse_record(line, ("a", "b")) == subject
