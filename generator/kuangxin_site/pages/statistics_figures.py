"""The figures of the statistics: what is drawn, said and tabled of a part of the register.

Each function takes the statistics of a part (the whole, a kind, a city) and gives a figure, or None
where there is nothing to draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kuangxin.release import KindInfo, ListInfo
from kuangxin_site.assess.statistics import Statistics
from kuangxin_site.assess.tally import period_before, quarter_of
from kuangxin_site.pages.counts import add_up, say_share, share
from kuangxin_site.pages.figures import Bar, Figure, Line, Part, Table, draw
from kuangxin_site.pages.plan import Site

__all__ = [
    "MOST_BARS",
    "category_title",
    "draw_coverage",
    "draw_grades",
    "draw_indicators",
    "draw_list",
    "grade_title",
    "grades_of",
    "indicator_rows",
    "newest_period",
    "periods_of",
    "sentence",
]

#: The most bars of one figure; its table has all rows.
MOST_BARS = 12
#: The most places in a figure of all places.
MOST_PLACES = 24
#: Quarters that the figure of a list goes back.
QUARTERS = 8


def periods_of(part: Statistics, kind: str) -> list[str]:
    """Return the periods in which a kind has results, the newest first, a quarter before its year."""
    periods = {row.period for row in part.grades if row.kind == kind}
    return sorted(periods, key=_place_in_time, reverse=True)


def newest_period(part: Statistics, kind: str) -> str:
    """Return the newest period in which a kind has results, or ""."""
    return next(iter(periods_of(part, kind)), "")


def _place_in_time(period: str) -> tuple[str, bool]:
    return (period if len(period) > 4 else f"{period}Q4", len(period) > 4)


def grades_of(part: Statistics, kind: KindInfo) -> list[str]:
    """Return the grades of a kind, best first; those of no newest standard last."""
    known = [one.grade for one in kind.grades]
    found = {row.grade for row in part.grades if row.kind == kind.id}
    return [*known, *sorted(found - set(known))]


def _grade_css(kind: KindInfo, grade: str) -> str:
    rank = kind.rank(grade)
    return "bar-other" if rank is None or rank > 3 else f"bar-{rank}"


def grade_title(kind: KindInfo, grade: str) -> str:
    """Return a grade with its title in the newest standard: ``A 守信``."""
    return next((f"{grade} {one.title}" for one in kind.grades if one.grade == grade), grade)


def draw_grades(
    site: Site, part: Statistics, rows: Sequence[tuple[KindInfo, str]], id: str, title: str
) -> Figure | None:
    """Draw how grades are spread: a bar for each kind and period given, which fills the width."""
    words = site.words
    _ = words.gettext
    counts = add_up(part.grades, "subjects", "kind", "period", "grade")
    kinds = {kind.id: kind for kind, _period in rows}
    grades = list(dict.fromkeys(one for kind in kinds.values() for one in grades_of(part, kind)))
    bars, lines, said = [], [], []
    for kind, period in rows:
        numbers = {one: counts[kind.id, period, one] for one in grades}
        whole = sum(numbers.values())
        if not whole:
            continue
        label = words.period(period) if len(kinds) == 1 else kind.title
        value = _("共 %(number)s 个") % {"number": whole}
        parts = [
            Part(number, _grade_css(kind, one), f"{one} {number}")
            for one, number in numbers.items()
        ]
        bars.append(Bar(label, value, parts))
        cells = [say_share(number, whole, words) for number in numbers.values()]
        first = [words.period(period)] if len(kinds) > 1 else []
        href = f"statistics/{kind.id}/" if len(kinds) > 1 else ""
        lines.append(Line(label, [*first, str(whole), *cells], href))
        shown = (f"{one} {share(number, whole)}" for one, number in numbers.items() if number)
        said.append(_("%(label)s：%(parts)s") % {"label": label, "parts": words.join(shown)})
    if not bars:
        return None
    titles = {
        one: {grade_title(kind, one) for kind in kinds.values() if kind.rank(one) is not None}
        for one in grades
    }
    heads = [next(iter(titles[one])) if len(titles[one]) == 1 else one for one in grades]
    first_kind = next(iter(kinds.values()))
    head = [_("评价期"), _("有结果的主体"), *heads]
    if len(kinds) > 1:
        head = [_("种类"), *head]
    legend = [
        (
            next(
                (_grade_css(k, one) for k in kinds.values() if k.rank(one) is not None), "bar-other"
            ),
            said_,
        )
        for one, said_ in zip(grades, heads, strict=True)
    ]
    several = len(kinds) > 1
    caption = title if several or first_kind.title in title else f"{first_kind.title} · {title}"
    table = Table(caption, head, lines, texts=int(several))
    drawn = bars[:MOST_BARS]
    return draw(id, title, sentence(said, site), drawn, table, legend, shares=True)


def indicator_rows(
    site: Site, part: Statistics, first: str = "", last: str = "9999Q4"
) -> list[tuple[KindInfo, str, str, str, int]]:
    """Return kind, indicator, its title, its category and its items, the most frequent first.

    Args:
        site: for the words.
        part: what is counted.
        first: the first quarter of determination that is counted.
        last: the last one.
    """
    within = [row for row in part.indicators if first <= row.quarter <= last]
    found = []
    for (kind, indicator), number in add_up(within, "items", "kind", "indicator").items():
        title, category = _indicator(site, kind, indicator)
        found.append((site.kinds[kind], indicator, title, category, number))
    order = list(site.kinds)
    return sorted(found, key=lambda one: (-one[4], order.index(one[0].id), one[1]))


def _indicator(site: Site, kind: str, indicator: str) -> tuple[str, str]:
    """Return title and category of an indicator in the newest standard that has it."""
    versions = sorted(site.standards.values(), key=lambda one: (one.effective_from, one.id))
    for standard in reversed(versions):
        one = standard.indicator(indicator) if standard.kind == kind else None
        if one is not None:
            return one.title, one.category
    return indicator, ""


def category_title(kind: KindInfo, category: str) -> str:
    """Return a category in the schema's words."""
    return kind.labels.get(f"credit_information/category/={category}", category)


def draw_indicators(site: Site, part: Statistics, id: str, title: str) -> Figure | None:
    """Draw how many items of each indicator are shown."""
    words = site.words
    _ = words.gettext
    found = indicator_rows(site, part)
    if not found:
        return None
    several = len({kind.id for kind, *_rest in found}) > 1
    bars, lines = [], []
    categories: dict[str, str] = {}
    for kind, indicator, name, category, number in found:
        label = (
            _("%(indicator)s · %(kind)s") % {"indicator": name, "kind": kind.title}
            if several
            else name
        )
        css = f"bar-{category}" if category else "bar-other"
        said = category_title(kind, category)
        categories.setdefault(css, said)
        bars.append(Bar(label, _("%(number)s 条") % {"number": number}, [Part(number, css)]))
        first = [kind.title] if several else []
        lines.append(Line(f"{indicator} {name}", [*first, said, str(number)]))
    whole = sum(row[4] for row in found)
    description = _("共 %(whole)s 条，最多的是：%(parts)s") % {
        "whole": whole,
        "parts": words.join(f"{bar.label} {bar.value}" for bar in bars[:3]),
    }
    head = [_("指标"), _("类别"), _("条数")]
    head = [head[0], _("种类"), *head[1:]] if several else head
    table = Table(title, head, lines, texts=1 + several)
    legend = list(categories.items()) if len(categories) > 1 else []
    return draw(id, title, sentence([description], site), bars[:MOST_BARS], table, legend)


def draw_list(site: Site, part: Statistics, info: ListInfo, id: str) -> Figure | None:
    """Draw how many were entered on a list quarter by quarter; None where nothing is shown."""
    words = site.words
    _ = words.gettext
    own = [row for row in part.lists if row.list == info.id]
    if not own:
        return None
    entered = add_up(own, "entered", "quarter")
    removed = add_up(own, "removed", "quarter")
    last = quarter_of(part.as_of)
    quarters = [last]
    first = min(row.quarter for row in own)
    while quarters[-1] > first and len(quarters) < QUARTERS:
        quarters.append(period_before(quarters[-1]))
    with_removed = bool(site.manifest.register.disclosure.removed_listings_months)
    bars, lines = [], []
    rows = [(words.period(one), one, one) for one in quarters]
    if first < quarters[-1]:
        rows.append((_("更早"), "", period_before(quarters[-1])))
    for label, start, end in rows:
        came = sum(n for (one,), n in entered.items() if start <= one <= end)
        went = sum(n for (one,), n in removed.items() if start <= one <= end)
        standing = sum(n for (one,), n in entered.items() if one <= end)
        standing -= sum(n for (one,), n in removed.items() if one <= end)
        value = _("列入 %(number)s") % {"number": came}
        bars.append(Bar(label, value, [Part(came, f"bar-{info.tone}")]))
        cells = [str(came), *([str(went)] if with_removed else []), str(standing)]
        lines.append(Line(label, cells))
    head = [_("季度"), _("列入"), *([_("移出")] if with_removed else []), _("期末在列")]
    whole = sum(entered.values())
    text = _("仍在公示的列入决定共 %(whole)s 条，其中 %(quarter)s %(number)s 条")
    said = text % {
        "whole": whole,
        "quarter": words.period(last),
        "number": entered[last,],
    }
    table = Table(info.title, head, lines)
    return draw(id, info.title, sentence([said], site), bars, table)


def draw_coverage(
    site: Site,
    part: Statistics,
    places: Sequence[tuple[str, str, str]],
    id: str,
    title: str,
    *,
    graded: bool,
) -> Figure | None:
    """Draw how many subjects each place has, and how many of them are assessed.

    Args:
        site: for the words.
        part: what is counted.
        places: code, name and page of each; a row of the statistics belongs to the place that
            its division is or lies in.
        id: of the figure.
        title: of the figure.
        graded: whether there are results at all.
    """
    words = site.words
    _ = words.gettext
    codes = {code for code, *_rest in places}
    counts: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for row in part.records:
        code = row.division if row.division in codes else site.city(row.division)
        if code in counts:
            counts[code].update(assessed=row.assessed, waiting=row.waiting, left=row.left)
    if not places:
        return None
    bars, lines = [], []
    for code, name, href in places:
        found = counts[code]
        whole = found["assessed"] + found["waiting"]
        value = str(whole)
        if graded:
            value = _("%(assessed)s / %(whole)s") % {"assessed": found["assessed"], "whole": whole}
        parts = [Part(whole, "bar-done")]
        if graded:
            numbers = {"bar-done": found["assessed"], "bar-waiting": found["waiting"]}
            parts = [Part(number, css) for css, number in numbers.items()]
        bars.append(Bar(name, value, parts))
        shares = [say_share(found["assessed"], whole, words), str(found["waiting"])]
        lines.append(
            Line(name, [str(whole), *(shares if graded else []), str(found["left"])], href)
        )
    whole = sum(one["assessed"] + one["waiting"] for one in counts.values())
    done = sum(one["assessed"] for one in counts.values())
    text = _("在册 %(whole)s 个") % {"whole": whole}
    if graded:
        text = _("在册 %(whole)s 个，其中 %(done)s 个已有评价结果（%(share)s）") % {
            "whole": whole,
            "done": done,
            "share": share(done, whole),
        }
    results = [_("已有评价结果"), _("尚未评价")] if graded else []
    division = next(iter(site.kinds.values())).labels["division"]
    table = Table(title, [division, _("在册"), *results, _("已退出")], lines)
    legend = [("bar-done", results[0]), ("bar-waiting", results[1])] if graded else []
    return draw(id, title, sentence([text], site), bars[:MOST_PLACES], table, legend)


def sentence(said: Iterable[str], site: Site) -> str:
    """Return clauses as one sentence."""
    _ = site.words.gettext
    return _("%(text)s。") % {"text": _("；").join(said)}
