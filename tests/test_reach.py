"""What every page owes to everyone: WCAG 2.2 AA by axe, valid HTML, a quiet console, any screen.

Over one page of each type of four registers: see tests/reaching.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browsing import watch
from tests.reaching import Served

_MODULES = Path(__file__).parent.parent / "node_modules"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What dark colours can break; all else is the same document.
_OF_COLOUR = ["color-contrast", "link-in-text-block"]
#: Lets the validator ask this machine.
_HERE = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
#: What is wider than the screen, or scrolls sideways within it; a sample of code may.
_WIDE = """() => [...document.querySelectorAll("html, .table")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.tagName)"""
_WIDTHS = (1280, 360)
_AXE = """async (options) => {
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return found.violations.map((one) => [one.id, one.help, one.nodes.map((node) => node.html)]);
}"""


@pytest.fixture(scope="session")
def axe() -> str:
    return (_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", _WIDTHS)
def test_axe_finds_nothing_on_any_type_of_page(
    browser: Browser, served_sites: list[Served], axe: str, width: int
) -> None:
    found: dict[str, Any] = {}
    for served in served_sites:
        with browser.new_context(viewport={"width": width, "height": 900}) as context:
            page = context.new_page()
            wrong = watch(page, served.address)
            for path in served.pages:
                page.goto(served.address + path)
                page.evaluate(axe)
                page.emulate_media(color_scheme="light")
                light = page.evaluate(_AXE, {"runOnly": _TAGS})
                page.emulate_media(color_scheme="dark")
                dark = page.evaluate(_AXE, {"runOnly": _OF_COLOUR})
                wide = page.evaluate(_WIDE)
                if light or dark or wide:
                    found[f"{served.name}: {path}"] = {"light": light, "dark": dark, "wide": wide}
            assert wrong == []
    assert found == {}


def test_the_nu_validator_finds_nothing_on_any_type_of_page(served_sites: list[Served]) -> None:
    java = shutil.which("java")
    assert java, "install a Java runtime: see requirements/browser.sh"
    pages = [served.address + path for served in served_sites for path in served.pages]
    jar = _MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    said = subprocess.run(
        [java, _HERE, "-jar", str(jar), "--format", "json", "--exit-zero-always", *pages],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(said.stderr)["messages"]
    told = {f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in messages}
    assert told == set()
