"""A coordinator at the form for many classes: what she types, and what the page tells her."""

from datetime import date, timedelta

from outreach import clock
from outreach.venues import Closure, Room
from tests import world
from tests.browser import Browser, Page

FIRST = clock.today() + timedelta(days=(2 - clock.today().weekday()) % 7 + 7)  # a Wednesday
NEW = "/morioka/en/office/seasons/new"


def day_of(weeks: int) -> date:
    """The Wednesday so many weeks after the first."""
    return FIRST + timedelta(weeks=weeks)


async def six_wednesdays(**over: str) -> dict[str, str]:
    """What a coordinator types for six Wednesdays."""
    centre = await world.centre()
    room = await Room.filter(centre_id=centre.id).order_by("id").first()
    assert room
    return {
        "course_id": str((await world.course()).id),
        "place": f"{centre.id}-{room.id}",
        "instructor_id": str((await world.instructor()).id),
        "starts": "10:00",
        "ends": "11:30",
        "capacity": "12",
        "rule": "weekly",
        "every": "1",
        "weekdays": "2",
        "first": FIRST.isoformat(),
        "ends_by": "count",
        "count": "6",
        "publish": "now",
        **over,
    }


async def looked(browser: Browser, **over: str) -> Page:
    """Every date, before anything is planned."""
    page = await browser.open(NEW)
    return await page.form("Show the dates").fill(None, **await six_wednesdays(**over)).submit("Show the dates")


async def close(day: date) -> None:
    """The centre is closed on this day, with a reason."""
    centre = await world.centre()
    reason = {"ja": "停電のため休館", "en": "a power cut"}
    await Closure.create(
        centre=centre, first_day=day, last_day=day, reason=reason, added_by="system", added_at=clock.now()
    )


def counts(page: Page) -> str:
    """The line that sums up the dates."""
    return page.text.partition("Change the ")[0]


async def reason_for(page: Page) -> dict[str, str]:
    """A national holiday on which the hall is open asks for a reason, whatever day this test runs on."""
    return {"reason": "The hall is open."} if "reason" in page.form("Check again").values else {}
