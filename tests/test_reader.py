"""The reader against a built demonstration: look up, search, lists, the reader's own day, damage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

import kuangxin
from kuangxin.disclosure import item_may_be_shown, listing_may_be_shown
from kuangxin.release import Release
from kuangxin.sources import Folder
from kuangxin_site.build import build_site
from kuangxin_site.collect.demonstration import write_demonstration

AS_OF = date(2016, 1, 25)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the smallest demonstration, kept by its publisher: today is the reader's day."""
    folder = tmp_path_factory.mktemp("reader")
    write_demonstration(folder / "content", 50, 7)
    settings = folder / "content" / "register.yaml"
    lines = settings.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("as_of:")]
    settings.write_text("\n".join(kept) + "\n", "utf-8")
    build_site(folder / "content", folder / "site", as_of=AS_OF, jobs=1)
    return folder / "site"


@pytest.fixture(scope="module")
def register(site: Path) -> kuangxin.Register:
    return kuangxin.open(site, AS_OF)


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    """Copy the data of the release, to be damaged."""
    return Path(shutil.copytree(site / "data", tmp_path / "data"))


def test_a_code_gives_its_subject_with_every_record(register: kuangxin.Register) -> None:
    for subject in register.subjects():
        assert register[subject.code] == subject


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda code: f" {code[:8]} {code[8:]} ",
        lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),
    ],
    ids=["lower case", "spaces", "full width"],
)
def test_a_unified_code_is_found_however_it_is_written(
    register: kuangxin.Register, write: Callable[[str], str]
) -> None:
    subject = next(register.subjects(kind="qualified-unit"))
    assert register[write(subject.code)] == subject
    assert write(subject.code) in register


def test_the_data_folder_opens_as_the_site_does(site: Path) -> None:
    opened = kuangxin.open(str(site / "data"), AS_OF)
    assert opened.release == kuangxin.open(site, AS_OF).release


def test_a_missing_code_names_the_nearest(register: kuangxin.Register) -> None:
    for subject in register.subjects(kind="qualified-unit"):
        wrong = subject.code[:-1] + ("0" if subject.code[-1] != "0" else "1")
        with pytest.raises(KeyError) as missing:
            register[wrong]
        said = missing.value.args[0]
        assert said.endswith(f"; nearest: {subject.name} ({subject.code})")
        assert register.release.release in said


def test_a_name_in_place_of_a_code_names_its_code(register: kuangxin.Register) -> None:
    subject = next(register.subjects(kind="mining-right-holder"))
    with pytest.raises(KeyError, match=subject.code):
        register[subject.name]


def test_get_returns_none_for_what_is_missing(register: kuangxin.Register) -> None:
    assert register.get("91330000MA27U05291") is None
    assert "91330000MA27U05291" not in register


@pytest.mark.parametrize("code", ["", " ", "../release", "\udcff", "不是代码", "9" * 10_000])
def test_no_text_is_an_error_of_another_kind(register: kuangxin.Register, code: str) -> None:
    with pytest.raises(KeyError):
        register[code]
    assert code not in register


def test_kinds_are_those_of_the_register_with_their_counts(register: kuangxin.Register) -> None:
    for kind in register.kinds:
        assert kind.subjects == sum(1 for _ in register.subjects(kind=kind.id)) > 0
    assert len(register.kinds) == 4


def test_the_release_says_what_it_is(register: kuangxin.Register) -> None:
    assert register.release.as_of == AS_OF
    assert register.release.counts["records"] == 50
    assert register.release.register.demonstration.startswith("示例")


def test_subjects_keep_to_kind_division_and_grade_of_one_record(
    register: kuangxin.Register,
) -> None:
    every = list(register.subjects())
    for kind, division, grade in (
        ("mining-right-holder", None, None),
        (None, "330500", None),
        (None, None, "B"),
        ("mining-right-holder", "330000", "C"),
        ("expert", "330781", "A"),
    ):
        inside = register.release.below(division) if division else None
        expected = [
            subject.code
            for subject in every
            if any(
                (kind is None or record.kind == kind)
                and (inside is None or record.division in inside)
                and (grade is None or record.grade == grade)
                for record in subject.records
            )
        ]
        found = register.subjects(kind=kind, division=division, grade=grade)
        assert [subject.code for subject in found] == expected


def test_a_city_holds_its_counties(register: kuangxin.Register) -> None:
    divisions = {
        record.division
        for subject in register.subjects(division="330500")
        for record in subject.records
    }
    assert len(divisions) > 1
    assert all(division.startswith("3305") for division in divisions)


def test_an_unknown_kind_is_named_with_those_there_are(register: kuangxin.Register) -> None:
    with pytest.raises(KeyError, match="no kind 'mine'; there are mining-right-holder"):
        register.subjects(kind="mine")
    with pytest.raises(KeyError, match="no kind 'mine'"):
        register.search("示例", kind="mine")


def test_a_search_leads_to_the_subject(register: kuangxin.Register) -> None:
    subject = next(register.subjects(kind="mining-right-holder"))
    found = register.search(subject.name)
    assert found.answer == "one"
    assert found[0].subject == subject
    assert found[0].match == "exact"


def test_a_search_keeps_to_its_filters(register: kuangxin.Register) -> None:
    found = register.search("示例", kind="expert", limit=100)
    assert len(found) == sum(1 for _ in register.subjects(kind="expert"))


@pytest.mark.parametrize("name", ["honour", "abnormal", "serious"])
def test_a_list_yields_who_stands_on_it(register: kuangxin.Register, name: str) -> None:
    expected = sorted(
        (record.kind, record.code)
        for subject in register.subjects()
        for record in subject.records
        if any(listing.list == name for listing in record.listings)
    )
    listed = list(register.listings(name))
    assert sorted((one.kind, one.code) for one in listed) == expected != []
    assert all(one.listing.basis and one.listing.document for one in listed)


def test_without_a_name_every_list_is_yielded(register: kuangxin.Register) -> None:
    every = {one.listing.list for one in register.listings()}
    assert every == {"honour", "abnormal", "serious"}


def test_an_unknown_list_is_named_with_those_there_are(register: kuangxin.Register) -> None:
    with pytest.raises(KeyError, match="no list 'red'; there are honour, abnormal, serious"):
        register.listings("red")


def test_a_standard_is_given_by_its_id(register: kuangxin.Register) -> None:
    assert register.standard("expert-2015").kind == "expert"
    for missing in ("expert-2016", "../release", ""):
        with pytest.raises(KeyError):
            register.standard(missing)


def test_an_old_copy_stops_showing_what_has_run_out(
    site: Path, register: kuangxin.Register
) -> None:
    """Every item and entry is shown on its last day, and no longer on the next."""
    ended = 0
    for subject in register.subjects():
        for record in subject.records:
            ends = {item.id: item.publish_until for item in record.credit_information}
            for id_, until in ends.items():
                assert until is not None
                ended += 1
                for day, shown in ((until, True), (until + timedelta(days=1), False)):
                    later = kuangxin.open(site, day)[subject.code].record(record.kind)
                    assert (id_ in {item.id for item in later.credit_information}) is shown
    assert ended > 10


def test_a_list_stops_showing_an_entry_that_has_run_out(site: Path) -> None:
    [entry, *_] = kuangxin.open(site, AS_OF).listings("serious")
    until = entry.listing.publish_until
    assert until is not None
    assert entry in list(kuangxin.open(site, until).listings("serious"))
    codes = {one.code for one in kuangxin.open(site, until + timedelta(days=1)).listings("serious")}
    assert entry.code not in codes


def test_without_a_day_the_reader_answers_for_today(site: Path) -> None:
    register = kuangxin.open(site)
    assert register.on == date.today()
    windows = register.release.register.disclosure
    for subject in register.subjects():
        for record in subject.records:
            assert all(
                item_may_be_shown(one, windows, register.on) for one in record.credit_information
            )
            assert all(listing_may_be_shown(one, windows, register.on) for one in record.listings)
    assert all(one.listing.list == "abnormal" for one in register.listings())


def test_a_day_before_the_release_shows_the_release(
    site: Path, register: kuangxin.Register
) -> None:
    before = kuangxin.open(site, AS_OF - timedelta(days=400))
    assert before.on == AS_OF
    assert list(before.subjects()) == list(register.subjects())


def test_a_register_that_stands_still_answers_for_its_own_day(copy: Path) -> None:
    path = copy / "release.json"
    document = json.loads(path.read_text("utf-8"))
    document["register"]["stands_still"] = True
    path.write_text(json.dumps(document), "utf-8")
    assert kuangxin.open(copy).on == AS_OF


def test_a_reason_of_an_item_that_has_run_out_is_withheld(site: Path) -> None:
    register = kuangxin.open(site, AS_OF)
    [code, *_] = (one.code for one in register.listings("serious"))
    before, after = register[code], kuangxin.open(site, date(2025, 1, 1))[code]
    shown = {item.id for record in before.records for item in record.credit_information}
    assert shown
    text = kuangxin.records.encode(after).decode()
    assert not any(f'"{id_}"' in text for id_ in shown)
    assert after.grade == before.grade


def test_a_partition_is_a_tinydb_table_keyed_by_code(
    site: Path, register: kuangxin.Register
) -> None:
    release = Release(Folder(site))
    table = release.partition("subjects/0.json")
    assert len(table) > 0
    for document in table:
        assert str(document.doc_id) == document["code"]
        assert document["code"] in register
    number = len(table)
    with pytest.raises(PermissionError, match="read-only"):
        table.truncate()
    assert len(table) == number


def test_there_is_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(kuangxin.NotARelease, match="no such folder"):
        kuangxin.open(tmp_path / "nothing")


def test_a_folder_without_a_release_is_said_to_hold_none(tmp_path: Path) -> None:
    with pytest.raises(kuangxin.NotARelease, match=r"holds no release\.json"):
        kuangxin.open(tmp_path)


def test_a_file_is_no_release(site: Path) -> None:
    with pytest.raises(kuangxin.NotARelease, match=r"holds no release\.json"):
        kuangxin.open(site / "data" / "release.json")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format":1}', b'{"format":"one"}', b'{"format":1,"release":"\xff"}'],
)
def test_a_damaged_manifest_is_named(copy: Path, content: bytes) -> None:
    (copy / "release.json").write_bytes(content)
    with pytest.raises(kuangxin.DamagedRelease, match=r"release\.json"):
        kuangxin.open(copy)["X"]


def test_a_later_format_asks_for_a_newer_reader(copy: Path) -> None:
    (copy / "release.json").write_text('{"format": 99, "else": "everything"}', "utf-8")
    with pytest.raises(kuangxin.NotARelease, match="update kuangxin"):
        kuangxin.open(copy)["X"]


def test_a_release_without_partitions_is_damaged(copy: Path) -> None:
    text = (copy / "release.json").read_text("utf-8")
    assert '"partitions": 16' in text
    (copy / "release.json").write_text(text.replace('"partitions": 16', '"partitions": 0'), "utf-8")
    with pytest.raises(kuangxin.DamagedRelease, match="partitions"):
        kuangxin.open(copy)["X"]


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[]",
        b'{"subjects":[]}',
        b'{"subjects":{"X":1}}',
        b'{"subjects":{"X":{"code":"X","records":[]}}}',
        b'{"subjects":{"X":{"code":"X","records":[1]}}}',
        b'{"subjects":{"X":{"code":"X","records":5}}}',
        b'{"subjects":{"X":{"code":"X","records":[{"kind":"expert","assessments":5}]}}}',
        b'{"subjects":{"X":{"code":"\xff"}}}',
    ],
)
def test_a_damaged_partition_is_named(copy: Path, content: bytes | None) -> None:
    for path in (copy / "subjects").iterdir():
        path.unlink()
        if content is not None:
            path.write_bytes(content)
    register = kuangxin.open(copy, AS_OF)
    for ask in (lambda: register["X"], lambda: list(register.subjects())):
        with pytest.raises(kuangxin.DamagedRelease, match=r"subjects/[0-9a-f]\.json"):
            ask()


@pytest.mark.parametrize("records", ["5", "[1]", '[{"kind":"expert","assessments":5}]'])
def test_a_partition_that_cannot_be_filtered_is_named(copy: Path, records: str) -> None:
    for path in (copy / "subjects").iterdir():
        path.write_text(f'{{"subjects":{{"X":{{"records":{records}}}}}}}', "utf-8")
    with pytest.raises(kuangxin.DamagedRelease, match=r"subjects/0\.json"):
        list(kuangxin.open(copy, AS_OF).subjects(kind="expert", grade="A"))


@pytest.mark.parametrize("content", [None, b"{\n", b"[1]\n", b'{"list":"honour"}\n', b"\xff\n"])
def test_damaged_lists_are_named(copy: Path, content: bytes | None) -> None:
    path = copy / "downloads" / "listings.jsonl"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(kuangxin.DamagedRelease, match=r"downloads/listings\.jsonl"):
        list(kuangxin.open(copy, AS_OF).listings("honour"))


def test_a_damaged_standard_is_named(copy: Path) -> None:
    (copy / "standards" / "expert-2015.json").write_text("{", "utf-8")
    with pytest.raises(kuangxin.DamagedRelease, match=r"standards/expert-2015\.json"):
        kuangxin.open(copy).standard("expert-2015")


def test_without_its_index_a_release_answers_from_its_look_up_files(
    copy: Path, register: kuangxin.Register
) -> None:
    shutil.rmtree(copy / "index")
    opened = kuangxin.open(copy, AS_OF)
    subject = next(register.subjects())
    assert opened[subject.code] == subject
    assert opened.search(subject.name)[0].code == subject.code
    shutil.rmtree(copy / "lookup")
    opened = kuangxin.open(copy, AS_OF)
    assert opened[subject.code] == subject
    with pytest.raises(KeyError, match="is not found in release"):
        opened["91330000MA27U05291"]
    with pytest.raises(kuangxin.DamagedRelease, match=r"lookup/start\.bin is missing"):
        opened.search(subject.name)
