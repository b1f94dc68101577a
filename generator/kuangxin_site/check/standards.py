"""Read the grading standards: each by its schema and its own rules, then one beside the other.

What is wrong within one standard stands in :mod:`kuangxin_site.check.standard_rules`. Every problem
carries the line of its field, for these files are written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from kuangxin.grading import Standard
from kuangxin_site.check.folders import list_files
from kuangxin_site.check.standard_rules import Finding, standard_findings
from kuangxin_site.check.texts import text_findings
from kuangxin_site.problems import Problem, pointer_to
from kuangxin_site.schemas import Schema, Schemas
from kuangxin_site.settings import Settings
from kuangxin_site.wording import Language, describe_refusal, field_title, say
from kuangxin_site.yaml_files import Lines, read_yaml

__all__ = ["follows", "read_standards"]


class _Read(msgspec.Struct, frozen=True):
    """A standard as its file has it."""

    name: str
    raw: object
    standard: Standard
    lines: Lines


def follows(raw: object, schema: Schema, name: str, language: Language) -> list[Problem]:
    """Return what keeps a YAML file's content from following its schema and the rules of texts."""
    if not schema.is_valid(raw):
        return describe_refusal(schema, raw, language, file=name)
    return [
        say(
            rule,
            language,
            file=name,
            pointer=pointer_to(path),
            field=field_title(schema, path),
            values={"value": found},
        )
        for path, rule, found in text_findings(raw)  # type: ignore[arg-type] # YAML is JSON here
        if rule != "formula"
    ]


def read_standards(
    folder: Path, schemas: Schemas, settings: Settings, problems: list[Problem]
) -> dict[str, Standard]:
    """Read ``standards/*.yaml`` of a register; what is wrong is added to ``problems``.

    A standard that breaks a rule is still returned, so that what rests on it can be checked.
    """
    schema, language = schemas["standard.schema.json"], settings.language
    read: list[_Read] = []
    for path, name in list_files(folder, "standards", {".yaml"}, language, problems):
        lines = Lines()
        raw = read_yaml(path, name, language, problems, lines)
        if raw is None:
            continue
        refused = follows(raw, schema, name, language)
        if refused:
            problems.extend(lines.give(refused))
            continue
        read.append(_Read(name, raw, msgspec.convert(raw, Standard, strict=False), lines))
    for one in read:
        found = [
            *standard_findings(one.standard, Path(one.name).stem, settings, schemas),
            *_findings_beside(one, read, schema),
        ]
        for at, code, values in found:
            problem = say(
                code,
                language,
                file=one.name,
                pointer=pointer_to(at),
                field=field_title(schema, at),
                values=values,
            )
            problems.extend(one.lines.give([problem]))
    return {one.standard.id: one.standard for one in read}


def _findings_beside(one: _Read, read: list[_Read], schema: Schema) -> Iterator[Finding]:
    """Yield what is wrong between a standard and the others of its kind, and its rule of the year."""
    standard = one.standard
    beside = [other.standard for other in read if other.standard.kind == standard.kind]
    for other in beside:
        first = (other.effective_from, other.id) < (standard.effective_from, standard.id)
        if first and _overlap(other, standard):
            values: dict[str, object] = {
                "value": other.id,
                "limit": standard.effective_from,
                "other": schema.title(("effective_until",)),
            }
            yield ("effective_from",), "standards-overlap", values
    if "year" in standard.periods and not any("quarter" in other.periods for other in beside):
        yield ("periods",), "year-without-quarter-standard", {"value": standard.kind}
    if isinstance(one.raw, dict) and "year" in one.raw and "year" not in standard.periods:
        yield ("year",), "year-not-graded", {"value": standard.year}


def _overlap(earlier: Standard, later: Standard) -> bool:
    """Tell whether two standards are in force on one day for periods of one length."""
    end = earlier.effective_until or date.max
    return end >= later.effective_from and bool({*earlier.periods} & {*later.periods})
