"""Check the attachments of notices: each stands in ``attachments/``, and each there has a notice.

A notice names one with a line ``Attachment: file.csv title`` in its head, as often as it has some.
What a text file holds is looked at as prose is; other forms are the publisher's own to answer for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kuangxin_site.check.folders import list_files
from kuangxin_site.check.texts import text_findings
from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, describe_os_error, say

__all__ = ["SUFFIXES", "check_attachments", "read_attachments"]

#: What an office publishes; none of it runs in a browser.
SUFFIXES = {".csv", ".docx", ".jpg", ".ofd", ".pdf", ".png", ".txt", ".xlsx", ".zip"}
_TEXTS = {".csv", ".txt"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LINE = re.compile(r"(?m)^Attachment:[ \t]*(\S*)[ \t]*(.*)$")
#: Bytes of the largest attachment.
_LARGEST = 20 * 1024 * 1024


def check_attachments(folder: Path, language: Language) -> Iterator[Problem]:
    """Yield what is wrong with the attachments and with the lines that name them."""
    problems: list[Problem] = []
    files = dict[str, Path]()
    for path, name in list_files(folder, "attachments", SUFFIXES, language, problems):
        files[path.name] = path
        if not _NAME.fullmatch(path.name):
            values = {"value": path.name}
            problems.append(say("attachment-name", language, file=name, values=values))
        problems.extend(_look_into(path, name, language))
    yield from problems
    named: set[str] = set()
    for notice in sorted((folder / "notices").glob("*.md")):
        for given in _named(notice):
            named.add(given)
            if given not in files:
                values = {"value": given}
                name = f"notices/{notice.name}"
                yield say("attachment-missing", language, file=name, line=1, values=values)
    for left in sorted(files.keys() - named):
        name = f"attachments/{left}"
        yield say("attachment-unused", language, file=name, severity="warning")


def read_attachments(text: str) -> list[tuple[str, str]]:
    """Return file name and title of the attachments that the head of a notice names."""
    return [(name, title.strip()) for name, title in _LINE.findall(text.split("\n\n", 1)[0])]


def _named(notice: Path) -> list[str]:
    try:
        text = notice.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []  # told by the check of the prose
    return [name for name, _ in read_attachments(text)]


def _look_into(path: Path, name: str, language: Language) -> Iterator[Problem]:
    try:
        if path.stat().st_size > _LARGEST:
            yield say("file-too-large", language, file=name, values={"limit": f"{_LARGEST:,}"})
            return
        if path.suffix not in _TEXTS:
            path.open("rb").close()
            return
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        detail = describe_os_error(error, language)
        yield say("unreadable", language, file=name, values={"detail": detail})
        return
    except UnicodeDecodeError:
        yield say("not-utf8", language, file=name)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        for _, rule, found in text_findings({"facts": line.rstrip("\r")}):
            if rule in {"control-character", "identity-number"}:
                yield say(rule, language, file=name, line=number, values={"value": found})
