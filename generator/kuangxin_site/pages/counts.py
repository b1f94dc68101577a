"""Sums over the statistics of a release, and how numbers are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from kuangxin_site.assess.statistics import TABLES, Row, Statistics
from kuangxin_site.pages.words import Words

__all__ = ["add_up", "in_register", "say_share", "share", "split"]


def add_up(rows: Iterable[Row], value: str, *by: str) -> Counter[tuple[str, ...]]:
    """Add up the field ``value`` of rows by the fields named."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        found[tuple(getattr(row, name) for name in by)] += getattr(row, value)
    return found


def in_register(statistics: Statistics, *by: str) -> Counter[tuple[str, ...]]:
    """Count the records of who has not left, by the fields named."""
    return add_up(statistics.records, "assessed", *by) + add_up(statistics.records, "waiting", *by)


def split(statistics: Statistics, key: Callable[[Row], str]) -> dict[str, Statistics]:
    """Take statistics apart by a key of their rows: kind or city."""
    parts: dict[str, dict[str, list[Row]]] = {}
    for table in TABLES:
        for row in getattr(statistics, table):
            parts.setdefault(key(row), {}).setdefault(table, []).append(row)
    return {
        name: Statistics(
            statistics.as_of,
            *(tuple(tables.get(table, ())) for table in TABLES),  # type: ignore[arg-type]  # each table gets its own rows back
        )
        for name, tables in parts.items()
    }


def share(number: int, whole: int) -> str:
    """Return a share in per cent with one decimal, half up; a dash of nothing."""
    if not whole:
        return "—"
    exact = Decimal(100 * number) / Decimal(whole)
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def say_share(number: int, whole: int, words: Words) -> str:
    """Return a number and its share: ``42（56.0%）``; a nought stands alone."""
    if not number:
        return "0"
    text = words.gettext("%(number)s（%(share)s）")
    return text % {"number": number, "share": share(number, whole)}
