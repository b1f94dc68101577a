"""The demonstration register with every word of its data spelled in ASCII, in any language."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["write_ascii_register"]

_CONTENT = Path(__file__).parent.parent / "content"
_LETTERS = "bcdfghjklmnprstvwz"


def write_ascii_register(folder: Path, language: str) -> Path:
    """Write the register below ``folder``: what is not ASCII on its site, the site itself says."""
    shutil.copytree(_CONTENT, folder)
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text("".join(map(_spell, text)), encoding="utf-8")
    settings = folder / "register.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("language: zh-CN", f"language: {language}"), encoding="utf-8")
    return folder


def _spell(character: str) -> str:
    return character if character.isascii() else _LETTERS[ord(character) % len(_LETTERS)]
