"""Items of credit information with their words: category, objections, appeal and repair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kuangxin.grading import Standard
from kuangxin.records import CreditItem, Objection, Record
from kuangxin.release import KindInfo
from kuangxin_site.pages.appeals import appeal_sentence, appeal_until
from kuangxin_site.pages.plan import Site
from kuangxin_site.pages.repairs import repair_from, repair_sentence

__all__ = ["ItemView", "by_category", "indicator_title", "view_items"]

#: The order in which categories of information stand on a page.
_CATEGORIES = ("dishonesty", "honour", "supervision")


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of credit information with its words; a sentence for each objection and appeal.

    ``repair`` says how far its repair has come, "" for what needs none; ``repair_from`` is the
    last day of its shortest term, ``appeal_until`` the last day of an appeal that is still possible.
    """

    item: CreditItem
    indicator: str
    category: str
    objections: list[str]
    appeals: list[str]
    repair: str
    repair_from: date | None
    appeal_until: date | None


def view_items(
    record: Record, site: Site, kind: KindInfo, standard: Standard | None
) -> list[ItemView]:
    """Return the items in the order of the sum: by the standard's indicators, the oldest first."""
    order = {} if standard is None else standard.order
    in_order = sorted(
        record.credit_information,
        key=lambda item: (order.get(item.indicator, len(order)), item.determined_on, item.id),
    )
    return [
        ItemView(
            item,
            indicator_title(standard, item.indicator),
            _category(item, site, kind),
            [_objection(one, site, kind) for one in item.objections],
            [said for one in item.objections if (said := appeal_sentence(one, site))],
            repair_sentence(item, site),
            repair_from(item, site),
            max((day for one in item.objections if (day := appeal_until(one, site))), default=None),
        )
        for item in in_order
    ]


def by_category(items: list[ItemView], kind: KindInfo) -> list[tuple[str, list[ItemView]]]:
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


def indicator_title(standard: Standard | None, indicator: str) -> str:
    """Return an indicator in the words of the standard, if that has it."""
    found = standard.indicator(indicator) if standard is not None else None
    return found.title if found is not None else indicator
