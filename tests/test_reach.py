"""What every page owes to everyone: WCAG 2.2 AA by axe, valid HTML, a quiet console, any screen.

Over one page of each type of four registers: see tests/reaching.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browsing import watch
from tests.reach import AXE, WCAG, axe_script, nu_messages
from tests.reaching import Served

_TAGS = [*WCAG, "best-practice"]
#: What dark colours can break; all else is the same document.
_OF_COLOUR = ["color-contrast", "link-in-text-block"]
#: What is wider than the screen, or scrolls sideways within it; a sample of code may.
_WIDE = """() => [...document.querySelectorAll("html, .table")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.tagName)"""
_WIDTHS = (1280, 360)


@pytest.mark.parametrize("width", _WIDTHS)
def test_axe_finds_nothing_on_any_type_of_page(
    browser: Browser, served_sites: list[Served], width: int
) -> None:
    found: dict[str, Any] = {}
    for served in served_sites:
        with browser.new_context(viewport={"width": width, "height": 900}) as context:
            page = context.new_page()
            wrong = watch(page, served.address)
            for path in served.pages:
                page.goto(served.address + path)
                page.evaluate(axe_script())
                page.emulate_media(color_scheme="light")
                light = page.evaluate(AXE, {"runOnly": _TAGS})
                page.emulate_media(color_scheme="dark")
                dark = page.evaluate(AXE, {"runOnly": _OF_COLOUR})
                wide = page.evaluate(_WIDE)
                if light or dark or wide:
                    found[f"{served.name}: {path}"] = {"light": light, "dark": dark, "wide": wide}
            assert wrong == []
    assert found == {}


def test_the_nu_validator_finds_nothing_on_any_type_of_page(served_sites: list[Served]) -> None:
    pages = [served.address + path for served in served_sites for path in served.pages]
    assert nu_messages(pages) == set()
