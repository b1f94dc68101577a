"""The static look-up: what is written, that nothing is lost in it, and what its readers answer."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kuangxin.errors import DamagedRelease
from kuangxin.lookup import Finder, Lookup
from kuangxin.names import (
    KEPT,
    Candidate,
    OtherStart,
    Sounds,
    Start,
    bucket_name,
    code_key,
    forms,
    pack_bucket,
    parse_record,
    pieces,
    plan,
    read_bucket,
    starts,
    tokens,
)
from kuangxin.search import Search
from kuangxin_site.release import lookup_tokens
from kuangxin_site.release.lookup_tokens import Tokens
from tests.lookups import (
    ROWS,
    VECTORS,
    Browser,
    as_document,
    ask_browser,
    make_code,
    make_names,
    make_row,
    open_lookup,
    play,
    shorten,
    spell_out,
    write_register,
)

#: Characters of names and slips, and all that Unicode had when the older of the two was made.
CHARACTERS = st.characters(exclude_categories=["Cn", "Cs", "Co"])
PIECES = st.one_of(
    st.sampled_from([row["name"] for row in ROWS]).flatmap(
        lambda name: st.slices(len(name)).map(lambda part: str(name[part]))
    ),
    st.sampled_from([row["code"] for row in ROWS]).flatmap(
        lambda code: st.slices(len(code)).map(lambda part: str(code[part]))
    ),
    st.sampled_from(
        ["shili", "yueqing", "lvling", "kuangy", "slky", " ", "（", "公司", "矿", "0", "O"]
    ),
    st.text(CHARACTERS, max_size=3),
)
QUERIES = st.lists(PIECES, max_size=4).map("".join)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_register(tmp_path_factory.mktemp("register") / "data", ROWS)


@pytest.fixture(scope="module")
def lookup(register: Path) -> Lookup:
    return open_lookup(register)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    names = make_names(1500)
    rows = [make_row(make_code(number), name) for number, name in enumerate(names)]
    data = write_register(tmp_path_factory.mktemp("crowded") / "data", rows)
    return data, names


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.close()


def read_start(data: Path) -> Start:
    return Start.decode((data / "lookup" / "start.bin").read_bytes())


def read_codes(data: Path, bucket: int) -> set[str]:
    """Return the codes in a bucket."""
    start = read_start(data)
    lines = read_bucket(bucket, (data / "lookup" / bucket_name(bucket)).read_bytes(), start.stamp)
    return {parse_record(line, start.kinds).code for line in lines}


def read_names(row: dict[str, Any]) -> list[str]:
    """Return all names of a row's subject."""
    return [row["name"], *row["former_names"], *row["other_names"]]


def digest(folder: Path) -> str:
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*.bin")):
        content.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return content.hexdigest()


def test_browser_passes_the_vectors(register: Path) -> None:
    queries = [spell_out(vector[0]) for vector in VECTORS["queries"]]
    answers = ask_browser(register, queries, limit=3)
    for vector, answer in zip(VECTORS["queries"], answers, strict=True):
        assert shorten(answer) == vector[1:], vector[0]


def test_lookup_passes_the_vectors(lookup: Lookup) -> None:
    for query, *expected in VECTORS["queries"]:
        assert shorten(as_document(lookup.find(spell_out(query), limit=3))) == expected, query


def test_there_are_vectors_enough() -> None:
    queries = VECTORS["queries"]
    assert len(queries) >= 600
    assert {answer for _, answer, *_ in queries} == {"one", "several", "similar", "none"}
    hits = [hit for _, _, found, *_ in queries for hit in found]
    assert {hit[2] for hit in hits} == {
        *("code", "exact", "part", "former", "variant", "pinyin", "place", "close")
    }
    assert {role for hit in hits for role in hit[5:]} == {"former", "other"}
    checks = {check for _, _, _, *checks in queries for check in checks}
    assert checks == {"wrong-code", "code-length", "other-name", "no-code"}


def test_same_register_gives_the_same_bytes(register: Path, tmp_path: Path) -> None:
    again = write_register(tmp_path / "data", reversed(ROWS))
    assert digest(again / "lookup") == digest(register / "lookup")


def test_every_bucket_is_written_and_readable(register: Path) -> None:
    buckets = range(read_start(register).buckets)
    codes = set[str]().union(*(read_codes(register, bucket) for bucket in buckets))
    assert codes == {row["code"] for row in ROWS}


def test_a_bucket_of_a_small_register_is_small(crowded: tuple[Path, list[str]]) -> None:
    sizes = [path.stat().st_size for path in (crowded[0] / "lookup" / "b").iterdir()]
    assert max(sizes) < 20_000


def test_no_text_held_by_few_names_is_lost(crowded: tuple[Path, list[str]]) -> None:
    data, names = crowded
    start, lookup = read_start(data), open_lookup(data)
    assert len(start.hot) > 20, "the names are to make long grams hot"
    chance = random.Random(1)
    whole = 0
    for _ in range(120):
        form = forms(chance.choice(names))[0]
        place = chance.choice(starts(form)[:-1])
        text = form[place : place + chance.randint(2, len(form))]
        owners = {make_code(number) for number, name in enumerate(names) if text in name}
        found = lookup.find(text, limit=2000)
        codes = {hit.code for hit in found.hits if hit.match in {"part", "exact"}}
        assert codes <= owners, text
        if plan(text, start.is_hot, start.sounds).names_after == 1:
            whole += 1
            assert codes == owners, text
        if found.complete:
            assert codes == owners, text
    assert whole > 50


def test_a_hot_text_leads_to_its_shortest_names(crowded: tuple[Path, list[str]]) -> None:
    data, names = crowded
    found = open_lookup(data).find("虚构县", limit=2000)
    assert len(found.hits) >= KEPT
    assert not found.complete
    shortest = min(map(len, names))
    assert {len(hit.name) for hit in found.hits[:KEPT]} == {shortest}


def test_any_part_of_a_code_leads_to_its_subject(crowded: tuple[Path, list[str]]) -> None:
    data, _ = crowded
    code = make_code(1236)
    queries = [code, code[8:17], code[8:15], code[11:17], code[-6:], code[-9:], code[:17]]
    for query, answer in zip(queries, ask_browser(data, queries), strict=True):
        assert answer["hits"][0]["code"] == code, query
        assert answer["hits"][0]["match"] == "code"
        assert code_key(query) in code


def test_empty_register_answers_none(tmp_path: Path) -> None:
    data = write_register(tmp_path / "data", [])
    queries = ["示例矿业", "91330522000000001X", "", "sample"]
    assert [one["answer"] for one in ask_browser(data, queries)] == ["none"] * 4
    assert [open_lookup(data).find(query).answer for query in queries] == ["none"] * 4


def test_missing_bucket_is_an_error_and_not_none(tmp_path: Path) -> None:
    data = write_register(tmp_path / "data", ROWS[:5])
    for path in (data / "lookup" / "b").iterdir():
        path.unlink()
    answer, *_ = ask_browser(data, [ROWS[0]["name"]])
    assert "ENOENT" in answer["error"]
    with pytest.raises(DamagedRelease, match="missing"):
        open_lookup(data).find(ROWS[0]["name"])


@pytest.mark.parametrize("damage", [b"", b"<!doctype html><title>404</title>", b"\x03\x00"])
@pytest.mark.parametrize("file", ["start.bin", "b/000.bin"])
def test_damaged_file_is_an_error(tmp_path: Path, file: str, damage: bytes) -> None:
    data = write_register(tmp_path / "data", ROWS[:5])
    (data / "lookup" / file).write_bytes(damage)
    answer, *_ = ask_browser(data, [ROWS[0]["name"]])
    assert "damaged" in answer["error"]
    with pytest.raises(DamagedRelease, match=file):
        open_lookup(data).find(ROWS[0]["name"])


@pytest.mark.parametrize("cut", [1, 5, 40])
@pytest.mark.parametrize("file", ["start.bin", "b/000.bin"])
def test_truncated_file_is_an_error(register: Path, tmp_path: Path, file: str, cut: int) -> None:
    data = write_register(tmp_path / "data", ROWS[:5])
    path = data / "lookup" / file
    path.write_bytes(path.read_bytes()[:-cut])
    answer, *_ = ask_browser(data, [ROWS[0]["name"]])
    assert "damaged" in answer["error"]
    with pytest.raises(DamagedRelease):
        open_lookup(data).find(ROWS[0]["name"])


def test_any_changed_byte_of_the_start_file_is_noticed(register: Path) -> None:
    whole = (register / "lookup" / "start.bin").read_bytes()
    for place in range(0, len(whole), 997):
        with pytest.raises(DamagedRelease):
            Start.decode(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])


def test_bucket_under_another_name_is_an_error(register: Path) -> None:
    data = (register / "lookup" / bucket_name(1)).read_bytes()
    with pytest.raises(DamagedRelease, match="damaged"):
        read_bucket(0, data, read_start(register).stamp)


def test_bucket_of_another_release_is_told_apart() -> None:
    data = pack_bucket(3, ["1\t甲"], "00000001")
    assert read_bucket(3, data, "00000001") == ["1\t甲"]
    with pytest.raises(OtherStart):
        read_bucket(3, data, "00000002")


def test_search_after_a_failed_one_may_succeed(register: Path) -> None:
    name = ROWS[0]["name"]
    answers = ask_browser(register, [name, name, name], failing=2)
    assert ["error" in answer for answer in answers] == [True, True, False]
    assert answers[2]["answer"] == "one"


def test_lookup_after_a_failed_one_may_succeed(register: Path) -> None:
    missing = {"start.bin"}

    def load(path: str) -> bytes:
        if path in missing:
            raise FileNotFoundError(path)
        return (register / "lookup" / path).read_bytes()

    lookup = Lookup(load)
    with pytest.raises(DamagedRelease, match=r"start\.bin is missing"):
        lookup.find(ROWS[0]["name"])
    missing.clear()
    assert lookup.find(ROWS[0]["name"]).answer == "one"


def test_rows_of_one_code_are_one_hit_under_all_their_names(tmp_path: Path) -> None:
    code = ROWS[0]["code"]
    rows = [
        make_row(code, "示例甲矿业有限公司", "示例丙石料厂", kind="mining-right-holder"),
        make_row(code, "示例乙矿业有限公司", kind="qualified-unit", other_names=["Sample Mining"]),
    ]
    data = write_register(tmp_path / "data", rows)
    answers = ask_browser(data, ["示例甲矿业", "示例乙矿业", "示例丙石料厂", "sample mining"])
    hits = [hit for answer in answers for hit in answer["hits"]]
    assert [hit["name"] for hit in hits] == ["示例甲矿业有限公司"] * 4
    assert [hit["match"] for hit in hits] == ["part", "part", "former", "exact"]
    assert [hit["former"] for hit in hits] == ["", "", "示例丙石料厂", ""]
    assert [hit["other"] for hit in hits] == ["", "示例乙矿业有限公司", "", "Sample Mining"]
    kinds = [standing["kind"] for standing in hits[0]["standings"]]
    assert kinds == ["mining-right-holder", "qualified-unit"]


def test_a_hit_tells_who_has_left_and_who_stands_on_which_list_until_when(tmp_path: Path) -> None:
    kind = "qualified-unit"
    rows = [
        make_row("1", "示例甲矿业有限公司", grade="A", left_on="2015-12-08"),
        make_row("2", "示例乙矿业有限公司", grade="D", lists=["honour", "serious", "watch"]),
        make_row("3", "示例丙矿业有限公司", grade="B"),
    ]
    decision = {"kind": kind, "division": "330522", "code": "2", "name": "示例乙矿业有限公司"}
    decision |= {
        "basis": "示例",
        "authority": "示例",
        "document": "示例",
        "listed_on": "2015-01-05",
    }
    listings = [
        {**decision, "list": "serious", "publish_until": "2018-01-04"},
        {**decision, "list": "serious", "publish_until": "2018-06-30", "removed_on": "2018-03-01"},
        {**decision, "list": "watch", "removed_on": "2015-05-01"},
        {**decision, "list": "watch"},
        {**decision, "list": "honour", "publish_until": "2016-01-04"},
    ]
    data = write_register(tmp_path / "data", rows, listings)
    answers = ask_browser(data, ["示例甲矿业", "示例乙矿业", "示例丙矿业"])
    found = [answer["hits"][0]["standings"][0] for answer in answers]
    assert [one["left"] for one in found] == ["2015-12-08", None, None]
    lists = [("honour", "2016-01-04"), ("serious", "2018-02-28"), ("watch", None)]
    assert [(one["list"], one["until"]) for one in found[1]["lists"]] == lists
    assert [one["lists"] for one in (found[0], found[2])] == [[], []]
    readers: tuple[Finder, ...] = (Search(data / "index"), open_lookup(data))
    for search in readers:
        for text, answer in zip(["示例甲矿业", "示例乙矿业", "示例丙矿业"], answers, strict=True):
            assert as_document(search.find(text)) == answer


def test_white_space_in_a_name_cannot_break_a_record(tmp_path: Path) -> None:
    rows = [make_row("1", "示例\t<伪造\n2\t伪造矿业")]
    data = write_register(tmp_path / "data", rows)
    (answer,) = ask_browser(data, ["示例伪造"])
    assert [(hit["code"], hit["name"]) for hit in answer["hits"]] == [
        ("1", "示例 <伪造 2 伪造矿业")
    ]


def parts_of(code: str, least: int) -> list[str]:
    """Return all parts of a code with so many characters or more."""
    key = code_key(code)
    return [key[a:b] for a in range(len(key)) for b in range(a + least, len(key) + 1)]


def test_every_part_of_a_code_that_is_long_enough_finds_it(register: Path) -> None:
    codes = {ROWS[0]["code"]: 6, "91330123MA2FN66RMC": 6}
    codes |= {"SLZJ-330521-0002": 4, "WB-0010": 4}
    asked = [(code, part) for code, least in codes.items() for part in parts_of(code, least)]
    answers = ask_browser(register, [part for _, part in asked], limit=500)
    for (code, part), answer in zip(asked, answers, strict=True):
        assert answer["answer"] in {"one", "several"}, part
        assert code in {hit["code"] for hit in answer["hits"]} or not answer["complete"], part


def test_unique_part_of_a_code_is_found_in_a_crowd(crowded: tuple[Path, list[str]]) -> None:
    data, names = crowded
    codes = [make_code(number) for number in range(len(names))]
    code = codes[777]
    unique = [part for part in parts_of(code, 6) if sum(part in other for other in codes) == 1]
    assert len(unique) > 30
    for part, answer in zip(unique, ask_browser(data, unique), strict=True):
        assert [hit["code"] for hit in answer["hits"]] == [code], part


def test_unique_part_of_another_scheme_is_found_in_a_crowd(tmp_path: Path) -> None:
    codes = [f"SLZJ-330522-{number:04d}" for number in range(450)]
    rows = [make_row(code, f"张示例{number}") for number, code in enumerate(codes)]
    data = write_register(tmp_path / "data", rows)
    keys = [code_key(code) for code in codes]
    unique = [part for part in parts_of(codes[377], 4) if sum(part in key for key in keys) == 1]
    assert unique
    for part, answer in zip(unique, ask_browser(data, unique), strict=True):
        coded = [hit["code"] for hit in answer["hits"] if hit["match"] == "code"]
        assert coded == [codes[377]], part


def test_answer_says_how_many_match_and_whether_there_may_be_more(
    crowded: tuple[Path, list[str]],
) -> None:
    few, many, no = ask_browser(crowded[0], ["虚构县岚砚", "虚构县", "不存在的名称"], limit=1)
    assert few["total"] == sum("虚构县岚砚" in name for name in crowded[1])
    assert few["complete"]
    assert many["total"] >= KEPT
    assert not many["complete"]
    assert (no["answer"], no["complete"]) == ("none", True)
    lookup = open_lookup(crowded[0])
    for query, answer in zip(
        ["虚构县岚砚", "虚构县", "不存在的名称"], (few, many, no), strict=True
    ):
        assert as_document(lookup.find(query, limit=1)) == answer


def test_simplified_question_finds_a_traditional_name(tmp_path: Path) -> None:
    data = write_register(tmp_path / "data", [make_row("1", "示例縣繁體礦業有限公司")])
    found = open_lookup(data).find("示例县繁体矿业有限公司")
    assert (found.answer, found.hits[0].match) == ("one", "variant")


def test_a_character_of_the_register_is_folded_only_to_one_read_alike(tmp_path: Path) -> None:
    rows = [make_row("1", "示例乾坤石厂"), make_row("2", "示例干坤石厂")]
    lookup = open_lookup(write_register(tmp_path / "data", rows))
    assert [hit.code for hit in lookup.find("乾坤石厂").hits] == ["1"]
    assert [hit.code for hit in lookup.find("干坤石厂").hits] == ["2"]


@settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
@given(QUERIES)
def test_any_text_gets_the_same_answer_in_both_languages_from_few_files(
    register: Path, lookup: Lookup, browser: Browser, text: str
) -> None:
    answer, files = browser.ask(register, text)
    assert answer == as_document(lookup.find(text))
    assert (answer["answer"] == "none") == (not answer["hits"])
    assert len(answer["hits"]) <= 10
    assert len(set(files)) == len(files) <= 5


@settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
@given(QUERIES)
def test_places_lie_within_the_name_that_matched(lookup: Lookup, text: str) -> None:
    rows = {row["code"]: row for row in ROWS}
    for hit in lookup.find(text).hits:
        assert not (hit.former and hit.other)
        shown = hit.code if hit.match == "code" else hit.former or hit.other or hit.name
        assert shown in {hit.code, *read_names(rows[hit.code])}
        ends = [end for place in hit.places for end in place]
        assert ends == sorted(set(ends)), "in order, none empty, none touching the next"
        assert all(0 <= end <= len(shown) for end in ends)


def test_places_of_a_part_are_where_its_unit_begins(lookup: Lookup) -> None:
    (hit,) = lookup.find("motors inc").hits
    assert [hit.name[a:b] for a, b in hit.places] == ["Motors", "Inc"]
    (hit, *_) = [hit for hit in lookup.find("motors").hits if "Somotors" in hit.name]
    assert hit.places == ((19, 25),)


#: Edits of a text: which character is replaced, left out, exchanged with the next, or put before.
EDITS: list[Callable[[str, int, str], str]] = [
    lambda text, place, other: text[:place] + other + text[place + 1 :],
    lambda text, place, other: text[:place] + text[place + 1 :],
    lambda text, place, other: text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
    lambda text, place, other: text[:place] + other + text[place:],
]


@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.sampled_from(ROWS).flatmap(lambda row: st.sampled_from(read_names(row))),
    st.integers(0, 40),
    st.sampled_from("错石岳矿abx1"),
    st.sampled_from(EDITS),
)
def test_a_question_with_a_typing_error_is_never_answered_one(
    lookup: Lookup, name: str, place: int, other: str, edit: Callable[[str, int, str], str]
) -> None:
    text = edit(name, place % len(name), other)
    sounds = lookup.start.sounds

    def plain(form: str) -> str:
        return sounds.fold(form).replace(" ", "")

    all_forms = {plain(form) for row in ROWS for one in read_names(row) for form in forms(one)}
    asked = [plain(piece) for piece in pieces(text)] or [plain(forms(text)[0])]
    assume(not any(all(one in form for one in asked) for form in all_forms))
    assert lookup.find(text).answer != "one"


@given(
    st.sampled_from(ROWS[:250]),
    st.integers(0, 17),
    st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUVWXY"),
)
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_code_with_one_wrong_character_leads_to_the_codes_it_may_be(
    lookup: Lookup, row: dict[str, Any], place: int, other: str
) -> None:
    code = row["code"]
    text = code[:place] + other + code[place + 1 :]
    assume(text not in {one["code"] for one in ROWS} and other != code[place])
    assume(len(code) == 18 and code.isalnum())
    found = lookup.find(text)
    near = {
        one["code"]
        for one in ROWS
        if len(one["code"]) == 18
        and sum(a != b for a, b in zip(one["code"], text, strict=True)) == 1
    }
    assert found.check == "wrong-code"
    assert found.answer == "similar"
    assert {hit.code for hit in found.hits} == near
    assert {(hit.match, hit.slips) for hit in found.hits} == {("code", 1)}


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(QUERIES, st.data())
def test_a_filter_never_admits_another_record(
    register: Path, lookup: Lookup, browser: Browser, text: str, data: st.DataObject
) -> None:
    kinds = st.none() | st.sampled_from(["qualified-unit", "expert", "nothing"])
    kind, grade = data.draw(kinds), data.draw(st.none() | st.sampled_from(["A", "D"]))
    division = data.draw(st.none() | st.sampled_from(["330522", "330523"]))
    wanted = {"kind": kind, "division": division, "grade": grade}
    given_filters = {name: value for name, value in wanted.items() if value is not None}
    found = lookup.find(text, kind=kind, division=division, grade=grade)
    for hit in found.hits:
        assert any(
            all(
                value in (None, own)
                for value, own in zip(wanted.values(), standing[:3], strict=True)
            )
            for standing in hit.standings
        )
    assert browser.ask(register, text, **given_filters)[0] == as_document(found)


# A register in memory with few of each character, so that with a small HOT much is hot.

READ = Sounds({"甲": ("jia",), "乙": ("yi",), "丙": ("bing",), "丁": ("ding", "zheng"), "公": ("gong",),
               "司": ("si",), "有": ("you",), "限": ("xian",)}, {})  # fmt: skip
NAMES = st.lists(
    st.tuples(
        st.text("甲乙丙丁", min_size=1, max_size=6),
        st.sampled_from(["", "公司", "有限公司", "公司乙丙", "（丁）", " ab", "a1"]),
    ).map("".join),
    min_size=1,
    max_size=14,
    unique=True,
)


def make_tokens(names: list[str], hot: int, kept: int) -> Tokens:
    """Find the tokens of a register with these names, for another bound of what is hot."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup_tokens, "HOT", hot)
        patch.setattr(lookup_tokens, "KEPT", kept)
        patch.setattr(lookup_tokens, "_BUCKET_BYTES", 1)
        patch.setattr(lookup_tokens, "make_sounds", lambda texts: READ)
        codes = [make_code(n) if n % 3 else f"AB-{n:03d}" for n in range(len(names))]
        return Tokens([Candidate(code, (name,)) for code, name in zip(codes, names, strict=True)])


def open_tokens(made: Tokens) -> Lookup:
    """Open the look-up over what the builder would write."""
    start = made.start
    files = {
        bucket_name(bucket): pack_bucket(bucket, [made.lines[one] for one in owners], start.stamp)
        for bucket, owners in enumerate(made.owners())
    }
    return Lookup({**files, "start.bin": start.encode()}.__getitem__)


@settings(max_examples=50, deadline=None)
@given(NAMES, st.integers(1, 5), st.integers(1, 3))
def test_builder_stores_each_subject_under_the_tokens_that_names_define(
    names: list[str], hot: int, kept: int
) -> None:
    made = make_tokens(names, hot, kept)
    start, owners = made.start, [set(owners) for owners in made.owners()]
    cold: list[set[int]] = [set() for _ in owners]
    both: list[set[int]] = [set() for _ in owners]
    owned = [tokens(one.code, one.names, READ, start.is_hot) for one in made.subjects]
    count = Counter(token for each in owned for token in each)
    for owner, each in enumerate(owned):
        for token in each:
            both[start.bucket(token)].add(owner)
            if not start.is_hot(token) and count[token] <= hot:
                cold[start.bucket(token)].add(owner)
    for bucket, stored in enumerate(owners):
        assert cold[bucket] <= stored <= both[bucket], bucket


@settings(max_examples=60, deadline=None)
@given(NAMES, st.integers(1, 5), st.data())
def test_a_text_held_by_few_names_is_found_with_all_its_owners(
    names: list[str], hot: int, data: st.DataObject
) -> None:
    lookup = open_tokens(make_tokens(names, hot, 1))
    form = forms(data.draw(st.sampled_from(names)))[0]
    text = form[data.draw(st.sampled_from(starts(form))) :]
    text = text[: data.draw(st.integers(2, max(2, len(text))))].strip()
    assume(len(text) > 1)

    def holds(name: str) -> bool:
        plain = [form.replace(" ", "") for form in forms(name)]
        return any(text.replace(" ", "") in form for form in plain)

    owners = {name for name in names if holds(name)}
    found = lookup.find(text, limit=500)
    matched = {hit.name for hit in found.hits if hit.match in {"exact", "variant", "part"}}
    assert matched <= owners
    planned = plan(text, lookup.start.is_hot, lookup.start.sounds)
    whole = len(owners) <= hot and planned.names_after == 1 and not planned.question.pieces
    if whole or found.complete:
        starting = {name for name in owners if starts_unit(name, text)}
        assert starting <= matched
    if found.answer == "one" and found.hits[0].match == "part":
        assert len({name for name in owners if starts_unit(name, text)}) == 1


def starts_unit(name: str, text: str) -> bool:
    """Tell whether a text stands in a form of a name where a unit begins."""
    return any(form.startswith(text, place) for form in forms(name) for place in starts(form))


# The site published anew while a reader has its start file.


@pytest.fixture(scope="module")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [*ROWS, make_row("SLZJ-330525-0006", "新来示例")]
    return write_register(tmp_path_factory.mktemp("renewed") / "data", rows)


def test_lookup_recovers_when_the_release_has_changed(register: Path, renewed: Path) -> None:
    folder = register
    lookup = Lookup(lambda path: (folder / "lookup" / path).read_bytes())
    assert lookup.find("新来示例").answer == "none"
    assert lookup.find(ROWS[0]["name"]).answer == "one"
    folder = renewed
    lookup.find("不在别的桶里的名称")
    assert lookup.find("新来示例").answer == "one"
    assert lookup.find(ROWS[0]["name"]).answer == "one"


def test_lookup_whose_files_never_agree_is_an_error(register: Path, renewed: Path) -> None:
    def load(path: str) -> bytes:
        folder = register if path == "start.bin" else renewed
        return (folder / "lookup" / path).read_bytes()

    with pytest.raises(OtherStart):
        Lookup(load).find(ROWS[0]["name"])


def test_browser_recovers_when_the_release_has_changed(register: Path, renewed: Path) -> None:
    anew = str(renewed / "lookup")
    first, second = play(
        register,
        {"texts": [ROWS[0]["name"]]},
        {"texts": ["新来示例"], "folder": anew},
    )
    assert first["answers"][0]["answer"] == "one"
    assert second["answers"][0]["answer"] == "one"
    assert second["files"].count("start.bin") == 1


def test_a_release_with_fewer_buckets_is_told_from_missing_files(
    crowded: tuple[Path, list[str]], tmp_path: Path
) -> None:
    small = write_register(tmp_path / "data", ROWS[:3])
    folder = crowded[0]
    lookup = Lookup(lambda path: (folder / "lookup" / path).read_bytes())
    assert lookup.find(make_code(0)).answer == "one"
    folder = small
    assert lookup.find(ROWS[0]["name"]).answer == "one"
    known, anew = play(
        crowded[0],
        {"texts": [make_code(0)]},
        {"texts": [ROWS[0]["name"]], "folder": str(small / "lookup")},
    )
    assert [scene["answers"][0]["answer"] for scene in (known, anew)] == ["one", "one"]


# What the browser does while the network does what networks do.


def test_newer_question_cancels_the_older(register: Path) -> None:
    one, two = ROWS[0]["name"], ROWS[150]["name"]
    fetching, _, known = play(
        register,
        {"texts": [one, two], "hold": 20},
        {"texts": [one]},
        {"texts": [one, two]},
    )
    for scene in (fetching, known):
        older, newer = scene["answers"]
        assert older["name"] == "AbortError"
        assert newer["hits"][0]["name"] == two


def test_newer_question_stops_what_only_the_older_fetched(register: Path) -> None:
    one, two = ROWS[0]["name"], ROWS[150]["name"]
    _, scene = play(register, {"texts": ["甲"]}, {"texts": [one, two], "hold": 40, "apart": 10})
    assert [answer.get("name") for answer in scene["answers"]] == ["AbortError", None]
    assert scene["stopped"]
    assert set(scene["stopped"]) < set(scene["files"])


def test_a_question_asked_again_while_it_is_stopped_is_kept(register: Path) -> None:
    one, two = ROWS[0]["name"], ROWS[150]["name"]
    _, turns, again = play(
        register,
        {"texts": ["甲"]},
        {"texts": [one, two, one], "hold": 60, "apart": 10},
        {"texts": [one]},
    )
    assert [answer.get("name") for answer in turns["answers"][:2]] == ["AbortError"] * 2
    assert turns["answers"][2]["answer"] == "one"
    assert again["files"] == []


def test_second_question_of_the_same_text_fetches_nothing(register: Path) -> None:
    name = ROWS[0]["name"]
    first, second = play(register, {"texts": [name]}, {"texts": [name]})
    assert "start.bin" in first["files"]
    assert second["files"] == []
    assert second["answers"] == first["answers"]


def test_offline_answers_from_what_was_fetched_and_says_so(register: Path) -> None:
    name = ROWS[0]["name"]
    _, offline = play(
        register, {"texts": [name]}, {"texts": [name, name[:-2]], "down": True, "apart": 30}
    )
    known, part = offline["answers"]
    assert (known["answer"], known["offline"]) == ("one", False), "nothing was to be fetched"
    assert part["hits"][0]["name"] == name


def test_offline_answer_is_never_complete(crowded: tuple[Path, list[str]]) -> None:
    data, names = crowded
    name = next(name for name in names if name.endswith("石料厂"))
    start = read_start(data)

    def buckets(text: str) -> set[str]:
        rounds = plan(text, start.is_hot, start.sounds).rounds
        return {f"b/{start.bucket(token):03x}.bin" for tokens in rounds for token in tokens}

    part = next(
        name[at:] for at in range(1, len(name) - 2) if not buckets(name[at:]) & buckets(name)
    )
    down = sorted(buckets(part))
    online, offline = play(data, {"texts": [name]}, {"texts": [part], "down": down})
    assert online["answers"][0]["answer"] in {"one", "several"}
    (answer,) = offline["answers"]
    assert answer["offline"]
    assert not answer["complete"]
    assert answer["hits"]
    assert all(part in hit["name"] for hit in answer["hits"])


@pytest.mark.parametrize("slip", ["错", ""])
def test_offline_never_says_that_nothing_matches(
    crowded: tuple[Path, list[str]], slip: str
) -> None:
    data, names = crowded
    slipped = names[0][:9] + slip + names[0][10:]
    _, offline = play(data, {"texts": [names[0]]}, {"texts": [slipped], "down": True})
    (answer,) = offline["answers"]
    assert answer.get("answer") not in {"similar", "none"}


@pytest.mark.parametrize("text", ["不存在的名称", "91330000000000000X", "示例县从未问过"])
def test_offline_never_says_none(crowded: tuple[Path, list[str]], text: str) -> None:
    data, names = crowded
    _, offline = play(data, {"texts": [names[0]]}, {"texts": [text], "down": True})
    (answer,) = offline["answers"]
    assert "error" in answer or answer["hits"]


def test_failed_fetch_may_succeed_later(register: Path) -> None:
    name = ROWS[0]["name"]
    down, up = play(register, {"texts": [name], "down": True}, {"texts": [name]})
    assert "cannot be fetched" in down["answers"][0]["error"]
    assert up["answers"][0]["answer"] == "one"
