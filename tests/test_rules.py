"""Design rules 2, 5 and 7 over the demonstration register, and no identity number anywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
import pytest
from stdnum.cn import ric

from kuangxin.grading import NotAssessed, assess, withheld_in
from kuangxin.records import Assessment, Record, Subject, decode_subject
from kuangxin.release import Release
from kuangxin.sources import Folder
from tests.registers import CONTENT, PUBLIC, tree
from tests.test_rules_withheld import contents

_FOREIGN = re.compile(rb"""(?i)\b(?:https?|ftp|wss?):/*(?!/)[\w.-]+|["'(=\s]//[\w-]+\.[\w.-]+""")
#: Nothing is fetched from a namespace, nor (tests/test_browser.py) from the site's own address.
_NAMES = (b"http://www.w3.org/2000/svg", PUBLIC.encode())
_BUILD = [sys.executable, "-m", "kuangxin_site", "build"]
_NUMBER = re.compile(rb"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")


def _without_index(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not name.startswith("data/index/")}


@pytest.mark.parametrize(
    ("jobs", "environment"),
    [
        (2, {"PYTHONHASHSEED": "0"}),
        (1, {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "America/New_York"}),
        (2, {"PYTHONHASHSEED": "99", "LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati"}),
    ],
)
def test_the_same_input_gives_the_same_bytes(
    built_demonstration: Path, tmp_path: Path, jobs: int, environment: dict[str, str]
) -> None:
    content = tmp_path / "another place" / "register"
    shutil.copytree(CONTENT, content)
    output = tmp_path / "out"
    subprocess.run(
        [*_BUILD, str(content), "--output", str(output), "--jobs", str(jobs)],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    wanted, found = _without_index(tree(built_demonstration)), _without_index(tree(output))
    assert found.keys() == wanted.keys()
    assert [name for name in wanted if wanted[name] != found[name]] == []


def test_nothing_asks_another_host(built_demonstration: Path) -> None:
    foreign = {
        (str(path.relative_to(built_demonstration)), found)
        for path in built_demonstration.rglob("*")
        if path.suffix in {".html", ".css", ".js"}
        for found in _FOREIGN.findall(_without_names(path.read_bytes()))
    }
    assert not foreign


def _without_names(content: bytes) -> bytes:
    for name in _NAMES:
        content = content.replace(name, b"")
    return content


class _Page(HTMLParser):
    """What a page links to, what can be linked to in it, and what its policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given):
            self.refused.append(f"<{tag}>")
        self.refused += [n for n in given if n == "style" or n.startswith("on")]
        if given.get("rel") == "canonical":
            return  # tests/test_machines.py: the public address of the page itself
        self.links += [given[n] for n in ("href", "src", "action") if n in given]
        if "id" in given:
            self.anchors.append(given["id"])


@pytest.fixture(scope="module")
def pages(built_demonstration: Path) -> dict[str, _Page]:
    found: dict[str, _Page] = {}
    for path in built_demonstration.rglob("*.html"):
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        found[path.relative_to(built_demonstration).as_posix()] = page
    return found


def test_no_page_has_inline_script_style_or_handler(pages: dict[str, _Page]) -> None:
    assert {path: page.refused for path, page in pages.items() if page.refused} == {}


def test_every_link_and_anchor_resolves(built_demonstration: Path, pages: dict[str, _Page]) -> None:
    # 404.html is shown at any address: docs/decisions/015 and the browser's own tests of it.
    broken = {
        (path, link)
        for path, page in pages.items()
        for link in page.links
        if path != "404.html" and not _resolves(built_demonstration, pages, path, link)
    }
    assert sum(len(page.links) for page in pages.values()) > 1000
    assert not broken


def _resolves(site: Path, pages: dict[str, _Page], path: str, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme == "mailto":
        return True
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return False  # not relative: breaks in a sub-folder
    base = f"https://host.example/deep/down/{path}"
    target = urlsplit(urljoin(base, link))
    if not target.path.startswith("/deep/down/"):
        return False
    name = unquote(target.path.removeprefix("/deep/down/"))
    if name == "" or name.endswith("/"):
        name += "index.html"
    if not (site / name).is_file():
        return False
    return not target.fragment or unquote(target.fragment) in pages[name].anchors


def test_no_page_uses_an_id_twice(pages: dict[str, _Page]) -> None:
    twice = {p for p, page in pages.items() if len(set(page.anchors)) < len(page.anchors)}
    assert not twice


@pytest.fixture(scope="module")
def release(built_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release alone, without the site around it."""
    data = tmp_path_factory.mktemp("data-alone") / "data"
    shutil.copytree(built_demonstration / "data", data)
    return Release(Folder(data))


@pytest.fixture(scope="module")
def subjects(built_demonstration: Path) -> list[Subject]:
    return [
        decode_subject(document)
        for path in sorted((built_demonstration / "data/subjects").iterdir())
        for document in msgspec.json.decode(path.read_bytes())["subjects"].values()
    ]


def _results(subjects: list[Subject]) -> list[tuple[Record, Assessment]]:
    return [(r, a) for subject in subjects for r in subject.records for a in r.assessments]


def test_every_grade_is_computed_again_from_the_release_alone(
    release: Release, subjects: list[Subject]
) -> None:
    results = _results(subjects)
    assert len(results) > 500
    assert any(withheld_in(one) for _, one in results)
    for record, one in results:
        again = assess(
            record,
            release.standard(one.standard),
            one.period,
            known_on=one.decided_on,
            withheld=withheld_in(one),
        )
        assert not isinstance(again, NotAssessed)
        assert again.reasons == one.reasons
        if one.override is None:
            assert (again.points, again.grade, again.rank) == (one.points, one.grade, one.rank)


def test_no_identity_number_stands_anywhere(built_demonstration: Path) -> None:
    found = {
        (str(path.relative_to(built_demonstration)), number)
        for path in built_demonstration.rglob("*")
        if path.is_file()
        for content in contents(path)
        for number in _NUMBER.findall(content)
        if ric.is_valid(number.decode())
    }
    assert not found


def test_the_search_for_identity_numbers_would_find_one() -> None:
    found = _NUMBER.findall("示例 110101199001010015。".encode())
    assert [ric.is_valid(number.decode()) for number in found] == [True]
