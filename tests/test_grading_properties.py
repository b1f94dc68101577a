"""What holds of grading for every standard of the vocabulary and every record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kuangxin.disclosure import with_terms
from kuangxin.grading import (
    Condition,
    Gate,
    Group,
    Indicator,
    NotAssessed,
    Standard,
    assess,
    withheld_between,
)
from kuangxin.records import Assessment, CreditItem, Licence, Record, Severity, encode
from tests.factories import WINDOWS, make_item, make_listing, make_record, make_standard

_DAYS = st.dates(date(2013, 1, 1), date(2016, 3, 1))
_Count = Literal["each", "period", "once", "share", "none"]
_COUNTS: st.SearchStrategy[_Count] = st.sampled_from(("each", "period", "once", "share", "none"))
_SEVERITIES: tuple[Severity, ...] = ("minor", "general", "serious")
_NAMES = ["D0", "D1", "D2", "H0", "H1"]


@st.composite
def _indicators(draw: st.DrawFn) -> tuple[Indicator, ...]:
    made = []
    for name in _NAMES:
        bad = name[0] == "D"
        size = draw(st.integers(0, 5000))
        made.append(
            Indicator(
                id=name,
                title=name,
                category="dishonesty" if bad else "honour",
                severity=_SEVERITIES[int(name[1])] if bad else None,
                points=Decimal(-size if bad else size).scaleb(-2),
                count=draw(_COUNTS),
                cap=draw(st.none() | st.integers(size, 9000).map(lambda n: Decimal(n).scaleb(-2))),
                months=draw(st.none() | st.integers(1, 24)),
                when=draw(st.none() | st.just(Condition(licence=True))),
                counts_withheld=draw(st.booleans()),
            )
        )
    return tuple(made)


@st.composite
def _standards(draw: st.DrawFn) -> Standard:
    gates = [Gate(id="G1", title="否决", rule="item", indicators=("D2",), grade="D")]
    gates.append(Gate(id="G2", title="名单", rule="list", list="serious", grade="C"))
    group = Group(
        id="P1",
        title="组",
        indicators=("D0", "D1"),
        take=draw(st.sampled_from(["sum", "worst"])),
        cap=draw(st.none() | st.integers(0, 6000).map(lambda n: Decimal(n).scaleb(-2))),
    )
    return make_standard(
        indicators=draw(_indicators()),
        groups=draw(st.sampled_from([(), (group,)])),
        gates=tuple(draw(st.lists(st.sampled_from(gates), unique_by=lambda one: one.id))),
        year=draw(st.sampled_from(["average", "worst", "last"])),
    )


@st.composite
def _items(draw: st.DrawFn, id: str, names: list[str] | None = None) -> CreditItem:
    name = draw(st.sampled_from(names or _NAMES))
    given: dict[str, Any] = {
        "id": id,
        "indicator": name,
        "category": "dishonesty" if name[0] == "D" else "honour",
        "severity": _SEVERITIES[int(name[1])] if name[0] == "D" else None,
        "determined_on": draw(_DAYS),
        "repaired_on": draw(st.none() | _DAYS),
        "licence": draw(st.sampled_from(["", "L1", "L2"])),
    }
    return make_item(**given)


@st.composite
def _records(draw: st.DrawFn) -> Record:
    items = [draw(_items(f"X-{number}")) for number in range(draw(st.integers(0, 7)))]
    listing = make_listing(listed_on=draw(_DAYS))
    return make_record(
        credit_information=tuple(items),
        licences=(Licence(number="L1"), Licence(number="L2"), Licence(number="L3")),
        listings=draw(st.sampled_from([(), (listing,)])),
    )


def _assess(record: Record, standard: Standard) -> Assessment:
    result = assess(with_terms(record, WINDOWS), standard, "2015Q3")
    assert not isinstance(result, NotAssessed)
    return result


@given(_records(), _standards(), st.randoms(use_true_random=False))
def test_the_grade_never_depends_on_the_order_of_anything(
    record: Record, standard: Standard, random: Any
) -> None:
    items, licences = list(record.credit_information), list(record.licences)
    random.shuffle(items)
    random.shuffle(licences)
    other = replace(record, credit_information=tuple(items), licences=tuple(licences))
    assert encode(_assess(other, standard)) == encode(_assess(record, standard))


@given(_records(), _standards(), _items("X-9", ["D0", "D1", "D2"]))
def test_adding_a_dishonesty_item_never_raises_points_or_grade(
    record: Record, standard: Standard, item: CreditItem
) -> None:
    more = replace(record, credit_information=(*record.credit_information, item))
    before, after = _assess(record, standard), _assess(more, standard)
    assert after.points <= before.points
    assert after.rank >= before.rank


@given(_records(), _standards(), _DAYS)
def test_repair_never_lowers_points_or_grade(record: Record, standard: Standard, day: date) -> None:
    items = [
        replace(item, repaired_on=item.repaired_on or max(day, item.determined_on))
        if item.category == "dishonesty"
        else item
        for item in record.credit_information
    ]
    before = _assess(record, standard)
    after = _assess(replace(record, credit_information=tuple(items)), standard)
    assert after.points >= before.points
    assert after.rank <= before.rank


@given(_records(), _standards())
def test_computing_twice_gives_the_same_bytes(record: Record, standard: Standard) -> None:
    assert encode(_assess(record, standard)) == encode(_assess(record, standard))


@given(_records(), _standards())
def test_the_reasons_sum_to_the_points(record: Record, standard: Standard) -> None:
    result = _assess(record, standard)
    running = Decimal(0)
    for reason in result.reasons:
        running += reason.points
        assert reason.total == running
    assert result.points == running


@given(_records(), _standards(), st.sets(st.integers(0, 6)), st.booleans())
def test_what_is_not_shown_in_one_sum_leads_to_the_same_result(
    record: Record, standard: Standard, hidden: set[int], unlisted: bool
) -> None:
    whole = with_terms(record, WINDOWS)
    items = [one for place, one in enumerate(whole.credit_information) if place not in hidden]
    shown = replace(whole, credit_information=tuple(items))
    if unlisted:
        shown = replace(shown, listings=())
    withheld = withheld_between(whole, shown, standard, "2015Q3")
    full = assess(whole, standard, "2015Q3")
    again = assess(shown, standard, "2015Q3", withheld=withheld)
    assert isinstance(full, Assessment)
    assert isinstance(again, Assessment)
    assert (again.points, again.grade) == (full.points, full.grade)
    told = {reason.item for reason in again.reasons}
    assert told <= {"", *(one.id for one in items)}
