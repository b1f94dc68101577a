"""How subjects moved between two periods: counted, named and drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kuangxin.release import KindInfo
from kuangxin_site.assess.statistics import Statistics
from kuangxin_site.pages.counts import say_share
from kuangxin_site.pages.figures import Bar, Figure, Line, Part, Table, draw
from kuangxin_site.pages.plan import Site
from kuangxin_site.pages.statistics_figures import MOST_BARS, sentence

__all__ = ["MOVES", "draw_movements", "move_titles", "moves", "shown_moves"]

#: How a subject can move between two periods, with the sign that stands in a bar.
MOVES = {"up": "↑", "same": "=", "down": "↓", "new": "+", "none": "−", "other": "~"}


def moves(part: Statistics, kinds: Iterable[KindInfo], before: str, period: str) -> Counter[str]:
    """Count how the subjects of kinds moved between two periods, by :data:`MOVES`."""
    ranks = {kind.id: kind for kind in kinds}
    found: Counter[str] = Counter()
    for row in part.movements:
        if row.kind in ranks and (row.compared_with, row.period) == (before, period):
            found[_move(ranks[row.kind], row.before, row.after)] += row.subjects
    return found


def _move(kind: KindInfo, before: str, after: str) -> str:
    if not before or not after:
        return "new" if after else "none"
    if before == after:
        return "same"
    was, now = kind.rank(before), kind.rank(after)
    if was is None or now is None:
        return "other"
    return "up" if now < was else "down"


def shown_moves(counted: Iterable[Counter[str]]) -> list[str]:
    """Return the :data:`MOVES` worth a column: what cannot be compared only where it occurs."""
    other = any(found["other"] for found in counted)
    return [one for one in MOVES if one != "other" or other]


def move_titles(site: Site) -> dict[str, str]:
    """Return how each of :data:`MOVES` is called."""
    _ = site.words.gettext
    return {
        "up": _("上升"),
        "same": _("不变"),
        "down": _("下降"),
        "new": _("上期没有结果"),
        "none": _("本期没有结果"),
        "other": _("标准不同，不能比较"),
    }


def draw_movements(
    site: Site,
    part: Statistics,
    rows: Sequence[tuple[KindInfo, str, str]],
    id: str,
    title: str,
) -> Figure | None:
    """Draw how subjects moved: a bar for each kind, period before and period given."""
    words = site.words
    _ = words.gettext
    several = len({kind.id for kind, *_rest in rows}) > 1
    counted = [
        (kind, before, period, found)
        for kind, before, period in rows
        if (found := moves(part, [kind], before, period))
    ]
    if not counted:
        return None
    titles = move_titles(site)
    shown = shown_moves(row[3] for row in counted)
    bars, lines, said = [], [], []
    for kind, before, period, found in counted:
        whole = sum(found.values())
        pair = _("%(before)s → %(period)s") % {
            "before": words.period(before),
            "period": words.period(period),
        }
        label = kind.title if several else words.period(period)
        parts = [Part(found[one], f"bar-{one}", f"{MOVES[one]} {found[one]}") for one in shown]
        bars.append(Bar(label, _("共 %(number)s 个") % {"number": whole}, parts))
        cells = [str(whole), *(say_share(found[one], whole, words) for one in shown)]
        lines.append(Line(label if several else pair, [pair, *cells] if several else cells))
        texts = (f"{titles[one]} {found[one]}" for one in shown if found[one])
        said.append(_("%(label)s：%(parts)s") % {"label": label, "parts": words.join(texts)})
    head = [_("两期"), _("主体"), *(titles[one] for one in shown)]
    legend = [(f"bar-{one}", f"{MOVES[one]} {titles[one]}") for one in shown]
    caption = title if several else f"{rows[0][0].title} · {title}"
    table = Table(caption, [_("种类"), *head] if several else head, lines, texts=int(several))
    return draw(id, title, sentence(said, site), bars[:MOST_BARS], table, legend, shares=True)
