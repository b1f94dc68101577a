"""The page of a subject: a section for each kind, the worst standing said at the top."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from kuangxin.grading import Band, Period, Standard, hundredths
from kuangxin.records import (
    Assessment,
    CreditItem,
    Listing,
    Objection,
    Record,
    Subject,
)
from kuangxin.release import KindInfo
from kuangxin_site.pages.field_facts import (
    Fact,
    LicenceView,
    facts,
    in_schema_order,
    view_licence,
)
from kuangxin_site.pages.grade_chart import GradeChart, draw_history
from kuangxin_site.pages.item_views import (
    ItemView,
    by_category,
    indicator_title,
    view_items,
)
from kuangxin_site.pages.last_days import latest, standing_until
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.standings import cite, describe, find_alerts, name_page
from kuangxin_site.pages.sums import Step, sum_steps
from kuangxin_site.pages.ways import ENDING_MONTHS

__all__ = ["PeriodSum", "RecordView", "plan_subject"]


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """The sum of one decided result; ``quarters`` are those of a year made from fewer than four."""

    assessment: Assessment
    steps: list[Step]
    withheld: bool
    quarters: list[str]


@dataclass(frozen=True, slots=True)
class RecordView:
    """What the section of one kind shows.

    ``computed_points`` and ``computed_grade`` are what the standard gives where an authority
    decided otherwise. ``listable`` is false for a kind that no list can hold, ``unlisted`` true
    where the register does not publish the listings of natural persons. ``sums`` run like the
    results, from the newest. ``band`` is that of the
    newest grade in its ``standard``; ``following`` is the result that supervision and measures
    follow, with its standard and band. ``open`` holds the items with an objection not yet decided.
    ``items`` stand under the words for their category; ``lapsed_on`` is the day until which the last
    licence was valid where all have lapsed. ``chart`` is None where there is too little to draw.
    """

    record: Record
    kind: KindInfo
    division: str
    details: list[Fact]
    newest: Assessment | None
    standard: Standard | None
    band: Band | None
    following: Assessment | None
    following_standard: Standard | None
    following_band: Band | None
    computed_points: str
    computed_grade: str
    sums: list[PeriodSum]
    results: list[tuple[Assessment, str]]
    licences: list[LicenceView]
    all_lapsed: bool
    lapsed_on: date | None
    items: list[tuple[str, list[ItemView]]]
    chart: GradeChart | None
    open: list[tuple[CreditItem, str, list[Objection]]]
    listings: list[tuple[Listing, str, str]]
    listable: bool
    unlisted: bool


def plan_subject(subject: Subject, site: Site) -> Page:
    """Plan the page of one published subject."""
    views = [_view(record, site) for record in subject.records]
    graded = [view.newest for view in views if view.newest is not None]
    worst = max(graded, key=lambda one: one.rank, default=None)
    path = f"subjects/{subject.code}/index.html"
    address = f"{site.manifest.register.address or '/'}{path.removesuffix('index.html')}"
    alerts = find_alerts(subject, site)
    deadlines = [
        shown
        for view in views
        for _, items in view.items
        for shown in items
        if shown.item.publish_until or shown.repair_from or shown.appeal_until
    ]
    return Page(
        path=path,
        template="subject.html",
        title=name_page(subject, site),
        values={
            "subject": subject,
            "views": views,
            "worst": worst,
            "worst_view": next((one for one in views if one.newest is worst), None),
            "alerts": alerts,
            "alerts_until": latest(standing_until(one.listing) for one in alerts),
            "deadlines": deadlines,
            "appeal_rule": site.deadlines.appeal,
            "address": address,
            "citation": cite(subject, address, site),
            "ending_months": ENDING_MONTHS,
            "coverage": site.words.join(one.name for one in site.manifest.register.coverage),
        },
        description=describe(subject, site),
        said_until=min(filter(None, (standing_until(one.listing) for one in alerts)), default=None),
    )


def _view(record: Record, site: Site) -> RecordView:
    kind = site.kinds[record.kind]
    on = site.manifest.as_of
    newest = record.assessment
    standard = site.standards.get(newest.standard) if newest is not None else None
    following = _following(record)
    following_standard = site.standards.get(following.standard) if following is not None else None
    items = {item.id for item in record.credit_information}
    licences = [view_licence(one, site, kind) for one in record.licences]
    all_lapsed = bool(licences) and all(one.state == "lapsed" for one in licences)
    computed = _computed(newest, standard)
    return RecordView(
        record=record,
        kind=kind,
        division=site.division_name(record.division),
        details=facts(in_schema_order(record.details, kind), "", site, kind),
        newest=newest,
        standard=standard,
        band=_band(newest, standard),
        following=following,
        following_standard=following_standard,
        following_band=_band(following, following_standard),
        computed_points=computed[0],
        computed_grade=computed[1],
        sums=[_sum(one, site, items) for one in record.assessments],
        results=[(one, f"{one.points:.2f}") for one in record.assessments],
        licences=licences,
        all_lapsed=all_lapsed,
        lapsed_on=max((one.until for one in licences if one.until), default=None)
        if all_lapsed
        else None,
        items=by_category(view_items(record, site, kind, standard), kind),
        chart=draw_history(record.assessments, kind, site.words),
        open=[
            (item, indicator_title(standard, item.indicator), waiting)
            for item in record.credit_information
            if (waiting := [one for one in item.objections if one.is_open(on)])
        ],
        listings=[
            (one, site.lists[one.list].title, site.lists[one.list].tone)
            for one in record.listings
            if one.list in site.lists
        ],
        listable=bool(site.lists) and "listings" in kind.labels,
        unlisted=kind.natural_person
        and not site.manifest.register.disclosure.natural_person_listings,
    )


def _computed(newest: Assessment | None, standard: Standard | None) -> tuple[str, str]:
    """Return points and grade as the standard computes them: the end of the reasons' sum."""
    if newest is None or standard is None or newest.override is None or not newest.reasons:
        return "", ""
    total = newest.reasons[-1].total
    gates = [reason.grade for reason in newest.reasons if reason.rule == "gate"]
    return f"{total:.2f}", gates[-1] if gates else standard.bands[
        standard.rank_of(hundredths(total))
    ].grade


def _sum(result: Assessment, site: Site, items: Container[str]) -> PeriodSum:
    return PeriodSum(
        assessment=result,
        steps=sum_steps(result, site.standards.get(result.standard), items),
        withheld=any(reason.withheld for reason in result.reasons),
        quarters=[site.words.period(one) for one in _made_from(result)],
    )


def _made_from(assessment: Assessment) -> list[str]:
    """Return the quarters that an annual result was made from where there are fewer than four."""
    steps = [one.period for one in assessment.reasons if one.rule in {"quarter", "from"}]
    return steps if len(assessment.period) == 4 and len(steps) < 4 else []


def _following(record: Record) -> Assessment | None:
    """Return the result that supervision by category follows: the newest annual one if there is one.

    采矿权人信用监督管理暂行办法 (2014-08): grades quarterly, supervision by the annual result.
    """
    annual = (one for one in record.assessments if Period.parse(one.period).is_year)
    return next(annual, record.assessment)


def _band(newest: Assessment | None, standard: Standard | None) -> Band | None:
    if newest is None or standard is None:
        return None
    return next((band for band in standard.bands if band.grade == newest.grade), None)
