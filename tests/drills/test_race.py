"""Two hundred people want twenty seats in the same moment, from four processes."""

from dataclasses import dataclass

from outreach import db
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.drills.crowd import rush
from tests.drills.server import APPLICATION, Server, serving

SEATS, PEOPLE, CROWDS = 20, 200, 4
UNGUARDED = "tests.drills.unguarded:unguarded"


@dataclass(frozen=True, slots=True)
class Race:
    """What was answered, and what stands in the database afterwards."""

    answers: list[list[float]]
    lesson: Lesson
    confirmed: list[Registration]
    waiting: list[Registration]


async def _race(url: str, application: str) -> Race:
    async with db.connected(url):
        lesson_id = (await world.lesson(capacity=SEATS)).id
    each = PEOPLE // CROWDS
    groups = [range(start, start + each) for start in range(0, PEOPLE, each)]
    async with serving(Server(url, application)) as server:
        answers = await rush(server.port, f"/morioka/classes/{lesson_id}/sign-up", groups)
    async with db.connected(url):
        rows = await Registration.filter(lesson_id=lesson_id).order_by("place", "id")
        by_status = {status: [row for row in rows if row.status == status] for status in ("confirmed", "waiting")}
        return Race(answers, await Lesson.get(id=lesson_id), **by_status)


async def test_200_people_at_once_get_20_seats_and_180_numbers_in_order(database_url: str) -> None:
    race = await _race(database_url, APPLICATION)
    slowest = max(seconds for _status, seconds in race.answers)
    print(f"200 for 20 seats: all answered within {slowest:.2f} s")  # noqa: T201 - shown by make bench and -s
    assert [status for status, _seconds in race.answers] == [303] * PEOPLE
    assert len(race.confirmed) == SEATS == race.lesson.taken
    assert [row.place for row in race.waiting] == list(range(1, PEOPLE - SEATS + 1))
    assert (race.lesson.waiting, race.lesson.last_place) == (PEOPLE - SEATS, PEOPLE - SEATS)
    assert {row.place for row in race.confirmed} == {None}
    assert len({row.participant_id for row in [*race.confirmed, *race.waiting]}) == PEOPLE


async def test_without_the_conditional_claim_seats_are_oversold(database_url: str) -> None:
    race = await _race(database_url, UNGUARDED)
    assert len(race.confirmed) > SEATS
