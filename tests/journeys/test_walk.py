"""From a planned class to a counted one, by six people in six browsers; each step is needed."""

import os
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Error as BrowserError

from outreach import db
from outreach.courses import Course
from tests import world
from tests.drills.server import Server
from tests.journeys.people import PATIENCE, gathered
from tests.journeys.server import Clock
from tests.journeys.walk import Walk

pytestmark = pytest.mark.journey

NEEDED = ("plan", "publish", "claim", "issue_link", "enter", "type_code", "report", "confirm")
# A walk takes a quarter of a minute; make drill leaves out each of them.
USUAL = ("claim", "confirm")
SHORT_PATIENCE = 1_000
# The samples reach seven weeks ahead; beyond them nothing clashes with a class of ours.
QUIET, WEEK = 60, 7


async def _counted_course(url: str) -> int:
    async with db.connected(url):
        return (await Course.get(city__slug="morioka", slug="first-steps")).id


@pytest.mark.both
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


@pytest.fixture
def hurried() -> Iterator[None]:
    """Whoever waits for what will not come waits a short while only."""
    yield
    expect.set_options(timeout=PATIENCE)


@pytest.mark.slow
@pytest.mark.drill
@pytest.mark.usefixtures("hurried")
async def test_with_any_step_left_out_the_class_does_not_count(
    server: Server, seeded_url: str, hands: Clock, chromium: Browser
) -> None:
    course = await _counted_course(seeded_url)
    for number, left_out in enumerate(NEEDED if "OUTREACH_DRILL" in os.environ else USUAL, start=2):
        expect.set_options(timeout=PATIENCE)
        people = await gathered(chromium, server.address)
        walk = Walk(people, hands, world.working_day(QUIET + WEEK * number), course)
        await walk.begin()
        before = await walk.count()
        steps = list(walk.steps.values())
        gap = list(walk.steps).index(left_out)
        for step in steps[:gap]:
            await step()
        expect.set_options(timeout=SHORT_PATIENCE)
        people.hurry(SHORT_PATIENCE)
        with pytest.raises((AssertionError, BrowserError)):  # noqa: PT012 - the walk stops somewhere behind the gap
            for step in steps[gap + 1 :]:
                await step()
        assert await walk.count() == before, left_out
        await people.leave()
