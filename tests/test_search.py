"""The search in Python: the browser's answers, filters, and an index that cannot be trusted."""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuangxin.errors import DamagedRelease
from kuangxin.search import INDEX_NAME, Search
from kuangxin.search import _reading as reading
from tests.lookups import (
    ROWS,
    VECTORS,
    as_document,
    ask_browser,
    make_code,
    make_names,
    make_row,
    open_lookup,
    shorten,
    spell_out,
    write_register,
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_register(tmp_path_factory.mktemp("register") / "data", ROWS)


@pytest.fixture(scope="module")
def search(data: Path) -> Search:
    return Search(data / "index")


class MakesFolder:
    """A pickle that makes a folder when it is loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Path.mkdir, (self.folder,)


def test_search_passes_the_vectors(search: Search) -> None:
    for query, *expected in VECTORS["queries"]:
        found = search.find(spell_out(query), limit=3)
        assert shorten(as_document(found)) == expected, query


def test_all_three_answer_alike_where_much_is_hot(tmp_path: Path) -> None:
    names = make_names(500)
    rows = [make_row(make_code(number), name) for number, name in enumerate(names)]
    data = write_register(tmp_path / "data", rows)
    queries = [
        query
        for name in names[:5]
        for query in (
            name,
            name[2:],
            name[9:15],
            name[:11] + name[12:],
            name[9:11] + " " + name[:3],
            name[:9] + "错" + name[10:],
        )
    ]
    search, lookup = Search(data / "index"), open_lookup(data)
    answers = ask_browser(data, queries)
    for query, answer in zip(queries, answers, strict=True):
        assert as_document(search.find(query)) == answer, query
        assert as_document(lookup.find(query)) == answer, query


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=60))
def test_any_text_gets_an_answer(search: Search, text: str) -> None:
    found = search.find(text)
    assert (found.answer == "none") == (not found.hits)
    assert len(found.hits) <= 10
    assert found.total >= len(found.hits)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.sampled_from(ROWS), st.integers(0, 30), st.integers(1, 30))
def test_index_and_static_files_answer_alike(
    data: Path, search: Search, row: dict[str, Any], begin: int, length: int
) -> None:
    for text in (row["name"], row["code"]):
        part = text[begin : begin + length]
        assert search.find(part, limit=500) == open_lookup(data).find(part, limit=500), part


def test_filters_keep_the_record_that_meets_all_of_them(tmp_path: Path) -> None:
    both = "91330522000000001X"
    rows = [
        make_row(both, "示例甲矿业", kind="mining-right-holder", division="330522", grade="A"),
        make_row(both, "示例甲矿业", kind="qualified-unit", division="330523", grade="B"),
        make_row("913305220000000028", "示例乙矿业", kind="qualified-unit", grade="A"),
    ]
    data = write_register(tmp_path / "data", rows)
    search = Search(data / "index")

    def codes(**filters: Any) -> set[str]:
        return {hit.code for hit in search.find("示例", **filters).hits}

    assert codes() == {both, "913305220000000028"}
    assert codes(kind="mining-right-holder") == {both}
    assert codes(kind="mining-right-holder", grade="B") == set()
    assert codes(division="330523", grade="B") == {both}
    assert codes(division=frozenset({"330523", "330522"}), kind="qualified-unit") == codes()
    assert codes(division=frozenset()) == set()
    assert codes(grade="C") == set()
    lookup = open_lookup(data)
    asked: list[dict[str, Any]] = [
        {"grade": "A"},
        {"kind": "qualified-unit"},
        {"division": "330523", "grade": "B"},
    ]
    for filters in asked:
        found = lookup.find("示例", **filters)
        assert {hit.code for hit in found.hits} == codes(**filters)


def test_filters_are_asked_of_the_browser_too(tmp_path: Path) -> None:
    rows = [
        make_row("913305220000000028", "示例乙矿业", kind="qualified-unit", grade="A"),
        make_row("913305220000000036", "示例丙矿业", kind="expert", division="330523", grade="B"),
    ]
    data = write_register(tmp_path / "data", rows)
    search = Search(data / "index")
    one: list[dict[str, Any]] = [{"grade": "A"}, {"kind": "expert"}, {"division": "330523"}]
    for filters in (*one, {"grade": "C"}, {}):
        (answer,) = ask_browser(data, ["示例"], **filters)
        assert answer == as_document(search.find("示例", **filters))
        assert len(answer["hits"]) == (1 if filters in one else 0 if filters else 2)


def test_a_filter_finds_what_the_shortest_names_of_a_hot_text_leave_out(tmp_path: Path) -> None:
    rows = [make_row(make_code(number), f"示例矿业{number:03d}") for number in range(300)]
    last = make_row("913305229999999999", "示例矿业名称很长的有限责任公司", division="330523")
    search = Search(write_register(tmp_path / "data", [*rows, last]) / "index")
    assert last["code"] not in {hit.code for hit in search.find("示例矿业").hits}
    found = search.find("示例矿业", division="330523")
    assert [hit.code for hit in found.hits] == [last["code"]]
    apart = search.find("矿业 示例", division="330523")
    assert [hit.code for hit in apart.hits] == [last["code"]]


def test_the_browser_does_not_take_what_a_filter_may_hide_for_absent(tmp_path: Path) -> None:
    rows = [make_row(make_code(number), f"示例矿业{number:03d}") for number in range(300)]
    last = make_row("913305229999999999", "示例矿业名称很长的有限责任公司", division="330523")
    data = write_register(tmp_path / "data", [*rows, last])
    (answer,) = ask_browser(data, ["示例矿业"], division="330523")
    assert answer["hits"] or not answer["complete"]


def test_manifest_lists_every_file_with_its_digest(data: Path) -> None:
    manifest = json.loads((data / "index" / "manifest.json").read_text())
    files = {path.name: path for path in (data / "index").iterdir()}
    del files["manifest.json"]
    assert {entry["path"] for entry in manifest["files"]} == files.keys()
    for entry in manifest["files"]:
        content = files[entry["path"]].read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()


def test_index_is_one_segment_without_leftovers(data: Path) -> None:
    suffixes = sorted(path.suffix for path in (data / "index").iterdir())
    assert suffixes == [".bin", ".json", ".seg", ".toc"]


@pytest.mark.parametrize("missing", ["start.bin", "*.toc", "*.seg"])
def test_missing_file_of_the_index_is_damage(tmp_path: Path, missing: str) -> None:
    index = write_register(tmp_path / "data", ROWS[:3]) / "index"
    for path in index.glob(missing):
        path.unlink()
    with pytest.raises(DamagedRelease, match="index"):
        Search(index)


def test_truncated_segment_is_damage(tmp_path: Path) -> None:
    index = write_register(tmp_path / "data", ROWS[:3]) / "index"
    (segment,) = index.glob("*.seg")
    segment.write_bytes(segment.read_bytes()[:-50])
    with pytest.raises(DamagedRelease):
        Search(index).find(ROWS[0]["name"])


def test_pickle_in_the_table_of_contents_is_not_run(tmp_path: Path) -> None:
    index = write_register(tmp_path / "data", ROWS[:3]) / "index"
    (contents,) = index.glob(f"_{INDEX_NAME}_*.toc")
    data = contents.read_bytes()
    segments = data.rindex(b"\x80" + bytes([pickle.HIGHEST_PROTOCOL]))
    made = tmp_path / "made"
    contents.write_bytes(data[:segments] + pickle.dumps(MakesFolder(made)))
    with pytest.raises(DamagedRelease, match="pickle of"):
        Search(index)
    assert not made.exists()


def test_pickle_as_schema_is_not_run(tmp_path: Path) -> None:
    index = write_register(tmp_path / "data", ROWS[:3]) / "index"
    (contents,) = index.glob(f"_{INDEX_NAME}_*.toc")
    data = contents.read_bytes()
    schema = data.index(b"\x80\x02")
    made = tmp_path / "made"
    evil = pickle.dumps(MakesFolder(made), 2)
    contents.write_bytes(data[:schema] + evil + data[schema + len(evil) :])
    assert Search(index).find(ROWS[0]["name"]).answer == "one"
    assert not made.exists()


@pytest.mark.parametrize("place", ["columns", "codec.whoosh3"])
def test_pickles_of_others_are_loaded_as_ever(search: Search, tmp_path: Path, place: str) -> None:
    module = pytest.importorskip(f"whoosh.{place}")
    made = tmp_path / "made"
    assert search.find("示例").hits
    module.loads(pickle.dumps(MakesFolder(made)))
    assert made.exists()


@pytest.mark.parametrize("place", ["columns", "codec.whoosh3"])
def test_guard_stands_before_each_way_to_load_a_pickle(
    search: Search, tmp_path: Path, place: str
) -> None:
    module = pytest.importorskip(f"whoosh.{place}")
    made = tmp_path / "made"
    assert search.find("示例").hits
    with pytest.raises(DamagedRelease, match="pickle of"), reading(tmp_path):
        module.loads(pickle.dumps(MakesFolder(made)))
    assert not made.exists()


def test_pickles_in_the_segment_are_not_run(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = Search(data / "index")
    module = pytest.importorskip("whoosh.codec.whoosh3")
    made = tmp_path / "made"
    guarded = module.loads
    monkeypatch.setattr(module, "loads", lambda _: guarded(pickle.dumps(MakesFolder(made))))
    with pytest.raises(DamagedRelease, match="pickle of"):
        search.find(ROWS[0]["name"])
    assert not made.exists()


def test_names_are_there_without_whoosh() -> None:
    script = "import sys, kuangxin.search; sys.exit(any('whoosh' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
