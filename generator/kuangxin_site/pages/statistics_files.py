"""The statistics as files beside their pages: JSON of each part, one workbook of all tables."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

import msgspec
import xlsxwriter

from kuangxin.records import encode
from kuangxin_site.assess.statistics import TABLES
from kuangxin_site.pages.plan import Site
from kuangxin_site.pages.statistics import statistics_parts

__all__ = ["write_statistics_files"]


def write_statistics_files(site: Site, folder: Path) -> None:
    """Write ``index.json`` beside each page of statistics, and ``statistics/statistics.xlsx``."""
    for part in statistics_parts(site):
        document = {
            "register": site.manifest.register.id,
            "release": site.manifest.release,
            "statistics": part.counts,
        }
        (folder / "statistics" / part.folder / "index.json").write_bytes(encode(document))
    _write_workbook(site, folder / "statistics" / "statistics.xlsx")


def _write_workbook(site: Site, path: Path) -> None:
    """Write each table as a sheet with the schema's words as heads; texts are never formulas."""
    schema = msgspec.json.decode((site.data / "schemas/statistics.schema.json").read_bytes())
    definitions: dict[str, Any] = schema["$defs"]
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # The day of the release stands for the moment it was made: same input, same bytes.
        moment = datetime.combine(site.manifest.as_of, time())
        book.set_properties({"author": "kuangxin", "created": moment})
        for table in TABLES:
            fields = definitions[table]["properties"]
            sheet = book.add_worksheet(definitions[table]["title"][:31])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [one["title"] for one in fields.values()])
            for number, row in enumerate(getattr(site.statistics, table), start=1):
                sheet.write_row(number, 0, [getattr(row, name) for name in fields])
