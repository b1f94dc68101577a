"""Random draws of the demonstration: seeded, fast, and the same on every version of Python.

Only the sequence of bits of a seed is promised by :mod:`random`; how it becomes a choice is not,
so that stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

__all__ = ["Draw"]

_T = TypeVar("_T")


class Draw:
    """Draws from a seed; not for secrets."""

    def __init__(self, seed: str) -> None:
        source = Random(seed)  # noqa: S311 - not for secrets
        self.random = source.random
        self._bits = source.getrandbits

    def below(self, bound: int) -> int:
        """Return a number from 0 to ``bound`` - 1, each as likely as the others."""
        size = bound.bit_length()
        number = self._bits(size)
        while number >= bound:
            number = self._bits(size)
        return number

    def randint(self, first: int, last: int) -> int:
        """Return a number from ``first`` to ``last``."""
        return first + self.below(last - first + 1)

    def choice(self, options: Sequence[_T]) -> _T:
        """Return one of the options."""
        bound = len(options)
        size = bound.bit_length()
        number = self._bits(size)
        while number >= bound:
            number = self._bits(size)
        return options[number]

    def some(self, options: Sequence[_T], count: int) -> list[_T]:
        """Return ``count`` different options."""
        left, taken = list(options), []
        for _ in range(count):
            place = self.below(len(left))
            taken.append(left[place])
            left[place] = left[-1]
            left.pop()
        return taken
