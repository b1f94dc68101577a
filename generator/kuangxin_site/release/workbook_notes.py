"""What a workbook says of itself on its second sheet, so that a copy of it still tells its source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

__all__ = ["workbook_notes"]

_Say = Callable[[str], str]


def workbook_notes(
    say: _Say,
    *,
    title: str,
    publisher: str,
    as_of: date,
    covered: str,
    demonstration: str,
    caution: str,
    release: str = "",
) -> tuple[tuple[str, str], ...]:
    """Return label and text of each row; what is not given is left out.

    ``say`` translates; ``release`` is left out where the release is told apart by the very file.
    """
    _ = say
    absent = _("未列入本登记簿，不表示没有失信记录。")
    if caution:
        absent = _("%(first)s%(then)s") % {"first": absent, "then": caution}
    found = [
        (_("说明"), demonstration or title),
        (_("登记簿"), title),
        (_("公布单位"), publisher),
        (_("公布版本"), release),
        (_("截至"), as_of.isoformat()),
        (_("公布范围"), covered),
        (_("注意"), absent),
        (
            _("公示期满"),
            _("过了公示截止期的信息不得再公示；保存的副本也要按“公示截止期”停止显示。"),
        ),
    ]
    return tuple((label, text) for label, text in found if text)
