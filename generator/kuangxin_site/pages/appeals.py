"""Where an objection, an appeal and a request for repair go, and until when."""

from __future__ import annotations

from datetime import date

from kuangxin.records import CreditItem, Listing, Objection
from kuangxin.workdays import Deadline
from kuangxin_site.pages.plan import Site

__all__ = ["appeal_office", "appeal_sentence", "appeal_until", "objection_office"]


def objection_office(thing: CreditItem | Listing, site: Site) -> str:
    """Return who takes an objection to an item or listing; "" where the register does not say.

    暂行办法 (2014): the office that entered the item. A register that names where to appeal follows
    that; who determined the item stands for who entered it, which no record states.
    """
    feedback = site.manifest.register.feedback or {}
    return thing.authority if feedback.get("appeal_office") else feedback.get("office", "")


def appeal_office(item: CreditItem, site: Site) -> str:
    """Return who takes an appeal about an item: the office above the one that entered it, or ""."""
    _ = site.words.gettext
    named = (site.manifest.register.feedback or {}).get("appeal_office", "")
    if named and named == item.authority:
        return _("%(authority)s的上一级机关") % {"authority": named}
    return named


def appeal_until(objection: Objection, site: Site) -> date | None:
    """Return the last day of an appeal, None for an objection that has none."""
    deadline = site.deadlines.appeal_until(objection)
    return None if deadline is None else deadline.until


def appeal_sentence(objection: Objection, kind: str, site: Site) -> str:
    """Say until when an appeal is possible; "" for an objection that has none."""
    rule = site.deadlines.appeal
    deadline = site.deadlines.appeal_until(objection)
    if rule is None or deadline is None:
        return ""
    text = site.words.gettext(
        "不服的，自收到通知之日起 %(days)s 个工作日内可以申诉（%(basis)s）。以决定之日为收到之日，"
        "按工作日计算，到 %(until)s 为止；%(calendar)s。"
    )
    return text % {
        "days": rule.working_days,
        "basis": rule.basis_for(kind),
        "until": deadline.until,
        "calendar": _calendar(deadline, site),
    }


def _calendar(deadline: Deadline, site: Site) -> str:
    """Name the arrangements that a deadline was counted by, and the years that had none."""
    _ = site.words.gettext
    sources = site.words.join(deadline.sources)
    years = site.words.join(str(year) for year in deadline.plain_years)
    if not years:
        return _("工作日依据%(sources)s") % {"sources": sources}
    if not sources:
        return _("没有 %(years)s 年的放假安排，只以周六、周日为休息日") % {"years": years}
    text = _("工作日依据%(sources)s；没有 %(years)s 年的放假安排，只以周六、周日为休息日")
    return text % {"sources": sources, "years": years}
