"""Lists come in pages of a hundred, streamed from rows that a city's counties interleave."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kuangxin_site.build import build_site
from kuangxin_site.pages.list_files import Piece
from kuangxin_site.pages.lists import plan_kind_lists
from kuangxin_site.pages.pager import PAGE_ROWS
from kuangxin_site.pages.plan import Page, Site, open_site
from kuangxin_site.pages.register_lists import plan_lists

CONTENT = Path(__file__).parent.parent / "content"
KIND = "expert"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a release's data folder whose tables a test may write anew."""
    site = tmp_path_factory.mktemp("lists") / "site"
    build_site(CONTENT, site)
    return site / "data"


def _site(data: Path, table: str, rows: list[dict[str, Any]]) -> Site:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (data / "downloads" / f"{table}.jsonl").write_text(lines, encoding="utf-8")
    return open_site(data, CONTENT)


def _subject(division: str, number: int) -> dict[str, Any]:
    code = f"SLZJ-{division}-{number:07}"
    return {"kind": KIND, "division": division, "code": code, "name": code, "lists": []}


def plan_kinds(site: Site) -> Iterator[Page]:
    planned = plan_kind_lists(site, KIND, ("division",))
    return (one for one in planned if isinstance(one, Page))


def _pages(planned: Iterable[Page | Piece], folder: str) -> list[Page]:
    pages = [one for one in planned if isinstance(one, Page) and "number" in one.values]
    found = [page for page in pages if page.path.startswith(folder)]
    return sorted(found, key=lambda page: int(str(page.values["number"])))


def _codes(page: Page) -> list[str]:
    rows: Any = page.values["rows"]
    return [row["code"] for row in rows]


def test_a_list_of_exactly_a_hundred_has_one_page(release: Path) -> None:
    rows = [_subject("330102", number) for number in range(PAGE_ROWS)]
    pages = _pages(list(plan_kinds(_site(release, "subjects", rows))), f"kinds/{KIND}/330102/")
    assert [page.path for page in pages] == [f"kinds/{KIND}/330102/index.html"]
    assert pages[0].values["pages"] == 1


def test_a_city_gathers_its_divisions_though_others_lie_between(release: Path) -> None:
    # 330283 奉化市 is historical and lies in 宁波市; 330281 余姚市 too; 330302 is 温州市's.
    rows = [_subject("330281", number) for number in range(60)]
    rows += [_subject("330302", number) for number in range(130)]
    rows += [_subject("330283", number) for number in range(60)]
    pages = list(plan_kinds(_site(release, "subjects", rows)))
    city = _pages(pages, f"kinds/{KIND}/330200/")
    assert [len(_codes(page)) for page in city] == [100, 20]
    assert [code for page in city for code in _codes(page)] == [
        row["code"] for row in rows if row["division"] != "330302"
    ]
    assert {page.values["pages"] for page in city} == {2}
    assert city[1].path == f"kinds/{KIND}/330200/2/index.html"
    assert city[1].values["first"] == 101
    assert city[1].values["last"] == 120


def test_every_subject_stands_once_in_its_division_and_once_in_its_city(release: Path) -> None:
    rows = [_subject(division, n) for division in ("330102", "330281") for n in range(101)]
    pages = [page for page in plan_kinds(_site(release, "subjects", rows)) if "rows" in page.values]
    assert sorted(code for page in pages for code in _codes(page)) == sorted(
        row["code"] for row in rows for _ in range(2)
    )


def test_a_subject_of_the_city_itself_stands_once_in_its_list(release: Path) -> None:
    rows = [_subject("330200", 1), _subject("330281", 2)]
    pages = _pages(list(plan_kinds(_site(release, "subjects", rows))), f"kinds/{KIND}/330200/")
    assert [_codes(page) for page in pages] == [[row["code"] for row in rows]]


def test_no_more_than_a_page_a_list_is_held(release: Path) -> None:
    rows = [_subject("330102", number) for number in range(250)]
    site = _site(release, "subjects", rows)
    seen = 0

    def watched(path: str) -> Any:
        nonlocal seen
        seen = 0
        for row in rows:
            seen += 1
            yield json.dumps(row).encode()

    site.release.source.lines = watched  # type: ignore[method-assign]
    next(plan_kinds(site))
    assert seen == PAGE_ROWS


def test_an_empty_list_has_a_page_that_says_so(release: Path) -> None:
    pages = _pages(list(plan_lists(_site(release, "listings", []))), "lists/honour/")
    assert [page.path for page in pages] == ["lists/honour/index.html"]
    assert _codes(pages[0]) == []


def test_a_list_longer_than_a_page_goes_on_overleaf(release: Path) -> None:
    listing = {"list": "honour", "basis": "b", "authority": "a", "document": "d"}
    rows = [{**_subject("330102", n), **listing, "listed_on": "2015-01-01"} for n in range(101)]
    pages = _pages(list(plan_lists(_site(release, "listings", rows))), "lists/honour/")
    assert [len(_codes(page)) for page in pages] == [100, 1]
