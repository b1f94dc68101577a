"""What machines find: one address a page, a sitemap, a card, data in the words of schema.org."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kuangxin_site.build import build_site
from kuangxin_site.pages import machine_files
from kuangxin_site.pages.machine_files import write_machine_files
from kuangxin_site.pages.plan import open_site
from kuangxin_site.pelican_bridge.assets import fingerprint
from kuangxin_site.schemas import find_packaged
from kuangxin_site.settings import Look
from tests.registers import CONTENT, Breakable, state_address

ADDRESS = "https://register.example/credit/"
GRADED = "subjects/91330109DEM0000301/"


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration's site with a public address."""
    folder = tmp_path_factory.mktemp("addressed")
    shutil.copytree(CONTENT, folder / "content")
    state_address(folder / "content", ADDRESS)
    build_site(folder / "content", folder / "site")
    return folder / "site"


def test_every_page_names_its_one_address(addressed: Path) -> None:
    said = {
        path.relative_to(addressed).as_posix().removesuffix("index.html"): re.findall(
            r'<link rel="canonical" href="(.*?)">', path.read_text(encoding="utf-8")
        )
        for path in addressed.rglob("*.html")
        if path.name != "404.html"
    }
    assert said == {where: [ADDRESS + where] for where in said}
    assert len(said) > 600


def test_without_an_address_no_page_names_one(small: Breakable) -> None:
    site = small.build()
    assert 'rel="canonical"' not in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "sitemap.xml").exists()


def test_the_sitemap_holds_every_page_but_that_for_a_wrong_address(addressed: Path) -> None:
    pages = {
        ADDRESS + path.relative_to(addressed).as_posix().removesuffix("index.html")
        for path in addressed.rglob("index.html")
    }
    locations = _locations((addressed / "sitemap.xml").read_bytes())
    assert sorted(locations) == sorted(pages)


def test_a_sitemap_that_cannot_hold_all_is_an_index_of_several(
    addressed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_files, "SITEMAP_MOST", 3)
    site = open_site(addressed / "data", CONTENT)
    pages = [f"subjects/{number}/" for number in range(8)]
    files = dict(write_machine_files(site, pages))
    parts = [f"{ADDRESS}sitemaps/{number}.xml" for number in (1, 2, 3)]
    assert _locations(files["sitemap.xml"]) == parts
    held = [_locations(files[f"sitemaps/{number}.xml"]) for number in (1, 2, 3)]
    assert [len(one) for one in held] == [3, 3, 2]
    assert list(chain(*held)) == [ADDRESS + page for page in pages]


def test_robots_name_the_sitemap_and_leave_out_what_was_typed(
    addressed: Path, small: Breakable
) -> None:
    said = (addressed / "robots.txt").read_text(encoding="utf-8")
    assert "Disallow: /credit/search/?\n" in said
    assert f"Sitemap: {ADDRESS}sitemap.xml\n" in said
    assert "Sitemap" not in (small.build() / "robots.txt").read_text(encoding="utf-8")


def test_the_page_for_a_wrong_address_is_not_indexed(addressed: Path, small: Breakable) -> None:
    for one in (addressed, small.build()):
        html = (one / "404.html").read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex">' in html


def test_the_page_for_a_wrong_address_offers_the_look_up(addressed: Path) -> None:
    page = (addressed / "404.html").read_text(encoding="utf-8")
    assert '<form class="header-search" role="search" action="/credit/search/"' in page


def test_every_page_has_a_description_and_a_card_that_says_the_same(addressed: Path) -> None:
    for path in addressed.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        (said,) = re.findall(r'<meta name="description" content="(.+?)">', page)
        assert f'<meta property="og:description" content="{said}">' in page, path
        assert len(re.findall(r'<meta property="og:(?:title|site_name)" content=".+?">', page)) == 2


def test_a_subject_has_its_data_beside(site: Path) -> None:
    page = (site / GRADED / "index.html").read_text(encoding="utf-8")
    assert '<link rel="alternate" type="application/json" href="index.json">' in page
    document = json.loads((site / GRADED / "index.json").read_bytes())
    context = json.loads((site / GRADED / document["@context"]).read_bytes())["@context"]
    record = document["subject"]["records"][0]
    assert context[record["kind"]] == "schema:Organization"
    assert {"code", "name", "kind", "records"} <= context.keys()


def test_the_downloads_are_described_as_a_dataset(addressed: Path) -> None:
    dataset = json.loads((addressed / "dataset.jsonld").read_bytes())
    assert (dataset["@type"], dataset["name"]) == ("Dataset", "示例省地矿信用公示")
    for one in dataset["distribution"]:
        assert one["contentUrl"].startswith(ADDRESS)
        assert (addressed / one["contentUrl"].removeprefix(ADDRESS)).is_file()
    assert "dataset.jsonld" in (addressed / "data/index.html").read_text(encoding="utf-8")


def test_styles_and_scripts_have_one_fingerprint_in_their_addresses(site: Path) -> None:
    found = {one for page in _pages(site) for one in re.findall(r"(?:css|js|svg)\?v=(\w+)", page)}
    assert len(found) == 1


def test_a_theme_that_changes_has_another_fingerprint(tmp_path: Path) -> None:
    theme = Path(shutil.copytree(find_packaged("sitetheme"), tmp_path / "one"))
    other = Path(shutil.copytree(theme, tmp_path / "other"))
    with (other / "static/js/disk.js").open("a", encoding="utf-8") as file:
        file.write("// changed\n")
    packaged = find_packaged("sitetheme")
    same, changed, coloured = (
        fingerprint(one, CONTENT, look)
        for one, look in [(theme, Look()), (other, Look()), (theme, Look(brand="#7a1f1f"))]
    )
    assert same == fingerprint(packaged, CONTENT, Look())
    assert len({same, changed, coloured}) == 3


def test_a_feed_is_named_exactly_where_its_file_is(site: Path, addressed: Path) -> None:
    for built in (site, addressed):
        named = {
            (path.parent / href).resolve()
            for path in built.rglob("index.html")
            for href in re.findall(
                r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"',
                path.read_text(encoding="utf-8"),
            )
        }
        assert (built / "changes/atom.xml").resolve() in named
        assert [one for one in named if not one.is_file()] == []


def test_an_address_is_escaped(small: Breakable) -> None:
    small.put(
        "register.yaml",
        (small.folder / "register.yaml").read_text("utf-8") + "address: https://a.example/x&y/\n",
    )
    site = small.build()
    assert "https://a.example/x&amp;y/kinds/expert/" in (site / "sitemap.xml").read_text("utf-8")
    assert 'href="https://a.example/x&amp;y/"' in (site / "index.html").read_text("utf-8")


def _pages(site: Path) -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in site.rglob("index.html"))


def _locations(content: bytes) -> list[Any]:
    root = ElementTree.fromstring(content)
    return [one.text for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
