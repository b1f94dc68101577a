"""Download files over one connection that is kept open, with the standard library alone.

``urllib.request`` opens a connection for every file, hence ``http.client``. Proxies are those that
``urllib`` takes from the environment. Redirects are followed to the same scheme, or from http to
https. Bodies are taken plain or in gzip, and never beyond the size that the caller expects.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Iterator
from errno import ENOENT
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from importlib.metadata import PackageNotFoundError, version
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from kuangxin.errors import Unreachable
from kuangxin.sources.causes import describe_cause

__all__ = ["Downloads"]

#: What stays as it is in the path of an address.
_SAFE = "/?%:@!$&'()*+,;=~-._"

_PIECE = 1 << 16
#: A download stays in memory up to so many bytes, then goes to a temporary file.
_IN_MEMORY = 8 << 20
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_MISSING = {404, 410}
#: Packed bytes beyond those expected unpacked: what a gzip adds to what it cannot pack, and more.
_OVERHEAD = 1 << 16


class Downloads:
    """Downloads one file after the other; threads wait for each other.

    Args:
        timeout: a server may be silent for so many seconds.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = Lock()
        self._kept: tuple[tuple[str, str], HTTPConnection] | None = None

    def get(self, address: str, most: int, *, anew: bool = False) -> tuple[str, IO[bytes]]:
        """Return where a file was found after all redirects, and the file.

        Args:
            address: of the file.
            most: what is beyond so many bytes is cut, all but one byte.
            anew: ask its origin, whatever copies there are on the way.

        Raises:
            FileNotFoundError: the server says that there is no such file.
            Unreachable: the server does not answer, or not with the file.
        """
        asked = address
        with self._lock:
            for _ in range(_MOST_REDIRECTS + 1):
                try:
                    found = self._get(urlsplit(address), most, anew)
                except (OSError, HTTPException, zlib.error, ValueError) as error:
                    self._close()
                    raise Unreachable(f"{asked}: {describe_cause(error, self._timeout)}") from None
                if found is None:
                    raise FileNotFoundError(ENOENT, "the server has no such file", address)
                if not isinstance(found, str):
                    return address, found
                address = _redirected(asked, address, found)
        raise Unreachable(f"{asked}: the server redirects more than {_MOST_REDIRECTS} times")

    def _get(self, url: SplitResult, most: int, anew: bool) -> IO[bytes] | str | None:
        """Return the file at an address, where it redirects to, or None: there is no such file."""
        response = self._ask(url, anew)
        if response.status == 200:
            file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller closes it
            for piece in _pieces(response, most):
                file.write(piece)
            if not response.isclosed():
                self._close()  # what was cut off still waits in the connection
            file.seek(0)
            return file
        said, location = f"{response.status} {response.reason}", response.headers.get("Location")
        response.read(_PIECE)
        if not response.isclosed():
            self._close()
        if response.status in _REDIRECTS and location:
            return location
        if response.status in _MISSING:
            return None
        raise HTTPException(f"the server answers {said.strip()}")

    def _ask(self, url: SplitResult, anew: bool) -> HTTPResponse:
        """Send a request and return the answer; try once more where a kept connection was cut."""
        kept = self._kept is not None
        try:
            return self._send(url, anew)
        except (ConnectionError, HTTPException):
            self._close()
            if not kept:
                raise
        return self._send(url, anew)

    def _send(self, url: SplitResult, anew: bool) -> HTTPResponse:
        proxy = _proxy(url)
        headers = {"User-Agent": _user_agent(), "Accept": "*/*", "Accept-Encoding": "gzip"}
        if anew:
            headers |= {"Cache-Control": "no-cache", "Pragma": "no-cache"}
        target = quote((url.path or "/") + (f"?{url.query}" if url.query else ""), safe=_SAFE)
        if proxy is not None and url.scheme == "http":
            target, headers = f"http://{url.netloc}{target}", headers | _authorization(proxy)
        connection = self._connection(url, proxy)
        connection.request("GET", target, headers=headers)
        return connection.getresponse()

    def _connection(self, url: SplitResult, proxy: SplitResult | None) -> HTTPConnection:
        """Return the connection to a host: the kept one, or another in its place."""
        key = (url.scheme, url.netloc)
        if self._kept is not None and self._kept[0] == key:
            return self._kept[1]
        self._close()
        kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
        at = proxy or url
        if not at.hostname:
            raise ValueError("the address names no host")
        connection = kind(at.hostname, at.port, timeout=self._timeout)
        if proxy is not None and url.scheme == "https" and url.hostname:
            connection.set_tunnel(url.hostname, url.port or 443, _authorization(proxy))
        self._kept = (key, connection)
        return connection

    def _close(self) -> None:
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None


def _redirected(asked: str, address: str, location: str) -> str:
    """Return where a redirect leads.

    Raises:
        Unreachable: from https to what can be overheard, or to what is no site.
    """
    found = urljoin(address, location)
    before, after = urlsplit(address).scheme, urlsplit(found).scheme
    if after == before or (before, after) == ("http", "https"):
        return found
    raise Unreachable(f"{asked}: the server redirects from {before} to {after}, which is refused")


def _pieces(response: HTTPResponse, most: int) -> Iterator[bytes]:
    """Yield a body unpacked, at most one byte more than ``most``."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in {"gzip", "x-gzip"}:
        yield from _unpacked(response, most + 1)
    elif coding in {"", "identity"}:
        yield from _plain(response, most + 1)
    else:
        raise HTTPException(f"the server answers in the coding {coding}, which was not asked for")


def _plain(response: HTTPResponse, most: int) -> Iterator[bytes]:
    """Yield the bytes that a server sends, at most ``most``."""
    left, stated = most, response.length
    while left and (piece := response.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece
    if left and stated is not None and most - left < stated:
        raise HTTPException(f"the connection ended after {most - left} of {stated} bytes")


def _unpacked(response: HTTPResponse, most: int) -> Iterator[bytes]:
    unpacker, left = zlib.decompressobj(31), most
    for packed in _plain(response, most + _OVERHEAD):
        while left and not unpacker.eof:
            piece = unpacker.decompress(packed, min(left, _PIECE))
            packed = unpacker.unconsumed_tail
            if not piece and not packed:
                break
            left -= len(piece)
            yield piece
        if not left:
            return
    if not unpacker.eof:
        raise HTTPException("the packed body that the server sent has no end")


def _proxy(url: SplitResult) -> SplitResult | None:
    """Return the proxy that the environment names for an address, as ``urllib`` has it."""
    named = getproxies().get(url.scheme)
    if not named or (url.hostname and proxy_bypass(url.hostname)):
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    if proxy.scheme not in {"http", "https"}:
        raise ValueError(f"the proxy of the environment is of the kind {proxy.scheme}: use http")
    return proxy


def _authorization(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    who = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(who.encode()).decode()}"}


def _user_agent() -> str:
    try:
        return f"kuangxin/{version('kuangxin')}"
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "kuangxin"
