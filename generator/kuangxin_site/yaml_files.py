"""YAML files as people write them: the register's settings, standards, the mapping of an import.

:class:`Lines` says on which line each field stands, so that a problem of it carries that line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kuangxin_site.problems import Problem, pointer_to
from kuangxin_site.wording import Language, describe_os_error, say, written_in

__all__ = ["Lines", "read_yaml"]

#: Bytes of the largest file that is read: settings and standards are written by hand.
_LARGEST = 1024 * 1024


class Lines:
    """The line of each field of one YAML file, by its JSON pointer; filled by :func:`read_yaml`."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}
        self._file = ""

    def of(self, pointer: str) -> int:
        """Return the line of a field, or of the nearest one around it; 0 is the whole file."""
        while pointer and pointer not in self._lines:
            pointer = pointer.rpartition("/")[0]
        return self._lines.get(pointer, 0)

    def give(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems, each of this file that has no line with that of its field."""
        return [
            msgspec.structs.replace(one, line=self.of(one.pointer))
            if one.file == self._file and not one.line
            else one
            for one in problems
        ]

    def _take(self, file: str, node: yaml.Node) -> None:
        self._file = file
        self._lines.update(_walk(node, ()))


def _walk(node: yaml.Node, path: tuple[str | int, ...]) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            yield pointer_to(here), key.start_mark.line + 1
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield pointer_to((*path, index)), value.start_mark.line + 1
            yield from _walk(value, (*path, index))


def read_yaml(
    path: Path,
    name: str,
    language: Language,
    problems: list[Problem],
    lines: Lines | None = None,
) -> Any:
    """Read a YAML file of the register; None, with a problem added, when it cannot be.

    ``lines`` takes the line of each field.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise _Refused("file-too-large")
        if content.startswith(b"\xef\xbb\xbf"):
            raise _Refused("bom")
        if b"\r" in content:
            raise _Refused("crlf")
        if not content.strip():
            raise _Refused("empty-file")
        value = _load(content.decode("utf-8"), name, lines)
        _look_at(value)
        return value
    except _Refused as refused:
        values = {"limit": f"{_LARGEST:,}", "value": refused.value}
        problems.append(say(refused.code, language, file=name, line=refused.line, values=values))
    except FileNotFoundError:
        problems.append(say("missing-file", language, file=name))
    except IsADirectoryError:
        problems.append(say("not-a-file", language, file=name))
    except UnicodeDecodeError:
        problems.append(say("not-utf8", language, file=name))
    except OSError as error:
        detail = {"detail": describe_os_error(error, language)}
        problems.append(say("unreadable", language, file=name, values=detail))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        detail = {"detail": _describe(error, language)}
        problems.append(say("yaml", language, file=name, line=line, values=detail))
    return None


def _load(text: str, name: str, lines: Lines | None) -> Any:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        value = loader.construct_document(node)
    finally:
        loader.dispose()
    if lines is not None:
        lines._take(name, node)
    return value


#: What the parser says of the mistakes that people make, and how we say it in Chinese.
_PARSER = {
    "mapping values are not allowed": "这里不能有冒号；含冒号的文字要加引号",
    "could not find expected ':'": "缺少冒号",
    "cannot start any token": "有不能出现在行首的字符（缩进只用空格，不用制表符）",
    "found unexpected end of stream": "文件没有写完，引号或括号没有闭合",
    "did not find expected": "缩进、括号或引号不对",
    "expected <block end>": "缩进不对，或少了分隔",
    "but found": "缩进、括号或引号不对",
    "special characters are not allowed": "含有不能出现的控制字符",
    "unknown escape character": "双引号内有不认识的转义",
    "could not determine a constructor": "有不接受的标签（!…）",
}


def _describe(error: Exception, language: Language) -> str:
    text = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    if written_in(language) != "zh-CN":
        return text
    return next((ours for theirs, ours in _PARSER.items() if theirs in text), text)


class _Refused(Exception):
    def __init__(self, code: str, value: object = "", mark: yaml.Mark | None = None) -> None:
        self.code = code
        self.value = value
        self.line = mark.line + 1 if mark else 0


class _Loader(yaml.SafeLoader):
    """Safe YAML whose days stay text, for the schema to judge, and whose keys are distinct.

    Aliases are refused: a few lines of them unfold to more than any memory holds.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # the stubs lack it
            raise _Refused("yaml-alias", mark=mark)
        return super().compose_node(parent, index)


def _distinct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
            raise _Refused("yaml-key", getattr(key, "value", "…"), key.start_mark)
        if key.value in seen:
            raise _Refused("duplicate-key", key.value, key.start_mark)
        seen.add(key.value)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _distinct_mapping)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _look_at(value: object) -> None:
    """Refuse what YAML can say and JSON, which the schemas judge, cannot.

    Raises:
        _Refused: a number that is none, half a character, a date or bytes by an explicit tag.
    """
    if isinstance(value, dict):
        for key, one in value.items():
            _look_at(key)
            _look_at(one)
    elif isinstance(value, list):
        for one in value:
            _look_at(one)
    elif isinstance(value, float):
        if not isfinite(value):
            raise _Refused("yaml-value", value)
    elif isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise _Refused("yaml-value", value)
    elif value is not None and not isinstance(value, (bool, int)):
        raise _Refused("yaml-value", value)
