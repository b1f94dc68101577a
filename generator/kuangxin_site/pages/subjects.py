"""The page of a subject: a section for each kind, the worst standing said at the top."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kuangxin.disclosure import add_months
from kuangxin.grading import Band, Period, Standard
from kuangxin.records import (
    Assessment,
    CreditItem,
    Licence,
    Listing,
    Objection,
    Record,
    Subject,
)
from kuangxin.release import KindInfo
from kuangxin_site.pages.appeals import (
    appeal_office,
    appeal_sentence,
    appeal_until,
    objection_office,
)
from kuangxin_site.pages.contents import subject_contents
from kuangxin_site.pages.grade_chart import GradeChart, draw_history
from kuangxin_site.pages.last_days import all_until, latest, standing_until, thing_until
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.repairs import repair_from, repair_sentence
from kuangxin_site.pages.standings import cite, describe, find_alerts, name_page
from kuangxin_site.pages.sums import Step, computed_rank, sum_steps, too_late
from kuangxin_site.pages.ways import ENDING_MONTHS

__all__ = ["Fact", "ItemView", "LicenceView", "PeriodSum", "RecordView", "plan_subject"]

#: The order in which categories of information stand on a page.
_CATEGORIES = ("dishonesty", "honour", "supervision")


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the schema and what stands for it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of credit information with its words; a sentence for each objection and appeal.

    An appeal comes with its last day. ``repair`` says how far its repair has come, "" for what needs
    none; ``repair_from`` is the last day of its shortest term. ``objects_to`` takes an objection,
    ``appeals_to`` an appeal, until ``appeal_until`` if an objection was rejected.
    """

    item: CreditItem
    indicator: str
    category: str
    objections: list[str]
    appeals: list[tuple[str, date]]
    repair: str
    repair_from: date | None
    appeal_until: date | None
    objects_to: str
    appeals_to: str


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence in the schema's words and its state: valid, ending (soon), lapsed or future."""

    facts: list[Fact]
    state: str
    until: date | None


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
    things = [
        one for view in views for one in (*view.record.credit_information, *view.record.listings)
    ]
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
    licences = [_licence(one, site, kind) for one in record.licences]
    all_lapsed = bool(licences) and all(one.state == "lapsed" for one in licences)
    computed = _computed(record, standard)
    on_lists = {one.list for one in record.listings}
    return RecordView(
        record=record,
        kind=kind,
        division=site.division_name(record.division),
        details=_facts(_in_schema_order(record.details, kind), "", site, kind),
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
        items=_by_category(_items(record, site, kind, standard), kind),
        chart=draw_history(record.assessments, kind, site.words),
        open=[
            (item, _indicator(standard, item.indicator), waiting)
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


def _items(record: Record, site: Site, kind: KindInfo, standard: Standard | None) -> list[ItemView]:
    """Return the items in the order of the sum: by the standard's indicators, the oldest first."""
    order = {} if standard is None else standard.order
    in_order = sorted(
        record.credit_information,
        key=lambda item: (order.get(item.indicator, len(order)), item.determined_on, item.id),
    )
    return [
        ItemView(
            item,
            _indicator(standard, item.indicator),
            _category(item, site, kind),
            [_objection(one, site, kind) for one in item.objections],
            [
                (said, until)
                for one in item.objections
                if (said := appeal_sentence(one, kind.id, site))
                and (until := appeal_until(one, site))
            ],
            repair_sentence(item, site),
            repair_from(item, site),
            max((day for one in item.objections if (day := appeal_until(one, site))), default=None),
            objection_office(item, site),
            appeal_office(item, site),
        )
        for item in in_order
    ]


def _by_category(items: list[ItemView], kind: KindInfo) -> list[tuple[str, list[ItemView]]]:
    """Return the items under the words for their categories, dishonesty first."""
    in_order = sorted(items, key=lambda shown: _CATEGORIES.index(shown.item.category))
    return [
        (kind.labels[f"credit_information/category/={category}"], list(group))
        for category, group in groupby(in_order, key=lambda shown: shown.item.category)
    ]


def _category(item: CreditItem, site: Site, kind: KindInfo) -> str:
    """Return the category of an item, with its severity if it has one, in the schema's words."""
    category = kind.labels[f"credit_information/category/={item.category}"]
    if item.severity is None:
        return category
    severity = kind.labels[f"credit_information/severity/={item.severity}"]
    text = site.words.gettext("%(category)s（%(severity)s）")
    return text % {"category": category, "severity": severity}


def _objection(objection: Objection, site: Site, kind: KindInfo) -> str:
    """Say how far an objection has come on the day of the release."""
    _ = site.words.gettext
    received = {"received_on": objection.received_on}
    if objection.is_open(site.manifest.as_of):
        return _("异议处理中：%(received_on)s 受理，还没有作出决定。") % received
    outcome = kind.labels.get(
        f"credit_information/objections/outcome/={objection.outcome}", objection.outcome or ""
    )
    decided = {**received, "decided_on": objection.decided_on, "outcome": outcome}
    if not objection.document:
        text = _("%(received_on)s 受理异议，%(decided_on)s 决定：%(outcome)s。")
        return text % decided
    text = _("%(received_on)s 受理异议，%(decided_on)s 决定：%(outcome)s（%(document)s）。")
    return text % {**decided, "document": objection.document}


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


def _indicator(standard: Standard | None, indicator: str) -> str:
    found = standard.indicator(indicator) if standard is not None else None
    return found.title if found is not None else indicator


def _band(newest: Assessment | None, standard: Standard | None) -> Band | None:
    if newest is None or standard is None:
        return None
    return next((band for band in standard.bands if band.grade == newest.grade), None)


def _licence(licence: Licence, site: Site, kind: KindInfo) -> LicenceView:
    on = site.manifest.as_of
    until = licence.valid_until
    state: str = licence.state(on)
    if state == "valid" and until is not None and until <= add_months(on, ENDING_MONTHS):
        state = "ending"
    return LicenceView(_licence_facts(licence, site, kind), state, until)


def _licence_facts(licence: Licence, site: Site, kind: KindInfo) -> list[Fact]:
    values: dict[str, object] = {
        "number": licence.number,
        "right_name": licence.right_name,
        "mineral": licence.mineral,
        **licence.details,
        "valid_from": licence.valid_from,
        "valid_until": licence.valid_until,
    }
    return _facts(values, "licences/", site, kind)


def _in_schema_order(details: dict[str, object], kind: KindInfo) -> dict[str, object]:
    if len(details) < 2:
        return details
    return {name: details[name] for name in kind.labels if name in details}


def _facts(values: dict[str, object], prefix: str, site: Site, kind: KindInfo) -> list[Fact]:
    """Return the given fields with the schema's words, choices by their titles."""
    facts = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        path = prefix + name
        many = value if isinstance(value, list) else [value]
        texts = [kind.labels.get(f"{path}/={one}", str(one)) for one in many]
        facts.append(Fact(kind.labels.get(path, name), site.words.join(texts)))
    return facts
