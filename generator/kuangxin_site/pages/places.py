"""What the look-up page knows of the lists by division: ``search/places.json``.

For who asks for a place, or chooses filters and writes nothing: ``sitetheme/static/js/places.js``
leads on to the lists that there are, each with how many stand in it.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from kuangxin_site.pages.list_files import MOST_ROWS, Piece
from kuangxin_site.pages.plan import Site
from kuangxin_site.pages.ways import always

__all__ = ["plan_places"]


class _Row(msgspec.Struct):
    kind: str
    division: str
    grade: str = ""
    left_on: str = ""


def plan_places(site: Site) -> Piece:
    """Plan the file: the divisions with a list, and for each kind how many of each grade are there.

    Who left is not counted, as on the pages that the numbers lead to.
    The division "" is all of them. ``names`` of a division: how it is shown, and its own name where
    that is another. ``grades``: the folder of each grade's list. ``most``: a longer list is not
    filtered in its page.
    """
    counts: dict[str, dict[str, Counter[str]]] = {kind: {} for kind in site.kinds}
    for line in site.release.source.lines("downloads/subjects.jsonl"):
        row = _decode(line)
        if row.left_on:
            continue
        for code in dict.fromkeys(("", site.city(row.division), row.division)):
            counts[row.kind].setdefault(code, Counter())[row.grade] += 1
    codes = sorted({code for divisions in counts.values() for code in divisions if code})
    places = {
        "most": MOST_ROWS,
        "names": {code: _names(site, code) for code in codes},
        "kinds": {
            kind.id: {
                "grades": {one.value: one.folder for one in always("grade", kind) if one.value},
                "divisions": dict(sorted(counts[kind.id].items())),
            }
            for kind in site.kinds.values()
        },
    }
    return Piece("search/places.json", msgspec.json.encode(places))


_decode = msgspec.json.Decoder(_Row).decode


def _names(site: Site, code: str) -> list[str]:
    known = site.divisions.get(code)
    return list(dict.fromkeys((site.division_name(code), known.name if known else code)))
