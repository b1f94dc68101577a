"""Where an import keeps subjects on their way, and how it adds them to the register's files.

Rows are spooled into partitions by code, subjects into one file a division, below a folder of
the register that goes away at the end: memory is bounded by the largest of them. The content
files are written there too and renamed at the very end.
"""

from __future__ import annotations

import os
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kuangxin import codes
from kuangxin_site.collect.import_findings import FileFault
from kuangxin_site.collect.import_subjects import Draft

__all__ = ["DraftSpool", "SubjectStore", "known_codes"]

_PARTITIONS = 64
#: File for subjects of a register that has no divisions.
_NO_DIVISION = "all"


class _Coded(msgspec.Struct):
    code: str


class DraftSpool:
    """Rows in partitions by code: the rows of a code meet again, in the order of the table."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._paths = [folder / f"{number:02}" for number in range(_PARTITIONS)]
        self._files = [path.open("wb") for path in self._paths]

    def add(self, draft: Draft) -> None:
        """Spool one row."""
        partition = self._files[zlib.crc32(draft.code.encode()) % _PARTITIONS]
        partition.write(msgspec.json.encode(draft) + b"\n")

    def groups(self) -> Iterator[list[Draft]]:
        """Yield the rows of each code."""
        self.close()
        for path in self._paths:
            grouped: dict[str, list[Draft]] = {}
            with path.open("rb") as lines:
                for line in lines:
                    raw = msgspec.json.decode(line)
                    draft = Draft(**{**raw, "wrong": tuple(raw.get("wrong", ()))})
                    grouped.setdefault(draft.code, []).append(draft)
            yield from grouped.values()

    def close(self) -> None:
        """Close the files of the partitions."""
        for file in self._files:
            file.close()


class SubjectStore:
    """New subjects of one kind, by division, until they are added to the register."""

    def __init__(self, register: Path, kind: str, folder: Path) -> None:
        folder.mkdir()
        self._target = register / "subjects" / kind
        self._folder = folder
        self._divisions: dict[str, list[bytes]] = {}
        self._waiting = 0
        self.count = 0

    def add(self, division: str, line: bytes) -> None:
        """Keep one subject, encoded as a line of JSON without its line end."""
        self._divisions.setdefault(division or _NO_DIVISION, []).append(line + b"\n")
        self._waiting += len(line)
        self.count += 1
        if self._waiting > 1 << 24:
            self._flush()

    def _flush(self) -> None:
        for division, lines in self._divisions.items():
            with (self._folder / f"{division}.new").open("ab") as file:
                file.writelines(lines)
        self._divisions.clear()
        self._waiting = 0

    def write(self) -> list[Path]:
        """Write the content files beside the old ones, then put all in place; return them.

        Raises:
            OSError: a file could not be written; those of the register are then as they were,
                unless the failure came between two renames.
        """
        self._flush()
        new = sorted(self._folder.glob("*.new"))
        ready = [path.with_suffix(".jsonl") for path in new]
        for path, finished in zip(new, ready, strict=True):
            self._write_division(path, self._target / finished.name, finished)
        if ready:
            self._target.mkdir(parents=True, exist_ok=True)
        return [path.replace(self._target / path.name) for path in ready]

    def _write_division(self, new: Path, old: Path, finished: Path) -> None:
        lines = new.read_bytes().splitlines(keepends=True)
        if old.exists():
            lines += [line.rstrip(b"\n") + b"\n" for line in old.open("rb")]
        decoder = msgspec.json.Decoder(_Coded)
        lines.sort(key=lambda line: decoder.decode(line).code)
        with finished.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())


def known_codes(register: Path, kind: str, *, own: bool) -> dict[str, str]:
    """Return the codes that a kind has already, each with the file it stands in.

    Raises:
        FileFault: a line is no subject, ends in CRLF or follows a byte order mark, which the check
            refuses too; the values name the file.
        OSError: a file cannot be read.
    """
    found: dict[str, str] = {}
    decoder = msgspec.json.Decoder(_Coded)
    for path in sorted((register / "subjects" / kind).glob("*.json*")):
        name = path.relative_to(register).as_posix()
        with path.open("rb") as file:
            lines = file if path.suffix == ".jsonl" else [file.read()]
            for number, line in enumerate(lines, start=1):
                if b"\r" in line:
                    raise FileFault("crlf", number, file=name)
                if line.startswith(BOM_UTF8):
                    raise FileFault("bom", number, file=name)
                try:
                    code = decoder.decode(line).code
                except (msgspec.DecodeError, UnicodeDecodeError):
                    raise FileFault("damaged-content", number, file=name) from None
                found[code if own else codes.compact(code)] = name
    return found
