"""Run the command as ``python -m kuangxin_site``."""

from __future__ import annotations

import sys

from kuangxin_site.cli import main

if __name__ == "__main__":  # spawned workers import this module and must not run it
    sys.exit(main())
