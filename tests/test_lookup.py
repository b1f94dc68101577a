"""The static look-up: what is written, that nothing is lost in it, and what the browser answers."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from kuangxin.errors import DamagedRelease
from kuangxin.names import HOT, Start, bucket_name, code_key, forms, plan, read_bucket, starts
from tests.lookups import (
    ROWS,
    VECTORS,
    ask_browser,
    make_names,
    make_row,
    shorten,
    spell_out,
    write_register,
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_register(tmp_path_factory.mktemp("register") / "data", ROWS)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    names = make_names(1500)
    rows = [make_row(make_code(number), name) for number, name in enumerate(names)]
    data = write_register(tmp_path_factory.mktemp("crowded") / "data", rows)
    return data, names


def make_code(number: int) -> str:
    """Return the number's own 18 characters, far from those of its neighbours."""
    return f"91330522{number * 999_999_937 % 10**10:010d}"


def read_codes(data: Path, bucket: int) -> set[str]:
    """Return the codes in a bucket."""
    content = (data / "lookup" / bucket_name(bucket)).read_bytes()
    return {candidate.code for candidate in read_bucket(bucket, content)}


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


def test_there_are_vectors_enough() -> None:
    assert len(VECTORS["queries"]) >= 150
    assert {answer for _, answer, _ in VECTORS["queries"]} == {"one", "several", "similar", "none"}
    matches = {hit[2] for _, _, hits in VECTORS["queries"] for hit in hits}
    assert matches == {"code", "exact", "part", "former", "variant", "close"}


def test_same_register_gives_the_same_bytes(register: Path, tmp_path: Path) -> None:
    again = write_register(tmp_path / "data", reversed(ROWS))
    assert digest(again / "lookup") == digest(register / "lookup")


def test_every_bucket_is_written_and_readable(register: Path) -> None:
    start = Start.decode((register / "lookup" / "start.bin").read_bytes())
    codes = set[str]().union(*(read_codes(register, bucket) for bucket in range(start.buckets)))
    assert codes == {row["code"] for row in ROWS}


def test_a_bucket_of_a_small_register_is_small(crowded: tuple[Path, list[str]]) -> None:
    sizes = [path.stat().st_size for path in (crowded[0] / "lookup" / "b").iterdir()]
    assert max(sizes) < 20_000


def test_no_text_held_by_few_names_is_lost(crowded: tuple[Path, list[str]]) -> None:
    data, names = crowded
    start = Start.decode((data / "lookup" / "start.bin").read_bytes())
    assert max(start.hot) >= 12, "the names are to make long grams hot"
    chance = random.Random(1)
    whole = 0
    for _ in range(600):
        form = forms(chance.choice(names))[0]
        place = chance.choice(starts(form)[:-1])
        text = form[place : place + chance.randint(2, len(form))]
        planned = plan(text, start.is_hot)
        found = set[str]().union(
            *(read_codes(data, start.bucket(token)) for token in planned.first)
        )
        owners = {make_code(number) for number, name in enumerate(names) if text in name}
        if planned.all_names:
            whole += 1
            assert owners <= found, text
        else:
            assert len(owners) > HOT, text
            assert len(owners & found) >= 20, text
    assert whole > 100


def test_any_part_of_a_code_leads_to_its_subject(crowded: tuple[Path, list[str]]) -> None:
    data, _ = crowded
    code = make_code(1234)
    queries = [code, code[8:17], code[8:15], code[11:17], code[-6:], code[-9:], code[:17]]
    for query, answer in zip(queries, ask_browser(data, queries), strict=True):
        assert answer["hits"][0]["code"] == code, query
        assert answer["hits"][0]["match"] == "code"
        assert code_key(query) in code


def test_empty_register_answers_none(tmp_path: Path) -> None:
    data = write_register(tmp_path / "data", [])
    queries = ["示例矿业", "91330522000000001X", ""]
    assert [one["answer"] for one in ask_browser(data, queries)] == ["none"] * 3


def test_missing_bucket_is_an_error_and_not_none(tmp_path: Path) -> None:
    data = write_register(tmp_path / "data", ROWS[:5])
    for path in (data / "lookup" / "b").iterdir():
        path.unlink()
    answer, *_ = ask_browser(data, [ROWS[0]["name"]])
    assert "ENOENT" in answer["error"]


@pytest.mark.parametrize("damage", [b"", b"<!doctype html><title>404</title>", b"\x03\x00"])
@pytest.mark.parametrize("file", ["start.bin", "b/000.bin"])
def test_damaged_file_is_an_error(tmp_path: Path, file: str, damage: bytes) -> None:
    data = write_register(tmp_path / "data", ROWS[:5])
    (data / "lookup" / file).write_bytes(damage)
    answer, *_ = ask_browser(data, [ROWS[0]["name"]])
    assert answer["error"]
    with pytest.raises(DamagedRelease, match=file):
        if file == "start.bin":
            Start.decode(damage)
        else:
            read_bucket(0, damage)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_truncated_bucket_is_an_error(tmp_path: Path, cut: int) -> None:
    data = write_register(tmp_path / "data", ROWS[:5])
    path = data / "lookup" / "b" / "000.bin"
    path.write_bytes(path.read_bytes()[:-cut])
    answer, *_ = ask_browser(data, [ROWS[0]["name"]])
    assert answer["error"]
    with pytest.raises(DamagedRelease):
        read_bucket(0, path.read_bytes())


def test_bucket_under_another_name_is_an_error(register: Path) -> None:
    data = (register / "lookup" / bucket_name(1)).read_bytes()
    with pytest.raises(DamagedRelease):
        read_bucket(0, data)


def test_search_after_a_failed_one_may_succeed(register: Path) -> None:
    name = ROWS[0]["name"]
    answers = ask_browser(register, [name, name, name], failing=2)
    assert ["error" in answer for answer in answers] == [True, True, False]
    assert answers[2]["answer"] == "one"


def test_rows_of_one_code_are_one_hit_under_all_their_names(tmp_path: Path) -> None:
    code = ROWS[0]["code"]
    rows = [
        make_row(code, "示例甲矿业有限公司", "示例丙石料厂", kind="mining-right-holder"),
        make_row(code, "示例乙矿业有限公司", kind="qualified-unit"),
    ]
    data = write_register(tmp_path / "data", rows)
    answers = ask_browser(data, ["示例甲矿业", "示例乙矿业", "示例丙石料厂"])
    assert [[hit["name"] for hit in answer["hits"]] for answer in answers] == [
        ["示例甲矿业有限公司"]
    ] * 3
    assert [answer["hits"][0]["match"] for answer in answers] == ["part", "part", "former"]


def test_white_space_in_a_name_cannot_break_a_record(tmp_path: Path) -> None:
    rows = [make_row("1", "示例\t<伪造\n2\t伪造矿业")]
    data = write_register(tmp_path / "data", rows)
    (answer,) = ask_browser(data, ["示例伪造"])
    assert [(hit["code"], hit["name"]) for hit in answer["hits"]] == [
        ("1", "示例 <伪造 2 伪造矿业")
    ]


def test_every_part_of_four_characters_or_more_of_every_code_finds_it(register: Path) -> None:
    codes = [ROWS[0]["code"], ROWS[-1]["code"], "91330123MA2FN66RMC", "SLZJ-330521-0002"]
    asked = []
    for code in codes:
        key = code_key(code)
        asked += [(code, key[a:b]) for a in range(len(key)) for b in range(a + 4, len(key) + 1)]
    answers = ask_browser(register, [part for _, part in asked], limit=500)
    for (code, part), answer in zip(asked, answers, strict=True):
        assert answer["answer"] in {"one", "several"}, part
        assert code in {hit["code"] for hit in answer["hits"]} or not answer["complete"], part


def test_unique_part_of_a_code_is_found_in_a_crowd(crowded: tuple[Path, list[str]]) -> None:
    data, names = crowded
    codes = [make_code(number) for number in range(len(names))]
    code = codes[777]
    parts = [code[a:b] for a in range(18) for b in range(a + 4, 19)]
    unique = [part for part in parts if sum(part in other for other in codes) == 1]
    for part, answer in zip(unique, ask_browser(data, unique), strict=True):
        assert [hit["code"] for hit in answer["hits"]] == [code], part


def test_answer_says_how_many_match_and_whether_there_may_be_more(
    crowded: tuple[Path, list[str]],
) -> None:
    few, many = ask_browser(crowded[0], ["虚构县岚砚", "矿业有限"], limit=1)
    assert few["total"] == sum("虚构县岚砚" in name for name in crowded[1]) and few["complete"]
    assert many["total"] >= 20 and not many["complete"]
