"""A real Chromium for the tests, and the demonstration register's site served to it.

One build and one browser for all. A page fails its test on a message in the console and on a
request to another host.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kuangxin_site.build import build_site
from kuangxin_site.preview import open_server
from tests.registers import CONTENT

__all__ = [
    "LOWEST_CONTRAST",
    "address",
    "browser",
    "page",
    "page_without_scripts",
    "read_quietly",
    "serve",
    "site",
    "watch",
]

#: The lowest contrast (WCAG 2.2, 1.4.3) of a text with the nearest opaque ground behind it.
LOWEST_CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  let lowest = 21;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    let ground = element;
    while (ground && rgba(getComputedStyle(ground).backgroundColor)[3] < 255) ground = ground.parentElement;
    const back = light(rgba(ground ? getComputedStyle(ground).backgroundColor : "canvas"));
    const front = light(rgba(getComputedStyle(element).color));
    lowest = Math.min(lowest, (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05));
  }
  return lowest;
}"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration register's site."""
    site = tmp_path_factory.mktemp("browser") / "output"
    build_site(CONTENT, site)
    return site


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site with the headers that a host should send."""
    with serve(site) as address:
        yield address


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve a site with the headers that a host should send; give its address."""
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
    with read_quietly(browser, address) as page:
        yield page


@pytest.fixture
def page_without_scripts(browser: Browser, address: str) -> Iterator[Page]:
    with read_quietly(browser, address, java_script_enabled=False) as page:
        yield page


@contextmanager
def read_quietly(browser: Browser, address: str, **given: Any) -> Iterator[Page]:
    """Open an empty page of a context of its own; see that the browser complains of nothing."""
    with browser.new_context(**given) as context:
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
