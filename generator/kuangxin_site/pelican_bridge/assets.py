"""What a site carries of the theme's look: one style sheet, the icon, and the publisher's colours and logo."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

from kuangxin_site.settings import Look

__all__ = ["fingerprint", "logo_path", "write_assets"]

#: The address of a module in a statement that imports it.
_IMPORTED = re.compile(r'(^import [^;]*? from "\./[\w-]+\.js)(?=";)', re.MULTILINE)


def write_assets(theme: Path, content: Path, look: Look, site: Path) -> None:
    """Write the style sheet, the scripts, the icon and the logo below ``site/theme/``.

    A script imports the others by addresses with the fingerprint, so that all of one page are of one
    release of the theme and none is asked about again.
    """
    target = site / "theme"
    (target / "css").mkdir(parents=True, exist_ok=True)
    (target / "js").mkdir(exist_ok=True)
    versioned = rf"\1?v={fingerprint(theme, content, look)}"
    for path in sorted((theme / "static" / "js").glob("*.js")):
        script = _IMPORTED.sub(versioned, path.read_text(encoding="utf-8"))
        (target / "js" / path.name).write_text(script, encoding="utf-8")
    (target / "css" / "site.css").write_text(_style(theme, look), encoding="utf-8")
    shutil.copyfile(theme / "static" / "icon.svg", target / "icon.svg")
    if look.logo:
        shutil.copyfile(content / look.logo, site / logo_path(look))


def logo_path(look: Look) -> str:
    """Return where the logo stands below the site, empty where there is none."""
    return f"theme/logo{Path(look.logo).suffix}" if look.logo else ""


def fingerprint(theme: Path, content: Path, look: Look) -> str:
    """Return eight hexadecimal digits that change when a style, a script or the logo does.

    They stand behind ``?v=`` in the addresses of these, so that a browser may keep them for good.
    """
    digest = sha256(_style(theme, look).encode())
    for path in sorted((theme / "static").rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    if look.logo:
        digest.update((content / look.logo).read_bytes())
    return digest.hexdigest()[:8]


def _style(theme: Path, look: Look) -> str:
    """Join the component styles, tokens first, and put the publisher's colours over the theme's."""
    folder = theme / "static" / "css"
    names = (folder / "order.txt").read_text(encoding="utf-8").split()
    joined = "".join(_lighter((folder / name).read_text(encoding="utf-8")) for name in names)
    own = ""
    if look.brand:
        own += (
            f"--brand:light-dark({look.brand},{_darker(look.brand, 30)});"
            f"--brand-deep:light-dark({_darker(look.brand, 22)},{_darker(look.brand, 45)});"
        )
    if look.link:
        own += f"--link:light-dark({look.link},#8fc3f5);"
    return f"{joined}@layer tokens{{:root{{{own}}}}}\n" if own else joined


def _lighter(style: str) -> str:
    """Return a style without its comments and the space that only who writes it needs.

    A first visit is weighed. Texts within quotes are left alone.

    >>> _lighter('/* said */ a:hover { color: red; content: "a: b"; }')
    'a:hover{color:red;content:"a: b";}'
    """
    parts = re.split(r'("[^"]*")', re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    for place in range(0, len(parts), 2):
        single = re.sub(r"\s+", " ", parts[place])
        parts[place] = re.sub(r" ?([{};,]) ?|(:) ", r"\1\2", single)
    return "".join(parts).strip()


def _darker(colour: str, part: int) -> str:
    """Return a colour with a part in a hundred of black in it."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{one * (100 - part) // 100:02x}" for one in parts)
