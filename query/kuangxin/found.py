"""What a search found: the subjects, how each matched, and the answer they give together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from kuangxin.records import Subject

if TYPE_CHECKING:
    from kuangxin.names import Answer, Check, Match, Standing
    from kuangxin.register import Register

__all__ = ["Found", "Hit"]


class Hit:
    """One subject that a search found: its name, how it matched and how well.

    ``score`` grows with the likeness. ``match`` is ``code``, ``exact``, ``part``, ``former``,
    ``variant``, ``pinyin``, ``place`` or ``close``. ``former`` and ``other`` are the former name, or
    the name in another language or the like, that matched; ``places`` what matched of that name, as ranges
    of characters; ``slips`` how many characters differ. ``standings`` gives kind, division,
    grade, day of leaving and lists of each of the subject's records, as the release has them.
    """

    def __init__(self, register: Register, found: Match) -> None:
        self._register = register
        self.code = found.code
        self.name = found.name
        self.score = found.score
        self.match = found.match
        self.former = found.former
        self.other = found.other
        self.places = found.places
        self.slips = found.slips
        self.standings = found.standings

    @cached_property
    def subject(self) -> Subject:
        """The subject, read when it is first asked for."""
        return self._register[self.code]

    @property
    def grade(self) -> str | None:
        """The subject's grade, the worst of several; read from the subject only where it must be.

        The look-up's own files hold the grades of the release; on a second clock they may differ.
        """
        graded = [(one.kind, one.grade) for one in self.standings if one.grade is not None]
        ranks = [self._register.release.kind(kind).rank(grade) for kind, grade in graded]
        if not self.standings or self._register.known_on is not None or None in ranks:
            return self.subject.grade
        worst = max(rank for rank in ranks if rank is not None) if ranks else -1
        return next(
            (grade for (_, grade), rank in zip(graded, ranks, strict=True) if rank == worst), None
        )

    @property
    def left_on(self) -> date | None:
        """Since when the subject is in none of its kinds any more; None while it is in one."""
        days = [one.left_on for one in self._now]
        left = [day for day in days if day is not None]
        return max(left) if left and len(left) == len(days) else None

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists on which the subject stands, on the reader's day."""
        day = self._register.on
        return tuple(dict.fromkeys(name for one in self._now for name in one.lists_on(day)))

    @cached_property
    def _now(self) -> tuple[Standing, ...]:
        """How the subject stands; on a second clock as its records tell.

        A release without standings in its look-up tells by its records too.
        """
        if self.standings and self._register.known_on is None:
            return self.standings
        from kuangxin.names import Standing

        day = self._register.on
        return tuple(
            Standing(
                one.kind,
                one.division,
                one.grade,
                one.left_on,
                tuple((each.list, None) for each in one.listings if each.is_current(day)),
            )
            for one in self.subject.records
        )

    def __repr__(self) -> str:
        return f"Hit({self.code!r}, {self.name!r}, match={self.match!r})"


class Found(tuple[Hit, ...]):
    """The hits of a search, best first, with the answer they give together.

    ``answer``: ``one`` (this is it), ``several``, ``similar`` (nothing matches, these look
    alike) or ``none``. ``total`` is how many there are without the limit; ``complete`` says that
    no other subject can match, which for a very common text is not known. ``check`` is
    ``wrong-code`` where the check character of a code does not fit (the hits are listed codes
    with one other character), ``code-length`` where a code has ``excess`` characters more than the 18
    that it should have (fewer, if below 0; the hits are the nearest), ``other-name`` where the name
    beside a code is not the subject's, ``no-code`` where the code beside a name was not found; else "".
    """

    answer: Literal["one", "several", "similar", "none"]
    total: int
    complete: bool
    check: Check
    excess: int

    def __new__(cls, answer: Answer, hits: Iterator[Hit]) -> Found:
        """Make the answer with its hits."""
        found = super().__new__(cls, hits)
        found.answer, found.check = answer.answer, answer.check
        found.total, found.complete = answer.total, answer.complete
        found.excess = answer.excess
        return found
