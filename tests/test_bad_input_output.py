"""When the place for the output fails: exit status 2, no traceback, the old output whole."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kuangxin_site.build import build_site
from kuangxin_site.errors import OutputRefused, WorkerLost
from kuangxin_site.parallel import open_executor
from tests.registers import RESULTS, UNITS, Breakable, lines, make_result, make_unit, tree


def _run(
    *arguments: object, limit: int | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command; ``limit`` is the largest file it may write, in bytes: the disk is full then."""

    def set_limit() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "kuangxin_site", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **environment},
        preexec_fn=set_limit,
        check=False,
    )


def _assert_whole(register: Breakable, old: dict[str, bytes]) -> None:
    assert tree(register.output) == old
    assert sorted(one.name for one in register.output.parent.iterdir()) == ["output", "register"]


@pytest.mark.parametrize("output", ["file", "file/below"])
def test_an_output_that_cannot_be_written_is_refused(small: Breakable, output: str) -> None:
    (small.folder.parent / "file").write_text("mine")
    done = _run("build", small.folder, "--output", small.folder.parent / output)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(small.folder.parent / "file") in done.stderr
    assert (small.folder.parent / "file").read_text() == "mine"


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("limit", [512, 4_000, 20_000])
def test_a_full_disk_leaves_the_old_output(small: Breakable, limit: int, jobs: int) -> None:
    old = small.put_old_output()
    arguments = ("build", small.folder, "--output", small.output, "--jobs", jobs)
    done = _run(*arguments, limit=limit)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    _assert_whole(small, old)
    assert _run(*arguments).returncode == 0


def test_an_output_that_holds_the_register_is_refused(small: Breakable) -> None:
    outside = small.folder.parent
    (outside / "data").mkdir()
    (outside / "data/release.json").write_text("{}")
    with pytest.raises(OutputRefused, match="holds the register"):
        build_site(small.folder, outside)
    assert (small.folder / "register.yaml").is_file()


def test_a_worker_ended_from_outside_is_told() -> None:
    with pytest.raises(WorkerLost, match="--jobs"), open_executor(2) as executor:
        list(executor.map(_end, [1, 2]))


def _end(status: int) -> None:
    os._exit(status)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (UNITS, '{"code":'),
        (UNITS, lines(make_unit(1, phone="1"))),
        (RESULTS, lines(make_result(grade="Z"))),
        ("register.yaml", "- a\n"),
        ("pages/about.md", ""),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_command_tells_the_problem_and_changes_nothing(
    small: Breakable, name: str, content: str, jobs: int
) -> None:
    small.put(name, content)
    old = small.put_old_output()
    done = _run("build", small.folder, "--output", small.output, "--jobs", jobs)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert name in done.stdout
    assert "改法" in done.stdout
    _assert_whole(small, old)


def test_a_terminal_without_chinese_gets_escapes(small: Breakable) -> None:
    small.put(UNITS, "\n")
    done = _run("check", small.folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "\\u9519" in done.stdout


@pytest.mark.parametrize("form", ["json", "html"])
def test_reports_are_utf8_in_any_locale(small: Breakable, form: str) -> None:
    small.put(UNITS, "\n")
    done = _run("check", small.folder, "--format", form, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "有空行" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["build"],
        ["check", "x", "--format", "pdf"],
        ["build", "x", "--output", "y", "--as-of", "1"],
    ],
)
def test_wrong_usage_has_status_two(arguments: list[str], tmp_path: Path) -> None:
    done = _run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    done = _run("build", tmp_path / "none", "--output", tmp_path / "out")
    assert done.returncode == 1
    assert "register.yaml" in done.stdout
    assert not (tmp_path / "out").exists()


def test_a_reader_that_stops_early_causes_no_traceback(small: Breakable) -> None:
    small.put(UNITS, "\n" * 20_000)
    command = f"{sys.executable} -m kuangxin_site check {small.folder} | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1
    for word in (b"Traceback", b"Exception", b"Broken pipe"):
        assert word not in done.stderr
