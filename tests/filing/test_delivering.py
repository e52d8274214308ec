"""Each file goes once to its folder or address, whatever stops, fills up, refuses or jumps back meanwhile."""

import asyncio
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from outreach import clock
from outreach.audit import SYSTEM, AuditEntry
from outreach.cities import City
from outreach.db import sql
from outreach.filing import deliveries, delivering, schedules, wording
from outreach.filing.rows import FileDelivery
from outreach.goal import anchors
from tests import ledgers, world
from tests.filing.planned import START, clock_at, look, lying, rows, schedule, settings, town
from tests.notices.smtp import Post

pytestmark = pytest.mark.usefixtures("database")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OFFICE = ["kikaku@city.example"]


async def test_a_file_lies_in_its_folder_each_day_and_its_digest_is_kept(tmp_path: Path) -> None:
    with clock_at(START):
        await world.centre()
        await schedule()
        assert await look(tmp_path) == 0
    for day in (1, 1, 2):
        with clock_at(START + day * DAY):
            await look(tmp_path)
    assert lying(tmp_path) == ["032018_centres_2026-12-02.csv", "032018_centres_2026-12-03.csv"]
    row = await FileDelivery.get(occasion="2026-12-03")
    content = (tmp_path / "morioka" / "月報" / row.file_name).read_bytes()
    assert (row.state, row.size) == ("done", len(content))
    assert row.digest == hashlib.sha256(content).hexdigest()
    assert "中央公民館" in content.decode("utf-8-sig")
    assert await AuditEntry.filter(action="files.delivered").count() == 2


async def test_a_mail_carries_the_file_under_its_japanese_name_and_goes_to_each_address_once(office: Post) -> None:
    with clock_at(START):
        await world.centre()
        await schedule(addresses=["kikaku@city.example", "kansa@city.example"])
    with clock_at(START + DAY):
        assert await look(smtp=office.url) == 2
        assert await look(smtp=office.url) == 0
    assert sorted(str(one["To"]) for one in office.messages) == ["kansa@city.example", "kikaku@city.example"]
    mail = office.messages[0]
    (attached,) = mail.iter_attachments()
    name = attached.get_filename() or ""
    assert (name[:4], name[-15:]) == ("盛岡市_", "_2026-12-02.csv")
    assert b"filename*" in office.taken[0]  # RFC 2231
    assert attached.get_content_type() == "text/csv"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "2026-12-02" in str(mail["Subject"])
    assert "盛岡市" in str(mail["Subject"])


async def test_after_days_of_stop_only_the_newest_is_made_of_what_tells_how_things_are(tmp_path: Path) -> None:
    with clock_at(START):
        await schedule()
    with clock_at(START + 5 * DAY):
        await look(tmp_path)
        await look(tmp_path)
    assert await rows() == [("2026-12-06", "done")]


async def test_after_months_of_stop_each_period_is_made_up_in_order(tmp_path: Path) -> None:
    city = await town()
    await world.counted(city, day=date(2026, 8, 3))
    await ledgers.seal(city, 3)
    with clock_at(START - 100 * DAY):
        await schedule(city, what="statement", form="json", every="month", number=1)
    with clock_at(START):
        await look(tmp_path)
    assert await rows() == [
        ("2026-09-01", "done"),
        ("2026-10-01", "done"),
        ("2026-11-01", "done"),
        ("2026-12-01", "queued"),
    ]
    assert [name.split("_")[1] for name in lying(tmp_path)] == [f"statement-2026-{m:02}" for m in (8, 9, 10)]


async def test_a_statement_waits_for_its_seal_and_that_is_no_failure(tmp_path: Path) -> None:
    city = await town()
    await world.counted(city, day=date(2026, 11, 3))
    with clock_at(START - DAY):
        await schedule(city, what="statement", form="json", every="month", number=1)
    for hours in range(0, 30, 3):
        with clock_at(START + hours * HOUR):
            assert await look(tmp_path) == 0
    row = await FileDelivery.get()
    assert (row.state, row.attempts, row.trouble) == ("queued", 0, "not-sealed")
    with clock_at(START + 40 * HOUR):
        await ledgers.seal(city, 1)
        assert await look(tmp_path) == 1
    for days, state in ((61, "queued"), (61 + 59, "queued"), (61 + 61, "failed")):
        with clock_at(START + days * DAY):
            await look(tmp_path)
        assert (await FileDelivery.get(occasion="2027-01-01")).state == state


async def test_a_clock_that_jumps_back_doubles_nothing(tmp_path: Path, office: Post) -> None:
    with clock_at(START):
        await schedule(addresses=OFFICE)
    for hours in (24, 4, 24, -20, 25, 47):
        with clock_at(START + hours * HOUR):
            await look(tmp_path, office.url)
    assert len(office.taken) == 2  # of 2 and 3 December
    with clock_at(START + 24 * HOUR):
        assert await rows() == [("2026-12-02", "done"), ("2026-12-03", "done")]


async def test_many_workers_at_once_send_each_file_once(office: Post) -> None:
    with clock_at(START):
        for number in range(4):
            await schedule(addresses=[f"{number}@city.example"])
    with clock_at(START + DAY):
        await asyncio.gather(*(look(smtp=office.url) for _worker in range(3)))
    assert len(office.taken) == 4
    assert {state for _day, state in await rows()} == {"done"}


async def _two_that_saw_the_same(office: Post) -> int:
    """One worker reads what is due and is slow; another one delivers it; then the first one goes on."""
    with clock_at(START):
        await schedule(addresses=OFFICE)
    with clock_at(START + DAY):
        await deliveries.plan()
        seen = (await FileDelivery.get()).id
        assert await look(smtp=office.url) == 1
        if await deliveries.claim(seen):
            await delivering._delivered(seen, settings(smtp=office.url), 1.0)
    return len(office.taken)


async def test_a_worker_that_saw_it_before_another_sent_it_claims_nothing(office: Post) -> None:
    assert await _two_that_saw_the_same(office) == 1


async def test_control_without_the_conditional_claim_it_goes_twice(
    office: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_TAKE", deliveries._TAKE.replace("state = 'queued' AND next_at", "made_at"))
    assert await _two_that_saw_the_same(office) == 2


@pytest.mark.parametrize("handed", [False, True])
async def test_a_worker_that_dies_leaves_a_mail_that_is_made_again_or_is_never_sure(
    office: Post, *, handed: bool
) -> None:
    with clock_at(START):
        await schedule(addresses=OFFICE)
    with clock_at(START + DAY):
        await deliveries.plan()
        row = await FileDelivery.get(id=await deliveries.take())
        assert not handed or await deliveries.hand_over(row)
        assert await look(smtp=office.url) == 0
    with clock_at(START + DAY + HOUR):
        assert await look(smtp=office.url) == int(not handed)
    await row.refresh_from_db()
    assert (row.state, len(office.taken)) == (("unsure", 0) if handed else ("done", 1))


async def test_a_worker_that_wakes_up_after_its_lease_hands_nothing_over(office: Post) -> None:
    with clock_at(START):
        await schedule(addresses=OFFICE)
    with clock_at(START + DAY):
        await deliveries.plan()
        slow = await FileDelivery.get(id=await deliveries.take())
    with clock_at(START + DAY + HOUR):
        assert await look(smtp=office.url) == 1
        assert not await deliveries.hand_over(slow)
        await deliveries.ended(slow, (await City.first() or await town()).id, deliveries.End("later", "broke"))
    assert (await FileDelivery.get(id=slow.id)).state == "done"


async def test_a_worker_that_dies_beside_a_folder_leaves_one_file(tmp_path: Path) -> None:
    with clock_at(START):
        await world.centre()
        await schedule()
    with clock_at(START + DAY):
        await deliveries.plan()
        number = await deliveries.take()
        row = await FileDelivery.get(id=number).select_related("schedule__city")
        await delivering._tried(row, row.schedule.city, settings(tmp_path), 1.0)
    with clock_at(START + DAY + HOUR):
        assert await look(tmp_path) == 1
    assert lying(tmp_path) == ["032018_centres_2026-12-02.csv"]


@pytest.mark.parametrize(
    ("way", "state", "word"),
    [
        ("hangs_up_at_once", "queued", "mail"),
        ("busy_rcpt", "queued", "mail"),
        ("no_such", "failed", "address"),
        ("refuses_at_end", "failed", "mail"),
        ("drops_at_end", "unsure", "mail"),
    ],
)
async def test_what_a_mail_server_refuses_is_tried_again_given_up_or_never_sure(
    office: Post, way: str, state: str, word: str
) -> None:
    office.way = way
    with clock_at(START):
        await schedule(addresses=OFFICE)
    with clock_at(START + DAY):
        await look(smtp=office.url)
        row = await FileDelivery.get()
        assert (row.state, row.trouble.split()[0], wording.trouble_words(row) is not None) == (state, word, True)
        calls = office.calls
        await look(smtp=office.url)
        assert office.calls == calls
    office.way = "accepts"
    with clock_at(START + DAY + 2 * HOUR):
        assert await look(smtp=office.url) == int(state == "queued")


async def test_trouble_is_tried_again_after_growing_pauses_and_given_up_in_the_end(tmp_path: Path) -> None:
    with clock_at(START):
        await schedule(every="week", number=START.weekday() + 1)
    pauses, now = [], START + DAY
    for _try in range(deliveries.MOST_TRIES):
        with clock_at(now):
            await look(tmp_path / "share")
            row = await FileDelivery.get(occasion="2026-12-02")
        pauses.append(row.next_at - now)
        now = max(row.next_at, now)
    assert (row.state, row.trouble) == ("failed", "away")
    assert pauses[:-1] == list(deliveries.PAUSES) == sorted(deliveries.PAUSES)
    assert now - START - DAY < DAY


@pytest.mark.parametrize(("root", "word"), [("none", "no-root"), ("file", "away"), ("sealed", "denied")])
async def test_a_folder_that_cannot_be_used_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str, word: str
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "sealed").mkdir()

    def refuse(*_given: object, **_also: object) -> None:
        raise PermissionError(13, "denied")

    if root == "sealed":
        monkeypatch.setattr(Path, "mkdir", refuse)  # whoever is root may write everywhere
    with clock_at(START):
        await schedule()
    with clock_at(START + DAY):
        await look(None if root == "none" else tmp_path / root)
    row = await FileDelivery.get()
    assert (row.state, row.trouble) == ("queued", word)
    told = wording.trouble_words(row)
    assert told is not None
    assert "whoever runs it" in told.text("en")


async def test_what_was_given_up_is_tried_again_when_somebody_asks(tmp_path: Path) -> None:
    by = await world.staff()
    with clock_at(START):
        made = await schedule()
    with clock_at(START + DAY):
        await look(tmp_path)
        await FileDelivery.all().update(state="failed", ended_at=clock.now(), trouble="full")
        [row] = await deliveries.in_trouble(made.city_id, START)
        for _time in range(3):
            await deliveries.again(row, made.city_id, by=by)
        assert await look(tmp_path) == 1
        assert await deliveries.in_trouble(made.city_id, START) == []
    assert await AuditEntry.filter(action="files.again").count() == 1


async def test_a_file_at_once_comes_beside_those_of_the_rule_and_a_form_sent_twice_is_one(tmp_path: Path) -> None:
    by = await world.staff()
    with clock_at(START):
        made = await schedule()
        for _time in range(3):
            await deliveries.at_once(made, by=by, key="a" * 32)
        assert await look(tmp_path) == 1
    with clock_at(START + DAY):
        assert await look(tmp_path) == 1
    assert len(lying(tmp_path)) == 2
    assert await AuditEntry.filter(action="files.asked").count() == 1


async def test_what_is_paused_or_removed_makes_nothing_and_nothing_is_made_up(tmp_path: Path) -> None:
    with clock_at(START):
        made, gone = await schedule(), await schedule(folder="other")
        await schedules.remove(gone, by=SYSTEM)
    with clock_at(START + DAY):
        await deliveries.plan()
        await schedules.pause(made, by=SYSTEM)
        assert await look(tmp_path) == 0
    with clock_at(START + 4 * DAY):
        await schedules.resume(made, by=SYSTEM)
        assert await look(tmp_path) == 0
    with clock_at(START + 5 * DAY):
        await look(tmp_path)
    assert await rows() == [("2026-12-02", "dropped"), ("2026-12-06", "done")]
    assert [one.id for one in await schedules.of_city(made.city_id)] == [made.id]


async def test_the_end_of_the_ledger_goes_by_mail_each_day_and_its_mark_stands_in_the_words(office: Post) -> None:
    city = await town()
    await world.counted(city, day=date(2026, 11, 3))
    with clock_at(START):
        await schedule(city, what="anchor", form="json", addresses=OFFICE)
    with clock_at(START + DAY):
        assert await look(smtp=office.url) == 1
    (mail,) = office.messages
    (attached,) = mail.iter_attachments()
    told = json.loads(attached.get_content())
    body = mail.get_body()
    assert attached.get_filename() == "anchor-2026-12-02.json"
    assert (told["city"], told["ledger"]["seq"]) == ("032018", 2)
    assert body is not None
    assert told["ledger"]["hash"] in body.get_content()
    assert await anchors.verify(city, [told]) == []


async def test_a_kind_that_there_is_not_any_more_is_given_up_at_once(tmp_path: Path) -> None:
    with clock_at(START):
        await schedule()
        assert await sql.run("UPDATE file_schedules SET what = 'data-gone'") == 1
    with clock_at(START + DAY):
        assert await look(tmp_path) == 0
    assert await rows() == [("2026-12-02", "failed")]
