"""A release in a zip file: the built site or its ``data`` folder, packed.

Nothing is unpacked to disk and no path is taken from the file: a member is asked for by its name
and read as far as ``release.json`` states. A member that unfolds to far more than data does is
refused unread.
"""

from __future__ import annotations

import zlib
from functools import cached_property
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo, is_zipfile

from kuangxin.errors import DamagedRelease, NotARelease
from kuangxin.sources.checked import Checked

__all__ = ["Zip"]

_MANIFEST = "release.json"
#: Text unfolds to some twenty times its packed size; beyond this it is made to fill a disk.
_MOST_UNFOLDED = 200
#: Below so many bytes the ratio says nothing.
_HARMLESS = 1 << 20


class Zip(Checked):
    """A release in a zip file, in whatever folder of it; opened when it is first asked.

    Raises:
        NotARelease: the file is not a zip file.
    """

    broken = (BadZipFile, EOFError, OSError, zlib.error)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        if not is_zipfile(path):
            raise NotARelease(
                f"{path} holds no release.json: it is neither a folder nor a whole zip file"
            )

    def __reduce__(self) -> tuple[type[Zip], tuple[Path]]:
        return Zip, (self.path,)

    def __str__(self) -> str:
        return str(self.path)

    def fetch(self, path: str, most: int, *, anew: bool = False) -> IO[bytes]:
        """Open a member."""
        try:
            member = self._archive.getinfo(self._folder + path)
        except KeyError:
            raise FileNotFoundError(path) from None
        self._refuse_absurd(path, member, most)
        try:
            return self._archive.open(member)
        except self.broken as error:
            raise DamagedRelease(f"{path} of {self} cannot be read: {error}") from None

    @cached_property
    def _archive(self) -> ZipFile:
        try:
            return ZipFile(self.path)
        except (*self.broken, ValueError, NotImplementedError) as error:
            raise DamagedRelease(f"{self} is not a whole zip file: {error}") from None

    @cached_property
    def _folder(self) -> str:
        """The path within the file of the folder that holds ``release.json``, with its slash."""
        found = [
            name.removesuffix(_MANIFEST)
            for name in self._archive.namelist()
            if name == _MANIFEST or name.endswith("/" + _MANIFEST)
        ]
        depths = sorted((name.count("/"), name) for name in set(found))
        if not depths:
            raise NotARelease(f"{self} holds no release.json; pack the folder that was built")
        if len(depths) > 1 and depths[0][0] == depths[1][0]:
            both = " and ".join(f"{name}release.json" for _, name in depths[:2])
            raise NotARelease(f"{self} holds more than one release ({both}): pack each by itself")
        return depths[0][1]

    def _refuse_absurd(self, path: str, member: ZipInfo, most: int) -> None:
        if member.file_size > most and path == _MANIFEST:
            raise DamagedRelease(f"{path} of {self} is too large to be one")
        if member.file_size > max(_HARMLESS, _MOST_UNFOLDED * member.compress_size):
            raise DamagedRelease(
                f"{path} of {self} unfolds from {member.compress_size} bytes to "
                f"{member.file_size}, which no data does: it is not read"
            )
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise DamagedRelease(f"{path} of {self} is packed in an unusual way: use deflate")
        if member.flag_bits & 1:
            raise DamagedRelease(f"{path} of {self} is encrypted: pack it without a password")
