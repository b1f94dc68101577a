"""A published site is read over HTTP: the answers of the folder, few requests, honest errors."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import pytest

import kuangxin
from kuangxin.cli import main
from kuangxin.names import Match, Standing
from kuangxin.sources import checked, download
from kuangxin.verify import verify_files, verify_grades
from tests.serving import Handler, Server, serving

QUERIES = [
    "示例",
    "示例 矿业",
    "91330103DEM000006R",
    "DEM0",
    "石料有限",
    "示列磐石",
    "没有这家",
    "",
    "x",
]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the server itself, whatever the environment of the tests says."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server(built_demonstration: Path) -> Iterator[Server]:
    """Serve the demonstration; never to be written to."""
    with serving(built_demonstration) as server:
        yield server


@pytest.fixture
def site(built_demonstration: Path, tmp_path: Path) -> Path:
    """Copy the data of the demonstration, to be changed."""
    shutil.copytree(built_demonstration / "data", tmp_path / "site" / "data")
    return tmp_path / "site"


@pytest.fixture
def changeable(site: Path) -> Iterator[Server]:
    """Serve a site that a test may change."""
    with serving(site) as server:
        yield server


@pytest.fixture
def local(built_demonstration: Path) -> kuangxin.Register:
    return kuangxin.open(built_demonstration)


def _some_code(register: kuangxin.Register) -> str:
    return next(register.subjects(kind="qualified-unit")).code


def _answer(
    register: kuangxin.Register,
    text: str,
    kind: str | None = None,
    division: str | None = None,
    grade: str | None = None,
) -> object:
    found = register.search(text, kind=kind, division=division, grade=grade)
    hits = [(hit.code, hit.name, hit.score, hit.match) for hit in found]
    return found.answer, found.total, found.complete, hits


def _page(handler: Handler) -> None:
    handler.send(b"<!doctype html><title>404</title>")


def _path_of(register: kuangxin.Register, code: str) -> str:
    for path in register.published.partition_paths():
        if code in {one.code for one in register.published.partition_subjects(path)}:
            return f"/data/{path}"
    raise KeyError(code)


# What it answers


@pytest.mark.parametrize("text", QUERIES)
def test_a_search_answers_as_in_the_folder(
    server: Server, local: kuangxin.Register, text: str
) -> None:
    assert _answer(kuangxin.open(server.address), text) == _answer(local, text)


def test_a_filter_keeps_to_the_same_subjects_as_in_the_folder(
    server: Server, local: kuangxin.Register
) -> None:
    remote = kuangxin.open(server.address)
    for filters in (
        {"kind": "expert"},
        {"division": "330500"},
        {"grade": "A"},
        {"kind": "qualified-unit", "grade": "B"},
    ):
        assert _answer(remote, "示例甲", **filters) == _answer(local, "示例甲", **filters)
        found = remote.search("示例", limit=1000, **filters)
        # Of a text that very many names have, the files hold some names only: the answer says so.
        assert not found.complete
        assert {hit.code for hit in found} <= {
            hit.code for hit in local.search("示例", limit=1000, **filters)
        }


def test_every_other_question_is_answered_as_in_the_folder(
    server: Server, local: kuangxin.Register
) -> None:
    remote = kuangxin.open(server.address)
    assert list(remote.subjects()) == list(local.subjects())
    assert list(remote.subjects(kind="expert", grade="A")) == list(
        local.subjects(kind="expert", grade="A")
    )
    assert list(remote.listings()) == list(local.listings())
    assert remote.standard("expert-2015") == local.standard("expert-2015")
    assert remote.release == local.release
    code = _some_code(local)
    assert remote[code] == local[code]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert remote.get(wrong) is None
    said = []
    for register in (local, remote):
        with pytest.raises(KeyError) as missing:
            register[wrong]
        said.append(missing.value.args)
    assert said[0] == said[1]


# What it asks for


def test_nothing_is_asked_for_before_a_question(server: Server) -> None:
    kuangxin.open(server.address)
    assert server.asked == []


@pytest.mark.parametrize("text", QUERIES)
def test_a_search_asks_for_the_start_file_and_four_buckets_at_most(
    server: Server, text: str
) -> None:
    kuangxin.open(server.address).search(text)
    first, *others = server.asked
    assert first == "/data/lookup/start.bin"
    assert all(path.startswith("/data/lookup/b/") for path in others)
    assert len(others) <= 4


def test_a_code_asks_for_its_partition_only(server: Server, local: kuangxin.Register) -> None:
    code = _some_code(local)
    _ = kuangxin.open(server.address)[code]
    assert server.asked == ["/data/release.json", _path_of(local, code)]


def test_no_file_is_asked_for_twice(server: Server, local: kuangxin.Register) -> None:
    register = kuangxin.open(server.address)
    for _ in range(2):
        for text in QUERIES:
            for hit in register.search(text):
                assert hit.subject.code == hit.code
        list(register.listings())
        list(register.subjects(kind="expert"))
        register.standard("expert-2015")
    asked = [path for path in server.asked if not path.endswith(".jsonl")]
    assert len(asked) == len(set(asked)) > 10


def test_what_is_remembered_is_bounded(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "_REMEMBERED", 100_000)
    register = kuangxin.open(server.address)
    list(register.subjects(kind="expert"))
    source = register.published.source
    assert isinstance(source, checked.Checked)
    assert 0 < sum(map(len, source._remembered.values())) <= 100_000


def test_all_files_come_over_one_connection(server: Server) -> None:
    register = kuangxin.open(server.address)
    list(register.subjects())
    register.search("示例")
    assert (server.connections, len(server.asked) > 10) == (1, True)


def test_a_connection_that_the_server_ended_is_opened_again(server: Server) -> None:
    def end(handler: Handler) -> None:
        handler.server.answers.clear()
        handler.close_connection = True

    register = kuangxin.open(server.address)
    _ = register.release
    server.answers["/data/lookup/start.bin"] = end
    assert register.search("示例").answer == "several"
    assert server.connections == 2


def test_what_the_release_does_not_state_is_never_asked_for(server: Server) -> None:
    register = kuangxin.open(server.address)
    with pytest.raises(KeyError):
        register.standard("expert-2016")
    assert verify_files(register.published).differing == ()
    assert "/data/standards/expert-2016.json" not in server.asked
    assert not [path for path in server.asked if path.startswith("/data/index/")]


def test_the_server_is_told_who_asks(server: Server) -> None:
    _ = kuangxin.open(server.address).release
    assert server.seen[0]["User-Agent"].startswith("kuangxin/0.")


@pytest.mark.parametrize(
    "form",
    [
        "",
        "/",
        "/index.html",
        "/data",
        "/data/",
        "/data/index.html",
        "/data/release.json",
        "//?q=1#x",
    ],
)
@pytest.mark.parametrize("below", ["", "/a b/矿 信"])
def test_an_address_may_be_of_the_site_its_data_or_a_page(
    site: Path, tmp_path: Path, form: str, below: str
) -> None:
    place = tmp_path / "web" / below[1:]
    place.parent.mkdir(parents=True, exist_ok=True)
    site.rename(place)
    with serving(tmp_path / "web") as server:
        register = kuangxin.open(server.address[:-1] + below + form)
        assert register.release.register.id == "shili-kuangxin"
        assert register.search("示例").answer == "several"
        assert len(server.asked) <= 4


@pytest.mark.parametrize("form", ["", "index.html", "data/", "data/release.json"])
def test_the_first_request_is_the_right_one(server: Server, form: str) -> None:
    _ = kuangxin.open(server.address + form).release
    assert server.asked == ["/data/release.json"]


def test_a_data_folder_may_stand_under_any_name(site: Path) -> None:
    with serving(site / "data") as server:
        assert kuangxin.open(server.address).search("示例").answer == "several"


def test_a_packed_answer_is_unpacked(server: Server, local: kuangxin.Register) -> None:
    server.packs = True
    register = kuangxin.open(server.address)
    assert list(register.subjects()) == list(local.subjects())
    assert _answer(register, "示例") == _answer(local, "示例")
    assert server.seen[0]["Accept-Encoding"] == "gzip"
    assert server.connections == 1


def test_a_proxy_of_the_environment_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.address.replace("//", "//me:secret@"))
    assert kuangxin.open("http://register.invalid/").search("示例").answer == "several"
    assert server.seen[0]["Host"] == "register.invalid"
    assert server.seen[0]["Proxy-Authorization"] == "Basic bWU6c2VjcmV0"


# Redirects


def _redirect(address: str, status: int = 301) -> Callable[[Handler], None]:
    return lambda handler: handler.send(b"moved", status, {"Location": address})


def test_a_redirect_is_followed_once_for_all_files(server: Server, site: Path) -> None:
    with serving(site) as old:
        old.answers["/data/release.json"] = _redirect(server.address + "data/release.json", 308)
        assert list(kuangxin.open(old.address).listings())
        assert old.asked == ["/data/release.json"]


def test_a_redirect_within_a_site_may_be_relative(server: Server) -> None:
    server.answers["/old/data/release.json"] = _redirect("../../data/release.json", 302)
    assert list(kuangxin.open(server.address + "old").listings())


def test_a_redirect_in_a_circle_is_given_up(server: Server) -> None:
    server.answers["/data/release.json"] = _redirect("/data/release.json")
    with pytest.raises(kuangxin.Unreachable, match="redirects more than 5 times"):
        _ = kuangxin.open(server.address).release
    assert len(server.asked) == 6


@pytest.mark.parametrize("to", ["http", "file", "ftp"])
def test_a_redirect_from_https_to_anything_else_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.setattr(download, "HTTPSConnection", HTTPConnection)
    address = server.address.replace("http:", "https:")
    assert kuangxin.open(address).release.format == 1
    server.answers["/data/release.json"] = _redirect(
        server.address.replace("http:", f"{to}:") + "data/release.json"
    )
    with pytest.raises(kuangxin.Unreachable, match=f"from https to {to}, which is refused"):
        _ = kuangxin.open(address).release


def test_a_redirect_from_http_to_https_is_followed(
    server: Server, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "HTTPSConnection", HTTPConnection)
    secure = server.address.replace("http:", "https:")
    with serving(site) as old:
        old.answers["/data/release.json"] = _redirect(secure + "data/release.json")
        assert kuangxin.open(old.address).release.format == 1


# What can go wrong


def test_an_address_without_a_release_is_said_to_hold_none(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        with pytest.raises(kuangxin.NotARelease, match=r"holds no release\.json; give the address"):
            _ = kuangxin.open(server.address + "somewhere").release
        assert server.asked == ["/somewhere/data/release.json", "/somewhere/release.json"]


def test_a_page_in_place_of_the_release_is_no_release(server: Server) -> None:
    server.answers = {"/data/release.json": _page, "/release.json": _page}
    with pytest.raises(kuangxin.NotARelease, match=r"in its place is another file"):
        _ = kuangxin.open(server.address).release


@pytest.mark.parametrize(
    "address", ["http://", "http://[::1", "https://example.org:port/", "ftp://example.org/"]
)
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(kuangxin.NotARelease, match="address"):
        kuangxin.open(address)


def test_an_address_with_a_password_is_refused_without_repeating_it() -> None:
    with pytest.raises(kuangxin.NotARelease, match="user name or password") as refused:
        kuangxin.open("https://me:secret@example.org/")
    assert "secret" not in str(refused.value)


def test_a_manifest_that_ends_early_is_damaged(changeable: Server, site: Path) -> None:
    path = site / "data/release.json"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(kuangxin.DamagedRelease, match=r"release\.json of http://.* cannot be read"):
        _ = kuangxin.open(changeable.address).release


def test_a_manifest_without_end_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "MOST_MANIFEST", 1000)
    with pytest.raises(kuangxin.DamagedRelease, match="too large"):
        _ = kuangxin.open(server.address).release


def test_a_later_format_asks_for_a_newer_reader(changeable: Server, site: Path) -> None:
    (site / "data/release.json").write_text('{"format": 99, "files": "elsewhere"}')
    register = kuangxin.open(changeable.address)
    for ask in (lambda: register.release, lambda: register.standard("expert-2015")):
        with pytest.raises(kuangxin.NotARelease, match="update kuangxin"):
            ask()


@pytest.mark.parametrize(
    "path", ["lookup/start.bin", "downloads/listings.jsonl", "subjects/0.json"]
)
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "0 found"),
        (b"{}", "2 found"),
        (None, "others found"),
        (b"x" * 2_000_000, "more found"),
    ],
)
def test_other_bytes_than_stated_are_refused(
    changeable: Server, site: Path, path: str, content: bytes | None, found: str
) -> None:
    file = site / "data" / path
    file.write_bytes(bytes(file.stat().st_size) if content is None else content)
    register = kuangxin.open(changeable.address)
    _ = register.release
    asks: dict[str, Callable[[], object]] = {
        "lookup": lambda: register.search("示例"),
        "downloads": lambda: list(register.listings()),
        "subjects": lambda: list(register.subjects()),
    }
    with pytest.raises(kuangxin.DamagedRelease, match=rf"{path} of http://.* stated, {found}"):
        asks[path.split("/", maxsplit=1)[0]]()


def test_a_page_in_place_of_a_bucket_is_never_an_empty_answer(server: Server) -> None:
    kuangxin.open(server.address).search("示例")
    for path in server.asked[1:]:
        server.answers[path] = _page
    with pytest.raises(kuangxin.DamagedRelease, match=r"lookup/b/.*\.bin is damaged"):
        kuangxin.open(server.address).search("示例")


def test_a_file_that_is_stated_and_missing_is_damage(changeable: Server, site: Path) -> None:
    shutil.rmtree(site / "data/lookup/b")
    with pytest.raises(kuangxin.DamagedRelease, match=r"lookup/b/.*\.bin is missing"):
        kuangxin.open(changeable.address).search("示例")


def test_of_a_file_without_end_no_more_is_read_than_stated(server: Server) -> None:
    sent = 0

    def pour(handler: Handler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        while sent < 1 << 30:
            handler.wfile.write(bytes(1 << 16))
            sent += 1 << 16

    server.answers["/data/lookup/start.bin"] = pour
    register = kuangxin.open(server.address)
    _ = register.release
    with pytest.raises(kuangxin.DamagedRelease, match=r"start\.bin .* more found"):
        register.search("示例")
    assert sent < 1 << 26


def test_of_a_packed_file_no_more_is_unpacked_than_stated(server: Server) -> None:
    packed = gzip.compress(bytes(1 << 28), 1)
    server.answers["/data/lookup/start.bin"] = lambda handler: handler.send(
        packed, headers={"Content-Encoding": "gzip"}
    )
    register = kuangxin.open(server.address)
    _ = register.release
    with pytest.raises(kuangxin.DamagedRelease, match=r"start\.bin .* more found"):
        register.search("示例")


@pytest.mark.parametrize(
    ("content", "headers", "said"),
    [
        (b"KXL1", {"Content-Length": "900"}, "ended after 4 of 900 bytes"),
        (
            b"5\r\nKX",
            {"Content-Length": "", "Transfer-Encoding": "chunked"},
            "ended the connection",
        ),
        (b"KXL1", {"Content-Encoding": "gzip"}, "cannot be read"),
        (gzip.compress(b"KXL1")[:-4], {"Content-Encoding": "gzip"}, "has no end"),
        (b"KXL1", {"Content-Encoding": "br"}, "coding br, which was not asked for"),
    ],
    ids=["short", "chunk", "not gzip", "half gzip", "brotli"],
)
def test_an_answer_that_is_cut_off_is_a_failure_of_the_network(
    server: Server, content: bytes, headers: dict[str, str], said: str
) -> None:
    def send(handler: Handler) -> None:
        handler.close_connection = True
        handler.send(content, headers=headers)

    server.answers["/data/lookup/start.bin"] = send
    with pytest.raises(kuangxin.Unreachable, match=rf"lookup/start\.bin: .*{said}"):
        kuangxin.open(server.address).search("示例")


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_another_status_is_told(server: Server, status: int) -> None:
    server.answers["/data/release.json"] = lambda handler: handler.send(b"no", status)
    with pytest.raises(kuangxin.Unreachable, match=f"the server answers {status} "):
        _ = kuangxin.open(server.address).release


def test_a_server_that_says_nothing_is_given_up(server: Server) -> None:
    def wait(handler: Handler) -> None:
        time.sleep(0.6)
        handler.send(b"{}")

    server.answers["/data/release.json"] = wait
    with pytest.raises(kuangxin.Unreachable, match=r"did not answer within 0\.2 seconds"):
        _ = kuangxin.open(server.address, timeout=0.2).release


def test_what_speaks_no_http_is_no_web_server(server: Server) -> None:
    def greet(handler: Handler) -> None:
        handler.wfile.write(b"220 mail\r\n")

    server.answers["/data/release.json"] = greet
    with pytest.raises(kuangxin.Unreachable, match="no web server"):
        _ = kuangxin.open(server.address).release


def test_after_a_failure_the_same_register_answers_again(server: Server) -> None:
    register = kuangxin.open(server.address)
    server.answers["/data/lookup/start.bin"] = lambda handler: handler.send(b"", 503)
    with pytest.raises(kuangxin.Unreachable):
        register.search("示例")
    server.answers.clear()
    assert register.search("示例").answer == "several"


@pytest.mark.parametrize("change", ["missing", "other"])
def test_a_release_that_was_published_anew_says_so(
    changeable: Server, site: Path, local: kuangxin.Register, change: str
) -> None:
    code = _some_code(local)
    register = kuangxin.open(changeable.address)
    _ = register.release
    manifest = json.loads((site / "data/release.json").read_text())
    (site / "data/release.json").write_text(json.dumps({**manifest, "release": "next"}))
    path = site / _path_of(local, code)[1:]
    path.unlink() if change == "missing" else path.write_bytes(path.read_bytes() + b"\n")
    for ask in (lambda: register[code], lambda: verify_files(register.published)):
        with pytest.raises(kuangxin.ReleaseChanged, match="published anew while being read: open"):
            ask()
    assert changeable.seen[-1]["Cache-Control"] == "no-cache"


def test_the_grade_of_a_hit_needs_no_partition_where_the_look_up_has_it(
    server: Server, local: kuangxin.Register
) -> None:
    register = kuangxin.open(server.address)
    for subject in local.subjects():
        standings = tuple(Standing(one.kind, one.division, one.grade) for one in subject.records)
        match = Match(subject.code, subject.name, 1, "part", standings=standings)
        hit = kuangxin.Hit(register, match)
        assert hit.grade == subject.grade
    assert server.asked == ["/data/release.json"]


# Verification and the command


def test_a_copy_of_a_site_has_a_connection_of_its_own(server: Server) -> None:
    source = kuangxin.open(server.address).published.source
    assert copy(source).read("release.json") == source.read("release.json")
    assert server.connections == 2


def test_every_grade_is_verified_over_http_in_two_processes(server: Server) -> None:
    register = kuangxin.open(server.address)
    verified = verify_grades(register.published, jobs=2)
    assert verified.reproduced + len(verified.overridden) == verified.results > 1000
    assert verified.differing == []


def test_verification_names_what_differs(
    changeable: Server, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", changeable.address]) == 0
    (site / "data/downloads/listings.csv").unlink()
    (site / "data/downloads/subjects.csv").write_bytes(b"x")
    with (site / "data/downloads/subjects.jsonl").open("ab") as file:
        file.write(b"x" * 1000)
    capsys.readouterr()
    assert main(["verify", "--from", changeable.address]) == 1
    said = capsys.readouterr().out
    assert "downloads/listings.csv: missing\n" in said
    assert "downloads/subjects.csv: bytes " in said
    assert "stated, more found\n" in said
    assert said.endswith(" files as stated\n")


def test_the_command_takes_an_address(
    server: Server, local: kuangxin.Register, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _some_code(local)
    assert main(["get", code, "--from", server.address]) == 0
    assert capsys.readouterr().out.startswith(f"{local[code].name}  {code}\n")
    assert main(["search", local[code].name, "--from", server.address]) == 0
    assert code in capsys.readouterr().out
    assert main(["lists", "serious", "--from", server.address]) == 0
    assert main(["search", "没有这家公司", "--from", server.address]) == 1
    assert main(["get", "X", "--from", server.address]) == 1
    assert "not found in release" in capsys.readouterr().err


def test_the_command_tells_a_failure_in_one_line_and_exits_1(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    address = server.address
    server.answers["/data/release.json"] = lambda handler: handler.send(b"", 503)
    assert main(["search", "示例", "--from", address]) == 1
    said = capsys.readouterr().err
    assert said == (
        f"kuangxin: {address}data/release.json: the server answers 503 Service Unavailable\n"
    )


def test_nothing_behind_an_address_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(tmp_path) as server:
        address = server.address
    assert main(["get", "X", "--from", address]) == 1
    said = capsys.readouterr().err
    assert said.endswith("data/release.json: nothing answers there: the connection is refused\n")


def test_the_reader_day_applies_to_a_site_too(server: Server, local: kuangxin.Register) -> None:
    [entry, *_] = local.listings("serious")
    after = kuangxin.open(server.address, date(2030, 1, 1))
    assert entry.code not in {one.code for one in after.listings("serious")}
