"""Every rule of the vocabulary has its words in an explanation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kuangxin.explain import explain, left_out
from kuangxin.grading import Gate, Group
from kuangxin.records import Reason
from tests.factories import make_assessment, make_item, make_record, make_standard

STANDARD = make_standard(
    groups=(Group(id="P1", title="示例组", indicators=("D1", "D2"), take="worst"),),
    gates=(Gate(id="V1", title="示例限制", rule="item", indicators=("D2",), grade="C"),),
)


def _reason(rule: str, **given: str | bool) -> Reason:
    return Reason(rule=rule, points=Decimal("-2.00"), total=Decimal("98.00"), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (_reason("base"), "base points, −2.00, sum 98.00"),
        (_reason("item", indicator="D1", item="X"), "D1 D1, item X, −2.00, sum 98.00"),
        (_reason("cap", indicator="D1"), "D1 D1: beyond its cap, −2.00, sum 98.00"),
        (_reason("worst", indicator="P1"), "P1 示例组: only the worst counts"),
        (_reason("worst", period="2015Q1"), "the worst quarter, 2015Q1"),
        (_reason("last", period="2015Q4"), "the last quarter, 2015Q4"),
        (_reason("from", period="2015Q4"), "made from the quarter 2015Q4"),
        (_reason("group-cap", indicator="P1"), "P1 示例组: beyond the group's cap"),
        (_reason("withheld", withheld=True), "withheld information, −2.00, sum 98.00"),
        (_reason("gate", indicator="V1", grade="C"), "V1 示例限制: the grade is no better than C"),
        (
            _reason("gate", grade="C", withheld=True),
            "withheld information: the grade is no better than C",
        ),
        (_reason("share", indicator="D1", item="X"), "by the share of licences concerned"),
        (_reason("period", indicator="D1", item="X"), "once a period"),
    ],
)
def test_a_step_is_said_in_words(reason: Reason, said: str) -> None:
    lines = explain(STANDARD, make_assessment(standard="s", reasons=(reason,)))
    assert said in lines[1]


def test_a_result_of_another_standard_is_refused() -> None:
    with pytest.raises(ValueError, match="not of 's'"):
        explain(STANDARD, make_assessment(standard="t"))


def test_an_item_recorded_after_the_decision_is_said_to_be_left_out() -> None:
    late = make_item(id="X-2", recorded_on=date(2015, 10, 21))
    record = make_record(credit_information=(make_item(id="X-1"), late))
    result = make_assessment(period="2015Q3", decided_on=date(2015, 10, 20))
    said = "Not counted: item X-2, recorded on 2015-10-21, after the decision"
    assert left_out(record, STANDARD, result) == (said,)
    later = make_assessment(period="2015Q4", decided_on=date(2016, 1, 20))
    assert left_out(record, STANDARD, later) == ()
