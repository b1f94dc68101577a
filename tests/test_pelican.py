"""Pelican's own command builds the same site, all or nothing, and tells problems as problems."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kuangxin_site.build import build_site

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"


def _pelican(content: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run Pelican's command in another folder than the checkout's, so that no path is lucky."""
    settings = ROOT / "generator" / "pelicanconf.py"
    command = [
        sys.executable,
        "-m",
        "pelican",
        str(content),
        "-o",
        str(output),
        "-s",
        str(settings),
    ]
    return subprocess.run(
        [*command, *more], cwd=output.parent, capture_output=True, text=True, check=False
    )


def _files(site: Path) -> dict[str, bytes]:
    """Return the files of a site but for the Whoosh index, which never has the same bytes."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.is_relative_to(site / "data" / "index")
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place where Pelican's command has built the demonstration register."""
    output = tmp_path_factory.mktemp("pelican") / "site"
    done = _pelican(CONTENT, output)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "subjects" in done.stdout
    return output


def test_pelican_builds_the_same_bytes(output: Path, tmp_path: Path) -> None:
    build_site(CONTENT, tmp_path / "site")
    ours, theirs = _files(tmp_path / "site"), _files(output)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_pelican_leaves_nothing_beside_the_output(output: Path) -> None:
    assert [path.name for path in output.parent.iterdir()] == ["site"]


def test_bad_input_is_told_as_problems_and_the_old_output_stays(
    output: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "content"
    shutil.copytree(CONTENT, bad)
    with (bad / "divisions.csv").open("a", encoding="utf-8") as file:
        file.write("999999,示例县,888888,,,\n")
    before = _files(output)
    done = _pelican(bad, output, "--delete-output-directory")
    assert done.returncode == 1
    assert "divisions.csv" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert _files(output) == before


def test_a_place_that_cannot_be_used_is_wrong_usage(tmp_path: Path) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    (place / "letter.txt").write_text("x")
    done = _pelican(CONTENT, place)
    assert done.returncode == 2
    assert "not a site built by" in done.stderr
    assert [path.name for path in place.iterdir()] == ["letter.txt"]


def test_without_the_plugin_nothing_takes_the_place_of_the_old_site(output: Path) -> None:
    before = _files(output)
    done = _pelican(CONTENT, output, "-e", f"PLUGINS={json.dumps([])}")
    assert done.returncode == 2
    assert _files(output) == before


def test_deleting_the_output_directory_does_not_delete_the_release(output: Path) -> None:
    done = _pelican(CONTENT, output, "--delete-output-directory")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (output / "data" / "release.json").is_file()
