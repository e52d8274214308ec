"""A class is moved: those with mail are written to by the server, others called or posted a letter; nobody twice."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from outreach import jobs
from outreach.cities import City
from outreach.notices import Told, letters, note_told, reached, to_tell
from outreach.settings import Settings
from tests import world
from tests.changes.changing import change, moved
from tests.notices.smtp import post
from tests.registration.wishing import CLERK

pytestmark = pytest.mark.usefixtures("database")
MAILS, CALLS, LETTERS = 9, 5, 3
EVERYBODY = MAILS + CALLS + LETTERS


async def until_mailed(city_id: int) -> None:
    """Wait until nobody is to be told by mail any more."""
    while any(one.way == "mail" for one in await to_tell(city_id)):  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0.01)


async def test_seventeen_people_of_a_moved_class_are_each_told_once() -> None:
    lesson = await world.lesson(day=world.working_day(20), capacity=EVERYBODY)
    city_id = lesson.city_id
    await City.filter(id=city_id).update(mail_from="classes@city.example")
    for number in range(EVERYBODY):
        facts: dict[str, Any] = (
            {"phone": f"019-622-{4000 + number}"}
            if number < MAILS + CALLS
            else {"phone": "", "address": "盛岡市内丸12-2"}
        )
        facts |= {"email": f"hito{number}@mail.example"} if number < MAILS else {}
        await world.seat(lesson, await world.person(name=f"人{number}", **facts))
    await change(lesson, wanted=moved(days=7))
    assert await reached(city_id, [lesson.id]) == {lesson.id: (0, EVERYBODY)}

    async with post() as office:
        settings = Settings(mode="test", smtp_url=office.url, mail_seconds=0.02)
        async with jobs.running(settings), jobs.running(settings):
            await asyncio.wait_for(until_mailed(city_id), 30)
        assert Counter(str(one["To"]) for one in office.messages) == {
            f"hito{number}@mail.example": 1 for number in range(MAILS)
        }
    assert await reached(city_id, [lesson.id]) == {lesson.id: (MAILS, EVERYBODY)}

    assert Counter(one.way for one in await to_tell(city_id)) == {"call": CALLS, "letter": LETTERS}
    for one in await to_tell(city_id):
        if one.way == "call":
            await note_told(city_id, one.registration.id, one.topic, one.number, "told", by=CLERK)
    batch = await letters.batch(city_id, by=CLERK, key="a" * 32)
    assert await reached(city_id, [lesson.id]) == {lesson.id: (MAILS + CALLS, EVERYBODY)}
    assert await letters.posted(batch, city_id, by=CLERK) == LETTERS
    assert await reached(city_id, [lesson.id]) == {lesson.id: (EVERYBODY, EVERYBODY)}
    assert await to_tell(city_id) == []
    assert Counter(await Told.all().values_list("way", flat=True)) == {"mail": MAILS, "call": CALLS, "letter": LETTERS}
