"""Until when a rejected objection may be appealed, and by which calendar that was counted."""

from __future__ import annotations

from datetime import date

from kuangxin.records import Objection
from kuangxin.workdays import Deadline
from kuangxin_site.pages.plan import Site

__all__ = ["appeal_sentence", "appeal_until"]


def appeal_until(objection: Objection, site: Site) -> date | None:
    """Return the last day of an appeal that is still possible on the day of the release."""
    deadline = site.deadlines.appeal_until(objection)
    return deadline.until if deadline and deadline.until >= site.manifest.as_of else None


def appeal_sentence(objection: Objection, site: Site) -> str:
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
        "basis": rule.basis,
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
