"""List the files of a folder of the register; nothing in it is passed over without a word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, say

__all__ = ["list_files"]


def list_files(
    folder: Path, name: str, suffixes: set[str], language: Language, problems: list[Problem]
) -> Iterator[tuple[Path, str]]:
    """Yield the files of ``folder/name`` with one of the suffixes, and their names in the register.

    Whatever else stands there is added to ``problems``, but for names that begin with a dot.
    """
    top = folder / name
    if top.exists() and not top.is_dir():
        problems.append(say("folder-expected", language, file=name))
    for path in sorted(top.glob("*")):
        if path.name.startswith("."):
            continue
        rule = None
        if not path.is_file():
            rule = "not-a-file"
        elif path.suffix not in suffixes:
            rule = "unknown-file-here"
        elif not path.name.isprintable():
            rule = "file-name"
        if rule is None:
            yield path, f"{name}/{path.name}"
        else:
            values = {"value": ", ".join(f"*{one}" for one in sorted(suffixes))}
            problems.append(say(rule, language, file=f"{name}/{path.name}", values=values))
