"""Every grade is computed again from the download tables and the standards alone."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from kuangxin import Standard, Withheld, assess
from kuangxin.grading import NotAssessed, newest_first
from kuangxin.records import Assessment, CreditItem, Licence, Listing, Objection, Record

Rows = dict[tuple[str, str], list[dict[str, Any]]]


def _rows(data: Path, table: str) -> Rows:
    found: Rows = defaultdict(list)
    text = (data / f"downloads/{table}.jsonl").read_text(encoding="utf-8")
    for line in text.splitlines():
        row = json.loads(line, parse_float=Decimal)
        found[row["kind"], row["code"]].append(row)
    return found


def _objection(text: str) -> Objection:
    received, _, decided = text.partition("/")
    return Objection(
        received_on=date.fromisoformat(received),
        decided_on=None if decided == ".." else date.fromisoformat(decided),
    )


def _licence(number: str, term: str) -> Licence:
    start, end = (None if day == ".." else date.fromisoformat(day) for day in term.split("/"))
    return Licence(number=number, valid_from=start, valid_until=end)


def _item(row: dict[str, Any]) -> CreditItem:
    objections = tuple(_objection(one) for one in row["objections"])
    return msgspec.structs.replace(
        msgspec.convert({**row, "objections": []}, CreditItem), objections=objections
    )


def test_every_grade_follows_from_the_downloads(built_demonstration: Path) -> None:
    data = built_demonstration / "data"
    standards = {
        path.stem: msgspec.json.decode(path.read_bytes(), type=Standard)
        for path in (data / "standards").iterdir()
    }
    items, listings = _rows(data, "credit_information"), _rows(data, "listings")
    results = _rows(data, "assessments")
    computed = withheld = 0
    for key, (subject,) in _rows(data, "subjects").items():
        decided = newest_first(msgspec.convert(row, Assessment) for row in results[key])
        record = Record(
            kind=key[0],
            code=key[1],
            name=subject["name"],
            licences=tuple(map(_licence, subject["licence_numbers"], subject["licence_terms"])),
            entered_on=date.fromisoformat(subject["entered_on"])
            if "entered_on" in subject
            else None,
            credit_information=tuple(_item(row) for row in items[key]),
            listings=tuple(msgspec.convert(row, Listing) for row in listings[key]),
            assessments=decided,
        )
        for row in results[key]:
            hidden = Withheld(Decimal(row.get("withheld_points", 0)), row.get("withheld_grade", ""))
            again = assess(
                record,
                standards[row["standard"]],
                row["period"],
                known_on=date.fromisoformat(row["decided_on"]),
                withheld=hidden,
            )
            assert not isinstance(again, NotAssessed)
            if not row["overridden"]:
                assert (again.points, again.grade) == (Decimal(row["points"]), row["grade"])
            computed += 1
            withheld += bool(hidden)
    assert computed > 1000
    assert withheld > 5
