"""The list for the door: one line for each person, boxes to tick, and nothing that others should not read."""

from datetime import datetime
from pathlib import Path

import pytest

from outreach import clock, papers
from outreach.clock import TOKYO
from outreach.papers import Sheet
from outreach.registration import Registration
from tests import world
from tests.papers.printed import Printed, printed

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
ADDRESS = "https://classes.morioka.example/morioka/desk/rosters/{}/attendance"
LATIN = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
NAMES = ["佐藤 ハナ", "髙﨑 𠮷", "丑", "髙" * 60, LATIN, "สมชาย"]


async def _row() -> Registration:
    lesson = await world.lesson(starts_at=datetime(2026, 11, 25, 13, 30, tzinfo=TOKYO))
    return await world.seat(lesson, await world.person(needs="前の席", town="松園"))


def _lines(row: Registration, count: int) -> list[Registration]:
    made = []
    for n in range(count):
        one, person = row.clone(pk=1000 + n), row.participant.clone(pk=1000 + n)
        person.name = NAMES[n % len(NAMES)]
        one.participant, one.lesson = person, row.lesson
        made.append(one)
    return made


async def _set(folder: Path, row: Registration, count: int, number: int = 12, language: str = "ja") -> Printed:
    lines, city = _lines(row, count), await world.morioka()
    sheet = Sheet(city, row.lesson, number, clock.now(), lines, ADDRESS.format(number), language)
    return printed(papers.roster(sheet), folder, str(number))


async def test_twenty_lists_of_all_lengths_can_be_scanned_and_read(tmp_path: Path) -> None:
    row = await _row()
    for number, count in enumerate([*range(17), 30, 60, 120], 1):
        made = await _set(tmp_path, row, count, number, "ja" if number % 2 else "en")

        codes = made.codes(dpi=75)
        assert codes[0] == [ADDRESS.format(number)]
        assert not any(codes[1:])
        words = made.words()
        assert {str(n) for n in range(1, count + 1)} <= {word.text for word in words if word.left < 90}
        assert max(word.right for word in words) <= 570
        assert max(word.bottom for word in words) <= 830
        assert made.is_ua
        assert made.info["Tagged"] == "yes"


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_it_bears_names_and_readings_and_nothing_else_of_anybody(language: str, tmp_path: Path) -> None:
    row = await _row()
    text = (await _set(tmp_path, row, 1, language=language)).text
    assert "佐藤ハナサトウハナ" in text
    for secret in ("4411", "019-622", "前の席", "松園", row.code[:4] + "-", row.token):
        assert secret not in text


async def test_it_says_which_list_it_is_and_where_it_must_not_stay(tmp_path: Path) -> None:
    text = (await _set(tmp_path, await _row(), 2, language="en")).text
    assert "Listno.12,printed" in text
    assert "Donotleaveitintheroom." in text
    assert text.count("withoutaregistration") >= 6


async def test_a_usual_class_of_ten_and_the_empty_lines_stand_on_one_sheet(tmp_path: Path) -> None:
    row = await _row()
    row.participant.name = "佐藤 ハナ"
    plain = [row] * 10
    sheet = Sheet(await world.morioka(), row.lesson, 1, clock.now(), plain, ADDRESS.format(1), "ja")
    assert printed(papers.roster(sheet), tmp_path).pages == 1
