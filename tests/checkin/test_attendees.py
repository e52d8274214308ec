"""The list of people: complete, in order, a batch at a time, and every taking of it on record."""

from datetime import date, timedelta

import pytest

from outreach import clock
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import attendees, check_in
from outreach.checkin.attendees import Attendee
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


async def every() -> list[Attendee]:
    first, last = clock.today() - timedelta(days=300), clock.today() + timedelta(days=60)
    city = await world.morioka()
    return [one async for batch in attendees.attendees(city.id, first, last) for one in batch]


async def test_the_list_has_who_has_a_seat_or_waits_and_when_she_came() -> None:
    lesson = await world.held_lesson(capacity=1)
    came = await world.seat(lesson)
    await world.seat(lesson, await world.person(name="阿部 ヨネ", kana="アベ ヨネ"))
    await check_in(lesson.city_id, lesson.id, came.id, method="code", by=SYSTEM)

    assert [(one.name, one.status, one.came_at is not None) for one in await every()] == [
        ("佐藤 ハナ", "confirmed", True),
        ("阿部 ヨネ", "waiting", False),
    ]


async def test_the_list_goes_by_the_clock_and_has_each_once_however_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendees, "ROWS", 2)
    monkeypatch.setattr(attendees, "LESSONS", 2)
    for days in (3, 1, 2):
        lesson = await world.lesson(day=clock.today() + timedelta(days=days))
        for number in range(5):
            await world.seat(lesson, await world.person(name=f"{days} {number}", phone=f"019-622-44{days}{number}"))

    assert [one.name for one in await every()] == [f"{days} {number}" for days in (1, 2, 3) for number in range(5)]


async def test_the_list_has_nobody_of_another_city() -> None:
    await world.seat(await world.lesson(await world.tomi()))

    assert await every() == []


async def test_who_takes_the_list_is_on_record_once_for_a_form() -> None:
    city, by = await world.morioka(), await world.staff()
    for _again in range(2):
        await attendees.ask(city.id, FIRST, LAST, "report", by=by, key="k" * 32)
    [entry] = await AuditEntry.filter(action="attendees.exported")

    assert entry.actor == by.reference
    assert entry.detail == '{"first":"2026-01-01","last":"2026-12-31","purpose":"report"}'


@pytest.mark.parametrize(
    ("first", "last", "purpose", "field"),
    [
        (LAST, FIRST, "report", "last"),
        (FIRST, FIRST + timedelta(days=400), "report", "last"),
        (FIRST, LAST, "curiosity", "purpose"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_not_on_record(
    first: date, last: date, purpose: str, field: str
) -> None:
    city = await world.morioka()
    with pytest.raises(Refusal) as refused:
        await attendees.ask(city.id, first, last, purpose, by=await world.staff())

    assert refused.value.field == field
    assert not await AuditEntry.filter(action="attendees.exported").exists()
