"""All or nothing: killed at any step, the old site or the new one stands whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kuangxin_site import staging
from kuangxin_site.errors import OutputRefused
from kuangxin_site.staging import open_staging


def _site(folder: Path, text: str) -> None:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "release.json").write_text("{}")
    (folder / "index.html").write_text(text)


def _build(output: Path, text: str) -> None:
    with open_staging(output) as stage:
        _site(stage.site, text)
        stage.finish()


def test_the_new_site_takes_the_place_of_the_old(tmp_path: Path) -> None:
    output = tmp_path / "output"
    _build(output, "old")
    (output / "gone.html").write_text("x")
    _build(output, "new")
    assert (output / "index.html").read_text() == "new"
    assert not (output / "gone.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_where_folders_cannot_be_exchanged_two_renames_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "_exchange", lambda first, second: False)
    _build(tmp_path / "output", "old")
    _build(tmp_path / "output", "new")
    assert (tmp_path / "output" / "index.html").read_text() == "new"


def test_a_failure_inside_leaves_the_old_site(tmp_path: Path) -> None:
    output = tmp_path / "output"
    _build(output, "old")
    with pytest.raises(OSError, match="disk"), open_staging(output) as stage:
        _site(stage.site, "new")
        raise OSError("disk full")
    assert (output / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


_KILLED = """
import os, signal, sys
from pathlib import Path
from kuangxin_site import staging
from tests.test_staging import _site
output, moment = Path(sys.argv[1]), sys.argv[2]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
real = Path.rename
seen = 0
def rename(self, target):
    global seen
    seen += 1
    if moment == f"before-rename-{seen}":
        die()
    result = real(self, target)
    if moment == f"after-rename-{seen}":
        die()
    return result
Path.rename = rename
if "rename" in moment:
    staging._exchange = lambda first, second: False
else:
    exchange = staging._exchange
    def watched(first, second):
        if moment == "before-exchange":
            die()
        done = exchange(first, second)
        if moment == "after-exchange":
            die()
        return done
    staging._exchange = watched
with staging.open_staging(output) as stage:
    if moment == "prepared":
        die()
    _site(stage.site, "new")
    if moment == "written":
        die()
    stage.finish()
"""


@pytest.mark.parametrize(
    "moment",
    [
        "prepared",
        "written",
        "before-exchange",
        "after-exchange",
        "before-rename-1",
        "after-rename-1",
        "after-rename-2",
    ],
)
def test_killed_at_any_step_the_next_build_finds_a_whole_site(tmp_path: Path, moment: str) -> None:
    output = tmp_path / "output"
    _build(output, "old")
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(output), moment],
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    if output.exists():  # between two renames it is away until the next build brings it back
        assert (output / "index.html").read_text() in {"old", "new"}
    else:
        assert moment == "after-rename-1"
    with pytest.raises(OSError, match="again"), open_staging(output) as stage:
        assert (output / "index.html").read_text() in {"old", "new"}
        assert stage.output == output
        raise OSError("again")
    assert (output / "index.html").read_text() in {"old", "new"}
    _build(output, "newest")
    assert (output / "index.html").read_text() == "newest"
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_folder_with_other_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(OutputRefused, match="not a site built"), open_staging(tmp_path):
        pass
    assert (tmp_path / "mine.txt").exists()


def test_a_file_in_the_place_of_the_output_is_refused(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("x")
    with pytest.raises(OutputRefused, match="not a folder"), open_staging(tmp_path / "output"):
        pass


def test_two_builds_of_one_output_are_kept_apart(tmp_path: Path) -> None:
    output = tmp_path / "output"
    refused = pytest.raises(OutputRefused, match="another build")
    with open_staging(output), refused, open_staging(output):
        pass
