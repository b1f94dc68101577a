"""Look at what can be looked at in a line that its schema refuses.

The publisher should learn of everything at once, so one wrong field must not hide the findings in
the others. What the schema refuses is taken out, what a record needs and lacks is stood in for,
and a finding that rests on either is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from kuangxin.records import Json, decode_record
from kuangxin_site.check.context import Context
from kuangxin_site.check.facts import Finding, record_findings
from kuangxin_site.problems import pointer_to

__all__ = ["refused_findings"]

Place = tuple[str | int, ...]

#: What stands in for what is missing or wrong; no finding rests on it.
_DAY = "0001-01-01"
_NEEDED: dict[str, dict[str, str]] = {
    "": {"code": "", "name": ""},
    "licences": {"number": ""},
    "credit_information": {
        **dict.fromkeys(("id", "indicator", "facts", "basis", "document", "authority"), ""),
        "category": "honour",
        "determined_on": _DAY,
    },
    "objections": {"received_on": _DAY},
    "listings": {
        **dict.fromkeys(("list", "basis", "authority", "document"), ""),
        "listed_on": _DAY,
    },
}
_LICENCE = re.compile(r"/licences(/\d+(/number)?)?")
_TERM = ("category", "severity", "determined_on")
#: The fields beside its own that a rule looks at.
_READS: dict[str, tuple[str, ...]] = {
    "severity-missing": ("category",),
    "indicator-differs": ("category", "severity"),
    "publish-until-missing": _TERM,
    "publish-until-too-late": (*_TERM, "list", "listed_on"),
    "publish-until-too-early": _TERM,
    "repaired-too-early": _TERM,
    "not-shown-before": ("category", "severity"),
    "repair-of-honour": ("category",),
    "objection-upheld": ("decided_on",),
    "repair-half": ("repaired_on",),
    "removed-half": ("removed_reason",),
    "left-half": ("left_reason",),
}


def refused_findings(
    kind: str, value: dict[str, Json], wrong: set[str], context: Context
) -> Iterator[Finding]:
    """Yield the findings of the record rules that rest on valid parts of ``value`` alone.

    ``wrong`` holds the JSON pointers of what the schema refuses or misses.
    """
    sound = _Sound(wrong)
    made = sound.object_at((), value)
    try:
        record = decode_record(kind, made)
    except msgspec.ValidationError:
        return  # refused behind its schema too: nothing typed to look at
    for path, rule, values in record_findings(record, context):
        if rule == "objection-half":
            read = [(*path, "decided_on"), (*path, "outcome")]
        else:
            read = [path, *((*path[:-1], name) for name in _READS.get(rule, ()))]
        if rule == "end-before-start":
            read.append((*path[:-1], str(values["other"])))
        lost = rule == "unknown-licence" and sound.lacks_a_licence()
        if not lost and not any(sound.is_lost(place) for place in read):
            yield path, rule, values


class _Sound:
    """The sound parts of a value, and what was lost on the way."""

    def __init__(self, wrong: set[str]) -> None:
        self._lost = wrong - {""}

    def is_lost(self, place: Place) -> bool:
        """Tell whether a place or anything above it is wrong."""
        return any(pointer_to(place[: n + 1]) in self._lost for n in range(len(place)))

    def lacks_a_licence(self) -> bool:
        """Tell whether the number of some licence cannot be known."""
        return any(_LICENCE.fullmatch(pointer) for pointer in self._lost)

    def object_at(self, place: Place, value: dict[str, Json]) -> dict[str, Json]:
        """Return an object of the record without what is wrong in it, and with all it needs."""
        made: dict[str, Json] = {}
        for name, one in value.items():
            inner = (*place, name)
            if name in _NEEDED and isinstance(one, list):
                self._lost.discard(pointer_to(inner))  # too long or with something twice
                made[name] = [self._element((*inner, n), each) for n, each in enumerate(one)]
            elif pointer_to(inner) not in self._lost and not self._lost_below(inner):
                made[name] = one
        needed = _NEEDED[str(place[-2]) if place else ""]
        for name in needed.keys() - made.keys():
            self._lost.add(pointer_to((*place, name)))
            made[name] = needed[name]
        return made

    def _element(self, place: Place, value: Json) -> dict[str, Json]:
        pointer = pointer_to(place)
        if isinstance(value, dict):
            self._lost.discard(pointer)  # a rule between its fields, which are looked at one by one
            return self.object_at(place, value)
        self._lost.add(pointer)
        return self.object_at(place, {})

    def _lost_below(self, place: Place) -> bool:
        """Tell whether something is wrong in a field that is not one of the record's lists."""
        pointer = pointer_to(place) + "/"
        return any(one.startswith(pointer) for one in self._lost)
