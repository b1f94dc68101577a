"""Say in plain lines what is published of a subject, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kuangxin.records import Assessment, CreditItem, Licence, Listing, Record, Subject
from kuangxin.release import Manifest

__all__ = ["describe_not_found", "describe_subject", "plain"]


def describe_subject(subject: Subject, release: Manifest, on: date) -> Iterator[str]:
    """Yield the lines about a subject on a day: record by record, then where they are from."""
    yield f"{subject.name}  {subject.code}"
    for record in subject.records:
        yield ""
        kind = release.kind(record.kind)
        yield kind.title
        lists = {one.id: one.title for one in release.lists}
        yield from _record(record, kind.graded, lists, on)
    yield ""
    yield f"{release.register.title}, release {release.release}, on {on}"
    if release.register.demonstration:
        yield release.register.demonstration


def describe_not_found(release: Manifest) -> str:
    """Say exactly what *not found* means: in which release, of which kinds and divisions."""
    kinds = ", ".join(kind.title for kind in release.kinds)
    places = ", ".join(one.name for one in release.register.coverage) or "-"
    return (
        f"not found in release {release.release} of {release.register.title} "
        f"as of {release.as_of}, which covers {kinds}; {places}"
    )


def plain(line: str) -> str:
    """Return a line without what would steer a terminal or turn the reading direction."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in line)


def _record(record: Record, graded: bool, lists: Mapping[str, str], on: date) -> Iterator[str]:
    if record.former_names:
        yield f"  formerly {', '.join(record.former_names)}"
    if record.other_names:
        yield f"  also {', '.join(record.other_names)}"
    if record.left_on is not None:
        yield f"  left on {record.left_on}: {record.left_reason}"
    if record.assessment is not None:
        yield from _assessment(record.assessment)
    elif graded:
        yield "  not yet assessed"
    yield from (_listing(one, lists.get(one.list, one.list)) for one in record.listings)
    yield from (_item(item, on) for item in record.credit_information)
    yield from (_licence(licence, on) for licence in record.licences)
    if record.statement:
        yield f"  its statement: {record.statement}"


def _assessment(newest: Assessment) -> Iterator[str]:
    yield (
        f"  {newest.period}: {newest.grade} {newest.title}, {newest.points} points, "
        f"{newest.authority}, {newest.document}"
    )
    for reason in newest.reasons:
        step = reason.item or ("withheld item" if reason.withheld else reason.rule)
        yield f"    {reason.points:+} {step} = {reason.total}"


def _listing(listing: Listing, title: str) -> str:
    removed = f", removed on {listing.removed_on}" if listing.removed_on else ""
    until = f", published until {listing.publish_until}" if listing.publish_until else ""
    return (
        f"  on the list {title} since {listing.listed_on}{removed}{until}: "
        f"{listing.basis}, {listing.authority}, {listing.document}"
    )


def _item(item: CreditItem, on: date) -> str:
    objection = "; under objection" if item.under_objection(on) else ""
    return (
        f"  {item.id} {item.determined_on}: {item.facts} "
        f"({item.authority}, {item.document}{objection})"
    )


def _licence(licence: Licence, on: date) -> str:
    state = licence.state(on)
    word = "on" if state == "lapsed" else "until"
    until = f" {word} {licence.valid_until}" if licence.valid_until else ""
    return f"  licence {licence.number}: {state}{until}"
