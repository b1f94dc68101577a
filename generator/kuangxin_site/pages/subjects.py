"""The page of a subject: a section for each kind, the worst standing said at the top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kuangxin.grading import Standard
from kuangxin.records import Assessment, CreditItem, Licence, Listing, Record, Subject
from kuangxin.release import KindInfo
from kuangxin_site.pages.plan import Page, Site

__all__ = ["Fact", "RecordView", "Step", "plan_subject"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the schema and what stands for it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the sum: the rule, what it is about, its points and the sum after it."""

    rule: str
    title: str
    item: str
    points: str
    total: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """What the section of one kind shows."""

    record: Record
    kind: KindInfo
    division: str
    details: list[Fact]
    newest: Assessment | None
    meaning: str
    steps: list[Step]
    licences: list[tuple[list[Fact], str]]
    items: list[tuple[CreditItem, str, bool]]
    listings: list[tuple[Listing, str, str]]


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
    items = {item.id: item for item in record.credit_information}
    return RecordView(
        record=record,
        kind=kind,
        division=site.division_name(record.division),
        details=_facts(record.details, "", site, kind),
        newest=newest,
        meaning=_meaning(newest, standard),
        steps=_steps(newest, standard, items),
        licences=[(_licence_facts(one, site, kind), one.state(on)) for one in record.licences],
        items=_items(record, standard, on),
        listings=[
            (one, site.lists[one.list].title, site.lists[one.list].tone)
            for one in record.listings
            if one.list in site.lists
        ],
    )


def _items(
    record: Record, standard: Standard | None, on: date
) -> list[tuple[CreditItem, str, bool]]:
    newest_first = sorted(
        record.credit_information, key=lambda item: (item.determined_on, item.id), reverse=True
    )
    return [
        (item, _indicator(standard, item.indicator), item.under_objection(on))
        for item in newest_first
    ]


def _indicator(standard: Standard | None, indicator: str) -> str:
    found = standard.indicator(indicator) if standard is not None else None
    return found.title if found is not None else indicator


def _meaning(newest: Assessment | None, standard: Standard | None) -> str:
    if newest is None or standard is None:
        return ""
    return next((band.meaning for band in standard.bands if band.grade == newest.grade), "")


def _steps(
    newest: Assessment | None, standard: Standard | None, items: dict[str, CreditItem]
) -> list[Step]:
    if newest is None:
        return []
    return [
        Step(
            rule=reason.rule,
            title=reason.period or (reason.indicator and _indicator(standard, reason.indicator)),
            item=reason.item if reason.item in items else "",
            points=f"{reason.points:+}".replace("-", "−"),
            total=str(reason.total),
        )
        for reason in newest.reasons
    ]


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
