"""Ask every query in a real Chromium, and time some of them on a slow line."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from lookup_bench.asking import ASKING, LIMIT, SCRIPTS, WALL, Result, Tick, read_result
from lookup_bench.subjects import Query

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["ask_chromium", "open_browser", "serve", "time_on_slow_line"]

#: Queries that the page is handed at once.
_AT_ONCE = 50
_SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
_PREPARE = """async () => {
    const [{ createLookup }, { ask, ready }] =
        await Promise.all([import("/js/lookup.js"), import("/bench/ask.mjs")]);
    const load = async (path, options = {}) => {
        const response = await fetch(`/data/lookup/${path}`, { cache: "no-store", ...options });
        if (!response.ok) throw new Error(`${path}: ${response.status}`);
        return new Uint8Array(await response.arrayBuffer());
    };
    let start;
    const once = (path, options) =>
        path === "start.bin" ? (start ??= load(path, options)) : load(path, options);
    window.bench = { createLookup, ask, load: once };
    window.lookup = createLookup({ load: once });
    await ready(window.lookup);
}"""
_ASK = """async ({ queries, limit }) => {
    const results = [];
    const clock = () => performance.now();
    const done = (result) => { results.push(result); };
    await window.bench.ask({ ...window.bench, queries, limit, clock, done });
    return results;
}"""
_TIME = """async ({ query, limit }) => {
    const began = performance.now();
    await window.lookup.search(query, { limit });
    return performance.now() - began;
}"""


class _Handler(SimpleHTTPRequestHandler):
    """Serves files and keeps the connection, as a host does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    extensions_map = {  # noqa: RUF012 - the standard library declares it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
    }

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet."""


@contextmanager
def serve(folder: Path, data: Path) -> Iterator[str]:
    """Serve a page in an empty ``folder`` with the scripts and a register; yield its address."""
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>.</title>", encoding="utf-8")
    (folder / "js").symlink_to(SCRIPTS)
    (folder / "bench").symlink_to(ASKING)
    (folder / "data").symlink_to(data.resolve())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    server.daemon_threads = True
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium.

    Raises:
        SystemExit: Chromium or playwright is missing.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        raise SystemExit("Chromium or playwright is missing: install them, or add --no-browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def ask_chromium(
    browser: Browser, address: str, queries: Sequence[Query], tick: Tick
) -> list[Result]:
    """Ask ``lookup.js`` in a page, a new look-up for each query, no cache."""
    results: list[Result] = []
    with _page(browser, address) as page:
        for place in range(0, len(queries), _AT_ONCE):
            texts = [query.text for query in queries[place : place + _AT_ONCE]]
            for found in page.evaluate(_ASK, {"queries": texts, "limit": LIMIT}):
                results.append(read_result(found, WALL))
                tick()
    return results


def time_on_slow_line(
    browser: Browser, address: str, queries: Sequence[Query], tick: Tick
) -> list[float]:
    """Return the milliseconds from the call of ``search`` to its answer, for each query.

    Each in a fresh context that has read the start file, over 1.6 Mbit/s with 150 ms latency as
    DevTools simulate it. The call of ``search`` stands for the last key: no pause for more keys,
    and nothing of what was typed before is on the way.
    """
    taken = []
    for query in queries:
        with _page(browser, address) as page:
            line = page.context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", _SLOW_LINE)
            taken.append(float(page.evaluate(_TIME, {"query": query.text, "limit": LIMIT})))
        tick()
    return taken


@contextmanager
def _page(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.evaluate(_PREPARE)
        yield page
