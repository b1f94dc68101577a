"""The decided results of the demonstration: what the register's own standards compute.

:mod:`kuangxin.grading` compares the days of an item with the first and the last day of a quarter
only, and a term of months ends in the month that follows from the month in which it began. So the
months of a subject's items settle its results, and each combination of months is computed once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from kuangxin.disclosure import Windows, with_terms
from kuangxin.grading import NotAssessed, Standard, assess, newest_first
from kuangxin.records import Assessment, CreditItem, Override, Record, decode_record
from kuangxin_site.collect.demo_subject import Subject
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import find_packaged
from kuangxin_site.settings import decode_settings
from kuangxin_site.yaml_files import read_yaml

__all__ = ["PERIODS", "encode_results"]

#: The quarters and the year that the demonstration grades, each with the day of its decision.
PERIODS = {
    "2015Q1": "2015-04-20",
    "2015Q2": "2015-07-20",
    "2015Q3": "2015-10-20",
    "2015Q4": "2016-01-18",
    "2015": "2016-01-20",
}

#: The quarter that an authority decides otherwise, and why.
_OVERRIDDEN = "2015Q4"
_OVERRIDE = Override(
    reason="示例理由：经复核，已在评价期内改正并消除影响",
    authority="示例省自然资源厅",
    document="示例决〔2016〕1号",
)
#: Fields of an item beside its months that change a result; few items have them.
_RARE = frozenset({"recorded_on", "repair_recorded_on", "licence"})
#: Of an item: its indicator and the months of ``determined_on``, ``repaired_on``, ``publish_until``.
_Months: TypeAlias = tuple[str, str, str, str]
_encode = msgspec.json.Encoder(decimal_format="number").encode


def encode_results(
    kind: str, city: str, subject: Subject, *, overridden: bool = False
) -> tuple[bytes, ...]:
    """Return the line of results of an assessed subject for each of ``PERIODS``.

    A line is empty where the subject is too short on record, and nothing is decided of a subject
    after it has left. Where it is ``overridden``, the authority decides otherwise once.
    """
    left_on = subject.get("left_on", "9999")
    items = subject.get("credit_information", ())
    if overridden or "entered_on" in subject or any(_RARE & one.keys() for one in items):
        lines = _lines_of(kind, city, _record(kind, subject), overridden=overridden)
    else:
        lines = _lines(kind, city, tuple(sorted(map(_months, items))))
    head = b'{"code":"%b",' % subject["code"].encode()
    return tuple(
        [
            head + rest if rest and decided_on <= left_on else b""
            for decided_on, rest in zip(PERIODS.values(), lines, strict=True)
        ]
    )


def _months(item: Subject) -> _Months:
    return (
        item["indicator"],
        item["determined_on"][:7],
        item.get("repaired_on", "")[:7],
        item.get("publish_until", "")[:7],
    )


@lru_cache(maxsize=4096)
def _lines(kind: str, city: str, items: tuple[_Months, ...]) -> tuple[bytes, ...]:
    """Return each line of results without its code, which comes first."""
    standard, windows = _rules(kind)
    information = tuple(_item(standard, f"{number}", one) for number, one in enumerate(items))
    record = Record(kind=kind, code="", name="", credit_information=information)
    return _lines_of(kind, city, with_terms(record, windows))


def _lines_of(
    kind: str, city: str, record: Record, *, overridden: bool = False
) -> tuple[bytes, ...]:
    return tuple(
        b"" if result is None else _encode(_line(kind, city, period, result))[1:] + b"\n"
        for period, result in _results(kind, record, _OVERRIDDEN if overridden else "")
    )


def _record(kind: str, subject: Subject) -> Record:
    return with_terms(decode_record(kind, subject), _rules(kind)[1])


def _line(kind: str, city: str, period: str, result: Assessment) -> dict[str, object]:
    override = {} if result.override is None else {"override": result.override}
    return {
        "standard": f"{kind}-2015",
        "points": result.points,
        "grade": result.grade,
        "authority": f"示例{city}自然资源局",
        "document": f"示例评〔{period}〕1号",
        "decided_on": PERIODS[period],
        **override,
    }


def _results(kind: str, record: Record, overridden: str) -> Iterator[tuple[str, Assessment | None]]:
    """Compute the periods one after the other: the year rests on its quarters."""
    standard, _ = _rules(kind)
    for period, decided_on in PERIODS.items():
        result = assess(record, standard, period, known_on=date.fromisoformat(decided_on))
        if isinstance(result, NotAssessed):
            yield period, None
            continue
        if period == overridden:
            band = standard.bands[0]
            result = replace(
                result, points=band.from_, grade=band.grade, rank=0, override=_OVERRIDE
            )
        yield period, result
        record = replace(record, assessments=newest_first((result, *record.assessments)))


def _item(standard: Standard, id: str, months: _Months) -> CreditItem:
    name, determined, repaired, until = months
    indicator = standard.indicator(name)
    assert indicator is not None
    return CreditItem(
        id=id,
        category=indicator.category,
        severity=indicator.severity,
        indicator=name,
        facts="",
        basis="",
        document="",
        authority="",
        determined_on=date.fromisoformat(f"{determined}-01"),
        repaired_on=date.fromisoformat(f"{repaired}-01") if repaired else None,
        publish_until=date.fromisoformat(f"{until}-01") if until else None,
    )


@lru_cache
def _rules(kind: str) -> tuple[Standard, Windows]:
    source = find_packaged("content")
    problems: list[Problem] = []
    name = f"standards/{kind}-2015.yaml"
    standard = read_yaml(source / name, name, "en", problems)
    settings = read_yaml(source / "register.yaml", "register.yaml", "en", problems)
    assert not problems, problems
    return msgspec.convert(standard, Standard, strict=False), decode_settings(settings).windows
