"""A town of the size that the goals name: 130 coming classes, and past ones with thousands of tickets to check in."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from outreach import clock, db, tickets
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from tests import world

COMING, CLASSES, SEATS = 130, 1000, 20
AMPLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Town:
    """Ids of the coming classes; (class, registration) of the tickets; a coordinator's cookie."""

    coming: list[int]
    seats: list[tuple[int, int]]
    cookie: str


async def build(url: str) -> Town:
    """Build it in an empty database."""
    async with db.connected(url):
        city = await world.morioka()
        first = await world.course(city)
        today = clock.today()
        await world.goal(city, first, starts=today - timedelta(days=200), ends=today + timedelta(days=1500))
        coming = await _classes(COMING, await world.lesson(city, capacity=AMPLE), coming=True)
        other = await world.lesson(city, course=await world.course(city, "other"), capacity=SEATS, taken=SEATS)
        past = await _classes(CLASSES, other, coming=False)
        secret = await world.sign_in(await world.account(city, "coordinator"))
        return Town(coming, await _seats(past), f"outreach={secret}")


async def _classes(count: int, like: Lesson, *, coming: bool) -> list[int]:
    kept = {name: getattr(like, name) for name in Lesson._meta.db_fields if name != "id"}
    shift = timedelta(days=0 if coming else -400)
    moved = {name: kept[name] + shift for name in ("day", "starts_at", "ends_at")}
    step = timedelta(minutes=1)
    rows = [
        Lesson(**kept | moved | {"uid": secrets.token_hex(16), "starts_at": moved["starts_at"] + n * step})
        for n in range(count - coming)
    ]
    await Lesson.bulk_create(rows, batch_size=500)
    course = kept["course_id"]
    found = await Lesson.filter(course_id=course).order_by("id").values_list("id", flat=True)
    return [int(str(one)) for one in found]


async def _seats(lessons: list[int]) -> list[tuple[int, int]]:
    now = clock.now()
    facts = {
        "city_id": 1,
        "name": "見本 花子",
        "kana": "ミホン ハナコ",
        "kana_key": "ミホンハナコ",
        "purpose_version": "1",
    }
    people = [Participant(**facts, purpose_at=now, created_at=now) for _seat in range(SEATS)]
    await Participant.bulk_create(people)
    ids = await Participant.all().values_list("id", flat=True)
    common = {"city_id": 1, "status": "confirmed", "channel": "phone", "taken_by": "system", "at": now}
    codes = _codes()
    rows = [
        Registration(**common, lesson_id=lesson, participant_id=person, code=next(codes), token=tickets.new_token())
        for lesson in lessons
        for person in ids
    ]
    await Registration.bulk_create(rows, batch_size=1000)
    pairs = await Registration.all().order_by("id").values_list("lesson_id", "id")
    return [(int(lesson), int(number)) for lesson, number in pairs]


def _codes() -> Iterator[str]:
    seen: set[str] = set()
    while True:
        code = tickets.new_code()
        if code not in seen:
            seen.add(code)
            yield code
