"""The page of a standard: the whole of it, an example from the register, what a version changed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from kuangxin.grading import Condition, Gate, Group, Indicator, ListCondition, ListRule, Standard
from kuangxin_site.pages.plan import Site, open_site
from kuangxin_site.pages.standard_tables import differences, standard_tables
from kuangxin_site.pages.standards import plan_standards, version_before
from kuangxin_site.pelican_bridge.environment import make_environment, render
from kuangxin_site.schemas import find_packaged
from tests.factories import make_standard
from tests.registers import CONTENT


@pytest.fixture(scope="module")
def site(built_demonstration: Path) -> Site:
    return open_site(built_demonstration / "data", CONTENT)


def _cells(standard: Standard, site: Site, table: str) -> dict[str, list[str]]:
    found = next(one for one in standard_tables(standard, site) if one.id == table)
    return {row.id: row.cells for row in found.rows}


def _changes(old: Standard, new: Standard, site: Site) -> list[str]:
    return differences(standard_tables(old, site), standard_tables(new, site), site)


def test_an_indicator_says_points_count_cap_time_and_conditions(site: Site) -> None:
    one = Indicator(
        id="D9",
        title="示例",
        category="dishonesty",
        severity="general",
        points=Decimal("-10.5"),
        count="period",
        cap=Decimal(30),
        months=12,
        when=Condition(severity=("serious",), licence=True, under_objection=False),
        counts_withheld=True,
    )
    assert _cells(make_standard(indicators=(one,)), site, "indicators")["D9"] == [
        "D9",
        "失信信息（一般）",
        "−10.50",
        "一期只计一次",
        "30",
        "自认定之日起 12 个月",
        "只计程度为严重的、只计涉及证照的、异议处理中的不计、不公示的也计分",
    ]


def test_a_band_says_from_where_to_where_it_reaches(site: Site) -> None:
    cells = _cells(make_standard(), site, "bands")
    assert [one[0] for one in cells.values()] == [
        "90 及以上",
        "75（含）至 90（不含）",
        "60（含）至 75（不含）",
        "低于 60",
    ]


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        (
            Gate(id="g", title="t", rule="item", indicators=("H1",), grade="C"),
            "有荣誉的信息的，等级不高于 C",
        ),
        (
            Gate(id="g", title="t", rule="list", list="abnormal", grade="C"),
            "在异常名录上的，等级不高于 C",
        ),
        (Gate(id="g", title="t", rule="months", months=3), "入册不满 3 个月的，不予评价"),
    ],
)
def test_a_gate_is_said_in_words(site: Site, gate: Gate, said: str) -> None:
    assert _cells(make_standard(gates=(gate,)), site, "gates")["g"] == ["g", said]


def test_conditions_of_a_list_are_said_in_words(site: Site) -> None:
    rule = ListRule(
        list="honour",
        basis="示例办法",
        enter=(
            ListCondition(rule="grade", at_least="A", periods=4),
            ListCondition(rule="no-item", severity=("serious",), months=24),
        ),
        leave=(
            ListCondition(rule="item", indicators=("H1",), months=6),
            ListCondition(rule="listed", months=36),
        ),
    )
    assert _cells(make_standard(lists=(rule,)), site, "lists")["honour"] == [
        "最近 4 期的等级都不低于 A；并且最近 24 个月内没有认定严重失信",
        "最近 6 个月内认定了荣誉，还没有修复；或者列入已满 36 个月",
        "示例办法",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (ListCondition(rule="grade", at_least="A"), "最近一期的等级不低于 A"),
        (ListCondition(rule="grade", at_most="B"), "最近一期的等级不高于 B"),
    ],
)
def test_one_period_is_called_the_last(site: Site, given: ListCondition, said: str) -> None:
    rule = ListRule(list="honour", basis="示例办法", enter=(given,), leave=())
    assert _cells(make_standard(lists=(rule,)), site, "lists")["honour"][0] == said


def test_a_standard_lists_what_its_page_has(site: Site) -> None:
    pages = [page for page in plan_standards(site) if page.template == "standard.html"]
    for page in pages:
        parts = [title for _, title, _ in page.values["parts"]]  # type: ignore[attr-defined] # Part
        assert parts[:3] == ["起点和上下限", "等级", "指标"]
        assert parts[-2:] == ["怎样计算", "一个例子"]


def test_a_short_cell_is_never_broken(built_demonstration: Path) -> None:
    path = built_demonstration / "standards/mining-right-holder-2015/index.html"
    html = path.read_text(encoding="utf-8")
    for cell in ("D01", "逐条计分", "公示期内"):
        assert re.search(rf'<td class="day" data-label="[^"]*">{cell}</td>', html)


def test_a_demonstration_says_that_it_puts_the_rules_of_today_on_the_past(site: Site) -> None:
    said = "示例把今天的规则用在 2015 年"
    (page,) = (page for page in plan_standards(site) if page.template == "standards.html")
    assert [said in one for one in page.values["said"]] == [True]  # type: ignore[attr-defined] # str
    assert all(said in one.description for one in site.standards.values())
    assert said in (CONTENT / "pages/about.md").read_text(encoding="utf-8")


def test_a_group_says_what_counts_together(site: Site) -> None:
    group = Group(id="g", title="t", indicators=("D1", "D2"), take="worst", cap=Decimal(50))
    cells = _cells(make_standard(groups=(group,)), site, "groups")
    assert cells["g"] == ["g", "D1、D2", "只取扣分最多的", "50"]


def test_differences_name_what_was_added_removed_and_changed(site: Site) -> None:
    old = make_standard()
    first, *_, last = old.indicators
    changed = Indicator(
        id="D1", title="D1", category="dishonesty", severity="general", points=Decimal(-20)
    )
    added = Indicator(id="D3", title="新指标", category="honour", points=Decimal(1))
    new = make_standard(base=Decimal(110), indicators=(changed, last, added))
    assert first.points == Decimal("-10.5")
    assert _changes(old, new, site) == [
        "起点和上下限：“基础分”的规定由“100”改为“110”",
        "指标：“D1”的分值由“−10.50”改为“−20.00”",
        "指标：新增“新指标”",
        "指标：删去“D2”",
    ]


def test_a_part_that_only_one_version_has_is_a_difference(site: Site) -> None:
    gate = Gate(id="g", title="示例限制", rule="months", months=3)
    with_gate, without = make_standard(gates=(gate,)), make_standard()
    assert _changes(without, with_gate, site) == ["限制：新增“示例限制”"]
    assert _changes(with_gate, without, site) == ["限制：删去“示例限制”"]
    assert _changes(without, without, site) == []


def test_the_version_before_is_the_last_earlier_one_of_the_kind() -> None:
    versions = [
        make_standard(id=f"s{year}", effective_from=date(year, 1, 1)) for year in (2014, 2015, 2016)
    ]
    other = make_standard(id="other", kind="expert", effective_from=date(2015, 6, 1))
    found = version_before(versions[2], [*versions, other])
    assert found is not None
    assert found.id == "s2015"
    assert version_before(versions[0], versions) is None


def test_the_example_is_the_published_result_with_the_most_rules(site: Site) -> None:
    rules = {
        (one.standard, subject.code, one.period): len({reason.rule for reason in one.reasons})
        for subject in site.release.subjects()
        for record in subject.records
        for one in record.assessments
        if one.override is None
    }
    pages = [page for page in plan_standards(site) if page.template == "standard.html"]
    for page in pages:
        standard, example = page.values["standard"], page.values["example"]
        assert isinstance(standard, Standard)
        most = max(number for (name, *_), number in rules.items() if name == standard.id)
        assert len({step.rule for step in example.steps} - {"band"}) == most  # type: ignore[attr-defined] # Example


def test_a_natural_person_is_not_named_as_an_example(site: Site) -> None:
    environment = make_environment(find_packaged("sitetheme"), site, CONTENT)
    pages = [page for page in plan_standards(site) if page.path.startswith("standards/expert")]
    assert pages
    for page in pages:
        html = render(environment, page).decode()
        assert "一个自然人（不写姓名）" in html
        assert "subjects/" not in html[html.index("<main") : html.index("</main>")]


def test_the_list_of_standards_gives_the_day_of_each_version(built_demonstration: Path) -> None:
    html = (built_demonstration / "standards/index.html").read_text(encoding="utf-8")
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    assert "2015-01-01" in text


def _page(standard: Standard, site: Site) -> str:
    """Return the words of the page of a standard of the test's own, on one line."""
    site.standards[standard.id] = standard
    try:
        page = next(one for one in plan_standards(site) if f"/{standard.id}/" in one.path)
        environment = make_environment(find_packaged("sitetheme"), site, CONTENT)
        html = render(environment, page).decode()
    finally:
        del site.standards[standard.id]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_what_counts_is_said_to_the_day(site: Site) -> None:
    text = _page(make_standard(), site)
    assert "在该期最后一天以前（含当日）认定的信息" in text
    assert "第一天当天或以后修复的，该期仍计" in text
    assert "录入日期晚于评定日期的不计" in text
    assert "按涉及证照的比例计分：" not in text
    assert "各指标计完以后再看指标组" not in text


def test_shares_and_groups_say_how_they_are_computed(site: Site) -> None:
    shared = Indicator(
        id="D1",
        title="示例",
        category="dishonesty",
        severity="general",
        points=Decimal(-4),
        count="share",
    )
    group = Group(id="P1", title="示例组", indicators=("D1",), take="worst")
    text = _page(make_standard(indicators=(shared,), groups=(group,), year="worst"), site)
    assert "分母是主体的证照中在该期内至少有一天有效的个数" in text
    assert "组内只留扣分最多的一个指标的合计，其余加回" in text
    assert "年度结果取最差的季度。只看已经评定的季度" in text


def test_the_periods_are_on_the_page(site: Site) -> None:
    assert _cells(make_standard(), site, "basics")["periods"] == ["季度、年度"]


def test_an_example_standard_without_description_is_said_to_be_one(site: Site) -> None:
    assert "示范标准。" in _page(make_standard(demonstration=True), site)
