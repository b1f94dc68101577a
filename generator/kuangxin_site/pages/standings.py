"""How a subject stands, told in a line: for the head of its page, its title and its description."""

from __future__ import annotations

from dataclasses import dataclass

from kuangxin.records import Assessment, Listing, Record, Subject
from kuangxin_site.pages.plan import Site

__all__ = ["Alert", "cite", "describe", "find_alerts", "name_page", "say_grade"]

#: The lists that a reader must not overlook, the gravest first.
_GRAVE = ("bad", "caution")


@dataclass(frozen=True, slots=True)
class Alert:
    """An entry on a list that the head of the page names, with the kind it stands in."""

    listing: Listing
    title: str
    tone: str
    kind: str
    kind_title: str


def find_alerts(subject: Subject, site: Site) -> list[Alert]:
    """Return the entries that weigh on a subject on the day of the release, the gravest first."""
    found = [
        Alert(one, about.title, about.tone, record.kind, site.kinds[record.kind].title)
        for record in subject.records
        for one in record.listings
        if (about := site.lists.get(one.list)) is not None
        and about.tone in _GRAVE
        and one.is_current(site.manifest.as_of)
    ]
    return sorted(found, key=lambda one: _GRAVE.index(one.tone))


def say_grade(one: Assessment, site: Site) -> str:
    """Return a grade with its name: ``B（一般）``."""
    if not one.title:
        return one.grade
    text = site.words.gettext("%(grade)s（%(title)s）")
    return text % {"grade": one.grade, "title": one.title}


def name_page(subject: Subject, site: Site) -> str:
    """Return the title of a subject's page: its name, and its grade in each kind."""
    _ = site.words.gettext
    standings = site.words.join(_standing(record, site) for record in subject.records)
    return _("%(name)s：%(standings)s") % {"name": subject.name, "standings": standings}


def _standing(record: Record, site: Site) -> str:
    kind = site.kinds[record.kind]
    parts = [kind.title]
    if record.left_on is not None:
        parts.append(site.words.gettext("已经退出"))
    elif record.assessment is not None:
        parts.append(say_grade(record.assessment, site))
    elif kind.graded:
        parts.append(site.words.gettext("尚未评价"))
    return " ".join(parts)


def describe(subject: Subject, site: Site) -> str:
    """Return the description of a subject's page: the answer for each kind, and grave lists."""
    _ = site.words.gettext
    as_of = site.manifest.as_of
    said = []
    for record in subject.records:
        kind = site.kinds[record.kind]
        given = {"name": record.name, "kind": kind.title, "as_of": as_of}
        newest = record.assessment
        if record.left_on is not None:
            text = _("%(name)s，%(kind)s，%(left_on)s 已经退出，截至 %(as_of)s。")
            said.append(text % {**given, "left_on": record.left_on})
        elif newest is not None:
            text = _("%(name)s，%(kind)s，%(period)s信用等级：%(grade)s，截至 %(as_of)s。")
            period = site.words.period(newest.period)
            said.append(text % {**given, "period": period, "grade": say_grade(newest, site)})
        elif kind.graded:
            said.append(_("%(name)s，%(kind)s，尚未评价，截至 %(as_of)s。") % given)
        else:
            said.append(_("%(name)s，%(kind)s，截至 %(as_of)s。") % given)
    for alert in find_alerts(subject, site):
        said.append(_("在列：%(list)s。") % {"list": alert.title})
    return site.words.sentences(said)


def cite(subject: Subject, address: str, site: Site) -> str:
    """Return a sentence that cites a page: publisher, register, subject, release, day, address."""
    register = site.manifest.register
    text = site.words.gettext(
        "%(publisher)s：《%(register)s》，%(name)s（%(code)s），公布版本 %(release)s，"
        "截至 %(as_of)s，%(address)s"
    )
    return text % {
        "publisher": register.publisher,
        "register": register.title,
        "name": subject.name,
        "code": subject.code,
        "release": site.manifest.release,
        "as_of": site.manifest.as_of,
        "address": address,
    }
