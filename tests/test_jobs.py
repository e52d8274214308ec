"""The server's own work: what fails once is tried again, and nothing of it outlives the server."""

import asyncio
from datetime import timedelta

import pytest

from outreach import clock, jobs
from outreach.lessons import Lesson
from outreach.settings import Settings
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def _until_published(lesson: Lesson) -> None:
    while (await Lesson.get(id=lesson.id)).status != "published":  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0)


async def test_a_running_server_publishes_a_class_at_its_time() -> None:
    draft = await world.lesson(status="draft", publish_at=clock.now() - timedelta(seconds=1))

    async with jobs.running(Settings(mode="test", publish_seconds=0.01)):
        await asyncio.wait_for(_until_published(draft), 10)


async def test_work_that_fails_once_is_done_the_next_time(caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []
    enough = asyncio.Event()

    async def fragile() -> int:
        tries.append(1)
        if len(tries) == 1:
            message = "the database was away"
            raise OSError(message)
        enough.set()
        return 0

    work = asyncio.create_task(jobs._for_ever(fragile, 0.001, "this work"))
    await asyncio.wait_for(enough.wait(), 10)
    work.cancel()

    assert "this work failed; it is tried again" in caplog.text
