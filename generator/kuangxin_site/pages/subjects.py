"""The page of a subject: a section for each kind, the worst standing said at the top."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from kuangxin.grading import Band, Period, Standard, hundredths
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
from kuangxin_site.pages.appeals import appeal_sentence
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.sums import Step, sum_steps

__all__ = ["Fact", "ItemView", "PeriodSum", "RecordView", "plan_subject"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the schema and what stands for it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of credit information with its words; a sentence for each objection and appeal."""

    item: CreditItem
    indicator: str
    category: str
    objections: list[str]
    appeals: list[str]


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
    licences: list[tuple[list[Fact], str]]
    all_lapsed: bool
    items: list[ItemView]
    open: list[tuple[CreditItem, str, list[Objection]]]
    listings: list[tuple[Listing, str, str]]
    listable: bool
    unlisted: bool


def plan_subject(subject: Subject, site: Site) -> Page:
    """Plan the page of one published subject."""
    views = [_view(record, site) for record in subject.records]
    graded = [view.newest for view in views if view.newest is not None]
    worst = max(graded, key=lambda one: one.rank, default=None)
    return Page(
        path=f"subjects/{subject.code}/index.html",
        template="subject.html",
        title=subject.name,
        values={"subject": subject, "views": views, "worst": worst},
        description=site.words.join(view.kind.title for view in views),
    )


def _view(record: Record, site: Site) -> RecordView:
    kind = site.kinds[record.kind]
    on = site.manifest.as_of
    newest = record.assessment
    standard = site.standards.get(newest.standard) if newest is not None else None
    following = _following(record)
    following_standard = site.standards.get(following.standard) if following is not None else None
    items = {item.id for item in record.credit_information}
    states = [one.state(on) for one in record.licences]
    computed = _computed(newest, standard)
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
        sums=[_sum(one, site, items) for one in record.assessments],
        results=[(one, f"{one.points:.2f}") for one in record.assessments],
        licences=[
            (_licence_facts(one, site, kind), state)
            for one, state in zip(record.licences, states, strict=True)
        ],
        all_lapsed=bool(states) and all(state == "lapsed" for state in states),
        items=_items(record, site, kind, standard),
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
            [said for one in item.objections if (said := appeal_sentence(one, site))],
        )
        for item in in_order
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


def _indicator(standard: Standard | None, indicator: str) -> str:
    found = standard.indicator(indicator) if standard is not None else None
    return found.title if found is not None else indicator


def _band(newest: Assessment | None, standard: Standard | None) -> Band | None:
    if newest is None or standard is None:
        return None
    return next((band for band in standard.bands if band.grade == newest.grade), None)


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
