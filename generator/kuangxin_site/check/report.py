"""Show problems to people and programs: as text, as JSON, as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import jinja2
import msgspec

from kuangxin_site.problems import Problem
from kuangxin_site.wording import Language, written_in

__all__ = ["Format", "render_problems"]

Format = Literal["text", "json", "html"]

#: So many lines are named of warnings that are taken together; JSON has them all.
_MOST_LINES = 5

_WORDS = {
    "zh-CN": {
        "title": "检查结果",
        "error": "错误",
        "warning": "提醒",
        "place": "位置",
        "field": "字段",
        "wrong": "问题",
        "mend": "改法",
        "none": "没有发现问题。",
        "count": "{errors} 个错误，{warnings} 个提醒。",
        "more": "这个文件还有 {number} 个同样的提醒：第 {lines} 行",
        "between": "、",
    },
    "en": {
        "title": "What the check found",
        "error": "error",
        "warning": "warning",
        "place": "place",
        "field": "field",
        "wrong": "what is wrong",
        "mend": "how to mend it",
        "none": "No problems found.",
        "count": "{errors} {error_word}, {warnings} {warning_word}.",
        "more": "{number} more like it in this file, on lines {lines}",
        "between": ", ",
    },
}

_PAGE = """\
<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ words.title }}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, "Noto Sans CJK SC", sans-serif; }
body { margin: 2rem auto; padding: 0 1rem; max-width: 75rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8888; padding: .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
.error, .warning { white-space: nowrap; }
.error { color: light-dark(#a4161a, #ff8a8a); font-weight: 600; }
.warning { color: light-dark(#7a5200, #f2c14e); font-weight: 600; }
code { font-family: ui-monospace, monospace; }
</style>
</head>
<body>
<h1>{{ words.title }}</h1>
<p>{{ count }}</p>
{% if problems %}
<table>
<thead><tr><th scope="col"></th><th scope="col">{{ words.place }}</th><th scope="col">{{ words.field }}</th>\
<th scope="col">{{ words.wrong }}</th><th scope="col">{{ words.mend }}</th></tr></thead>
<tbody>
{% for problem, more in rows %}
<tr><td class="{{ problem.severity }}">{{ words[problem.severity] }}</td>\
<td><code>{{ problem.place }}</code></td><td>{{ problem.field }}</td>\
<td>{{ problem.message }}{% if more %}<br>{{ more }}{% endif %}</td><td>{{ problem.mend }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
</body>
</html>
"""


def render_problems(problems: Sequence[Problem], form: Format, language: Language) -> str:
    """Return the problems as text, as one JSON document, or as one self-contained HTML page."""
    if form == "json":
        return _json(problems)
    language = written_in(language)
    return _text(problems, language) if form == "text" else _html(problems, language)


def _count(problems: Sequence[Problem], language: Language) -> str:
    if not problems:
        return _WORDS[language]["none"]
    errors, warnings = _number(problems, "error"), _number(problems, "warning")
    return _WORDS[language]["count"].format(
        errors=errors,
        warnings=warnings,
        error_word="error" if errors == 1 else "errors",
        warning_word="warning" if warnings == 1 else "warnings",
    )


def _number(problems: Sequence[Problem], severity: str) -> int:
    """Return how many problems of a severity there are, shown or not."""
    return sum(problem.count for problem in problems if problem.severity == severity)


def _grouped(problems: Sequence[Problem], language: Language) -> list[tuple[Problem, str]]:
    """Return each problem with what is to be said of more like it, of which it is the first.

    Only warnings of one rule in one file are taken together: errors are mended one by one.
    """
    alike: dict[tuple[str, str], list[Problem]] = {}
    rows: list[tuple[Problem, list[Problem]]] = []
    for problem in problems:
        if problem.severity == "error":
            rows.append((problem, []))
            continue
        more = alike.get((problem.file, problem.code))
        if more is None:
            more = alike[problem.file, problem.code] = []
            rows.append((problem, more))
        else:
            more.append(problem)
    return [(problem, _more(others, language)) for problem, others in rows]


def _more(others: Sequence[Problem], language: Language) -> str:
    if not others:
        return ""
    words = _WORDS[language]
    lines = list(dict.fromkeys(str(one.line) for one in others))
    named = words["between"].join(lines[:_MOST_LINES]) + ("…" if len(lines) > _MOST_LINES else "")
    return words["more"].format(number=_number(others, "warning"), lines=named)


def _text(problems: Sequence[Problem], language: Language) -> str:
    words = _WORDS[language]
    colon = "：" if language == "zh-CN" else ": "
    lines = []
    for problem, more in _grouped(problems, language):
        field = f"{problem.field} — " if problem.field else ""
        lines.append(f"{problem.place}")
        lines.append(f"  {words[problem.severity]}{colon}{field}{problem.message}")
        if more:
            lines.append(f"  {more}")
        lines.append(f"  {words['mend']}{colon}{problem.mend}")
    return "\n".join([*lines, _count(problems, language)])


def _json(problems: Sequence[Problem]) -> str:
    document = {
        "errors": _number(problems, "error"),
        "warnings": _number(problems, "warning"),
        "problems": [
            {name: getattr(problem, name) for name in Problem.__struct_fields__}
            for problem in problems
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _html(problems: Sequence[Problem], language: Language) -> str:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    page = environment.from_string(_PAGE)
    return page.render(
        problems=problems,
        rows=_grouped(problems, language),
        words=_WORDS[language],
        language=language,
        count=_count(problems, language),
    )
