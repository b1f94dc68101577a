"""Compose registers of the asked sizes: the names of a file, and more of the same make."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from kuangxin.codes import ALPHABET, check_character, organisation_check_character
from lookup_bench.pieces import contains_any, cut, fictitious_stock, recombine
from lookup_bench.subjects import Parts, Subject

__all__ = ["compose", "compose_latin", "read_latin", "read_names", "read_table"]

_DIVISIONS = Path(__file__).parents[2] / "content" / "divisions.csv"
#: One subject in so many has a former name, made by rule.
_RENAMED = 20


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a TSV, or of a CSV by its name, with a head.

    Raises:
        SystemExit: the file cannot be read.
    """
    comma = path.suffix == ".csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(
                lines,
                delimiter="," if comma else "\t",
                quoting=csv.QUOTE_MINIMAL if comma else csv.QUOTE_NONE,
            )
            return list(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SystemExit(f"{path} cannot be read: {error}") from error


def read_names(path: Path) -> list[Subject]:
    """Return the subjects of a table with the columns ``name`` and ``code`` or ``uscc``.

    A code that comes again is left out.
    """
    rows: dict[str, str] = {}
    for row in read_table(path):
        code, name = row.get("code") or row.get("uscc"), row.get("name")
        if not code or not name:
            raise SystemExit(f"{path}: each row needs a name, and a code (or uscc)")
        rows.setdefault(code.strip(), name.strip())
    parts = cut([*rows.values()])
    return [Subject(code, name, one) for (code, name), one in zip(rows.items(), parts, strict=True)]


def compose(
    given: Sequence[Subject], size: int, wanted: Iterable[str], absent: Iterable[str], seed: int
) -> list[Subject]:
    """Return a register of ``size`` subjects.

    Args:
        given: subjects of a file; none: all names are made of fictitious pieces.
        size: with fewer given, further names are made of their pieces; with more, a part is taken.
        wanted: codes that are taken first, because queries ask for them.
        absent: texts that no made name may contain.
        seed: of the chance.
    """
    chance = Random(f"{seed} {size}")
    first = set(wanted)
    kept = sorted(given, key=lambda one: one.code not in first)[:size]
    stock = [one.parts for one in given if one.parts] or fictitious_stock(_DIVISIONS, chance)
    names, holds_absent = {one.name for one in given}, contains_any(absent)
    makes = recombine(stock, chance, lambda name: name in names or holds_absent(name))
    codes = _fresh_codes(chance, given)
    while len(kept) < size:
        parts = next(makes)
        names.add(parts.whole)
        kept.append(Subject(next(codes), parts.whole, parts))
    return [_rename(one, makes, names) if not at % _RENAMED else one for at, one in enumerate(kept)]


def _rename(subject: Subject, makes: Iterator[Parts], names: set[str]) -> Subject:
    """Return the subject with a former name."""
    former = next(makes).whole
    names.add(former)
    return Subject(subject.code, subject.name, subject.parts, (former,))


def _fresh_codes(chance: Random, given: Sequence[Subject]) -> Iterator[str]:
    """Yield valid unified codes that no given subject has, of the divisions of theirs."""
    taken = {one.code for one in given}
    with _DIVISIONS.open(encoding="utf-8", newline="") as lines:
        known = [row["code"] for row in csv.DictReader(lines)]
    divisions = [code[2:8] for code in taken if code[2:8].isdigit()] or known
    divisions.sort()
    while True:
        organisation = "MA" + "".join(chance.choices(ALPHABET, k=6))
        body = "91" + chance.choice(divisions) + organisation
        body += organisation_check_character(organisation)
        code = body + check_character(body)
        if code not in taken:
            taken.add(code)
            yield code


def read_latin(path: Path, column: str) -> list[str]:
    """Return the names in a column of a table, each once."""
    rows = read_table(path)
    if rows and column not in rows[0]:
        raise SystemExit(f"{path} has no column {column}: it has {', '.join(map(str, rows[0]))}")
    return [*dict.fromkeys(name for row in rows if (name := " ".join((row[column] or "").split())))]


def compose_latin(names: Sequence[str], size: int, seed: int) -> list[Subject]:
    """Return a register of names in Latin script; further ones join halves of two names."""
    chance = Random(f"{seed} {size}")
    found = dict.fromkeys(islice(names, size))
    tries = 0
    while len(found) < size:
        one, other = (chance.choice(names).split() for _ in range(2))
        found.setdefault(" ".join(one[: (len(one) + 1) // 2] + other[len(other) // 2 :]))
        tries += 1
        if tries > 100 * size:
            raise SystemExit("the words of the names give no further name: ask for fewer subjects")
    return [Subject(f"F{number:06}", name) for number, name in enumerate(found, 1)]
