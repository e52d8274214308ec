"""Letters go into a window envelope, are read by old eyes, and bring the ticket with them."""

from datetime import date, datetime
from pathlib import Path

import pytest

from outreach import papers, tickets
from outreach.cities import City
from outreach.clock import TOKYO
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.papers import Batch, CannotSet, Letter
from outreach.registration import Registration
from tests import world
from tests.papers.printed import Printed, printed

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
DAY = date(2026, 11, 21)
URL = "https://classes.morioka.example"
MM = 72 / 25.4
LATIN = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
THAI = "สมชาย"
NAMES = [
    ("佐藤 ハナ", "サトウ ハナ"),
    ("髙﨑 𠮷", "タカサキ ヨシ"),
    ("葛\U000e0100城 一", "カツラギ ハジメ"),
    ("丑", "ウシ"),
    ("髙" * 60, "タカ" * 30),
    (LATIN, "ウォルフェ"),
    (THAI, "ソムチャイ"),
]


async def _row(name: str = "佐藤 ハナ", kana: str = "サトウ ハナ", **over: str) -> Registration:
    """Somebody who has a seat and no telephone."""
    lesson = await world.lesson(starts_at=datetime(2026, 11, 25, 13, 30, tzinfo=TOKYO))
    row = await world.seat(lesson, await world.person(name=name, kana=kana, phone="", language="ja"))
    person = row.participant
    person.postcode, person.address = "020-0023", "岩手県盛岡市内丸12番2号"
    for field, value in over.items():
        setattr(person, field, value)
    return row


def _said(n: int = 1) -> list[Phrase]:
    moved = _("The class “{title}” was moved.", title="はじめてのスマートフォン")
    now = _("It is now {after}.", after=datetime(2026, 12, 1, 10, tzinfo=TOKYO))
    return [moved, now] * n


async def _set(folder: Path, *letters: Letter, city: City | None = None) -> Printed:
    return printed(papers.letters(Batch(city or await world.morioka(), DAY, URL, letters)), folder)


async def test_the_modules_of_its_code_are_large_enough_for_a_worn_print(tmp_path: Path) -> None:
    [module] = (await _set(tmp_path, Letter(await _row(), _said()))).modules()
    assert module >= 0.55


async def test_a_hundred_letters_are_a_hundred_sheets_and_each_code_opens_its_own_ticket(tmp_path: Path) -> None:
    city, row = await world.morioka(), await _row()
    rows = [_like(row, n) for n in range(100)]

    made = await _set(tmp_path, *(Letter(one, _said()) for one in rows), city=city)

    assert made.pages == 100
    assert made.codes(dpi=110) == [[tickets.address_of(URL, city.slug, one)] for one in rows]
    text = made.text
    assert all(tickets.code_words(one.code) in text for one in rows)
    assert made.is_ua
    assert (made.info["Tagged"], made.info["Title"]) == ("yes", "電話のない人への手紙")


def _like(row: Registration, n: int) -> Registration:
    """The same class for another person; odd ones are written to in English."""
    name, kana = NAMES[n % len(NAMES)]
    person = row.participant.clone(pk=1000 + n)
    person.name, person.kana, person.language = name, kana, "en" if n % 2 else "ja"
    made = row.clone(pk=1000 + n)
    made.participant, made.lesson = person, row.lesson
    made.code, made.token = tickets.new_code(), tickets.new_token()
    return made


@pytest.mark.parametrize(
    "name", [name for name, _kana in NAMES if name != THAI], ids=["usual", "rare", "variant", "one", "sixty", "latin"]
)
async def test_the_address_shows_in_the_window_however_the_sheet_slides_and_nothing_else_does(
    name: str, tmp_path: Path
) -> None:
    row = await _row(name, "サトウ ハナ", address="岩手県盛岡市" + "とても長い町名" * 8 + "1203号室")

    made = await _set(tmp_path, Letter(row, _said()))

    shows = [word for word in made.words() if word.left < 110 * MM and word.top < 60 * MM]
    assert shows
    for word in shows:
        assert word.left >= 20 * MM
        assert word.right <= 85.5 * MM, word
        assert word.top >= 15 * MM
        assert word.bottom <= 40 * MM, word
    assert "".join(word.text for word in shows).replace("\u200b", "").endswith("様")


async def test_what_is_read_is_at_least_14_points_and_all_of_it_is_on_the_sheet(tmp_path: Path) -> None:
    made = await _set(tmp_path, Letter(await _row(), _said()))
    words = made.words()

    sentence = next(word for word in words if "地図" in word.text or "スマートフォン" in word.text)
    assert sentence.bottom - sentence.top >= 14
    assert min(word.left for word in words) >= 15 * MM
    assert max(word.right for word in words) <= 200 * MM
    assert max(word.bottom for word in words) <= 290 * MM


async def test_the_name_the_place_and_the_large_date_have_their_reading(tmp_path: Path) -> None:
    text = (await _set(tmp_path, Letter(await _row(), _said()))).text

    assert "12月1日（火）午前10時" in text
    assert "ついたち" not in text  # in a sentence, where readings would pull the date apart
    for reading in (
        "さとう",
        "ちゅうおうこうみんかん",
        "じゅういちがつ",
        "にじゅうごにち",
        "ごご",
        "さんじゅっぷん",
    ):
        assert reading in text, reading
    assert "はな" not in text  # ハナ is kana already


async def test_a_name_in_letters_is_read_as_it_stands(tmp_path: Path) -> None:
    text = (await _set(tmp_path, Letter(await _row("John Smith", "ジョン スミス"), _said()))).text
    assert "すみす" not in text


async def test_a_made_up_citys_letters_say_so_each_in_its_language(tmp_path: Path) -> None:
    letters = [Letter(await _row(language=language), _said()) for language in ("ja", "en")]
    text = (await _set(tmp_path, *letters)).text
    assert "見本：" in text
    assert "Sample:" in text


async def test_an_english_letter_has_no_readings(tmp_path: Path) -> None:
    text = (await _set(tmp_path, Letter(await _row(language="en"), _said()))).text
    assert "Wednesday25November" in text
    assert "DearSatoHana" not in text
    assert "さとう" in text  # her name, which is Japanese
    assert "じゅういちがつ" not in text


async def test_where_there_is_nothing_to_come_to_the_letter_has_no_ticket(tmp_path: Path) -> None:
    row = await _row()
    made = await _set(tmp_path, Letter(row, _said(), shows_class=False))
    assert made.codes() == [[]]
    assert tickets.code_words(row.code) not in made.text
    assert "019-600-0000" in made.text


@pytest.mark.parametrize("status", ["waiting", "applied", "offered", "confirmed"])
async def test_who_has_no_seat_yet_reads_beside_the_day_that_she_should_not_come(status: str, tmp_path: Path) -> None:
    row = await _row(language="en")
    row.status, row.place = status, 3
    made = await _set(tmp_path, Letter(row, _said()))
    assert ("Pleasecomeonlywhen" in made.text) == (status != "confirmed")
    assert made.pages == 1


async def test_a_long_letter_goes_on_to_a_second_sheet_and_the_next_begins_on_its_own(tmp_path: Path) -> None:
    made = await _set(tmp_path, Letter(await _row(), _said(9)), Letter(await _row("青木 一", "アオキ ハジメ"), _said()))
    assert made.pages == 3
    assert [len(codes) for codes in made.codes()] == [0, 1, 1]


@pytest.mark.parametrize("name", ["สมชาย", "\u05cf", "राम 😀", "𐎠𐎡"])
async def test_a_name_that_no_font_can_draw_is_written_by_its_reading(name: str, tmp_path: Path) -> None:
    row = await _row("ラム", "ラム")
    row.participant.name = name
    made = await _set(tmp_path, Letter(row, _said()), Letter(await _row(), _said()))
    assert "ラム様" in made.text
    assert "佐藤ハナ様" in made.text


async def test_an_address_that_no_font_can_draw_refuses_instead_of_printing_boxes(tmp_path: Path) -> None:
    with pytest.raises(CannotSet, match="cannot be printed"):
        await _set(tmp_path, Letter(await _row(address="ประเทศไทย 1"), _said()))


@pytest.mark.parametrize("odd", ['#panic("x")', "*a* $b$ <c> @d", "{{ 7*7 }}", '\\ " // /*'])
async def test_what_looks_like_markup_is_printed_as_it_is(odd: str, tmp_path: Path) -> None:
    made = await _set(tmp_path, Letter(await _row(odd, "オド"), [_("Reason: {reason}", reason=odd)]))
    assert made.text.count("".join(odd.split())) >= 2
