"""How far the city is, drawn and as tables: in public, and on the coordinator's board."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from outreach.checkin import Arrival
from outreach.clock import TOKYO
from outreach.departments import Department
from outreach.goal import Goal, Report
from outreach.lessons import Lesson
from tests import world
from tests.browser import Page
from tests.document import said
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")
STARTS, ENDS = date(2026, 4, 1), date(2031, 3, 31)
PUBLIC, BOARD = "/morioka/en/progress", "/morioka/en/office/progress"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 5, 20, 12, tzinfo=TOKYO), tick=True):
        yield


async def _goal(**over: object) -> Goal:
    facts = {"starts": STARTS, "ends": ENDS} | over
    return await world.goal(None, await world.course(), **facts)  # type: ignore[arg-type]  # passed on


async def _months(a_month: int = 2) -> None:
    """Classes in each month from October 2026 to April 2027."""
    for year, month in [(2026, 10), (2026, 11), (2026, 12), (2027, 1), (2027, 2), (2027, 3), (2027, 4)]:
        for day in range(a_month):
            await world.counted(day=date(year, month, 5 + day))


def _tables(page: Page) -> dict[str, list[list[str]]]:
    """The rows of each table below its headings, by its caption; what only narrow screens repeat is left out."""
    found = {}
    for table in page.document.all("table"):
        caption = said(next(iter(table.iter("caption"))))
        rows = [
            [said(next(span for span in cell.iter("span") if span.get("class") == "cell")) for cell in row]
            for row in table.iter("tr")
            if list(row.iter("td"))
        ]
        found[caption] = rows
    return found


async def test_progress_says_held_planned_needed_pace_and_where_it_leads() -> None:
    await _goal()
    await _months()
    await world.lesson(day=date(2027, 6, 1))
    await world.lesson(day=date(2027, 5, 1))

    page = await (await world.visitor()).open(PUBLIC)

    assert "14 of 130 classes have been held. 116 to go." in page.text
    for words in (
        "Classes planned 1",
        "not confirmed yet 1",
        "Still needed 116",
        "Needed each month until the plan ends 2.5",
    ):
        assert words in page.text
    assert "as in the last 7 months, with 2.0 classes a month, from" in page.text
    assert "from 73 to 142 classes will have been held when the plan ends." in page.text
    assert "So the goal may be reached or missed." in page.text
    assert _tables(page)["By fiscal year"][:2] == [
        ["Fiscal year 2026 (April 2026 to March 2027)", "12", "0", "0"],
        ["Fiscal year 2027 (April 2027 to March 2028)", "2", "1", "1"],
    ]
    assert (await page.follow("How classes are counted")).heading == "How classes are counted"


async def test_progress_makes_no_forecast_from_too_little() -> None:
    await _goal()
    await world.counted(day=date(2027, 5, 1))

    page = await (await world.visitor()).open(PUBLIC)

    assert "There is no forecast yet" in page.text
    assert "If it goes on" not in page.text


async def test_progress_of_plans_at_once_and_ended_claims_nothing_for_those_without_records() -> None:
    await _goal()
    await _goal(key="people", unit="people", target=50)
    await _goal(starts=date(2025, 4, 1), ends=date(2029, 3, 31), key="other", target=None)
    await _goal(starts=date(2020, 4, 1), ends=date(2025, 3, 31))
    await world.counted(day=date(2027, 5, 1))

    page = await (await world.visitor()).open(PUBLIC)

    assert page.text.count("1 of 130 classes have been held.") == 1
    assert "0 of 50 different people have come. 50 to go." in page.text
    assert "1 class has been held." in page.text
    assert "There are no records here." in page.text
    assert "Goal: 130 classes" in page.text
    assert "0 of 130" not in page.text


async def test_goal_shows_the_way_and_its_classes_by_place_course_and_department() -> None:
    one = await _goal()
    north = await world.centre(key="north", name={"en": "North Hall"}, district="北部")
    welfare = await Department.create(city=await world.morioka(), key="w", name={"en": "Welfare"})
    await world.counted(day=date(2027, 3, 1), centre=north, department=welfare, attendance=4)
    await world.counted(day=date(2027, 4, 1), centre=north)
    await world.counted(day=date(2027, 4, 2))
    await world.lesson(day=date(2027, 6, 1))

    page = await (await world.visitor()).open(f"{PUBLIC}/{one.id}")

    tables = _tables(page)
    assert tables["By district"] == [["北部", "2", "0"], ["not on record", "1", "1"]]
    assert tables["By centre"] == [["North Hall", "2", "0"], ["Central Community Centre", "1", "1"]]
    assert tables["By course"] == [["Your first smartphone", "3", "1"]]
    assert tables["By department"] == [["Welfare", "1", "0"], ["not on record", "2", "1"]]
    assert tables["Month by month"][:3] == [["May 2027", "0", "3"], ["April 2027", "2", "3"], ["March 2027", "1", "1"]]
    assert "People who came" not in page.text


async def test_goal_of_another_city_is_not_found_here() -> None:
    tomi = await world.tomi()
    one = await world.goal(tomi, starts=STARTS, ends=ENDS)
    await world.morioka()
    browser = await world.visitor()

    assert (await browser.open(f"/tomi/en/progress/{one.id}")).status == 200
    assert (await browser.open(f"{PUBLIC}/{one.id}")).status == 404


async def test_no_page_shows_a_number_while_the_counts_differ() -> None:
    one = await _goal()
    kept = await world.counted(day=date(2027, 4, 1))
    coordinator, visitor = await world.visitor("coordinator"), await world.visitor()
    pages = [(visitor, "/morioka/en"), (visitor, PUBLIC), (visitor, f"{PUBLIC}/{one.id}"), (coordinator, BOARD)]
    for browser, path in pages:
        page = await browser.open(path)
        assert "1 of 130 classes have been held" in page.text, path
        assert "Being reconciled" not in page.text, path

    await Report.filter(lesson_id=kept.id).update(attendance=9)

    for browser, path in pages:
        page = await browser.open(path)
        assert "Being reconciled" in page.text, path
        assert "classes have been held" not in page.text, path


async def test_board_shows_also_how_many_came_and_asks_as_often_for_many_classes() -> None:
    await _goal()
    await world.counted(day=date(2027, 4, 1), attendance=12)
    browser = await world.visitor("coordinator")
    page = await browser.open(BOARD)
    assert _tables(page)["By centre"] == [["Central Community Centre", "1", "0", "12"]]
    with counted() as few:
        await browser.open(BOARD)
    for number in range(3):
        where = await world.centre(key=f"c{number}")
        await world.counted(day=date(2027, 4, 2 + number), centre=where, course=await world.course(slug=f"s{number}"))
    with counted() as many:
        await browser.open(BOARD)
    assert len(few) == len(many)


async def _came(lesson: Lesson, count: int, town: str, age_band: str) -> None:
    for number in range(count):
        who = await world.person(name=f"{town}{age_band}{number}", kana="ヒト", phone="", town=town, age_band=age_band)
        row = await world.seat(lesson, who)
        await Arrival.create(
            city_id=lesson.city_id,
            lesson_id=lesson.id,
            registration_id=row.id,
            at=lesson.starts_at,
            by="system",
            method="name",
        )


async def test_reached_names_the_towns_that_are_hardly_reached_and_no_others() -> None:
    lesson = await world.counted(day=date(2027, 4, 10), capacity=200)
    for count, town, age_band in (
        (8, "大通", "60s"),
        (30, "大通", "70s"),
        (20, "大通", "80s"),
        (7, "花巻の実家", "70s"),
    ):
        await _came(lesson, count, town, age_band)
    await world.survey(saved=True)

    page = await (await world.visitor("coordinator")).open(f"{BOARD}/reach")

    tables = _tables(page)
    assert tables["Towns that are hardly reached"] == [["青山", "700", "50", "0"]]
    assert [(row[0], row[1]) for row in tables["By town"]] == [
        ("大通", "58"),
        ("青山", "0"),
        ("elsewhere or not known", "7"),
    ]
    assert [row[:2] for row in tables["By age"]][1:] == [["60 to 69", "8"], ["70 to 79", "37"], ["80 and over", "20"]]
    assert "花巻" not in page.text


async def test_reached_hides_small_counts() -> None:
    lesson = await world.counted(day=date(2027, 4, 10), capacity=200)
    for count, town in ((40, "大通"), (2, "青山")):
        await _came(lesson, count, town, "70s")
    await world.survey(saved=True)

    page = await (await world.visitor("coordinator")).open(f"{BOARD}/reach")

    counts = {row[0]: row[1] for row in _tables(page)["By town"]}
    assert counts["青山"] == "hidden"
    assert "Towns that are hardly reached" not in _tables(page)


async def test_reached_asks_for_the_population_where_it_is_missing() -> None:
    lesson = await world.counted(day=date(2027, 4, 10), capacity=200)
    await _came(lesson, 6, "大通", "70s")

    page = await (await world.visitor("coordinator")).open(f"{BOARD}/reach")

    assert "nobody can say which towns" in page.text
    assert "大通" not in page.text
    assert (await page.follow("Bring in the population by town")).heading == "The population by town"


async def test_reached_is_public_only_for_a_year_that_is_over() -> None:
    lesson = await world.counted(day=date(2027, 4, 10), capacity=200)
    await _came(lesson, 6, "大通", "70s")

    page = await (await world.visitor()).open(f"{PUBLIC}/reach")

    assert "once the year is over" in page.text
