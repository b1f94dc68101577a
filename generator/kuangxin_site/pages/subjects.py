"""The page of a subject: a section for each kind, the worst standing said at the top."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from kuangxin.grading import Band, Period, Standard
from kuangxin.records import (
    Assessment,
    CreditItem,
    Listing,
    Objection,
    Record,
    Subject,
)
from kuangxin.release import KindInfo
from kuangxin_site.pages.appeals import objection_office
from kuangxin_site.pages.contents import subject_contents
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
from kuangxin_site.pages.last_days import all_until, latest, standing_until, thing_until
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.standings import cite, describe, find_alerts, name_page
from kuangxin_site.pages.sums import Step, computed_rank, sum_steps, too_late
from kuangxin_site.pages.ways import ENDING_MONTHS

__all__ = ["PeriodSum", "RecordView", "plan_subject"]


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """The sum of one decided result; ``quarters`` are those of a year made from fewer than four.

    ``late`` are the shown items that it leaves out because they were recorded after the decision.
    """

    assessment: Assessment
    steps: list[Step]
    withheld: bool
    quarters: list[str]
    late: list[CreditItem]


@dataclass(frozen=True, slots=True)
class RecordView:
    """What the section of one kind shows.

    ``computed_points`` and ``computed_grade`` are what the standard gives where an authority
    decided otherwise. ``listable`` is false for a kind that no list can hold, ``unlisted`` true
    where the register does not publish the listings of natural persons. ``sums`` run like the
    results, from the newest. ``band`` is that of the
    newest grade in its ``standard``; ``following`` is the result that supervision and measures
    follow, with its standard and band; nothing follows once the subject has left. ``off`` names the
    lists that no shown entry is on, ``off_until`` the last day on which that may be said. ``open`` holds the items with an objection not yet decided.
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
    off: str
    off_until: date | None
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
    appeal = site.deadlines.appeal
    things: list[CreditItem | Listing] = []
    for view in views:
        things += [*view.record.credit_information, *view.record.listings]
    bases = dict.fromkeys(appeal.basis_for(view.kind.id) for view in views) if appeal else ()
    return Page(
        path=path,
        template="subject.html",
        title=name_page(subject, site),
        values={
            "subject": subject,
            "views": views,
            "worst": worst if len({one.rank for one in graded}) > 1 else None,
            "any_graded": bool(graded),
            "worst_view": next((one for one in views if one.newest is worst), None),
            "alerts": alerts,
            "alerts_until": latest(standing_until(one.listing) for one in alerts),
            "contents": subject_contents(views, site),
            "shown_items": [shown for view in views for _, items in view.items for shown in items],
            "listed": _listed(views, site),
            "deadlines_until": all_until(things),
            "any_withheld": any(one.withheld for view in views for one in view.sums),
            "appeal_rule": appeal,
            "appeal_bases": site.words.join(bases),
            "address": address,
            "citation": cite(subject, address, site),
            "ending_months": ENDING_MONTHS,
            "coverage": site.words.join(one.name for one in site.manifest.register.coverage),
        },
        description=describe(subject, site),
        said_until=min(filter(None, (standing_until(one.listing) for one in alerts)), default=None),
    )


def _listed(views: list[RecordView], site: Site) -> list[tuple[Listing, str, str]]:
    """Return the shown entries, each with the title of its list and who takes an objection to it."""
    return [
        (listing, title, objection_office(listing, site))
        for view in views
        for listing, title, _ in view.listings
    ]


def _view(record: Record, site: Site) -> RecordView:
    kind = site.kinds[record.kind]
    on = site.manifest.as_of
    newest = record.assessment
    standard = site.standards.get(newest.standard) if newest is not None else None
    following = None if record.left_on else _following(record)
    following_standard = site.standards.get(following.standard) if following is not None else None
    items = {item.id for item in record.credit_information}
    licences = [view_licence(one, site, kind) for one in record.licences]
    all_lapsed = bool(licences) and all(one.state == "lapsed" for one in licences)
    computed = _computed(record, standard)
    on_lists = {one.list for one in record.listings}
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
        sums=[_sum(one, record, site, items) for one in record.assessments],
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
        off=site.words.join(one.title for one in site.lists.values() if one.id not in on_lists),
        off_until=min(filter(None, map(thing_until, record.listings)), default=None),
        listable=bool(site.lists) and "listings" in kind.labels,
        unlisted=kind.natural_person
        and not site.manifest.register.disclosure.natural_person_listings,
    )


def _computed(record: Record, standard: Standard | None) -> tuple[str, str]:
    """Return points and grade as the standard computes them: the end of the reasons' sum."""
    newest = record.assessment
    if newest is None or newest.override is None:
        return "", ""
    rank = computed_rank(newest, standard, record)
    if standard is None or rank is None:
        return "", ""
    gates = [reason.grade for reason in newest.reasons if reason.rule == "gate"]
    grade = gates[-1] if gates else standard.bands[rank].grade
    return f"{newest.reasons[-1].total:.2f}", grade


def _sum(result: Assessment, record: Record, site: Site, items: Container[str]) -> PeriodSum:
    standard = site.standards.get(result.standard)
    return PeriodSum(
        assessment=result,
        steps=sum_steps(result, standard, record, items, site.words),
        withheld=any(reason.withheld for reason in result.reasons),
        quarters=[site.words.period(one) for one in _made_from(result)],
        late=too_late(record, standard, result),
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
