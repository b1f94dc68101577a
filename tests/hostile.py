"""A valid register whose every text tries a page: markup, one long word, emoji, rare and right-to-left.

Characters that change the direction of text are refused by the check, so that none can reach a page.
"""

from __future__ import annotations

from pathlib import Path

from tests.registers import (
    EXPERTS,
    RESULTS,
    STANDARD,
    UNITS,
    Breakable,
    lines,
    make_code,
    make_item,
    make_result,
    make_unit,
    write_small,
)

__all__ = ["TEXTS", "write_hostile"]

_MARKUP = "示例<img src=x onerror=alert(1)>&amp;\"'</title></script><!--"
_LONG = "示例" + "W" * 198
#: By what is hostile in them; each of at most 200 characters, as a name may have.
TEXTS = {
    "markup": _MARKUP,
    "long": _LONG,
    "emoji": "示例👩🏽🏴🇨🇳㊙️" * 9,
    "rare": "示例𠀀𪚥𰻞𫠝" * 20,
    "right to left": "示例 שלום עליכם مرحبا بالعالم",
}


def write_hostile(folder: Path) -> Path:
    """Write the register into ``folder``, which is returned."""
    write_small(folder)
    register = Breakable(folder)
    units = [_unit(number, text) for number, text in enumerate(TEXTS.values(), start=1)]
    register.put(UNITS, lines(*units))
    register.put(EXPERTS, lines({"code": "SL-0001", "name": _LONG[:50], "division": "330102"}))
    results = [
        make_result(code=make_code(number), authority=text, document=text[:100])
        for number, text in enumerate(TEXTS.values(), start=1)
    ]
    register.put(RESULTS, lines(*results))
    register.change("divisions.csv", "示例市", _quoted("示例" + _MARKUP[2:]))
    register.change("divisions.csv", "示例区", _quoted(_LONG[:50]))
    register.change(STANDARD, "title: 示例标准", f"title: {_yaml(_LONG[:100])}")
    register.change(STANDARD, "title: 示例指标", f"title: {_yaml(_MARKUP)}")
    register.change(
        STANDARD,
        "title: 守信, meaning: 示例",
        f"title: {_yaml('👩🏽守信')}, meaning: {_yaml(_LONG)}",
    )
    register.change(
        STANDARD, "title: 失信, meaning: 示例", f"title: 失信, meaning: {_yaml(_MARKUP)}"
    )
    register.change("register.yaml", "title: 示例登记簿", f"title: {_yaml(_MARKUP)}")
    register.change("register.yaml", "about: 示例说明", f"about: {_yaml(_LONG)}")
    register.change("register.yaml", "title: 严重失信主体名单", f"title: {_yaml('W' * 50)}")
    register.change("register.yaml", "office: 示例处", f"office: {_yaml(_LONG)}")
    register.put(
        "pages/about.md",
        f"Title: {_MARKUP}\n\n{_MARKUP}\n\n{_LONG}\n\n{_LONG} | b\n---|---\na | {_LONG}\n",
    )
    register.put(
        "notices/one.md", f"Title: {_LONG}\nDate: 2016-01-02\nNumber: {_MARKUP}\n\n{_LONG}\n"
    )
    return folder


def _unit(number: int, text: str) -> dict[str, object]:
    decision = {"basis": text, "authority": text, "document": text[:100]}
    return make_unit(
        number,
        name=text,
        former_names=[f"{other[:190]}旧{number}" for other in TEXTS.values()],
        statement=text * 3,
        credit_information=[make_item(id=f"T-{number}", facts=text, **decision)],
        listings=[{"list": "serious", "listed_on": "2015-06-01", **decision}],
    )


def _yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
