"""A web server on this machine that counts what it is asked, and answers wrongly where told to."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit


class Handler(SimpleHTTPRequestHandler):
    """Answers a request; keeps the connection open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms
    server: Server

    def do_GET(self) -> None:
        """Answer as the server is told for this path, else with the file."""
        self.path = urlsplit(self.path).path  # a proxy is asked for whole addresses
        self.server.asked.append(self.path)
        self.server.seen.append(dict(self.headers))
        if (answer := self.server.answers.get(self.path)) is not None:
            answer(self)
        elif self.server.packs and (Path(self.server.folder) / self.path[1:]).is_file():
            content = (Path(self.server.folder) / self.path[1:]).read_bytes()
            self.send(gzip.compress(content), headers={"Content-Encoding": "gzip"})
        else:
            super().do_GET()

    def setup(self) -> None:
        """Count the connection."""
        self.server.connections += 1
        super().setup()

    def send(
        self, content: bytes, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send an answer with its length, if the headers give no other."""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | dict(headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves a folder; ``asked`` are the paths of all requests, ``seen`` their headers."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.seen: list[dict[str, str]] = []
        self.connections = 0
        self.packs = False
        self.answers: dict[str, Callable[[Handler], None]] = {}
        super().__init__(
            ("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(self.folder))
        )

    @property
    def address(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a reader hang up."""


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Serve a folder while the block runs."""
    with Server(folder) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
