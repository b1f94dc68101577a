"""Make the partitions of the release: the gate to the public stands here.

One task takes a range of partitions from the spool to ``data/subjects/<pp>.json``; only what
:mod:`kuangxin.disclosure` lets through is written, here and into the part files of the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from kuangxin.disclosure import expiries, publish_subject
from kuangxin.records import Subject, encode
from kuangxin_site.assess.partition import assess_partition
from kuangxin_site.assess.tally import Tally
from kuangxin_site.check.bounds import bounded
from kuangxin_site.check.context import Context, load_context
from kuangxin_site.check.divisions import city_of
from kuangxin_site.check.spool import partition_name, read_partition
from kuangxin_site.problems import Problem
from kuangxin_site.release.changes import Before, compare_partition
from kuangxin_site.release.comparing import Ended
from kuangxin_site.release.results import publish_reasons
from kuangxin_site.release.rows import PartWriter

__all__ = ["PartitionTask", "Published", "publish_partitions"]


class PartitionTask(msgspec.Struct, frozen=True):
    """A range of the ``count`` partitions, to be published as of a day."""

    context: Path
    spools: tuple[Path, ...]
    first: int
    after: int
    count: int
    as_of: date
    data: Path
    parts: Path
    before: Before | None = None


class Published(msgspec.Struct):
    """What a range came to: what is wrong, how much was published, and the next expiry.

    ``tally`` counts published subjects only: what is withheld must not show in a statistic.
    ``ended`` is what the release before showed and this one does not; ``compared`` is false where
    that release could not be read.
    """

    problems: list[Problem] = []
    subjects: int = 0
    records: dict[str, int] = {}
    divisions: dict[str, int] = {}
    listings: dict[str, int] = {}
    credit_information: int = 0
    assessments: int = 0
    next_expiry: date | None = None
    tally: Tally = msgspec.field(default_factory=Tally)
    ended: list[Ended] = []
    compared: bool = True

    def add(self, other: Published) -> None:
        """Add what another range came to."""
        self.problems += other.problems
        self.ended += other.ended
        self.compared = self.compared and other.compared
        self.subjects += other.subjects
        self.credit_information += other.credit_information
        self.assessments += other.assessments
        self.tally.merge(other.tally)
        for mine, theirs in (
            (self.records, other.records),
            (self.divisions, other.divisions),
            (self.listings, other.listings),
        ):
            for key, number in theirs.items():
                mine[key] = mine.get(key, 0) + number
        days = [day for day in (self.next_expiry, other.next_expiry) if day is not None]
        self.next_expiry = min(days, default=None)

    def count(self, subject: Subject, on: date) -> None:
        """Count one published subject."""
        self.subjects += 1
        for record in subject.records:
            self.records[record.kind] = self.records.get(record.kind, 0) + 1
            self.divisions[record.division] = self.divisions.get(record.division, 0) + 1
            self.credit_information += len(record.credit_information)
            self.assessments += len(record.assessments)
            for listing in record.listings:
                if listing.is_current(on):
                    self.listings[listing.list] = self.listings.get(listing.list, 0) + 1
            days = [day + timedelta(days=1) for day in expiries(record) if day < date.max]
            self.next_expiry = min(
                [*days, *([self.next_expiry] if self.next_expiry else [])], default=None
            )


def publish_partitions(task: PartitionTask) -> Published:
    """Publish a range of partitions."""
    context = load_context(task.context)
    done = Published()
    changes: list[bytes] = []
    place_of = _cities(context)
    parts = PartWriter(task.parts, f"{task.first:04x}", context)
    city = partial(city_of, context.divisions)
    for partition, entries in read_partition(task.spools, range(task.first, task.after)):
        subjects, problems = assess_partition(entries, context)
        done.problems = bounded([*done.problems, *problems], context.settings.language)
        published = [_publish(subject, context, task.as_of) for subject in subjects]
        done.tally.add(published, city)
        for subject in published:
            done.count(subject, task.as_of)
            parts.add(subject, task.as_of)
        name = f"{partition_name(partition, task.count)}.json"
        document = encode({"subjects": {subject.code: subject for subject in published}})
        (task.data / "subjects" / name).write_bytes(document)
        if task.before is not None and done.compared:
            pair = (published, subjects)
            lines = _compare(task, name[:-5], document, pair, place_of)
            done.compared = lines is not None
            for line, ended in lines or []:
                changes.append(line)
                done.ended += [ended] if ended else []
    parts.write()
    (task.parts / f"changes-{task.first:04x}").write_bytes(b"".join(sorted(changes)))
    return done


def _compare(
    task: PartitionTask,
    name: str,
    document: bytes,
    subjects: tuple[list[Subject], list[Subject]],
    place_of: Callable[[str, str], str],
) -> list[tuple[bytes, Ended | None]] | None:
    """Return what changed since the release before; None where that cannot be read."""
    assert task.before is not None
    compared = (task.before, name, document, *subjects, task.as_of, place_of)
    try:
        return list(compare_partition(*compared))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _cities(context: Context) -> Callable[[str, str], str]:
    """Return a function from kind and division to the city, or "" for natural persons."""
    natural = context.settings.natural_persons

    def city(kind: str, code: str) -> str:
        unplaced = natural.get(kind, False) or code not in context.divisions
        return "" if unplaced else city_of(context.divisions, code)

    return city


def _publish(subject: Subject, context: Context, on: date) -> Subject:
    shown = publish_subject(subject, context.windows, on, context.settings.natural_persons)
    return replace(
        shown,
        records=tuple(
            publish_reasons(*pair, context.standards)
            for pair in zip(subject.records, shown.records, strict=True)
        ),
    )
