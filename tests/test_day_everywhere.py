"""The whole site on a later day: nothing that has passed its last day is in any page's view.

The demonstration register is built as one that goes on, twice, so that the pages of changes have
rows. Each thing with a last day is then looked for, on the day after, in every page whose bytes
have a text of it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

import kuangxin
from kuangxin import cli
from kuangxin.records import encode
from kuangxin_site.build import build_site
from tests.browsing import read_quietly, serve
from tests.registers import CONTENT

AS_OF = date(2016, 1, 25)
_SCRIPT = Path(__file__).parent.parent / "sitetheme/static/js/day.js"
#: What a reader sees or hears: of a screen, of paper, of the tab and of a search engine.
_SHOWN = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  const said = [...document.querySelectorAll("meta[content]")].map((one) => one.content);
  return [document.querySelector("main").innerText, document.title, ...said].join("\\n");
}"""
#: Name, lists and days of the rows of a list as they are shown.
_ROWS = """() => [...document.querySelectorAll("tbody tr")].map((row) =>
  [...row.querySelectorAll("a")].map((one) => one.getAttribute("href")).join(" ") + " " + row.innerText)"""


class Dated(NamedTuple):
    """A published thing with a last day: whose it is, the texts that are its alone, its list."""

    code: str
    name: str
    texts: tuple[str, ...]
    last: date
    list: str = ""


@pytest.fixture(scope="module")
def old_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    content = folder / "content"
    shutil.copytree(CONTENT, content)
    register = content / "register.yaml"
    text = register.read_text(encoding="utf-8")
    assert f'as_of: "{AS_OF}"\n' in text
    register.write_text(text.replace(f'as_of: "{AS_OF}"\n', "rhythm_days: 31\n"), encoding="utf-8")
    for day in (date(2015, 3, 31), AS_OF):
        build_site(content, folder / "site", as_of=day, jobs=1)
    return folder / "site"


@pytest.fixture(scope="module")
def served(old_copy: Path) -> Iterator[str]:
    with serve(old_copy) as address:
        yield address


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    with read_quietly(browser, served, timezone_id="Asia/Shanghai") as page:
        yield page


@pytest.fixture(scope="module")
def titles(old_copy: Path) -> dict[str, str]:
    manifest = json.loads((old_copy / "data/release.json").read_bytes())
    return {one["id"]: one["title"] for one in manifest["lists"]}


@pytest.fixture(scope="module")
def dated(old_copy: Path) -> list[Dated]:
    """Return everything published that has a last day."""
    found = []
    for path in sorted((old_copy / "data/subjects").glob("*.json")):
        for subject in json.loads(path.read_bytes())["subjects"].values():
            for record in subject["records"]:
                whose = record["code"], record["name"]
                for item in record.get("credit_information", ()):
                    last = date.fromisoformat(item["publish_until"])
                    if "repaired_on" in item:
                        repaired = date.fromisoformat(item["repaired_on"])
                        last = min(last, repaired - timedelta(days=1))
                    found.append(Dated(*whose, (item["id"], item["document"]), last))
                for one in record.get("listings", ()):
                    if "publish_until" in one:
                        last = date.fromisoformat(one["publish_until"])
                        found.append(Dated(*whose, (one["document"],), last, one["list"]))
    number = Counter(text for one in found for text in one.texts)
    own = [one._replace(texts=tuple(t for t in one.texts if number[t] == 1)) for one in found]
    assert sum(len(one.texts) for one in own) > 150
    return own


def _pattern(dated: list[Dated]) -> re.Pattern[str]:
    texts = sorted((text for one in dated for text in one.texts), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, texts)))


def _open(page: Page, address: str, last: date) -> str:
    """Open a page on the day after a last day and return what it shows."""
    _turn(page, last)
    page.goto(address, wait_until="domcontentloaded")
    shown: str = page.evaluate(_SHOWN)
    return shown


def _turn(page: Page, last: date) -> None:
    page.clock.set_fixed_time(f"{last + timedelta(days=1)}T00:01:00+08:00")


def _days(page: Page, address: str, lasts: set[date]) -> Iterator[tuple[date, str]]:
    """Open a page after the first of some last days, and yield what it shows after each.

    What is taken out stays out: for a later day the page's script runs again.
    """
    first, *later = sorted(lasts)
    yield first, _open(page, address, first)
    for last in later:
        _turn(page, last)
        page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
        yield last, page.evaluate(_SHOWN)


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("index.html")):
        name = path.relative_to(site).as_posix().removesuffix("index.html")
        yield name, path.read_text(encoding="utf-8")


def test_no_page_shows_what_has_passed_its_last_day(
    page: Page, served: str, old_copy: Path, dated: list[Dated]
) -> None:
    pattern = _pattern(dated)
    last = {text: one.last for one in dated for text in one.texts}
    held = {name: set(pattern.findall(html)) for name, html in _pages(old_copy)}
    held = {name: texts for name, texts in held.items() if texts}
    assert {name.split("/")[0] for name in held} == {"subjects", "lists", "changes"}
    wrong = []
    for name, texts in held.items():
        for day, said in _days(page, served + name, {last[text] for text in texts}):
            shown = set(pattern.findall(said))
            late = {text for text in texts if last[text] <= day}
            wrong += [(name, str(day), text) for text in sorted(shown & late)]
            wrong += [(name, str(day), f"gone: {text}") for text in sorted(texts - late - shown)]
            if "数目仍是截至 2016-01-25 的" not in said:
                wrong.append((name, str(day), "does not say so"))
    assert wrong == []


def test_no_list_names_who_no_longer_stands_on_one(
    page: Page, served: str, old_copy: Path, dated: list[Dated], titles: dict[str, str]
) -> None:
    ends: dict[str, dict[str, date]] = defaultdict(dict)
    for one in dated:
        if one.list:
            ends[one.code][titles[one.list]] = one.last
    wrong = []
    tried = 0
    for name, html in _pages(old_copy):
        rows = html.partition("<tbody>")[2].partition("</table>")[0]
        codes = {code for code in ends if f"subjects/{code}/" in rows}
        own = next((title for id, title in titles.items() if f"lists/{id}/" in name), "")
        if not codes or not (own or name.startswith("kinds/")):
            continue
        tried += 1
        days = {end for code in codes for title, end in ends[code].items() if own in ("", title)}
        for day, _said in _days(page, served + name, days):
            for row in page.evaluate(_ROWS):
                code = next((one for one in codes if f"subjects/{one}/" in row), "")
                ended = [title for title, end in ends.get(code, {}).items() if end <= day]
                if own in ended or (not own and any(title in row for title in ended)):
                    wrong.append((name, str(day), code))
    assert tried > 20
    assert wrong == []


@pytest.mark.parametrize("path", ["lists/serious/", "kinds/mining-right-holder/all_subjects/"])
def test_rows_made_in_the_page_have_lost_what_has_passed_its_last_day(
    page: Page, served: str, dated: list[Dated], titles: dict[str, str], path: str
) -> None:
    serious = [one for one in dated if one.list == "serious"]
    last = min(one.last for one in serious)
    ended = {one.code for one in serious if one.last == last}
    assert len(ended) < len(serious)
    _open(page, f"{served}{path}?sort=name", last - timedelta(days=1))
    page.wait_for_selector("#refined:not(:empty)", state="attached")
    before = {row.split("/subjects/")[1][:18]: row for row in page.evaluate(_ROWS)}
    assert page.is_hidden("#expired") or path.startswith("kinds")
    _open(page, f"{served}{path}?sort=name", last)
    page.wait_for_selector("#refined:not(:empty)", state="attached")
    after = {row.split("/subjects/")[1][:18]: row for row in page.evaluate(_ROWS)}
    title = titles["serious"]
    if path.startswith("lists"):
        assert before.keys() - after.keys() == ended & before.keys() != set()
        assert f"{len(after)} 个" in page.inner_text("#refined")
    else:
        assert before.keys() == after.keys()
        lost = {code for code in before if title in before[code] and title not in after[code]}
        assert lost == ended & before.keys() != set()
    assert page.is_visible("#expired")


def test_neither_text_nor_description_of_a_subject_names_a_list_that_has_run_out(
    page: Page, served: str, dated: list[Dated], titles: dict[str, str]
) -> None:
    ended = [one for one in dated if one.list]
    assert {one.list for one in ended} >= {"honour", "serious"}
    for one in ended:
        shown = _open(page, f"{served}subjects/{one.code}/", one.last - timedelta(days=1))
        assert titles[one.list] in shown
        shown = _open(page, f"{served}subjects/{one.code}/", one.last)
        assert titles[one.list] not in shown


def test_a_sheet_to_be_printed_leaves_out_who_has_run_out(
    page: Page, served: str, dated: list[Dated]
) -> None:
    serious = [one for one in dated if one.list == "serious"]
    last = min(one.last for one in serious)
    page.emulate_media(media="print")
    shown = _open(page, f"{served}lists/serious/print/", last)
    assert [one.name for one in serious if one.name in shown] == [
        one.name for one in serious if one.last > last
    ]
    assert page.is_visible("#expired")


def test_every_page_tells_that_it_is_of_an_old_copy(old_copy: Path) -> None:
    for name, html in _pages(old_copy):
        assert '<p class="notice" id="aged" data-fresh="2016-02-25" hidden>' in html, name
        assert "theme/js/day.js" in html, name


def test_the_files_of_a_list_are_said_to_be_of_the_day_of_the_release(old_copy: Path) -> None:
    for name, html in _pages(old_copy):
        if 'href="list.csv"' in html:
            assert re.search(r"下载全部 \d+ 行（截至 2016-01-25）", html), name


def test_no_answer_of_the_reader_has_what_has_passed_its_last_day(
    old_copy: Path, dated: list[Dated]
) -> None:
    pattern = _pattern(dated)
    last = {text: one.last for one in dated for text in one.texts}
    days = sorted({one.last for one in dated})
    changed = 0
    for day in [*days[::6], days[-1]]:
        register = kuangxin.open(old_copy, on=day + timedelta(days=1))
        said = [encode(one) for one in register.subjects()]
        said += [encode(one) for one in register.subjects(kind="qualified-unit", grade="D")]
        said += [encode(one) for one in register.listings()]
        changes = [encode(one) for one in register.changes()]
        changed += any(pattern.search(one.decode()) for one in changes)
        for one in dated:
            if one.last == day:
                said += [encode(hit.subject) for hit in register.search(one.code)]
                said.append(encode(register.get(one.code)))
        found = pattern.findall(b"\n".join([*said, *changes]).decode())
        assert {text for text in found if last[text] <= day} == set()
        alive = {text for one in dated for text in one.texts if one.last > day}
        assert alive <= set(found)
    assert changed


def test_no_command_prints_what_has_passed_its_last_day(
    old_copy: Path, dated: list[Dated], capsys: pytest.CaptureFixture[str]
) -> None:
    pattern = _pattern(dated)
    last = {text: one.last for one in dated for text in one.texts}
    for day in sorted({one.last for one in dated if one.list}):
        on = ["--from", str(old_copy), "--on", str(day + timedelta(days=1))]
        asked = [["lists", one.list] for one in dated if one.list]
        asked += [["get", one.code] for one in dated if one.last == day]
        asked += [["search", one.code] for one in dated if one.last == day]
        for command in asked:
            for form in ([], ["--json"], *([["--explain"]] if command[0] == "get" else [])):
                cli.main([*command, *on, *form])
                found = pattern.findall(capsys.readouterr().out)
                assert {text for text in found if last[text] <= day} == set()


@pytest.mark.parametrize("path", ["lists/honour/", "lists/honour/print/"])
def test_of_a_list_that_has_run_out_whole_neither_table_nor_files_are_left(
    page: Page, served: str, dated: list[Dated], path: str
) -> None:
    honoured = [one.last for one in dated if one.list == "honour"]
    _open(page, served + path, max(honoured) - timedelta(days=1))
    assert page.locator("table").count() == 1
    _open(page, served + path, max(honoured))
    assert page.locator("table, #refine, .list-files").count() == 0
    assert page.inner_text("h1") == "诚信名单"
    assert page.is_visible("#expired")


def test_of_changes_that_have_run_out_whole_no_table_is_left(
    page: Page, served: str, old_copy: Path, dated: list[Dated]
) -> None:
    (name,) = (one for one, _ in _pages(old_copy) if one.startswith("changes/2016"))
    last = max(one.last for one in dated)
    for day, shown in ((date(2016, 1, 25), 1), (last, 0)):
        _open(page, served + name, day)
        assert page.locator("#new-item + .table").count() == shown
        assert page.locator("#new-result + .table").count() == 1


def test_the_numbers_of_a_list_are_said_to_be_of_the_day_of_the_release(old_copy: Path) -> None:
    for path in ("lists/serious/index.html", "lists/serious/print/index.html"):
        html = (old_copy / path).read_text(encoding="utf-8")
        assert "<caption>截至 2016-01-25 共 5 条决定，其中在列 5 个主体</caption>" in html
