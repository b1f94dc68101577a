"""What changed between two builds: each change with its cause, and told no longer than its thing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import msgspec
import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

import kuangxin
from kuangxin.changes import CAUSES, NAMELESS, Change, Changed, ChangesIndex
from kuangxin.records import CreditItem, Licence, Objection, Subject, encode
from kuangxin_site.build import build_site
from kuangxin_site.release.changes import Before, compare_partition
from kuangxin_site.release.comparing import compare_subjects
from kuangxin_site.schemas import find_packaged
from tests.factories import make_assessment, make_item, make_listing, make_record
from tests.registers import (
    EXPERTS,
    PUBLIC,
    RESULTS,
    UNITS,
    Breakable,
    lines,
    make_code,
    make_result,
    make_unit,
    tree,
)
from tests.registers import make_item as item_of

DAY = date(2016, 1, 25)
ATOM = "{http://www.w3.org/2005/Atom}"

SHOWN = make_item(publish_until=date(2016, 3, 1))
LISTED = make_listing(publish_until=date(2018, 4, 1))
RESULT = make_assessment()

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any] | None]] = {
    "renamed": ({"name": "示例旧名"}, {"former_names": ("示例旧名",)}, None),
    "licences": ({}, {"licences": (Licence(number="示例1"),)}, None),
    "corrected": ({}, {"statement": "示例"}, None),
    "left": ({}, {"left_on": date(2016, 1, 2), "left_reason": "示例"}, None),
    "new-item": ({}, {"credit_information": (SHOWN,)}, None),
    "corrected-item": (
        {"credit_information": (SHOWN,)},
        {"credit_information": (replace(SHOWN, facts="示例更正"),)},
        None,
    ),
    "objection": (
        {"credit_information": (SHOWN,)},
        {"credit_information": (replace(SHOWN, objections=(Objection(received_on=DAY),)),)},
        None,
    ),
    "ended-term": (
        {"credit_information": (replace(SHOWN, publish_until=DAY - timedelta(days=1)),)},
        {},
        {"credit_information": (SHOWN,)},
    ),
    "repaired": (
        {"credit_information": (SHOWN,)},
        {},
        {"credit_information": (replace(SHOWN, repaired_on=DAY),)},
    ),
    "withdrawn": ({"credit_information": (SHOWN,)}, {}, {}),
    "listed": ({}, {"listings": (LISTED,)}, None),
    "removed": (
        {"listings": (LISTED,)},
        {"listings": (replace(LISTED, removed_on=DAY, removed_reason="示例"),)},
        None,
    ),
    "corrected-listing": (
        {"listings": (LISTED,)},
        {"listings": (replace(LISTED, basis="示例更正"),)},
        None,
    ),
    "listing-ended": ({"listings": (LISTED,)}, {}, None),
    "new-result": ({}, {"assessments": (RESULT,)}, None),
    "corrected-result": (
        {"assessments": (RESULT,)},
        {"assessments": (replace(RESULT, points=Decimal(80), grade="B"),)},
        None,
    ),
    "withdrawn-result": ({"assessments": (RESULT,)}, {}, None),
}


def _subject(fields: dict[str, Any]) -> Subject:
    record = make_record(**fields)
    return Subject(code=record.code, records=(record,))


@pytest.mark.parametrize("cause", CASES)
def test_a_change_has_its_cause(cause: str) -> None:
    old, new, whole = CASES[cause]
    found = list(
        compare_subjects(
            _subject(old), _subject(new), _subject(new if whole is None else whole), DAY
        )
    )
    assert [change.cause for change, _ in found] == [cause]


@pytest.mark.parametrize(
    ("item", "until"),
    [
        (SHOWN, date(2016, 3, 1)),
        (replace(SHOWN, repaired_on=date(2016, 2, 10)), date(2016, 2, 9)),
    ],
)
def test_a_change_is_told_no_longer_than_its_item_is_shown(item: CreditItem, until: date) -> None:
    new = _subject({"credit_information": (item,)})
    ((change, _),) = compare_subjects(_subject({}), new, new, DAY)
    assert change.until == until


def test_every_cause_is_tried() -> None:
    assert {*CASES, "new-subject", "gone"} == set(CAUSES)


def _document() -> dict[str, Any]:
    content = (find_packaged("schemas") / "changes.schema.json").read_bytes()
    return cast("dict[str, Any]", json.loads(content))


def _schema(name: str = "") -> Draft202012Validator:
    document = _document()
    checker = Draft202012Validator.FORMAT_CHECKER
    chosen = {"$defs": document["$defs"], "$ref": f"#/$defs/{name}"} if name else document
    return Draft202012Validator(chosen, format_checker=checker)


def test_the_schema_names_every_cause_and_every_field() -> None:
    index = _document()
    names = index["$defs"]
    assert [one["const"] for one in names["cause"]["oneOf"]] == list(CAUSES)
    shapes = ((names["change"], Change), (names["release"], Changed), (index, ChangesIndex))
    for shape, struct in shapes:
        fields = {one.encode_name for one in msgspec.structs.fields(struct)}
        assert shape["properties"].keys() == fields


@pytest.mark.parametrize("cause", CASES)
def test_a_change_fits_the_schema(cause: str) -> None:
    old, new, whole = CASES[cause]
    full = _subject(new if whole is None else whole)
    for change, _ in compare_subjects(_subject(old), _subject(new), full, DAY):
        _schema("change").validate(json.loads(encode(change)))


def test_the_index_fits_the_schema(small: Breakable) -> None:
    small.build()
    _grow(small)
    small.build()
    index = json.loads((small.output / "data/changes/index.json").read_bytes())
    _schema().validate(index)
    assert (small.output / "data/schemas/changes.schema.json").is_file()


def test_a_new_subject_is_told_with_what_it_brings() -> None:
    new = _subject({"credit_information": (SHOWN,), "assessments": (RESULT,)})
    found = [change.cause for change, _ in compare_subjects(None, new, new, DAY)]
    assert found == ["new-subject", "new-item", "new-result"]


def test_an_item_is_told_no_longer_than_to_a_repair_known_ahead() -> None:
    repaired = replace(SHOWN, repaired_on=date(2016, 2, 1))
    new = _subject({"credit_information": (repaired,)})
    ((change, _),) = compare_subjects(_subject({}), new, new, DAY)
    assert change.until == date(2016, 1, 31)


def test_who_is_gone_is_counted() -> None:
    ((change, ended),) = compare_subjects(_subject({}), None, None, DAY)
    assert change.cause == "gone"
    assert ended == ("91330000MA27U05291", "mining-right-holder", "")


@pytest.mark.parametrize("cause", sorted(NAMELESS - {"gone"}))
def test_what_is_shown_no_longer_names_nobody(cause: str) -> None:
    old, new, whole = CASES[cause]
    full = _subject(new if whole is None else whole)
    ((change, ended),) = compare_subjects(_subject(old), _subject(new), full, DAY)
    assert (change.code, change.name, change.key, change.document) == ("", "", "", "")
    assert ended is not None
    assert ended[0] == "91330000MA27U05291"


def test_a_result_tells_the_grade_before() -> None:
    newer = make_assessment(period="2015Q4", grade="B")
    ((change, _),) = compare_subjects(
        _subject({"assessments": (RESULT,)}),
        _subject({"assessments": (newer, RESULT)}),
        None,
        DAY,
    )
    assert (change.period, change.grade, change.was) == ("2015Q4", "B", "A")


@pytest.mark.parametrize("before", [16, 256, 4096])
def test_releases_of_different_partitions_are_compared(tmp_path: Path, before: int) -> None:
    records = [make_record(code=make_code(number)) for number in range(60)]
    subjects = [Subject(code=record.code, records=(record,)) for record in records]
    _write(tmp_path, subjects[:50], before)
    told: list[str] = []
    for name in (f"{number:02x}" for number in range(256)):
        inside = [one for one in subjects[10:] if _digest(one.code).startswith(name)]
        document = encode({"subjects": {one.code: one for one in inside}})
        lines_ = compare_partition(
            Before(tmp_path, before),
            name,
            document,
            inside,
            inside,
            DAY,
            lambda kind, division: division,
        )
        told += [json.loads(line.rsplit(b"\x1f", 1)[1])["cause"] for line, _ in lines_]
    assert sorted(told) == ["gone"] * 10 + ["new-subject"] * 10


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _write(data: Path, subjects: list[Subject], partitions: int) -> None:
    (data / "subjects").mkdir()
    digits = len(f"{partitions - 1:x}")
    for number in range(partitions):
        name = f"{number:0{digits}x}"
        inside = {one.code: one for one in subjects if _digest(one.code).startswith(name)}
        (data / f"subjects/{name}.json").write_bytes(encode({"subjects": inside}))


def _index(output: Path) -> list[dict[str, Any]]:
    releases: list[dict[str, Any]] = json.loads((output / "data/changes/index.json").read_bytes())[
        "releases"
    ]
    return releases


def _rows(output: Path, release: str) -> list[dict[str, Any]]:
    text = (output / f"data/changes/{release}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _grow(small: Breakable) -> None:
    """Add an item to the second unit, a third unit, and the expert's departure."""
    small.put(
        UNITS,
        lines(
            make_unit(1, credit_information=[item_of()]),
            make_unit(2, credit_information=[item_of(id="I-2", document="示例〔2015〕新2号")]),
            make_unit(3),
        ),
    )
    gone = {"left_on": "2016-01-20", "left_reason": "示例出库"}
    small.put(EXPERTS, lines({"code": "SL-0001", "name": "示例专家", "division": "330102", **gone}))


def test_the_first_release_has_no_changes(small: Breakable) -> None:
    output = small.build()
    (first,) = _index(output)
    assert "counts" not in first
    assert "这是第一个版本" in (output / "changes/index.html").read_text("utf-8")


def test_a_second_release_tells_what_it_changed_by_cause(small: Breakable) -> None:
    first = _index(small.build())[0]["release"]
    _grow(small)
    output = small.build()
    newest, older = _index(output)
    assert newest["previous"] == older["release"] == first
    assert newest["counts"] == {"new-subject": 1, "left": 1, "new-item": 1}
    rows = _rows(output, newest["release"])
    assert [(row["cause"], row["code"]) for row in rows] == [
        ("new-subject", make_code(3)),
        ("left", "SL-0001"),
        ("new-item", make_code(2)),
    ]
    page = (output / f"changes/{newest['release']}/index.html").read_text("utf-8")
    for row in rows:
        assert f'id="{row["cause"]}"' in page
        assert f"subjects/{row['code']}/" in page
    manifest = json.loads((output / "data/release.json").read_bytes())
    assert f"changes/{newest['release']}.jsonl" in {one["path"] for one in manifest["files"]}


def test_a_repair_ends_what_was_told_of_the_item_too(small: Breakable) -> None:
    small.build()
    _grow(small)
    second = _index(small.build())[0]["release"]
    assert any(row.get("key") == "I-2" for row in _rows(small.output, second))
    small.change(UNITS, '"id": "I-2"', '"id": "I-2", "repaired_on": "2016-01-21"')
    output = small.build()
    newest, older, _ = _index(output)
    assert newest["counts"] == {"repaired": 1}
    assert _rows(output, newest["release"]) == [
        {"cause": "repaired", "kind": "qualified-unit", "division": "330100"}
    ]
    assert older["release"] == second
    assert not any(row.get("key") == "I-2" for row in _rows(output, second))
    for path, content in tree(output).items():
        assert b"I-2" not in content, path


def test_what_was_told_ends_with_its_term(small: Breakable) -> None:
    build_site(small.folder, small.output, jobs=1)
    _grow(small)
    build_site(small.folder, small.output, jobs=1)
    second = _index(small.output)[0]["release"]
    build_site(small.folder, small.output, as_of=date(2016, 10, 2), jobs=1)
    newest = _index(small.output)[0]
    assert newest["counts"] == {"ended-term": 2}
    assert {row["cause"] for row in _rows(small.output, second)} == {"new-subject", "left"}


def test_built_again_over_itself_a_release_keeps_its_changes(small: Breakable) -> None:
    small.build()
    _grow(small)
    before = tree(small.build() / "data/changes")
    assert tree(small.build() / "data/changes") == before
    assert len(before) == 2


def test_an_unchanged_release_of_another_day_says_so(small: Breakable) -> None:
    small.build()
    build_site(small.folder, small.output, as_of=date(2016, 1, 26), jobs=1)
    newest = _index(small.output)[0]
    assert "counts" not in newest
    assert "没有变动" in (small.output / "changes/index.html").read_text("utf-8")


def _spoil(output: Path) -> None:
    for path in (output / "data/subjects").iterdir():
        path.write_bytes(b"\xff")


def _of_another_register(output: Path) -> None:
    path = output / "data/release.json"
    path.write_bytes(path.read_bytes().replace(b'"id": "shili"', b'"id": "other"'))


@pytest.mark.parametrize("break_it", [_spoil, _of_another_register])
def test_what_cannot_be_compared_is_not_said_to_have_changed(
    small: Breakable, break_it: Callable[[Path], None]
) -> None:
    break_it(small.build())
    _grow(small)
    (only,) = _index(small.build())
    assert "counts" not in only
    assert "previous" not in only


def test_a_new_grade_is_told_with_the_one_before(small: Breakable) -> None:
    small.build()
    small.put(
        RESULTS.replace("2015Q4", "2015Q3"),
        lines(make_result(grade="A", points=100.0, decided_on="2015-10-05")),
    )
    (row,) = _rows(small.build(), _index(small.output)[0]["release"])
    assert (row["cause"], row["period"], row["grade"]) == ("new-result", "2015Q3", "A")


def _feeds(site: Path) -> Iterator[tuple[Path, ElementTree.Element]]:
    for path in sorted((site / "changes").rglob("*.xml")):
        yield path, ElementTree.fromstring(path.read_bytes())


def test_every_feed_is_atom_and_its_links_lead_to_pages(built_demonstration: Path) -> None:
    found = list(_feeds(built_demonstration))
    assert len(found) == 1 + 3 + 11
    ids: list[str] = []
    for _, feed in found:
        assert feed.tag == f"{ATOM}feed"
        for part in (feed, *feed.findall(f"{ATOM}entry")):
            (id_,) = part.findall(f"{ATOM}id")
            ids.append(str(id_.text))
            assert str(id_.text).startswith(PUBLIC)
            assert [one.text for one in part.findall(f"{ATOM}title")] != [None]
            (updated,) = part.findall(f"{ATOM}updated")
            day, rest = str(updated.text).split("T")
            assert date.fromisoformat(day) <= DAY
            assert rest == "00:00:00Z"
            for link in part.findall(f"{ATOM}link"):
                target = built_demonstration / link.attrib["href"].removeprefix(PUBLIC)
                assert (target / "index.html" if target.is_dir() else target).is_file()
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert len(ids) == len(set(ids))


def test_without_a_public_address_ids_are_uuids_and_links_relative(small: Breakable) -> None:
    for path, feed in _feeds(small.build()):
        for one in feed.iter(f"{ATOM}id"):
            assert str(one.text).startswith("urn:uuid:")
        for link in feed.iter(f"{ATOM}link"):
            target = path.parent / link.attrib["href"]
            assert (target / "index.html" if target.is_dir() else target).is_file()


def test_the_feed_of_a_list_tells_its_decisions_the_newest_first(built_demonstration: Path) -> None:
    feed = ElementTree.fromstring((built_demonstration / "changes/lists/serious.xml").read_bytes())
    table = (built_demonstration / "data/downloads/listings.jsonl").read_text("utf-8").splitlines()
    rows = [row for line in table if (row := json.loads(line))["list"] == "serious"]
    told = [str(one.text) for one in feed.iterfind(f"{ATOM}entry/{ATOM}title")]
    days = [str(one.text)[:10] for one in feed.iterfind(f"{ATOM}entry/{ATOM}updated")]
    assert days == sorted((row["listed_on"] for row in rows), reverse=True)
    assert sorted(told) == sorted(f"{row['name']}列入严重失信主体名单（黑名单）" for row in rows)


def test_the_feed_of_a_city_tells_what_changed_there(small: Breakable) -> None:
    small.build()
    _grow(small)
    feed = ElementTree.fromstring((small.build() / "changes/divisions/330100.xml").read_bytes())
    texts = [str(one.text) for one in feed.iterfind(f"{ATOM}entry/{ATOM}content")]
    assert texts[0].startswith("新收录 1、退出登记簿 1、新的信用信息 1\n")
    assert "示例" in texts[0].split("\n")[1]


def test_with_a_public_address_ids_and_links_are_absolute(small: Breakable) -> None:
    with (small.folder / "register.yaml").open("a", encoding="utf-8") as file:
        file.write("address: https://register.example/credit/\n")
    for _, feed in _feeds(small.build()):
        for one in feed.iter(f"{ATOM}id"):
            assert str(one.text).startswith("https://register.example/credit/")
        for one in feed.iter(f"{ATOM}link"):
            assert one.attrib["href"].startswith("https://register.example/credit/")


def test_markup_in_a_name_stays_text_in_a_feed(small: Breakable) -> None:
    listing = {
        "list": "serious",
        "basis": "a & <b>",
        "authority": "示例局",
        "document": "]]>",
        "listed_on": "2015-10-01",
    }
    small.unit(name='示例<script>"&有限公司', listings=[listing])
    feed = ElementTree.fromstring((small.build() / "changes/lists/serious.xml").read_bytes())
    (title,) = feed.iterfind(f"{ATOM}entry/{ATOM}title")
    assert str(title.text).startswith('示例<script>"&有限公司')


def test_what_ended_of_a_natural_person_is_counted_without_a_place(small: Breakable) -> None:
    expert = {"code": "SL-0001", "name": "示例专家", "division": "330102"}
    small.put(EXPERTS, lines({**expert, "credit_information": [item_of(id="E-1")]}))
    small.build()
    build_site(small.folder, small.output, as_of=date(2016, 10, 2), jobs=1)
    rows = _rows(small.output, _index(small.output)[0]["release"])
    assert {"cause": "ended-term", "kind": "expert"} in rows


def test_a_new_name_is_told_with_the_former_one(small: Breakable) -> None:
    small.build()
    old = make_unit(2)["name"]
    units = (
        make_unit(1, credit_information=[item_of()]),
        make_unit(2, name="示例新名", former_names=[old]),
    )
    small.put(UNITS, lines(*units))
    output = small.build()
    release = _index(output)[0]["release"]
    assert [row["was"] for row in _rows(output, release)] == [old]
    assert f"原名：{old}" in (output / f"changes/{release}/index.html").read_text("utf-8")


def test_the_reader_yields_the_changes_that_may_be_told_on_its_day(small: Breakable) -> None:
    assert list(kuangxin.open(small.build()).changes()) == []
    _grow(small)
    output = small.build()
    causes = [change.cause for change in kuangxin.open(output).changes()]
    assert causes == ["new-subject", "left", "new-item"]
    later = [change.cause for change in kuangxin.open(output, on=date(2016, 10, 2)).changes()]
    assert later == ["new-subject", "left"]
