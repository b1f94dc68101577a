"""YAML files as people write them: the register's settings, standards, the mapping of an import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, say

__all__ = ["read_yaml"]


def read_yaml(path: Path, name: str, language: Language, problems: list[Problem]) -> Any:
    """Read a YAML file of the register; None, with a problem added, when it cannot be."""
    try:
        content = path.read_bytes()
        if content.startswith(b"\xef\xbb\xbf"):
            raise _Refused("bom")
        if b"\r" in content:
            raise _Refused("crlf")
        if not content.strip():
            raise _Refused("empty-file")
        return yaml.load(content.decode("utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except _Refused as refused:
        problems.append(say(refused.code, language, file=name))
    except FileNotFoundError:
        problems.append(say("missing-file", language, file=name))
    except IsADirectoryError:
        problems.append(say("not-a-file", language, file=name))
    except UnicodeDecodeError:
        problems.append(say("not-utf8", language, file=name))
    except OSError as error:
        detail = {"detail": str(error.strerror)}
        problems.append(say("unreadable", language, file=name, values=detail))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        detail = {"detail": str(getattr(error, "problem", None) or error)}
        problems.append(say("yaml", language, file=name, line=line, values=detail))
    return None


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        self.code = code


class _Loader(yaml.SafeLoader):
    """Safe YAML whose days stay text, for the schema to judge, and whose keys are distinct."""


def _distinct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise yaml.constructor.ConstructorError(
            None, None, f"key {twice!r} stands twice", node.start_mark
        )
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _distinct_mapping)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
