"""The register that an import adds to: what of it the import needs, read once before any row."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

import msgspec

from kuangxin_site.catalogues import CatalogueFault
from kuangxin_site.collect.import_divisions import DivisionNames, read_division_names
from kuangxin_site.collect.import_findings import CellFault, FileFault, tell
from kuangxin_site.collect.import_mapping import Constant, ImportMapping, read_mapping
from kuangxin_site.collect.import_store import known_codes
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import BadSchema, Schema, Schemas, find_schemas, load_schemas
from kuangxin_site.settings import Kind, Settings, declared_language, decode_settings
from kuangxin_site.wording import (
    Language,
    describe_bad_schema,
    describe_failures,
    describe_os_error,
    say,
)
from kuangxin_site.yaml_files import read_yaml

__all__ = ["Target", "open_target"]

_REGISTER = "register.yaml"
_DIVISIONS = "divisions.csv"


class Target(msgspec.Struct, frozen=True):
    """A register, the kind that is imported, and the mapping.

    ``known`` holds the codes that the kind has already, with the file each stands in.
    """

    folder: Path
    settings: Settings
    kind: Kind
    schema: Schema
    mapping: ImportMapping
    mapping_name: str
    divisions: DivisionNames
    known: dict[str, str]

    @property
    def own(self) -> bool:
        """Whether the kind has a scheme of codes of its own."""
        return self.kind.identifier == "own"


def open_target(
    folder: Path, kind: str, mapping: Path, language: Language = "zh-CN"
) -> tuple[Target | None, list[Problem]]:
    """Read the register's settings and codes and the mapping; no target when one of them is wrong.

    ``language`` is that of the problems until the register's own is known.
    """
    problems: list[Problem] = []
    if not folder.is_dir():
        return None, [say("not-a-folder", language, file=str(folder))]
    raw = read_yaml(folder / _REGISTER, _REGISTER, language, problems)
    language = declared_language(raw, language)
    try:
        schemas = load_schemas(find_schemas(folder)).in_language(language, folder)
    except CatalogueFault as error:
        return None, [say("catalogue", language, file="translations", values={"detail": error})]
    except BadSchema as error:
        return None, [describe_bad_schema(error, language)]
    settings = None if problems else _read_settings(raw, schemas, language, problems)
    found = settings and _find_kind(settings, kind, schemas, problems)
    if not settings or not found:
        return None, problems
    language = settings.language
    given = read_mapping(mapping, schemas["mapping.schema.json"], language, problems)
    divisions = _read_divisions(folder, language, problems)
    known = _read_known(folder, found, language, problems)
    if given is None or divisions is None or problems:
        return None, problems
    schema = schemas[found.schema]
    target = Target(folder, settings, found, schema, given, mapping.name, divisions, known)
    problems.extend(_mapping_findings(target))
    return (None if problems else target), problems


def _read_settings(
    raw: object, schemas: Schemas, language: Language, problems: list[Problem]
) -> Settings | None:
    schema = schemas["register.schema.json"]
    if schema.is_valid(raw):
        return decode_settings(raw)
    problems.extend(describe_failures(schema, raw, language, file=_REGISTER))
    return None


def _find_kind(
    settings: Settings, kind: str, schemas: Schemas, problems: list[Problem]
) -> Kind | None:
    language = settings.language
    try:
        found = settings.kind(kind)
    except KeyError:
        values = {"value": kind, "limit": ", ".join(one.id for one in settings.kinds)}
        problems.append(tell("unknown-kind", language, file=_REGISTER, values=values))
        return None
    if found.schema not in schemas:
        values = {"value": found.schema}
        problems.append(say("missing-schema", language, file=_REGISTER, values=values))
        return None
    return found


def _read_divisions(
    folder: Path, language: Language, problems: list[Problem]
) -> DivisionNames | None:
    try:
        with (folder / _DIVISIONS).open("rb") as file:
            content = file.read()
        for rule, broken in (("bom", content.startswith(BOM_UTF8)), ("crlf", b"\r" in content)):
            if broken:  # the check refuses it too
                problems.append(say(rule, language, file=_DIVISIONS))
        return read_division_names(folder)
    except FileNotFoundError:
        problems.append(say("missing-file", language, file=_DIVISIONS))
    except OSError as error:
        values = {"detail": describe_os_error(error, language)}
        problems.append(say("unreadable", language, file=_DIVISIONS, values=values))
    except UnicodeDecodeError:
        problems.append(say("not-utf8", language, file=_DIVISIONS))
    except ValueError as error:
        values = {"detail": str(error)}
        problems.append(say("unreadable", language, file=_DIVISIONS, values=values))
    return None


def _read_known(
    folder: Path, kind: Kind, language: Language, problems: list[Problem]
) -> dict[str, str]:
    try:
        return known_codes(folder, kind.id, own=kind.identifier == "own")
    except FileFault as fault:
        file = str(fault.values["file"])
        how = say if fault.code in {"bom", "crlf"} else tell
        problems.append(how(fault.code, language, file=file, line=fault.row))
    except OSError as error:
        values = {"detail": describe_os_error(error, language)}
        problems.append(say("unreadable", language, file=f"subjects/{kind.id}", values=values))
    return {}


def _mapping_findings(target: Target) -> list[Problem]:
    """Return what of the mapping does not fit the register, before the table is looked at."""
    language, file = target.settings.language, target.mapping_name
    found: list[Problem] = []
    division = target.mapping.division
    if isinstance(division, Constant):
        try:
            target.divisions.find(division.constant)
        except CellFault as fault:
            pointer = "/division/constant"
            found.append(
                tell(fault.code, language, file=file, pointer=pointer, values=fault.values)
            )
    if not target.own and not isinstance(target.mapping.code, str):
        pointer, kind = "/code/derive", target.kind.title
        found.append(
            tell("derive-for-uscc", language, file=file, pointer=pointer, values={"value": kind})
        )
    return found
