"""The distribution: what is in the wheel, and that the reader stands alone and starts at once.

No network is asked: the wheel is built with the hatchling of the lock and installed into an empty
virtual environment; what it requires is copied from the environment that runs the tests.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path
from statistics import median
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parent.parent
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(folder)]
    subprocess.run([*PIP, "wheel", *options, str(CHECKOUT)], check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel without extras into an empty environment; return its interpreter."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=False)
    interpreter = folder / "bin" / "python"
    options = ["--no-deps", "--no-index", str(wheel)]
    subprocess.run([*PIP, "--python", str(interpreter), "install", *options], check=True)
    [packages] = (folder / "lib").glob("python*/site-packages")
    for needed in _needed_by(_requirements_of(wheel)).values():
        _copy(needed, packages)
    subprocess.run([*PIP, "--python", str(interpreter), "check"], check=True)
    return interpreter


def _requirements_of(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        [name] = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        text = archive.read(name).decode()
    return re.findall(r"^Requires-Dist: (.*)$", text, re.MULTILINE)


def _needed_by(requirements: list[str]) -> dict[str, Distribution]:
    """Return the distributions that the requirements name, and those that these require."""
    found: dict[str, Distribution] = {}
    waiting = list(requirements)
    while waiting:
        one = Requirement(waiting.pop())
        name = canonicalize_name(one.name)
        if name in found or (one.marker is not None and not one.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(one.name)
        waiting.extend(found[name].requires or [])
    return found


def _copy(needed: Distribution, packages: Path) -> None:
    for file in needed.files or []:
        target = packages / file
        if ".." not in file.parts and file.suffix != ".pyc":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(Path(str(needed.locate_file(file))).read_bytes())


def _run(python: Path, code: str) -> str:
    command = [str(python), "-I", "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _cpu_seconds(python: Path, code: str) -> float:
    """Return the median CPU time (user and system) of seven fresh interpreters running ``code``."""
    spent = []
    for _ in range(7):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run(python, code)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return median(spent)


def test_the_reader_needs_nothing_but_its_own_requirements(python: Path) -> None:
    installed = _run(python, "import kuangxin; print(kuangxin.__file__)")
    assert installed.startswith(str(python.parent.parent))


def test_the_reader_is_imported_in_less_than_a_tenth_of_a_second(python: Path) -> None:
    """The one timing among the tests, asked for by the issue.

    CPU time, not wall time, and what the bare interpreter takes is taken off, so that a busy
    machine does not fail it.
    """
    _run(python, "import kuangxin")
    bare = _cpu_seconds(python, "pass")
    assert _cpu_seconds(python, "import kuangxin") - bare < 0.1


def test_importing_the_reader_loads_no_store_no_index_and_no_builder(python: Path) -> None:
    loaded = _run(python, "import kuangxin, sys; print(*{m.split('.')[0] for m in sys.modules})")
    unwanted = {"whoosh", "tinydb", "pelican", "jinja2", "kuangxin_site", "http", "asyncio"}
    assert not unwanted & set(loaded.split())


def test_the_commands_of_the_reader_start_without_the_builder(python: Path) -> None:
    command = [str(python.with_name("kuangxin")), "--help"]
    assert subprocess.run(command, check=True, capture_output=True).stdout


@pytest.mark.parametrize(
    "arguments", [["--help"], ["demo", "x"], ["check", "."], ["build", ".", "--output", "x"], []]
)
def test_the_builder_says_how_to_install_what_it_lacks(
    python: Path, tmp_path: Path, arguments: list[str]
) -> None:
    command = [str(python.with_name("kuangxin-site")), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pip install 'kuangxin[site]'" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["schemas", "sitetheme", "content"])
def test_the_wheel_holds_what_the_builder_reads(wheel: Path, folder: str) -> None:
    with ZipFile(wheel) as archive:
        prefix = f"kuangxin_site/packaged/{folder}/"
        packed = {name.removeprefix(prefix) for name in archive.namelist() if prefix in name}
    files = (path for path in (CHECKOUT / folder).rglob("*") if path.is_file())
    assert packed == {path.relative_to(CHECKOUT / folder).as_posix() for path in files}


def test_the_wheel_holds_types_licence_and_messages(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = {re.sub(r"-[\d.]+\.dist-info", ".dist-info", one) for one in archive.namelist()}
    assert names >= {
        "kuangxin/py.typed",
        "kuangxin_site/py.typed",
        "kuangxin_site/messages.json",
        "kuangxin_site/collect/import_findings.json",
        "kuangxin.dist-info/licenses/LICENSE",
    }


@pytest.mark.parametrize(("lock", "extras"), [("site", {"site"}), ("dev", {"site", "dev"})])
def test_the_lock_fits_what_the_project_asks_for(lock: str, extras: set[str]) -> None:
    text = (CHECKOUT / "requirements" / f"{lock}.txt").read_text("utf-8")
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    for one in map(Requirement, asked):
        assert one.specifier.contains(locked[canonicalize_name(one.name)]), one


@pytest.mark.parametrize("lock", ["site.txt", "dev.txt"])
def test_every_locked_package_has_hashes_and_no_registry_is_named(lock: str) -> None:
    text = (CHECKOUT / "requirements" / lock).read_text("utf-8")
    assert "://" not in text
    for entry in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry
