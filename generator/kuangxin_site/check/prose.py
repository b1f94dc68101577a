"""Check the prose: pages and notices are Markdown with a head of ``Title:`` and, for notices, ``Date:``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kuangxin_site.check.context import Context
from kuangxin_site.check.texts import text_findings
from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, say

__all__ = ["check_prose"]

_HEAD = re.compile(r"(?m)^([A-Za-z]+):[ \t]*(.*)$")
_NEEDED = {"pages": ("Title",), "notices": ("Title", "Date")}


def check_prose(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the files of ``pages/`` and ``notices/``."""
    language = context.settings.language
    for folder, needed in _NEEDED.items():
        for path in sorted((context.folder / folder).glob("*.md")):
            yield from _check_file(path, f"{folder}/{path.name}", needed, language)


def _check_file(
    path: Path, name: str, needed: tuple[str, ...], language: Language
) -> Iterator[Problem]:
    if not path.is_file():
        yield say("not-a-file", language, file=name)
        return
    content = path.read_bytes()
    if content.startswith(b"\xef\xbb\xbf"):
        yield say("bom", language, file=name)
        content = content[3:]
    if b"\r" in content:
        yield say("crlf", language, file=name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield say("not-utf8", language, file=name)
        return
    if not text.strip():
        yield say("empty-file", language, file=name)
        return
    head = dict(_HEAD.findall(text.split("\n\n", 1)[0]))
    for key in needed:
        if not head.get(key, "").strip():
            yield say("prose-head", language, file=name, line=1, values={"value": key})
    if "Date" in needed and head.get("Date") and not _is_day(head["Date"].strip()):
        yield say("date", language, file=name, line=1, field="Date", values={"value": head["Date"]})
    for number, line in enumerate(text.split("\n"), start=1):
        for _, rule, found in text_findings({"facts": line}):
            if rule in {"control-character", "identity-number"}:
                yield say(rule, language, file=name, line=number, values={"value": found})


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
