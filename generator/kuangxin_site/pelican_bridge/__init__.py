"""Last station: the page plans rendered through Pelican into the site."""

from kuangxin_site.pelican_bridge.bridge import publish

__all__ = ["publish"]
