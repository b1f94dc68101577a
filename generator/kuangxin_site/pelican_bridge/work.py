"""What a build hands to Pelican: where the release and the register are, and where the site grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kuangxin_site.parallel import Executor
from kuangxin_site.schemas import find_packaged

__all__ = ["Work"]


@dataclass(slots=True)
class Work:
    """One rendering: the release in ``data`` into ``site``; ``pages`` counts what was written.

    ``components`` asks for the page of the theme's components too.
    """

    data: Path
    content: Path
    site: Path
    executor: Executor
    tell: Callable[[str, int, int], None]
    theme: Path = field(default_factory=lambda: find_packaged("sitetheme"))
    components: bool = False
    pages: int = 0
