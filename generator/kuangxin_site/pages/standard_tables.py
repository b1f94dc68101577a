"""A standard as tables in words: the same cells are shown and compared with the version before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kuangxin.grading import Band, Gate, Group, Indicator, ListCondition, Measure, Standard
from kuangxin_site.pages.plan import Site
from kuangxin_site.pages.sums import plain, say_band, signed

__all__ = ["Row", "Table", "differences", "standard_tables"]

_SCHEMA = "schemas/standard.schema.json"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the id by which versions are compared, its heading, and a text for each column."""

    id: str
    heading: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A part of a standard; ``numbers`` are the columns set to the right."""

    id: str
    title: str
    head: str
    columns: list[str]
    rows: list[Row]
    numbers: tuple[int, ...] = ()


def standard_tables(standard: Standard, site: Site) -> list[Table]:
    """Return the tables of a standard; a part that it does not have is left out."""
    words = _Words(standard, site)
    tables = [words.basics(), words.bands(), words.indicators(), words.groups(), words.gates()]
    return [table for table in [*tables, words.lists()] if table.rows]


def differences(old: list[Table], new: list[Table], site: Site) -> list[str]:
    """Say what a version adds, removes and changes, part by part, in the order of the tables."""
    before = {table.id: table for table in old}
    after = {table.id: table for table in new}
    return [
        said for id in {**after, **before} for said in _compare(before.get(id), after.get(id), site)
    ]


def _compare(old: Table | None, new: Table | None, site: Site) -> Iterator[str]:
    _ = site.words.gettext
    table = new or old
    assert table is not None
    was = {row.id: row for row in old.rows} if old else {}
    now = {row.id: row for row in new.rows} if new else {}
    for id, row in now.items():
        if id not in was:
            yield _("%(part)s：新增“%(what)s”") % {"part": table.title, "what": row.heading}
            continue
        labels = [table.head, *table.columns]
        texts = zip(
            labels, [was[id].heading, *was[id].cells], [row.heading, *row.cells], strict=True
        )
        for label, first, second in texts:
            if first != second:
                values = {"part": table.title, "what": row.heading, "label": label}
                text = _("%(part)s：“%(what)s”的%(label)s由“%(old)s”改为“%(new)s”")
                yield text % {**values, "old": first or "—", "new": second or "—"}
    for id, row in was.items():
        if id not in now:
            yield _("%(part)s：删去“%(what)s”") % {"part": table.title, "what": row.heading}


class _Words:
    """The words for the parts of one standard: titles of the schema, sentences of the site."""

    def __init__(self, standard: Standard, site: Site) -> None:
        self.standard = standard
        self.site = site
        self.gettext = site.words.gettext
        self.join = site.words.join
        self.schema: Mapping[str, Any] = msgspec.json.decode((site.data / _SCHEMA).read_bytes())

    def title(self, *path: str, choice: str = "") -> str:
        """Return the schema's title for a field, or for one of its choices."""
        found: Any = self.schema
        for step in path:
            found = found.get("items", found)
            found = found["properties"][step]
        if choice:
            found = found if "oneOf" in found else found["items"]
            found = next(one for one in found["oneOf"] if one["const"] == choice)
        return str(found["title"])

    def basics(self) -> Table:
        _ = self.gettext
        standard = self.standard
        highest = _("不限") if standard.maximum is None else plain(standard.maximum)
        lengths = self.join(self.title("periods", choice=one) for one in standard.periods)
        rows = [
            Row("periods", self.title("periods"), [lengths]),
            Row("base", self.title("base"), [plain(standard.base)]),
            Row("minimum", self.title("minimum"), [plain(standard.minimum)]),
            Row("maximum", self.title("maximum"), [highest]),
        ]
        if "year" in standard.periods:
            rows.append(Row("year", self.title("year"), [self.title("year", choice=standard.year)]))
        return Table("basics", _("起点和上下限"), _("项目"), [_("规定")], rows)

    def bands(self) -> Table:
        _ = self.gettext
        columns = [_("分值范围"), _("含义"), self.title("bands", "supervision")]
        columns.append(self.title("bands", "measures"))
        rows = [self._band(rank, band) for rank, band in enumerate(self.standard.bands)]
        return Table("bands", _("等级"), _("信用等级"), columns, rows)

    def _band(self, rank: int, band: Band) -> Row:
        _ = self.gettext
        spread = say_band(self.standard, rank, self.site.words)
        measures = [self._measure(one) for one in band.measures]
        heading = f"{band.grade} {band.title}"
        return Row(
            band.grade, heading, [spread, band.meaning, band.supervision, _("；").join(measures)]
        )

    def _measure(self, one: Measure) -> str:
        _ = self.gettext
        kind = self.title("bands", "measures", "kind", choice=one.kind)
        values = {"kind": kind, "text": one.text, "basis": one.basis}
        text = _("%(kind)s：%(text)s（%(basis)s）") if one.basis else _("%(kind)s：%(text)s")
        return text % values

    def indicators(self) -> Table:
        _ = self.gettext
        names = ("id", "category", "points", "count", "cap")
        columns = [self.title("indicators", name) for name in names]
        columns += [_("计分多久"), self.title("indicators", "when")]
        rows = [self._indicator(one) for one in self.standard.indicators]
        return Table("indicators", _("指标"), _("指标名称"), columns, rows, (2, 4))

    def _indicator(self, one: Indicator) -> Row:
        _ = self.gettext
        category = self.title("indicators", "category", choice=one.category)
        if one.severity:
            severity = self.title("indicators", "severity", choice=one.severity)
            values = {"category": category, "severity": severity}
            category = _("%(category)s（%(severity)s）") % values
        counts = one.count != "none"
        lasts = _("公示期内")
        if one.months is not None:
            lasts = _("自认定之日起 %(months)s 个月") % {"months": one.months}
        if one.count == "once":
            lasts = _("认定的一期")
        cells = [
            one.id,
            category,
            signed(one.points) if counts else "",
            self.title("indicators", "count", choice=one.count),
            "" if one.cap is None else plain(one.cap),
            lasts if counts else "",
            self.join(self._conditions(one)),
        ]
        return Row(one.id, one.title, cells)

    def _conditions(self, one: Indicator) -> Iterator[str]:
        _ = self.gettext
        if one.when is not None:
            if one.when.severity:
                what = self.join(
                    self.title("indicators", "severity", choice=each) for each in one.when.severity
                )
                yield _("只计程度为%(severity)s的") % {"severity": what}
            if one.when.licence is not None:
                yield _("只计涉及证照的") if one.when.licence else _("只计不涉及证照的")
            if one.when.under_objection is not None:
                disputed = one.when.under_objection
                yield _("只计异议处理中的") if disputed else _("异议处理中的不计")
        if one.counts_withheld:
            yield _("不公示的也计分")

    def groups(self) -> Table:
        _ = self.gettext
        names = ("id", "indicators", "take", "cap")
        columns = [self.title("groups", name) for name in names]
        rows = [self._group(one) for one in self.standard.groups]
        return Table("groups", self.title("groups"), _("指标组名称"), columns, rows, (3,))

    def _group(self, one: Group) -> Row:
        take = self.title("groups", "take", choice=one.take)
        cap = "" if one.cap is None else plain(one.cap)
        return Row(one.id, one.title, [one.id, self._titles(one.indicators), take, cap])

    def gates(self) -> Table:
        _ = self.gettext
        rows = [Row(one.id, one.title, [one.id, self._gate(one)]) for one in self.standard.gates]
        columns = [self.title("gates", "id"), _("规定")]
        return Table("gates", self.title("gates"), _("名称"), columns, rows)

    def _gate(self, one: Gate) -> str:
        _ = self.gettext
        if one.rule == "months":
            return _("入册不满 %(months)s 个月的，不予评价") % {"months": one.months}
        if one.rule == "list":
            values = {"list": self._list(one.list), "grade": one.grade}
            return _("在%(list)s上的，等级不高于 %(grade)s") % values
        values = {"indicators": self._titles(one.indicators), "grade": one.grade}
        return _("有%(indicators)s的信息的，等级不高于 %(grade)s") % values

    def lists(self) -> Table:
        _ = self.gettext
        rows = []
        for one in self.standard.lists:
            enter = _("；并且").join(self._condition(each) for each in one.enter)
            leave = _("；或者").join(self._condition(each) for each in one.leave)
            rows.append(Row(one.list, self._list(one.list), [enter, leave, one.basis]))
        columns = [_("建议列入"), _("建议移出"), _("依据")]
        return Table("lists", self.title("lists"), _("名单"), columns, rows)

    def _condition(self, one: ListCondition) -> str:
        _ = self.gettext
        if one.rule == "listed":
            return _("列入已满 %(months)s 个月") % {"months": one.months}
        if one.rule == "grade":
            values: dict[str, object] = {"periods": one.periods, "grade": one.at_least}
            if one.periods == 1:
                values["grade"] = one.at_least or one.at_most
                text = _("最近一期的等级不低于 %(grade)s") if one.at_least else ""
                return (text or _("最近一期的等级不高于 %(grade)s")) % values
            if one.at_least:
                return _("最近 %(periods)s 期的等级都不低于 %(grade)s") % values
            values["grade"] = one.at_most
            return _("最近 %(periods)s 期的等级都不高于 %(grade)s") % values
        severities = [self.title("indicators", "severity", choice=each) for each in one.severity]
        named = [_("%(severity)s失信") % {"severity": each} for each in severities]
        what = self.join([*(self._title(each) for each in one.indicators), *named])
        about = {"months": one.months, "what": what}
        if one.rule == "item":
            return _("最近 %(months)s 个月内认定了%(what)s，还没有修复") % about
        return _("最近 %(months)s 个月内没有认定%(what)s") % about

    def _titles(self, ids: tuple[str, ...]) -> str:
        return self.join(self._title(id) for id in ids)

    def _title(self, id: str) -> str:
        found = self.standard.by_id.get(id)
        return id if found is None else found.title

    def _list(self, id: str) -> str:
        return self.site.lists[id].title if id in self.site.lists else id
