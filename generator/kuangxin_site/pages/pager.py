"""A list in pages of a hundred rows, and the files beside it, filled row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kuangxin_site.pages.list_files import MOST_ROWS, Columns, ListFiles, Piece, Written
from kuangxin_site.pages.plan import Page

__all__ = ["PAGE_ROWS", "Pager", "Row"]

#: Rows of one page.
PAGE_ROWS = 100

Row = dict[str, Any]


@dataclass(slots=True)
class Pager:
    """Fills the pages of one list of ``total`` rows, holding those of one page."""

    folder: str
    template: str
    title: str
    total: int
    values: Mapping[str, object]
    columns: Columns
    _rows: list[Row] = field(default_factory=list)
    _number: int = 1
    _files: ListFiles | None = None

    def take(self, row: Row, written: Written) -> Iterator[Page | Piece]:
        """Take the next row; yield the page that it completes, and what grows of the files."""
        self._rows.append(row)
        yield from self._list_files().take(written)
        last = self.total - (self._number - 1) * PAGE_ROWS
        if len(self._rows) == min(PAGE_ROWS, last):
            yield self._page()
            if last <= PAGE_ROWS:
                yield from self._list_files().close()

    def empty(self) -> Iterator[Page | Piece]:
        """Yield the page and the files of a list on which nobody stands."""
        yield self._page()
        yield from self._list_files().close()

    def _list_files(self) -> ListFiles:
        if self._files is None:
            self._files = ListFiles(self.folder, self.title, self.total, self.columns)
        return self._files

    def _page(self) -> Page:
        number, rows = self._number, self._rows
        self._number, self._rows = number + 1, []
        paging = {
            "number": number,
            "pages": max(1, -(-self.total // PAGE_ROWS)),
            "total": self.total,
            "first": (number - 1) * PAGE_ROWS + 1,
            "last": (number - 1) * PAGE_ROWS + len(rows),
            "up": "../" if number > 1 else "",
            "whole": self.total <= MOST_ROWS,
            "most": MOST_ROWS,
        }
        name = f"{number}/index.html" if number > 1 else "index.html"
        values = {**self.values, **paging, "rows": rows}
        return Page(self.folder + name, self.template, self.title, values)
