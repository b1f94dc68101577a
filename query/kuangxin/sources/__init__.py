"""Where a release is read from: a folder, a zip file, or the address of a published site.

:class:`Folder` reads the files of this machine as they are. What comes from elsewhere, a zip file
(:mod:`kuangxin.sources.archive`) or a site (:mod:`kuangxin.sources.website`), is held to the sizes
and digests of its ``release.json`` before it is used (:mod:`kuangxin.sources.checked`).
:func:`open_source` chooses by what it is given. The two are imported when they are first opened: a
look-up in a folder does without.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from kuangxin.errors import NotARelease
from kuangxin.sources.folder import Folder
from kuangxin.sources.source import Source

__all__ = ["TIMEOUT", "Folder", "Source", "open_source"]

#: A server may be silent for so many seconds.
TIMEOUT = 20.0

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def open_source(source: str | os.PathLike[str], timeout: float = TIMEOUT) -> Source:
    """Return the source that a path or an address names; of an address nothing is asked yet.

    Raises:
        NotARelease: it names none; what is inside a zip file or behind an address shows later.
    """
    scheme = _ADDRESS.match(source) if isinstance(source, str) else None
    if scheme is not None:
        if scheme[1].lower() not in {"http", "https"}:
            raise NotARelease(f"{source}: give an address that begins with https:// or http://")
        from kuangxin.sources.website import Website

        return Website(str(source), timeout)
    path = Path(source)
    if path.is_file():
        from kuangxin.sources.archive import Zip

        return Zip(path)
    if not path.exists():
        raise NotARelease(
            f"{source}: there is no such folder or file; give the folder that was built, a zip "
            "file of it, or the address of a published site"
        )
    folder = Folder(path)
    if not (folder.folder / "release.json").is_file():
        raise NotARelease(f"{folder} holds no release.json; give the folder that was built")
    return folder
