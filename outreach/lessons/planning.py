"""Planning classes, one or many: checked, all or none, while nobody else plans in the city."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.lessons import clashes, lots
from outreach.lessons.clashes import Clash, Slot
from outreach.lessons.possible import FURTHEST, MOST_PEOPLE, known, refusals
from outreach.lessons.rights import check_may_change
from outreach.lessons.rows import Lesson
from outreach.lessons.series import check_may_join
from outreach.lessons.wanted import Plan, clean_plan
from outreach.refusal import Refusals

__all__ = ["FURTHEST", "MOST_PEOPLE", "Plan", "clean_plan", "plan", "plan_many", "slot_of"]


@unit_of_work
async def plan(city: City, wanted: Plan, *, by: Actor, key: str = "") -> Lesson:
    """Plan a class, published at once if so wished; raises Refusals for what cannot be.

    Soft clashes need ``wanted.reason``. Sent again with the same ``key`` it returns the same class.
    """
    return (await plan_many(city, [wanted], by=by, key=key, reason=wanted.reason))[0]


@unit_of_work
async def plan_many(city: City, wanted: Sequence[Plan], *, by: Actor, key: str = "", reason: str = "") -> list[Lesson]:
    """Plan all of these classes or none of them; raises Refusals, also where they stand in each other's way.

    One ``reason`` is kept with each class that has soft clashes. Sent again with the same ``key`` it returns the
    same classes.
    """
    done = await once.claim(by, key, once.fingerprint("plan", city.id, [asdict(one) for one in wanted], reason))
    if done is not None:
        return await _of_batch(done)
    await clashes.lock(city.id)
    found = await _checked(city, wanted, by)
    kept = clashes.check(_refusing(wanted, found), reason)
    batch = secrets.token_hex(12)
    made = [await _made(city, one, by, f"{batch}-{number}") for number, one in enumerate(wanted)]
    for lesson, one in zip(made, found, strict=True):
        await clashes.accept(lesson.id, one if kept else (), kept, by=by)
    if made:
        await once.keep(by, key, made[0].id)
    return made


async def _of_batch(first_id: int) -> list[Lesson]:
    """All that were planned together: they share the front of their calendar ids."""
    first = await Lesson.get(id=first_id)
    batch = first.uid.rpartition("-")[0]
    return await Lesson.filter(city_id=first.city_id, uid__startswith=f"{batch}-").order_by("id")


async def _checked(city: City, wanted: Sequence[Plan], by: Actor) -> list[list[Clash]]:
    rows = await known(city.id, wanted)
    refused = [refusal for one in wanted for refusal in refusals(one, rows)]
    if refused:
        raise Refusals(refused)
    for one in wanted:
        check_may_change(by, _department(one, by))
    for series_id in sorted({one.series_id for one in wanted if one.series_id is not None}):
        await check_may_join(city.id, series_id, by)
    slots = [slot_of(one) for one in wanted]
    picture = await clashes.picture(city.id, slots)
    return [clashes.found(slot, picture, beside=slots) for slot in slots]


def _refusing(wanted: Sequence[Plan], found: Sequence[list[Clash]]) -> list[list[Clash]]:
    """Samples of the demo are planned whatever day it is."""
    return [one for plan_, one in zip(wanted, found, strict=True) if not plan_.is_sample]


def _department(wanted: Plan, by: Actor) -> int | None:
    return by.department_id if wanted.department_id is None else wanted.department_id


def slot_of(wanted: Plan) -> Slot:
    """What the class would occupy."""
    return Slot(
        centre_id=wanted.centre_id,
        room_id=wanted.room_id,
        instructor_id=wanted.instructor_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        capacity=wanted.capacity,
        helpers_wanted=wanted.helpers_wanted,
        kit_id=wanted.kit_id,
        kits=wanted.kits,
        setup_minutes=wanted.setup_minutes,
        clear_minutes=wanted.clear_minutes,
    )


async def _made(city: City, wanted: Plan, by: Actor, uid: str) -> Lesson:
    now = clock.now()
    lesson = await Lesson.create(
        city=city,
        course_id=wanted.course_id,
        centre_id=wanted.centre_id,
        room_id=wanted.room_id,
        instructor_id=wanted.instructor_id,
        series_id=wanted.series_id,
        department_id=_department(wanted, by),
        kit_id=wanted.kit_id,
        kits=wanted.kits,
        setup_minutes=wanted.setup_minutes,
        clear_minutes=wanted.clear_minutes,
        helpers_wanted=wanted.helpers_wanted,
        day=wanted.day,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        intake_opens_at=wanted.intake_opens or now,
        intake_closes_at=wanted.starts_at,
        publish_at=wanted.publish_at,
        draws_at=wanted.draws_at,
        phone_seats=wanted.phone_seats,
        phone_until=wanted.phone_until,
        capacity=wanted.capacity,
        status="published" if wanted.publish and wanted.publish_at is None else "draft",
        uid=uid,
        changed_at=now,
        is_sample=wanted.is_sample,
    )
    if wanted.draws_at is not None:
        await lots.commit(lesson.id, at=now)
    await audit.record(city.id, by, f"lesson.{lesson.status}", f"lesson:{lesson.id}", capacity=lesson.capacity)
    return lesson
