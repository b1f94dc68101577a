"""The sites that the checks of reach look at, and one page of each type of them.

The demonstration; two registers of another language and field: graded restaurants, and debarred
suppliers that no grades are given to; and one whose every text is hostile (tests/hostile.py). Types are found in the built site, so that a new page is looked
at without a line here.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kuangxin_site.build import build_site
from kuangxin_site.collect.importing import import_file
from kuangxin_site.preview import open_server
from tests.hostile import write_hostile

__all__ = ["Served", "page_types", "served_sites"]

_EXAMPLES = Path(__file__).parent / "examples"


@dataclass(frozen=True)
class Served:
    """A built site and where it is served."""

    name: str
    site: Path
    address: str

    @property
    def pages(self) -> list[str]:
        """The addresses of one page of each type, below the site's own."""
        return page_types(self.site)


def page_types(site: Path) -> list[str]:
    """Return the address of the largest page of each type, as ``kinds/expert/330100/``.

    A type is where a page stands: ``kinds/*/*``. The name of a list or of a page in prose counts,
    for each is written by itself.
    """
    largest: dict[str, Path] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site)
        parts = name.parent.parts if name.name == "index.html" else name.parts
        kept = 2 if parts[:1] == ("lists",) else 1
        shape = "/".join([*parts[:kept], *("*" for _ in parts[kept:])])
        if shape not in largest or path.stat().st_size > largest[shape].stat().st_size:
            largest[shape] = path
    found = (str(path.relative_to(site)) for path in largest.values())
    return sorted(one.removesuffix("index.html") for one in found)


@pytest.fixture(scope="session")
def served_sites(
    site: Path, address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Served]]:
    """Serve the four sites."""
    served = [Served("demonstration", site, address)]
    servers = []
    for name in ("restaurants", "another-register", "hostile"):
        place = tmp_path_factory.mktemp(name)
        build_site(_write(name, place / "register"), place / "site", jobs=1)
        server = open_server(place / "site")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        served.append(Served(name, place / "site", f"http://127.0.0.1:{server.server_port}/"))
    yield served
    for server in servers:
        server.shutdown()
        server.server_close()


def _write(name: str, folder: Path) -> Path:
    if name == "hostile":
        return write_hostile(folder)
    shutil.copytree(_EXAMPLES / name, folder)
    if name == "another-register":
        import_file(folder / "suppliers.csv", folder / "suppliers.yaml", "supplier", folder)
    return folder
