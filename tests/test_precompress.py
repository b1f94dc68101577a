"""Compressed beforehand: what lies beside a file is that file, and is sent to who accepts it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import brotli
import pytest

from kuangxin_site.build import build_site
from kuangxin_site.preview import open_server
from kuangxin_site.sent import FOR_GOOD, HEADERS, REVALIDATED, TYPES
from tests.registers import tree, write_small


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    write_small(folder / "register")
    build_site(folder / "register", folder / "site", jobs=1, precompressed=True)
    return folder / "site"


@pytest.fixture(scope="module")
def port(packed: Path) -> Iterator[int]:
    with open_server(packed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def _get(port: int, path: str, accepts: str = "") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept-Encoding": accepts} if accepts else {})
    got = connection.getresponse()
    return got, got.read()


def test_what_lies_beside_a_file_is_the_file(packed: Path) -> None:
    files = list(packed.rglob("*.br"))
    assert len(files) > 10
    for path in files:
        content = path.with_suffix("").read_bytes()
        assert brotli.decompress(path.read_bytes()) == content
        assert gzip.decompress(path.with_suffix(".gz").read_bytes()) == content


def test_pages_styles_and_tables_have_both_forms(packed: Path) -> None:
    for name in ("index.html", "theme/css/site.css", "theme/js/names.js", "data/release.json"):
        assert (packed / f"{name}.br").is_file(), name
        assert (packed / f"{name}.gz").is_file(), name


def test_what_is_packed_or_tiny_has_none(packed: Path) -> None:
    names = {path.name for path in packed.rglob("*") if path.suffix in {".br", ".gz"}}
    assert not [one for one in names if ".xlsx" in one or ".bin" in one or "icon.svg" in one]


def test_the_same_register_gives_the_same_compressed_bytes(packed: Path, tmp_path: Path) -> None:
    write_small(tmp_path / "register")
    build_site(tmp_path / "register", tmp_path / "site", jobs=2, precompressed=True)
    first, second = (
        {name: content for name, content in tree(one).items() if name.endswith((".br", ".gz"))}
        for one in (packed, tmp_path / "site")
    )
    assert first == second


def test_nothing_is_compressed_unasked(site: Path) -> None:
    assert list(site.rglob("*.br")) == []


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_page_is_sent_as_the_browser_accepts_it(
    port: int, packed: Path, accepts: str, encoding: str | None
) -> None:
    got, body = _get(port, "/about/", accepts)
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](body)
    assert got.getheader("Content-Encoding") == encoding
    assert got.getheader("Content-Type") == "text/html; charset=utf-8"
    assert unpacked == (packed / "about/index.html").read_bytes()


def test_every_answer_has_the_headers(port: int) -> None:
    for path in ("/", "/theme/css/site.css", "/data/release.json", "/nothing"):
        for accepts in ("br", ""):
            got, _ = _get(port, path, accepts)
            assert {name: got.getheader(name) for name in HEADERS} == HEADERS


def test_what_has_its_fingerprint_in_its_address_is_kept_for_good(port: int) -> None:
    said = [
        _get(port, path)[0].getheader("Cache-Control")
        for path in ("/theme/css/site.css?v=1234abcd", "/theme/css/site.css", "/?q=v")
    ]
    assert said == [FOR_GOOD, REVALIDATED, REVALIDATED]


def test_a_page_that_lies_compressed_says_that_it_varies(port: int) -> None:
    said = [_get(port, "/about/", accepts)[0].getheader("Vary") for accepts in ("br", "gzip", "")]
    assert said == ["Accept-Encoding"] * 3


def test_what_a_folder_holds_is_not_listed(port: int, packed: Path) -> None:
    for path in ("/data/lookup/", "/theme/", "/subjects/"):
        got, body = _get(port, path)
        assert (got.status, body) == (404, (packed / "404.html").read_bytes()), path


def test_a_file_is_sent_with_its_type(port: int) -> None:
    for name, ending in (
        ("subjects.jsonl", "jsonl"),
        ("subjects.csv", "csv"),
        ("subjects.xlsx", "xlsx"),
    ):
        got, _ = _get(port, f"/data/downloads/{name}")
        assert got.getheader("Content-Type") == TYPES[ending]


def test_a_missing_file_of_the_theme_is_not_missing_for_good(port: int) -> None:
    got, _ = _get(port, "/theme/js/not-yet.js?v=1234abcd")
    assert (got.status, got.getheader("Cache-Control")) == (404, REVALIDATED)
