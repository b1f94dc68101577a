"""The benchmark of the look-up runs on nothing but the repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def measure(tmp_path: Path, *arguments: str) -> dict[str, Any]:
    """Run the benchmark without a browser; return its figures by kind."""
    figures = tmp_path / "figures.json"
    command = [sys.executable, str(_BENCHMARKS / "lookup.py"), "--no-browser", *arguments]
    done = subprocess.run(
        [*command, "--each", "3", "--json", str(figures)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    (register,) = json.loads(figures.read_text(encoding="utf-8"))
    return {kind["name"]: kind for kind in register["kinds"]}


def test_exact_names_of_a_made_register_are_found(tmp_path: Path) -> None:
    kinds = measure(tmp_path, "--subjects", "300")
    assert (kinds["exact"]["count"], kinds["exact"]["first"]) == (3, 1.0)
    assert kinds["absent_name"]["answers"].get("one", 0) == 0
    assert {kind["alike_answer"] for kind in kinds.values()} == {1.0}


def test_firms_in_latin_script_are_found_by_their_names(tmp_path: Path) -> None:
    firms = tmp_path / "firms.csv"
    names = [f"Shili {brand} Mining Co., Ltd." for brand in ("Alto", "Nevada Sur", "Río Verde")]
    firms.write_text("firm\n" + "".join(f'"{name}"\n' for name in names), encoding="utf-8")
    kinds = measure(tmp_path, "--latin", str(firms), "--column", "firm")
    assert (kinds["exact"]["count"], kinds["exact"]["first"]) == (3, 1.0)
