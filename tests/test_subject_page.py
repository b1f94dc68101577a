"""What a subject's page says, state by state, in whole sentences."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kuangxin.disclosure import publish_subject
from kuangxin.grading import Band, Gate, Group, Measure, Standard
from kuangxin.records import Assessment, Licence, Objection, Override, Reason, Record, Subject
from kuangxin_site.build import build_site
from kuangxin_site.pages.plan import Site, open_site
from kuangxin_site.pages.subjects import plan_subject
from kuangxin_site.pelican_bridge.environment import make_environment, render
from kuangxin_site.schemas import find_packaged
from tests.factories import make_assessment, make_item, make_listing, make_record, make_standard
from tests.registers import PUBLIC

CONTENT = Path(__file__).parent.parent / "content"
STANDARD = "mining-right-holder-2015"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the demonstration's release, as of 2016-01-25."""
    output = tmp_path_factory.mktemp("subjects") / "site"
    build_site(CONTENT, output)
    return open_site(output / "data", CONTENT)


def _html(site: Site, *records: Record) -> str:
    manifest = site.manifest
    natural = {kind.id: kind.natural_person for kind in manifest.kinds}
    subject = publish_subject(
        Subject(code=records[0].code, records=records),
        manifest.register.disclosure,
        manifest.as_of,
        natural,
    )
    environment = make_environment(find_packaged("sitetheme"), site, CONTENT)
    return render(environment, plan_subject(subject, site)).decode()


def _text(site: Site, *records: Record) -> str:
    """Return what a reader sees between the head and the foot, on one line."""
    html = _html(site, *records)
    main = html[html.index("<main") : html.index("</main>")]
    spaced = re.sub(r"</(dt|td)>", " ", main)
    text = unescape(re.sub(r"<[^>]+>", "", spaced))
    return re.sub(r"\s+", " ", text)


def _assessed(**given: Any) -> Any:
    base = Reason(rule="base", points=Decimal(100), total=Decimal(100))
    return make_assessment(**{"standard": STANDARD, "reasons": (base,), **given})


def test_not_yet_assessed_is_said_as_a_state_of_its_own(site: Site) -> None:
    text = _text(site, make_record())
    assert "尚未评价。尚未评价不是一个等级。" in text
    assert "这既不表示守信，也不表示失信。" in text
    assert "grade-letter" not in _html(site, make_record())


def test_a_grade_is_said_in_one_sentence_with_period_authority_and_day(site: Site) -> None:
    text = _text(site, make_record(assessments=(_assessed(),)))
    assert "2015 年第三季度信用等级：A（守信），由示例局评定，截至 2016-01-25。" in text
    assert "评定文书：示例〔2015〕3号，2015-10-20。" in text


@pytest.mark.parametrize("rank, grade", list(enumerate("ABCD")))
def test_a_grade_has_its_letter_its_word_and_its_meaning(site: Site, rank: int, grade: str) -> None:
    band = site.standards[STANDARD].bands[rank]
    assessment = _assessed(grade=grade, rank=rank, title=band.title)
    html = _html(site, make_record(assessments=(assessment,)))
    assert f'grade-{rank}"><span class="grade-letter">{grade}</span> {band.title}<' in html
    assert band.meaning in html


def test_an_override_is_shown_with_what_the_standard_computes(site: Site) -> None:
    override = Override(reason="示例理由", authority="示例厅", document="示例决〔2015〕9号")
    decided = _assessed(grade="B", rank=1, title="一般", points=Decimal("80"), override=override)
    text = _text(site, make_record(assessments=(decided,)))
    assert "按标准计算为 100.00 分、A，机关决定为 80.00 分、B。" in text
    assert "理由：示例理由。决定机关：示例厅。文书号：示例决〔2015〕9号。" in text


def test_an_override_of_an_older_period_is_shown_in_its_row(site: Site) -> None:
    override = Override(reason="示例理由", authority="示例厅", document="示例决〔2015〕9号")
    older = _assessed(period="2015Q2", override=override)
    text = _text(site, make_record(assessments=(_assessed(), older)))
    assert "机关另行决定：示例理由（示例厅，示例决〔2015〕9号）" in text


def test_a_listing_is_shown_with_basis_authority_document_and_end(site: Site) -> None:
    text = _text(site, make_record(listings=(make_listing(),)))
    assert "严重失信主体名单（黑名单）：在列" in text
    for shown in ("示例依据", "示例局", "示例〔2015〕2号", "2015-04-01", "2018-04-01"):
        assert shown in text


def test_no_listing_is_said_with_day_release_lists_and_what_of_removed_ones(site: Site) -> None:
    said = (
        f"截至 2016-01-25（版本 {site.manifest.release}），诚信名单、异常名录、"
        "严重失信主体名单（黑名单）没有公示中的列入决定；已移出的不公示。"
    )
    assert said in _text(site, make_record())


def test_lists_that_hold_no_entry_are_named_beside_one_that_does(site: Site) -> None:
    record = make_record(listings=(make_listing(),))
    assert "诚信名单、异常名录没有公示中的列入决定" in _text(site, record)
    # Which list is left out tells of the entry: it goes with it.
    assert '<p class="note" data-until="2018-04-01">截至' in _html(site, record)


def test_a_listing_leads_to_how_to_object(site: Site) -> None:
    html = _html(site, make_record(listings=(make_listing(),)))
    card = html[html.index('class="listing') :]
    assert '<a href="#objection">怎样提出异议</a>' in card[: card.index("</section>")]
    said = _text(site, make_record(listings=(make_listing(),)))
    assert "严重失信主体名单（黑名单） · 异议：示例局" in said


def test_that_lists_leave_out_natural_persons_is_said(site: Site) -> None:
    expert = make_record(kind="expert", code="SLZJ-330108-1", listings=(make_listing(),))
    text = _text(site, expert)
    assert "名单不公布自然人；这里没有显示，不表示没有列入的决定。" in text
    assert "黑名单" not in text


def test_an_open_objection_is_said_with_its_day(site: Site) -> None:
    item = make_item(
        determined_on=date(2015, 11, 3), objections=(Objection(received_on=date(2016, 1, 11)),)
    )
    text = _text(site, make_record(credit_information=(item,)))
    assert "异议处理中：2016-01-11 受理，还没有作出决定。" in text


def test_a_decided_objection_is_said_with_its_outcome(site: Site) -> None:
    objection = Objection(
        received_on=date(2015, 12, 1),
        decided_on=date(2015, 12, 20),
        outcome="rejected",
        document="示例异〔2015〕4号",
    )
    item = make_item(determined_on=date(2015, 11, 3), objections=(objection,))
    text = _text(site, make_record(credit_information=(item,)))
    assert "2015-12-01 受理异议，2015-12-20 决定：不成立（示例异〔2015〕4号）。" in text


def test_an_item_names_the_licence_it_concerns(site: Site) -> None:
    item = make_item(determined_on=date(2015, 11, 3), licence="示例证 7 号")
    assert "涉及证号 示例证 7 号" in _text(site, make_record(credit_information=(item,)))


def test_a_withheld_step_says_why_and_not_what(site: Site) -> None:
    item = make_item(id="M-1", severity="minor", facts="不可公示的事实")
    reasons = (
        Reason(rule="base", points=Decimal(100), total=Decimal(100)),
        Reason(rule="item", points=Decimal(-2), total=Decimal(98), indicator="D07", item="M-1"),
    )
    record = make_record(credit_information=(item,), assessments=(_assessed(reasons=reasons),))
    text = _text(site, record)
    assert "不公示的信息，合计 −2.00 98.00" in text
    assert "评价时计入分值，但不公布内容和条数。" in text
    assert "M-1" not in text
    assert "不可公示的事实" not in text


def test_no_item_is_said_with_what_would_not_be_here(site: Site) -> None:
    sentence = "没有公示中的信用信息。不予公示、公示期已满和已经修复的信息不在这里。"
    assert sentence in _text(site, make_record())


def test_former_names_are_shown(site: Site) -> None:
    text = _text(site, make_record(former_names=("示例旧名一", "示例旧名二")))
    assert "曾用名 示例旧名一、示例旧名二" in text


def test_a_lapsed_licence_is_said(site: Site) -> None:
    lapsed = Licence(number="示例证", valid_until=date(2015, 12, 31))
    valid = Licence(number="示例证二", valid_until=date(2017, 12, 31))
    text = _text(site, make_record(licences=(lapsed,)))
    assert "公布之日的状态 已到期" in text
    assert "登记的证照在公布之日都已到期。" in text
    assert "都已到期" not in _text(site, make_record(licences=(lapsed, valid)))


def test_who_left_keeps_a_page_with_day_and_reason(site: Site) -> None:
    record = make_record(left_on=date(2015, 12, 15), left_reason="示例：主体注销")
    text = _text(site, record)
    assert "已经退出：退出日期 2015-12-15，原因：示例：主体注销。这一页保留；" in text


def test_an_expert_leaves_the_library(site: Site) -> None:
    record = make_record(
        kind="expert", code="SLZJ-330108-1", left_on=date(2015, 10, 8), left_reason="示例原因"
    )
    assert "出库日期 2015-10-08，原因：示例原因。" in _text(site, record)


def test_of_one_code_in_two_kinds_the_worst_grade_counts(site: Site) -> None:
    worse = _assessed(grade="C", rank=2, title="失信")
    records = (
        make_record(assessments=(_assessed(),)),
        make_record(kind="qualified-unit", assessments=(worse,)),
    )
    assert "同一代码有以下各类记录，等级不同；最差的是 C 失信 资质（资格）单位" in _text(
        site, *records
    )


def test_of_equal_grades_none_is_called_the_worst_and_both_names_are_said(site: Site) -> None:
    records = (
        make_record(assessments=(_assessed(),)),
        make_record(kind="qualified-unit", name="示例另名", assessments=(_assessed(),)),
    )
    text = _text(site, *records)
    top = text[: text.index("行政区划")]
    assert "最差" not in top
    assert "资质（资格）单位 · 示例另名 · A（守信）" in top


def test_markup_in_every_text_is_shown_as_text(site: Site) -> None:
    evil = "<script>alert(1)</script>"
    item = make_item(
        determined_on=date(2015, 11, 3),
        facts=evil,
        basis=evil,
        document=evil,
        authority=evil,
        licence=evil,
        objections=(
            Objection(
                received_on=date(2015, 12, 1),
                decided_on=date(2015, 12, 2),
                outcome="accepted",
                document=evil,
            ),
        ),
    )
    override = Override(reason=evil, authority=evil, document=evil)
    record = make_record(
        name=evil,
        former_names=(evil,),
        credit_information=(item,),
        listings=(make_listing(basis=evil, authority=evil, document=evil),),
        licences=(Licence(number=evil, right_name=evil, mineral=evil),),
        assessments=(_assessed(authority=evil, document=evil, title=evil, override=override),),
        statement=evil,
        left_on=date(2015, 12, 15),
        left_reason=evil,
    )
    html = _html(site, record)
    own = r'<script defer src="../../theme/js/(\w+).js\?v=[0-9a-f]{8}"></script>'
    assert re.findall(own, html) == ["disk", "field", "buttons"]
    assert html.count("<script") == 3
    assert html.count("&lt;script&gt;") >= 20


def _said(site: Site, standard: Standard, *reasons: Reason) -> str:
    """Return the page of a record that was graded by a standard of the test's own."""
    site.standards[standard.id] = standard
    try:
        return _text(site, make_record(assessments=(_assessed(standard="s", reasons=reasons),)))
    finally:
        del site.standards[standard.id]


def _reason(rule: str, points: int, total: int, **given: Any) -> Reason:
    return Reason(rule=rule, points=Decimal(points), total=Decimal(total), **given)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (_reason("period", -10, 90, indicator="H1"), "H1 荣誉：一期只计一次 −10.00 90.00"),
        (_reason("share", -5, 95, indicator="H1"), "H1 荣誉：按涉及证照的比例计分 −5.00 95.00"),
        (_reason("cap", 5, 105, indicator="H1"), "H1 荣誉：超过上限的部分不计 +5.00 105.00"),
        (_reason("worst", 5, 105, indicator="G"), "G 示例组：只取扣分最多的，其余不计 +5.00"),
        (_reason("group-cap", 5, 105, indicator="G"), "G 示例组：超过上限的部分不计 +5.00 105.00"),
        (_reason("gate", 0, 100, indicator="V", grade="D"), "V 示例限制：等级不高于 D — D"),
        (_reason("gate", 0, 100, grade="D", withheld=True), "不公示的信息：等级不高于 D — D"),
        (_reason("quarter", 90, 90, period="2015Q1"), "2015 年第一季度 +90.00 90.00"),
        (_reason("worst", 90, 90, period="2015Q1"), "最差的季度：2015 年第一季度 +90.00 90.00"),
        (_reason("last", 90, 90, period="2015Q4"), "最后一个季度：2015 年第四季度 +90.00 90.00"),
        (_reason("from", 0, 0, period="2015Q1"), "取自 2015 年第一季度 +0.00 0.00"),
        (_reason("minimum", 3, 0), "不低于最低分 +3.00 0.00"),
        (_reason("maximum", -3, 120), "不高于最高分 −3.00 120.00"),
    ],
)
def test_each_rule_of_the_sum_is_said_in_words(site: Site, reason: Reason, said: str) -> None:
    group = Group(id="G", title="示例组", indicators=("D1", "D2"))
    gate = Gate(id="V", title="示例限制", rule="item", indicators=("D2",), grade="D")
    assert said in _said(site, make_standard(groups=(group,), gates=(gate,)), reason)


def test_a_mean_is_said_as_a_division(site: Site) -> None:
    quarters = (
        _reason("quarter", 90, 90, period="2015Q1"),
        _reason("quarter", 80, 170, period="2015Q2"),
    )
    said = _said(site, make_standard(), *quarters, _reason("average", -85, 85))
    assert "取平均 ÷ 2 85.00" in said


def test_what_follows_from_a_grade_is_said_with_its_basis(site: Site) -> None:
    measures = (
        Measure(kind="reward", text="示例激励", basis="示例办法"),
        Measure(kind="restraint", text="示例惩戒"),
    )
    band = Band(
        grade="A",
        title="守信",
        meaning="示例",
        from_=Decimal(0),
        supervision="示例监管",
        measures=measures,
    )
    text = _said(site, make_standard(bands=(band,), demonstration=True), _reason("base", 100, 100))
    assert "分类监管：示例监管" in text
    assert re.search("守信激励 ?示例激励 ?依据：示例办法", text)
    assert re.search("失信惩戒 ?示例惩戒", text)
    assert "示范标准的内容，不是任何机关的规定。" in text


def test_each_period_names_the_standard_that_applied(site: Site) -> None:
    html = _html(site, make_record(assessments=(_assessed(), _assessed(period="2015Q2"))))
    link = f'<a href="../../standards/{STANDARD}/">{site.standards[STANDARD].document}</a>'
    assert html.count(link) == 2


def test_a_rejected_objection_says_until_when_to_appeal_and_by_which_calendar(site: Site) -> None:
    objection = Objection(
        received_on=date(2015, 12, 1), decided_on=date(2015, 12, 18), outcome="rejected"
    )
    item = make_item(determined_on=date(2015, 11, 3), objections=(objection,))
    text = _text(site, make_record(credit_information=(item,)))
    assert "15 个工作日内可以申诉（采矿权人信用监督管理暂行办法）" in text
    assert "按工作日计算，到 2016-01-11 为止；工作日依据国务院办公厅关于2015年" in text


def test_an_open_objection_stands_at_the_top_with_the_way_to_object(site: Site) -> None:
    objection = Objection(received_on=date(2016, 1, 11))
    item = make_item(determined_on=date(2015, 11, 3), objections=(objection,))
    html = _html(site, make_record(credit_information=(item,)))
    assert html.index("2016-01-11 起异议处理中") < html.index('id="i-X-1"')
    assert '<a href="#objection">' in html
    assert 'id="objection"' in html


def test_an_item_says_when_it_stops_being_shown(site: Site) -> None:
    text = _text(site, make_record(credit_information=(make_item(),)))
    assert "公示截止期 2016-03-01 这一天以后不再显示" in text


def _supervised(site: Site, *assessments: Assessment) -> str:
    bands = tuple(
        Band(grade=g, title=g, meaning="示例", from_=Decimal(n), supervision=f"示例监管{g}")
        for g, n in (("A", 90), ("B", 0))
    )
    site.standards["s"] = make_standard(bands=bands)
    try:
        return _text(site, make_record(assessments=assessments))
    finally:
        del site.standards["s"]


def test_supervision_follows_the_newest_annual_result(site: Site) -> None:
    year = _assessed(period="2015", standard="s", grade="B", title="一般", rank=1)
    quarters = [_assessed(period=f"2015Q{n}", standard="s") for n in (4, 3)]
    text = _supervised(site, quarters[0], year, quarters[1])
    assert "年度等级（2015 年度：B 一般）带来什么" in text
    assert "分类监管：示例监管B" in text
    assert "示例监管A" not in text


def test_without_an_annual_result_supervision_follows_the_newest(site: Site) -> None:
    text = _supervised(site, _assessed(standard="s"))
    assert "这个等级（2015 年第三季度：A 守信）带来什么" in text
    assert "分类监管：示例监管A" in text


def _decided(period: str, *reasons: Reason) -> Assessment:
    result: Assessment = _assessed(period=period, reasons=reasons)
    return result


def test_the_sum_of_every_period_is_on_the_page(site: Site) -> None:
    item = _reason("item", -12, 88, indicator="D04", item="X-9")
    record = make_record(
        assessments=(_decided("2015Q4"), _decided("2015Q3", _reason("base", 100, 100), item)),
        credit_information=(make_item(id="X-9", indicator="D04", determined_on=date(2015, 8, 3)),),
    )
    html = _html(site, record)
    assert html.index("2015 年第四季度的等级怎样得出") < html.index('<details class="older"')
    start = html.index('<details class="older"')
    older = html[start : html.index("</details", start)]
    assert "D04 未按设计开采" in older
    assert "<summary>2015 年第三季度的等级怎样得出</summary>" in html


def test_a_year_of_fewer_quarters_names_them(site: Site) -> None:
    two = (
        _reason("quarter", 90, 90, period="2015Q3"),
        _reason("quarter", 80, 170, period="2015Q4"),
    )
    text = _text(site, make_record(assessments=(_decided("2015", *two),)))
    assert "年度结果由 2015 年第三季度、2015 年第四季度 得出。" in text
    four = [_reason("quarter", 90, 90 * n, period=f"2015Q{n}") for n in range(1, 5)]
    assert "年度结果由" not in _text(site, make_record(assessments=(_decided("2015", *four),)))


def test_cards_have_their_ids_and_come_in_the_order_of_the_sum(site: Site) -> None:
    late, early = date(2015, 11, 3), date(2015, 10, 3)
    items = (
        make_item(id="X-2", indicator="D04", determined_on=late),
        make_item(id="X-3", indicator="D04", determined_on=early),
        make_item(id="X-1", indicator="D01", severity="serious", determined_on=late),
    )
    html = _html(site, make_record(credit_information=items, assessments=(_assessed(),)))
    places = [html.index(f'id="i-{id}"') for id in ("X-1", "X-3", "X-2")]
    assert places == sorted(places)
    assert '<dt>信息编号</dt><dd class="mono">X-2</dd>' in html
    assert "<h4>D04 未按设计开采</h4>" in html


def test_an_item_recorded_later_than_determined_says_so(site: Site) -> None:
    given = {"determined_on": date(2015, 9, 1), "recorded_on": date(2015, 11, 2)}
    text = _text(site, make_record(credit_information=(make_item(**given),)))
    assert "录入日期 2015-11-02 这一天以前评定的结果没有计入这一条" in text
    same = make_item(determined_on=date(2015, 9, 1), recorded_on=date(2015, 9, 1))
    assert "录入日期" not in _text(site, make_record(credit_information=(same,)))


def _head(html: str) -> str:
    return unescape(html[: html.index("</head>")])


def test_the_parts_of_a_page_come_in_the_order_in_which_they_are_asked_for(site: Site) -> None:
    late = {"standard": STANDARD, "grade": "B", "title": "一般", "rank": 1}
    record = make_record(
        former_names=("示例旧名",),
        listings=(make_listing(),),
        licences=(Licence(number="示例证", valid_until=date(2017, 12, 31)),),
        credit_information=(make_item(determined_on=date(2015, 11, 3)),),
        assessments=(_assessed(period="2015Q4", **late), _assessed()),
        statement="示例陈述",
    )
    html = _html(site, record)
    main = html[html.index("<main") :]
    parts = (
        "首页", "<h1>", 'id="code"', "在列：严重失信", 'class="contents', "<h2 id=", "曾用名", "行政区划", 'class="sentence"',
        "评定文书", "带来什么", "<h3 id=\"l-", "认定依据", "<h3 id=\"s-", "<h3 id=\"f-", "<h3 id=\"p-",
        "<svg", "<th scope=\"row\">2015 年第四季度", "<details", "<h3 id=\"c-", "<h3 id=\"n-", 'id="i-X-1"',
        "示例陈述", 'id="objection"', "<h2>来源和引用", "index.json", "打印",
    )  # fmt: skip
    places = [main.index(part) for part in parts]
    assert [parts[at] for at in sorted(range(len(parts)), key=places.__getitem__)] == list(parts)


def test_title_and_description_say_name_kind_and_grade(site: Site) -> None:
    head = _head(_html(site, make_record(name="示例甲", assessments=(_assessed(),))))
    assert "<title>示例甲：采矿权人 A（守信） · 示例省地矿信用公示</title>" in head
    said = "示例甲，采矿权人，2015 年第三季度信用等级：A（守信），截至 2016-01-25。"
    assert f'<meta name="description" content="{said}">' in head


def test_the_title_says_not_yet_assessed_and_the_description_a_grave_list(site: Site) -> None:
    head = _head(_html(site, make_record(name="示例甲", listings=(make_listing(),))))
    assert "<title>示例甲：采矿权人 尚未评价 ·" in head
    assert "尚未评价，截至 2016-01-25。在列：严重失信主体名单（黑名单）。" in head


def test_the_worst_of_several_kinds_stands_above_all_sections(site: Site) -> None:
    worse = _assessed(grade="C", rank=2, title="失信")
    records = (
        make_record(assessments=(_assessed(),)),
        make_record(kind="qualified-unit", assessments=(worse,), listings=(make_listing(),)),
    )
    html = _html(site, *records)
    top = html[html.index("<h1>") : html.index('<section class="record"')]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", top))
    assert "在列：严重失信主体名单（黑名单） · 资质（资格）单位 2015-04-01 列入" in said
    assert "采矿权人 · A（守信）" in said
    assert "资质（资格）单位 · C（失信）" in said
    assert 'href="#l-qualified-unit"' in top
    assert 'id="l-qualified-unit"' in html


def test_a_good_list_is_no_warning(site: Site) -> None:
    html = _html(site, make_record(listings=(make_listing(list="honour"),)))
    assert "alerts" not in html[: html.index("<h2")]


def test_a_warning_carries_the_last_day_of_its_listing(site: Site) -> None:
    html = _html(site, make_record(listings=(make_listing(),)))
    assert '<p data-until="2018-04-01"><a href="#l-mining-right-holder">在列' in html


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2016, 7, 25), "有效，6 个月内到期"),
        (date(2016, 7, 26), "有效 "),
        (date(2016, 1, 25), "有效，6 个月内到期"),
        (date(2016, 1, 24), "已到期"),
    ],
)
def test_a_licence_says_how_it_stands_on_the_day(site: Site, until: date, said: str) -> None:
    text = _text(site, make_record(licences=(Licence(number="示例证", valid_until=until),)))
    assert f"公布之日的状态 {said}" in text


def test_that_all_licences_have_lapsed_is_said_beside_the_answer(site: Site) -> None:
    lapsed = Licence(number="示例证", valid_until=date(2015, 12, 31))
    text = _text(site, make_record(licences=(lapsed,)))
    said = "登记的证照在公布之日都已到期。 最后一份有效到 2015-12-31"
    assert text.index("尚未评价不是一个等级") < text.index(said) < text.index("证号")


def test_of_a_natural_person_is_said_what_is_not_published(site: Site) -> None:
    expert = {"kind": "expert", "code": "SLZJ-330108-1"}
    text = _text(site, make_record(**expert))
    assert "以专家编号登记；本站不公布身份证件号码、出生日期、电话和住址。" in text
    public = "不是对个人的公共信用评价。"
    assert public not in text
    assert public in _text(site, make_record(**expert, assessments=(_assessed(),)))
    assert "这是自然人" not in _text(site, make_record())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "尚未修复。最短公示期到 2016-02-03 为止，此后可以申请修复。"),
        (
            {"determined_on": date(2015, 9, 3)},
            "尚未修复。最短公示期已于 2015-12-03 届满，可以申请修复。",
        ),
        (
            {"publish_until": date(2016, 2, 1)},
            "尚未修复。公示期满自动停止公示，不需要申请。",
        ),
        ({"repaired_on": date(2016, 3, 1)}, "2016-03-01 修复，从这一天起不再公示。"),
    ],
)
def test_an_item_says_how_far_its_repair_has_come(
    site: Site, given: dict[str, Any], said: str
) -> None:
    item = make_item(**{"determined_on": date(2015, 11, 3), **given})
    assert f"信用修复 {said}" in _text(site, make_record(credit_information=(item,)))


def test_an_honour_needs_no_repair(site: Site) -> None:
    item = make_item(category="honour", severity=None, determined_on=date(2015, 11, 3))
    text = _text(site, make_record(credit_information=(item,)))
    assert "荣誉信息" in text
    assert "尚未修复" not in text
    assert "异议 没有登记的异议" in text


def test_dishonesty_stands_before_honour_under_its_own_heading(site: Site) -> None:
    day = date(2015, 11, 3)
    items = (
        make_item(id="X-1", category="honour", severity=None, determined_on=day),
        make_item(id="X-2", determined_on=day),
    )
    html = _html(site, make_record(credit_information=items))
    marks = (">失信信息</h3>", 'id="i-X-2"', "荣誉信息</h3>", 'id="i-X-1"')
    places = [html.index(mark) for mark in marks]
    assert places == sorted(places)


def test_the_way_to_object_names_each_deadline_and_the_page_that_explains(site: Site) -> None:
    objection = Objection(
        received_on=date(2015, 12, 1), decided_on=date(2016, 1, 20), outcome="rejected"
    )
    item = make_item(determined_on=date(2015, 11, 3), objections=(objection,))
    html = _html(site, make_record(credit_information=(item,)))
    part = html[html.index('id="objection"') :]
    said = re.sub(r"<[^>]+>", "", part[: part.index("</ul>")])
    assert "公示到 2016-11-03 · 异议：示例局 · 申诉：示例省自然资源厅 · 可以申诉到 2016-02-" in said
    assert "（已过） · 2016-02-03 以后可以申请修复" in said
    assert re.search(r'可以申诉到 (2016-02-\d\d)<span data-past="\1" hidden>（已过）</span>', part)
    assert '<a href="../../feedback/">' in part
    assert '<li data-until="2016-11-03"><a href="#i-X-1">' in part


def test_an_appeal_that_is_too_late_is_no_deadline(site: Site) -> None:
    objection = Objection(
        received_on=date(2015, 12, 1), decided_on=date(2015, 12, 2), outcome="rejected"
    )
    item = make_item(determined_on=date(2015, 11, 3), objections=(objection,))
    text = _text(site, make_record(credit_information=(item,)))
    assert "可以申诉到" not in text
    assert "申诉期限 2015-12-23（已过）" in text
    assert (
        "到 2015-12-23 为止；工作日依据国务院办公厅关于2015年部分节假日安排的通知。申诉期限已过。"
        in text
    )


def test_a_page_says_its_source_and_how_to_cite_it(site: Site) -> None:
    record = make_record(name="示例甲")
    release = site.manifest.release
    text = _text(site, record)
    assert "来源 示例省自然资源厅" in text
    assert "覆盖范围 示例省；采矿权人、探矿权人、资质（资格）单位、专家" in text
    assert (
        f"示例省自然资源厅：《示例省地矿信用公示》，示例甲（{record.code}），公布版本 {release}，"
        f"截至 2016-01-25，{PUBLIC}subjects/{record.code}/"
    ) in text


def test_grades_over_time_are_drawn_with_each_grade_said(site: Site) -> None:
    worse = _assessed(period="2015Q4", grade="C", rank=2, title="失信")
    html = _html(site, make_record(assessments=(worse, _assessed())))
    svg = html[html.index("<svg") : html.index("</svg>")]
    said = "2015 年第三季度 A 守信；2015 年第四季度 C 失信。"
    assert f'<desc id="h-mining-right-holder-d">{said}</desc>' in svg
    assert svg.count("<rect") == 2
    assert re.findall(r'history-grade"[^>]*>(\w)<', svg) == ["A", "C"]
    assert svg.count("history-riser") == 1
    assert re.findall(r'history-under"[^>]*>(.*?)<', svg) == ["严重失信"]
    assert " style=" not in svg


def test_a_period_without_a_result_is_a_gap_in_the_drawing(site: Site) -> None:
    worse = _assessed(period="2015Q4", grade="C", rank=2, title="失信")
    html = _html(site, make_record(assessments=(worse, _assessed(period="2015Q2"))))
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert "2015 年第三季度 没有结果" in svg
    assert "history-riser" not in svg


def test_one_period_is_not_drawn(site: Site) -> None:
    assert "<svg" not in _html(site, make_record(assessments=(_assessed(),)))


def test_the_way_into_a_subject_stands_above_its_name(site: Site) -> None:
    html = _html(site, make_record())
    trail = html[html.index('class="breadcrumb"') : html.index("<h1>")]
    assert re.findall(r'href="([^"]*)">([^<]*)<', trail) == [
        ("../../", "首页"),
        ("../../kinds/mining-right-holder/", "采矿权人"),
    ]


def test_a_page_lists_what_it_has_further_down(site: Site) -> None:
    record = make_record(
        assessments=(_assessed(),),
        licences=(Licence(number="示例证", valid_until=date(2017, 12, 31)),),
        credit_information=(make_item(determined_on=date(2015, 11, 3)),),
    )
    html = _html(site, record)
    listed = html[html.index('class="contents') : html.index("<h2")]
    said = [
        "名单",
        "等级怎样得出",
        "各期结果",
        "采矿许可证",
        "信用信息",
        "信息有误怎么办",
        "来源和引用",
    ]
    assert re.findall(r">([^<]+)</a>", listed) == said
    assert '<li data-until="2016-11-03"><a href="#n-mining-right-holder">' in listed


def test_the_contents_of_several_kinds_name_the_kinds(site: Site) -> None:
    html = _html(site, make_record(), make_record(kind="qualified-unit"))
    listed = html[html.index('class="contents') : html.index("<h2")]
    kinds = ["采矿权人", "资质（资格）单位", "信息有误怎么办", "来源和引用"]
    assert re.findall(r">([^<]+)</a>", listed) == kinds


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (100, "100.00 在 A 的分数段：90 及以上 — A"),
        (88, "88.00 在 B 的分数段：75（含）至 90（不含） — B"),
        (75, "75.00 在 B 的分数段：75（含）至 90（不含） — B"),
        (48, "48.00 在 D 的分数段：低于 60 — D"),
    ],
)
def test_a_sum_ends_in_its_grade(site: Site, points: int, said: str) -> None:
    reasons = (_reason("base", 100, 100), _reason("item", points - 100, points, indicator="D04"))
    text = _text(site, make_record(assessments=(_assessed(reasons=reasons),)))
    assert said in text


def test_a_gate_stands_behind_the_band_that_it_lowers(site: Site) -> None:
    reasons = (_reason("base", 100, 100), _reason("gate", 0, 100, indicator="V01", grade="C"))
    text = _text(site, make_record(assessments=(_assessed(reasons=reasons),)))
    said = "100.00 在 A 的分数段：90 及以上 — A V01 有严重失信信息：等级不高于 C — C"
    assert said in text


def test_a_year_that_takes_a_quarter_takes_its_grade(site: Site) -> None:
    quarter = _assessed(standard="s", period="2015Q4", grade="D", title="严重失信", rank=3)
    reasons = (_reason("last", 100, 100, period="2015Q4"),)
    year = _assessed(standard="s", period="2015", grade="D", rank=3, reasons=reasons)
    bands = tuple(
        Band(grade=g, title=g, meaning="示例", from_=Decimal(n)) for g, n in (("A", 90), ("D", 0))
    )
    site.standards["s"] = make_standard(bands=bands, year="last")
    try:
        text = _text(site, make_record(assessments=(year, quarter)))
    finally:
        del site.standards["s"]
    assert "等级随所取的季度：D D — D" in text


def test_an_override_is_the_last_row_of_the_sum(site: Site) -> None:
    override = Override(reason="示例理由", authority="示例厅", document="示例决〔2015〕9号")
    decided = _assessed(grade="B", rank=1, points=Decimal("80"), override=override)
    text = _text(site, make_record(assessments=(decided,)))
    assert "A 机关另行决定：80.00 分，B。理由：示例理由 — B 年度" in text.replace(
        "这个等级", "年度"
    )


@pytest.mark.parametrize(
    ("concerned", "points", "said"),
    [
        (1, "-6.67", "按涉及证照的比例计分，−20.00 × 1/3 −6.67"),
        (2, "-13.33", "按涉及证照的比例计分，−20.00 × 2/3 −13.33"),
        (3, "-20", "按涉及证照的比例计分 −20.00"),
    ],
)
def test_a_share_is_said_as_a_multiplication(
    site: Site, concerned: int, points: str, said: str
) -> None:
    licences = tuple(Licence(number=f"示例证{n}") for n in range(3))
    over = Licence(number="示例旧证", valid_until=date(2014, 12, 31))
    step = Reason(
        rule="share", points=Decimal(points), total=Decimal(100) + Decimal(points), indicator="D08"
    )
    result = _assessed(standard="qualified-unit-2015", reasons=(_reason("base", 100, 100), step))
    record = make_record(kind="qualified-unit", licences=(*licences, over), assessments=(result,))
    assert said in _text(site, record)


def test_a_quarter_names_what_came_in_after_its_decision(site: Site) -> None:
    days = {"determined_on": date(2015, 9, 1), "recorded_on": date(2015, 11, 2)}
    item = make_item(indicator="D04", **days)
    later = _assessed(period="2015Q4", decided_on=date(2016, 1, 18))
    record = make_record(credit_information=(item,), assessments=(later, _assessed()))
    said = "没有计入：X-1 2015-11-02 录入，在 2015-10-20 评定以后。"
    text = _text(site, record)
    assert text.count("没有计入：") == 1
    assert said in text
    assert '<p class="note" data-until="2016-09-01">没有计入' in _html(site, record)


def test_an_item_that_is_not_shown_is_not_named_as_left_out(site: Site) -> None:
    days = {"determined_on": date(2015, 9, 1), "recorded_on": date(2015, 11, 2)}
    item = make_item(indicator="D07", severity="minor", **days)
    text = _text(site, make_record(credit_information=(item,), assessments=(_assessed(),)))
    assert "没有计入" not in text


def test_who_left_was_assessed_last_before_and_nothing_follows(site: Site) -> None:
    record = make_record(
        left_on=date(2015, 12, 15),
        left_reason="示例：主体注销",
        assessments=(_assessed(),),
        licences=(Licence(number="示例证", valid_until=date(2017, 12, 31)),),
    )
    text = _text(site, record)
    assert "退出前最后一次评价：2015 年第三季度，A（守信），由示例局评定。" in text
    assert "带来什么" not in text
    assert "公布之日的状态 主体已经退出；上面只是证照载明的期限" in text
    head = _head(_html(site, record))
    assert "：采矿权人 已经退出 ·" in head
    assert "2015-12-15 已经退出，截至 2016-01-25。" in head
    assert "信用等级：A" not in head


def test_the_year_says_why_and_lists_have_consequences_of_their_own(site: Site) -> None:
    quarters = tuple(_reason("quarter", 90, 90 * n, period=f"2015Q{n}") for n in range(1, 5))
    year = _assessed(period="2015", reasons=quarters)
    plain = _text(site, make_record(assessments=(year,)))
    why = "不随每个季度的等级改变（采矿权人信用监督管理暂行办法）。"
    assert why in plain
    own = "在列的名单另有后果，由列入决定和有关规定确定。"
    assert own not in plain
    assert own in _text(site, make_record(assessments=(year,), listings=(make_listing(),)))


def test_the_edge_of_a_card_and_the_bar_of_a_list_say_how_grave(site: Site) -> None:
    items = (
        make_item(id="X-1", indicator="D01", severity="serious", determined_on=date(2015, 11, 3)),
        make_item(id="X-2", determined_on=date(2015, 11, 3)),
    )
    record = make_record(credit_information=items, listings=(make_listing(list="abnormal"),))
    html = _html(site, record)
    assert 'class="item item-serious" id="i-X-1"' in html
    assert 'class="item item-dishonesty" id="i-X-2"' in html
    assert 'class="notice alerts alerts-caution"' in html


def test_a_holder_of_another_kind_is_shown_the_basis_of_its_own(site: Site) -> None:
    kind = "exploration-right-holder"
    objection = Objection(
        received_on=date(2015, 12, 1), decided_on=date(2016, 1, 20), outcome="rejected"
    )
    item = make_item(determined_on=date(2015, 11, 3), objections=(objection,))
    text = _text(site, make_record(kind=kind, credit_information=(item,)))
    basis = "示例比照采矿权人信用监督管理暂行办法"
    assert text.count(f"（{basis}）") == 2
    assert "（采矿权人信用监督管理暂行办法）" not in text


def test_an_appeal_against_the_office_of_appeals_goes_above_it(site: Site) -> None:
    item = make_item(determined_on=date(2015, 11, 3), authority="示例省自然资源厅")
    text = _text(site, make_record(credit_information=(item,)))
    assert "异议：示例省自然资源厅 · 申诉：示例省自然资源厅的上一级机关" in text


def test_what_is_not_shown_can_be_objected_to_by_its_period(site: Site) -> None:
    said = "“不公示的信息”没有编号，请写明评价期和“不公示的信息”。"
    step = _reason("item", -15, 85, withheld=True)
    result = _assessed(reasons=(_reason("base", 100, 100), step))
    assert said in _text(site, make_record(assessments=(result,)))
    assert said not in _text(site, make_record(assessments=(_assessed(),)))


def test_the_meaning_of_a_grade_holds_beside_any_item(site: Site) -> None:
    meanings = {band.meaning for one in site.standards.values() for band in one.bands}
    assert not [said for said in meanings if "没有需要公示" in said or "正在整改" in said]
