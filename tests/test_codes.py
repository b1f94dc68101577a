"""Unified social credit codes: every rule of GB 32100—2015, with python-stdnum as an oracle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from kuangxin import codes
from kuangxin.errors import InvalidCode

_BODY = st.tuples(
    st.sampled_from("123456789ANY"),
    st.sampled_from(codes.ALPHABET),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(codes.ALPHABET, min_size=9, max_size=9),
).map("".join)


@given(_BODY)
def test_the_computed_check_character_makes_a_valid_code(body: str) -> None:
    assert codes.is_valid(body + codes.check_character(body))


@given(_BODY, st.integers(0, 17), st.sampled_from(codes.ALPHABET))
def test_one_wrong_character_is_always_found(body: str, place: int, other: str) -> None:
    code = body + codes.check_character(body)
    wrong = code[:place] + other + code[place + 1 :]
    assert codes.is_valid(wrong) == (wrong == code)


@given(_BODY)
def test_stdnum_agrees_where_it_knows_the_first_character(body: str) -> None:
    code = body + codes.check_character(body)
    if code[0] in "123456789" and not uscc.is_valid(code):
        return  # stdnum knows fewer categories; it must never accept what is refused here
    wrong = code[:17] + codes.ALPHABET[(codes.ALPHABET.index(code[17]) + 1) % 31]
    assert not codes.is_valid(wrong)
    assert not uscc.is_valid(wrong)


@given(_BODY)
def test_lower_case_full_width_and_spaces_are_the_same_code(body: str) -> None:
    code = body + codes.check_character(body)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    assert codes.validate(f" {wide[:8]} {wide[8:]}") == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("330000000012345", "fifteen-digits"),
        ("9133000", "length"),
        ("B1330000MA27U05291", "characters"),
        ("91330000MA27I05291", "characters"),
        ("91330000MA27U05290", "check"),
        ("", "length"),
    ],
)
def test_a_refused_code_says_why(text: str, reason: str) -> None:
    assert codes.explain(text) == reason
    with pytest.raises(InvalidCode, match="not a unified social credit code"):
        codes.validate(text)


def test_check_character_zero_needs_the_second_mod() -> None:
    bodies = (f"91330000DEM{number:06}" for number in range(500))
    assert any(codes.check_character(body) == "0" for body in bodies)


def test_organisation_part_is_a_second_check_only() -> None:
    assert codes.is_valid("91330000MA27U05291")
    assert codes.organisation_code_agrees("91330000MA27U05291") in {True, False}
    assert codes.organisation_check_character("D2143569") == "X"


@pytest.mark.parametrize("text", ["SLZJ-330522-0001", "a.b_c", "X" * 64])
def test_own_codes_are_safe_in_addresses(text: str) -> None:
    assert codes.is_own_code(text)


@pytest.mark.parametrize("text", ["", "../x", "a/b", "a..b", "-a", "é", "a b", "X" * 65, ".a"])
def test_own_codes_that_are_not_safe_are_refused(text: str) -> None:
    assert not codes.is_own_code(text)


def test_a_body_of_another_length_has_no_check_character() -> None:
    with pytest.raises(ValueError, match="17 characters"):
        codes.check_character("9133")
    with pytest.raises(ValueError, match="8 characters"):
        codes.organisation_check_character("MA2")
