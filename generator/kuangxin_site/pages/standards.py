"""The pages of the grading standards: the whole of each, a worked example, what a version changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from kuangxin.grading import Standard
from kuangxin.records import Assessment
from kuangxin_site.pages.last_days import sum_until
from kuangxin_site.pages.plan import Page, Site
from kuangxin_site.pages.standard_tables import Table, differences, standard_tables
from kuangxin_site.pages.sums import Step, sum_steps

__all__ = ["Example", "plan_standards", "version_before"]


@dataclass(frozen=True, slots=True)
class Example:
    """A published result of the register as the worked example of its standard.

    ``code`` and ``name`` are "" for a natural person, who is not held up as an example. ``until`` is
    the last day on which the steps may be shown.
    """

    code: str
    name: str
    assessment: Assessment
    points: str
    steps: list[Step]
    until: date | None


class _Rule(msgspec.Struct):
    rule: str


class _Result(msgspec.Struct):
    period: str
    standard: str
    reasons: list[_Rule] = []
    override: msgspec.Raw = msgspec.Raw()


class _Record(msgspec.Struct):
    kind: str
    assessments: list[_Result] = []


class _Subject(msgspec.Struct):
    records: list[_Record]


class _Partition(msgspec.Struct):
    subjects: dict[str, _Subject] = {}


def plan_standards(site: Site) -> Iterator[Page]:
    """Plan the list of standards and the page of each."""
    title = site.words.gettext("评价标准")
    kinds = [
        (kind, versions) for kind in site.kinds.values() if (versions := _versions(site, kind.id))
    ]
    said = dict.fromkeys(
        one.description for one in site.standards.values() if one.demonstration and one.description
    )
    yield Page("standards/index.html", "standards.html", title, {"kinds": kinds, "said": said})
    examples = _choose_examples(site)
    for standard in site.standards.values():
        tables = standard_tables(standard, site)
        before = version_before(standard, site.standards.values())
        example = _example(standard, examples.get(standard.id), site)
        values = {
            "standard": standard,
            "parts": _parts(tables, example, site, changed=before is not None),
            "kind": site.kinds[standard.kind],
            "tables": tables,
            "shares": any(one.count == "share" for one in standard.indicators),
            "before": before,
            "changes": differences(standard_tables(before, site), tables, site) if before else [],
            "example": example,
        }
        path = f"standards/{standard.id}/index.html"
        yield Page(path, "standard.html", standard.title, values, standard.document)


def version_before(standard: Standard, others: Iterable[Standard]) -> Standard | None:
    """Return the version of the same kind that was in effect last before a standard."""
    earlier = [
        one
        for one in others
        if one.kind == standard.kind and one.effective_from < standard.effective_from
    ]
    return max(earlier, key=lambda one: (one.effective_from, one.id), default=None)


def _parts(
    tables: list[Table], example: Example | None, site: Site, *, changed: bool
) -> list[tuple[str, str, date | None]]:
    """Return the parts of a standard's page: anchor, heading and last day."""
    _ = site.words.gettext
    parts: list[tuple[str, str, date | None]] = [(one.id, one.title, None) for one in tables]
    parts.append(("rules", _("怎样计算"), None))
    if example is not None:
        parts.append(("example", _("一个例子"), example.until))
    if changed:
        parts.append(("changes", _("与上一版的不同"), None))
    return parts


def _versions(site: Site, kind: str) -> list[Standard]:
    """Return the standards of a kind, the newest first."""
    own = [one for one in site.standards.values() if one.kind == kind]
    return sorted(own, key=lambda one: (one.effective_from, one.id), reverse=True)


def _choose_examples(site: Site) -> dict[str, tuple[str, str]]:
    """Return code and period of the result with the most distinct rules, for each standard.

    Of equal ones a quarter before a year, then the one of more steps, then the first by code and
    period. One partition is held at a time, and of each result
    nothing but the names of its rules.
    """
    best: dict[str, tuple[int, bool, int, str, str]] = {}
    decoder = msgspec.json.Decoder(_Partition)
    digits = len(f"{site.manifest.partitions - 1:x}")
    for number in range(site.manifest.partitions):
        content = site.release.source.read(f"subjects/{number:0{digits}x}.json")
        for code, subject in decoder.decode(content).subjects.items():
            for result in (one for record in subject.records for one in record.assessments):
                if not bytes(result.override):
                    rules = len({reason.rule for reason in result.reasons})
                    year, steps = len(result.period) == 4, len(result.reasons)
                    found = (-rules, year, -steps, code, result.period)
                    best[result.standard] = min(best.get(result.standard, found), found)
    return {standard: (code, period) for standard, (*_, code, period) in best.items()}


def _example(standard: Standard, chosen: tuple[str, str] | None, site: Site) -> Example | None:
    if chosen is None:
        return None
    code, period = chosen
    subject = site.release.subject(code)
    assert subject is not None
    record = subject.record(standard.kind)
    result = next(one for one in record.assessments if one.period == period)
    named = not site.kinds[standard.kind].natural_person
    return Example(
        code=code if named else "",
        name=record.name if named else "",
        assessment=result,
        points=f"{result.points:.2f}",
        steps=sum_steps(result, standard, record, (), site.words),
        until=sum_until(result, record),
    )
