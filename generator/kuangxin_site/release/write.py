"""Write the data release: partitions, tables, standards, schemas, look-up, index and manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from kuangxin.records import encode
from kuangxin.workdays import Deadlines
from kuangxin_site.assess.partition import partition_ranges
from kuangxin_site.catalogues import is_source
from kuangxin_site.check.bounds import bounded
from kuangxin_site.check.chunks import Spooled
from kuangxin_site.check.context import Context
from kuangxin_site.parallel import Executor
from kuangxin_site.problems import InputRefused, Problem, has_errors
from kuangxin_site.release.changes import Earlier
from kuangxin_site.release.code_words import code_words, notes_of
from kuangxin_site.release.downloads import Column, TableTask, write_table
from kuangxin_site.release.lookup import SearchTask, find_tokens, search_tasks, write_way
from kuangxin_site.release.manifest import write_manifest
from kuangxin_site.release.partitions import PartitionTask, Published, publish_partitions
from kuangxin_site.release.rows import TABLES
from kuangxin_site.release.statistics import write_statistics

__all__ = ["write_release"]

Progress = Callable[[str, int, int], None]


def write_release(
    context: Context,
    spooled: Spooled,
    data: Path,
    work: Path,
    as_of: date,
    executor: Executor,
    problems: list[Problem],
    earlier: Earlier | None,
    progress: Progress,
) -> str:
    """Write ``data`` and return the release's id; ``earlier`` is the release at the output.

    Raises:
        InputRefused: results differ from the standard, or files contradict one another.
    """
    for folder in ("subjects", "downloads", "standards", "schemas"):
        (data / folder).mkdir(parents=True)
    published = _publish(context, spooled, data, work, as_of, executor, earlier, progress)
    problems[:] = bounded([*problems, *published.problems], context.settings.language)
    if has_errors(problems):
        raise InputRefused(problems)
    _write_standards_and_schemas(context, data)
    _write_deadlines(context, data)
    write_statistics(data, published.tally, as_of)
    tables = list(_tables(context, data, work, as_of))
    texts = [TableTask("text", *table) for table in tables]
    for done, _ in enumerate(executor.map(write_table, texts), start=1):
        progress("downloads", done, len(texts))
    _write_datapackage(context, texts, data)
    # What takes longest goes first: the workbook of the longest table.
    books = [TableTask("workbook", *table) for table in reversed(tables)]
    first: list[TableTask | SearchTask] = [SearchTask("tokens", data, work), *books]
    then = search_tasks(data, work)
    for done, _ in enumerate(executor.map(_write_other, first), start=1):
        progress("workbooks and search", done, len(first) + len(then))
    for done, _ in enumerate(executor.map(write_way, then), start=len(first) + 1):
        progress("workbooks and search", done, len(first) + len(then))
    changes = tuple(sorted((work / "parts").glob("changes-*")))
    count = spooled.partitions
    return write_manifest(data, context, published, as_of, count, executor, earlier, changes)


def _publish(
    context: Context,
    spooled: Spooled,
    data: Path,
    work: Path,
    as_of: date,
    executor: Executor,
    earlier: Earlier | None,
    progress: Progress,
) -> Published:
    parts = work / "parts"
    parts.mkdir()
    ranges = partition_ranges(spooled.partitions, spooled.content_bytes)
    before = earlier.before(context.settings.id) if earlier else None
    count = spooled.partitions
    tasks = [
        PartitionTask(
            spooled.context, spooled.spools, first, after, count, as_of, data, parts, before
        )
        for first, after in ranges
    ]
    published = Published()
    for done, one in enumerate(executor.map(publish_partitions, tasks), start=1):
        published.add(one)
        published.problems = bounded(published.problems, context.settings.language)
        progress("release", done, len(tasks))
    return published


def _write_other(task: TableTask | SearchTask) -> None:
    """Make something of the tables: a workbook, or what the look-up is written from."""
    if isinstance(task, TableTask):
        write_table(task)
    else:
        find_tokens(task)


def _write_standards_and_schemas(context: Context, data: Path) -> None:
    for standard in context.standards.values():
        text = msgspec.json.format(encode(standard), indent=1)
        (data / "standards" / f"{standard.id}.json").write_bytes(text + b"\n")
    used = {"record.schema.json", "assessment.schema.json", "standard.schema.json"}
    used |= {"release.schema.json", "subject.schema.json", "downloads.schema.json"}
    used |= {"statistics.schema.json", "changes.schema.json"}
    used |= {kind.schema for kind in context.settings.kinds}
    for name in sorted(used & context.schemas.documents.keys()):
        text_ = json.dumps(context.schemas.documents[name], ensure_ascii=False, indent=2)
        (data / "schemas" / name).write_text(text_ + "\n", encoding="utf-8")


def _write_deadlines(context: Context, data: Path) -> None:
    """Write what reader and page count a last day by: the rule of appeal and the working days."""
    deadlines = Deadlines(appeal=context.settings.appeal, calendar=context.calendar)
    text = msgspec.json.format(encode(deadlines), indent=1)
    (data / "working-days.json").write_bytes(text + b"\n")


_Notes = tuple[tuple[str, str], ...]
_Table = tuple[str, str, tuple[Column, ...], tuple[Path, ...], Path, date, str, _Notes]


def _tables(context: Context, data: Path, work: Path, as_of: date) -> Iterator[_Table]:
    """Yield the fields of a :class:`TableTask` for each table, but for the form."""
    definitions: dict[str, Any] = context.schemas["downloads.schema.json"].document["$defs"]
    separator = "；" if is_source(context.settings.language) else "; "
    words, notes = code_words(context), notes_of(context, as_of)
    for table in TABLES:
        fields = definitions[table]["properties"]
        columns = tuple(
            Column(
                name,
                field["title"],
                field["type"],
                field.get("format") == "date",
                words["boolean"] if field["type"] == "boolean" else words.get(name, {}),
            )
            for name, field in fields.items()
        )
        parts = tuple(sorted((work / "parts").glob(f"{table}-*")))
        title = definitions[table]["title"]
        yield table, title, columns, parts, data / "downloads", as_of, separator, notes


def _write_datapackage(context: Context, tables: list[TableTask], data: Path) -> None:
    """Describe the tables as a Data Package (specification 1.1, Frictionless Data)."""
    definitions: dict[str, Any] = context.schemas["downloads.schema.json"].document["$defs"]
    resources = []
    for table in tables:
        path = data / "downloads" / f"{table.table}.csv"
        content = sha256()
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                content.update(piece)
        properties = definitions[table.table]["properties"]
        resources.append(
            {
                "name": table.table.replace("_", "-"),
                "title": table.title,
                "path": path.name,
                "format": "csv",
                "encoding": "utf-8",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{content.hexdigest()}",
                "schema": {"fields": [_field(column, properties) for column in table.columns]},
            }
        )
    document = {
        "profile": "tabular-data-package",
        "name": context.settings.id,
        "title": context.settings.title,
        "description": context.settings.demonstration or context.settings.about,
        "resources": resources,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (data / "downloads" / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _field(column: Column, properties: dict[str, Any]) -> dict[str, str]:
    described = properties[column.field]
    kind = {"array": "string"}.get(column.type, column.type)
    if described.get("format") == "date":
        kind = "date"
    return {
        "name": column.title,
        "type": kind,
        "description": described["description"],
        "field": column.field,
    }
