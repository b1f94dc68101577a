"""Design rule 1: nothing that may not be shown stands in any byte of the output.

Every item, listing and result of the demonstration register gets a mark of its own in all its
texts; the marks found in the output must be exactly those of what may be shown.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kuangxin.disclosure import add_months
from kuangxin_site.build import build_site
from tests.registers import CONTENT, UNITS, Breakable, lines, make_code, make_item, make_unit

_MARK = re.compile(rb"(?i)qk(\d{6})qk")
_DAYS = [date(2015, 7, 31), date(2016, 1, 25)]
_MONTHS = {"general": 12, "serious": 36}
_LIST_MONTHS = {"honour": 36, "serious": 36}


def _reason_to_withhold(item: dict[str, Any], on: date) -> str:
    """Say why an item may not be shown; empty when it may (domain.md, section 3)."""
    if item["category"] == "supervision":
        return "supervision"
    if item.get("severity") == "minor":
        return "minor"
    determined = date.fromisoformat(item["determined_on"])
    if determined > on:
        return "not yet determined"
    if "repaired_on" in item and date.fromisoformat(item["repaired_on"]) <= on:
        return "repaired"
    last = add_months(determined, _MONTHS.get(item.get("severity", ""), 36))
    if "publish_until" in item:
        last = min(last, date.fromisoformat(item["publish_until"]))
    return "expired" if on > last else ""


def _listing_withheld(listing: dict[str, Any], kind: str, on: date) -> str:
    listed = date.fromisoformat(listing["listed_on"])
    if kind == "expert":
        return "natural person"
    if listed > on:
        return "not yet listed"
    if "removed_on" in listing and date.fromisoformat(listing["removed_on"]) <= on:
        return "removed"
    months = _LIST_MONTHS.get(listing["list"])
    return "listing expired" if months and on > add_months(listed, months) else ""


class Marked:
    """A copy of the demonstration register whose every item, listing and result has its mark."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.why: dict[int, Callable[[date], str]] = {}
        for source in sorted(CONTENT.rglob("*")):
            if source.is_file():
                target = folder / source.relative_to(CONTENT)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(self._marked(source), encoding="utf-8")

    def _marked(self, path: Path) -> str:
        text = path.read_text(encoding="utf-8")
        kind = path.parent.name
        if path.suffix != ".jsonl":
            return text
        objects = [json.loads(line) for line in text.splitlines()]
        for one in objects:
            if "standard" in one:
                self._mark(one, ("document",), partial(_decided, one))
            for item in one.get("credit_information", ()):
                self._mark(
                    item, ("id", "facts", "basis", "document"), partial(_reason_to_withhold, item)
                )
            for listing in one.get("listings", ()):
                self._mark(
                    listing, ("basis", "document"), partial(_listing_withheld, listing, kind)
                )
        return lines(*objects)

    def _mark(
        self, thing: dict[str, Any], names: tuple[str, ...], why: Callable[[date], str]
    ) -> None:
        number = len(self.why)
        self.why[number] = why
        for name in names:
            thing[name] = f"QK{number:06}QK"


def _decided(result: dict[str, Any], on: date) -> str:
    return "not yet decided" if date.fromisoformat(result["decided_on"]) > on else ""


def contents(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and what is packed in them: members of a zip, raw deflate of a bucket."""
    raw = path.read_bytes()
    yield raw
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if path.suffix == ".bin":
        for start in range(min(64, len(raw))):
            try:
                yield zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw[start:])
            except zlib.error:
                continue


def _marks(site: Path) -> dict[int, str]:
    """Return the marks in the output, each with a file that holds it."""
    return {
        int(found): str(path.relative_to(site))
        for path in sorted(site.rglob("*"))
        if path.is_file()
        for content in contents(path)
        for found in _MARK.findall(content)
    }


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    return Marked(tmp_path_factory.mktemp("marked") / "content")


@pytest.fixture(scope="module", params=_DAYS, ids=str)
def site_on(
    request: pytest.FixtureRequest, marked: Marked, tmp_path_factory: pytest.TempPathFactory
) -> tuple[date, Path]:
    site = tmp_path_factory.mktemp("marked") / "site"
    build_site(marked.folder, site, as_of=request.param, jobs=1)
    return request.param, site


def test_nothing_withheld_stands_in_any_byte_of_the_output(
    marked: Marked, site_on: tuple[date, Path]
) -> None:
    on, site = site_on
    leaked = {
        number: (why, file)
        for number, file in _marks(site).items()
        if (why := marked.why[number](on))
    }
    assert not leaked


def test_everything_that_may_be_shown_stands_in_the_output(
    marked: Marked, site_on: tuple[date, Path]
) -> None:
    on, site = site_on
    shown = {number for number, why in marked.why.items() if not why(on)}
    assert shown
    assert shown <= _marks(site).keys()


def test_the_demonstration_has_something_to_withhold_for_every_reason(marked: Marked) -> None:
    reasons = Counter(why(on) for why in marked.why.values() for on in _DAYS)
    assert reasons.keys() >= {
        "minor",
        "expired",
        "repaired",
        "supervision",
        "not yet determined",
        "not yet decided",
        "not yet listed",
        "removed",
    }


def test_names_are_found_in_the_look_up_buckets(built_demonstration: Path) -> None:
    name = next(iter((CONTENT / "subjects/qualified-unit").iterdir())).read_text(encoding="utf-8")
    wanted = json.loads(name.splitlines()[0])["code"].encode()
    buckets = [*(built_demonstration / "data/lookup/b").iterdir()]
    assert any(wanted in content for path in buckets for content in contents(path))


def test_a_listing_of_a_natural_person_is_withheld(small: Breakable) -> None:
    listing = {
        "list": "serious",
        "basis": "QK000001QK",
        "authority": "示例局",
        "document": "QK000002QK",
        "listed_on": "2015-11-01",
    }
    firm = {**listing, "basis": "QK000003QK", "document": "QK000004QK"}
    small.put(UNITS, lines(make_unit(2, listings=[firm])))
    small.remove("assessments")
    expert = {"code": "SL-0001", "name": "示例", "division": "330102", "listings": [listing]}
    small.put("subjects/expert/330102.jsonl", lines(expert))
    assert _marks(small.build()).keys() == {3, 4}


def test_an_objection_received_later_is_withheld(small: Breakable) -> None:
    objections = [
        {"received_on": "2015-12-01", "document": "QK000001QK"},
        {"received_on": "2016-02-01", "document": "QK000002QK"},
    ]
    small.unit(credit_information=[make_item(objections=objections)])
    site = small.build()
    assert _marks(site).keys() == {1}
    assert (site / "subjects" / make_code(1)).is_dir()
