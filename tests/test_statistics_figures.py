"""The drawings in a real Chromium: nothing overlaps at 360 px, whatever the names; colours follow."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from kuangxin_site.build import build_site
from kuangxin_site.pages.figures import NARROWEST, Bar, Line, Part, Table, draw, text_width
from tests.browsing import serve, watch
from tests.registers import CONTENT

#: Every pair of texts of a drawing that touch, and every text that leaves its drawing.
_TOUCHING = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("svg.bars")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
    texts.forEach(([said, a], place) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 ||
          a.bottom > frame.bottom + 1) found.push([svg.parentElement.id, said, "out"]);
      for (const [other, b] of texts.slice(place + 1))
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          found.push([svg.parentElement.id, said, other]);
    });
    for (const label of svg.querySelectorAll(".bar-label")) {
      const bar = label.previousElementSibling.getBoundingClientRect();
      const box = label.getBoundingClientRect();
      if (box.left < bar.left || box.right > bar.right) found.push([label.textContent, "over its bar"]);
    }
  }
  return found;
}"""
#: How far what is below the header reaches to the right, what a drawing cuts off aside.
_WIDEST = """() => Math.max(...[...document.querySelectorAll("main :not(svg *)")]
  .map((one) => one.getBoundingClientRect().right))"""
#: The contrast of each label with the bar it stands on, the lowest of all.
_CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [x, y, z] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  return Math.min(...[...document.querySelectorAll(".bar-label")].map((label) => {
    const front = light(getComputedStyle(label).fill);
    const back = light(getComputedStyle(label.previousElementSibling).fill);
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  }));
}"""
PAGES = ["", "mining-right-holder/", "expert/", "330100/", "330500/"]
#: As long as the name of a kind, a list or an indicator may be (50 characters).
_LONG = "W" * 26 + "示例很长的名称" * 2 + "<b>&𠮷🏔️"


def _rename(value: Any) -> Any:
    """Return a document in which every title is long and hostile."""
    if isinstance(value, list):
        return [_rename(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _LONG if name == "title" else _rename(one) for name, one in value.items()}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demonstration register with long and hostile names for whatever is drawn."""
    place = tmp_path_factory.mktemp("hostile")
    content = Path(shutil.copytree(CONTENT, place / "content"))
    for path in [content / "register.yaml", *(content / "standards").glob("*.yaml")]:
        document = _rename(yaml.safe_load(path.read_text(encoding="utf-8")))
        path.write_text(json.dumps(document, ensure_ascii=False, default=str), encoding="utf-8")
    build_site(content, place / "site")
    with serve(place / "site") as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_text_of_a_drawing_touches_another(
    address: str, page: Page, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{address}statistics/{path}")
    assert page.locator("svg.bars text").count() > 5
    assert page.evaluate(_TOUCHING) == []


@pytest.mark.parametrize("path", ["", "mining-right-holder/", "330100/", "2015/"])
def test_long_and_hostile_names_overlap_nothing_and_widen_no_page(
    browser: Browser, hostile: str, path: str
) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        wrong = watch(page, hostile)
        page.goto(f"{hostile}statistics/{path}")
        assert "示例很长的名称" in page.inner_text("main")
        assert page.evaluate(_TOUCHING) == []
        assert page.evaluate(_WIDEST) <= 360
        assert page.locator("main b").count() == 0
        assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_label_stands_out_from_its_bar(address: str, page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in ("", "330100/"):
        page.goto(f"{address}statistics/{path}")
        assert page.evaluate(_CONTRAST) >= 4.5


def test_bars_keep_to_the_system_s_colours_where_these_are_forced(
    browser: Browser, address: str
) -> None:
    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(f"{address}statistics/")
        used = page.evaluate(
            "[...new Set([...document.querySelectorAll('.bar')].map(b => getComputedStyle(b).fill))]"
        )
        assert len(used) == 1  # Canvas: bars differ by their outline and label


def test_the_report_prints_without_what_cannot_be_clicked(address: str, page: Page) -> None:
    page.goto(f"{address}statistics/2015/")
    page.emulate_media(media="print")
    assert page.is_hidden(".nav")
    assert page.is_visible("h1")
    assert page.is_visible(".footer >> text=公布版本")
    page.set_viewport_size({"width": 658, "height": 930})  # A4 less its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 658


@given(label=st.text(max_size=80), number=st.integers(0, 10**9), other=st.integers(0, 10**6))
def test_a_label_and_its_number_always_have_room(label: str, number: int, other: int) -> None:
    value = f"共 {number} 个"
    parts = [Part(number, "bar-0", f"A {number}"), Part(other, "bar-1", f"B {other}")]
    table = Table("", [""], [Line("", [])])
    figure = draw("x", "", "", [Bar(label, value, parts)], table, shares=True)
    (bar,) = figure.bars
    assert text_width(bar.label, 14) + text_width(bar.value, 14) <= NARROWEST
    for rect in bar.rects:
        width = float(rect.width.rstrip("%")) / 100 * NARROWEST
        assert not rect.label or text_width(rect.label, 13) <= width
    assert sum(float(rect.width.rstrip("%")) for rect in bar.rects) <= 100.02


def test_a_figure_of_nothing_has_no_bar() -> None:
    figure = draw("x", "", "", [Bar("a", "0", [Part(0, "bar-0")])], Table("", [""], []))
    assert figure.bars[0].rects == []
