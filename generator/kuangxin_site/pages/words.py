"""The site's own words in the register's language, for page plans and templates alike.

Simplified Chinese is the source. Every text is a whole sentence with named places, so that a
translation may put them in another order.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kuangxin_site.catalogues import SITE, open_catalogue
from kuangxin_site.schemas import find_packaged

__all__ = ["Words"]


class Words:
    """The words of one language, the register's own translations first."""

    def __init__(self, language: str, content: Path) -> None:
        folders = (content / "translations", find_packaged("sitetheme") / "translations")
        self.translations = open_catalogue(SITE, language, folders)
        self.gettext = self.translations.gettext
        #: The periods said before: a page says the same few many times.
        self._periods: dict[str, str] = {}

    @property
    def separator(self) -> str:
        """What stands between the texts of one cell of a table."""
        return self.gettext("；")

    def join(self, parts: Iterable[str]) -> str:
        """Join the parts of an enumeration; parts that hold commas of their own by semicolons."""
        _ = self.gettext
        texts = list(parts)
        comma = _("、")
        clear = not any(comma.strip() in text for text in texts)
        return (comma if clear else _("；")).join(texts)

    def sentences(self, said: Iterable[str]) -> str:
        """Put whole sentences behind one another, as the language spaces them."""
        texts = list(said)
        whole = texts[0]
        for text in texts[1:]:
            whole = self.gettext("%(first)s%(then)s") % {"first": whole, "then": text}
        return whole

    def period(self, period: str) -> str:
        """Return a period in words: 2015 年第三季度, third quarter of 2015."""
        if period not in self._periods:
            self._periods[period] = self._say_period(period)
        return self._periods[period]

    def _say_period(self, period: str) -> str:
        _ = self.gettext
        year, quarter = period[:4], period[5:]
        texts = {
            "": _("%(year)s 年度"),
            "1": _("%(year)s 年第一季度"),
            "2": _("%(year)s 年第二季度"),
            "3": _("%(year)s 年第三季度"),
            "4": _("%(year)s 年第四季度"),
        }
        return texts[quarter] % {"year": year}
