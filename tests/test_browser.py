"""A real Chromium, as a person would use it: type a name, press Enter, read the grade."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from kuangxin_site.build import build_site
from kuangxin_site.preview import open_server

CONTENT = Path(__file__).parent.parent / "content"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("site") / "output"
    build_site(CONTENT, site)
    with open_server(site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def pages() -> Iterator[tuple[Page, list[str]]]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "install chromium"
    options = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=options)
        page = browser.new_page()
        wrong: list[str] = []
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on(
            "request", lambda asked: None if "127.0.0.1" in asked.url else wrong.append(asked.url)
        )
        yield page, wrong
        browser.close()


def test_a_typed_name_leads_to_the_grade(address: str, pages: tuple[Page, list[str]]) -> None:
    page, wrong = pages
    page.goto(address)
    page.fill("#q", "长兴坤元六矿业")
    page.keyboard.press("Enter")
    page.click("#answer a")
    assert "示例长兴坤元六矿业有限公司" in page.inner_text("h1")
    assert "2015 年第四季度信用等级" in page.inner_text(".sentence")
    assert wrong == []


def test_what_is_not_listed_is_said_exactly(address: str, pages: tuple[Page, list[str]]) -> None:
    page, wrong = pages
    page.goto(address + "search/?q=没有这家公司")
    page.wait_for_selector("#answer p")
    said = page.inner_text("#answer")
    assert "没有找到" in said
    assert "2016-01-25" in said
    assert "采矿权人" in said
    assert wrong == []


@pytest.mark.parametrize(
    "path", ["", "search/", "kinds/expert/", "lists/serious/", "standards/", "data/", "feedback/"]
)
def test_pages_fit_a_narrow_screen(address: str, pages: tuple[Page, list[str]], path: str) -> None:
    page, _ = pages
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
