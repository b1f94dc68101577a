"""Write ``data/statistics.json``: counts of what the release publishes, and of nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kuangxin.records import encode
from kuangxin_site.assess.statistics import make_statistics
from kuangxin_site.assess.tally import Tally

__all__ = ["STATISTICS", "write_statistics"]

#: The file's path in the release.
STATISTICS = "statistics.json"


def write_statistics(data: Path, tally: Tally, as_of: date) -> None:
    """Write the statistics of published subjects; a few rows for each kind, city and period."""
    (data / STATISTICS).write_bytes(encode(make_statistics(tally, as_of)) + b"\n")
