"""The short list (本页内容) of what a subject's page has below its answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from kuangxin_site.pages.last_days import all_until, sum_until
from kuangxin_site.pages.plan import Site

if TYPE_CHECKING:
    from kuangxin_site.pages.subjects import RecordView

__all__ = ["Part", "subject_contents"]

#: An anchor of the page, its heading, and the last day on which both are shown, if they have one.
Part: TypeAlias = tuple[str, str, date | None]


def subject_contents(views: list[RecordView], site: Site) -> list[Part]:
    """Return the parts of a page: of its one kind, or its kinds, and how to object."""
    _ = site.words.gettext
    if len(views) > 1:
        parts: list[Part] = [(f"k-{view.kind.id}", view.kind.title, None) for view in views]
    else:
        parts = list(_record_parts(views[0], site))
    return [*parts, ("objection", _("信息有误怎么办"), None), ("source", _("来源和引用"), None)]


def _record_parts(view: RecordView, site: Site) -> Iterator[Part]:
    _ = site.words.gettext
    record, labels, kind = view.record, view.kind.labels, view.kind.id
    if view.listable:
        yield f"l-{kind}", labels["listings"], all_until(record.listings)
    if view.newest is not None:
        yield f"s-{kind}", _("等级怎样得出"), sum_until(view.newest, record)
        yield f"p-{kind}", _("各期结果"), None
    if view.licences:
        yield f"c-{kind}", labels["licences"], None
    if view.items:
        first = all_until(shown.item for shown in view.items[0][1])
        yield f"n-{kind}", labels["credit_information"], first
