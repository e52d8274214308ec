"""A helper's link opens one class until its day in Japan is over, or until it is ended."""

from datetime import time, timedelta

import pytest
import time_machine

from outreach import checkin
from outreach.audit import SYSTEM
from outreach.checkin import DoorPass
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_the_link_makes_a_volunteer_of_this_class() -> None:
    lesson = await world.lesson()
    secret = await world.door_pass(lesson, "reception")

    holder = await checkin.actor_of(secret)

    assert holder
    assert (holder.kind, holder.city_id, holder.lesson_id) == ("pass", lesson.city_id, lesson.id)
    assert holder.roles == {"volunteer"}


async def test_the_secret_itself_is_not_kept() -> None:
    secret = await world.door_pass(await world.lesson())

    assert secret not in str((await DoorPass.all().values())[0])


async def test_the_link_ends_at_midnight_in_japan() -> None:
    lesson = await world.lesson()
    secret = await world.door_pass(lesson)
    midnight = world.moment(lesson.day + timedelta(days=1), time(0, 0))

    with time_machine.travel(midnight - timedelta(minutes=1), tick=False):
        assert await checkin.actor_of(secret)
    with time_machine.travel(midnight, tick=False):
        assert await checkin.actor_of(secret) is None


async def test_an_ended_link_opens_nothing_and_another_city_cannot_end_it() -> None:
    lesson, tomi = await world.lesson(), await world.tomi()
    secret = await world.door_pass(lesson)
    number = (await checkin.of_lesson(lesson.id))[0].id

    assert not await checkin.revoke_pass(tomi.id, number, by=SYSTEM)
    assert await checkin.actor_of(secret)
    assert await checkin.revoke_pass(lesson.city_id, number, by=SYSTEM)
    assert not await checkin.revoke_pass(lesson.city_id, number, by=SYSTEM)
    assert await checkin.actor_of(secret) is None


async def test_a_forged_secret_opens_nothing() -> None:
    await world.door_pass(await world.lesson())

    for forged in ("", "x", "' OR 1=1 --", "あ" * 40):
        assert await checkin.actor_of(forged) is None
