"""What many tests share: the demonstration register built once, and small registers to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from kuangxin_site.build import build_site
from tests.browsing import address, browser, page, page_without_scripts, site
from tests.reaching import served_sites
from tests.registers import CONTENT, Breakable, write_small

__all__ = [
    "address",
    "browser",
    "built_demonstration",
    "page",
    "page_without_scripts",
    "served_sites",
    "site",
    "small",
]


@pytest.fixture(scope="session")
def built_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the demonstration register in ``content/``, built once; never write to it."""
    output = tmp_path_factory.mktemp("demonstration") / "site"
    build_site(CONTENT, output, jobs=1)
    return output


@pytest.fixture
def small(tmp_path: Path) -> Breakable:
    """Return a valid register of three subjects that a test may break."""
    folder = tmp_path / "register"
    write_small(folder)
    return Breakable(folder)
