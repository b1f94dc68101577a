"""The command ``kuangxin changes``: what it tells of one release and of several, and to whom."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kuangxin
from kuangxin.cli import main
from kuangxin_site.build import build_site
from tests.registers import EXPERTS, UNITS, Breakable, lines, make_code, make_unit, write_small
from tests.registers import make_item as item_of

LISTING = {
    "list": "serious",
    "basis": "示例依据",
    "authority": "示例局",
    "document": "示例〔2016〕1号",
    "listed_on": "2016-02-01",
}
FIRST, SECOND, THIRD = date(2016, 1, 25), date(2016, 2, 25), date(2016, 3, 25)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a register on three days: then it grows, then an item of it is repaired."""
    folder = tmp_path_factory.mktemp("changes") / "register"
    write_small(folder)
    small = Breakable(folder)
    _build(small, FIRST)
    grown = [item_of(id="I-2", document="示例〔2015〕新2号")]
    units = [
        make_unit(1, credit_information=[item_of()]),
        make_unit(2, credit_information=grown, listings=[LISTING]),
        make_unit(3),
    ]
    small.put(UNITS, lines(*units))
    gone = {"left_on": "2016-02-20", "left_reason": "示例出库"}
    small.put(EXPERTS, lines({"code": "SL-0001", "name": "示例专家", "division": "330102", **gone}))
    _build(small, SECOND)
    small.change(UNITS, '"id": "T-1"', '"id": "T-1", "repaired_on": "2016-03-01"')
    _build(small, THIRD)
    return small.output


def _build(small: Breakable, day: date) -> None:
    build_site(small.folder, small.output, as_of=day, jobs=1)


@pytest.fixture(scope="module")
def ids(site: Path) -> list[str]:
    """Return the ids of the three releases, the oldest first."""
    return [one.release for one in reversed(kuangxin.open(site).releases)]


class Changes:
    """Runs ``kuangxin changes`` in this process and keeps what it printed."""

    def __init__(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._site = site
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str, on: date = THIRD, source: Path | None = None) -> int:
        place = str(source or self._site)
        status = main(["changes", *arguments, "--from", place, "--on", on.isoformat()])
        self.out, self.err = self._capsys.readouterr()
        return status

    def rows(self, *arguments: str, on: date = THIRD) -> list[dict[str, Any]]:
        """Return the rows of ``--json``."""
        assert self(*arguments, "--json", on=on) == 0
        return [json.loads(line) for line in self.out.splitlines()]

    def causes(self, *arguments: str, on: date = THIRD) -> list[str]:
        """Return the causes that ``--json`` tells, in order."""
        return [row["cause"] for row in self.rows(*arguments, on=on)]


@pytest.fixture
def changes(site: Path, capsys: pytest.CaptureFixture[str]) -> Changes:
    return Changes(site, capsys)


GROWN = ["new-subject", "left", "new-item", "listed"]


def test_without_a_day_the_newest_release_is_told(changes: Changes, ids: list[str]) -> None:
    assert changes.rows() == [
        {
            "release": ids[2],
            "as_of": "2016-03-25",
            "cause": "repaired",
            "kind": "qualified-unit",
            "division": "330100",
        }
    ]


def test_since_a_day_tells_the_releases_of_that_day_and_later(changes: Changes) -> None:
    assert changes.causes("--since", "2016-02-25") == ["repaired", *GROWN]
    assert changes.causes("--since", "2016-02-26") == ["repaired"]


def test_since_a_release_leaves_that_release_out(changes: Changes, ids: list[str]) -> None:
    assert changes.causes("--since-release", ids[0]) == ["repaired", *GROWN]
    assert changes.causes("--since-release", ids[1]) == ["repaired"]
    assert changes.causes("--since-release", ids[2]) == []


def test_since_a_release_that_changed_nothing_tells_what_came_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_small(tmp_path / "register")
    small = Breakable(tmp_path / "register")
    _build(small, FIRST)
    small.put(
        UNITS, lines(make_unit(1, credit_information=[item_of()]), make_unit(2), make_unit(3))
    )
    for day in (date(2016, 2, 1), SECOND):
        _build(small, day)
    unchanged = kuangxin.open(small.output).release.release
    new = make_unit(2, name="示例新名", former_names=[make_unit(2)["name"]])
    small.put(UNITS, lines(make_unit(1, credit_information=[item_of()]), new, make_unit(3)))
    _build(small, THIRD)
    assert unchanged not in [one.release for one in kuangxin.open(small.output).releases]
    asked = ["changes", "--since-release", unchanged, "--from", str(small.output)]
    assert main(asked) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == ["renamed"]


def test_an_unknown_release_is_refused_with_those_there_are(
    changes: Changes, ids: list[str]
) -> None:
    assert changes("--since-release", "2015-01-01-000000000000") == 1
    assert f"there are {', '.join(reversed(ids))}" in changes.err
    assert changes.out == ""


@pytest.mark.parametrize(
    ("filters", "causes"),
    [
        (["--kind", "expert"], ["left"]),
        (["--cause", "listed", "--cause", "new-subject"], ["new-subject", "listed"]),
        (["--list", "serious"], ["listed"]),
        (["--division", "330100"], ["repaired", *GROWN]),
        (["--division", "330102"], GROWN),
    ],
)
def test_a_filter_keeps_to_what_it_names(
    changes: Changes, filters: list[str], causes: list[str]
) -> None:
    assert changes.causes("--since", "2016-01-01", *filters) == causes


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (["--kind", "mine"], "no kind 'mine'; there are "),
        (["--list", "red"], "no list 'red'; there are "),
        (["--division", "999999"], "no division '999999'; there are 330102"),
    ],
)
def test_a_filter_the_register_does_not_have_is_named(
    changes: Changes, filters: list[str], said: str
) -> None:
    assert changes(*filters) == 1
    assert said in changes.err
    assert changes.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--cause", "weather"],
        ["--since", "soon"],
        ["--since", "2016-01-01", "--since-release", "2016-01-25-000000000000"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["changes", *arguments])
    assert stopped.value.code == 2
    assert "usage: kuangxin changes" in capsys.readouterr().err


def test_a_change_prints_day_cause_code_and_name(changes: Changes) -> None:
    assert changes("--since", "2016-02-25", "--cause", "listed") == 0
    name = make_unit(2)["name"]
    assert changes.out.splitlines() == [
        f"2016-02-25  listed  {make_code(2)}  {name}  serious  示例〔2016〕1号  2016-02-01"
    ]


def test_what_stopped_being_shown_prints_a_number_and_nobody(changes: Changes) -> None:
    assert changes() == 0
    assert changes.out == "2016-03-25  repaired  -  1 of qualified-unit in 330100\n"


def test_what_has_run_out_on_the_day_is_not_told(changes: Changes) -> None:
    last = date.fromisoformat(
        changes.rows("--since", "2016-02-25", "--cause", "new-item")[0]["until"]
    )
    assert "new-item" in changes.causes("--since", "2016-02-25", on=last)
    assert "new-item" not in changes.causes("--since", "2016-02-25", on=date(2019, 1, 1))


def test_what_a_later_release_ends_sooner_is_told_no_longer(tmp_path: Path) -> None:
    """An old copy must drop the row of an earlier release in time, too."""
    write_small(tmp_path / "register")
    small = Breakable(tmp_path / "register")
    _build(small, FIRST)
    item = item_of(id="I-2", document="示例〔2015〕新2号")
    for until, day in ((None, SECOND), ("2016-04-30", THIRD)):
        item |= {"publish_until": until} if until else {}
        unit = make_unit(2, credit_information=[item])
        small.put(UNITS, lines(make_unit(1, credit_information=[item_of()]), unit))
        _build(small, day)
    told = {
        day: [
            change.cause
            for one in kuangxin.open(small.output).releases
            for change in kuangxin.open(small.output, on=day).changes(one.release)
        ]
        for day in (date(2016, 4, 30), date(2016, 5, 1))
    }
    assert list(told.values()) == [["corrected-item", "new-item"], []]


def test_what_was_not_yet_released_is_not_told_on_the_second_clock(changes: Changes) -> None:
    assert changes.causes("--since", "2016-01-01", "--known-on", "2016-03-24") == GROWN


def test_nothing_to_tell_says_why(changes: Changes, ids: list[str], tmp_path: Path) -> None:
    assert changes("--cause", "renamed") == 0
    assert "no such change that may be told on 2016-03-25" in changes.err
    assert changes("--since-release", ids[2]) == 0
    assert "no change that may be told on 2016-03-25" in changes.err
    write_small(tmp_path / "register")
    small = Breakable(tmp_path / "register")
    assert changes(source=small.build()) == 0
    assert "was compared with none before it" in changes.err
    shutil.rmtree(small.output / "data/changes")
    assert changes(source=small.output) == 0
    assert "keeps no record of changes" in changes.err


def test_a_day_before_the_first_release_says_what_is_not_known(
    changes: Changes, ids: list[str]
) -> None:
    assert changes("--since", "2015-01-01") == 0
    assert f"before release {ids[0]} of 2016-01-25 no changes are known" in changes.err


def test_a_release_of_which_only_numbers_are_kept_says_so(
    changes: Changes, site: Path, ids: list[str], tmp_path: Path
) -> None:
    shutil.copytree(site / "data", tmp_path / "data")
    index = tmp_path / "data/changes/index.json"
    document = json.loads(index.read_bytes())
    document["releases"][1]["rows"] = False
    index.write_text(json.dumps(document), encoding="utf-8")
    assert changes("--since", "2016-02-25", source=tmp_path) == 0
    assert f"of release {ids[1]} only the numbers are kept: 1 new-subject, 1 left" in changes.err


def test_missing_rows_are_said_in_a_line(
    changes: Changes, site: Path, ids: list[str], tmp_path: Path
) -> None:
    shutil.copytree(site / "data", tmp_path / "data")
    (tmp_path / f"data/changes/{ids[2]}.jsonl").unlink()
    assert changes(source=tmp_path) == 1
    assert f"changes/{ids[2]}.jsonl is missing" in changes.err
