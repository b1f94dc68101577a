"""Killed at any moment, the output is the old site or the new one, byte for byte.

And the next build succeeds, leaves nothing behind, and no worker outlives its parent.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kuangxin_site.build import build_site
from tests.registers import UNITS, Breakable, lines, make_unit, tree, write_small

_DRIVER = """
import os, shutil, signal, sys
from pathlib import Path
from kuangxin_site import build, staging

def main():
    folder, output, jobs, moment = sys.argv[1:]

    def at(name):
        if name == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(owner, name, before="", after=""):
        real = getattr(owner, name)
        def watched(*args, **kwargs):
            at(before)
            result = real(*args, **kwargs)
            at(after)
            return result
        setattr(owner, name, watched)

    seen = 0
    unlink = os.unlink
    def counted(*args, **kwargs):
        global seen
        unlink(*args, **kwargs)
        if exchanged:
            seen += 1
            at(f"cleared-{seen}")
    def exchange(first, second, real=staging._exchange):
        at("before-exchange")
        done = real(first, second)
        at("after-exchange")
        exchanged.append(done)
        return done
    globals()["seen"] = 0
    exchanged = []
    os.unlink = counted
    staging._exchange = exchange
    watch(staging.Staging, "prepare", "opened", "prepared")
    watch(build.Job, "render", "before-pages", "after-pages")
    watch(staging.Staging, "finish", "", "finished")
    build.build_site(
        Path(folder), Path(output), jobs=int(jobs), progress=lambda step, done, of: at(step)
    )

if __name__ == "__main__":
    main()
"""
_MOMENTS = [
    "opened",
    "prepared",
    "check",
    "release",
    "downloads",
    "workbooks and search",
    "before-pages",
    "pages",
    "after-pages",
    "before-exchange",
    "after-exchange",
    "cleared-1",
    "cleared-20",
    "finished",
]
_WITH_WORKERS = ["check", "release", "workbooks and search", "pages", "before-exchange"]


class _Sites:
    """An old and a new state of one register, the sites of both, and the changed register."""

    def __init__(self, folder: Path) -> None:
        self.register = Breakable(folder / "register")
        write_small(self.register.folder)
        self.old = folder / "old"
        build_site(self.register.folder, self.old, jobs=1)
        units = (self.register.folder / UNITS).read_text(encoding="utf-8")
        self.register.put(UNITS, units + lines(*(make_unit(n) for n in range(3, 60))))
        new = folder / "new"
        shutil.copytree(self.old, new)
        build_site(self.register.folder, new, jobs=1)
        self.old_tree = tree(self.old)
        self.new_tree = _without_index(tree(new))

    def assert_whole(self, output: Path) -> None:
        """See that the output is the old site or the new one."""
        now = tree(output)
        assert now == self.old_tree or _without_index(now) == self.new_tree

    def assert_next_build(self, output: Path) -> None:
        """See that the next build succeeds and leaves nothing else."""
        build_site(self.register.folder, output, jobs=1)
        now = _without_index(tree(output))
        # Built upon the new site already, only the id of the previous release differs.
        assert now.keys() == self.new_tree.keys()
        assert {name for name in now if now[name] != self.new_tree[name]} <= {"data/release.json"}
        assert [one.name for one in output.parent.iterdir()] == [output.name]


def _without_index(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not name.startswith("data/index/")}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> _Sites:
    return _Sites(tmp_path_factory.mktemp("kill"))


@pytest.fixture
def output(sites: _Sites, tmp_path: Path) -> Path:
    place = tmp_path / "place" / "output"
    place.parent.mkdir()
    shutil.copytree(sites.old, place)
    return place


def _living(session: int) -> Iterator[int]:
    """Yield the processes of a session that still run."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] not in {"Z", "X"}:
                yield int(entry.name)


def _assert_none_left(session: int) -> None:
    """Wait until no process of the session runs; workers look every moment for their parent."""
    for _ in range(300):
        left = list(_living(session))
        if not left:
            return
        time.sleep(0.1)
    for process in left:
        os.kill(process, signal.SIGKILL)
    raise AssertionError(f"{len(left)} processes outlive the killed build")


def _start(*command: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("moment", "jobs"),
    [*((one, 1) for one in _MOMENTS), *((one, 2) for one in _WITH_WORKERS)],
)
def test_killed_at_each_station_the_output_is_old_or_new(
    sites: _Sites, output: Path, tmp_path: Path, moment: str, jobs: int
) -> None:
    driver = tmp_path / "driver.py"
    driver.write_text(_DRIVER)
    process = _start(driver, sites.register.folder, output, jobs, moment)
    assert process.wait() == -signal.SIGKILL
    sites.assert_whole(output)
    _assert_none_left(process.pid)
    sites.assert_whole(output)
    sites.assert_next_build(output)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("tenths", [3, 5, 7, 9])
def test_killed_at_any_time_the_output_is_old_or_new(
    sites: _Sites, output: Path, jobs: int, tenths: int
) -> None:
    command = ("-m", "kuangxin_site", "build", sites.register.folder, "--jobs", jobs)
    began = time.monotonic()
    spare = output.parent / "spare"
    assert _start(*command, "--output", spare).wait() == 0
    whole = time.monotonic() - began
    shutil.rmtree(spare)
    process = _start(*command, "--output", output)
    time.sleep(whole * tenths / 10)
    process.kill()
    process.wait()
    sites.assert_whole(output)
    _assert_none_left(process.pid)
    sites.assert_whole(output)
    sites.assert_next_build(output)


def test_a_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, signal\n"
        "from kuangxin_site.parallel import open_executor\n"
        "if __name__ == '__main__':\n"
        "    with open_executor(2) as executor:\n"
        "        list(executor.map(abs, range(4)))\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    process = _start(script)
    assert process.wait() == -signal.SIGKILL
    _assert_none_left(process.pid)
