"""Check the prose: pages and notices are Markdown with a head of ``Title:`` and, for notices, ``Date:``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kuangxin_site.check.attachments import check_attachments
from kuangxin_site.check.context import Context
from kuangxin_site.check.folders import list_files
from kuangxin_site.check.texts import text_findings
from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, describe_os_error, say

__all__ = ["check_prose"]

_HEAD = re.compile(r"(?m)^([A-Za-z]+):[ \t]*(.*)$")
#: Bytes of the largest text that is read.
_LARGEST = 1024 * 1024
#: A text's file name is its address.
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
#: Addresses at the site's front that are its own (design.md, section 4).
_TAKEN = frozenset(
    [
        "404",
        "changes",
        "components",
        "data",
        "index",
        "kinds",
        "lists",
        "notices",
        "search",
        "sitemaps",
        "standards",
        "statistics",
        "subjects",
        "theme",
    ]
)
_NEEDED = {"pages": ("Title",), "notices": ("Title", "Date")}


def check_prose(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the files of ``pages/`` and ``notices/``."""
    language = context.settings.language
    for folder, needed in _NEEDED.items():
        problems: list[Problem] = []
        for path, name in list_files(context.folder, folder, {".md"}, language, problems):
            taken = _TAKEN if folder == "pages" else frozenset[str]()
            if not _NAME.fullmatch(path.stem) or path.stem in taken:
                values = {"value": path.stem, "limit": ", ".join(sorted(taken)) or "—"}
                problems.append(say("page-name", language, file=name, values=values))
            problems.extend(_check_file(path, name, needed, language))
        yield from problems
    yield from check_attachments(context.folder, language)
    wanted = context.settings.footer.accessibility
    if wanted and not (context.folder / f"pages/{wanted}.md").is_file():
        yield say("page-missing", language, file="register.yaml", values={"value": wanted})


def _check_file(
    path: Path, name: str, needed: tuple[str, ...], language: Language
) -> Iterator[Problem]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        yield say(
            "unreadable", language, file=name, values={"detail": describe_os_error(error, language)}
        )
        return
    if len(content) > _LARGEST:
        yield say("file-too-large", language, file=name, values={"limit": f"{_LARGEST:,}"})
        return
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
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
