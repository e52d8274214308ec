"""Each notice is delivered by mail exactly once, or stands on the call list, whatever the SMTP server does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import clock
from outreach.changes import Change
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.notices import Mail, Notice, Told, mailing, note_told, to_tell
from outreach.notices.message import message
from outreach.notices.smtp import Server, hand_over
from outreach.people import Participant
from outreach.registration import Registration, cancel
from outreach.settings import Settings
from tests import world
from tests.changes.changing import OFF, ON, change
from tests.notices.smtp import WAYS, Post, post
from tests.registration.wishing import CLERK

pytestmark = pytest.mark.usefixtures("database")

PATIENCE = 0.3
HOUR = timedelta(hours=1)


@pytest.fixture
async def office() -> AsyncIterator[Post]:
    async with post() as made:
        yield made


async def town() -> City:
    """Morioka, which sends mails."""
    city = await world.morioka()
    await City.filter(id=city.id).update(mail_from="classes@city.example")
    return await City.get(id=city.id)


async def concerned(count: int = 1, ahead: int = 30) -> tuple[Lesson, list[Registration]]:
    """A class that was cancelled, with so many people who have mail and a phone."""
    city = await town()
    lesson = await world.lesson(city, day=world.working_day(ahead))
    people = [await world.person(city, name=f"人{n}", email=f"hito{n}@mail.example") for n in range(count)]
    rows = [await world.seat(lesson, one) for one in people]
    await change(lesson, wanted=OFF)
    return lesson, rows


async def work(at: Post, url: str = "") -> int:
    """One look of one server for mails to send."""
    return await mailing.post_due(Settings(mode="test", smtp_url=url or at.url), seconds=PATIENCE)


async def call_list(city_id: int) -> list[Notice]:
    """Whom somebody at the desk must tell."""
    return [one for one in await to_tell(city_id) if one.way != "mail"]


async def test_a_notice_is_mailed_once_and_nobody_is_left_to_tell(office: Post) -> None:
    lesson, rows = await concerned(3)
    assert [one.way for one in await to_tell(lesson.city_id)] == ["mail"] * 3
    assert await work(office) == 3
    assert await work(office) == 0
    assert await to_tell(lesson.city_id) == []
    assert sorted(str(one["To"]) for one in office.messages) == [f"hito{n}@mail.example" for n in range(3)]
    told = await Told.filter(registration_id__in=[row.id for row in rows])
    assert {(one.way, one.outcome, one.by) for one in told} == {("mail", "told", "system")}


async def test_without_a_server_nothing_is_mailed_and_people_are_called_after_hours(office: Post) -> None:
    lesson, _rows = await concerned()
    assert await mailing.post_due(Settings(mode="test")) == 0
    assert await call_list(lesson.city_id) == []
    with time_machine.travel(clock.now() + 4 * HOUR, tick=False):
        assert [one.way for one in await call_list(lesson.city_id)] == ["call"]
    assert office.calls == 0


async def test_a_city_without_an_address_of_its_own_mails_nobody(office: Post) -> None:
    lesson, _rows = await concerned()
    await City.all().update(mail_from="")
    assert await work(office) == 0
    assert [one.way for one in await call_list(lesson.city_id)] == ["call"]


@pytest.mark.parametrize("way", ["greets_421", "silent", "hangs_up_at_once", "busy_rcpt", "busy_data", "later_at_end"])
async def test_passing_trouble_is_tried_again_after_growing_pauses(office: Post, way: str) -> None:
    lesson, [row] = await concerned()
    office.way, start = way, clock.now()
    await work(office)
    mail = await Mail.get(registration_id=row.id)
    assert (mail.state, mail.attempts) == ("queued", 1)
    assert await call_list(lesson.city_id) == []
    assert mail.next_at - start >= timedelta(minutes=1)
    calls = office.calls
    await work(office)
    assert office.calls == calls
    office.way = "accepts"
    with time_machine.travel(start + timedelta(minutes=2), tick=False):
        assert await work(office) == 1
    assert office.count(mail.message_id) == 1


@pytest.mark.parametrize("way", ["drops_within", "drops_at_end", "silent_at_end"])
async def test_a_line_that_breaks_within_the_message_is_never_tried_again(office: Post, way: str) -> None:
    lesson, [row] = await concerned()
    office.way = way
    await work(office)
    mail = await Mail.get(registration_id=row.id)
    assert mail.state == "unsure"
    assert [one.way for one in await call_list(lesson.city_id)] == ["call"]
    office.way = "accepts"
    for hours in (1, 5, 24):
        with time_machine.travel(clock.now() + hours * HOUR, tick=False):
            assert await work(office) == 0
    assert office.count(mail.message_id) <= 1


@pytest.mark.parametrize(("way", "wrong"), [("no_such", True), ("refuses_sender", False), ("refuses_at_end", False)])
async def test_what_is_refused_for_good_goes_to_the_call_list(office: Post, way: str, *, wrong: bool) -> None:
    lesson, [row] = await concerned()
    office.way = way
    await work(office)
    assert (await Mail.get(registration_id=row.id)).state == "failed"
    person = await Participant.get(id=row.participant_id)
    assert (person.email_failed_at is not None) is wrong
    [notice] = await call_list(lesson.city_id)
    assert (notice.way, [one.outcome for one in notice.attempts]) == ("call", ["failed"])
    office.way = "accepts"
    with time_machine.travel(clock.now() + 5 * HOUR, tick=False):
        assert await work(office) == 0
    assert office.taken == []


async def test_a_new_address_gets_what_the_wrong_one_did_not(office: Post) -> None:
    lesson, [row] = await concerned()
    office.way = "no_such"
    await work(office)
    office.way = "accepts"
    await work(office)
    assert office.taken == []
    await Participant.filter(id=row.participant_id).update(email="neu@mail.example", email_failed_at=None)
    assert await work(office) == 1
    assert await work(office) == 0
    assert [str(one["To"]) for one in office.messages] == ["neu@mail.example"]
    assert await to_tell(lesson.city_id) == []


async def test_a_server_that_is_away_is_not_asked_by_every_mail(office: Post) -> None:
    await concerned(6)
    office.way = "hangs_up_at_once"
    await work(office)
    assert office.calls == 1
    assert await Mail.filter(state="queued").count() == 6


async def test_a_server_that_is_away_for_an_hour_loses_nothing_and_doubles_nothing(office: Post) -> None:
    lesson, _rows = await concerned(4)
    start = clock.now()
    for minute in range(0, 61, 5):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            assert await work(office, "smtp+plain://127.0.0.1:1") == 0
            assert await call_list(lesson.city_id) == []
    for minute in range(61, 140, 5):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            await work(office)
    assert sorted(str(one["To"]) for one in office.messages) == [f"hito{n}@mail.example" for n in range(4)]
    assert await to_tell(lesson.city_id) == []


async def test_many_workers_at_once_deliver_each_mail_once(office: Post) -> None:
    lesson, rows = await concerned(8)
    await asyncio.gather(*(work(office) for _worker in range(4)))
    mails = await Mail.filter(registration_id__in=[row.id for row in rows])
    assert [(one.state, office.count(one.message_id)) for one in mails] == [("sent", 1)] * 8
    assert await to_tell(lesson.city_id) == []


async def _killed(office: Post, *, delivered: bool) -> tuple[Lesson, Mail]:
    """A worker took a mail and died, before or after the server took it; an hour passes, and another one works."""
    lesson, [row] = await concerned()
    city = await City.get(id=lesson.city_id)
    await mailing.queue(city)
    assert await mailing.take() is not None
    mail = await Mail.get(registration_id=row.id)
    if delivered:
        content = message((await to_tell(city.id))[0], mail.message_id, "https://classes.example")
        sent = await asyncio.to_thread(
            hand_over, Server.read(office.url), city.mail_from, "hito0@mail.example", content, PATIENCE
        )
        assert sent.state == "sent"
    with time_machine.travel(clock.now() + HOUR, tick=False):
        await work(office)
    await mail.refresh_from_db()
    return lesson, mail


@pytest.mark.parametrize("delivered", [False, True])
async def test_a_worker_that_dies_while_sending_leaves_a_call_and_no_second_mail(
    office: Post, *, delivered: bool
) -> None:
    lesson, mail = await _killed(office, delivered=delivered)
    assert (mail.state, office.count(mail.message_id)) == ("unsure", int(delivered))
    assert [one.way for one in await call_list(lesson.city_id)] == ["call"]


async def test_control_without_the_rule_of_the_lease_the_mail_comes_twice(
    office: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = "UPDATE mails SET state = 'queued', ended_at = ? WHERE state = 'sending' AND next_at <= ?"
    monkeypatch.setattr(mailing, "_LOST", again)
    _lesson, mail = await _killed(office, delivered=True)
    assert office.count(mail.message_id) == 2


async def test_a_server_that_stops_finishes_the_message_in_hand(office: Post) -> None:
    lesson, [row] = await concerned()
    office.way = "silent_at_end"
    working = asyncio.create_task(work(office))
    while not office.taken:  # noqa: ASYNC110 - the line tells nobody
        await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert (await Mail.get(registration_id=row.id)).state == "unsure"
    assert [one.way for one in await call_list(lesson.city_id)] == ["call"]


async def test_whoever_was_called_meanwhile_gets_no_mail(office: Post) -> None:
    lesson, [row] = await concerned()
    await mailing.queue(await City.get(id=lesson.city_id))
    made = await Change.get(lesson_id=lesson.id)
    await note_told(lesson.city_id, row.id, "change", made.id, "told", by=CLERK)
    assert await work(office) == 0
    assert (office.taken, await Mail.all().count()) == ([], 0)


async def test_a_mail_that_is_no_longer_owed_is_not_sent(office: Post) -> None:
    lesson, [one, _other] = await concerned(2)
    await mailing.queue(await City.get(id=lesson.city_id))
    await cancel(one, by=CLERK)
    assert await work(office) == 1
    await change(lesson, wanted=ON)
    assert await work(office) == 1
    assert [str(sent["To"]) for sent in office.messages] == ["hito1@mail.example"] * 2


async def test_the_log_names_nobody(office: Post, caplog: pytest.LogCaptureFixture) -> None:
    await concerned()
    office.way = "no_such"
    with caplog.at_level(logging.DEBUG, logger="outreach"):
        await work(office)
    assert "refused (rcpt 550 5.1.1)" in caplog.text
    for secret in ("hito0", "人0", "no such user", "019"):
        assert secret not in caplog.text


@settings(max_examples=12)
@given(ways=st.lists(st.sampled_from(WAYS), min_size=1, max_size=5), count=st.integers(1, 2))
async def test_whatever_the_server_does_each_notice_arrives_once_or_is_called(ways: list[str], count: int) -> None:
    async with post() as office:
        lesson, rows = await concerned(count)
        now = clock.now()
        for round_, way in enumerate([*ways, "accepts"]):
            office.way = way
            with time_machine.travel(now + round_ * timedelta(minutes=61), tick=False):
                await work(office)
        with time_machine.travel(now + 9 * HOUR, tick=False):
            await _told_or_called(lesson, rows, office)
        await Lesson.filter(id=lesson.id).update(status="draft", day=datetime(2020, 1, 1, tzinfo=clock.TOKYO).date())
        await Change.filter(lesson_id=lesson.id).update(tells=False)


async def _told_or_called(lesson: Lesson, rows: list[Registration], office: Post) -> None:
    called = {one.registration.id for one in await call_list(lesson.city_id)}
    waited = {one.registration.id for one in await to_tell(lesson.city_id)}
    assert waited == called
    for row in rows:
        mail = await Mail.get(registration_id=row.id)
        told = await Told.filter(registration_id=row.id, outcome="told").exists()
        assert office.count(mail.message_id) <= 1
        assert told is not (row.id in called)
        assert not told or office.count(mail.message_id) == 1
