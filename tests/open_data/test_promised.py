"""Goals that count people, in public: years that are over, no small number, and none that another table would tell."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from outreach import clock, goal
from outreach.checkin import Arrival
from outreach.clock import TOKYO
from outreach.goal import GoalProgress
from outreach.goal.progress import Settled
from outreach.lessons import Lesson
from outreach.open_data import reach
from outreach.open_data.promised import in_public
from tests import world

pytestmark = pytest.mark.usefixtures("database")
STARTS, ENDS = date(2025, 4, 1), date(2030, 3, 31)
MARCH = date(2027, 3, 31)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 5, 20, 12, tzinfo=TOKYO), tick=True):
        yield


async def _goal(unit: str, key: str = "one") -> None:
    await world.goal(None, await world.course(), starts=STARTS, ends=ENDS, unit=unit, target=100, key=key)


async def _seen() -> GoalProgress:
    city = await world.morioka()
    return (await in_public(city.id, await goal.progress(city.id)))[0]


async def _came(lesson: Lesson, count: int, name: str = "人") -> None:
    for number in range(count):
        row = await world.seat(lesson, await world.person(name=f"{name}{number}", kana="ヒト", phone=""))
        await Arrival.create(
            city_id=lesson.city_id,
            lesson_id=lesson.id,
            registration_id=row.id,
            at=clock.now(),
            by="system",
            method="name",
        )


async def test_classes_are_told_at_once() -> None:
    await _goal("classes")
    await world.counted(day=date(2027, 5, 1), attendance=1)

    seen = await _seen()

    assert (seen.held, seen.settled) == (1, None)


async def test_attendances_of_a_running_year_are_told_once_it_is_over() -> None:
    await _goal("attendances")
    await world.counted(day=date(2026, 6, 1), attendance=20)
    await world.counted(day=date(2027, 4, 5), attendance=30)

    seen = await _seen()

    assert (seen.held, seen.settled) == (20, Settled(MARCH, frozenset()))
    assert sum(len(year.lessons) for year in seen.years) == 2
    with time_machine.travel(datetime(2028, 5, 1, tzinfo=TOKYO)):
        assert (await _seen()).held == 50


async def test_a_year_of_few_is_hidden_and_so_is_one_that_leaves_few_of_the_whole() -> None:
    await _goal("attendances")
    await world.counted(day=date(2025, 6, 1), attendance=3)
    await world.counted(day=date(2026, 6, 1), attendance=30)
    assert (await _seen()).settled == Settled(MARCH, frozenset({2025}))

    await world.counted(day=date(2026, 6, 8), attendance=2, course=await world.course(slug="other"))

    seen = await _seen()
    assert (seen.held, seen.settled) == (0, Settled(MARCH, frozenset({2025, 2026})))


async def test_few_newcomers_of_a_year_are_hidden_as_two_sums_would_tell_them() -> None:
    await _goal("people")
    who = [await world.person(name=f"人{n}", kana="ヒト", phone="") for n in range(8)]
    for day, some in ((date(2025, 6, 1), who[:6]), (date(2026, 6, 1), who)):
        lesson = await world.counted(day=day, capacity=20)
        for one in some:
            row = await world.seat(lesson, one)
            await Arrival.create(
                city_id=lesson.city_id,
                lesson_id=lesson.id,
                registration_id=row.id,
                at=clock.now(),
                by="system",
                method="name",
            )

    seen = await _seen()

    assert [year.held for year in seen.years[:2]] == [6, 0]
    assert seen.settled == Settled(MARCH, frozenset({2026}))


@pytest.mark.parametrize("unit", ["attendances", "people"])
async def test_no_public_page_tells_of_three_people(unit: str) -> None:
    await _goal(unit)
    for day in (date(2025, 6, 1), date(2027, 4, 5)):
        lesson = await world.counted(day=day, attendance=3)
        await _came(lesson, 3, str(day))
    number = (await goal.progress((await world.morioka()).id))[0].goal.id
    visitor, office = await world.visitor(), await world.visitor("coordinator")

    for path in ("/morioka/en", "/morioka/en/progress", f"/morioka/en/progress/{number}"):
        page = await visitor.open(path)
        assert "A number that would tell of a few people is hidden" in page.text, path
        assert "people have come" not in page.text, path
        assert "People who came 3" not in page.text, path
        assert '"cell">3<' not in page.html, path
        assert "chart-in" not in page.html, path
    assert "of 100" in (await office.open("/morioka/en/office/progress")).text


async def test_attendances_wait_until_every_class_of_the_year_is_confirmed() -> None:
    await _goal("attendances")
    await world.counted(day=date(2026, 6, 1), attendance=20)
    await world.lesson(day=date(2026, 7, 1), course=await world.course(slug="other"))

    assert (await _seen()).settled == Settled(MARCH, frozenset({2026}))


async def test_of_two_goals_in_people_only_the_first_is_told() -> None:
    await _goal("people")
    await _goal("people", "other")
    lesson = await world.counted(day=date(2025, 6, 1), capacity=20)
    await _came(lesson, 9)
    city = await world.morioka()

    seen = {one.goal.id: one for one in await in_public(city.id, await goal.progress(city.id))}

    first, second = (seen[number] for number in sorted(seen))
    assert (first.held, first.settled) == (9, Settled(MARCH, frozenset()))
    assert (second.held, second.settled) == (0, Settled(MARCH, frozenset({2025})))


async def test_people_are_told_once_who_was_reached_in_that_year_is_published() -> None:
    await _goal("people")
    lesson = await world.counted(day=date(2026, 6, 1), capacity=20)
    await _came(lesson, 9)
    assert (await _seen()).held == 0

    await reach.publish_due()

    assert (await _seen()).held == 9
