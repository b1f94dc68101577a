"""The site in another language: every word of it, and nothing but the words."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kuangxin_site.build import build_site, check_register
from kuangxin_site.pages.words import Words
from kuangxin_site.schemas import find_packaged, load_schemas
from tests.ascii_register import write_ascii_register

ROOT = Path(__file__).parent.parent
#: Han characters, their punctuation and full-width forms.
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_SOURCES = (("sitetheme/templates", "**.html", "jinja2"), ("generator", "**.py", "python"))
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("languages")
    for language in ("en", "zh-CN"):
        build_site(write_ascii_register(folder / f"in-{language}", language), folder / language)
    return {language: folder / language for language in ("en", "zh-CN")}


def test_an_english_page_holds_no_chinese_of_its_own(sites: dict[str, Path]) -> None:
    held = {
        str(path.relative_to(sites["en"])): found.group()
        for path in sites["en"].rglob("*.html")
        if (found := CHINESE.search(path.read_text(encoding="utf-8")))
    }
    assert held == {}


def test_english_downloads_and_schemas_hold_no_chinese_of_their_own(sites: dict[str, Path]) -> None:
    data = sites["en"] / "data"
    texts = [data / "release.json", *data.glob("schemas/*"), *data.glob("downloads/*.[cj]s*")]
    assert [p.name for p in texts if CHINESE.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(("language", "between"), [("en", "; "), ("zh-CN", "；")])
def test_a_cell_of_several_names_separates_them_as_the_language_does(
    tmp_path: Path, language: str, between: str
) -> None:
    folder = write_ascii_register(tmp_path / "register", language)
    (path,) = (folder / "subjects/expert").glob("330104.jsonl")
    first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    subject = {**json.loads(first), "former_names": ["Sample One", "Sample Two"]}
    path.write_text(json.dumps(subject) + "\n" + "".join(rest), encoding="utf-8")
    build_site(folder, tmp_path / "site")
    table = (tmp_path / "site/data/downloads/subjects.csv").read_text(encoding="utf-8")
    assert f"Sample One{between}Sample Two" in table


def test_both_languages_have_the_same_pages(sites: dict[str, Path]) -> None:
    english, chinese = (
        {path.relative_to(site) for path in site.rglob("*.html")} for site in sites.values()
    )
    assert english == chinese


def test_the_pages_say_their_language(sites: dict[str, Path]) -> None:
    assert '<html lang="en">' in (sites["en"] / "index.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in (sites["zh-CN"] / "index.html").read_text(encoding="utf-8")


def test_every_text_of_the_site_is_in_the_english_catalogue() -> None:
    catalogue = _catalogue(ROOT / "sitetheme/translations/en/LC_MESSAGES/kuangxin.po")
    used = set(_used_texts())
    assert used - catalogue.keys() == set(), "translate these"
    assert catalogue.keys() - used == set(), "remove these: no page says them any more"


def test_every_word_of_the_schemas_is_in_the_english_catalogue() -> None:
    catalogue = _catalogue(ROOT / "schemas/translations/en/LC_MESSAGES/schemas.po")
    used = {
        text
        for document in load_schemas(find_packaged("schemas")).documents.values()
        for text in _words(document)
    }
    assert used - catalogue.keys() == set(), "translate these"
    assert catalogue.keys() - used == set(), "remove these: no schema says them any more"


def test_no_chinese_stands_in_a_template_outside_gettext() -> None:
    said = re.compile(r"""_\(\s*"[^"]*"|\{#.*?#\}""", re.DOTALL)
    left = {
        path.name: found.group()
        for path in (ROOT / "sitetheme/templates").rglob("*.html")
        if (found := CHINESE.search(said.sub("", path.read_text(encoding="utf-8"))))
    }
    assert left == {}


@pytest.mark.parametrize("domain", ["sitetheme/translations", "schemas/translations"])
def test_a_translation_keeps_the_places_of_its_text(domain: str) -> None:
    for path in (ROOT / domain).rglob("*.po"):
        for source, text in _catalogue(path).items():
            assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", source))


@pytest.mark.parametrize(
    ("language", "period", "said"),
    [
        ("en", "2015Q3", "Third quarter of 2015"),
        ("en", "2015", "Year 2015"),
        ("zh-CN", "2015Q3", "2015 年第三季度"),
        ("zh-CN", "2015", "2015 年度"),
    ],
)
def test_a_period_is_said_in_words(tmp_path: Path, language: str, period: str, said: str) -> None:
    assert Words(language, tmp_path).period(period) == said


def test_parts_with_commas_are_joined_by_semicolons(tmp_path: Path) -> None:
    words = Words("en", tmp_path)
    assert words.join(["a", "b"]) == "a, b"
    assert words.join(["1 Quay, Port", "2 Road"]) == "1 Quay, Port; 2 Road"


def test_the_registers_own_words_come_first_and_english_fills_the_rest(tmp_path: Path) -> None:
    _write_po(tmp_path, "fr", "kuangxin", {"查询": "Chercher"})
    words = Words("fr", tmp_path)
    assert words.gettext("查询") == "Chercher"
    assert words.gettext("公告") == "Notices"


def test_the_registers_own_words_reach_the_schemas(tmp_path: Path) -> None:
    _write_po(tmp_path, "en", "schemas", {"列入日期": "Ineligible from"})
    schemas = load_schemas(find_packaged("schemas")).in_language("en", tmp_path)
    labels = schemas["qualified-unit.schema.json"].labels
    assert labels["listings/listed_on"] == "Ineligible from"
    assert labels["listings/document"] == "Document number of the decision"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("公布单位：%(publisher)s", "Publié par %(editeur)s"),
        ("公告", "100 %"),
        ("公告", "%s"),
    ],
)
def test_a_translation_that_could_not_be_filled_is_a_problem(
    tmp_path: Path, source: str, text: str
) -> None:
    folder = write_ascii_register(tmp_path / "register", "fr")
    _write_po(folder, "fr", "kuangxin", {source: text})
    (problem,) = check_register(folder, jobs=1).problems
    assert problem.code == "catalogue"
    assert "fr/LC_MESSAGES/kuangxin.po:" in problem.message


@pytest.mark.parametrize("content", [b"no catalogue\n", b'msgid "a"\nmsgstr "\xff"\n'])
def test_a_catalogue_that_is_none_is_a_problem(tmp_path: Path, content: bytes) -> None:
    folder = write_ascii_register(tmp_path / "register", "en")
    path = folder / "translations/en/LC_MESSAGES/schemas.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert [one.code for one in check_register(folder, jobs=1).problems] == ["catalogue"]


def test_problems_of_a_register_in_a_third_language_are_in_english(tmp_path: Path) -> None:
    folder = write_ascii_register(tmp_path / "register", "fr")
    (folder / "subjects/expert/330104.jsonl").write_text("{}\n", encoding="utf-8")
    problems = check_register(folder, jobs=1).problems
    assert {one.field for one in problems if one.code == "required"} == {
        "Expert number",
        "Name",
        "Division",
    }
    assert {one.message for one in problems if one.code == "required"} == {
        "is required and missing"
    }


def _used_texts() -> Iterator[str]:
    for folder, pattern, method in _SOURCES:
        for found in extract_from_dir(ROOT / folder, [(pattern, method)], keywords=_KEYWORDS):
            text = found[2]
            yield text if isinstance(text, str) else text[0]


def _catalogue(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        messages = {str(one.id): str(one.string) for one in read_po(file) if one.id}
    assert all(messages.values()), "a text is not translated"
    return messages


def _words(document: Any) -> Iterator[str]:
    if isinstance(document, list):
        for one in document:
            yield from _words(one)
    elif isinstance(document, dict):
        for key, one in document.items():
            if key in {"title", "description"} and isinstance(one, str):
                yield one
            else:
                yield from _words(one)


_PO = string.Template("msgid $source\nmsgstr $text\n")


def _write_po(register: Path, language: str, domain: str, texts: dict[str, str]) -> None:
    path = register / "translations" / language / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    entries = (
        _PO.substitute(
            source=json.dumps(source, ensure_ascii=False), text=json.dumps(text, ensure_ascii=False)
        )
        for source, text in texts.items()
    )
    path.write_text("\n".join([head, *entries]), encoding="utf-8")
