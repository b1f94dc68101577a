"""The command ``kuangxin`` as a shell runs it: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import kuangxin
from kuangxin.cli import main
from kuangxin_site.build import build_site
from kuangxin_site.collect.demonstration import write_demonstration

KUANGXIN = [sys.executable, "-c", "import sys; from kuangxin.cli import main; sys.exit(main())"]
AFTER_ALL = "2030-01-01"
#: As a shell has it: what is printed waits in a buffer and is written at the end.
_BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    write_demonstration(folder / "content", 50, 7)
    build_site(folder / "content", folder / "site", jobs=1)
    return folder / "site"


@pytest.fixture(scope="module")
def register(site: Path) -> kuangxin.Register:
    return kuangxin.open(site)


class Command:
    """Runs the command in this process and keeps what it printed."""

    def __init__(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._site = site
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str, source: Path | None = None) -> int:
        status = main([*arguments, "--from", str(source or self._site)])
        self.out, self.err = self._capsys.readouterr()
        return status

    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(site: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(site, capsys)


def _shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*KUANGXIN, *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def _some_code(register: kuangxin.Register) -> str:
    return next(register.subjects(kind="qualified-unit")).code


def test_search_prints_a_line_a_hit(run: Command, register: kuangxin.Register) -> None:
    subject = register[_some_code(register)]
    assert run("search", subject.name) == 0
    assert run.out.splitlines()[0].split()[0] == subject.code
    assert subject.name in run.out


def test_search_prints_one_document(run: Command, register: kuangxin.Register) -> None:
    subject = register[_some_code(register)]
    assert run("search", subject.name, "--json") == 0
    document = run.document()
    assert document["answer"] == "one"
    assert document["hits"][0] == {
        "code": subject.code,
        "name": subject.name,
        "grade": subject.grade,
        "left_on": None,
        "lists": [one.list for one in subject.records[0].listings],
        "match": "exact",
        "former": "",
        "other": "",
        "places": [[0, len(subject.name)]],
        "slips": 0,
        "score": document["hits"][0]["score"],
    }
    assert document["on"] == "2016-01-25"
    assert document["release"] == register.release.release


def _listed(register: kuangxin.Register, name: str) -> tuple[kuangxin.Subject, kuangxin.Listing]:
    code = next(one.code for one in register.listings(name) if one.listing.removed_on is None)
    subject = register[code]
    return subject, next(one for one in subject.records[0].listings if one.list == name)


def _left(register: kuangxin.Register) -> kuangxin.Subject:
    return next(one for one in register.subjects() if all(record.left_on for record in one.records))


def test_search_says_who_has_left_instead_of_a_grade(
    run: Command, register: kuangxin.Register
) -> None:
    subject = _left(register)
    assert run("search", subject.code) == 0
    assert f"{subject.code}  left {subject.records[0].left_on}  {subject.name}" in run.out


def test_search_says_on_which_lists_a_subject_stands(
    run: Command, register: kuangxin.Register
) -> None:
    subject, _ = _listed(register, "serious")
    assert run("search", subject.code) == 0
    line = f"{subject.code}  {subject.grade}  {subject.name}  [严重失信主体名单（黑名单）]  (code)"
    assert line in run.out.splitlines()


def test_an_old_copy_stops_saying_that_a_subject_stands_on_a_list(
    run: Command, register: kuangxin.Register
) -> None:
    subject, listing = _listed(register, "serious")
    until = listing.publish_until
    assert until is not None
    for day, lists in ((until, ["serious"]), (until + timedelta(days=1), [])):
        assert run("search", subject.code, "--json", "--on", str(day)) == 0
        assert run.document()["hits"][0]["lists"] == lists


def test_a_second_clock_holds_for_who_had_left_and_who_was_listed(
    run: Command, register: kuangxin.Register
) -> None:
    listed, listing = _listed(register, "serious")
    left = _left(register)
    for known_on, lists in ((listing.listed_on - timedelta(days=1), []), (None, ["serious"])):
        second = ["--known-on", str(known_on)] if known_on else []
        assert run("search", listed.code, "--json", *second) == 0
        assert run.document()["hits"][0]["lists"] == lists
    assert run("search", left.code, "--json", "--known-on", "2015-01-05") == 0
    assert run.document()["hits"][0]["left_on"] is None


def test_words_of_a_search_need_no_quotes(run: Command) -> None:
    assert run("search", "示例", "有限公司", "--limit", "3", "--json") == 0
    assert len(run.document()["hits"]) == 3


def test_search_keeps_to_its_filters(run: Command, register: kuangxin.Register) -> None:
    filters = ("--kind", "expert", "--division", "330000", "--grade", "A", "--limit", "99")
    assert run("search", "示例", "--json", *filters) == 0
    found = {hit["code"] for hit in run.document()["hits"]}
    assert found == {one.code for one in register.subjects(kind="expert", grade="A")}


def test_nothing_found_says_where_it_was_looked_for_and_exits_1(
    run: Command, register: kuangxin.Register
) -> None:
    assert run("search", "没有这家公司") == 1
    assert f"not found in release {register.release.release}" in run.out
    assert "采矿权人" in run.out and "示例省" in run.out
    assert run("search", "没有这家公司", "--json") == 1
    assert (run.document()["answer"], run.document()["hits"]) == ("none", [])


def test_get_prints_grade_reasons_and_release(run: Command, register: kuangxin.Register) -> None:
    [listed, *_] = register.listings("serious")
    assert run("get", listed.code) == 0
    assert run.out.startswith(f"{listed.name}  {listed.code}\n")
    for said in (
        "D 严重失信",
        "base",
        "on the list 严重失信主体名单（黑名单） since 2015-06-01",
        "2016-01-25",
        "示例数据",
    ):
        assert said in run.out


def test_get_says_every_state_that_a_reader_must_know(
    run: Command, register: kuangxin.Register
) -> None:
    printed = ""
    for subject in register.subjects():
        assert run("get", subject.code) == 0
        printed += run.out
    for said in (
        "not yet assessed",
        "formerly",
        "left on",
        "lapsed on",
        "its statement",
        "; under objection",
        "withheld item",
    ):
        assert said in printed, said


def test_get_prints_one_document(run: Command, register: kuangxin.Register) -> None:
    subject = register[_some_code(register)]
    assert run("get", subject.code, "--json") == 0
    assert run.out.encode() == kuangxin.records.encode(subject) + b"\n"


def test_get_of_a_missing_code_names_the_nearest_and_exits_1(
    run: Command, register: kuangxin.Register
) -> None:
    code = _some_code(register)
    assert run("get", code[:-1]) == 1
    assert run.out == ""
    assert run.err.startswith("kuangxin: ")
    assert code in run.err


def test_lists_counts_who_stands_on_each(run: Command, register: kuangxin.Register) -> None:
    assert run("lists") == 0
    for line, one in zip(run.out.splitlines(), register.release.lists, strict=True):
        assert line.split() == [one.id, str(one.listings), one.title]
    assert run("lists", "--json") == 0
    assert [one["id"] for one in run.document()] == ["honour", "abnormal", "serious"]


def test_lists_counts_on_the_readers_day(run: Command) -> None:
    assert run("lists", "--json", "--on", AFTER_ALL) == 0
    counts = {one["id"]: one["listings"] for one in run.document()}
    assert counts["honour"] == counts["serious"] == 0
    assert counts["abnormal"] > 0


def test_a_list_is_a_stream_of_documents(run: Command, register: kuangxin.Register) -> None:
    assert run("lists", "serious", "--json") == 0
    found = [json.loads(line) for line in run.out.splitlines()]
    assert [one["code"] for one in found] == [one.code for one in register.listings("serious")]
    assert all(one["listing"]["basis"] for one in found)


def test_a_list_prints_a_line_an_entry(run: Command, register: kuangxin.Register) -> None:
    assert run("lists", "honour") == 0
    listed = list(register.listings("honour"))
    assert [line.split()[0] for line in run.out.splitlines()] == [one.code for one in listed]


def test_the_day_ends_what_has_run_out(run: Command, register: kuangxin.Register) -> None:
    [listed, *_] = register.listings("serious")
    assert run("get", listed.code, "--json", "--on", "2016-01-25") == 0
    assert "credit_information" in run.out
    assert run("get", listed.code, "--json", "--on", AFTER_ALL) == 0
    assert "credit_information" not in run.out and '"listings"' not in run.out
    assert run("lists", "serious", "--on", AFTER_ALL) == 0
    assert run.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lists", "red"], "no list 'red'; there are honour, abnormal, serious"),
        (["search", "示例", "--kind", "mine"], "no kind 'mine'; there are mining-right-holder"),
    ],
)
def test_what_the_register_does_not_have_is_named(
    run: Command, arguments: list[str], said: str
) -> None:
    assert run(*arguments) == 1
    assert said in run.err
    assert run.out == ""


@pytest.mark.parametrize("command", [["search", "示例"], ["get", "X"], ["lists"], ["changes"]])
def test_no_release_is_said_in_a_line(run: Command, tmp_path: Path, command: list[str]) -> None:
    assert run(*command, source=tmp_path / "nothing") == 1
    assert "no such folder" in run.err
    assert run(*command, source=tmp_path) == 1
    assert "holds no release.json" in run.err
    assert len(run.err.splitlines()) == 1


@pytest.mark.parametrize("command", [["search", "示例"], ["get", "X"], ["lists"], ["changes"]])
def test_a_damaged_release_is_said_in_a_line(
    run: Command, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "release.json").write_text('{"format": 1', "utf-8")
    assert run(*command, source=tmp_path) == 1
    assert "release.json" in run.err
    assert len(run.err.splitlines()) == 1


def test_a_search_without_its_look_up_files_is_said_in_a_line(
    run: Command, site: Path, tmp_path: Path
) -> None:
    shutil.copytree(site / "data", tmp_path / "data", ignore=shutil.ignore_patterns("index"))
    assert run("search", "示例", source=tmp_path) == 0
    shutil.rmtree(tmp_path / "data" / "lookup")
    assert run("search", "示例", source=tmp_path) == 1
    assert "lookup/start.bin is missing" in run.err
    assert len(run.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["find"],
        ["search"],
        ["get"],
        ["get", "X", "--on", "yesterday"],
        ["get", "X", "--on", "2016-02-30"],
        ["search", "示例", "--limit", "0"],
        ["search", "示例", "--limit", "-1"],
        ["search", "示例", "--limit", "²"],
        ["lists", "--verbose"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: kuangxin" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["search"], ["get"], ["lists"], ["changes"]])
def test_help_shows_an_example(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    assert f"\n  kuangxin {' '.join(command)}" in capsys.readouterr().out


def test_a_reader_that_has_enough_is_no_error(site: Path) -> None:
    """As ``kuangxin lists serious | head -1``: the pipe is closed before anything is written."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [*KUANGXIN, "lists", "serious", "--from", str(site)]
    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, check=False, env=_BUFFERED
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_said_in_a_line(site: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*KUANGXIN, "lists", "--from", str(site)]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, check=False, env=_BUFFERED
        )
    assert done.returncode == 1
    assert done.stderr == b"kuangxin: No space left on device\n"


def test_json_is_utf8_whatever_the_terminal(site: Path) -> None:
    done = _shell("lists", "--json", "--from", str(site), PYTHONIOENCODING="ascii")
    assert "诚信名单" in done.stdout.decode("utf-8")


def test_a_terminal_without_chinese_gets_escapes(site: Path) -> None:
    done = _shell("lists", "--from", str(site), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u8bda" in done.stdout


def test_a_release_cannot_steer_the_terminal(
    run: Command, site: Path, tmp_path: Path, register: kuangxin.Register
) -> None:
    """A release from elsewhere may hold what ours never does."""
    copy = Path(shutil.copytree(site / "data", tmp_path / "data"))
    code = _some_code(register)
    for path in (copy / "subjects").iterdir():
        text = path.read_text("utf-8")
        path.write_text(text.replace('"name":"', '"name":"\\u001b[2J\\u202e'), "utf-8")
    assert run("get", code, source=copy) == 0
    assert "\x1b" not in run.out and "\u202e" not in run.out


@pytest.mark.parametrize("command", [["get", b"\xff\xfe"], ["search", b"\xff\xfe"]])
def test_arguments_that_are_no_text_are_not_found(site: Path, command: list[str | bytes]) -> None:
    done = subprocess.run(
        [*KUANGXIN, *command, "--from", str(site)], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"not found" in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


def test_the_day_of_the_answer_is_todays_for_a_register_that_is_kept(
    run: Command, site: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(site / "data", tmp_path / "data"))
    text = (copy / "release.json").read_text("utf-8")
    (copy / "release.json").write_text(
        text.replace('"stands_still": true', '"stands_still": false')
    )
    assert run("search", "示例", "--json", source=copy) == 0
    assert run.document()["on"] == date.today().isoformat()


def test_a_filter_that_leaves_nothing_says_how_many_there_are_without_it(
    run: Command, register: kuangxin.Register
) -> None:
    subject = next(one for one in register.subjects(kind="qualified-unit") if one.grade == "A")
    assert run("search", subject.name, "--kind", "qualified-unit", "--grade", "D") == 1
    assert run.out.startswith("nothing among qualified-unit, D; ")
    assert run.out.endswith(" without the filter\n")
    assert "not found" not in run.out


@pytest.mark.parametrize("filter", [["--grade", "Z"], ["--division", "999999"]])
def test_unknown_filter_is_refused_with_those_there_are(run: Command, filter: list[str]) -> None:
    assert run("search", "示例", *filter) == 1
    assert f"{filter[1]!r}; there are " in run.err


def test_text_of_one_character_is_asked_to_be_longer(run: Command) -> None:
    assert run("search", "示") == 1
    assert "write two characters or more" in run.err
    assert run("search", "0QX") == 1
    assert "six characters or more" in run.out


def test_missing_code_names_day_and_coverage(run: Command, register: kuangxin.Register) -> None:
    assert run("get", "X") == 1
    for said in (register.release.release, "as of 2016-01-25", "采矿权人", "示例省"):
        assert said in run.err


def test_hits_that_the_limit_cuts_are_counted(run: Command) -> None:
    assert run("search", "示例", "--limit", "3") == 0
    assert "showing 3 of " in run.err
    assert len(run.out.splitlines()) == 3


def test_a_day_before_the_release_is_not_answered_for_silently(run: Command) -> None:
    assert run("lists", "--on", "2015-01-01") == 0
    assert "the release is of 2016-01-25" in run.err


def test_an_empty_list_says_so_with_its_day(run: Command) -> None:
    assert run("lists", "serious", "--on", AFTER_ALL) == 0
    assert "nobody stands on the list serious on 2030-01-01" in run.err


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("kuangxin 0.")
