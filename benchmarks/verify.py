"""Measure how fast every grade of a release is computed again, beside decoding the release alone.

    .venv/bin/python benchmarks/verify.py output

One process. Prints subjects a second in processor time for both, from the same run.
"""

from __future__ import annotations

import sys
import time

import kuangxin
from kuangxin.verify import verify_grades


def main() -> int:
    """Run the benchmark over the release in the folder that is named (default: output)."""
    release = kuangxin.open(sys.argv[1] if len(sys.argv) > 1 else "output").published
    began = time.process_time()
    subjects = sum(1 for _ in release.subjects())
    decoding = time.process_time() - began
    began = time.process_time()
    verified = verify_grades(release)
    seconds = time.process_time() - began
    print(f"decoded: {subjects} subjects, {subjects / decoding:,.0f} a second")
    print(f"verified: {verified.reproduced} of {verified.results} results reproduced")
    print(f"{verified.subjects / seconds:,.0f} subjects a second, of one core")
    return 1 if verified.differing else 0


if __name__ == "__main__":
    sys.exit(main())
