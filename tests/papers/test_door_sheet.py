"""The door sheet: its code can be read back, the day and its classes stand on one page, and the PIN never does."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
import zxingcpp

from outreach import papers
from outreach.clock import TOKYO
from outreach.lessons import Lesson
from outreach.papers import DoorSheet
from tests import world
from tests.papers.printed import QR, Printed, printed

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
DAY = date(2026, 11, 25)
# As long as an invitation's secret makes it.
ADDRESS = "https://classes.morioka.example/morioka/door/phone#join=" + "aB3-_xYz" * 5 + "xyz"
LONG = {
    "ja": "盛岡市立北松園児童センター・北松園老人福祉センター",
    "en": "Kita-Matsuzono Children's and Senior Welfare Centre",
}


async def _classes(count: int) -> list[Lesson]:
    course = await world.course(title={"ja": "健康保険証としての利用と公金受取口座", "en": "Health insurance by card"})
    starts = [datetime.combine(DAY, time(9 + n // 2, 30 * (n % 2)), tzinfo=TOKYO) for n in range(count)]
    return [await world.lesson(starts_at=at, course=course, minutes=60) for at in starts]


async def _set(folder: Path, count: int = 2, language: str = "ja", name: str = "sheet") -> Printed:
    centre = await world.centre(name=LONG)
    made = DoorSheet(await world.morioka(), centre, DAY, await _classes(count), ADDRESS, 10, language)
    return printed(papers.door_sheet(made), folder, name)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("count", [0, 1, 3, 8, 20])
async def test_it_is_one_page_whose_code_is_read_back(count: int, language: str, tmp_path: Path) -> None:
    made = await _set(tmp_path, count, language)

    assert made.pages == 1
    assert made.codes(dpi=60) == [[ADDRESS]]
    words = made.words()
    assert max(word.right for word in words) <= 565
    assert max(word.bottom for word in words) <= 815
    assert made.is_ua
    assert made.info["Tagged"] == "yes"


async def test_a_photocopy_of_a_quarter_of_its_size_is_still_read(tmp_path: Path) -> None:
    made = await _set(tmp_path)
    [page] = made.pictures(dpi=100)
    smaller = page.resize((page.width // 2, page.height // 2))

    assert [code.text for code in zxingcpp.read_barcodes(smaller, formats=QR)] == [ADDRESS]


async def test_it_tells_the_day_its_classes_the_three_steps_and_whom_to_call(tmp_path: Path) -> None:
    text = (await _set(tmp_path, 3, "en")).text

    assert "Wednesday25November" in text
    assert "Kita-Matsuzono" in text
    assert text.count("Healthinsurancebycard") == 3
    assert "9:30amto10:30am" in text
    assert "019-600-0000" in text
    for step in ("Pointyourphone", "Typethesixnumbers", "Holdeachticket"):
        assert step in text
    assert "Upto10phones" in text


async def test_in_japanese_it_says_the_same(tmp_path: Path) -> None:
    text = (await _set(tmp_path, 3)).text

    assert "25日（" in text
    assert "北松園" in text
    assert "暗証番号" in text
    assert text.count("公金受取口座") == 3


async def test_a_made_up_citys_sheet_says_so(tmp_path: Path) -> None:
    assert "Sample:" in (await _set(tmp_path, 1, "en")).text
