"""From a planned class to a counted one, by six people in six browsers; each step is needed."""

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Error as BrowserError

from outreach import db
from outreach.courses import Course
from tests import world
from tests.drills.server import Server
from tests.journeys.people import gathered
from tests.journeys.server import Clock
from tests.journeys.walk import Walk

pytestmark = pytest.mark.journey

NEEDED = ("plan", "publish", "claim", "issue_link", "enter", "type_code", "report", "confirm")
SHORT_PATIENCE = 1_500
# The samples reach seven weeks ahead; beyond them nothing clashes with a class of ours.
QUIET, WEEK = 60, 7


async def _counted_course(url: str) -> int:
    async with db.connected(url):
        return (await Course.get(city__slug="morioka", slug="first-steps")).id


async def test_a_class_goes_from_the_plan_to_the_count(
    server: Server, seeded_url: str, hands: Clock, chromium: Browser
) -> None:
    people = await gathered(chromium, server.address)
    walk = Walk(people, hands, world.working_day(QUIET), await _counted_course(seeded_url))
    await walk.begin()
    before = await walk.count()
    for step in walk.steps.values():
        await step()
    assert await walk.count() == before + 1
    await people.leave()


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_with_any_step_left_out_the_class_does_not_count(
    server: Server, seeded_url: str, hands: Clock, chromium: Browser
) -> None:
    course = await _counted_course(seeded_url)
    expect.set_options(timeout=SHORT_PATIENCE)
    for number, left_out in enumerate(NEEDED, start=2):
        people = await gathered(chromium, server.address, patience=SHORT_PATIENCE)
        walk = Walk(people, hands, world.working_day(QUIET + WEEK * number), course)
        await walk.begin()
        before = await walk.count()
        with pytest.raises((AssertionError, BrowserError)):  # noqa: PT012 - the walk stops somewhere behind the gap
            for name, step in walk.steps.items():
                if name != left_out:
                    await step()
        assert await walk.count() == before, left_out
        await people.leave()
