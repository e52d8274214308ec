"""The server dies with a file in hand, again and again: no mail goes twice, and each folder gets its file once."""

import asyncio
from datetime import timedelta
from pathlib import Path

from outreach import clock, db
from outreach.audit import SYSTEM
from outreach.db import Dialect
from outreach.filing import deliveries
from outreach.filing.rows import FileDelivery
from tests.drills.server import Server
from tests.drills.test_kill_mail import PROCESSES, _until
from tests.filing.planned import lying, schedule, town
from tests.notices.smtp import Post, post

KILLS, MAILS, FOLDERS = 2, 20, 6


async def _planned(url: str) -> None:
    async with db.connected(url):
        city = await town()
        for number in range(MAILS):
            mails = await schedule(city, addresses=[f"a{number}@city.example"])
            await deliveries.at_once(mails, by=SYSTEM, key="a" * 32)
        for number in range(FOLDERS):
            await deliveries.at_once(await schedule(city, folder=f"f{number}"), by=SYSTEM, key="a" * 32)


async def _killed_with_a_file_in_hand(server: Server, office: Post) -> None:
    office.way, before, held = "accepts", len(office.taken), office.held
    await server.start()
    await asyncio.wait_for(_until(lambda: len(office.taken) > before), 30)
    office.way = "silent_at_end"
    await asyncio.wait_for(_until(lambda: office.held > held), 30)
    server.kill()


async def _ten_minutes_later(url: str) -> None:
    async with db.connected(url):
        await FileDelivery.filter(state__in=("making", "sending")).update(next_at=clock.now() - timedelta(seconds=1))


async def _until_done(url: str) -> None:
    async with db.connected(url):
        while await FileDelivery.exclude(state__in=deliveries.ENDS).exists():  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)


async def test_a_killed_server_doubles_no_file_and_forgets_none(
    database_url: str, dialect: Dialect, tmp_path: Path
) -> None:
    await _planned(database_url)
    async with post() as office:
        own = {
            "OUTREACH_SMTP_URL": office.url,
            "OUTREACH_FILES_FOLDER": str(tmp_path),
            "OUTREACH_FILES_SECONDS": "0.05",
        }
        server = Server(database_url, workers=PROCESSES[dialect], settings=own)
        for _kill in range(KILLS):
            await _killed_with_a_file_in_hand(server, office)
            await _ten_minutes_later(database_url)
        office.way = "accepts"
        await server.start()
        try:
            await asyncio.wait_for(_until_done(database_url), 30)
        finally:
            server.stop()
    async with db.connected(database_url):
        rows = await FileDelivery.exclude(address="")
        folders = await FileDelivery.filter(address="")
    sent = [f"{one.message_key}@city.example" for one in rows if one.state == "done"]
    assert {office.count(one) for one in sent} == {1}
    assert max(office.count(f"{one.message_key}@city.example") for one in rows) == 1
    assert {one.state for one in rows} == {"done", "unsure"}
    assert KILLS <= sum(one.state == "unsure" for one in rows) < MAILS
    assert {one.state for one in folders} == {"done"}
    assert {len(lying(tmp_path, f"f{number}")) for number in range(FOLDERS)} == {1}
