"""Last station: the page plans rendered through Pelican into the site. Only it imports pelican."""

from kuangxin_site.pelican_bridge.bridge import SETTINGS, PelicanBuild, publish
from kuangxin_site.pelican_bridge.work import Work

__all__ = ["SETTINGS", "PelicanBuild", "Work", "publish"]
