"""The month's poster: every class stands on it and can be read, whatever is written in it."""

import io
import subprocess
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from outreach import papers
from outreach.lessons import Lesson
from outreach.lessons.choosing import Choice, chosen
from outreach.papers import CannotSet, Notice, fonts
from outreach.papers.poster import Size
from tests import world

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
DECEMBER = date(2026, 12, 1)
ADDRESS = "https://classes.morioka.example/morioka/classes"
TITLES = [
    {"ja": "はじめてのスマートフォン（電源とボタン）", "en": "First steps with a smartphone"},
    {
        "ja": "健康保険証としての利用と公金受取口座",
        "en": "Health insurance by card, and the account for public payments",
    },
    {"ja": "地図アプリの使い方", "en": "Using maps"},
]
PLACES = [
    {
        "ja": "盛岡市立北松園児童センター・北松園老人福祉センター",
        "en": "Kita-Matsuzono Children's and Senior Welfare Centre",
    },
    {"ja": "盛岡市中央公民館", "en": "Morioka Central Community Centre"},
]
TIMES = [time(10), time(13, 30), time(14)]


async def _month(count: int) -> list[Lesson]:
    courses = [await world.course(slug=f"course-{n}", title=title) for n, title in enumerate(TITLES)]
    centres = [await world.centre(key=f"centre-{n}", name=name) for n, name in enumerate(PLACES)]
    for n in range(count):
        day = DECEMBER + timedelta(days=n * 30 // count)
        await world.lesson(day=day, at=TIMES[n % 3], course=courses[n % 3], centre=centres[n % 2], capacity=8 + n)
    return await chosen((await world.morioka()).id, Choice(first=DECEMBER))


async def _notice(
    count: int = 1, language: str = "ja", size: Size = "a4", lessons: list[Lesson] | None = None
) -> Notice:
    rows = await _month(count) if lessons is None else lessons
    return Notice(await world.morioka(), DECEMBER, rows, language, size, ADDRESS)


def _tool(*command: str, given: bytes) -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def _text(pdf: bytes) -> str:
    """All words without spaces: a narrow column may break anywhere."""
    return "".join(_tool("pdftotext", "-raw", "-", "-", given=pdf).decode().split())


def _info(pdf: bytes, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "poster.pdf").write_bytes(pdf)
    lines = _tool("pdfinfo", str(tmp_path / "poster.pdf"), given=b"").decode().splitlines()
    return {name.strip(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("size", ["a4", "a3"])
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_forty_classes_stand_on_it_each_with_day_time_course_place_and_seats(
    language: str, size: Size, tmp_path: Path
) -> None:
    notice = await _notice(40, language, size)

    pdf = papers.poster(notice)

    said = _text(pdf)
    day, hours = {"ja": ("1日（火）", "午前10時〜11時30分"), "en": ("Tuesday1", "10amto11:30am")}[language]
    assert day in said or day.replace("（", "(").replace("）", ")") in said
    assert said.count(hours) >= 13
    assert said.count("".join(TITLES[2][language].split())) == 13
    assert all(str(8 + n) in said for n in range(40))
    assert "019-600-0000" in said
    info = _info(pdf, tmp_path)
    assert info["Tagged"] == "yes"
    assert info["Title"]
    assert ("A3" if size == "a3" else "A4") in info["Page size"]
    assert int(info["Pages"]) <= {"a3": 1, "a4": 2 if language == "ja" else 3}[size]


async def test_its_letters_are_never_smaller_than_12_points(tmp_path: Path) -> None:
    (tmp_path / "poster.pdf").write_bytes(papers.poster(await _notice(40)))
    boxes = _tool("pdftotext", "-bbox-layout", str(tmp_path / "poster.pdf"), "-", given=b"").decode()

    heights = [_edge(line, "yMax") - _edge(line, "yMin") for line in boxes.splitlines() if "<word" in line]

    assert len(heights) > 100
    assert min(heights) >= 11.9


def _edge(line: str, name: str) -> float:
    return float(line.partition(f'{name}="')[2].partition('"')[0])


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_its_fonts_are_inside(language: str, tmp_path: Path) -> None:
    (tmp_path / "poster.pdf").write_bytes(papers.poster(await _notice(3, language)))

    rows = _tool("pdffonts", str(tmp_path / "poster.pdf"), given=b"").decode().splitlines()[2:]

    assert rows
    assert all(row.split()[-5] == "yes" for row in rows), rows
    assert any("BIZUDPGothic" in row or "NotoSansCJK" in row for row in rows)


@pytest.mark.parametrize("size", ["a4", "a3"])
@pytest.mark.parametrize("count", [3, 40])
async def test_its_code_stands_on_the_first_page_and_leads_to_the_classes(count: int, size: Size) -> None:
    pdf = papers.poster(await _notice(count, size=size))

    drawn = _tool("pdftoppm", "-r", "100", "-png", "-f", "1", "-l", "1", "-", given=pdf)

    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    assert code.text == ADDRESS


async def test_a_made_up_citys_poster_says_that_it_is_a_sample() -> None:
    assert "Sample:theseclasses" in _text(papers.poster(await _notice(1, "en")))


async def test_a_real_citys_poster_does_not_say_sample() -> None:
    city = await world.morioka()
    city.is_sample = False
    real = await world.lesson(day=DECEMBER, is_sample=False)

    pdf = papers.poster(Notice(city, DECEMBER, [real], "en", "a4", ADDRESS))

    assert "Sample:" not in _text(pdf)


async def test_a_month_without_classes_says_so() -> None:
    assert "Noclassisplannedforthismonth." in _text(papers.poster(await _notice(language="en", lessons=[])))


@pytest.mark.parametrize("title", ['#panic("x") *a* $b$ <c> @d [e] \\ " // /* ', "{{ 7*7 }}", "𠮷田さんと髙﨑さん①㈱"])
async def test_what_looks_like_markup_is_printed_as_it_is(title: str) -> None:
    lesson = await world.lesson(day=DECEMBER, course=await world.course(slug="odd", title={"ja": title}))

    pdf = papers.poster(await _notice(lessons=[lesson]))

    assert "".join(title.split()) in _text(pdf)


async def test_a_sign_that_no_font_can_draw_refuses_instead_of_printing_a_box() -> None:
    lesson = await world.lesson(day=DECEMBER, course=await world.course(slug="odd", title={"ja": "絵文字😀"}))

    with pytest.raises(CannotSet, match="cannot be printed"):
        papers.poster(await _notice(lessons=[lesson]))


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        (list(fonts.FAMILIES), "sudo apt install fonts-nowhere-0 fonts-nowhere-1"),
        (["Noto Sans CJK JP"], ""),
    ],
)
async def test_a_missing_font_is_named_and_never_replaced_by_boxes(
    lacking: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {family: package for family, package in fonts.FAMILIES.items() if family not in lacking}
    gone: dict[str, Any] = {f"Font {n} that nobody has": f"fonts-nowhere-{n}" for n, _font in enumerate(lacking)}
    monkeypatch.setattr(fonts, "FAMILIES", there | gone)
    notice = await _notice(1)

    assert fonts.missing() == list(gone.values())
    if sentence:
        with pytest.raises(CannotSet, match=sentence):
            papers.poster(notice)
    else:
        assert "はじめてのスマートフォン" in _text(papers.poster(notice))
