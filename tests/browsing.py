"""A real Chromium for the tests, and the demonstration register's site served to it.

One build and one browser for all. A page fails its test on a message in the console and on a
request to another host.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kuangxin_site.build import build_site
from kuangxin_site.preview import open_server
from tests.registers import CONTENT

__all__ = ["address", "browser", "page", "page_without_scripts", "site", "watch"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration register's site."""
    site = tmp_path_factory.mktemp("browser") / "output"
    build_site(CONTENT, site)
    return site


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site with the headers that a host should send."""
    with open_server(site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "install chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open an empty page; whatever the browser complains of fails the test at its end."""
    with browser.new_context() as context:
        page = context.new_page()
        wrong = watch(page, address)
        yield page
        assert wrong == []


@pytest.fixture
def page_without_scripts(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        wrong = watch(page, address)
        yield page
        assert wrong == []


def watch(page: Page, address: str) -> list[str]:
    """Return the list in which whatever a page does wrong is put down."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(address) else wrong.append(f"request: {asked.url}")
        ),
    )
    return wrong
