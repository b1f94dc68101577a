"""The site wherever it is put: every link resolves, below a sub-folder, from disk, and it is light."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browsing import serve, watch
from tests.reaching import Served, page_types

_LINKS = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_NAMES = re.compile(r'\sid="([^"]*)"')
#: Bytes of a first visit, with all assets, as they lie on the disk (design.md, section 7).
_LIGHT = 60 * 1024


def test_every_link_and_anchor_of_every_page_resolves(served_sites: list[Served]) -> None:
    broken = {
        f"{served.name}: {path.relative_to(served.site)}: {target}"
        for served in served_sites
        for path in served.site.rglob("*.html")
        if path.name != "404.html"  # shown at any address: see tests/test_browser.py
        for target in sorted(set(_LINKS.findall(path.read_text(encoding="utf-8"))))
        if not _leads_somewhere(path, unescape(target))
    }
    assert broken == set()


@pytest.fixture(scope="module")
def below(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site below two folders; return its address."""
    top = tmp_path_factory.mktemp("below")
    (top / "open").mkdir()
    (top / "open" / "credit").symlink_to(site)
    with serve(top) as address:
        yield f"{address}open/credit/"


def test_below_a_folder_every_page_has_all_it_asks_for(
    browser: Browser, site: Path, below: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        wrong = watch(page, below)
        page.on("response", lambda got: None if got.ok else wrong.append(f"{got.status} {got.url}"))
        for path in page_types(site):
            if path != "404.html":  # linked from the address that is stated: decision 015
                page.goto(below + path)
        assert wrong == []


def test_below_a_folder_a_name_leads_to_its_grade(browser: Browser, below: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(below + "kinds/expert/")
        page.fill("#header-q", "长兴坤元六矿业")
        page.keyboard.press("Enter")
        page.click("#answer a")
        page.wait_for_selector(".sentence .grade-letter")
        assert page.url.startswith(below + "subjects/")


@pytest.fixture
def from_disk(browser: Browser, site: Path) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        wrong = watch(page, site.as_uri())
        yield page
        assert wrong == []


def test_from_disk_every_page_but_the_look_up_is_whole(from_disk: Page, site: Path) -> None:
    for path in page_types(site):
        if path in {"search/", "404.html"}:
            continue
        from_disk.goto((site / path / "index.html").as_uri())
        assert from_disk.evaluate("getComputedStyle(document.body).display") == "flex", path
        links: list[str] = from_disk.evaluate("[...document.links].map((link) => link.href)")
        files = [Path(unquote(urlsplit(one).path)) for one in links if one.startswith("file:")]
        assert [one for one in files if not one.is_file()] == [], path


def test_from_disk_the_lists_lead_to_a_grade(from_disk: Page, site: Path) -> None:
    from_disk.goto((site / "index.html").as_uri())
    for link in ("采矿权人", "湖州市", "长兴县", "示例长兴"):
        from_disk.click(f"main a >> text={link}")
    assert from_disk.is_visible(".sentence .grade-letter")


def test_from_disk_the_look_up_says_that_it_cannot_and_offers_the_lists(
    browser: Browser, site: Path
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / "about" / "index.html").as_uri())
        page.fill("#header-q", "长兴")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/index.html?q=*")
        assert "请按下面的列表查找" in page.inner_text("#unscripted")
        page.click("main a >> text=采矿权人")
        assert page.url.endswith("/kinds/mining-right-holder/index.html")


def test_a_first_visit_to_the_heaviest_subject_is_light(
    browser: Browser, site: Path, address: str
) -> None:
    pages = (site / "subjects").rglob("index.html")
    heaviest = max(pages, key=lambda one: one.stat().st_size)
    weights = {"icon.svg": (site / "theme" / "icon.svg").stat().st_size}
    with browser.new_context() as context:
        page = context.new_page()

        def weigh(got: Response) -> None:
            weights[got.url] = len(got.body())

        page.on("response", weigh)
        page.goto(f"{address}subjects/{heaviest.parent.name}/")
        page.wait_for_load_state("networkidle")
    assert len(weights) > 3
    assert sum(weights.values()) <= _LIGHT, weights


def _leads_somewhere(page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme:
        return parts.scheme in {"https", "http", "mailto"}
    if parts.netloc or target.startswith("/"):
        return False
    file = page.parent / unquote(parts.path) if parts.path else page
    if parts.path.endswith("/"):
        file /= "index.html"
    if not file.is_file():
        return False
    if not parts.fragment:
        return True
    return unquote(parts.fragment) in map(unescape, _NAMES.findall(file.read_text("utf-8")))
