"""The report of a check: text for people, JSON for programs, HTML that needs nothing else."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Literal

import pytest

from kuangxin import codes
from kuangxin_site.check.report import render_problems
from kuangxin_site.problems import Problem
from kuangxin_site.wording import say
from tests.registers import RESULTS, UNITS, Breakable, lines, make_item, make_result, make_unit

_MARK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def _problems() -> list[Problem]:
    spoilt = Problem(
        file=_MARK, line=3, pointer=f"/{_MARK}", code="x", field=_MARK, message=_MARK, mend=_MARK
    )
    warning = say("crlf", "zh-CN", file="a.jsonl", line=1, severity="warning")
    more = Problem(file=".", code="more-problems", message="m", mend="m", count=90)
    return [spoilt, warning, more]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    return tags


def test_the_html_report_shows_markup_as_text() -> None:
    tags = _read(render_problems(_problems(), "html", "zh-CN"))
    assert not {"script", "img"} & set(tags.tags)
    assert tags.text.count(_MARK) == 5


def test_the_html_report_needs_nothing_else() -> None:
    page = render_problems(_problems(), "html", "zh-CN")
    tags = _read(page)
    assert not {"link", "script", "img", "iframe"} & set(tags.tags)
    assert not {"src", "href", "style"} & {name for name, _ in tags.attributes}
    assert "url(" not in page
    assert "@import" not in page
    assert "://" not in page
    policy = next(value for name, value in tags.attributes if "default-src" in value)
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("form", ["text", "html"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_problem_that_was_not_shown_is_counted(form: str, language: str) -> None:
    rendered = render_problems(_problems(), form, language)  # type: ignore[arg-type] # of two sets
    assert "91" in rendered


def test_the_json_report_is_one_document_with_every_field() -> None:
    document = json.loads(render_problems(_problems(), "json", "zh-CN"))
    assert (document["errors"], document["warnings"]) == (91, 1)
    first = document["problems"][0]
    assert first == {
        "file": _MARK,
        "code": "x",
        "message": _MARK,
        "mend": _MARK,
        "line": 3,
        "pointer": f"/{_MARK}",
        "field": _MARK,
        "severity": "error",
        "count": 1,
    }


def test_the_text_report_has_place_what_is_wrong_and_the_mend(small: Breakable) -> None:
    small.put(UNITS, lines(make_unit(1), make_unit(2, phone="\u001b[31m")))
    text = render_problems(small.check(), "text", "zh-CN")
    assert f"{UNITS}:2 /phone\n" in text
    assert "错误：" in text
    assert "改法：" in text
    assert "\u001b" not in text


def test_a_key_with_a_line_end_cannot_forge_a_line(small: Breakable) -> None:
    small.put(UNITS, lines(make_unit(1, **{"a\nregister.yaml": "x"})))
    text = render_problems(small.check(), "text", "zh-CN")
    assert "\nregister.yaml" not in text


def test_a_clean_register_is_said_to_be_clean() -> None:
    assert "没有发现问题" in render_problems([], "text", "zh-CN")
    assert json.loads(render_problems([], "json", "zh-CN")) == {
        "errors": 0,
        "warnings": 0,
        "problems": [],
    }


def _late(file: str, line: int) -> Problem:
    values = {"value": f"2016-02-{line:02}", "limit": "2016-01-25"}
    return say("not-shown-before", "zh-CN", file=file, line=line, severity="warning", values=values)


@pytest.mark.parametrize("form", ["text", "html"])
def test_equal_warnings_of_a_file_are_told_once_with_their_lines(
    form: Literal["text", "html"],
) -> None:
    problems = [*(_late("a.jsonl", n) for n in range(1, 9)), _late("b.jsonl", 1)]
    said = render_problems(problems, form, "zh-CN")
    assert said.count("改法：") + said.count("<td><code>") == 2
    assert "2016-02-01" in said
    assert "2016-02-02" not in said
    assert "这个文件还有 7 个同样的提醒：第 2、3、4、5、6… 行" in said
    assert "9 个提醒" in said


def test_json_has_every_warning_and_errors_are_never_taken_together() -> None:
    problems = [_late("a.jsonl", n) for n in range(1, 9)]
    assert len(json.loads(render_problems(problems, "json", "zh-CN"))["problems"]) == 8
    errors = [say("crlf", "zh-CN", file="a.jsonl", line=n) for n in (1, 2)]
    assert render_problems(errors, "text", "zh-CN").count("改法：") == 2


def test_the_organisation_part_of_a_code_is_told_once(small: Breakable) -> None:
    body = "91330102DEM000010"
    code = body + codes.check_character(body)
    small.put(UNITS, lines({**make_unit(1, credit_information=[make_item()]), "code": code}))
    small.put(RESULTS, lines(make_result(code=code)))
    found = [one.file for one in small.check() if one.code == "code-organisation"]
    assert found == [UNITS]
