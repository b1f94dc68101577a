"""What a list says of a subject beyond its row of ``subjects.jsonl``, on the page and in its files."""

from __future__ import annotations

from kuangxin_site.pages.pager import Row
from kuangxin_site.pages.plan import Site
from kuangxin_site.pages.ways import ending_licences
from kuangxin_site.release.workbook import Notes
from kuangxin_site.release.workbook_notes import workbook_notes

__all__ = ["notes_of", "shown_row", "spoken_row"]


def notes_of(site: Site) -> Notes:
    """Return what the workbook of a list says of itself."""
    register = site.manifest.register
    return workbook_notes(
        site.words.gettext,
        title=register.title,
        publisher=register.publisher,
        as_of=site.manifest.as_of,
        covered=site.words.join(one.name for one in register.coverage),
        demonstration=register.demonstration,
        caution=register.caution,
        release=site.manifest.release,
    )


def shown_row(row: Row, site: Site) -> Row:
    """Return a row with where it lies and which of its licences end soon."""
    division = row["division"]
    return {
        **row,
        "place": site.division_name(division),
        "city": site.cities.get(division, division),
        "ending": ending_licences(row, site.manifest.as_of),
    }


def spoken_row(row: Row, site: Site) -> Row:
    """Return what stands in the cells of a file in the place of codes.

    Who left has no grade that counts, and who is not assessed none at all: both are said.
    """
    return {
        **_standing(row, site),
        "lists": [site.lists[one].title for one in row["lists"] if one in site.lists],
        "ending": [f"{end} {number}" for end, number in row["ending"]],
        "period": site.words.period(row["period"]) if "period" in row else "",
        "kind": site.kinds[row["kind"]].title,
    }


def _standing(row: Row, site: Site) -> Row:
    if not site.kinds[row["kind"]].graded:
        return {}
    _ = site.words.gettext
    if "left_on" not in row:
        return {} if "grade" in row else {"grade_title": _("尚未评价")}
    if "grade" not in row:
        return {"grade_title": _("已退出")}
    before = {"grade": f"{row['grade']} {row['grade_title']}".rstrip()}
    return {"grade": "", "grade_title": _("已退出（退出前：%(grade)s）") % before}
