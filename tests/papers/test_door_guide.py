"""The guide for volunteers: one sheet in each language, with pictures, the keys' own words, and nobody's name."""

from pathlib import Path

import pytest
from PIL import Image

from outreach import papers
from outreach.i18n import STAFF
from outreach.papers import DoorGuide
from outreach.papers.door_guide import KEYS, PICTURED, pictures
from tests import world
from tests.house.ground import ROOT
from tests.papers.printed import Printed, printed

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
PICTURES = ROOT / "outreach/papers/pictures"
TEMPLATES = ROOT / "outreach/web/templates/door"
MOST_BYTES = 40_000


async def _set(folder: Path, language: str, **values: object) -> Printed:
    city = await world.morioka()
    await city.update_from_dict(values)
    return printed(papers.door_guide(DoorGuide(city, language)), folder, "guide")


SAID = {
    "en": [
        *("Readthecode", "Chooseyourclass", "Showitthetickets", "Lookatthecolour", "Endyourday"),
        *("Green:comein", "Yellow:comein,too", "Red:ask", "Writethenameonthepaperlist"),
        *("Today'smemberofstaff", "Thepicturesshowasample"),
    ],
    "ja": [
        "スマートフォンで受付をする方へ",
        "緑",
        "黄",
        "赤",
        "紙の名簿に名前を",
        "今日の担当の職員",
        "画面は見本です",
    ],
}


@pytest.mark.parametrize("language", STAFF)
async def test_it_is_one_sheet_with_the_steps_the_colours_and_whom_to_call(language: str, tmp_path: Path) -> None:
    await world.seat(await world.lesson(), await world.person(name="菊地 キヨ", kana="キクチ キヨ"))

    made = await _set(tmp_path, language)

    assert made.pages == 1
    assert made.is_ua
    assert made.info["Tagged"] == "yes"
    words = made.words()
    assert max(word.right for word in words) <= 565
    assert max(word.bottom for word in words) <= 825
    assert [said for said in [*SAID[language], "019-600-0000"] if said not in made.text] == []
    assert [name for name in ("菊地", "キクチ") if name in made.text] == []


async def test_a_long_name_of_the_desk_stays_on_the_sheet(tmp_path: Path) -> None:
    made = await _set(tmp_path, "en", department={"en": "Digital Promotion Division, Desk for Everybody's Smartphones"})

    assert made.pages == 1
    assert max(word.right for word in made.words()) <= 565


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_it_calls_the_keys_as_the_phones_page_does(key: object) -> None:
    page = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("_phone*.html"))

    assert f'_("{key}")' in page


def test_each_picture_that_it_shows_is_there_and_small_and_no_other() -> None:
    for language in PICTURED:
        files = {path.stem: path for path in (PICTURES / language).iterdir()}
        assert set(files) == pictures()
        for path in files.values():
            assert path.stat().st_size <= MOST_BYTES
            with Image.open(path) as picture:
                assert (picture.format, picture.width) == ("PNG", 640)
