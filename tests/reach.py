"""The two judges of a page: axe (WCAG 2.2 AA) inside a browser, and the Nu HTML validator."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

__all__ = ["AXE", "WCAG", "axe_script", "nu_messages"]

_MODULES = Path(__file__).parent.parent / "node_modules"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Called in a page that holds :func:`axe_script`: what it finds wrong, for the given options.
AXE = """async (options) => {
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return found.violations.map((one) => [one.id, one.help, one.nodes.map((node) => node.html)]);
}"""
#: Lets the validator ask this machine.
_HERE = "-Dnu.validator.servlet.allow-forbidden-hosts=true"


@cache
def axe_script() -> str:
    """Return axe."""
    return (_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def nu_messages(addresses: Sequence[str]) -> set[str]:
    """Return what the validator says of pages: errors and warnings; one Java process for all."""
    java = shutil.which("java")
    assert java, "install a Java runtime: see requirements/java.sh"
    jar = _MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    said = subprocess.run(
        [java, _HERE, "-jar", str(jar), "--format", "json", "--exit-zero-always", *addresses],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(said.stderr)["messages"]
    return {f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in messages}
