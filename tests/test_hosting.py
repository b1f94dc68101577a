"""What hosts are told to send in docs/hosting.md is what ``kuangxin-site serve`` sends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kuangxin_site.check.attachments import SUFFIXES
from kuangxin_site.sent import FOR_GOOD, HEADERS, REVALIDATED, TYPES, caching_of

TEXT = (Path(__file__).parent.parent / "docs/hosting.md").read_text(encoding="utf-8")
CACHING = "Cache-Control"


def _recipe(words: str) -> str:
    """Return the one block of the document that holds these words."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    (found,) = [block for block in blocks if words in block]
    return str(found)


def _pairs(pattern: str, text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in re.findall(pattern, text, re.MULTILINE)]


def test_nginx_sends_the_headers_that_serve_sends() -> None:
    sent = _pairs(r'^    add_header (\S+) "?(.*?)"? always;$', _recipe("conf.d/credit.conf"))
    assert dict(sent) == {**HEADERS, CACHING: "$kuangxin_cache"}
    assert len(sent) == 4


def test_nginx_keeps_what_serve_keeps() -> None:
    pattern = r'^    (?:default|"~(.*?)") +"(.*)";$'
    usual, theme = _pairs(pattern, _recipe("conf.d/credit.conf"))
    assert usual == ("", REVALIDATED)
    assert theme[1] == FOR_GOOD
    for address in (
        "/theme/js/a.js?v=1",
        "/theme/js/a.js?",
        "/?v=1",
        "/below/theme/a.css?b=1&v=2",
        "/?q=/theme/a?v=1",
    ):
        assert bool(re.search(theme[0], address)) is (caching_of(address, 200) == FOR_GOOD), address


def test_nginx_names_the_types_that_serve_names() -> None:
    named = _pairs(r'^        "(.*)" (\w+);$', _recipe("conf.d/credit.conf"))
    assert {ending: kind for kind, ending in named} == TYPES


def test_caddy_sends_the_headers_that_serve_sends() -> None:
    sent = _pairs(r'^\theader ((?:@\w+ )?[\w-]+) "(.*)"$', _recipe("/etc/caddy/Caddyfile"))
    caching = {f"@kept {CACHING}": FOR_GOOD, f"@asked {CACHING}": REVALIDATED}
    assert dict(sent) == {**HEADERS, **caching}


def test_caddy_names_the_types_that_serve_names() -> None:
    named = _pairs(r'^\t\t~(?:/\$\|)?\\\.(\w+)\$ "(.*)"$', _recipe("/etc/caddy/Caddyfile"))
    assert dict(named) == TYPES


def test_cloudflare_sends_the_headers_that_serve_sends() -> None:
    everywhere, lines = _recipe("# _headers").removeprefix("# _headers\n/*\n").split("/*.jsonl\n")
    assert dict(_pairs(r"^  (\S+): (.*)$", everywhere)) == {**HEADERS, CACHING: REVALIDATED}
    assert dict(_pairs(r"^  (\S+): (.*)$", lines)) == {"Content-Type": TYPES["jsonl"]}


def test_storage_is_given_the_types_and_the_caching_that_serve_sends() -> None:
    upload = _recipe("aws s3 sync")
    assert f'--cache-control "{REVALIDATED}"' in upload
    assert dict(_pairs(r"^(\w+) (\S+/.*)$", upload.split("TYPES\n")[1])) == TYPES


def test_storage_gets_the_pages_after_what_they_refer_to() -> None:
    endings = [name for name, _ in _pairs(r"^(\w+) (\S+/.*)$", _recipe("aws s3 sync"))]
    assert endings[-1] == "html"


def test_the_table_says_what_serve_sends() -> None:
    rows = _pairs(r"^\| `([\w-]+)` \| .* \| `(.*)` \|$", TEXT)
    assert rows == [*HEADERS.items(), (CACHING, FOR_GOOD), (CACHING, REVALIDATED)]


def test_what_to_look_for_is_what_serve_sends() -> None:
    seen = _recipe("HTTP/1.1 200 OK").splitlines()
    caching = [f"{CACHING}: {REVALIDATED}", f"{CACHING}: {FOR_GOOD}"]
    types = [f"Content-Type: {TYPES[ending]}" for ending in ("html", "csv")]
    for line in [f"{name}: {value}" for name, value in HEADERS.items()] + caching + types:
        assert line in seen


@pytest.mark.parametrize(
    "words", ["ExecStart=", "5 0 * * *", "name: site", "wrangler pages deploy"]
)
def test_every_daily_build_is_told_where_the_register_is(words: str) -> None:
    assert re.search(r"\bTZ(=|: )Asia/Shanghai", _recipe(words))


def test_every_file_of_a_site_has_a_type(site: Path) -> None:
    index = site / "data/index"  # Whoosh's own, read as bytes
    files = [path for path in site.rglob("*") if path.is_file() and index not in path.parents]
    assert {path.suffix[1:] for path in files} <= TYPES.keys()


def test_every_attachment_and_logo_has_a_type() -> None:
    assert {suffix[1:] for suffix in SUFFIXES} | {"svg", "png", "webp"} <= TYPES.keys()


@pytest.mark.parametrize(
    ("address", "status", "caching"),
    [
        ("/theme/css/site.css?v=1234abcd", 200, FOR_GOOD),
        ("/below/theme/js/search.js?v=1234abcd", 304, FOR_GOOD),
        ("/theme/css/site.css", 200, REVALIDATED),
        ("/theme/css/site.css?v=1234abcd", 404, REVALIDATED),
        ("/subjects/91330000DEM0000000/?v=1", 200, REVALIDATED),
        ("/search/?q=/theme/a?v=1", 200, REVALIDATED),
    ],
)
def test_only_the_theme_that_is_there_is_kept_for_good(
    address: str, status: int, caching: str
) -> None:
    assert caching_of(address, status) == caching
