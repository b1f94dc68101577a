"""``docs/how-a-grade-is-made.md`` says what the demonstration says, number by number."""

from __future__ import annotations

from pathlib import Path

import kuangxin
from kuangxin.explain import left_out

CODE = "91330109DEM0000301"
LATE = "91330110DEM0004J7A"
PAGE = (Path(__file__).parent.parent / "docs/how-a-grade-is-made.md").read_text(encoding="utf-8")


def test_the_walk_through_has_the_steps_of_its_subject(built_demonstration: Path) -> None:
    register = kuangxin.open(built_demonstration)
    subject = register[CODE]
    assert subject.name in PAGE
    result = subject.assessment("2015Q4")
    standard = register.standard(result.standard)
    assert [reason.rule for reason in result.reasons] == ["base", "item", "item"]
    for reason in result.reasons[1:]:
        indicator = standard.indicator(reason.indicator)
        assert indicator is not None
        points = str(reason.points).replace("-", "−")
        row = f"| `{reason.item}` | {indicator.id} {indicator.title} | {points} | {reason.total} |"
        assert row in PAGE
    assert f"**{result.points} points**" in PAGE
    assert f"**{result.grade} {result.title}**" in PAGE
    assert f"{result.authority} on {result.decided_on}" in PAGE


def test_the_walk_through_has_the_year_of_its_subject(built_demonstration: Path) -> None:
    year = kuangxin.open(built_demonstration)[CODE].assessment("2015")
    quarters = [str(one.points) for one in year.reasons if one.rule == "quarter"]
    assert f"{', '.join(quarters[:-1])} and {quarters[-1]} make {year.reasons[3].total}" in PAGE
    assert f"**{year.points} points**: **{year.grade} {year.title}**" in PAGE


def test_the_walk_through_names_the_bounds_of_the_standard(built_demonstration: Path) -> None:
    standard = kuangxin.open(built_demonstration).standard("mining-right-holder-2015")
    bands = ", ".join(f"{band.grade} from {band.from_:.0f}" for band in standard.bands)
    assert bands in " ".join(PAGE.split())
    assert f"**{standard.base:.0f}**" in PAGE


def test_the_walk_through_in_python_runs(built_demonstration: Path) -> None:
    code = PAGE.partition("```python\n")[2].partition("```")[0]
    code = code.replace('"output"', repr(str(built_demonstration)))
    assert "withheld_in" in code
    exec(code, {})


def test_the_walk_through_says_what_came_in_late(built_demonstration: Path) -> None:
    register = kuangxin.open(built_demonstration)
    record = register[LATE].records[0]
    (item,) = record.credit_information
    before, after = record.result("2015Q3"), record.result("2015Q4")
    text = " ".join(PAGE.split())
    assert f"determined on {item.determined_on}, but recorded only on {item.recorded_on}" in text
    assert f"decided on {before.decided_on}" in text and f"**{before.points} points**" in text
    assert f"decided on {after.decided_on}" in text and f"**{after.points} points**" in text
    assert item.indicator in text
    assert left_out(record, register.standard(before.standard), before)


def test_the_walk_through_says_what_supervision_follows(built_demonstration: Path) -> None:
    page = built_demonstration / f"subjects/{CODE}/index.html"
    assert "年度等级（2015 年度：C 失信）带来什么" in page.read_text(encoding="utf-8")
    assert (
        f"here {kuangxin.open(built_demonstration)[CODE].assessment('2015').grade} of 2015" in PAGE
    )
