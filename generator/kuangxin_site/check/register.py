"""Read the register's own files (settings, divisions, standards), and list the others."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec

from kuangxin.grading import Period, Standard
from kuangxin_site.catalogues import SITE, CatalogueFault, open_catalogue
from kuangxin_site.check.context import Context
from kuangxin_site.check.divisions import read_divisions
from kuangxin_site.check.own_schemas import schema_findings
from kuangxin_site.check.standards import follows, read_standards
from kuangxin_site.check.working_days import read_calendar
from kuangxin_site.check.years import lacking_quarters
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import BadSchema, Schemas, find_schemas, load_schemas
from kuangxin_site.settings import Settings, declared_language, decode_settings
from kuangxin_site.wording import Language, describe_bad_schema, say
from kuangxin_site.yaml_files import Lines, read_yaml

__all__ = ["DataFile", "read_register"]

REGISTER = "register.yaml"


class DataFile(msgspec.Struct, frozen=True):
    """A file of subjects or assessments: its path in the register, kind and size in bytes."""

    path: str
    what: str
    kind: str
    size: int


def read_register(
    folder: Path, language: Language
) -> tuple[Context | None, list[DataFile], list[Problem]]:
    """Read everything but the subjects and assessments, and list their files.

    Returns no context when the settings cannot be read: nothing else can be checked then.
    ``language`` is that of the problems until the register's own is known.
    """
    problems: list[Problem] = []
    if not folder.is_dir():
        return None, [], [say("not-a-folder", language, file=str(folder))]
    lines = Lines()
    raw = read_yaml(folder / REGISTER, REGISTER, language, problems, lines)
    language = declared_language(raw, language)
    try:
        schemas = load_schemas(find_schemas(folder)).in_language(language, folder)
        open_catalogue(SITE, language, [folder / "translations"])
    except CatalogueFault as error:
        found = say("catalogue", language, file="translations", values={"detail": error})
        return None, [], [found]
    except BadSchema as error:
        return None, [], [describe_bad_schema(error, language)]
    settings = None if problems else _read_settings(raw, lines, schemas, language, problems)
    if settings is None:
        return None, [], problems
    language = settings.language
    divisions = read_divisions(folder, schemas["division.schema.json"], language, problems)
    unusable = lines.give(schema_findings(settings, schemas))
    if unusable:
        return None, [], [*problems, *unusable]
    tiled = [code for row in settings.tiles for code in row if code]
    for code in dict.fromkeys([*settings.coverage, *tiled]):
        if code not in divisions:
            values = {"value": code}
            problems.append(say("unknown-division", language, file=REGISTER, values=values))
    kinds = [kind.id for kind in settings.kinds]
    for kind in settings.appeal.bases if settings.appeal else {}:
        if kind not in kinds:
            values = {"value": kind, "limit": ", ".join(kinds)}
            problems.append(say("unknown-kind", language, file=REGISTER, values=values))
    for twice in sorted({code for code in tiled if tiled.count(code) > 1}):
        problems.append(say("duplicate-division", language, file=REGISTER, values={"value": twice}))
    standards = read_standards(folder, schemas, settings, problems)
    calendar = read_calendar(folder, schemas["working-day.schema.json"], language, problems)
    files = list(_data_files(folder, settings, problems))
    problems.extend(_duplicate_files(folder, files, language))
    problems.extend(_incomplete_years(files, standards, settings))
    if not any(file.what == "subject" for file in files):
        problems.append(say("no-subjects", language, file="subjects"))
    context = Context(folder, settings, schemas, divisions, standards, calendar)
    return context, files, problems


def _read_settings(
    raw: object, lines: Lines, schemas: Schemas, language: Language, problems: list[Problem]
) -> Settings | None:
    refused = follows(raw, schemas["register.schema.json"], REGISTER, language)
    if refused:
        problems.extend(lines.give(refused))
        return None
    settings = decode_settings(raw)
    for ids in ([one.id for one in settings.kinds], [one.id for one in settings.lists]):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            problems.append(say("duplicate-id", language, file=REGISTER, values={"value": twice}))
    return settings


def _data_files(folder: Path, settings: Settings, problems: list[Problem]) -> Iterator[DataFile]:
    kinds = [kind.id for kind in settings.kinds]
    for what, top in (("subject", "subjects"), ("assessment", "assessments")):
        if (folder / top).exists() and not (folder / top).is_dir():
            problems.append(say("folder-expected", settings.language, file=top))
        for inner in sorted((folder / top).glob("*")):
            name = f"{top}/{inner.name}"
            if inner.name.startswith("."):
                continue
            if not inner.is_dir() or inner.name not in kinds:
                values = {"value": inner.name, "limit": ", ".join(kinds)}
                problems.append(say("unknown-kind", settings.language, file=name, values=values))
                continue
            for path in sorted(inner.glob("*")):
                file = DataFile(f"{name}/{path.name}", what, inner.name, 0)
                problem = _file_problem(path, what)
                if problem:
                    values = {"value": path.stem}
                    problems.append(say(problem, settings.language, file=file.path, values=values))
                else:
                    yield msgspec.structs.replace(file, size=path.stat().st_size)


def _file_problem(path: Path, what: str) -> str | None:
    if not path.is_file():
        return "not-a-file"
    if not path.name.isprintable():
        return "file-name"
    if path.suffix not in ({".jsonl", ".json"} if what == "subject" else {".jsonl"}):
        return "unknown-file"
    if what == "assessment":
        try:
            Period.parse(path.stem)
        except ValueError:
            return "period-name"
    return "empty-file" if path.stat().st_size == 0 else None


def _incomplete_years(
    files: list[DataFile], standards: dict[str, Standard], settings: Settings
) -> Iterator[Problem]:
    """Point out annual results of a year in which a quarter was not decided for anyone."""
    decided: dict[str, dict[str, str]] = {}
    for file in files:
        if file.what == "assessment":
            decided.setdefault(file.kind, {})[Path(file.path).stem] = file.path
    for kind, periods in decided.items():
        for year in sorted(period for period in periods if len(period) == 4):
            lacking = list(lacking_quarters(kind, year, standards.values(), periods))
            if lacking:
                values = {"value": settings.kind(kind).title, "other": year}
                values["limit"] = ", ".join(lacking)
                yield say(
                    "year-lacks-quarters",
                    settings.language,
                    file=periods[year],
                    severity="warning",
                    values=values,
                )


def _duplicate_files(folder: Path, files: list[DataFile], language: Language) -> Iterator[Problem]:
    sizes: dict[tuple[str, int], list[DataFile]] = {}
    for file in files:
        sizes.setdefault((file.what + file.kind, file.size), []).append(file)
    for alike in sizes.values():
        seen: dict[bytes, str] = {}
        for file in alike if len(alike) > 1 else ():
            with (folder / file.path).open("rb") as stream:
                digest = blake2b()
                while piece := stream.read(1 << 20):
                    digest.update(piece)
            first = seen.setdefault(digest.digest(), file.path)
            if first != file.path and file.what == "subject":
                yield say("duplicate-file", language, file=file.path, values={"value": first})
