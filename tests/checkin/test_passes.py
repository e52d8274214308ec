"""A helper's link opens one class until its day in Japan is over, or until it is ended."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest
import time_machine

from outreach import checkin
from outreach.audit import SYSTEM
from outreach.checkin import DoorPass
from outreach.departments import Department
from outreach.lessons import Lesson
from outreach.refusal import Refusal
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


async def test_only_her_own_department_ends_the_links_of_a_class() -> None:
    city, by = await world.morioka(), await world.staff()
    ours, theirs = [await Department.create(city=city, key=key, name={"en": key}) for key in ("ours", "theirs")]
    lesson = await world.lesson()
    await Lesson.filter(id=lesson.id).update(department_id=ours.id)
    secret = await world.door_pass(lesson)
    number = (await checkin.of_lesson(lesson.id))[0].id

    with pytest.raises(Refusal) as refused:
        await checkin.revoke_pass(city.id, number, by=replace(by, department_id=theirs.id))
    assert refused.value.code == "other-department"
    assert await checkin.actor_of(secret)

    assert await checkin.revoke_pass(city.id, number, by=replace(by, department_id=ours.id))
    assert await checkin.actor_of(secret) is None


async def test_a_link_made_twice_with_one_form_leaves_one_that_opens() -> None:
    lesson, by = await world.lesson(), await world.staff()

    unseen = await checkin.issue_pass(lesson, "reception", by=by, key="a")
    shown = await checkin.issue_pass(lesson, "reception", by=by, key="a")

    assert await checkin.actor_of(unseen) is None
    assert await checkin.actor_of(shown)
    assert [row.revoked_at is None for row in await checkin.of_lesson(lesson.id)] == [True, False]


async def test_a_third_time_too_and_at_the_same_moment() -> None:
    lesson, by = await world.lesson(), await world.staff()

    secrets = await asyncio.gather(*(checkin.issue_pass(lesson, "", by=by, key="a") for _ in range(4)))

    assert len([secret for secret in secrets if await checkin.actor_of(secret)]) == 1


async def test_two_forms_make_two_links() -> None:
    lesson, by = await world.lesson(), await world.staff()

    secrets = [await checkin.issue_pass(lesson, "", by=by, key=key) for key in ("a", "b", "", "")]

    assert all([await checkin.actor_of(secret) for secret in secrets])


async def test_one_form_does_not_make_links_for_two_helpers() -> None:
    lesson, by = await world.lesson(), await world.staff()
    secret = await checkin.issue_pass(lesson, "reception", by=by, key="a")

    with pytest.raises(Refusal, match="already sent with other details"):
        await checkin.issue_pass(lesson, "Ms Sato", by=by, key="a")

    assert await checkin.actor_of(secret)
