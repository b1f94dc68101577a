"""``release.json``: what the release is, what it covers, and the sha256 of every file of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from kuangxin_site.check.context import Context
from kuangxin_site.parallel import Executor
from kuangxin_site.release.changes import Earlier, Predecessor, write_changes
from kuangxin_site.release.partitions import Published

__all__ = ["FORMAT", "write_manifest"]


#: The version of the release's layout.
FORMAT = 1
#: Whoosh does not write the same bytes twice, so its files have a manifest of their own.
_INDEX = "index"


def write_manifest(
    data: Path,
    context: Context,
    published: Published,
    as_of: date,
    partitions: int,
    executor: Executor,
    earlier: Earlier | None,
    changes: tuple[Path, ...],
) -> str:
    """Write ``data/changes/`` and ``data/release.json`` and return the release's id.

    The id is the day and the first twelve hexadecimal digits of a sha256 over the digests of all
    files but the changes: those tell of the way to the release, not of what it is.
    """
    paths = [
        str(path.relative_to(data))
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.relative_to(data).parts[0] != _INDEX
    ]
    files: list[dict[str, Any]] = []
    for found in executor.map(
        _describe_files, [(data, paths[i : i + 200]) for i in range(0, len(paths), 200)]
    ):
        files += found
    digest = sha256(msgspec.json.encode(files)).hexdigest()[:12]
    release = f"{as_of.isoformat()}-{digest}"
    previous = earlier.manifest if earlier else None
    comparable = earlier if earlier and earlier.before(context.settings.id) else None
    write_changes(data, release, as_of, changes, published, comparable)
    told = sorted(str(path.relative_to(data)) for path in (data / "changes").iterdir())
    files = sorted([*files, *_describe_files((data, told))], key=lambda one: str(one["path"]))
    document = {
        "format": FORMAT,
        "release": release,
        "as_of": as_of,
        "previous": _before(release, previous),
        "next_expiry": published.next_expiry,
        "register": _register(context),
        "kinds": list(_kinds(context, published)),
        "lists": list(_lists(context, published)),
        "divisions": list(_divisions(context, published)),
        "counts": {
            "subjects": published.subjects,
            "records": sum(published.records.values()),
            "credit_information": published.credit_information,
            "listings": sum(published.listings.values()),
            "assessments": published.assessments,
        },
        "partitions": partitions,
        "files": files,
    }
    text = msgspec.json.format(msgspec.json.encode(document), indent=1)
    (data / "release.json").write_bytes(text + b"\n")
    return release


def _before(release: str, old: Predecessor | None) -> str | None:
    """Return the release before this one; built again over itself, it keeps its predecessor."""
    if old is None:
        return None
    return old.previous if old.release == release else old.release


def _describe_files(task: tuple[Path, list[str]]) -> list[dict[str, Any]]:
    data, paths = task
    described = []
    for path in paths:
        with (data / path).open("rb") as file:
            digest = sha256()
            while piece := file.read(1 << 20):
                digest.update(piece)
        size = (data / path).stat().st_size
        described.append({"path": path, "bytes": size, "sha256": digest.hexdigest()})
    return described


def _register(context: Context) -> dict[str, Any]:
    settings = context.settings
    return {
        "id": settings.id,
        "title": settings.title,
        "language": settings.language,
        "publisher": settings.publisher,
        "about": settings.about,
        "caution": settings.caution,
        "demonstration": settings.demonstration,
        "stands_still": settings.as_of is not None,
        "address": settings.address,
        "coverage": [
            {"code": code, "name": context.divisions[code].name} for code in settings.coverage
        ],
        "tiles": settings.tiles,
        "footer": settings.footer,
        "feedback": settings.feedback,
        "disclosure": context.windows,
    }


def _kinds(context: Context, published: Published) -> Iterator[dict[str, Any]]:
    for kind in context.settings.kinds:
        schema = context.schema(kind.id)
        newest = max(
            (one for one in context.standards.values() if one.kind == kind.id),
            key=lambda one: one.effective_from,
            default=None,
        )
        bands = newest.bands if newest else ()
        yield {
            "id": kind.id,
            "title": kind.title,
            "description": str(schema.document.get("description", "")),
            "identifier": kind.identifier,
            "natural_person": kind.natural_person,
            "graded": kind.graded,
            "subjects": published.records.get(kind.id, 0),
            "labels": schema.labels,
            "grades": [
                {"grade": band.grade, "title": band.title, "meaning": band.meaning}
                for band in bands
            ],
        }


def _lists(context: Context, published: Published) -> Iterator[dict[str, Any]]:
    for one in context.settings.lists:
        yield {
            "id": one.id,
            "title": one.title,
            "tone": one.tone,
            "description": one.description,
            "listings": published.listings.get(one.id, 0),
        }


def _divisions(context: Context, published: Published) -> Iterator[dict[str, Any]]:
    """Yield the divisions that are covered or used, and those above them, by code."""
    wanted: set[str] = set()
    for code in [*published.divisions, *context.settings.coverage]:
        while code in context.divisions and code not in wanted:
            wanted.add(code)
            code = context.divisions[code].parent
    for code in sorted(wanted):
        division = context.divisions[code]
        yield {
            "code": code,
            "name": division.name,
            "parent": division.parent,
            "successor": division.successor,
            "valid_until": division.valid_until,
            "subjects": published.divisions.get(code, 0),
        }
