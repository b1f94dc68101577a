"""A source that is not trusted: nothing is used before it is what ``release.json`` states.

Only files that ``release.json`` states are ever asked for, each at most once while it is
remembered; of each no more bytes are taken than it should have, and they must have its sha256. The
Whoosh index (``data/index/``) is not stated there, so it is never read from such a source.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from threading import RLock
from typing import IO, ClassVar

import msgspec

from kuangxin.errors import DamagedRelease, ReleaseChanged
from kuangxin.sources.stated import StatedFile, decode_files

__all__ = ["MOST_MANIFEST", "Checked"]

#: ``release.json`` may have so many bytes: that of a million subjects has fewer than ten million.
MOST_MANIFEST = 64 << 20
#: What is read at once may have so many: a partition has about 64 KB.
_MOST_AT_ONCE = 256 << 20
#: So many bytes of files are remembered.
_REMEMBERED = 32 << 20
_PIECE = 1 << 20


class Checked(ABC):
    """Holds every file to ``release.json``; where the bytes are from, a subclass knows."""

    #: What reading an opened file may raise when it is damaged.
    broken: ClassVar[tuple[type[Exception], ...]] = ()

    def __init__(self) -> None:
        self._remembered: OrderedDict[str, bytes] = OrderedDict()
        self._lock = RLock()

    @abstractmethod
    def fetch(self, path: str, most: int, *, anew: bool = False) -> IO[bytes]:
        """Open the file at ``path`` below ``data/``; it can be read again from its beginning.

        Args:
            path: of the file.
            most: what is beyond so many bytes may be cut, all but one byte.
            anew: ask its origin, whatever copies there are on the way.

        Raises:
            FileNotFoundError: there is no such file.
        """

    def read(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            DamagedRelease: they are not what is stated.
            ReleaseChanged: another release stands there by now.
        """
        if path == "release.json":
            return self._manifest
        with self._lock:
            if path in self._remembered:
                self._remembered.move_to_end(path)
                return self._remembered[path]
            stated = self._stated_file(path)
            if stated.bytes > _MOST_AT_ONCE:
                raise DamagedRelease(f"{path} of {self} is too large: {stated.bytes} bytes")
            with self._open(stated) as file:
                content = b"".join(self._whole(stated, file))
            self._remember(path, content)
            return content

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file, all of which was verified before.

        Raises:
            DamagedRelease: the file is not what is stated.
            ReleaseChanged: another release stands there by now.
        """
        stated = self._stated_file(path)
        with self._open(stated) as file:
            for _ in self._whole(stated, file):
                pass
            file.seek(0)
            yield from file

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a file as they are, one more than stated at most.

        Raises:
            DamagedRelease: they cannot be read.
            ReleaseChanged: another release stands there by now.
        """
        stated = self._stated_file(path)
        try:
            file = self.fetch(path, stated.bytes)
        except FileNotFoundError:
            self._refuse_change()
            raise
        digest = sha256()
        with file:
            for piece in self._pieces(stated, file):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != stated.sha256:
            self._refuse_change()

    @property
    def has_manifest(self) -> bool:
        """Whether ``release.json`` was read already."""
        return "_manifest" in self.__dict__

    @cached_property
    def _manifest(self) -> bytes:
        with self.fetch("release.json", MOST_MANIFEST) as file:
            return self._manifest_of(file)

    def _manifest_of(self, file: IO[bytes]) -> bytes:
        stated = StatedFile("release.json", MOST_MANIFEST, "")
        content = b"".join(self._pieces(stated, file))
        if len(content) > MOST_MANIFEST:
            raise DamagedRelease(f"release.json of {self} is too large to be one")
        return content

    @cached_property
    def _stated(self) -> dict[str, StatedFile]:
        try:
            return {one.path: one for one in decode_files(self._manifest)}
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DamagedRelease(f"release.json of {self} cannot be read: {error}") from None

    def _stated_file(self, path: str) -> StatedFile:
        try:
            return self._stated[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def _open(self, stated: StatedFile) -> IO[bytes]:
        try:
            return self.fetch(stated.path, stated.bytes)
        except FileNotFoundError:
            self._refuse_change()
            raise DamagedRelease(f"{stated.path} is missing from {self}") from None

    def _whole(self, stated: StatedFile, file: IO[bytes]) -> Iterator[bytes]:
        """Yield what a file holds; raise at its end when it is not what is stated."""
        digest, size = sha256(), 0
        for piece in self._pieces(stated, file):
            digest.update(piece)
            size += len(piece)
            yield piece
        if digest.hexdigest() == stated.sha256:
            return
        self._refuse_change()
        how = "others" if size == stated.bytes else "more" if size > stated.bytes else str(size)
        raise DamagedRelease(
            f"{stated.path} of {self} is not what release.json states: "
            f"{stated.bytes} bytes stated, {how} found"
        )

    def _pieces(self, stated: StatedFile, file: IO[bytes]) -> Iterator[bytes]:
        """Yield what a file holds, one byte more than stated at most."""
        left = stated.bytes + 1
        try:
            while left and (piece := file.read(min(left, _PIECE))):
                left -= len(piece)
                yield piece
        except self.broken as error:
            raise DamagedRelease(f"{stated.path} of {self} cannot be read: {error}") from None

    def _refuse_change(self) -> None:
        """Raise when ``release.json`` is not what it was: the files belong to another release."""
        with self.fetch("release.json", MOST_MANIFEST, anew=True) as file:
            if self._manifest_of(file) != self._manifest:
                raise ReleaseChanged(f"{self} was published anew while being read: open it again")

    def _remember(self, path: str, content: bytes) -> None:
        self._remembered[path] = content
        while sum(map(len, self._remembered.values())) > _REMEMBERED:
            self._remembered.popitem(last=False)
