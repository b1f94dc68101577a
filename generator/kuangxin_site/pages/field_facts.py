"""Fields of a record and of its licences in the words of the kind's schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kuangxin.disclosure import add_months
from kuangxin.records import Licence
from kuangxin.release import KindInfo
from kuangxin_site.pages.plan import Site
from kuangxin_site.pages.ways import ENDING_MONTHS

__all__ = ["Fact", "LicenceView", "facts", "in_schema_order", "view_licence"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the schema and what stands for it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence in the schema's words and its state: valid, ending (soon), lapsed or future."""

    facts: list[Fact]
    state: str
    until: date | None


def view_licence(licence: Licence, site: Site, kind: KindInfo) -> LicenceView:
    """Return a licence with its words and its state on the day of the release."""
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
    return facts(values, "licences/", site, kind)


def in_schema_order(details: dict[str, object], kind: KindInfo) -> dict[str, object]:
    """Return fields in the order in which the kind's schema has them."""
    if len(details) < 2:
        return details
    return {name: details[name] for name in kind.labels if name in details}


def facts(values: dict[str, object], prefix: str, site: Site, kind: KindInfo) -> list[Fact]:
    """Return the given fields with the schema's words, choices by their titles."""
    found = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        path = prefix + name
        many = value if isinstance(value, list) else [value]
        texts = [kind.labels.get(f"{path}/={one}", str(one)) for one in many]
        found.append(Fact(kind.labels.get(path, name), site.words.join(texts)))
    return found
