"""What the shell calls: the command of :mod:`kuangxin_site.cli`, where its libraries are installed.

The base install is the reader alone; there this says how to get the builder.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 2 where the builder is not installed."""
    try:
        from kuangxin_site import cli

        return cli.main(arguments)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in {"kuangxin", "kuangxin_site"}:
            raise
        print(
            f"kuangxin-site: {error.name} is missing, which the builder needs; "
            "install it with: pip install 'kuangxin[site]'",
            file=sys.stderr,
        )
        return 2
