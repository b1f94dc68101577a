"""Prose and notices: attachments that are there, a foot that says who stands behind the site."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.registers import CONTENT, PUBLIC, Breakable


def _front(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text(encoding="utf-8")


def _notice(small: Breakable, *attachments: str) -> None:
    head = "".join(f"Attachment: {one}\n" for one in attachments)
    small.put(
        "notices/one.md",
        f"Title: 公告\nDate: 2016-01-02\nNumber: 示例告〔2016〕9号\n{head}\n示例。\n",
    )


def test_a_notice_shows_day_number_and_attachments(small: Breakable) -> None:
    small.put("attachments/roster.csv", "编号,姓名\r\n")
    small.put("attachments/b.pdf", b"%PDF-1.4\n\xff")
    _notice(small, "roster.csv 示例名录", "b.pdf")
    site = small.build()
    html = _front(site, "notices/one")
    assert "2016-01-02" in html
    assert "示例告〔2016〕9号" in html
    assert re.search(
        r'href="../../notices/files/roster.csv">示例名录</a> <span class="aside">CSV 15 B', html
    )
    assert 'href="../../notices/files/b.pdf">b.pdf</a>' in html
    assert (site / "notices/files/roster.csv").read_bytes() == "编号,姓名\r\n".encode()
    assert (site / "notices/files/b.pdf").read_bytes() == b"%PDF-1.4\n\xff"
    assert "附件 2 个" in _front(site, "notices")


@pytest.mark.parametrize("name", ["none.csv", "../register.yaml", ""])
def test_an_attachment_that_is_not_there_is_a_problem(small: Breakable, name: str) -> None:
    _notice(small, f"{name} 名录")
    assert [one.code for one in small.check()] == ["attachment-missing"]


def test_an_attachment_that_no_notice_names_is_a_warning_and_not_published(
    small: Breakable,
) -> None:
    small.put("attachments/left.csv", "a\n")
    (problem,) = small.check()
    assert (problem.code, problem.severity) == ("attachment-unused", "warning")
    assert not (small.build() / "notices/files").exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", "<p>", "unknown-file-here"),
        ("a b.csv", "a", "attachment-name"),
        ("a.csv", "示例,330102199003078512\n", "identity-number"),
        ("a.csv", b"\xff\xfe", "not-utf8"),
    ],
)
def test_an_attachment_that_may_not_be_published_is_a_problem(
    small: Breakable, name: str, content: str | bytes, code: str
) -> None:
    small.put(f"attachments/{name}", content)
    assert code in [one.code for one in small.check()]


def test_the_foot_says_what_is_given_and_nothing_else(small: Breakable) -> None:
    assert "government" not in _front(small.build(), "about")
    with (small.folder / "register.yaml").open("a", encoding="utf-8") as file:
        file.write('footer: {host_office: 示例办, site_code: "示例1", accessibility: about}\n')
    html = _front(small.build(), "about")
    assert re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", html.split("government")[1]) == [
        ("主办单位", "示例办"),
        ("网站标识码", "示例1"),
    ]
    assert '<a href="../about/">无障碍说明</a>' in html
    for left_out in ("ICP 备案", "公安备案", "承办单位", "联系方式"):
        assert left_out not in html


def test_a_foot_that_names_no_page_is_a_problem(small: Breakable) -> None:
    with (small.folder / "register.yaml").open("a", encoding="utf-8") as file:
        file.write("footer: {accessibility: nowhere}\n")
    assert [one.code for one in small.check()] == ["page-missing"]


def test_every_link_of_the_prose_leads_to_a_page(built_demonstration: Path) -> None:
    pages = [path.stem for path in (CONTENT / "pages").glob("*.md")]
    pages += [f"notices/{path.stem}" for path in (CONTENT / "notices").glob("*.md")]
    found = 0
    for page in pages:
        for target in re.findall(r'href="([^"#?]+)[^"]*"', _front(built_demonstration, page)):
            if target == f"{PUBLIC}{page}/":
                continue  # canonical
            where = built_demonstration / page / target
            assert (where / "index.html" if target.endswith("/") else where).is_file(), (
                page,
                target,
            )
            found += 1
    assert found > 100


def test_the_appeal_is_told_as_the_register_counts_it() -> None:
    rule = yaml.safe_load((CONTENT / "register.yaml").read_text("utf-8"))["appeal"]
    text = (CONTENT / "pages/feedback.md").read_text("utf-8")
    assert f"{rule['working_days']} 个工作日" in text
    assert rule["basis"] in text


def test_the_terms_of_publication_are_told_as_the_register_keeps_them() -> None:
    windows = yaml.safe_load((CONTENT / "register.yaml").read_text("utf-8"))["disclosure"]
    text = (CONTENT / "pages/feedback.md").read_text("utf-8")
    spoken = {3: "3 个月", 12: "1 年", 36: "3 年"}
    for name, severity in (("一般", "general"), ("严重", "serious")):
        window = windows["dishonesty"][severity]
        assert (
            f"| {name} | 最短 {spoken[window['min_months']]}，最长 {spoken[window['max_months']]} |"
            in text
        )


@pytest.mark.parametrize("period", ["2015Q3", "2015Q4", "2015"])
def test_the_results_that_a_notice_attaches_are_those_of_the_register(period: str) -> None:
    counted: Counter[str] = Counter()
    for path in (CONTENT / "assessments").glob(f"*/{period}.jsonl"):
        counted.update(json.loads(line)["grade"] for line in path.read_text("utf-8").splitlines())
    table = (CONTENT / f"attachments/results-{period.lower()}.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(table.splitlines()))
    for grade, number in counted.items():
        assert sum(int(row[grade]) for row in rows) == number
    assert sum(int(row["合计"]) for row in rows) == sum(counted.values())


def test_the_columns_of_a_table_are_aligned_as_written(small: Breakable) -> None:
    rows = "|左|右|中|名|\n|:--|--:|:-:|---|\n|1|2|3|4|\n"
    small.put("pages/table.md", f"Title: 表\n\n{rows}")
    site = small.build()
    html = _front(site, "table")
    for tag in ("th", "td"):
        found = re.findall(rf"<{tag}( [^>]*|)>", html)
        assert found == [' class="align-left"', ' class="align-right"', ' class="align-center"', ""]
    assert "style=" not in html and "align=" not in html
    (css,) = (site / "theme/css").glob("*.css")
    for side in ("left", "right", "center"):
        assert re.search(rf"\.align-{side} *{{ *text-align: *{side}", css.read_text("utf-8"))
