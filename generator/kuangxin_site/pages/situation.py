"""The yearly situation report (年度情况报告): sentences and tables that an office can print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kuangxin.release import KindInfo
from kuangxin_site.assess.statistics import Statistics
from kuangxin_site.assess.tally import period_before, quarters
from kuangxin_site.pages.counts import add_up, say_share, share
from kuangxin_site.pages.figures import Line, Table
from kuangxin_site.pages.movement_figures import move_titles, moves, shown_moves
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.statistics_figures import (
    category_title,
    grade_title,
    grades_of,
    indicator_rows,
    periods_of,
)

__all__ = ["Chapter", "plan_situation"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the report: sentences, then tables."""

    id: str
    title: str
    sentences: list[str]
    tables: list[Table]


def plan_situation(
    site: Site, whole: Statistics, year: str, folder: str, places: Sequence[tuple[str, str]]
) -> Page:
    """Plan the report of a year; ``places`` are code and name of each city."""
    _ = site.words.gettext
    report = _Report(site, whole, year, places)
    values = {"year": year, "chapters": list(report.chapters()), "as_of": whole.as_of}
    title = _("%(year)s 年情况报告") % {"year": year}
    text = _("%(year)s 年评价结果、等级变动、信用信息、名单和各地情况，只计公布的内容。")
    path = f"statistics/{folder}/index.html"
    return Page(path, "situation.html", title, values, text % {"year": year})


class _Report:
    """Makes the chapters of one year."""

    def __init__(
        self, site: Site, whole: Statistics, year: str, places: Sequence[tuple[str, str]]
    ) -> None:
        self.site = site
        self.words = site.words
        self.part = whole
        self.year = year
        self.places = places
        self.kinds = [
            kind
            for kind in site.kinds.values()
            if any(period[:4] == year for period in periods_of(whole, kind.id))
        ]

    def chapters(self) -> Iterator[Chapter]:
        """Yield the chapters in order; one without a subject is left out."""
        yield self._overview()
        yield self._grades()
        yield self._movements()
        yield self._items()
        if self.site.lists:
            yield self._lists()
        yield self._places()
        yield self._objections()

    def _period(self, kind: KindInfo) -> str:
        """Return the year where a kind has a result of the year, else its last quarter in it."""
        own = [one for one in periods_of(self.part, kind.id) if one[:4] == self.year]
        return self.year if self.year in own else own[0]

    def _coverage(self, kind: KindInfo, period: str) -> tuple[int, int]:
        own = [r for r in self.part.coverage if (r.kind, r.period) == (kind.id, period)]
        return sum(row.subjects for row in own), sum(row.assessed for row in own)

    def _overview(self) -> Chapter:
        _ = self.words.gettext
        sentences = [
            _("本报告由登记簿截至 %(as_of)s 公布的内容统计得出，发布单位：%(publisher)s。")
            % {"as_of": self.part.as_of, "publisher": self.site.manifest.register.publisher}
        ]
        text = _(
            "各期的在册：评价期内至少有一天在登记簿里、或者有这一期结果的主体，包括后来退出的。"
        )
        sentences.append(text)
        lines = []
        for kind in self.kinds:
            period = self._period(kind)
            subjects, done = self._coverage(kind, period)
            text = _(
                "%(kind)s：%(period)s在册 %(subjects)s 个，%(done)s 个有评价结果（%(share)s），"
                "%(rest)s 个没有。"
            )
            values = {
                "kind": kind.title,
                "period": self.words.period(period),
                "subjects": subjects,
                "done": done,
                "share": share(done, subjects),
                "rest": subjects - done,
            }
            sentences.append(text % values)
            cells = [self.words.period(period), str(subjects), str(done), str(subjects - done)]
            lines.append(Line(kind.title, cells))
        head = [_("种类"), _("评价期"), _("在册"), _("有评价结果"), _("没有评价结果")]
        return Chapter(
            "overview", _("概况"), sentences, [Table(_("主体和评价"), head, lines, texts=1)]
        )

    def _grades(self) -> Chapter:
        _ = self.words.gettext
        counts = add_up(self.part.grades, "subjects", "kind", "period", "grade")
        sentences, tables = [], []
        for kind in self.kinds:
            grades = grades_of(self.part, kind)
            own = (one for one in periods_of(self.part, kind.id) if one[:4] == self.year)
            periods = sorted(own, key=lambda one: (len(one) == 4, one))
            lines = []
            for period in periods:
                numbers = [counts[kind.id, period, one] for one in grades]
                cells = [say_share(one, sum(numbers), self.words) for one in numbers]
                lines.append(Line(self.words.period(period), [str(sum(numbers)), *cells]))
            titles = [grade_title(kind, one) for one in grades]
            head = [_("评价期"), _("有结果的主体"), *titles]
            tables.append(Table(kind.title, head, lines))
            period = self._period(kind)
            numbers = [counts[kind.id, period, one] for one in grades]
            parts = (
                _("%(grade)s %(number)s")
                % {"grade": t, "number": say_share(n, sum(numbers), self.words)}
                for t, n in zip(titles, numbers, strict=True)
            )
            text = _("%(kind)s：%(period)s有结果的主体 %(whole)s 个，其中 %(parts)s。")
            sentences.append(
                text
                % {
                    "kind": kind.title,
                    "period": self.words.period(period),
                    "whole": sum(numbers),
                    "parts": self.words.join(parts),
                }
            )
        sentences.append(
            _("百分比以这一期有结果的主体为分母；主体很少时，一个主体就会使百分比变动很大。")
        )
        return Chapter("grades", _("信用等级"), sentences, tables)

    def _movements(self) -> Chapter:
        _ = self.words.gettext
        titles = move_titles(self.site)
        sentences, tables = [], []
        for kind in self.kinds:
            lines = []
            counted = [
                (before, period, found)
                for period in reversed(periods_of(self.part, kind.id))
                if period[:4] == self.year
                and (found := moves(self.part, [kind], (before := period_before(period)), period))
            ]
            shown = shown_moves(found for _before, _period, found in counted)
            for before, period, found in counted:
                pair = {"before": self.words.period(before), "period": self.words.period(period)}
                label = _("%(before)s → %(period)s") % pair
                lines.append(
                    Line(label, [str(sum(found.values())), *(str(found[m]) for m in shown)])
                )
            if lines:
                head = [_("两期"), _("主体"), *(titles[one] for one in shown)]
                caption = f"{kind.title} · {_('等级变动')}"
                tables.append(Table(caption, head, lines))
        if not any(self._has_year_before(kind) for kind in self.kinds):
            text = _("没有公布 %(before)s 年度的结果，年度之间不作比较。")
            sentences.append(text % {"before": int(self.year) - 1})
        if not tables:
            sentences.append(_("没有相邻两期的结果，不能比较。"))
        return Chapter("movements", _("等级变动"), sentences, tables)

    def _has_year_before(self, kind: KindInfo) -> bool:
        return {self.year, period_before(self.year)} <= {*periods_of(self.part, kind.id)}

    def _items(self) -> Chapter:
        _ = self.words.gettext
        found = indicator_rows(self.site, self.part, *quarters(self.year))
        whole = sum(row[4] for row in found)
        text = _("%(year)s 年认定、截至 %(as_of)s 仍在公示的信用信息共 %(whole)s 条。")
        sentences = [text % {"year": self.year, "as_of": self.part.as_of, "whole": whole}]
        sentences.append(_("不予公示、公示期满和已经修复的信息不计在内。"))
        lines = [
            Line(f"{indicator} {title}", [kind.title, category_title(kind, category), str(number)])
            for kind, indicator, title, category, number in found
        ]
        head = [_("指标"), _("种类"), _("类别"), _("条数")]
        tables = [Table(_("按指标"), head, lines, texts=2)] if lines else []
        return Chapter("items", _("信用信息"), sentences, tables)

    def _lists(self) -> Chapter:
        _ = self.words.gettext
        first, last = quarters(self.year)
        with_removed = bool(self.site.manifest.register.disclosure.removed_listings_months)
        lines = []
        for info in self.site.lists.values():
            own = [row for row in self.part.lists if row.list == info.id and row.quarter <= last]
            during = [row for row in own if row.quarter >= first]
            cells = [str(sum(row.entered for row in during))]
            if with_removed:
                cells.append(str(sum(row.removed for row in during)))
            cells.append(str(sum(row.entered - row.removed for row in own)))
            lines.append(Line(info.title, cells))
        removed = [_("本年移出")] if with_removed else []
        head = [_("名单"), _("本年列入"), *removed, _("年末在列")]
        sentences = [_("只计仍在公示的列入决定。")]
        if not with_removed:
            sentences.append(_("移出以后不再公示，所以这里没有移出的数目。"))
        return Chapter("lists", _("名单"), sentences, [Table(_("列入和在列"), head, lines)])

    def _places(self) -> Chapter:
        _ = self.words.gettext
        tables = []
        for kind in self.kinds:
            period = self._period(kind)
            grades = grades_of(self.part, kind)
            counts = add_up(
                (r for r in self.part.grades if (r.kind, r.period) == (kind.id, period)),
                "subjects",
                "division",
                "grade",
            )
            there = add_up(
                (r for r in self.part.coverage if (r.kind, r.period) == (kind.id, period)),
                "subjects",
                "division",
            )
            lines = []
            for code, name in self.places:
                numbers = [counts[code, one] for one in grades]
                cells = [str(there[code,]), str(sum(numbers)), *map(str, numbers)]
                lines.append(Line(name, cells))
            titles = [grade_title(kind, one) for one in grades]
            caption = _("%(kind)s，%(period)s") % {
                "kind": kind.title,
                "period": self.words.period(period),
            }
            head = [kind.labels["division"], _("在册"), _("有结果"), *titles]
            tables.append(Table(caption, head, lines))
        return Chapter("places", _("各地情况"), [], tables)

    def _objections(self) -> Chapter:
        _ = self.words.gettext
        first, last = quarters(self.year)
        until = [row for row in self.part.objections if row.quarter <= last]
        during = [row for row in until if row.quarter >= first]
        text = _(
            "对仍在公示的信息，%(year)s 年受理异议 %(received)s 件，办结 %(decided)s 件，"
            "年末还有 %(open)s 件没有办结。"
        )
        values = {
            "year": self.year,
            "received": sum(row.received for row in during),
            "decided": sum(row.decided for row in during),
            "open": sum(row.received - row.decided for row in until),
        }
        return Chapter("objections", _("异议"), [text % values], [])
