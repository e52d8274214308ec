"""A phone is let in by a QR on the screen, or by the door sheet with a PIN, at its centre and on its day only."""

import asyncio
from datetime import timedelta

import pytest

from outreach import checkin, cities, clock
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import DoorInvitation, DoorPhone, invitations, phones
from outreach.db import unit_of_work
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from tests import world
from tests.checkin.phone import Phone

pytestmark = pytest.mark.usefixtures("database")


async def _screen(lesson: Lesson, key: str = "") -> str:
    return await invitations.invite_screen(lesson.city_id, lesson.centre_id, clock.today(), by=SYSTEM, key=key)


async def _sheet(lesson: Lesson) -> tuple[str, str]:
    return await invitations.invite_sheet(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)


async def _refused(lesson: Lesson, secret: str, pin: str = "", phone: Phone | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        await (phone or Phone()).join(lesson.city_id, secret, pin)
    return refused.value.code


async def test_the_screen_lets_one_phone_in_and_the_same_one_again() -> None:
    lesson = await world.held_lesson()
    secret, phone = await _screen(lesson), Phone()

    first, again = await phone.join(lesson.city_id, secret), await phone.join(lesson.city_id, secret)

    assert (first.id, first.number, first.day) == (again.id, 1, lesson.day)
    assert await _refused(lesson, secret) == "full"
    assert await DoorPhone.all().count() == 1


async def test_two_phones_that_read_one_screen_at_once_are_not_both_let_in() -> None:
    lesson = await world.held_lesson()
    secret = await _screen(lesson)
    joined = await asyncio.gather(*(Phone().join(lesson.city_id, secret) for _ in range(4)), return_exceptions=True)
    assert sorted(isinstance(one, DoorPhone) for one in joined) == [False, False, False, True]


@unit_of_work
async def _holding(city_id: int, held: asyncio.Event, go: asyncio.Event) -> None:
    await cities.hold(city_id)
    held.set()
    await go.wait()


async def test_whoever_knows_no_invitation_waits_for_nobody_and_an_end_waits_for_who_is_joining() -> None:
    lesson = await world.held_lesson()
    secret, _pin = await _sheet(lesson)
    row = await DoorInvitation.get(secret_hash=invitations.digest(secret))
    held, go = asyncio.Event(), asyncio.Event()
    holding = asyncio.create_task(_holding(lesson.city_id, held, go))
    await held.wait()

    unknown = asyncio.create_task(_refused(lesson, "x" * 32))
    ending = asyncio.create_task(invitations.revoke(lesson.city_id, row.id, by=SYSTEM))
    await asyncio.wait({unknown, ending}, timeout=0.5)  # without the city's lock the end would be through by now
    found = unknown.done(), ending.done()
    go.set()
    await holding

    assert found == (True, False)
    assert (await unknown, await ending) == ("ended", True)


async def test_the_sheet_lets_ten_phones_in_with_its_pin_and_numbers_them() -> None:
    lesson = await world.held_lesson()
    secret, pin = await _sheet(lesson)

    rows = await asyncio.gather(*(Phone().join(lesson.city_id, secret, pin) for _ in range(10)))

    assert sorted(row.number for row in rows) == list(range(1, 11))
    assert len({row.salt for row in rows}) == 10
    assert await _refused(lesson, secret, pin) == "full"


async def test_the_screen_is_for_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.held_lesson()
    secret, begun = await _screen(lesson), clock.now()
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(minutes=11))
    assert await _refused(lesson, secret) == "ended"


async def test_the_sheet_is_for_its_day_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.lesson()
    secret, pin = await _sheet(lesson)
    assert await _refused(lesson, secret, pin) == "early"
    monkeypatch.setattr(clock, "now", lambda: invitations.midnight(lesson.day + timedelta(days=1)))
    assert await _refused(lesson, secret, pin) == "ended"
    monkeypatch.setattr(clock, "now", lambda: invitations.midnight(lesson.day))
    assert (await Phone().join(lesson.city_id, secret, pin)).day == lesson.day


async def test_ten_wrong_pins_end_the_sheet_also_for_the_right_one() -> None:
    lesson = await world.held_lesson()
    secret, pin = await _sheet(lesson)
    wrong = f"{(int(pin) + 1) % 10**6:06}"

    assert await _refused(lesson, secret) == "pin"
    codes = [await _refused(lesson, secret, wrong) for _ in range(10)]

    assert codes == ["pin"] * 9 + ["ended"]
    assert await _refused(lesson, secret, pin) == "ended"
    assert (await DoorInvitation.get()).wrong == 10
    assert await AuditEntry.filter(action="invitation.ended").count() == 1


async def test_nine_wrong_pins_leave_the_sheet_open() -> None:
    lesson = await world.held_lesson()
    secret, pin = await _sheet(lesson)
    for _ in range(9):
        await _refused(lesson, secret, f"{(int(pin) + 1) % 10**6:06}")
    assert (await Phone().join(lesson.city_id, secret, pin)).number == 1


async def test_another_day_another_centre_and_an_old_day_are_refused() -> None:
    lesson, tomi = await world.held_lesson(), await world.tomi()
    tomorrow, yesterday = (clock.today() + timedelta(days=days) for days in (1, -1))
    wrong = [
        invitations.invite_screen(lesson.city_id, lesson.centre_id, tomorrow, by=SYSTEM),
        invitations.invite_sheet(lesson.city_id, lesson.centre_id, yesterday, by=SYSTEM),
        invitations.invite_screen(tomi.id, lesson.centre_id, lesson.day, by=SYSTEM),
    ]
    found = await asyncio.gather(*wrong, return_exceptions=True)
    assert [one.code for one in found if isinstance(one, Refusal)] == ["day", "day", "unknown"]


async def test_another_city_does_not_know_the_secret() -> None:
    lesson, tomi = await world.held_lesson(), await world.tomi()
    secret = await _screen(lesson)
    with pytest.raises(Refusal) as refused:
        await phones.join(tomi.id, secret, "", Phone().public_key)
    assert refused.value.code == "ended"
    assert await invitations.of_secret(tomi.id, secret) is None
    assert await invitations.of_secret(lesson.city_id, secret) is not None


async def test_revoked_it_lets_nobody_in_and_whoever_is_in_stays() -> None:
    lesson = await world.held_lesson()
    secret, pin = await _sheet(lesson)
    row = await Phone().join(lesson.city_id, secret, pin)
    number = (await DoorInvitation.get()).id
    assert not await invitations.revoke((await world.tomi()).id, number, by=SYSTEM)
    assert [one.id for one in await invitations.of_door(lesson.city_id, lesson.centre_id, lesson.day)] == [number]

    assert await invitations.revoke(lesson.city_id, number, by=SYSTEM)

    assert not await invitations.revoke(lesson.city_id, number, by=SYSTEM)
    assert await _refused(lesson, secret, pin) == "ended"
    assert phones.state_of(await DoorPhone.get(id=row.id)) == "open"
    assert await invitations.of_door(lesson.city_id, lesson.centre_id, lesson.day) == []


async def test_the_form_sent_three_times_leaves_one_invitation_that_is_open() -> None:
    lesson, by = await world.held_lesson(), await world.staff()
    sent = [
        invitations.invite_screen(lesson.city_id, lesson.centre_id, lesson.day, by=by, key="a" * 32) for _ in range(3)
    ]
    secrets = await asyncio.gather(*sent)
    codes = [await invitations.of_secret(lesson.city_id, one) for one in secrets]
    assert sum(one is not None and one.revoked_at is None for one in codes) == 1


@pytest.mark.parametrize("key", ["", "x", "A" * 87, "BA" + "A" * 85, "え" * 87])
async def test_what_is_no_key_of_a_phone_is_refused(key: str) -> None:
    lesson = await world.held_lesson()
    with pytest.raises(Refusal) as refused:
        await phones.join(lesson.city_id, await _screen(lesson), "", key)
    assert refused.value.code == "key"


async def test_neither_secret_nor_pin_stands_in_a_row_or_in_the_trail() -> None:
    lesson = await world.held_lesson()
    secret, pin = await checkin.invitations.invite_sheet(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    row, deeds = await DoorInvitation.get(), await AuditEntry.all()
    kept = f"{row.secret_hash} {row.pin_mark} " + " ".join(deed.detail for deed in deeds)
    assert secret not in kept
    assert f'"{pin}"' not in kept
    assert not row.pin_mark.endswith(pin)
