"""The statistics: of the whole register, of each kind, of each city, and the yearly report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kuangxin.release import KindInfo
from kuangxin_site.assess.statistics import Statistics
from kuangxin_site.assess.tally import period_before
from kuangxin_site.pages.counts import split
from kuangxin_site.pages.figures import Figure
from kuangxin_site.pages.movement_figures import draw_movements
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.situation import plan_situation
from kuangxin_site.pages.statistics_figures import (
    draw_coverage,
    draw_grades,
    draw_indicators,
    draw_list,
    newest_period,
    periods_of,
)

__all__ = ["Section", "StatisticsPart", "city_folders", "plan_statistics", "statistics_parts"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the statistics: its figures, or what is said where there are none."""

    id: str
    title: str
    figures: list[Figure]
    empty: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ways:
    """The folders of the parts below ``statistics/``; no two are the same."""

    kinds: dict[str, str]
    cities: dict[str, str]
    years: dict[str, str]


@dataclass(frozen=True, slots=True)
class StatisticsPart:
    """A part of the register that has a page: its folder below ``statistics/``, "" for the whole."""

    folder: str
    title: str
    kinds: Sequence[KindInfo]
    counts: Statistics
    city: str = ""


def statistics_parts(site: Site) -> Iterator[StatisticsPart]:
    """Yield the whole register, each kind and each city with what is counted there."""
    whole = site.statistics
    ways = _ways(site)
    none = Statistics(whole.as_of)
    every = list(site.kinds.values())
    yield StatisticsPart("", site.words.gettext("统计"), every, whole)
    by_kind = split(whole, lambda row: row.kind)
    for kind, folder in ways.kinds.items():
        info = site.kinds[kind]
        yield StatisticsPart(folder, info.title, [info], by_kind.get(kind, none))
    by_city = split(whole, lambda row: site.city(row.division))
    for city, folder in ways.cities.items():
        counts = by_city.get(city, none)
        there = {row.kind for row in counts.records}
        kinds = [kind for kind in every if kind.id in there]
        yield StatisticsPart(folder, site.division_name(city), kinds, counts, city)


def plan_statistics(site: Site) -> Iterator[Page]:
    """Plan the statistics of the whole, of each kind and city, and a report for each year."""
    ways = _ways(site)
    for part in statistics_parts(site):
        yield _plan(site, ways, part)
    places = [(code, site.division_name(code)) for code in ways.cities]
    for year, folder in ways.years.items():
        yield plan_situation(site, site.statistics, year, folder, places)


def city_folders(site: Site) -> dict[str, str]:
    """Return the folder below ``statistics/`` of each city, by code."""
    return _ways(site).cities


def _ways(site: Site) -> _Ways:
    """Return where each part stands; a division whose code is a year or a kind gets a prefix."""
    whole = site.statistics
    years = sorted({row.period[:4] for row in whole.grades}, reverse=True)
    taken = {*site.kinds}
    of_years = {one: one if one not in taken else f"year-{one}" for one in years}
    taken |= set(of_years.values())
    cities = sorted({site.city(row.division) for row in whole.records} | {*site.places})
    return _Ways(
        kinds={one: one for one in site.kinds},
        cities={one: one if one not in taken else f"division-{one}" for one in cities},
        years=of_years,
    )


def _plan(site: Site, ways: _Ways, part: StatisticsPart) -> Page:
    _ = site.words.gettext
    counts, title = part.counts, part.title
    sections = list(_sections(site, ways, part)) if counts.records else []
    said = [] if part.folder else _said(site, ways)
    values = {
        "part": counts,
        "city": part.city,
        "where": _where(site, part),
        "explained": _explained(site, part),
        "headings": [
            *((id, title) for id, title, _links in said),
            *((one.id, one.title) for one in sections),
            ("files", _("统计数据")),
        ],
        "top": not part.folder,
        "in_register": sum(row.assessed + row.waiting for row in counts.records),
        "assessed": sum(row.assessed for row in counts.records),
        "items": sum(row.items for row in counts.indicators),
        "listings": sum(row.entered - row.removed for row in counts.lists),
        "graded": any(kind.graded for kind in part.kinds),
        "listable": bool(site.lists),
        "informed": any("credit_information" in kind.labels for kind in part.kinds),
        "sections": sections,
        "ways": said,
    }
    path = "statistics/index.html"
    if part.folder:
        path = f"statistics/{part.folder}/index.html"
        title = _("%(part)s · 统计") % {"part": title}
    text = _("截至 %(as_of)s 公布内容的统计：主体、信用信息、名单、公布范围。")
    if values["graded"]:
        text = _("截至 %(as_of)s 公布内容的统计：等级分布和变动、信用信息、名单、评价覆盖。")
    return Page(path, "statistics.html", title, values, text % {"as_of": counts.as_of})


def _where(site: Site, part: StatisticsPart) -> str:
    """Return the page below the site's own address that lists who is counted, "" for the whole."""
    if part.city:
        return f"divisions/{part.city}/"
    return f"kinds/{part.folder}/all_subjects/" if part.folder else ""


def _explained(site: Site, part: StatisticsPart) -> str:
    """Say whom the number of those in the register counts, and whom not."""
    _ = site.words.gettext
    said = [_("在册：没有退出的主体。")]
    if len(part.kinds) > 1:
        said = [_("在册：没有退出的主体，一个主体属于几个种类的，在每个种类中各计一次。")]
    left = sum(row.left for row in part.counts.records)
    if left:
        said.append(
            _("已退出的 %(left)s 个不计在册；各期的评价结果仍计当时在册的主体。") % {"left": left}
        )
    return site.words.sentences(said)


def _said(site: Site, ways: _Ways) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the ways into the parts: id, heading, and the name and page of each."""
    _ = site.words.gettext
    division = next(iter(site.kinds.values())).labels["division"]
    kinds = [(site.kinds[kind].title, f"statistics/{way}/") for kind, way in ways.kinds.items()]
    cities = [(site.division_name(c), f"statistics/{way}/") for c, way in ways.cities.items()]
    years = [
        (_("%(year)s 年情况报告") % {"year": year}, f"statistics/{way}/")
        for year, way in ways.years.items()
    ]
    found = [
        ("years", _("年度情况报告"), years),
        ("kinds", _("按种类"), kinds if len(kinds) > 1 else []),
        ("cities", _("按%(division)s") % {"division": division}, cities),
    ]
    return [one for one in found if one[2]]


def _sections(site: Site, ways: _Ways, part: StatisticsPart) -> Iterator[Section]:
    graded = [kind for kind in part.kinds if kind.graded]
    if graded:
        yield _grades(site, graded, part.counts, past=bool(part.folder))
        yield _movements(site, graded, part.counts)
    if part.counts.indicators or any("credit_information" in one.labels for one in part.kinds):
        yield _items(site, part.counts)
    if site.lists and any("listings" in kind.labels for kind in part.kinds):
        yield _lists(site, part.kinds, part.counts)
    yield _coverage(site, ways, part.counts, part.city, bool(graded))


def _grades(site: Site, kinds: Sequence[KindInfo], part: Statistics, *, past: bool) -> Section:
    """Make the section of grades; ``past`` with all periods, else the newest of each kind."""
    _ = site.words.gettext
    figures: list[Figure | None] = []
    if len(kinds) > 1:
        newest = [(kind, newest_period(part, kind.id)) for kind in kinds]
        figures.append(draw_grades(site, part, newest, "newest-grades", _("各种类最近一期")))
    for kind in kinds if past or len(kinds) == 1 else ():
        periods = periods_of(part, kind.id)
        quarters = [one for one in periods if len(one) > 4]
        years = [one for one in periods if len(one) == 4]
        for id, title, chosen in (
            (f"grades-{kind.id}", _("历期等级分布"), quarters),
            (
                f"years-{kind.id}",
                _("年度等级分布"),
                years if len(kinds) == 1 or not quarters else [],
            ),
        ):
            name = f"{kind.title} · {title}" if len(kinds) > 1 else title
            rows = [(kind, one) for one in chosen]
            figures.append(draw_grades(site, part, rows, id, name))
    return Section(
        "grades",
        _("等级分布"),
        [one for one in figures if one is not None],
        _("还没有公布评价结果。"),
        [_("百分比以这一期有结果的主体为分母；主体很少时，一个主体就会使百分比变动很大。")],
    )


def _movements(site: Site, kinds: Sequence[KindInfo], part: Statistics) -> Section:
    _ = site.words.gettext
    figures: list[Figure | None] = []
    if len(kinds) > 1:
        newest = [
            (kind, period_before(p), p) for kind in kinds if (p := newest_period(part, kind.id))
        ]
        figures.append(draw_movements(site, part, newest, "newest-moves", _("各种类最近两期")))
    else:
        (kind,) = kinds
        rows = [(kind, period_before(one), one) for one in periods_of(part, kind.id)]
        figures.append(draw_movements(site, part, rows, "moves", _("与上一期相比")))
    return Section(
        "movements",
        _("等级变动"),
        [one for one in figures if one is not None],
        _("还没有相邻两期的结果，不能比较。"),
    )


def _items(site: Site, part: Statistics) -> Section:
    _ = site.words.gettext
    figure = draw_indicators(site, part, "indicators", _("仍在公示的信用信息，按指标"))
    return Section(
        "items",
        _("信用信息"),
        [figure] if figure else [],
        _("没有正在公示的信用信息。"),
        [_("只计截至公布之日仍在公示的信息；不予公示、公示期满和已经修复的，不在其中。")],
    )


def _lists(site: Site, kinds: Sequence[KindInfo], part: Statistics) -> Section:
    _ = site.words.gettext
    figures = [draw_list(site, part, info, f"list-{info.id}") for info in site.lists.values()]
    notes = [_("只计仍在公示的决定。")]
    if not site.manifest.register.disclosure.removed_listings_months:
        notes.append(_("移出以后不再公示，所以这里没有移出的数目。"))
    unlisted = [kind.title for kind in kinds if kind.natural_person]
    if unlisted and not site.manifest.register.disclosure.natural_person_listings:
        notes.append(_("不公布自然人（%(kinds)s）的名单。") % {"kinds": site.words.join(unlisted)})
    return Section(
        "lists",
        _("列入和移出名单"),
        [one for one in figures if one is not None],
        _("没有正在公示的列入决定。"),
        notes,
    )


def _coverage(site: Site, ways: _Ways, part: Statistics, city: str, graded: bool) -> Section:
    _ = site.words.gettext
    if city:
        codes = sorted({row.division for row in part.records} | site.below.get(city, set()))
        places = [(code, site.division_name(code), "") for code in codes]
    else:
        places = [
            (code, site.division_name(code), f"statistics/{way}/")
            for code, way in ways.cities.items()
        ]
    title, name = _("公布范围"), _("各地主体")
    if graded:
        title, name = _("公布范围和评价覆盖"), _("各地主体和评价")
    figure = draw_coverage(site, part, places, "places", name, graded=graded)
    covered = site.manifest.register.coverage
    notes = []
    if covered and not city:
        text = _("本登记簿公布的范围：%(divisions)s。没有列出的地方，本登记簿还没有公布主体。")
        notes.append(text % {"divisions": site.words.join(one.name for one in covered)})
    return Section("coverage", title, [figure] if figure else [], "", notes)
