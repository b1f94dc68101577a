"""The menu of every page: what ``register.yaml`` says, else the kinds, the lists and what else there is."""

from __future__ import annotations

from kuangxin_site.pages.plan import Site

__all__ = ["Entry", "plan_menu"]

#: Address below the site's own, title, and the part of the site it leads to.
Entry = tuple[str, str, str]


def plan_menu(site: Site) -> list[Entry]:
    """Return the entries of the menu, in their order."""
    if site.settings.menu:
        return [(one.address, one.title, one.address.rstrip("/")) for one in site.settings.menu]
    _ = site.words.gettext
    kinds = [(f"kinds/{one.id}", one.title) for one in site.kinds.values()]
    lists = [(f"lists/{one.id}", one.title) for one in site.lists.values()]
    others = [
        ("statistics", _("统计")),
        ("changes", _("变动")),
        ("notices", _("公告")),
        ("data", _("开放数据")),
    ]
    if any(kind.graded for kind in site.kinds.values()):
        others.insert(0, ("standards", _("评价标准")))
    return [(f"{part}/", title, part) for part, title in [*kinds, *lists, *others]]
