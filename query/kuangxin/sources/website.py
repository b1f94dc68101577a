"""A release at an address: a published site, read file by file as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from kuangxin.errors import NotARelease
from kuangxin.sources.checked import Checked
from kuangxin.sources.download import Downloads

__all__ = ["Website"]

_MANIFEST = "release.json"


class Website(Checked):
    """A release at the address of a site, of its ``data`` folder, or of a page of either.

    Raises:
        NotARelease: that is no address.
    """

    def __init__(self, address: str, timeout: float) -> None:
        super().__init__()
        self.address = address
        self.timeout = timeout
        self._bases = tuple(_bases(address))
        self._base: str | None = None
        self._downloads = Downloads(timeout)

    def __reduce__(self) -> tuple[type[Website], tuple[str, float]]:
        return Website, (self.address, self.timeout)

    def __str__(self) -> str:
        return self.address

    def fetch(self, path: str, most: int, *, anew: bool = False) -> IO[bytes]:
        """Download a file; the first is ``release.json``, which shows where the others are."""
        if self._base is None:
            return self._find(most)
        _, file = self._downloads.get(self._base + path, most, anew=anew)
        return file

    def _find(self, most: int) -> IO[bytes]:
        instead = ""
        for base in self._bases:
            try:
                address, file = self._downloads.get(base + _MANIFEST, most)
            except FileNotFoundError:
                continue
            if file.read(64).lstrip().startswith(b"{"):
                file.seek(0)
                moved = address.endswith("/" + _MANIFEST)
                self._base = address.removesuffix(_MANIFEST) if moved else base
                return file
            file.close()
            instead = " (what is there in its place is no JSON)"
        raise NotARelease(
            f"{self} holds no release.json{instead}; give the address of a published site or of "
            "its data folder"
        )


def _bases(address: str) -> Iterator[str]:
    """Yield where the data of a site may be, the likeliest first.

    >>> list(_bases("https://example.org/site/index.html"))
    ['https://example.org/site/data/', 'https://example.org/site/']
    >>> list(_bases("https://example.org/data/release.json"))
    ['https://example.org/data/', 'https://example.org/data/data/']
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise NotARelease(f"{address} is not an address: {error}") from None
    if not parts.hostname:
        raise NotARelease(f"{address} is not an address: it names no host")
    if "@" in parts.netloc:
        raise NotARelease("the address holds a user name or password: give it without")
    path = parts.path
    for page in ("index.html", _MANIFEST):
        if path.endswith("/" + page):
            path = path.removesuffix(page)
    path = path.rstrip("/") + "/"
    root = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    inner = root + "data/"
    yield from (root, inner) if path.endswith("/data/") else (inner, root)
