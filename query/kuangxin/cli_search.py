"""The command ``kuangxin search``: look a subject up, and say how it matched and what to do next."""

from __future__ import annotations

import argparse

from kuangxin.description import describe_not_found
from kuangxin.names import too_short
from kuangxin.printing import print_json, say, warn
from kuangxin.register import Found, Register

__all__ = ["refuse_unknown_division", "run_search"]


def run_search(register: Register, options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    text = " ".join(options.text)
    if len(text.strip()) < 2:
        warn("write two characters or more of a name, or six or more of a code")
        return 1
    filters = {"kind": options.kind, "division": options.division, "grade": options.grade}
    _refuse_unknown(register, options)
    found = register.search(text, limit=options.limit, **filters)
    outside = None
    if any(filters.values()) and found.answer in {"similar", "none"}:
        anywhere = register.search(text, limit=1)
        outside = anywhere if anywhere.answer in {"one", "several"} else None
    if options.json:
        print_json(_search_document(register, found, outside))
    elif outside is not None:
        among = ", ".join(value for value in filters.values() if value)
        say(f"nothing among {among}; {_number(outside)} without the filter")
    elif found.answer == "none" and too_short(text) == "code":
        say("no name matches; of a code, write six characters or more")
    elif found.answer == "none" and found.check == "code-length":
        _warn_check(found)
        say("no listed code is near to it: check the code, or search by name")
    elif found.answer == "none" and not found.complete:
        _warn_check(found)
        say("nothing found, but not everything was looked through: write more, or use the code")
    elif found.answer == "none":
        _warn_check(found)
        say(describe_not_found(register.release))
    else:
        _print_hits(register, found)
    return 0 if found.answer in {"one", "several"} else 1


_CHECKS = {
    "wrong-code": "the check character of the code does not fit; one character may be wrong",
    "other-name": "the name beside the code is not that of the subject which has the code",
    "no-code": "the code was not found; what matches does so by the name",
}


def _warn_check(found: Found) -> None:
    if found.check == "code-length":
        how = "missing" if found.excess < 0 else "too many"
        warn(f"not a valid code: of 18 characters {abs(found.excess)} {how}")
    elif found.check:
        warn(_CHECKS[found.check])


def _print_hits(register: Register, found: Found) -> None:
    _warn_check(found)
    if found.check == "wrong-code" and all(hit.match == "code" for hit in found):
        say("listed codes with one other character:")
    elif found.check == "code-length" and all(hit.match == "code" for hit in found):
        say("the nearest listed codes:")
    elif found.answer == "similar":
        say("nothing matches; these names look alike:")
    elif found.answer == "several" and found.total == 1:
        say("one subject matches; check that it is the one:")
    titles = {one.id: one.title for one in register.release.lists}
    for hit in found:
        by = hit.former or hit.other
        how = f"{hit.match}: {by}" if by else hit.match
        standing = f"left {hit.left_on}" if hit.left_on else hit.grade or "-"
        on = "".join(f"  [{titles.get(one, one)}]" for one in hit.lists)
        say(f"{hit.code}  {standing}  {hit.name}{on}  ({how})")
    if len(found) < found.total:
        warn(f"showing {len(found)} of {_number(found)}; write more of the name, or raise --limit")
    elif found.answer == "several" and not found.complete:
        warn("there may be more; write more of the name")


def _number(found: Found) -> str:
    """Say how many match: not all names with a very common text are at hand."""
    return str(found.total) if found.complete or found.answer == "one" else f"{found.total} or more"


def refuse_unknown_division(register: Register, division: str | None) -> None:
    """Refuse a division that the release does not have.

    Raises:
        KeyError: it has no such division; the message says in which there are subjects.
    """
    divisions = register.release.divisions
    if division and division not in {one.code for one in divisions}:
        tops = ", ".join(f"{one.code} {one.name}" for one in divisions if one.subjects)
        raise KeyError(f"no division {division!r}; there are {tops}")


def _refuse_unknown(register: Register, options: argparse.Namespace) -> None:
    """Refuse a division or grade that the release does not have, as a kind is refused.

    Raises:
        KeyError: it has no such division or grade; the message says which there are.
    """
    refuse_unknown_division(register, options.division)
    grades = dict.fromkeys(one.grade for kind in register.kinds for one in kind.grades)
    if options.grade and options.grade not in grades:
        raise KeyError(f"no grade {options.grade!r}; there are {', '.join(grades) or 'none'}")


def _search_document(register: Register, found: Found, outside: Found | None) -> dict[str, object]:
    return {
        "answer": found.answer,
        "total": found.total,
        "complete": found.complete,
        "check": found.check,
        "excess": found.excess,
        "without_filter": outside.total if outside else found.total,
        "release": register.release.release,
        "on": register.on,
        "hits": [
            {
                "code": hit.code,
                "name": hit.name,
                "score": hit.score,
                "match": hit.match,
                "former": hit.former,
                "other": hit.other,
                "places": hit.places,
                "slips": hit.slips,
                "grade": hit.grade,
                "left_on": hit.left_on,
                "lists": hit.lists,
            }
            for hit in found
        ],
    }
