"""Read what a release and those before it changed: the files of ``data/changes/``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

import msgspec

from kuangxin.changes import Change, Changed, ChangesIndex
from kuangxin.errors import DamagedRelease
from kuangxin.release import Release

__all__ = ["ChangeLog"]

_changes = msgspec.json.Decoder(Change)


class ChangeLog:
    """The changes that a release tells of: its own and those of earlier ones."""

    def __init__(self, release: Release) -> None:
        self._release = release

    @cached_property
    def releases(self) -> tuple[Changed, ...]:
        """The releases with changes, the newest first; none where the release keeps no record."""
        path = "changes/index.json"
        _ = self._release.manifest  # refuses what is damaged or of a later format
        try:
            content = self._release.source.read(path)
        except FileNotFoundError:
            return ()
        decode = msgspec.json.Decoder(ChangesIndex).decode
        return self._release.decode(path, decode, content).releases

    def of(self, release: str | None, on: date, known_on: date | None) -> Iterator[Change]:
        """Return the changes of a release (None: the newest) that may be told on a day.

        Nothing is told of a release later than ``known_on``.

        Raises:
            KeyError: nothing is known of such a release.
        """
        wanted = release or self._release.manifest.release
        changed = next((one for one in self.releases if one.release == wanted), None)
        if changed is None and release is not None:
            among = ", ".join(one.release for one in self.releases) or "none"
            raise KeyError(f"no release {release!r}; there are {among}")
        if changed is None or not changed.rows or (known_on and known_on < changed.as_of):
            return iter(())
        return self._rows(wanted, on)

    def _rows(self, release: str, on: date) -> Iterator[Change]:
        path = f"changes/{release}.jsonl"
        try:
            for line in self._release.source.lines(path):
                change = self._release.decode(path, _changes.decode, line)
                if change.until is None or on <= change.until:
                    yield change
        except FileNotFoundError:
            raise DamagedRelease(f"{path} is missing from {self._release.source}") from None
