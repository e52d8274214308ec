"""The server dies with a mail in hand, again and again: no mail arrives twice, and whoever may lack hers is called."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from outreach import clock, db
from outreach.cities import City
from outreach.db import Dialect
from outreach.notices import Mail, to_tell
from tests import world
from tests.changes.changing import OFF, change
from tests.drills.server import Server
from tests.notices.smtp import Post, post

KILLS, PEOPLE = 2, 30
PROCESSES: dict[Dialect, int] = {"sqlite": 1, "postgres": 2}


async def _town(url: str) -> int:
    async with db.connected(url):
        city = await world.morioka()
        await City.filter(id=city.id).update(mail_from="classes@city.example")
        lesson = await world.lesson(city, day=world.working_day(20), capacity=PEOPLE)
        for number in range(PEOPLE):
            await world.seat(lesson, await world.person(city, name=f"人{number}", email=f"hito{number}@mail.example"))
        await change(lesson, wanted=OFF)
        return city.id


async def _until(happened: Callable[[], bool]) -> None:
    while not happened():  # noqa: ASYNC110 - the line tells nobody
        await asyncio.sleep(0.01)


async def _killed_with_a_mail_in_hand(server: Server, office: Post) -> None:
    """It delivers one or more, then a last one whose receipt never comes, and is killed."""
    office.way, before, held = "accepts", len(office.taken), office.held
    await server.start()
    await asyncio.wait_for(_until(lambda: len(office.taken) > before), 30)
    office.way = "silent_at_end"
    await asyncio.wait_for(_until(lambda: office.held > held), 30)
    server.kill()


async def _ten_minutes_later(url: str) -> None:
    async with db.connected(url):
        await Mail.filter(state="sending").update(next_at=clock.now() - timedelta(seconds=1))


async def _until_done(url: str) -> None:
    async with db.connected(url):
        while await Mail.filter(state__in=("queued", "sending")).exists():  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)


async def test_a_killed_server_doubles_no_mail_and_forgets_nobody(database_url: str, dialect: Dialect) -> None:
    city_id = await _town(database_url)
    async with post() as office:
        settings = {"OUTREACH_SMTP_URL": office.url, "OUTREACH_MAIL_SECONDS": "0.05"}
        server = Server(database_url, workers=PROCESSES[dialect], settings=settings)
        for _kill in range(KILLS):
            await _killed_with_a_mail_in_hand(server, office)
            await _ten_minutes_later(database_url)
        office.way = "accepts"
        await server.start()
        try:
            await asyncio.wait_for(_until_done(database_url), 30)
        finally:
            server.stop()
        await _told_once_or_called(database_url, city_id, office)


async def _told_once_or_called(url: str, city_id: int, office: Post) -> None:
    async with db.connected(url):
        called = {one.registration.id for one in await to_tell(city_id)}
        mails = await Mail.all()
    assert len(mails) == PEOPLE
    counts = {one.registration_id: office.count(one.message_id) for one in mails}
    assert max(counts.values()) == 1
    assert all(counts[one.registration_id] == 1 for one in mails if one.state == "sent")
    unsure = {one.registration_id for one in mails if one.state == "unsure"}
    assert KILLS <= len(unsure) < PEOPLE
    assert called == unsure
