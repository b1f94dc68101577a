"""The register's JSON Schemas: the gate, the explanation of a failure, and the source of words.

``jsonschema-rs`` says whether an object is valid; only when it is not, ``jsonschema`` says why,
because its error paths are the better ones. ``title`` of each property is the word for that field
everywhere: labels, column heads, problems, documentation (design rule 8).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from kuangxin_site.catalogues import SCHEMAS, open_catalogue
from kuangxin_site.problems import pointer_to

__all__ = [
    "BadSchema",
    "Failure",
    "Schema",
    "Schemas",
    "find_packaged",
    "find_schemas",
    "load_schemas",
]

#: Of a scheme that relative references are joined to; .invalid is never asked for (RFC 2606).
_BASE = "https://schemas.invalid/"
_HERE = Path(__file__).parent


def find_packaged(name: str) -> Path:
    """Return the folder ``name`` (schemas, sitetheme, content) of the checkout or of the package."""
    checkout = _HERE.parent.parent / name
    return checkout if checkout.is_dir() else _HERE / "packaged" / name


def find_schemas(register: Path) -> Path:
    """Return the folder of the schemas for a register: its own, the one beside it, or ours."""
    for folder in (register / "schemas", register.resolve().parent / "schemas"):
        if any(folder.glob("*.schema.json")):
            return folder
    return find_packaged("schemas")


class BadSchema(Exception):
    """A schema file that cannot be used: its name, the code of the problem and what is wrong."""

    def __init__(self, name: str, detail: object, code: str = "bad-schema") -> None:
        self.name = name
        self.detail = detail
        self.code = code
        super().__init__(f"{name}: {detail}")


class _KeyTwice(ValueError):
    """A key that stands twice in an object."""


class Failure:
    """One reason why an object does not follow its schema."""

    def __init__(
        self, path: tuple[str | int, ...], rule: str, value: object, limit: object
    ) -> None:
        self.path = path
        self.rule = rule
        self.value = value
        self.limit = limit

    @property
    def pointer(self) -> str:
        """The RFC 6901 pointer to the place in the object."""
        return pointer_to(self.path)


class Schema:
    """One schema file."""

    def __init__(self, name: str, documents: Mapping[str, Any]) -> None:
        self.name = name
        self.document: dict[str, Any] = documents[name]
        self._documents = documents

    @cached_property
    def _gate(self) -> jsonschema_rs.Draft202012Validator:
        registry = jsonschema_rs.Registry(
            [(_BASE + name, document) for name, document in self._documents.items()]
        )
        return jsonschema_rs.Draft202012Validator(
            self.document, registry=registry, base_uri=_BASE + self.name, validate_formats=True
        )

    @cached_property
    def _explainer(self) -> Draft202012Validator:
        # By plain names: urljoin knows no relative addresses below a scheme it does not know. And
        # without $schema, which would lead from our keywords back to the library's.
        resources = (
            (
                name,
                DRAFT202012.create_resource(
                    {key: one for key, one in document.items() if key != "$schema"}
                ),
            )
            for name, document in self._documents.items()
        )
        explainer: Draft202012Validator = _Explainer(
            {"$ref": self.name},
            registry=Registry().with_resources(resources),
            format_checker=FormatChecker(),
        )
        return explainer

    def is_valid(self, value: object) -> bool:
        """Tell whether ``value`` follows the schema: the gate."""
        return bool(self._gate.is_valid(value))

    def explain(self, value: object) -> Iterator[Failure]:
        """Yield why ``value`` does not follow the schema; nothing when it does."""
        told: set[tuple[str | int, ...]] = set()
        for error in self._explainer.iter_errors(value):
            best = _deepest(error)
            path = tuple(best.absolute_path)
            if best.validator == "additionalProperties":
                known = best.schema.get("properties", {})
                for field in sorted(best.instance.keys() - known.keys()):
                    yield Failure((*path, field), "unknown-field", field, sorted(known))
            elif best.validator == "required":
                missing = [one for one in best.validator_value if one not in best.instance]
                if path not in told:  # one error a missing field: each is told once
                    told.add(path)
                    yield from (Failure((*path, one), "required", None, None) for one in missing)
            else:
                limit = best.validator_value
                if best.validator in {"oneOf", "anyOf"}:
                    limit = [one.get("const") for one in limit if "const" in one]
                yield Failure(path, str(best.validator), best.instance, limit)

    def describe(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        """Return the subschema that describes the field at ``path``, references resolved."""
        schema = self._resolve(self.document, self.name)
        for step in path:
            if isinstance(step, int) or step == "*":
                found = schema[0].get("items")
            else:
                found = schema[0].get("properties", {}).get(step)
            if not isinstance(found, dict):
                return {}
            schema = self._resolve(found, schema[1])
        return schema[0]

    def title(self, path: tuple[str | int, ...]) -> str:
        """Return the title of the field at ``path``, or its name when the schema has none."""
        named = [step for step in path if isinstance(step, str)]
        return str(self.describe(path).get("title", named[-1] if named else ""))

    @cached_property
    def labels(self) -> dict[str, str]:
        """The title of every field, keyed by its path (``licences/number``), in schema order."""
        return {"/".join(path): title for path, title in self._walk((), 0)}

    def _walk(self, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str]]:
        described = self.describe(tuple(step for name in path for step in (name, 0))[:-1])
        inner = described
        if "items" in described:
            inner = self.describe(tuple(step for name in path for step in (name, 0)))
        if path:
            yield path, str(described.get("title", path[-1]))
            choices = described.get("oneOf") or inner.get("oneOf") or []
            for choice in choices:
                if "const" in choice:
                    yield (*path, f"={choice['const']}"), str(choice.get("title", choice["const"]))
        for name in inner.get("properties", {}):
            if depth < 4:
                yield from self._walk_field(path, name, depth)

    def _walk_field(
        self, path: tuple[str, ...], name: str, depth: int
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        yield from self._walk((*path, name), depth + 1)

    def _resolve(self, schema: dict[str, Any], home: str) -> tuple[dict[str, Any], str]:
        seen: dict[str, Any] = {}
        followed: set[str] = set()
        while True:
            seen = {**schema, **seen}
            reference = schema.get("$ref")
            if not isinstance(reference, str) or home + reference in followed:
                seen.pop("$ref", None)
                return seen, home
            followed.add(home + reference)
            file, _, pointer = reference.partition("#")
            home = file.removeprefix(_BASE) or home
            target: Any = self._documents[home]
            for step in pointer.split("/")[1:]:
                target = target[step]
            schema = target


class Schemas:
    """All schemas of a register, by file name."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self.documents = documents
        self._made: dict[str, Schema] = {}

    def __getitem__(self, name: str) -> Schema:
        if name not in self._made:
            if name not in self.documents:
                raise KeyError(name)
            self._made[name] = Schema(name, self.documents)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self.documents

    def in_language(self, language: str, register: Path) -> Schemas:
        """Return the same schemas with their titles and descriptions in a register's language.

        The words of the register's own ``translations`` folder count before ours; a text that no
        catalogue has, such as one of the register's own schemas, stays as it is.

        Raises:
            CatalogueFault: a catalogue cannot be read.
        """
        folders = (register / "translations", find_packaged("schemas") / "translations")
        say = open_catalogue(SCHEMAS, language, folders).gettext
        return Schemas({name: _translated(one, say) for name, one in self.documents.items()})


def load_schemas(folder: Path) -> Schemas:
    """Read every ``*.schema.json`` of ``folder``; what it lacks comes from the project's own.

    Raises:
        BadSchema: a schema of the register cannot be read, is not one of JSON Schema 2020-12 in
            UTF-8, or refers to something that does not exist.
    """
    ours = find_packaged("schemas")
    own = [] if folder.resolve() == ours.resolve() else sorted(folder.glob("*.schema.json"))
    documents = {path.name: _read(path) for path in sorted(ours.glob("*.schema.json"))}
    documents.update({path.name: _read(path) for path in own})
    schemas = Schemas(dict(sorted(documents.items())))
    for path in own:
        _look_at(schemas[path.name])
    return schemas


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_distinct)
    except OSError as error:
        raise BadSchema(path.name, error, "unreadable") from None
    except UnicodeDecodeError as error:
        raise BadSchema(path.name, error, "not-utf8") from None
    except _KeyTwice as error:
        raise BadSchema(path.name, error, "duplicate-key") from None
    except (ValueError, RecursionError) as error:
        raise BadSchema(path.name, error) from None
    if not isinstance(document, dict):
        raise BadSchema(path.name, "{…} expected")
    return document


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, _ in pairs if [one for one, _ in pairs].count(key) > 1)
        raise _KeyTwice(twice)
    return made


def _look_at(schema: Schema) -> None:
    """Refuse what is no schema, or refers to what is not there."""
    try:
        Draft202012Validator.check_schema(schema.document)
        schema.is_valid({})
    except SchemaError as error:
        raise BadSchema(schema.name, f"{error.json_path}: {error.message}") from None
    except (ValueError, RecursionError) as error:
        raise BadSchema(schema.name, error) from None


def _multiple_of(
    validator: Any, factor: float, instance: object, schema: object
) -> Iterator[ValidationError]:
    """Compare in decimals, as people and the gate do: 0.29 is a multiple of 0.01."""
    number = isinstance(instance, (int, float)) and not isinstance(instance, bool)
    if number and (Fraction(str(instance)) / Fraction(str(factor))).denominator != 1:
        yield ValidationError(f"{instance!r} is not a multiple of {factor}")


_Explainer = extend(Draft202012Validator, {"multipleOf": _multiple_of})  # type: ignore[no-untyped-call] # jsonschema has no type here


def _translated(value: Any, say: Callable[[str], str]) -> Any:
    """Return a (part of a) schema with every title and description put through ``say``."""
    if isinstance(value, list):
        return [_translated(one, say) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: say(one)
        if key in {"title", "description"} and isinstance(one, str) and one
        else _translated(one, say)
        for key, one in value.items()
    }


def _deepest(error: Any) -> Any:
    """Return the failure that says most: of a failed choice the branch that went furthest."""
    while error.context and error.validator in {"oneOf", "anyOf"}:
        deeper = [one for one in error.context if len(one.absolute_path) > len(error.absolute_path)]
        if not deeper:
            return error
        error = max(deeper, key=lambda one: len(one.absolute_path))
    return error
