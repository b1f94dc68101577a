"""What a register's own schemas must hold: kinds with code, name and division, words for tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kuangxin_site.problems import Problem
from kuangxin_site.schemas import Schemas, find_packaged, load_schemas
from kuangxin_site.settings import Settings
from kuangxin_site.wording import say

__all__ = ["schema_findings"]


def schema_findings(settings: Settings, schemas: Schemas) -> Iterator[Problem]:
    """Yield what later stations would miss in the schemas of the kinds and of the downloads."""
    yield from _kind_findings(settings, schemas)
    yield from _missing_words(settings, schemas)


def _kind_findings(settings: Settings, schemas: Schemas) -> Iterator[Problem]:
    for index, kind in enumerate(settings.kinds):
        if kind.schema not in schemas:
            pointer = f"/kinds/{index}/schema"
            values = {"value": kind.schema}
            yield say(
                "missing-schema",
                settings.language,
                file="register.yaml",
                pointer=pointer,
                values=values,
            )
            continue
        required = schemas[kind.schema].document.get("required", [])
        for field in ("code", "name", "division"):
            if field not in required:
                yield say(
                    "kind-schema",
                    settings.language,
                    file=f"schemas/{kind.schema}",
                    pointer="/required",
                    values={"value": field},
                )


def _missing_words(settings: Settings, schemas: Schemas) -> Iterator[Problem]:
    """Yield what the register's own schema of the downloads lacks of ours: heads come from it."""
    name = "downloads.schema.json"
    ours = load_schemas(find_packaged("schemas"))[name].document["$defs"]
    given = schemas[name].document.get("$defs", {})
    for table, wanted in ours.items():
        found = given.get(table, {})
        for path, one in [
            ((), found),
            *((("properties", field), _property(found, field)) for field in wanted["properties"]),
        ]:
            for word in ("title", "description"):
                if not isinstance(one.get(word), str):
                    pointer = "/".join(("/$defs", table, *path, word))
                    yield say(
                        "required",
                        settings.language,
                        file=f"schemas/{name}",
                        pointer=pointer,
                        field=word,
                    )


def _property(schema: Any, field: str) -> Any:
    return schema.get("properties", {}).get(field, {})
