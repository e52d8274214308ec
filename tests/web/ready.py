"""What a form needs to be made ready, and the share of it that doors and files have."""

from dataclasses import dataclass, field

from outreach.audit import SYSTEM
from outreach.checkin import invitations
from outreach.filing import schedules
from outreach.filing.rows import FileDelivery
from tests import world
from tests.checkin.phone import at_door
from tests.filing import planned
from tests.matrix import Scene


@dataclass(frozen=True, slots=True)
class Ready:
    """Other objects for the address, other fields for the form, and who sends it where that is somebody special."""

    objects: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)
    role: str = ""


async def door_today(at: Scene) -> Ready:
    lesson = await world.held_lesson(at.city)
    return Ready({"centre_id": str(lesson.centre_id), "day": str(lesson.day)})


async def door_sheet(at: Scene) -> Ready:
    secret, _pin = await invitations.invite_sheet(at.city.id, at.lesson.centre_id, at.lesson.day, by=SYSTEM)
    return Ready(fields={"secret": secret})


async def door_card(at: Scene) -> Ready:
    lesson = await world.held_lesson(at.city)
    row = await world.seat(lesson, await world.person(at.city, name="阿部 ヨネ", kana="アベ ヨネ"))
    for phone in [await at_door(lesson), await at_door(lesson)]:
        phone.scan(row)
        await phone.sync()
    objects = {"centre_id": str(lesson.centre_id), "day": str(lesson.day)}
    return Ready(objects, {"card": f"twice:{row.id}", "answer": "seen"})


async def paused(at: Scene) -> Ready:
    made = await planned.schedule(at.city)
    await schedules.pause(made, by=SYSTEM)
    return Ready({"schedule_id": str(made.id)})


async def given_up(at: Scene) -> Ready:
    await FileDelivery.filter(id=int(at.objects["delivery_id"])).update(state="failed", trouble="full")
    return Ready()
