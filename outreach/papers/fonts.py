"""The fonts that papers are set in: the system's own, found once, and what to install where one is missing."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Fonts

# In the order in which a sign of a Japanese text is looked for; each with the package of Debian and Ubuntu with it.
FAMILIES = {
    "BIZ UDPGothic": "fonts-morisawa-bizud-gothic",
    "Noto Sans CJK JP": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK TC": "fonts-noto-cjk",
    "Noto Sans CJK KR": "fonts-noto-cjk",
    "Noto Sans": "fonts-noto-core",
    "Noto Sans Devanagari": "fonts-noto-core",
    "Noto Sans Myanmar": "fonts-noto-core",
}
# What other languages look in first: one kanji has other strokes in Chinese and in Korean, and the Latin letters of the
# Japanese fonts are wide and lack those of Vietnamese.
FIRST = {
    "en": ("Noto Sans CJK JP", "BIZ UDPGothic"),
    "zh-Hans": ("Noto Sans CJK SC",),
    "zh-Hant": ("Noto Sans CJK TC",),
    "ko": ("Noto Sans CJK KR",),
    "ne": ("Noto Sans Devanagari", "Noto Sans"),
    "my": ("Noto Sans Myanmar", "Noto Sans"),
    **dict.fromkeys(("vi", "fil", "id", "pt-BR"), ("Noto Sans",)),
}


@cache
def installed() -> "Fonts":
    """The fonts of this machine, and none of the typesetter's own: those know no Japanese."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


def missing() -> list[str]:
    """The packages of the fonts that this machine lacks; empty where all are there."""
    there = set(installed().families())
    return list(dict.fromkeys(package for family, package in FAMILIES.items() if family not in there))


def families(language: str) -> list[str]:
    """The families of this machine in the order in which a sign of this language is looked for."""
    there = set(installed().families())
    wanted = dict.fromkeys((*FIRST.get(language, ()), *FAMILIES))
    return [family for family in wanted if family in FAMILIES and family in there]


def install_words(packages: list[str]) -> str:
    """What to type to install these."""
    return f"sudo apt install {' '.join(packages)}"
