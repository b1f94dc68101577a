"""All or nothing: build beside the old output, then swap the two in one step.

The new site grows in ``.OUT.building`` in the same folder as ``OUT``. At the end the two folders
change places in one step (``renameat2`` with ``RENAME_EXCHANGE``, Linux). Killed at any moment,
``OUT`` is the whole old site or the whole new one; what a killed build leaves behind is cleared
by the next. Where the system cannot exchange two folders, two renames do it, and a kill between
them leaves no ``OUT`` until the next build brings the old one back. A lock keeps a second build of
the same output out.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kuangxin_site.errors import OutputRefused

__all__ = ["Staging", "open_staging"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
#: What a folder must hold to be taken for an earlier output, which may be replaced.
_MARK = Path("data") / "release.json"


class Staging:
    """The folders of one build: ``site`` becomes the output, ``work`` is thrown away."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self._root = output.parent / f".{output.name}.building"
        self._old = output.parent / f".{output.name}.replaced"
        self.site = self._root / "site"
        self.work = self._root / "work"

    def prepare(self) -> None:
        """Make empty folders; bring the old output back if a kill came between two renames."""
        if self._old.exists() and not self.output.exists():
            self._old.rename(self.output)
        self.clear()
        self.site.mkdir(parents=True)
        self.work.mkdir()

    def finish(self) -> None:
        """Put the new site in the place of the old one."""
        if not self.output.exists():
            self.site.rename(self.output)
        elif not _exchange(self.site, self.output):
            self.output.rename(self._old)
            self.site.rename(self.output)
        self.clear()

    def clear(self) -> None:
        """Remove what belongs to a build and not to the output."""
        for folder in (self._root, self._old):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def open_staging(output: Path) -> Iterator[Staging]:
    """Open the staging of an output; whatever goes wrong inside, the old output stays whole.

    Raises:
        OutputRefused: the place cannot be written, is in use by another build, or holds
            something that is not an earlier output.
    """
    output = Path(os.path.abspath(output))  # noqa: PTH100 - keeps a symbolic link's own name
    if output.is_symlink():
        output = output.resolve()
    _look_at(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        lock = (output.parent / f".{output.name}.lock").open("w")
    except OSError as error:
        raise OutputRefused(f"{output} cannot be written: {error.strerror}") from None
    staging = Staging(output)
    with lock:
        if not _lock(lock.fileno()) or not _still_there(lock.fileno(), Path(lock.name)):
            raise OutputRefused(f"another build is writing {output}; wait for it to end")
        try:
            staging.prepare()
            yield staging
        finally:
            staging.clear()
            with suppress(OSError):
                Path(lock.name).unlink()


def _look_at(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise OutputRefused(f"{output} is not a folder; name another place with --output")
    if output.is_dir() and any(output.iterdir()) and not (output / _MARK).is_file():
        raise OutputRefused(
            f"{output} holds files that are not a site built by kuangxin-site; "
            "empty it or name another place with --output"
        )
    if output == Path.cwd() or output in Path.cwd().parents:
        raise OutputRefused(f"{output} holds the current folder; name another place with --output")


def _lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # not on this system: builds are then not kept apart
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _still_there(descriptor: int, path: Path) -> bool:
    """Tell whether the locked file is the one at ``path``: a build that just ended removes its own."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    arguments = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
    return bool(rename(*arguments) == 0)
