"""Real calendars subscribe over HTTP: all classes arrive, then a move, a cancellation, a new class and a removal."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from outreach import helpers
from outreach.audit import SYSTEM
from outreach.clock import TOKYO
from outreach.lessons import Lesson, shifts
from tests import world
from tests.calendars.clients import ARE_HERE, Khal, Seen, hour, read
from tests.changes.changing import OFF, again, change, moved
from tests.drills.forked import Forked
from tests.drills.server import Server, serving

pytestmark = [
    pytest.mark.once,  # the bytes are the same from both databases, and a server and a client start for each
    pytest.mark.skipif(not ARE_HERE, reason="make tools installs vdirsyncer and khal"),
]
UNSTORED = {"OUTREACH_STORED_SECONDS": "0"}
HOSTILE = 'か\u3099くしゅう; 写真, 地図\\ と 👨\u200d👩\u200d👧 "電話"'


@pytest.fixture
async def server(database: str, database_url: str) -> AsyncIterator[Server]:
    async with serving(Forked(database_url, settings=UNSTORED)) as server:
        yield server


async def lesson(title: str, ahead: int) -> Lesson:
    """A class of a course of its own."""
    course = await world.course(slug=f"course-{ahead}", title={"ja": title})
    return await world.lesson(course=course, day=world.working_day(ahead))


def seen(one: Lesson, title: str, place: str = "中央公民館 研修室 愛宕町14-1") -> Seen:
    return Seen(title, f"{one.starts_at.astimezone(TOKYO):%Y-%m-%d %H:%M}", place)


async def test_vdirsyncer_and_khal_follow_every_change(server: Server, tmp_path: Path) -> None:
    first, second, third = await lesson("電源", 7), await lesson(HOSTILE, 17), await lesson("写真", 27)
    khal = Khal(tmp_path / "client", f"{server.address}/morioka/calendar.ics")
    assert await khal.look() == {seen(first, "電源"), seen(second, HOSTILE), seen(third, "写真")}

    await change(first, wanted=moved())
    await change(second, wanted=OFF)
    await Lesson.filter(id=third.id).update(status="draft")
    new = await lesson("地図", 37)

    now = await again(first)
    assert now.starts_at == first.starts_at + timedelta(days=7)
    assert await khal.look() == {seen(now, "電源"), seen(second, f"【中止】{HOSTILE}"), seen(new, "地図")}


async def test_ical_js_follows_every_change(server: Server) -> None:
    first, second, third = await lesson("電源", 7), await lesson(HOSTILE, 17), await lesson("写真", 27)
    address = f"{server.address}/morioka/calendar.ics"
    before = await read(address)
    assert before["head"] == {"name": "盛岡市のスマートフォン教室", "refresh": "duration", "zones": 1}
    assert [one["title"] for one in before["events"]] == ["電源", HOSTILE, "写真"]
    assert [hour(one["start"]) for one in before["events"]] == [first.starts_at, second.starts_at, third.starts_at]
    assert hour(before["events"][0]["end"]) == first.ends_at

    await change(first, wanted=moved())
    await change(second, wanted=OFF)
    await Lesson.filter(id=third.id).update(status="draft")
    new = await lesson("地図", 37)

    after = {one["uid"]: one for one in (await read(address))["events"]}
    assert set(after) == {f"{one.uid}@outreach" for one in (first, second, new)}
    moved_to, off = after[f"{first.uid}@outreach"], after[f"{second.uid}@outreach"]
    assert (hour(moved_to["start"]), moved_to["sequence"]) == (first.starts_at + timedelta(days=7), 1)
    assert (off["status"], off["sequence"]) == ("CANCELLED", 1)
    assert f"http://127.0.0.1:{server.port}/morioka/classes/{first.id}" in moved_to["description"]


async def test_a_helpers_own_calendar_opens_in_khal_and_ends_with_her_link(server: Server, tmp_path: Path) -> None:
    one = await lesson("電源", 7)
    helper = await world.helper()
    await shifts.take(one, helper, "assistant", by=SYSTEM)
    secret = helpers.feed_secret(await helpers.new_key(helper, by=SYSTEM))
    khal = Khal(tmp_path / "client", f"{server.address}/morioka/feeds/shifts/{secret}.ics")
    assert await khal.look() == {seen(one, "電源")}

    await helpers.end_key(helper, by=SYSTEM)

    with pytest.raises(AssertionError, match="Not Found"):
        await khal.look()
