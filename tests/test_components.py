"""The theme's components with hostile examples: nothing runs, nothing overflows, everyone can read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kuangxin_site.build import build_site
from kuangxin_site.pages.components import read_components
from tests.browsing import serve, watch
from tests.reach import AXE, WCAG, axe_script, nu_messages
from tests.registers import write_small

THEME = Path(__file__).parent.parent / "sitetheme"
#: What stands outside its component's box, or scrolls sideways within it.
_OVERFLOWS = """() => [...document.querySelectorAll("main *, footer *")].filter((one) =>
  one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !one.closest(".hidden")
).map((one) => one.outerHTML.slice(0, 80))"""
#: What scripts alone show is looked at as well.
_SHOW_ALL = (
    """() => document.querySelectorAll("main [hidden]").forEach((one) => { one.hidden = false; })"""
)


@pytest.fixture(scope="module")
def components(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a small site with its page of components; return the page's address."""
    folder = tmp_path_factory.mktemp("components")
    write_small(folder / "register")
    build_site(folder / "register", folder / "site", jobs=1, components=True)
    with serve(folder / "site") as address:
        yield f"{address}components/"


def test_every_macro_of_the_theme_has_examples() -> None:
    shown = {(one.file, one.macro) for one in read_components(THEME) if one.examples}
    written = {
        (path.stem, macro)
        for path in (THEME / "templates/components").glob("*.html")
        for macro in re.findall(r"{%-? macro (\w+)\(", path.read_text(encoding="utf-8"))
    }
    parts = {("sum", "said"), ("filters", "choice"), ("until", "until"), ("tiles", "tile")}
    assert written - shown == parts  # each is shown within what stands beside


def test_components_are_built_only_when_asked_for(site: Path) -> None:
    assert not (site / "components").exists()


@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_examples_run_nothing_and_overflow_nothing(
    browser: Browser, components: str, width: int
) -> None:
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        wrong = watch(page, components.removesuffix("components/"))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(components)
        page.evaluate(_SHOW_ALL)
        assert page.evaluate(_OVERFLOWS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("main img, main script").count() == 0
        page.evaluate(axe_script())
        assert page.evaluate(AXE, {"runOnly": WCAG}) == []
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(AXE, {"runOnly": ["color-contrast"]}) == []
        assert wrong == []


def test_the_page_of_components_is_valid(components: str) -> None:
    # Its texts are of no language, which the validator notices.
    messages = nu_messages([components])
    assert {one for one in messages if "appears to be written in" not in one} == set()


def test_in_forced_colours_every_mark_keeps_a_border(browser: Browser, components: str) -> None:
    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(components)
        widths = page.evaluate(
            """() => [".notice", ".grade-letter", ".timeline li", "input"].map((one) => {
              const style = getComputedStyle(document.querySelector("main " + one));
              return [one, parseFloat(style.borderTopWidth) || parseFloat(
                getComputedStyle(document.querySelector("main " + one), "::before").borderTopWidth) || 0];
            })"""
        )
        assert [one for one, width in widths if not width] == []


@pytest.mark.parametrize(("motion", "scrolls"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_who_asks_for_less_motion(
    browser: Browser, components: str, motion: str, scrolls: str
) -> None:
    with browser.new_context(
        reduced_motion="reduce" if motion == "reduce" else "no-preference"
    ) as context:
        page = context.new_page()
        page.goto(components)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == scrolls
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((one) => {
              const style = getComputedStyle(one);
              return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
            }).length"""
        )
        assert moving == 0
