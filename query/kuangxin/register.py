"""The front door: open a release and ask it.

>>> import kuangxin
>>> register = kuangxin.open("output")                        # doctest: +SKIP
>>> register["91330000MA27U05291"].grade                      # doctest: +SKIP
'B'
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec.structs import replace

from kuangxin import codes
from kuangxin.changes import Cause, Change, Changed, ChangesIndex
from kuangxin.disclosure import (
    known_listing,
    known_subject,
    listing_may_be_shown,
    publish_subject,
)
from kuangxin.errors import DamagedRelease, KuangxinError
from kuangxin.grading import Standard
from kuangxin.records import Listing, Subject
from kuangxin.release import KindInfo, Manifest, Release
from kuangxin.sources import TIMEOUT, Folder, open_source

if TYPE_CHECKING:
    from kuangxin.lookup import Finder
    from kuangxin.names import Answer, Check, Match, Standing

__all__ = ["Found", "Hit", "Listed", "Register", "open_register"]


_changes = msgspec.json.Decoder(Change)


class Listed(msgspec.Struct, frozen=True):
    """Who stands on a list, by which decision."""

    kind: str
    division: str
    code: str
    name: str
    listing: Listing


class Hit:
    """One subject that a search found: its name, how it matched and how well.

    ``score`` grows with the likeness. ``match`` is ``code``, ``exact``, ``part``, ``former``,
    ``variant``, ``pinyin`` or ``close``. ``former`` and ``other`` are the former name, or the name
    in another language or the like, that matched; ``places`` what matched of that name, as ranges
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
    with one other character), ``other-name`` where the name beside a code is not the subject's,
    ``no-code`` where the code beside a name was not found; else "".
    """

    answer: Literal["one", "several", "similar", "none"]
    total: int
    complete: bool
    check: Check

    def __new__(cls, answer: Answer, hits: Iterator[Hit]) -> Found:
        """Make the answer with its hits."""
        found = super().__new__(cls, hits)
        found.answer, found.check = answer.answer, answer.check
        found.total, found.complete = answer.total, answer.complete
        return found


class Register:
    """A published register, as of a day.

    What it shows is what may be shown on ``on``: by default today, so that an old copy stops
    showing what has run out; for a register that stands still, the day of its release.

    A second clock, ``known_on``, leaves out what the register did not know on that day: information
    recorded later, results and listings decided later, later repairs, removals and outcomes. A
    release holds what could be shown on its own day; what had ended before is not brought back.
    """

    def __init__(
        self, release: Release, on: date | None = None, known_on: date | None = None
    ) -> None:
        self._release = release
        self._on = on
        self.known_on = known_on

    @property
    def published(self) -> Release:
        """The release as its files have it, whatever the reader's day: what there is to verify."""
        return self._release

    @property
    def release(self) -> Manifest:
        """The release: its id, day, kinds, lists, divisions and counts."""
        return self._release.manifest

    @cached_property
    def on(self) -> date:
        """The day for which the register answers; never before that of the release."""
        if self._on is not None:
            return max(self._on, self.release.as_of)
        if self.release.register.stands_still:
            return self.release.as_of
        return max(date.today(), self.release.as_of)

    @property
    def kinds(self) -> tuple[KindInfo, ...]:
        """The kinds of subject that the release covers."""
        return self.release.kinds

    def __getitem__(self, code: str) -> Subject:
        """Return the subject with this code; spaces, case and full-width forms do not matter.

        Raises:
            KeyError: nothing is published under the code; the message gives the nearest names.
        """
        subject = self._find(code)
        if subject is None:
            raise KeyError(self._not_listed(code))
        return self._shown(subject)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self._find(code) is not None

    def get(self, code: str) -> Subject | None:
        """Return the subject with this code, or None."""
        subject = self._find(code)
        return None if subject is None else self._shown(subject)

    def _find(self, code: str) -> Subject | None:
        return self._release.subject(code) or self._release.subject(codes.compact(code))

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        kind: str | None = None,
        division: str | None = None,
        grade: str | None = None,
    ) -> Found:
        """Look up a name, a part of one, or a code.

        Any two characters of a name do, and any six or more of a code. The filters keep to a
        kind, to a division with everything below it, to a grade.

        Raises:
            KeyError: the release has no such kind.
            DamagedRelease: its index or its look-up files cannot be read.
            ReleaseChanged, Unreachable: of a site, as for every other question to it.
        """
        if not isinstance(text, str) or not isinstance(limit, int) or limit < 1:
            raise TypeError("search(text, limit=…): text is a str, limit a positive int")
        if kind is not None:
            self.release.kind(kind)
        inside = self.release.below(division) if division else None
        answer = self._search.find(text, limit=limit, kind=kind, division=inside, grade=grade)
        return Found(answer, (Hit(self, hit) for hit in answer.hits))

    def subjects(
        self, *, kind: str | None = None, division: str | None = None, grade: str | None = None
    ) -> Iterator[Subject]:
        """Yield the subjects with a record of this kind, division (and below) and grade.

        Raises:
            KeyError: the release has no such kind.
        """
        if kind is not None:
            self.release.kind(kind)
        inside = self.release.below(division) if division else None
        return self._matching(kind, inside, grade)

    def _matching(
        self, kind: str | None, divisions: frozenset[str] | None, grade: str | None
    ) -> Iterator[Subject]:
        def is_there(kind_: str, division: str) -> bool:
            return (kind is None or kind_ == kind) and (divisions is None or division in divisions)

        def is_wanted(record: dict[str, Any]) -> bool:
            newest: dict[str, Any] = next(iter(record.get("assessments", ())), {})
            known = grade is None or self.known_on is not None or newest.get("grade") == grade
            return known and is_there(record.get("kind", ""), record.get("division", ""))

        if kind is None and divisions is None and grade is None:
            found = self._release.subjects()
        else:
            found = self._release.subjects(lambda records: any(map(is_wanted, records)))
        for subject in map(self._shown, found):
            if (
                grade is None
                or self.known_on is None
                or any(
                    one.grade == grade and is_there(one.kind, one.division)
                    for one in subject.records
                )
            ):
                yield subject

    def listings(self, list: str | None = None) -> Iterator[Listed]:
        """Yield who stands on a list (or on any), by kind, division and code.

        Where the register shows removed entries for a while, these come too, with ``removed_on``.

        Raises:
            KeyError: the register has no such list.
        """
        self._refuse_list(list)
        return self._listed(list)

    @cached_property
    def releases(self) -> tuple[Changed, ...]:
        """This release and earlier ones, the newest first, each with the number of its changes.

        Releases that changed nothing are left out. Of a release that keeps none: empty.
        """
        path = "changes/index.json"
        _ = self.release  # refuses what is damaged or of a later format
        try:
            content = self._release.source.read(path)
        except FileNotFoundError:
            return ()
        return self._release.decode(
            path, msgspec.json.Decoder(ChangesIndex).decode, content
        ).releases

    def changes(
        self,
        release: str | None = None,
        *,
        kind: str | None = None,
        division: str | None = None,
        cause: Collection[Cause] | None = None,
        list: str | None = None,
    ) -> Iterator[Change]:
        """Yield what a release (by default this one) changed from the one before, cause by cause.

        What is no longer shown on the reader's day is left out. A first release changed nothing;
        of old ones only the numbers are kept (:attr:`releases`). What names nobody is counted by
        city, of natural persons by kind alone: a filter for a smaller division leaves it out.

        Raises:
            KeyError: the release knows of no such release, kind or list.
        """
        if release is not None and release not in [one.release for one in self.releases]:
            among = ", ".join(one.release for one in self.releases) or "none"
            raise KeyError(f"no release {release!r}; there are {among}")
        if kind is not None:
            self.release.kind(kind)
        self._refuse_list(list)
        inside = self.release.below(division) if division else None
        return (
            change
            for change in self._told(release or self.release.release)
            if (kind is None or change.kind == kind)
            and (inside is None or change.division in inside)
            and (cause is None or change.cause in cause)
            and (list is None or change.list == list)
        )

    def _told(self, release: str) -> Iterator[Change]:
        """Yield the changes of a release that may be told on the reader's day."""
        changed = next((one for one in self.releases if one.release == release), None)
        if changed is None or not changed.rows:
            return
        if self.known_on is not None and self.known_on < changed.as_of:
            return
        path = f"changes/{release}.jsonl"
        try:
            for line in self._release.source.lines(path):
                change = self._release.decode(path, _changes.decode, line)
                if change.until is None or self.on <= change.until:
                    yield change
        except FileNotFoundError:
            raise DamagedRelease(f"{path} is missing from {self._release.source}") from None

    def standard(self, standard: str) -> Standard:
        """Return a published grading standard.

        Raises:
            KeyError: the release has none with this id.
        """
        return self._release.standard(standard)

    def _refuse_list(self, list: str | None) -> None:
        known = [one.id for one in self.release.lists]
        if list is not None and list not in known:
            raise KeyError(f"no list {list!r}; there are {', '.join(known)}")

    def _listed(self, list: str | None) -> Iterator[Listed]:
        windows = self.release.register.disclosure
        for row in self._release.rows("listings"):
            if list is not None and row.get("list") != list:
                continue
            try:
                listing = msgspec.convert(row, Listing)
                listed = msgspec.convert({**row, "listing": listing}, Listed)
            except msgspec.ValidationError as error:
                raise DamagedRelease(f"downloads/listings.jsonl cannot be read: {error}") from None
            if not listing_may_be_shown(listing, windows, self.on):
                continue
            if self.known_on is None:
                yield listed
            elif (then := known_listing(listing, self.known_on)) is not None:
                yield replace(listed, listing=then)

    @cached_property
    def _search(self) -> Finder:
        """The search through Whoosh where its index is, else through the static files."""
        source = self._release.source
        if isinstance(source, Folder) and (source.folder / "index").is_dir():
            from kuangxin.search import Search

            _ = self.release  # refuses what is damaged or of a later format
            return Search(source.folder / "index")
        from kuangxin.lookup import Lookup
        from kuangxin.sources.website import Website

        if isinstance(source, Website):
            return Lookup(source.read_lookup)
        return Lookup(lambda path: self._release.read(f"lookup/{path}"))

    def _shown(self, subject: Subject) -> Subject:
        if self.known_on is not None:
            subject = known_subject(subject, self.known_on)
        natural = {kind.id: kind.natural_person for kind in self.kinds}
        return publish_subject(subject, self.release.register.disclosure, self.on, natural)

    def _not_listed(self, code: str) -> str:
        from kuangxin.description import describe_not_found

        said = f"{code!r} is {describe_not_found(self.release)}"
        nearest = ", ".join(f"{hit.name} ({hit.code})" for hit in self._nearest(code))
        return f"{said}; nearest: {nearest}" if nearest else said

    def _nearest(self, code: str) -> tuple[Hit, ...]:
        """Return what is found for the code, else for all but its end, else for its end."""
        compacted = codes.compact(code)
        try:
            for part in (code, compacted[:-1], compacted[-9:], compacted[:-6]):
                if found := self.search(part, limit=3):
                    return found
        except KuangxinError:  # a release without its index still answers for its codes
            pass
        return ()


def open_register(
    source: str | os.PathLike[str],
    on: date | None = None,
    known_on: date | None = None,
    *,
    timeout: float = TIMEOUT,
) -> Register:
    """Open a release: a folder, a zip file or the address of a published site.

    Each may be the whole site or its ``data`` folder alone. Nothing else is read yet: what a zip
    file or an address turns out to be shows when it is first asked.

    Args:
        source: a path, or an address that begins with ``https://`` or ``http://``.
        on: the day for which the rules of disclosure are applied (:class:`Register`).
        known_on: leave out what the register did not know on that day.
        timeout: a server may be silent for so many seconds.

    Raises:
        NotARelease: it holds none; of an address and inside a zip file when it is first asked.
        Unreachable: later, the address does not answer.
        ReleaseChanged: later, another release was published there: open it again.
    """
    return Register(Release(open_source(source, timeout)), on, known_on)
