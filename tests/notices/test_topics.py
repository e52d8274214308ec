"""Tickets, offers, ended offers, draws and reminders follow from what happened, minus what was told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock
from outreach.cities import City
from outreach.i18n import LANGUAGES, pick
from outreach.lessons import Lesson, lots
from outreach.notices import (
    Notice,
    Told,
    aloud,
    answer,
    left,
    note_told,
    of_registration,
    offers,
    reached,
    short,
    to_tell,
    way_of,
    written,
)
from outreach.notices.words import on_paper
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Registration, by_id, cancel, lottery, sweep
from tests import world
from tests.changes.changing import OFF, ON, change, moved
from tests.changes.counting import asked
from tests.registration.wishing import CLERK, take

pytestmark = pytest.mark.usefixtures("database")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def a_class(ahead: int = 20, **over: Any) -> Lesson:
    """A class on a working day."""
    return await world.lesson(day=world.working_day(ahead), **over)


async def owed(city_id: int) -> list[tuple[str, str]]:
    """What the city must tell, by name and topic."""
    return [(one.registration.participant.name, one.topic) for one in await to_tell(city_id)]


async def tell(one: Notice, outcome: str = "told") -> None:
    """One call."""
    row = one.registration
    await note_told(row.city_id, row.id, one.topic, one.number, outcome, by=CLERK)


async def offered() -> tuple[Lesson, Registration, Registration]:
    """A class of one seat that was given up; it is offered to the first of two who wait."""
    lesson = await a_class(capacity=1)
    had, first, second = [await world.seat(lesson, await world.person(name=name)) for name in ("阿部", "佐藤", "和田")]
    await cancel(had, by=CLERK)
    return lesson, first, second


@pytest.mark.parametrize(("wish", "way"), [("post", "letter"), ("mail", "call")])
async def test_a_ticket_is_owed_until_it_was_sent(wish: str, way: str) -> None:
    row = await world.seat(await a_class(), await world.person(address="盛岡市内丸12-2"))
    assert await to_tell(row.city_id) == []
    await Registration.filter(id=row.id).update(ticket_by=wish)
    [one] = await to_tell(row.city_id)
    assert (one.topic, one.number, one.way) == ("ticket", 0, way)
    await tell(one)
    assert (await Told.get()).way == way
    assert await to_tell(row.city_id) == []


async def test_no_ticket_is_owed_of_a_class_that_is_cancelled_begun_or_given_up() -> None:
    lesson = await a_class()
    row = await world.seat(lesson)
    await Registration.filter(id=row.id).update(ticket_by="post")
    await change(lesson, wanted=OFF)
    assert [topic for _name, topic in await owed(row.city_id)] == ["change"]
    await change(lesson, wanted=ON)
    assert [topic for _name, topic in await owed(row.city_id)] == ["ticket"]
    with time_machine.travel(lesson.starts_at + HOUR, tick=False):
        assert await owed(row.city_id) == []
    await cancel(row, by=CLERK)
    assert await owed(row.city_id) == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("confirmed", ["ticket"]),
        ("waiting", ["ticket"]),
        ("applied", ["ticket"]),
        ("held", []),
        ("offered", ["offer"]),
    ],
)
async def test_a_ticket_is_told_once_it_is_settled_what_she_has(status: str, expected: list[str]) -> None:
    row = await world.seat(await a_class())
    await Registration.filter(id=row.id).update(ticket_by="mail", status=status, until=clock.now() + HOUR)
    assert [topic for _name, topic in await owed(row.city_id)] == expected


async def test_an_offer_is_owed_first_and_stays_open_after_it_was_told() -> None:
    lesson, first, _second = await offered()
    [one] = await to_tell(lesson.city_id)
    assert (one.registration.id, one.topic, one.number) == (first.id, "offer", 1)
    await tell(one, "no_answer")
    assert [try_.outcome for try_ in (await to_tell(lesson.city_id))[0].attempts] == ["no_answer"]
    await tell(one)
    assert await to_tell(lesson.city_id) == []
    [open_] = await offers(lesson.city_id)
    assert (open_.registration.id, open_.is_told) == (first.id, True)
    assert open_.registration.until is not None


async def test_an_offer_that_a_move_shortens_is_told_anew() -> None:
    monday = datetime(2026, 11, 16, 10, tzinfo=clock.TOKYO)
    with time_machine.travel(monday, tick=False):
        lesson, first, _second = await offered()
        [one] = await to_tell(lesson.city_id)
        await tell(one)
        week = await Lesson.get(id=lesson.id)
        await change(lesson, wanted=moved(day=monday.date() + DAY))
        row = await Registration.get(id=first.id)
        assert row.until == monday.replace(hour=17)
        [again] = [one for one in await to_tell(lesson.city_id) if one.topic == "offer"]
        assert (again.registration.id, again.number, again.is_told) == (first.id, 2, False)
    assert week.day > monday.date() + DAY


async def test_control_an_offer_that_a_move_leaves_as_long_is_not_told_again() -> None:
    lesson, first, _second = await offered()
    [one] = await to_tell(lesson.city_id)
    await tell(one)
    await change(lesson, wanted=moved(days=7))
    assert (await Registration.get(id=first.id)).offers == 1
    assert [one.topic for one in await to_tell(lesson.city_id) if one.registration.id == first.id] == ["change"]


@pytest.mark.parametrize(("said", "status"), [("takes", "confirmed"), ("declines", "cancelled")])
async def test_an_answer_is_noted_once_and_with_it_that_she_was_told(said: str, status: str) -> None:
    lesson, first, second = await offered()
    for _time in range(3):
        assert await answer(lesson.city_id, first.id, said, by=CLERK, key="a" * 32)
    assert not await answer(lesson.city_id, first.id, said, by=CLERK, key="b" * 32)
    await first.refresh_from_db()
    assert first.status == status
    assert [(one.topic, one.outcome) for one in await Told.all()] == [("offer", "told")]
    assert [one.registration.id for one in await offers(lesson.city_id)] == ([second.id] if said == "declines" else [])


async def test_what_is_no_answer_and_who_has_no_offer_is_refused() -> None:
    lesson, first, second = await offered()
    for row, said in ((first, "perhaps"), (second, "takes")):
        with pytest.raises(Refusal):
            await answer(lesson.city_id, row.id, said, by=CLERK)
    with pytest.raises(Refusal, match="not on record"):
        await answer((await world.tomi()).id, first.id, "takes", by=CLERK)
    assert not await Told.all().exists()


async def test_an_offer_that_ended_without_an_answer_is_told_once() -> None:
    lesson, first, second = await offered()
    [one] = await to_tell(lesson.city_id)
    await tell(one, "message_left")
    until = (await Registration.get(id=first.id)).until
    assert until is not None
    with time_machine.travel(until + HOUR, tick=False):
        await sweep()
        topics = {one.registration.id: one for one in await to_tell(lesson.city_id)}
        assert {id_: one.topic for id_, one in topics.items()} == {first.id: "expired", second.id: "offer"}
        await tell(topics[first.id])
        assert [one.topic for one in await to_tell(lesson.city_id)] == ["offer"]


async def test_control_an_offer_that_nobody_told_does_not_end() -> None:
    lesson, first, _second = await offered()
    until = (await Registration.get(id=first.id)).until
    assert until is not None
    with time_machine.travel(until + HOUR, tick=False):
        await sweep()
        assert [(one.registration.id, one.topic) for one in await to_tell(lesson.city_id)] == [(first.id, "offer")]


async def test_the_result_of_a_draw_is_told_to_everybody_who_took_part() -> None:
    now = clock.now()
    lesson = await a_class(capacity=1, draws_at=now + DAY, intake_opens_at=now)
    await lots.choose(lesson.id, now)
    rows = [await take(lesson, await world.person(name=name)) for name in ("阿部", "佐藤")]
    assert await to_tell(lesson.city_id) == []
    with time_machine.travel(now + DAY + HOUR):
        await lottery.draw(lesson.id)
        late = await take(lesson, await world.person(name="和田"))
        every = await to_tell(lesson.city_id)
        assert {one.registration.id for one in every} == {row.id for row in rows}
        assert {one.topic for one in every} == {"drawn"}
        said = {one.registration.status: " ".join(str(part) for part in written(one)) for one in every}
        assert "You have a seat." in said["confirmed"]
        assert "There was no seat for you." in said["waiting"]
        for one in every:
            await tell(one)
        assert await to_tell(late.city_id) == []


async def reminding(days: int = 2) -> tuple[Lesson, Registration]:
    """A city that reminds, and somebody who signed up long before."""
    lesson = await a_class(10)
    await City.filter(id=lesson.city_id).update(reminder_days=days)
    return lesson, await world.seat(lesson)


async def test_a_reminder_is_due_so_many_days_before_from_nine_in_the_morning() -> None:
    lesson, row = await reminding()
    due = world.moment(lesson.day - 2 * DAY, clock.now().replace(hour=9, minute=0, second=0, microsecond=0).time())
    for at, expected in ((due - timedelta(minutes=1), []), (due, ["reminder"]), (lesson.starts_at, [])):
        with time_machine.travel(at, tick=False):
            assert [topic for _name, topic in await owed(lesson.city_id)] == expected
    with time_machine.travel(due + HOUR, tick=False):
        [one] = await to_tell(lesson.city_id)
        assert (one.registration.id, one.number, one.way) == (row.id, 0, "call")
        await tell(one)
        assert await to_tell(lesson.city_id) == []


async def test_nobody_is_reminded_by_letter_late_or_of_what_she_was_just_told() -> None:
    lesson, row = await reminding()
    with time_machine.travel(lesson.starts_at - DAY, tick=False):
        await world.seat(lesson, await world.person(name="和田"))
        assert [one.registration.id for one in await to_tell(lesson.city_id)] == [row.id]
        for home in ("", "盛岡市内丸12-2"):
            await Participant.filter(id=row.participant_id).update(phone="", phone_e164="", address=home)
            assert await to_tell(lesson.city_id) == []
        await Participant.filter(id=row.participant_id).update(phone="019-622-4411")
        await Registration.filter(id=row.id).update(ticket_by="mail")
        [one] = await to_tell(lesson.city_id)
        assert one.topic == "ticket"
        await tell(one)
        assert await to_tell(lesson.city_id) == []


async def test_a_city_that_reminds_nobody_reminds_nobody() -> None:
    lesson, _row = await reminding(0)
    with time_machine.travel(lesson.starts_at - HOUR, tick=False):
        assert await to_tell(lesson.city_id) == []


async def test_a_mail_that_came_back_has_told_nobody() -> None:
    lesson = await a_class()
    row = await world.seat(lesson)
    await change(lesson, wanted=OFF)
    [one] = await to_tell(lesson.city_id)
    facts: dict[str, Any] = {
        "registration": row,
        "topic": "change",
        "number": one.number,
        "by": "system",
        "at": clock.now(),
    }
    await Told.create(way="mail", outcome="told", **facts)
    assert await to_tell(lesson.city_id) == []
    await Told.create(way="mail", outcome="failed", **facts)
    [again] = await to_tell(lesson.city_id)
    assert [try_.outcome for try_ in again.attempts] == ["told", "failed"]
    await tell(again)
    assert await to_tell(lesson.city_id) == []


@given(st.tuples(*[st.booleans()] * 5))
def test_the_way_is_mail_then_call_then_letter_then_at_the_counter(facts: tuple[bool, ...]) -> None:
    mails, address, came_back, phone, home = facts
    person = Participant(
        email="hana@mail.example" if address else "",
        email_failed_at=clock.now() if came_back else None,
        phone="019-622-4411" if phone else "",
        address="盛岡市内丸12-2" if home else "",
    )
    by_mail = mails and address and not came_back
    assert way_of(person, mails=mails) == ("mail" if by_mail else "call" if phone else "letter" if home else "counter")


async def test_reached_counts_who_knows_of_whom_there_was_something_to_tell() -> None:
    lesson = await a_class()
    rows = [await world.seat(lesson, await world.person(name=f"人{n}")) for n in range(3)]
    assert await reached(lesson.city_id, [lesson.id]) == {}
    await change(lesson, wanted=moved(days=7))
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        late = await world.seat(lesson, await world.person(name="和田"))
    assert await reached(lesson.city_id, [lesson.id]) == {lesson.id: (0, 3)}
    for count, one in enumerate(await to_tell(lesson.city_id), start=1):
        await tell(one)
        assert await reached(lesson.city_id, [lesson.id]) == {lesson.id: (count, 3)}
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        await change(lesson, wanted=moved(days=7))
    assert await reached(lesson.city_id, [lesson.id]) == {lesson.id: (0, 4)}
    await cancel(rows[0], by=CLERK)
    await cancel(late, by=CLERK)
    assert await reached(lesson.city_id, [lesson.id, 10**6]) == {lesson.id: (0, 2)}
    assert await left(lesson.city_id, lesson.id) == 2


async def test_a_couple_with_one_phone_stands_side_by_side() -> None:
    lesson = await a_class()
    names = (("阿部", "アベ", "019-622-0001"), ("佐藤", "サトウ", "019-622-0002"), ("和田", "ワダ", "019-622-0001"))
    rows = [await world.seat(lesson, await world.person(name=n, kana=k, phone=p)) for n, k, p in names]
    await Registration.filter(id__in=[rows[0].id, rows[2].id]).update(party="0123456789ab")
    await change(lesson, wanted=OFF)
    assert [name for name, _topic in await owed(lesson.city_id)] == ["阿部", "和田", "佐藤"]


async def test_the_list_asks_as_often_whatever_there_is_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, first, _second = await offered()
    queries, counts = asked(monkeypatch), []
    for _round in range(2):
        queries.clear()
        await to_tell(lesson.city_id)
        counts.append(len(queries))
        await Registration.filter(id=first.id).update(ticket_by="post")
        other = await a_class(25)
        for number in range(4):
            await world.seat(other, await world.person(name=f"人{number}"))
        await Registration.filter(lesson_id=other.id).update(ticket_by="mail")
    assert counts[0] == counts[1] > 0


async def test_every_kind_of_notice_is_said_in_every_language() -> None:
    lesson, first, second = await offered()
    rows = [await by_id(lesson.city_id, row.id) for row in (first, second)]
    city = await City.get(id=lesson.city_id)
    [notice] = await of_registration(rows[0] or first)
    for topic in ("offer", "expired", "drawn", "ticket", "reminder"):
        for row in rows:
            assert row is not None
            one = Notice(row, city, topic, 0, clock.now(), notice.before, notice.after)
            for language in LANGUAGES:
                said = [part.text(language) for part in (*written(one), *aloud(one, language), short(one))]
                assert all(said)
                assert not any("{" in part for part in said)
                title = pick(row.lesson.course.title, language).text
                assert any(title in part for part in said)
            assert not any("ticket number" in str(part) for part in on_paper(one))
