"""Ask Lighthouse about one page of each type, served as ``kuangxin-site serve`` does; print a table.

Performance is measured as Lighthouse does by default: a slow telephone on a slow connection.

    make reach
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kuangxin_site.preview import open_server

_HERE = Path(__file__).parent
_NODE = Path(sys.executable).with_name("node")
_PROGRAM = _HERE / "reach" / "node_modules" / "lighthouse" / "cli" / "index.js"
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> int:
    """Run over a built site and return 1 if a category of a page is below ``--least``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("site", type=Path, help="a built site")
    parser.add_argument("--least", type=int, default=95, help="the lowest score that passes")
    parser.add_argument("--only", default="", help="pages whose address begins so")
    options = parser.parse_args()
    pages = [one for one in page_types(options.site) if one.startswith(options.only)]
    lowest = 100
    print("| page | " + " | ".join(_CATEGORIES) + " | largest paint | bytes | not full for |")
    print("|---|" + "---:|" * (len(_CATEGORIES) + 2) + "---|")
    with _serve(options.site) as address:
        for page in pages:
            scores, row = _row(_ask(address + page))
            lowest = min(lowest, *scores)
            print(f"| /{page} | {row} |", flush=True)
    return 0 if lowest >= options.least else 1


def page_types(site: Path) -> list[str]:
    """Return the address of the largest page of each type, but that for a wrong address."""
    largest: dict[str, Path] = {}
    for path in sorted(site.rglob("index.html")):
        parts = path.relative_to(site).parent.parts
        shape = "/".join([*parts[:1], *("*" for _ in parts[1:])])
        if shape not in largest or path.stat().st_size > largest[shape].stat().st_size:
            largest[shape] = path
    found = (path.relative_to(site).as_posix() for path in largest.values())
    return sorted(one.removesuffix("index.html") for one in found)


@contextmanager
def _serve(site: Path) -> Iterator[str]:
    with open_server(site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def _ask(url: str) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    command = [
        *(str(_NODE), str(_PROGRAM), url, "--quiet", "--output=json"),
        f"--only-categories={','.join(_CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium or "chromium"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"Lighthouse failed on {url}:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _row(found: dict[str, Any]) -> tuple[list[int], str]:
    """Return the scores of a page, and its row of the table."""
    categories, audits = found["categories"], found["audits"]
    scores = [round(100 * (categories[one]["score"] or 0)) for one in _CATEGORIES]
    short = [
        reference["id"]
        for one in _CATEGORIES
        for reference in categories[one]["auditRefs"]
        if reference["weight"]
        and (audits[reference["id"]]["score"] or 0) < 0.9
        and audits[reference["id"]]["scoreDisplayMode"] in {"binary", "numeric", "metricSavings"}
    ]
    paint = audits["largest-contentful-paint"]["displayValue"].replace("\xa0", " ")
    weight = audits["total-byte-weight"]["numericValue"]
    cells = [*map(str, scores), paint, f"{weight:,.0f}", ", ".join(short) or "—"]
    return scores, " | ".join(cells)


if __name__ == "__main__":
    sys.exit(main())
