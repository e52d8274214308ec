"""What waits is tried soon enough, made once only, and holds nobody else up."""

import json
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from outreach.audit import AuditEntry
from outreach.filing import deliveries, delivering, folders, schedules
from outreach.filing.rows import FileDelivery
from tests import world
from tests.filing.planned import START, clock_at, look, lying, rows, schedule
from tests.notices.smtp import Post

pytestmark = pytest.mark.usefixtures("database")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def test_what_waited_for_days_is_dropped_for_the_newest_where_it_tells_how_things_are(tmp_path: Path) -> None:
    with clock_at(START):
        await schedule()
    for day in range(1, 4):
        with clock_at(START + day * DAY):
            await look(tmp_path / "away")
    with clock_at(START + 3 * DAY + HOUR):
        assert await look(tmp_path) == 1
    assert await rows() == [("2026-12-02", "dropped"), ("2026-12-03", "dropped"), ("2026-12-04", "done")]


async def test_who_asks_for_it_now_waits_for_no_pause(tmp_path: Path) -> None:
    by = await world.staff()
    with clock_at(START):
        made = await schedule()
        await deliveries.at_once(made, by=by, key="a" * 32)
        await look(tmp_path / "away")
        assert await look(tmp_path) == 0
        await deliveries.at_once(made, by=by, key="b" * 32)
        assert await look(tmp_path) == 1


async def test_a_share_that_hangs_keeps_the_others_waiting_no_longer_than_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = Event()
    monkeypatch.setattr(folders, "put", lambda *_given: released.wait(30))
    monkeypatch.setattr(delivering, "LONGEST_LAYING", 0.05)
    with clock_at(START):
        await schedule()
    with clock_at(START + DAY):
        assert await look(tmp_path) == 0
    released.set()
    row = await FileDelivery.get()
    assert (row.state, row.trouble) == ("queued", "disk")


async def test_what_was_removed_while_it_was_made_is_not_tried_again(tmp_path: Path) -> None:
    with clock_at(START):
        made = await schedule()
    with clock_at(START + DAY):
        await deliveries.plan()
        row = await FileDelivery.get(id=await deliveries.take())
        await schedules.remove(made, by=await world.staff())
        await deliveries.ended(row, made.city_id, deliveries.End("later", "disk"))
    assert await rows() == [("2026-12-02", "dropped")]
    assert lying(tmp_path) == []


async def test_what_a_lost_worker_leaves_unsure_stands_in_the_trail(office: Post) -> None:
    with clock_at(START):
        await schedule(addresses=["kikaku@city.example"])
    with clock_at(START + DAY):
        await deliveries.plan()
        row = await FileDelivery.get(id=await deliveries.take())
        assert await deliveries.hand_over(row)
    with clock_at(START + DAY + HOUR):
        for _time in range(2):
            await look(smtp=office.url)
    [told] = await AuditEntry.filter(action="files.delivered", subject=f"file_delivery:{row.id}")
    detail = json.loads(told.detail)
    assert (detail["state"], detail["trouble"]) == ("unsure", "lost")
