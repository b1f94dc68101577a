"""Bad standards, and results, listings and items that a rule forbids: each a problem at its line.

The words of a problem name the field (title of the schema) and how to mend it; nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from kuangxin_site import command
from tests.registers import (
    RESULTS,
    STANDARD,
    UNITS,
    Breakable,
    lines,
    make_item,
    make_result,
    make_unit,
)

_WHOLE = """\
id: unit-2015
kind: qualified-unit
title: 示例标准
document: 示例〔2015〕3号
authority: 示例厅
effective_from: "2015-01-01"
effective_until: "2016-12-31"
periods: [quarter, year]
base: 100
minimum: 0
maximum: 110
year: average
indicators:
  - {id: D1, title: 示例指标, category: dishonesty, severity: general, points: -10}
  - {id: D2, title: 示例指标, category: dishonesty, severity: general, points: -20, cap: 40}
  - id: H1
    title: 示例荣誉
    category: honour
    points: 5
    cap: 10
groups:
  - {id: G1, title: 示例组, indicators: [D1], cap: 30}
  - {id: G2, title: 示例组, indicators: [D2]}
gates:
  - {id: V1, title: 示例限制, rule: item, indicators: [D2], grade: C}
  - {id: V2, title: 示例限制, rule: list, list: serious, grade: C}
  - {id: V3, title: 示例限制, rule: months, months: 3}
bands:
  - {grade: A, title: 守信, meaning: 示例, from: 90}
  - {grade: B, title: 一般, meaning: 示例, from: 70, to: 90}
  - {grade: C, title: 失信, meaning: 示例, from: 0, to: 70}
lists:
  - list: serious
    basis: 示例依据
    enter:
      - {rule: item, indicators: [D2], months: 12}
    leave:
      - {rule: listed, months: 36}
"""


class Case(NamedTuple):
    """What is changed in the standard, and the problem that is then expected."""

    name: str
    old: str
    new: str
    code: str
    line: int
    pointer: str


CASES = [
    Case("an unknown rule of counting", "points: -10}", "points: -10, count: twice}",
         "not-a-choice", 14, "/indicators/0/count"),
    Case("an unknown rule of a gate", "rule: item, indicators: [D2], grade", "rule: veto, grade",
         "not-a-choice", 25, "/gates/0/rule"),
    Case("an unknown rule of a list", "rule: listed", "rule: forever",
         "not-a-choice", 38, "/lists/0/leave/0/rule"),
    Case("a Python expression", "points: -10}", "points: 2 * 3}",
         "type", 14, "/indicators/0/points"),
    Case("bands out of order", "from: 70, to: 90", "from: 95",
         "bands-order", 30, "/bands/1/from"),
    Case("two bands with one bound", "from: 70, to: 90", "from: 90",
         "bands-order", 30, "/bands/1/from"),
    Case("overlapping bands", "to: 90", "to: 92",
         "band-overlap", 30, "/bands/1/to"),
    Case("a gap between bands", "to: 70", "to: 60",
         "band-gap", 31, "/bands/2/to"),
    Case("nothing above the best band", "from: 90", "from: 90, to: 100",
         "band-open", 29, "/bands/0/to"),
    Case("nothing below the last band", "from: 0", "from: 10",
         "band-missing", 31, "/bands/2/from"),
    Case("one grade twice", "grade: B", "grade: A",
         "duplicate-id", 30, "/bands/1/grade"),
    Case("a grade above the maximum", "from: 90}", "from: 111}",
         "grade-out-of-reach", 29, "/bands/0/from"),
    Case("a band below the minimum", "minimum: 0", "minimum: 95",
         "grade-below-reach", 30, "/bands/1/from"),
    Case("a cap below an item", "cap: 40", "cap: 19.99",
         "cap-below-item", 15, "/indicators/1/cap"),
    Case("a group's cap below an item", "cap: 30", "cap: 9",
         "cap-below-item", 22, "/groups/0/cap"),
    Case("points for dishonesty", "points: -10", "points: 10",
         "points-reward-dishonesty", 14, "/indicators/0/points"),
    Case("points against honour", "points: 5", "points: -5",
         "points-punish-honour", 19, "/indicators/2/points"),
    Case("points that never count", "points: -10}", "points: -10, count: none}",
         "points-not-counted", 14, "/indicators/0/points"),
    Case("a cap of three decimals", "cap: 40", "cap: 40.005",
         "two-decimals", 15, "/indicators/1/cap"),
    Case("a group's cap of three decimals", "cap: 30", "cap: 30.005",
         "two-decimals", 22, "/groups/0/cap"),
    Case("points of three decimals", "points: -10", "points: -10.005",
         "two-decimals", 14, "/indicators/0/points"),
    Case("one indicator twice", "id: D2", "id: D1",
         "duplicate-id", 15, "/indicators/1/id"),
    Case("a group of an unknown indicator", "[D1]", "[D1, D9]",
         "standard-indicator", 22, "/groups/0/indicators/1"),
    Case("an indicator in two groups", "[D1]", "[D1, D2]",
         "indicator-in-two-groups", 23, "/groups/1/indicators/0"),
    Case("a gain in a group that takes the worst", "[D1], cap: 30", "[D1, H1], take: worst, cap: 30",
         "worst-of-a-gain", 22, "/groups/0/indicators/1"),
    Case("one group twice", "id: G2", "id: G1",
         "duplicate-id", 23, "/groups/1/id"),
    Case("a gate of an unknown indicator", "item, indicators: [D2]", "item, indicators: [D9]",
         "standard-indicator", 25, "/gates/0/indicators/0"),
    Case("a gate of an unknown grade", "[D2], grade: C", "[D2], grade: Z",
         "unknown-grade", 25, "/gates/0/grade"),
    Case("a gate of an unknown list", "list: serious, grade", "list: black, grade",
         "unknown-list", 26, "/gates/1/list"),
    Case("a gate to the best grade", "[D2], grade: C", "[D2], grade: A",
         "gate-without-effect", 25, "/gates/0/grade"),
    Case("one gate twice", "id: V2", "id: V1",
         "duplicate-id", 26, "/gates/1/id"),
    Case("conditions of an unknown list", "  - list: serious", "  - list: black",
         "unknown-list", 33, "/lists/0/list"),
    Case("a condition of an unknown indicator", "[D2], months", "[D9], months",
         "standard-indicator", 36, "/lists/0/enter/0/indicators/0"),
    Case("a condition of an unknown grade", "{rule: listed, months: 36}", "{rule: grade, at_least: Z}",
         "unknown-grade", 38, "/lists/0/leave/0/at_least"),
    Case("no grade between", "{rule: listed, months: 36}", "{rule: grade, at_least: B, at_most: C}",
         "no-grade-between", 38, "/lists/0/leave/0/at_most"),
    Case("entering rests on what the list holds back", "{rule: item, indicators: [D2], months: 12}", "{rule: grade, at_most: C}",
         "circular", 36, "/lists/0/enter/0/rule"),
    Case("leaving rests on what the list holds back", "{rule: listed, months: 36}", "{rule: grade, at_least: B}",
         "circular", 38, "/lists/0/leave/0/at_least"),
    Case("out of force before in force", "2016-12-31", "2014-12-31",
         "end-before-start", 7, "/effective_until"),
    Case("minimum above maximum", "minimum: 0", "minimum: 111",
         "minimum-above-maximum", 10, "/minimum"),
    Case("base above maximum", "base: 100", "base: 110.01",
         "base-outside", 9, "/base"),
    Case("base below minimum", "base: 100", "base: -1",
         "base-outside", 9, "/base"),
    Case("a rule for years that are not graded", "[quarter, year]", "[quarter]",
         "year-not-graded", 12, "/year"),
    Case("years without quarters", "[quarter, year]", "[year]",
         "year-without-quarter-standard", 8, "/periods"),
    Case("another file name", "id: unit-2015", "id: unit-2016",
         "standard-file", 1, "/id"),
    Case("an unknown kind", "kind: qualified-unit", "kind: unit",
         "unknown-kind", 2, "/kind"),
]  # fmt: skip


@pytest.fixture
def graded(small: Breakable) -> Breakable:
    """Return a valid register whose standard uses the whole vocabulary."""
    small.put(STANDARD, _WHOLE)
    small.change(RESULTS, '"grade": "B"', '"grade": "A"')
    return small


def test_the_standard_that_is_broken_below_is_right(graded: Breakable) -> None:
    assert graded.check() == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_standard_is_told_at_its_line(graded: Breakable, case: Case) -> None:
    graded.change(STANDARD, case.old, case.new)
    problems = [one for one in graded.refused() if one.code == case.code]
    assert [(one.file, one.line, one.pointer) for one in problems[:1]] == [
        (STANDARD, case.line, case.pointer)
    ]
    assert problems[0].field and problems[0].message and problems[0].mend


def test_a_grade_above_base_and_all_that_adds_is_out_of_reach(graded: Breakable) -> None:
    graded.change(STANDARD, "maximum: 110\n", "")
    graded.change(STANDARD, "from: 90}", "from: 110.01}")
    graded.change(STANDARD, "to: 90", "to: 110.01")
    found = [(one.code, one.line, one.pointer) for one in graded.refused()]
    assert ("grade-out-of-reach", 28, "/bands/0/from") in found
    graded.change(STANDARD, "cap: 10\n", "cap: 15\n")
    assert "grade-out-of-reach" not in {one.code for one in graded.check()}


@pytest.mark.parametrize(
    ("rule", "pointer"),
    [
        ("count: share", "/indicators/0/count"),
        ("when: {licence: true}", "/indicators/0/when/licence"),
    ],
)
def test_a_rule_about_licences_needs_a_kind_with_licences(
    graded: Breakable, rule: str, pointer: str
) -> None:
    graded.change(STANDARD, "points: -10}", f"points: -10, {rule}}}")
    assert "kind-lacks-field" not in {one.code for one in graded.check()}
    graded.change(STANDARD, "kind: qualified-unit", "kind: expert")
    found = [one for one in graded.refused() if one.code == "kind-lacks-field"]
    assert [(one.line, one.pointer) for one in found] == [(14, pointer)]


def _second(graded: Breakable, start: str, end: str, periods: str = "[quarter, year]") -> None:
    graded.change(STANDARD, "2016-12-31", end)
    text = _WHOLE.replace("id: unit-2015", "id: unit-2016").replace("[quarter, year]", periods)
    graded.put("standards/unit-2016.yaml", text.replace("2015-01-01", start))


def test_two_standards_of_one_kind_are_not_in_force_on_one_day(graded: Breakable) -> None:
    _second(graded, "2016-01-01", "2016-01-01")
    found = [one for one in graded.refused() if one.code == "standards-overlap"]
    assert [(one.file, one.line, one.pointer) for one in found] == [
        ("standards/unit-2016.yaml", 6, "/effective_from")
    ]
    assert "unit-2015" in found[0].message


def test_standards_that_follow_one_another_do_not_overlap(graded: Breakable) -> None:
    _second(graded, "2016-01-01", "2015-12-31")
    assert graded.check() == []


def test_a_standard_of_quarters_and_one_of_years_do_not_overlap(graded: Breakable) -> None:
    graded.change(STANDARD, "[quarter, year]", "[quarter]")
    graded.change(STANDARD, "year: average\n", "")
    _second(graded, "2015-01-01", "2016-12-31", "[year]")
    assert graded.check() == []


class Forbidden(NamedTuple):
    """What is put into a register of units, and the problem that is then expected."""

    name: str
    spoil: Callable[[Breakable], object]
    code: str
    pointer: str
    file: str = UNITS


def _item(**given: object) -> dict[str, object]:
    return {name: value for name, value in make_item(**given).items() if value is not None}


def _unit(**given: object) -> Callable[[Breakable], object]:
    return lambda register: register.unit(**given)


def _result(**given: object) -> Callable[[Breakable], object]:
    return lambda register: register.put(RESULTS, lines(make_result(**given)))


def _listing(**given: str | None) -> dict[str, str]:
    fields: dict[str, str | None] = {
        "list": "serious",
        "basis": "示例依据",
        "authority": "示例厅",
        "document": "示例名单〔2015〕1号",
        "listed_on": "2015-04-01",
        **given,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _repaired_early(register: Breakable) -> None:
    minor = make_item(severity="minor", indicator="M1", repaired_on="2015-10-31")
    register.change("register.yaml", "published: false,", "published: false, min_months: 1,")
    register.unit(credit_information=[minor])


FORBIDDEN = [
    Forbidden(
        "a period before any standard",
        lambda r: r.change(STANDARD, "2015-01-01", "2016-01-01"),
        "standard-not-in-force", "/standard", RESULTS,
    ),
    Forbidden(
        "a period after the last standard",
        lambda r: r.change(STANDARD, "2016-12-31", "2015-12-30"),
        "standard-not-in-force", "/standard", RESULTS,
    ),
    Forbidden("an unknown standard", _result(standard="unit-1999"), "unknown-standard", "/standard",
              RESULTS),
    Forbidden("an override without authority",
              _result(override={"reason": "示例理由", "document": "示例〔2016〕9号"}),
              "required", "/override/authority", RESULTS),
    Forbidden("an override without document",
              _result(override={"reason": "示例理由", "authority": "示例厅"}),
              "required", "/override/document", RESULTS),
    Forbidden("an override without reason",
              _result(override={"authority": "示例厅", "document": "示例〔2016〕9号"}),
              "required", "/override/reason", RESULTS),
    Forbidden("a listing without founding document", _unit(listings=[_listing(document=None)]),
              "required", "/listings/0/document"),
    Forbidden("a listing without basis", _unit(listings=[_listing(basis=None)]),
              "required", "/listings/0/basis"),
    Forbidden("a listing without authority", _unit(listings=[_listing(authority=None)]),
              "required", "/listings/0/authority"),
    Forbidden("removal before listing",
              _unit(listings=[_listing(removed_on="2015-03-31", removed_reason="示例")]),
              "end-before-start", "/listings/0/removed_on"),
    Forbidden("removal without reason", _unit(listings=[_listing(removed_on="2015-05-31")]),
              "removed-half", "/listings/0/removed_on"),
    Forbidden("repair before the minimum term",
              _unit(credit_information=[make_item(repaired_on="2015-12-31")]),
              "repaired-too-early", "/credit_information/0/repaired_on"),
    Forbidden("publication beyond the legal maximum",
              _unit(credit_information=[make_item(publish_until="2016-10-02")]),
              "publish-until-too-late", "/credit_information/0/publish_until"),
    Forbidden("a withheld item beyond the legal maximum",
              _unit(credit_information=[
                  make_item(severity="minor", indicator="M1", publish_until="2016-01-02")
              ]),
              "publish-until-too-late", "/credit_information/0/publish_until"),
    Forbidden("a withheld item repaired before the minimum term",
              _repaired_early,
              "repaired-too-early", "/credit_information/0/repaired_on"),
    Forbidden("a recorded repair without its day",
              _unit(credit_information=[make_item(repair_recorded_on="2016-01-10")]),
              "repair-half", "/credit_information/0/repair_recorded_on"),
    Forbidden("a repair recorded before it was granted",
              _unit(credit_information=[
                  make_item(repaired_on="2016-01-10", repair_recorded_on="2016-01-09")
              ]),
              "end-before-start", "/credit_information/0/repair_recorded_on"),
    Forbidden("an honour repaired",
              _unit(credit_information=[
                  _item(category="honour", severity=None, indicator="H1",
                            determined_on="2015-01-05", repaired_on="2015-12-31")
              ]),
              "repair-of-honour", "/credit_information/0/repaired_on"),
    Forbidden("a listing published beyond its maximum",
              _unit(listings=[_listing(publish_until="2018-04-02")]),
              "publish-until-too-late", "/listings/0/publish_until"),
]  # fmt: skip


@pytest.mark.parametrize("case", FORBIDDEN, ids=[case.name for case in FORBIDDEN])
def test_what_a_rule_forbids_is_told_at_its_line(graded: Breakable, case: Forbidden) -> None:
    case.spoil(graded)
    found = [one for one in graded.refused() if one.code == case.code]
    assert [(one.file, one.line, one.pointer) for one in found[:1]] == [
        (case.file, 1, case.pointer)
    ]
    assert found[0].field and found[0].message and found[0].mend


def test_a_problem_of_the_settings_carries_its_line(small: Breakable) -> None:
    small.change("register.yaml", "identifier: own", "identifier: passport")
    assert [(one.line, one.pointer) for one in small.refused()] == [(10, "/kinds/1/identifier")]


def test_the_command_tells_file_and_line_and_ends_with_1(
    graded: Breakable, capsys: pytest.CaptureFixture[str]
) -> None:
    graded.change(STANDARD, "cap: 40", "cap: 5")
    assert command.main(["check", str(graded.folder)]) == 1
    assert f"{STANDARD}:15 /indicators/1/cap" in capsys.readouterr().out


def test_an_upheld_objection_asks_for_the_end_of_the_item(graded: Breakable) -> None:
    upheld = {"received_on": "2015-10-20", "decided_on": "2015-11-02", "outcome": "accepted"}
    graded.unit(credit_information=[make_item(objections=[upheld])])
    (found,) = graded.check()
    assert (found.code, found.severity) == ("objection-upheld", "warning")
    assert found.pointer == "/credit_information/0/objections/0/outcome"
    assert "T-1" in found.message
    assert "2015-11-02" in found.mend
    day = '"determined_on": "2015-10-01"'
    graded.change(UNITS, day, f'{day}, "publish_until": "2015-11-02"')
    assert graded.check() == []


@pytest.mark.parametrize(
    ("points", "grade", "code", "severity"),
    [
        (110.01, "A", "override-outside", "error"),
        (-0.01, "C", "override-outside", "error"),
        (90.0, "A", "override-without-effect", "warning"),
        (80.0, "C", "override-other-band", "warning"),
        (60.0, "C", "", ""),
    ],
)
def test_an_override_is_looked_at(
    graded: Breakable, points: float, grade: str, code: str, severity: str
) -> None:
    why = {"reason": "示例理由", "authority": "示例厅", "document": "示例〔2016〕9号"}
    graded.put(RESULTS, lines(make_result(points=points, grade=grade, override=why)))
    found = [(one.code, one.severity, one.file, one.line) for one in graded.check()]
    assert found == ([(code, severity, RESULTS, 1)] if code else [])


def test_a_removal_entered_after_the_decision_is_told_with_its_mend(graded: Breakable) -> None:
    graded.put(UNITS, lines(make_unit(1, listings=[_listing()]), make_unit(2)))
    graded.put(RESULTS, lines(make_result(points=100.0, grade="C")))
    assert graded.check() == []
    removed = _listing(removed_on="2015-12-01", removed_reason="示例")
    graded.put(UNITS, lines(make_unit(1, listings=[removed]), make_unit(2)))
    (found,) = graded.check()
    assert (found.code, found.file, found.line) == ("result-differs", RESULTS, 1)
    assert "名单的列入、移出是事后补录的" in found.mend and "override" in found.mend
