"""Typed records of a register: what stands in a subject's published file.

A *subject* (信用主体) is whoever has a code; a *record* is its standing in one kind. The same
types are used for the register's input and for the published release; the release holds what
:mod:`kuangxin.disclosure` lets through. Dates are calendar days in the register's own country.
Points are decimals with two places.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

__all__ = [
    "Assessment",
    "Category",
    "CreditItem",
    "Json",
    "Licence",
    "Listing",
    "Objection",
    "Override",
    "Reason",
    "Record",
    "Severity",
    "Subject",
    "decode_published",
    "decode_record",
    "decode_subject",
    "encode",
]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Category = Literal["dishonesty", "honour", "supervision"]
Severity = Literal["minor", "general", "serious"]


class _Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What all records share: immutable, keyword-only, defaults left out of the files."""


class Objection(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """An objection (异议) to an item: received, and once decided, with its outcome."""

    received_on: date
    decided_on: date | None = None
    outcome: Literal["accepted", "rejected"] | None = None
    document: str = ""

    def is_open(self, on: date) -> bool:
        """Tell whether the objection was received and not yet decided on day ``on``."""
        return self.received_on <= on and (self.decided_on is None or self.decided_on > on)


class Licence(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A mining or exploration right, or a qualification certificate.

    ``details`` holds what the kind's schema adds, by field name.
    """

    number: str
    right_name: str = ""
    mineral: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    details: dict[str, Any] = msgspec.field(default_factory=dict)

    def state(self, on: date) -> Literal["future", "valid", "lapsed"]:
        """Return whether the licence is not yet valid, valid or lapsed on day ``on``."""
        if self.valid_until is not None and on > self.valid_until:
            return "lapsed"
        if self.valid_from is not None and on < self.valid_from:
            return "future"
        return "valid"


class CreditItem(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of credit information (信用信息) on a subject, from one decided document.

    ``determined_on`` is the day of the document, ``recorded_on`` that on which the register knew of
    it (None: the same); so are ``repaired_on`` and ``repair_recorded_on``. ``withheld`` marks, inside the builder only, what its window does not
    publish (:func:`kuangxin.disclosure.with_terms`).
    """

    id: str
    category: Category
    indicator: str
    facts: str
    basis: str
    document: str
    authority: str
    determined_on: date
    severity: Severity | None = None
    licence: str = ""
    publish_until: date | None = None
    repaired_on: date | None = None
    repair_recorded_on: date | None = None
    recorded_on: date | None = None
    objections: tuple[Objection, ...] = ()
    withheld: bool = False

    def is_repaired(self, on: date, known_on: date | None = None) -> bool:
        """Tell whether the item was repaired by day ``on``, as far as was known on ``known_on``."""
        if self.repaired_on is None or self.repaired_on > on:
            return False
        return known_on is None or (self.repair_recorded_on or self.repaired_on) <= known_on

    def under_objection(self, on: date) -> bool:
        """Tell whether an objection to the item is open on day ``on``."""
        return any(objection.is_open(on) for objection in self.objections)


class Listing(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """A decided entry on a list (honour, abnormal, serious, or a list of the register's own)."""

    list: str
    basis: str
    authority: str
    document: str
    listed_on: date
    removed_on: date | None = None
    removed_reason: str = ""
    publish_until: date | None = None

    def is_current(self, on: date) -> bool:
        """Tell whether the subject stands on the list on day ``on``."""
        return self.listed_on <= on and (self.removed_on is None or on < self.removed_on)


class Override(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """Why an authority decided otherwise than the standard computes."""

    reason: str
    authority: str
    document: str


class Reason(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """One step of the sum that leads from the base points to the grade.

    ``points`` is what the step adds, ``total`` the sum after it. ``item`` is the id of the credit
    item, absent for a step that has none and for what may not be shown (``withheld``).
    ``indicator`` is the id of the indicator, group or gate; a gate adds nothing and holds the
    result to ``grade``; ``period`` is the quarter that a step of a year takes.
    """

    rule: str
    points: Decimal
    total: Decimal
    indicator: str = ""
    item: str = ""
    period: str = ""
    grade: str = ""
    withheld: bool = False


class Assessment(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """The result (评价结果) of one period; decided once it has authority, document and day.

    What is only computed has none of the three and is never published. ``rank`` is the place of
    the grade in the standard, 0 for the best; ``title`` its name there.
    """

    period: str
    standard: str
    points: Decimal
    grade: str
    authority: str = ""
    document: str = ""
    decided_on: date | None = None
    title: str = ""
    rank: int = 0
    reasons: tuple[Reason, ...] = ()
    override: Override | None = None


class Record(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """The standing of a subject in one kind.

    ``assessments`` run from the newest period to the oldest. ``details`` holds what the kind's
    schema adds. ``left_on`` is the day on which the subject left the register (for an expert: the
    library), with its reason; ``entered_on`` that on which it came on record.
    """

    kind: str
    code: str
    name: str
    division: str = ""
    former_names: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    licences: tuple[Licence, ...] = ()
    credit_information: tuple[CreditItem, ...] = ()
    listings: tuple[Listing, ...] = ()
    statement: str = ""
    entered_on: date | None = None
    left_on: date | None = None
    left_reason: str = ""
    assessments: tuple[Assessment, ...] = ()
    details: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def assessment(self) -> Assessment | None:
        """The newest decided result, or None while the subject is not yet assessed."""
        return self.assessments[0] if self.assessments else None

    def result(self, period: str) -> Assessment:
        """Return the decided result of a period (``2015Q3``, ``2015``).

        Raises:
            KeyError: there is none; the message names the periods there are.
        """
        for one in self.assessments:
            if one.period == period:
                return one
        raise KeyError(f"no result for {period!r}; there are {_periods(self.assessments)}")

    @property
    def grade(self) -> str | None:
        """The grade of the newest result, or None while not yet assessed."""
        return self.assessments[0].grade if self.assessments else None


class Subject(_Base, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that is published under one code: a record for each kind it stands in."""

    code: str
    records: Annotated[tuple[Record, ...], msgspec.Meta(min_length=1)]

    @property
    def name(self) -> str:
        """The subject's name, as its first record has it."""
        return self.records[0].name

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds the subject stands in, in the register's order."""
        return tuple(record.kind for record in self.records)

    @property
    def grade(self) -> str | None:
        """The subject's grade; the worst one when it is graded in several kinds; None when in none."""
        graded = [record.assessments[0] for record in self.records if record.assessments]
        return max(graded, key=lambda assessment: assessment.rank).grade if graded else None

    def assessment(self, period: str, kind: str | None = None) -> Assessment:
        """Return the result of a period, of the first record that has one or of one kind's.

        Raises:
            KeyError: there is none, or no record of that kind; the message names what there is.
        """
        records = self.records if kind is None else (self.record(kind),)
        for record in records:
            for one in record.assessments:
                if one.period == period:
                    return one
        every = [one for record in records for one in record.assessments]
        raise KeyError(f"no result for {period!r}; there are {_periods(every)}")

    def record(self, kind: str) -> Record:
        """Return the record of one kind.

        Raises:
            KeyError: the subject does not stand in that kind.
        """
        for record in self.records:
            if record.kind == kind:
                return record
        raise KeyError(kind)


def _periods(assessments: Iterable[Assessment]) -> str:
    return ", ".join(dict.fromkeys(one.period for one in assessments)) or "none"


_RECORD_FIELDS = frozenset(Record.__struct_fields__) - {"details", "kind", "assessments"}
_LICENCE_FIELDS = frozenset(Licence.__struct_fields__) - {"details"}
_encoder = msgspec.json.Encoder(decimal_format="number", order="sorted")
#: Made at import: to make it takes longer than to decode a subject.
_subjects = msgspec.json.Decoder(Subject)


def _split(raw: dict[str, Json], known: frozenset[str]) -> dict[str, Json]:
    """Return ``raw`` with the fields that are not ``known`` gathered under ``details``."""
    if raw.keys() <= known:
        return raw
    split: dict[str, Json] = {key: value for key, value in raw.items() if key in known}
    split["details"] = {key: value for key, value in raw.items() if key not in known}
    return split


def decode_record(kind: str, raw: dict[str, Json]) -> Record:
    """Make a record of ``kind`` from one checked object of ``content/subjects/``.

    Fields that only the kind's schema knows become ``details``.

    Raises:
        msgspec.ValidationError: the object was not checked against its schema.
    """
    split = _split(raw, _RECORD_FIELDS)
    licences = raw.get("licences")
    if isinstance(licences, list):
        split = {
            **split,
            "licences": [_split(one, _LICENCE_FIELDS) for one in licences if isinstance(one, dict)],
        }
    return msgspec.convert({**split, "kind": kind}, Record)


def decode_subject(raw: object) -> Subject:
    """Make a subject from one published object of ``data/subjects/``."""
    return msgspec.convert(raw, Subject)


def decode_published(content: bytes | msgspec.Raw) -> Subject:
    """Make a subject from the JSON of one published object.

    Raises:
        msgspec.MsgspecError: it is not one.
    """
    return _subjects.decode(content)


def encode(value: object) -> bytes:
    """Encode a record as JSON with sorted keys: the same bytes for the same record."""
    return _encoder.encode(value)
