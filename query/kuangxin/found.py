"""What a search found: the subjects, how each matched, and the answer they give together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from kuangxin.records import Subject

if TYPE_CHECKING:
    from kuangxin.names import Answer, Check, Match
    from kuangxin.register import Register

__all__ = ["Found", "Hit"]


class Hit:
    """One subject that a search found: its name, how it matched and how well.

    ``score`` grows with the likeness. ``match`` is ``code``, ``exact``, ``part``, ``former``,
    ``variant``, ``pinyin``, ``place`` or ``close``. ``former`` and ``other`` are the former name, or
    the name in another language or the like, that matched; ``places`` what matched of that name, as ranges
    of characters; ``slips`` how many characters differ. ``standings`` gives kind, division and
    grade of each of the subject's records.
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
        graded = [(kind, grade) for kind, _, grade in self.standings if grade is not None]
        ranks = [self._register.release.kind(kind).rank(grade) for kind, grade in graded]
        if not self.standings or self._register.known_on is not None or None in ranks:
            return self.subject.grade
        worst = max(rank for rank in ranks if rank is not None) if ranks else -1
        return next(
            (grade for (_, grade), rank in zip(graded, ranks, strict=True) if rank == worst), None
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
