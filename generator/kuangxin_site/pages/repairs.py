"""How far the repair (信用修复) of an item has come, and from when it may be applied for.

信用修复管理办法 (国家发展改革委令第36号): repair may be applied for once the shortest term of
publication is over; at its longest, publication stops by itself. Both terms are the register's data.
"""

from __future__ import annotations

from datetime import date

from kuangxin.disclosure import add_months
from kuangxin.records import CreditItem
from kuangxin_site.pages.plan import Site

__all__ = ["repair_from", "repair_sentence"]


def repair_from(item: CreditItem, site: Site) -> date | None:
    """Return the last day of the shortest term, after which repair may be applied for.

    None where the item is no dishonesty, is repaired, has no such term, or stops being shown sooner.
    """
    months = site.manifest.register.disclosure.of(item).min_months
    if item.category != "dishonesty" or item.repaired_on is not None or not months:
        return None
    day = add_months(item.determined_on, months)
    return None if item.publish_until is not None and day >= item.publish_until else day


def repair_sentence(item: CreditItem, site: Site) -> str:
    """Say the state of an item's repair on the day of the release; "" for what needs none."""
    _ = site.words.gettext
    if item.category != "dishonesty":
        return ""
    if item.repaired_on is not None:
        return _("%(day)s 修复，从这一天起不再公示。") % {"day": item.repaired_on}
    day = repair_from(item, site)
    if day is None:
        return _("尚未修复。公示期满自动停止公示，不需要申请。")
    given = {"day": day}
    if day < site.manifest.as_of:
        return _("尚未修复。最短公示期已于 %(day)s 届满，可以申请修复。") % given
    return _("尚未修复。最短公示期到 %(day)s 为止，此后可以申请修复。") % given
