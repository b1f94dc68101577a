"""The publisher's hand: colours, logo, menu and templates of a register, without touching the theme."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kuangxin_site.check.look import contrast
from kuangxin_site.cli import main
from kuangxin_site.errors import TemplateFails
from kuangxin_site.preview import open_server
from tests.browsing import LOWEST_CONTRAST
from tests.registers import Breakable

_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
)


def _add(small: Breakable, text: str) -> None:
    register = (small.folder / "register.yaml").read_text(encoding="utf-8")
    small.put("register.yaml", f"{register}{text}\n")


def _page(site: Path, name: str = "about") -> str:
    return (site / name / "index.html").read_text(encoding="utf-8")


def test_colours_of_the_register_stand_over_those_of_the_theme(small: Breakable) -> None:
    _add(small, 'look: {brand: "#7a1f1f", link: "#6b1a5c"}')
    style = (small.build() / "theme/css/site.css").read_text(encoding="utf-8")
    assert "--brand:light-dark(#7a1f1f,#551515)" in style
    assert "--link:light-dark(#6b1a5c," in style


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_colours_at_the_edge_every_text_still_stands_out(
    browser: Browser, small: Breakable, scheme: str
) -> None:
    _add(small, 'look: {brand: "#757575", link: "#6e6e6e"}')
    with open_server(small.build()) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with browser.new_context(color_scheme="dark" if scheme == "dark" else "light") as context:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            assert page.evaluate(LOWEST_CONTRAST) >= 4.5
        server.shutdown()


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ('{brand: "#777777"}', "4.48"),  # on white
        ('{link: "#737373"}', "4.38"),  # on the tinted ground; on white it would do
        ('{brand: "#ffff00"}', "1.07"),
    ],
)
def test_a_colour_without_contrast_is_a_problem(small: Breakable, look: str, said: str) -> None:
    _add(small, f"look: {look}")
    (problem,) = small.refused()
    assert (problem.code, problem.file) == ("contrast", "register.yaml")
    assert said in problem.message


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(contrast("#ffffff", "#000000"), 2) == 21


def test_a_colour_that_is_none_is_a_problem(small: Breakable) -> None:
    _add(small, "look: {brand: red}")
    assert {one.code for one in small.refused()} == {"pattern"}


def test_the_logo_stands_before_the_title(small: Breakable) -> None:
    small.put("mark.svg", _LOGO)
    _add(small, "look: {logo: mark.svg}")
    site = small.build()
    assert (site / "theme/logo.svg").read_text(encoding="utf-8") == _LOGO
    shown = r'<a class="header-title" href="\.\./"><img class="header-logo" src="\.\./theme/logo\.svg\?v=\w{8}" alt="">'
    assert re.search(shown, _page(site))


def test_a_logo_that_is_not_there_is_a_problem(small: Breakable) -> None:
    _add(small, "look: {logo: mark.svg}")
    assert {one.code for one in small.refused()} == {"missing-logo"}


def test_a_heavy_logo_is_a_problem(small: Breakable) -> None:
    small.put("mark.png", b"x" * 20_481)
    _add(small, "look: {logo: mark.png}")
    assert {(one.code, one.file) for one in small.refused()} == {("file-too-large", "mark.png")}


def test_the_menu_is_that_of_the_register(small: Breakable) -> None:
    _add(small, "menu: [{address: about/, title: 关于}, {address: kinds/expert/, title: 专家库}]")
    nav = re.search(r"<nav class=\"nav\".*?</nav>", _page(small.build()), re.DOTALL)
    assert nav is not None
    entries = re.findall(r'<a href="(.*?)"( aria-current="true")?>(.*?)</a>', nav.group())
    assert entries == [
        ("../about/", ' aria-current="true"', "关于"),
        ("../kinds/expert/", "", "专家库"),
    ]


@pytest.mark.parametrize("address", ["nothing/", "kinds/nothing/", "lists/nothing/", "about/more/"])
def test_a_menu_that_leads_nowhere_is_a_problem(small: Breakable, address: str) -> None:
    _add(small, f"menu: [{{address: {address}, title: 示例}}]")
    assert {(one.code, one.pointer) for one in small.refused()} == {
        ("menu-address", "/menu/0/address")
    }


def test_a_template_of_the_register_takes_the_place_of_the_themes(small: Breakable) -> None:
    small.put("templates/prose.html", "<title>{{ prose.title }}</title>{{ prose.body }}")
    assert _page(small.build()).startswith("<title>关于</title><p>示例。</p>")


def test_a_template_of_the_register_can_build_on_the_themes(small: Breakable) -> None:
    small.put(
        "templates/prose.html",
        '{% extends "theme/prose.html" %}{% block main %}{{ super() }}<p>示例附言</p>{% endblock %}',
    )
    page = _page(small.build())
    assert "示例附言" in page
    assert '<article class="prose">' in page


def test_a_component_of_the_register_takes_the_place_of_the_themes(small: Breakable) -> None:
    small.put(
        "templates/components/grade.html",
        "{% macro grade(assessment) %}<b>{{ assessment.grade }}</b>{% endmacro %}",
    )
    small.put(
        "templates/components/grade_said.html",
        "{% macro grade_said(assessment) %}<b>{{ assessment.grade }}</b>{% endmacro %}",
    )
    pages = [path.read_text("utf-8") for path in (small.build() / "subjects").rglob("index.html")]
    assert any("<b>B</b>" in page for page in pages)
    assert not any("grade-letter" in page for page in pages)


def test_values_in_a_template_of_the_register_are_escaped(small: Breakable) -> None:
    small.put("pages/about.md", "Title: <b>示例\n\n示例。\n")
    small.put("templates/prose.html", "{{ prose.title }}")
    assert _page(small.build()) == "&lt;b&gt;示例"


def test_a_template_that_cannot_be_read_is_a_problem_with_its_line(small: Breakable) -> None:
    small.put("templates/prose.html", "<p>\n{% if %}</p>")
    (problem,) = small.refused()
    assert (problem.code, problem.file, problem.line) == ("template", "templates/prose.html", 2)


def test_a_template_that_fails_is_told_without_a_traceback(
    small: Breakable, capsys: pytest.CaptureFixture[str]
) -> None:
    small.put("templates/prose.html", "{{ nothing_of_that_name }}")
    with pytest.raises(TemplateFails):
        small.build()
    old = small.put_old_output()
    assert main(["build", str(small.folder), "--output", str(small.output)]) == 2
    assert "prose.html" in capsys.readouterr().err
    assert (small.output / "index.html").read_bytes() == old["index.html"]
