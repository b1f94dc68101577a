"""Rows of a table to one subject: each row an object, the rows of a code merged into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kuangxin.records import Json
from kuangxin_site.collect.import_cells import Source, read_cell
from kuangxin_site.collect.import_findings import CellFault
from kuangxin_site.collect.import_tables import Cell
from kuangxin_site.schemas import Schema

__all__ = ["Conflict", "Draft", "Merged", "RowReader", "in_schema_order", "merge"]

Object = dict[str, Json]
Place = tuple[str | int, ...]


class Draft(msgspec.Struct, frozen=True):
    """One row as an object; ``wrong`` has the pointers of fields that could not be read from it.

    With one its subject is not written. A row whose code is not known has a code of its own that
    is none (``?`` and its number), so that the rest of it is looked at too.
    """

    code: str
    row: int
    value: dict[str, Json]
    wrong: tuple[str, ...] = ()


class Conflict(msgspec.Struct, frozen=True):
    """Two rows of a code that say different things in one field."""

    row: int
    first_row: int
    place: Place
    value: Json
    other: Json


class Merged(msgspec.Struct):
    """A subject made of its rows; ``rows`` tells which row each element of a list is from."""

    value: dict[str, Json]
    rows: dict[Place, int]
    conflicts: list[Conflict]

    def row_of(self, place: Place) -> int:
        """Return the row that the field at ``place`` is from."""
        steps = range(len(place), -1, -1)
        return next(self.rows[place[:n]] for n in steps if place[:n] in self.rows)


class RowReader:
    """Turns the cells of a row into an object by the sources of a plan."""

    def __init__(self, sources: Iterable[Source], heads: Sequence[str]) -> None:
        places = {head: index for index, head in enumerate(heads)}
        self._columns = [(one, places[one.column]) for one in sources if one.column]
        self._constants = [one for one in sources if not one.column]

    def read(self, cells: Sequence[Cell]) -> tuple[Object, list[tuple[Source, CellFault]]]:
        """Return the object of a row, and the faults of its cells with the field they are for."""
        value: Object = {}
        faults: list[tuple[Source, CellFault]] = []
        for source, place in self._columns:
            try:
                found = read_cell(cells[place], source)
            except CellFault as fault:
                faults.append((source, fault))
                continue
            if found is not None:
                _put(value, source, found)
        filled = _filled(value)
        for source in self._constants:
            if source.path[:-1] in filled:
                _put(value, source, source.constant)
        return value, faults


def _filled(value: Object) -> set[tuple[str, ...]]:
    """Return the paths of all objects in the object of a row, its own (empty) path included."""
    found: set[tuple[str, ...]] = {()}
    for key, one in value.items():
        inner = one[0] if isinstance(one, list) and one else one
        if isinstance(inner, dict):
            found |= {(key, *path) for path in _filled(inner)}
    return found


def _put(value: Object, source: Source, found: Json) -> None:
    """Set the field of ``source``; every list on the way to it has one element in a row."""
    for step, is_list in zip(source.path, source.lists, strict=False):
        fresh: Json = [{}] if is_list else {}
        inner = value.setdefault(step, fresh)
        inner = inner[0] if isinstance(inner, list) else inner
        assert isinstance(inner, dict)
        value = inner
    value[source.path[-1]] = found


def merge(drafts: Sequence[Draft]) -> Merged:
    """Merge the rows of one code.

    Single fields must agree (an empty one agrees with everything). Lists gain what each row adds;
    an element that stands there already is not added again.
    """
    first = drafts[0]
    merged = Merged({}, {(): first.row}, [])
    for draft in drafts:
        _merge_into(merged, merged.value, draft.value, (), draft.row)
    return merged


def _merge_into(merged: Merged, target: Object, added: Object, place: Place, row: int) -> None:
    for key, value in added.items():
        here = (*place, key)
        known = target.get(key)
        if isinstance(value, list):
            _extend(merged, target, value, here, row)
        elif isinstance(value, dict):
            inner = target.setdefault(key, {})
            assert isinstance(inner, dict)
            _merge_into(merged, inner, value, here, row)
        elif known is None:
            target[key] = value
            merged.rows[here] = row
        elif known != value:
            merged.conflicts.append(Conflict(row, merged.row_of(here), here, value, known))


def _extend(merged: Merged, target: Object, values: list[Json], place: Place, row: int) -> None:
    known = target.setdefault(str(place[-1]), [])
    assert isinstance(known, list)
    for value in values:
        if value not in known:
            merged.rows[(*place, len(known))] = row
            known.append(value)


def in_schema_order(value: Json, schema: Schema, place: Place = ()) -> Json:
    """Return ``value`` with the fields of every object in the order of the schema."""
    if isinstance(value, list):
        return [in_schema_order(one, schema, (*place, 0)) for one in value]
    if not isinstance(value, dict):
        return value
    known = schema.describe(place).get("properties", {})
    ordered = [*(key for key in known if key in value), *(key for key in value if key not in known)]
    return {key: in_schema_order(value[key], schema, (*place, key)) for key in ordered}
