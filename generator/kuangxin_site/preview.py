"""Show a built site on this machine, with the headers a host should send.

docs/hosting.md gives the same for usual hosts. A file that lies compressed beside itself
(``build --precompress``) is sent so to who accepts it.
"""

from __future__ import annotations

import io
import os
import re
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from kuangxin_site.sent import HEADERS, TYPES, caching_of

__all__ = ["open_server"]

#: Names of files that lie compressed, by what a browser calls it, the smaller first.
_ENCODINGS = {"br": ".br", "gzip": ".gz"}


class _Handler(SimpleHTTPRequestHandler):
    """Serves the files of one folder, and the site's own page for an address that is not there."""

    extensions_map = {  # noqa: RUF012 - the standard library declares it so
        **SimpleHTTPRequestHandler.extensions_map,
        **{f".{ending}": kind for ending, kind in TYPES.items()},
    }
    #: Status of the answer, and whether the file asked for lies compressed as well.
    _status = 200
    _varies = False

    def send_response(self, code: int, message: str | None = None) -> None:
        self._status = int(code)
        super().send_response(code, message)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", caching_of(self.path, self._status))
        if self._varies:
            self.send_header("Vary", "Accept-Encoding")
        super().end_headers()

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and urlsplit(self.path).path.endswith("/"):
            path /= "index.html"
        forms = {
            encoding: path.with_name(path.name + ending) for encoding, ending in _ENCODINGS.items()
        }
        lying = [one for one, packed in forms.items() if packed.is_file() and path.is_file()]
        self._varies = bool(lying)
        for encoding in lying:
            if self._accepts(encoding):
                return self._send_packed(path, forms[encoding], encoding)
        return super().send_head()

    def list_directory(self, path: str | os.PathLike[str]) -> io.BytesIO | None:
        """Send the page for a wrong address: what a folder holds is not for browsing."""
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def _accepts(self, encoding: str) -> bool:
        accepted = self.headers.get("Accept-Encoding", "")
        return (
            re.search(rf"(?<![\w-]){encoding}(?![\w-])(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accepted)
            is not None
        )

    def _send_packed(self, path: Path, packed: Path, encoding: str) -> BinaryIO:
        file = packed.open("rb")
        found = os.fstat(file.fileno())
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Length", str(found.st_size))
        self.send_header("Last-Modified", self.date_time_string(found.st_mtime))
        self.end_headers()
        return file

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet."""


def open_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server for a built site on 127.0.0.1; port 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
