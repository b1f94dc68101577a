"""A release at an address: a published site, read file by file as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from kuangxin.errors import NotARelease
from kuangxin.sources.checked import Checked
from kuangxin.sources.download import Downloads

__all__ = ["Website"]

_LOOKUP = "lookup/"
#: A file of the look-up has some 10 KB, the start file 30.
_MOST_LOOKUP = 4 << 20


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
        """Download a file; the first shows where the others are."""
        if self._base is None:
            return self._find(path, most, b"KXL" if path.startswith(_LOOKUP) else b"{")
        _, file = self._downloads.get(self._base + path, most, anew=anew)
        return file

    def read_lookup(self, path: str) -> bytes:
        """Return a file of the static look-up, as a browser gets it: ``release.json`` is not read.

        These files tell themselves whether they are whole and of one release. If ``release.json``
        was read already, they are held to it as all others are.
        """
        if self.has_manifest:
            return self.read(_LOOKUP + path)
        with self.fetch(_LOOKUP + path, _MOST_LOOKUP) as file:
            return file.read(_MOST_LOOKUP)

    def _find(self, path: str, most: int, beginning: bytes) -> IO[bytes]:
        instead = ""
        for base in self._bases:
            try:
                address, file = self._downloads.get(base + path, most)
            except FileNotFoundError:
                continue
            if file.read(64).lstrip().startswith(beginning):
                file.seek(0)
                moved = address.endswith("/" + path)
                self._base = address.removesuffix(path) if moved else base
                return file
            file.close()
            instead = " (what is there in its place is another file)"
        raise NotARelease(
            f"{self} holds no {path}{instead}; give the address of a published site or of "
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
    for page in ("index.html", "release.json"):
        if path.endswith("/" + page):
            path = path.removesuffix(page)
    path = path.rstrip("/") + "/"
    root = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    inner = root + "data/"
    yield from (root, inner) if path.endswith("/data/") else (inner, root)
