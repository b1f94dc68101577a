"""The words of problems: one message and one mend for each rule, in the register's language.

``messages.json`` holds them as data. :func:`describe_failure` turns what a schema refuses into
the same words, with the field's title in its schema.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from kuangxin_site.catalogues import is_source
from kuangxin_site.problems import Problem
from kuangxin_site.schemas import BadSchema, Failure, Schema

__all__ = [
    "Language",
    "describe_bad_schema",
    "describe_failures",
    "describe_os_error",
    "describe_refusal",
    "field_title",
    "say",
    "written_in",
]

#: A BCP 47 tag. Problems are written in simplified Chinese or, for all others, in English.
Language: TypeAlias = str
_MESSAGES = Path(__file__).with_name("messages.json")
_TYPES = {
    "zh-CN": {
        "string": "文字",
        "number": "数字",
        "integer": "整数",
        "boolean": "true 或 false",
        "array": "列表 […]",
        "object": "对象 {…}",
        "null": "空",
    },
    "en": {"array": "a list […]", "object": "an object {…}", "string": "text"},
}
#: What the system says, which it says in English to everyone.
_SYSTEM = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许这样做",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "文件系统只读",
    errno.EIO: "读写出错（磁盘或网络故障）",
    errno.ELOOP: "链接绕成一圈",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EMFILE: "打开的文件太多",
    errno.ESTALE: "网络文件夹已断开",
    errno.ETIMEDOUT: "等待超时",
}
#: Points are counted in hundredths.
_HUNDREDTH = 0.01
#: The rule of ours that stands for a keyword of JSON Schema.
_RULES = {
    "type": "type",
    "enum": "not-a-choice",
    "const": "not-a-choice",
    "oneOf": "not-a-choice",
    "pattern": "pattern",
    "maxLength": "too-long",
    "minLength": "too-short",
    "minItems": "too-short",
    "maxItems": "too-long",
    "minimum": "too-small",
    "exclusiveMinimum": "too-small",
    "maximum": "too-large",
    "exclusiveMaximum": "too-large",
    "uniqueItems": "not-unique",
    "required": "required",
    "unknown-field": "unknown-field",
}


@cache
def _messages() -> dict[str, dict[str, tuple[str, str]]]:
    return msgspec.json.decode(_MESSAGES.read_bytes(), type=dict[str, dict[str, tuple[str, str]]])


def say(
    code: str,
    language: Language,
    *,
    file: str,
    line: int = 0,
    pointer: str = "",
    field: str = "",
    severity: Literal["error", "warning"] = "error",
    values: Mapping[str, object] | None = None,
) -> Problem:
    """Make the problem ``code`` with its message and mend in ``language``.

    ``values`` fills the places of the message: ``value``, ``limit``, ``other``, ``detail``.
    """
    message, mend = _messages()[code][written_in(language)]
    shown = {key: _short(value) for key, value in (values or {}).items()}
    return Problem(
        file=_visible(file),
        line=line,
        pointer=_visible(pointer),
        code=code,
        field=_visible(field),
        message=message.format(**shown),
        mend=mend.format(**shown),
        severity=severity,
    )


def written_in(language: Language) -> Literal["zh-CN", "en"]:
    """Return the language that problems of a register in ``language`` are written in."""
    return "zh-CN" if is_source(language) else "en"


def describe_os_error(error: OSError, language: Language) -> str:
    """Return what the system says of a file, in the language of the problems."""
    text = error.strerror or str(error)
    if written_in(language) == "zh-CN" and error.errno is not None:
        return _SYSTEM.get(error.errno, text)
    return text


def describe_bad_schema(error: BadSchema, language: Language) -> Problem:
    """Make the problem of a schema file that cannot be used."""
    detail = error.detail
    if isinstance(detail, OSError):
        detail = describe_os_error(detail, language)
    values = {"detail": detail, "value": detail}
    return say(error.code, language, file=f"schemas/{error.name}", values=values)


def field_title(schema: Schema, path: tuple[str | int, ...]) -> str:
    """Return the titles along a path in the schema's words: ``信用信息 2 › 公示截止期``."""
    parts: list[str] = []
    for index, step in enumerate(path):
        if isinstance(step, int):
            parts[-1:] = [f"{parts[-1] if parts else ''} {step + 1}".strip()]
        else:
            parts.append(schema.title(path[: index + 1]))
    return " › ".join(parts)


def describe_failures(
    schema: Schema, value: object, language: Language, *, file: str, line: int = 0
) -> Iterator[Problem]:
    """Yield one problem for each reason why ``value`` does not follow ``schema``."""
    for failure in schema.explain(value):
        code = _RULES.get(failure.rule, "schema")
        if failure.rule == "format":
            code = "date" if failure.limit == "date" else "schema"
        if failure.rule == "multipleOf" and failure.limit == _HUNDREDTH:
            code = "two-decimals"
        known = failure.path[:-1] if failure.rule == "unknown-field" else failure.path
        yield say(
            code,
            language,
            file=file,
            line=line,
            pointer=failure.pointer,
            field=field_title(schema, known),
            values={
                "value": _shown(failure, language),
                "limit": _limit(failure, language),
                "rule": failure.rule,
            },
        )


def describe_refusal(
    schema: Schema,
    value: object,
    language: Language,
    *,
    file: str,
    line: int = 0,
    detail: Exception | None = None,
) -> list[Problem]:
    """Return at least one problem for a value that was refused.

    Where the explanation finds nothing wrong, the schema allows what a record cannot hold, and
    ``detail`` says what that is: never is a refused value dropped without a word.
    """
    found = list(describe_failures(schema, value, language, file=file, line=line))
    if not found:
        values = {"value": schema.name, "detail": detail or ""}
        found.append(say("schema-too-wide", language, file=file, line=line, values=values))
    return found


def _shown(failure: Failure, language: Language) -> str:
    if failure.rule == "unknown-field":
        return str(failure.value)
    value = failure.value
    if isinstance(value, (dict, list)):
        name = "object" if isinstance(value, dict) else "array"
        return _TYPES[written_in(language)].get(name, name)
    return msgspec.json.encode(value).decode() if failure.rule == "type" else str(value)


def _limit(failure: Failure, language: Language) -> str:
    limit = failure.limit
    if failure.rule == "type":
        names = limit if isinstance(limit, list) else [limit]
        return " / ".join(_TYPES[written_in(language)].get(str(name), str(name)) for name in names)
    if isinstance(limit, list):
        return ", ".join(str(one) for one in limit)
    return str(limit)


def _short(value: object) -> str:
    """Return ``value`` as one line of at most 120 characters, control characters made visible."""
    text = _visible(str(value)[:400])
    return text if len(text) <= 120 else text[:117] + "…"


def _visible(text: str) -> str:
    """Return a text whose control characters, line ends and lone surrogates can be seen."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
