"""The fonts that papers are set in: the system's own, found once, and what to install where one is missing."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Fonts

# In the order in which a sign is looked for; each with the package of Debian and Ubuntu that brings it.
FAMILIES = {"BIZ UDPGothic": "fonts-morisawa-bizud-gothic", "Noto Sans CJK JP": "fonts-noto-cjk"}


@cache
def installed() -> "Fonts":
    """The fonts of this machine, and none of the typesetter's own: those know no Japanese."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


def missing() -> list[str]:
    """The packages of the fonts that this machine lacks; empty where all are there."""
    there = set(installed().families())
    return [package for family, package in FAMILIES.items() if family not in there]


def install_words(packages: list[str]) -> str:
    """What to type to install these."""
    return f"sudo apt install {' '.join(packages)}"
