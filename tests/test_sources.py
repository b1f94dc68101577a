"""A release is read from a folder or from a zip file alike; a zip file is not trusted."""

from __future__ import annotations

import shutil
import struct
import zipfile
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest

import kuangxin
from kuangxin.cli import main
from kuangxin.sources import Folder, open_source
from kuangxin.sources.archive import Zip
from kuangxin.verify import verify_files, verify_grades
from tests.registers import tree

QUERIES = ["示例", "示例 矿业", "91330103DEM000006R", "DEM0", "示列磐石", "没有这家", ""]

Change = Callable[[str, bytes], bytes]


def pack(
    folder: Path,
    target: Path,
    *,
    below: str = "",
    change: Change | None = None,
    how: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """Pack the files of a folder, under a path within the zip file."""
    with zipfile.ZipFile(target, "w", how) as archive:
        for path, content in tree(folder).items():
            archive.writestr(below + path, change(path, content) if change else content)
    return target


@pytest.fixture(scope="module")
def data(built_demonstration: Path) -> Path:
    return built_demonstration / "data"


@pytest.fixture(scope="module")
def packed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack the data of the demonstration; never to be written to."""
    return pack(data, tmp_path_factory.mktemp("packed") / "release.zip")


@pytest.fixture
def local(built_demonstration: Path) -> kuangxin.Register:
    return kuangxin.open(built_demonstration)


def _answer(register: kuangxin.Register, text: str, grade: str | None = None) -> object:
    found = register.search(text, grade=grade)
    hits = [(hit.code, hit.name, hit.score, hit.match) for hit in found]
    return found.answer, found.total, found.complete, hits


def _replace(wanted: str, content: bytes) -> Change:
    return lambda path, old: content if path == wanted else old


def test_a_zip_file_answers_as_the_folder(packed: Path, local: kuangxin.Register) -> None:
    register = kuangxin.open(packed)
    assert register.release == local.release
    assert list(register.subjects()) == list(local.subjects())
    assert list(register.listings()) == list(local.listings())
    assert register.standard("expert-2015") == local.standard("expert-2015")
    code = next(local.subjects()).code
    assert register[code] == local[code]


@pytest.mark.parametrize("text", QUERIES)
def test_a_search_in_a_zip_file_answers_as_in_the_folder(
    packed: Path, local: kuangxin.Register, text: str
) -> None:
    assert _answer(kuangxin.open(packed), text) == _answer(local, text)
    found = kuangxin.open(packed).search(text, grade="A", limit=1000)
    codes = {hit.code for hit in local.search(text, grade="A", limit=1000)}
    # Of a text that very many names have, the files hold some names only: the answer says so.
    assert {hit.code for hit in found} <= codes
    assert not found.complete or {hit.code for hit in found} == codes


@pytest.mark.parametrize("text", QUERIES)
def test_a_folder_without_index_is_searched_through_its_static_files(
    data: Path, tmp_path: Path, local: kuangxin.Register, text: str
) -> None:
    shutil.copytree(data, tmp_path / "data", ignore=shutil.ignore_patterns("index"))
    register = kuangxin.open(tmp_path)
    assert _answer(register, text) == _answer(local, text)


@pytest.mark.parametrize("below", ["", "data/", "site/data/", "register-main/public/data/", "x/"])
def test_a_zip_file_may_hold_the_site_or_its_data_in_folders(
    data: Path, tmp_path: Path, below: str
) -> None:
    register = kuangxin.open(pack(data, tmp_path / "a.zip", below=below))
    assert register.search("示例").answer == "several"


def test_a_zip_file_of_a_whole_site_is_read(
    built_demonstration: Path, tmp_path: Path, local: kuangxin.Register
) -> None:
    register = kuangxin.open(pack(built_demonstration, tmp_path / "a.zip"))
    assert verify_files(register.published).differing == ()
    assert register.release == local.release


def test_nothing_is_written_beside_a_zip_file(data: Path, tmp_path: Path) -> None:
    register = kuangxin.open(pack(data, tmp_path / "a.zip"))
    list(register.listings())
    register.search("示例")
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_a_zip_file_is_verified_in_processes_of_their_own(packed: Path) -> None:
    release = kuangxin.open(packed).published
    assert verify_files(release).differing == ()
    verified = verify_grades(release, jobs=2)
    assert verified.reproduced + len(verified.overridden) == verified.results > 1000
    assert verified.differing == []


def test_a_copy_of_a_source_is_opened_anew(packed: Path, data: Path) -> None:
    source = open_source(packed)
    assert isinstance(source, Zip)
    source.read("release.json")
    other = copy(source)
    assert other._archive is not source._archive
    assert other.read("release.json") == source.read("release.json")
    assert str(copy(Folder(data))) == str(data)


def test_the_command_takes_a_zip_file(
    packed: Path, local: kuangxin.Register, capsys: pytest.CaptureFixture[str]
) -> None:
    subject = next(local.subjects())
    assert main(["search", subject.name, "--from", str(packed)]) == 0
    assert subject.code in capsys.readouterr().out
    assert main(["verify", str(packed)]) == 0
    assert main(["get", "X", "--from", str(packed)]) == 1


# What is no release


def test_a_zip_file_without_a_release_is_said_to_hold_none(data: Path, tmp_path: Path) -> None:
    path = pack(data / "schemas", tmp_path / "a.zip")
    with pytest.raises(kuangxin.NotARelease, match=r"a\.zip holds no release\.json; pack"):
        _ = kuangxin.open(path).release


def test_a_zip_file_of_two_releases_is_refused(data: Path, tmp_path: Path) -> None:
    path = pack(data, tmp_path / "a.zip", below="one/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(data / "release.json", "two/release.json")
    with pytest.raises(kuangxin.NotARelease, match=r"one/release\.json and two/release\.json"):
        _ = kuangxin.open(path).release


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip"])
def test_a_file_that_is_no_zip_file_is_no_release(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(kuangxin.NotARelease, match="neither a folder nor a whole zip file"):
        kuangxin.open(tmp_path / "a.zip")


def test_a_zip_file_cut_anywhere_is_an_error_of_ours(packed: Path, tmp_path: Path) -> None:
    content = packed.read_bytes()
    for end in range(0, len(content), len(content) // 40):
        for broken in (content[:end], content[end:], content[:end] + content[end + 999 :]):
            (tmp_path / "a.zip").write_bytes(broken)
            try:
                list(kuangxin.open(tmp_path / "a.zip").subjects())
            except kuangxin.KuangxinError as error:
                assert "a.zip" in str(error)


# What a zip file may try


def test_a_member_that_unfolds_to_absurdly_much_is_not_read(data: Path, tmp_path: Path) -> None:
    bomb = bytes(1 << 26)
    path = pack(data, tmp_path / "a.zip", change=_replace("lookup/start.bin", bomb))
    with pytest.raises(kuangxin.DamagedRelease, match=r"start\.bin of .* which no data does"):
        kuangxin.open(path).search("示例")


def test_a_manifest_that_unfolds_to_absurdly_much_is_not_read(data: Path, tmp_path: Path) -> None:
    bomb = b"{" + bytes(1 << 26)
    path = pack(data, tmp_path / "a.zip", change=_replace("release.json", bomb))
    with pytest.raises(kuangxin.DamagedRelease, match=r"release\.json of .* too large to be one"):
        _ = kuangxin.open(path).release


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 1_000_000])
def test_a_member_of_other_bytes_than_stated_is_refused(
    data: Path, tmp_path: Path, content: bytes
) -> None:
    change = _replace("downloads/listings.jsonl", content)
    register = kuangxin.open(pack(data, tmp_path / "a.zip", change=change))
    with pytest.raises(kuangxin.DamagedRelease, match=r"listings\.jsonl of .* is not what"):
        list(register.listings())
    stated = (data / "downloads/listings.jsonl").stat().st_size
    pieces = register.published.source.pieces("downloads/listings.jsonl")
    assert sum(map(len, pieces)) <= stated + 1
    [differing] = verify_files(register.published).differing
    assert (differing.path, differing.differs) == ("downloads/listings.jsonl", "bytes")


def test_a_member_with_wrong_check_sum_is_named(data: Path, tmp_path: Path) -> None:
    path = pack(data, tmp_path / "a.zip", how=zipfile.ZIP_STORED)
    text = b'"list":"serious"'
    content = path.read_bytes()
    assert text in content
    path.write_bytes(content.replace(text, b'"list":"honour!"'))
    register = kuangxin.open(path)
    with pytest.raises(kuangxin.DamagedRelease, match="cannot be read: Bad CRC-32"):
        list(register.subjects())
    differing = verify_files(register.published).differing
    assert {one.differs for one in differing} == {"unreadable"}


def test_a_member_that_lies_about_its_size_is_refused(data: Path, tmp_path: Path) -> None:
    """The directory says few bytes, the packed data unfold to many."""
    bomb = bytes(1 << 26)
    path = pack(data, tmp_path / "a.zip", change=_replace("lookup/start.bin", bomb))
    size = struct.pack("<L", len(bomb))
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<L", 900)))
    with pytest.raises(kuangxin.DamagedRelease, match=r"start\.bin of"):
        kuangxin.open(path).search("示例")


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(data: Path, tmp_path: Path, how: int) -> None:
    path = pack(data, tmp_path / "a.zip", how=how)
    with pytest.raises(kuangxin.DamagedRelease, match="use deflate"):
        _ = kuangxin.open(path).release


def test_an_encrypted_zip_file_asks_for_one_without_password(packed: Path, tmp_path: Path) -> None:
    content = bytearray(packed.read_bytes())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(kuangxin.DamagedRelease, match="without a password"):
        _ = kuangxin.open(tmp_path / "a.zip").release
