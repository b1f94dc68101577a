"""Check what the publisher says of the look: contrast of colours, logo, menu, own templates.

Contrast is that of WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1 for text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import jinja2

from kuangxin_site.check.context import Context
from kuangxin_site.problems import Problem
from kuangxin_site.wording import say

__all__ = ["LEAST_CONTRAST", "check_look", "contrast"]

LEAST_CONTRAST = 4.5
#: The grounds and the text that the theme's colours stand against: sitetheme/static/css/tokens.css.
_AGAINST = {"brand": ("#ffffff",), "link": ("#ffffff", "#f4f6f8")}
_LARGEST_LOGO = 20 * 1024
#: Parts of the site that are there whatever the register holds.
_PARTS = frozenset(("search", "notices", "standards", "data", "statistics", "changes"))


def check_look(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with ``look`` and ``menu`` of register.yaml, and with ``templates/``."""
    yield from _colours(context)
    yield from _logo(context)
    yield from _menu(context)
    yield from _templates(context)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colours(context: Context) -> Iterator[Problem]:
    look = context.settings.look
    for name, against in _AGAINST.items():
        colour = getattr(look, name)
        lowest = min((contrast(colour, one) for one in against), default=21.0) if colour else 21.0
        if lowest < LEAST_CONTRAST:
            values = {"value": colour, "detail": f"{lowest:.2f}", "limit": LEAST_CONTRAST}
            yield _of_register(context, "contrast", f"/look/{name}", values)


def _logo(context: Context) -> Iterator[Problem]:
    logo = context.settings.look.logo
    path = context.folder / logo
    if not logo:
        return
    if not path.is_file():
        yield _of_register(context, "missing-logo", "/look/logo", {"value": logo})
    elif path.stat().st_size > _LARGEST_LOGO:
        values = {"limit": f"{_LARGEST_LOGO:,}"}
        yield say("file-too-large", context.settings.language, file=logo, values=values)


def _menu(context: Context) -> Iterator[Problem]:
    settings = context.settings
    pages = {path.stem for path in (context.folder / "pages").glob("*.md")}
    deep = {f"kinds/{one.id}" for one in settings.kinds} | {
        f"lists/{one.id}" for one in settings.lists
    }
    for number, entry in enumerate(settings.menu):
        parts = entry.address.rstrip("/").split("/")
        known = parts[0] in _PARTS or "/".join(parts[:2]) in deep
        if not known and not (len(parts) == 1 and parts[0] in pages):
            values = {"value": entry.address}
            yield _of_register(context, "menu-address", f"/menu/{number}/address", values)


def _templates(context: Context) -> Iterator[Problem]:
    """Yield the templates that cannot be read as such; what they show is known when built."""
    environment = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    folder = context.folder / "templates"
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(context.folder).as_posix()
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except jinja2.TemplateSyntaxError as error:
            values = {"detail": error.message or ""}
            yield say(
                "template",
                context.settings.language,
                file=name,
                line=error.lineno,
                values=values,
            )
        except (OSError, UnicodeDecodeError):
            yield say("not-utf8", context.settings.language, file=name)


def _of_register(
    context: Context, code: str, pointer: str, values: Mapping[str, object]
) -> Problem:
    return say(
        code, context.settings.language, file="register.yaml", pointer=pointer, values=values
    )
