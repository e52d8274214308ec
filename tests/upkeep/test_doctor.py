"""The doctor names the fonts that posters are set in."""

import pytest

from outreach.papers import fonts
from outreach.upkeep import doctor

pytestmark = pytest.mark.usefixtures("database")


async def _fonts(monkeypatch: pytest.MonkeyPatch) -> doctor.Finding:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    return next(one for one in await doctor.examine() if one.what == "fonts for paper")


async def test_the_fonts_are_good_where_all_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await _fonts(monkeypatch)
    assert (found.state, found.told) == ("good", ", ".join(fonts.FAMILIES))


async def test_a_missing_font_is_a_warning_that_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", fonts.FAMILIES | {"A font that nobody has": "fonts-nowhere"})
    found = await _fonts(monkeypatch)
    assert (found.state, found.told) == ("warning", "some are missing; run: sudo apt install fonts-nowhere")
