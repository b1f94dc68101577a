"""Translate the constant words of a template when it is compiled, not on every page.

A page has some thirty of them, and a look-up in the catalogue with its formatting and escaping
costs more than all else that stands between two values. ``_("…")`` with one constant and nothing
to fill in becomes the translated text before the template is parsed; any other call is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

__all__ = ["ConstantWords"]

_CALL = (("name", "_"), ("lparen", "("), ("string", None), ("rparen", ")"))


class ConstantWords(Extension):
    """Translates with ``environment.translate``, a function from text to text."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Put the translation in the place of each constant call."""
        held: list[Token] = []
        for token in stream:
            held.append(token)
            wanted = _CALL[len(held) - 1]
            if token.type != wanted[0] or wanted[1] not in (None, token.value):
                yield from held
                held = []
            elif len(held) == len(_CALL):
                yield from self._translated(held)
                held = []
        yield from held

    def _translated(self, call: list[Token]) -> list[Token]:
        text = call[2].value
        if "%(" in text:
            return call
        translate: Callable[[str], str] = self.environment.translate  # type: ignore[attr-defined]
        return [Token(call[0].lineno, "string", translate(text))]
