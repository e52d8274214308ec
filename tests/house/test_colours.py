"""The colours of every page, as base.css gives them: contrast in each scheme (WCAG 2.2, 1.4.6 and 1.4.11)."""

import re
from itertools import product

import pytest

from tests.house.ground import ROOT

CSS = ROOT / "static/css"
TOKENS = (CSS / "base.css").read_text("utf-8")
PUBLISHED = (ROOT / "static/vendor/@digital-go-jp/design-tokens/tokens.css").read_text("utf-8")
TEXTS = ("ink", "ink-soft", "blue", "blue-deep", "warm", "green", "red")
PAPERS = ("paper", "paper-warm", "paper-blue", "warm-paper", "green-paper", "red-paper")
Colours = dict[str, str]
# White or black for a reason: a verdict at the door, the camera's stage, a QR code, the samples on the switches.
FIXED = re.compile(
    r"^\.(verdict|stage|bar-unsent|door-phone|invitation-video|sheet|ticket-qr|qr|calendar-ghost|switch)"
)


def declared(block: str) -> Colours:
    """The custom properties of a block."""
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def blocks() -> dict[str, Colours]:
    """Each scheme's own declarations by the words before its brace, innermost blocks only."""
    found: dict[str, Colours] = {}
    for media, inside in re.findall(r"^(@media[^{]+|:root[^{]*)\{\n(.*?)^\}", TOKENS, re.DOTALL | re.MULTILINE):
        found[media.strip()] = found.get(media.strip(), {}) | declared(inside)
    return found


BLOCKS = blocks()
SCREEN = "@media screen and "
SCHEMES = {name: BLOCKS[":root"] | own for name, own in BLOCKS.items()}


def colour(scheme: Colours, name: str) -> str:
    """The value behind a name, as #rrggbb."""
    value = scheme[name]
    if value.startswith("var("):
        return colour(scheme, value[6:-1])
    return value if len(value) == 7 else "#" + "".join(sign * 2 for sign in value[1:])


def luminance(value: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(scheme: Colours, one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    darker, lighter = sorted((luminance(colour(scheme, one)), luminance(colour(scheme, other))))
    return (lighter + 0.05) / (darker + 0.05)


def pale(scheme: Colours) -> list[str]:
    """Texts of less than 7:1, marks of less than 3:1."""
    texts = [*product(TEXTS, PAPERS), ("on-blue", "blue"), ("on-blue", "blue-deep")]
    marks = [
        ("line", "paper"),
        ("line", "paper-warm"),
        ("on-stamp", "stamp"),
        ("stamp", "paper"),
        ("focus-line", "paper"),
    ]
    found = [f"{a} on {b}" for a, b in texts if contrast(scheme, a, b) < 7]
    return found + [f"{a} on {b}" for a, b in marks if contrast(scheme, a, b) < 3]


@pytest.mark.parametrize("name", SCHEMES)
def test_text_has_a_contrast_of_seven_to_one_in_every_scheme(name: str) -> None:
    assert pale(SCHEMES[name]) == []


def test_a_paler_red_is_seen() -> None:
    assert pale(SCHEMES[":root"] | {"red": "#ec0000"}) == [f"red on {paper}" for paper in PAPERS]


def test_a_device_gets_the_schemes_that_a_reader_may_choose() -> None:
    assert BLOCKS[f"{SCREEN}(prefers-color-scheme: dark)"] == BLOCKS[':root[data-contrast="dark"]']
    both = BLOCKS[f"{SCREEN}(prefers-color-scheme: dark) and (prefers-contrast: more)"]
    assert both == BLOCKS[':root[data-contrast="high"]']


def test_tokens_of_the_design_system_are_as_it_publishes_them() -> None:
    published = declared(PUBLISHED)
    ours = {name: value for name, value in BLOCKS[":root"].items() if name.startswith(("color-", "border-radius-"))}
    assert ours
    assert {name: published.get(name) for name in ours} == ours


def test_every_other_sheet_takes_its_colours_from_there() -> None:
    own = re.compile(r"#[0-9a-f]{3,8}\b|\brgb", re.IGNORECASE)
    found = [
        f"{sheet.name}: {line.strip()}"
        for sheet in sorted(CSS.glob("*.css"))
        if sheet.name != "base.css"
        for line in sheet.read_text("utf-8").splitlines()
        if own.search(line) and not FIXED.match(line.strip())
    ]
    assert found == []


def test_whatever_is_named_is_declared() -> None:
    known = set(declared("\n".join(sheet.read_text("utf-8") for sheet in CSS.glob("*.css"))))
    named = {name for sheet in CSS.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", sheet.read_text("utf-8"))}
    assert sorted(named - known) == []


def test_sheets_speak_of_start_and_end_so_that_a_page_can_run_from_right_to_left() -> None:
    sided = re.compile(
        r"(?<![\w-])(margin|padding|border)-(left|right)\b|text-align:\s*(left|right)|float:\s*(left|right)|(?<![\w-])(left|right):"
    )
    found = [
        f"{sheet.name}: {line.strip()}"
        for sheet in sorted(CSS.glob("*.css"))
        for line in sheet.read_text("utf-8").splitlines()
        if sided.search(line)
    ]
    assert found == []
    assert sided.search("p { margin-left: 1em }")
