"""Planting sample classes around today, with the people who signed up, came, reported and confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from outreach import clock, tickets
from outreach.accounts import Account
from outreach.audit import SYSTEM, Actor
from outreach.checkin import Arrival
from outreach.cities import City
from outreach.courses import Course
from outreach.goal import Confirmation, Report, ledger
from outreach.helpers import Helper
from outreach.lessons import Lesson, Plan, Series, clashes, plan
from outreach.lessons.planning import slot_of
from outreach.lessons.wanted import moment
from outreach.people import Participant
from outreach.registration import Registration, Wish, register
from outreach.seeding.folder import CityFolder, Row
from outreach.seeding.helping import plant_shifts
from outreach.seeding.lists import Lists
from outreach.venues import Centre, Room

SATURDAY = 5
MOST_DAYS = 40
YEAR_END, YEAR_START = (12, 28), (1, 4)
OFFICE_CLOSES = time(17)
OVER = ("held-and-confirmed", "reported", "held-not-reported")


@dataclass(frozen=True, slots=True)
class Around:
    """What the classes of a folder name: participants by audience, rooms by centre and key, helpers by key, lists."""

    participants: Mapping[str, list[Participant]]
    rooms: Mapping[tuple[str, str], Room]
    helpers: Mapping[str, Helper]
    lists: Lists


async def plant_lessons(city: City, folder: CityFolder, around: Around) -> int:
    """Add the sample classes, unless the city still has sample classes to come; returns how many."""
    if await Lesson.filter(city=city, is_sample=True, ends_at__gt=clock.now()).exists():
        return 0
    series = {row["key"]: await _series(city, row) for row in folder.series}
    planned = [await _lesson(city, row, around, series) for row in folder.lessons]
    for lesson, row in zip(planned, folder.lessons, strict=True):
        group = around.participants[lesson.course.audience]
        first = next(n for n, one in enumerate(folder.lessons) if _together(one) == _together(row))
        await _fill(lesson, row, _turned(group, first))
        await _report(city, lesson, row)
    return len(planned)


def _together(row: Row) -> str:
    """Who signs up for a series comes to all of it: its classes have the same people."""
    return str(row.get("series") or row["key"])


def _turned(group: list[Participant], by: int) -> list[Participant]:
    return group[by % len(group) :] + group[: by % len(group)]


async def _series(city: City, row: Row) -> Series:
    course = await Course.get(city=city, slug=row["course"])
    return await Series.create(
        city=city, course=course, sign_up=row["sign_up"], made_at=clock.now(), is_sample=row["sample"]
    )


def working_day(offset: int, today: date) -> date:
    """The day that far from today, moved away from today past weekends and the turn of the year."""
    step = timedelta(days=-1 if offset < 0 else 1)
    day = today + timedelta(days=offset)
    while offset and (day.weekday() >= SATURDAY or _turn_of_year(day)):
        day += step
    return day


async def _free(city: City, wanted: Plan, offset: int, assistants: Sequence[int]) -> Plan:
    """The plan on the next day on which nothing is in its way; a class of today stays today."""
    for further in range(MOST_DAYS if offset else 0):
        day = working_day(offset + (further if offset > 0 else -further), clock.today())
        slot = replace(slot_of(replace(wanted, day=day)), helper_ids=tuple(assistants))
        picture = await clashes.picture(city.id, [slot])
        if all(clash.weight == "note" for clash in clashes.found(slot, picture)):
            return replace(wanted, day=day)
    return wanted


def _turn_of_year(day: date) -> bool:
    return (day.month, day.day) >= YEAR_END or (day.month, day.day) <= YEAR_START


async def _lesson(city: City, row: Row, around: Around, series: Mapping[str, Series]) -> Lesson:
    course = await Course.get(city=city, slug=row["course"])
    department, kit = around.lists.department(row), around.lists.kits.get(row.get("kit", ""))
    centre = await Centre.get(city=city, key=row["centre"])
    room = around.rooms.get((row["centre"], row["room"])) if row.get("room") else None
    wanted = Plan(
        course_id=course.id,
        centre_id=centre.id,
        room_id=room.id if room else None,
        instructor_id=around.helpers[row["instructor"]].id,
        day=working_day(row["day"], clock.today()),
        starts=time.fromisoformat(row["starts"]),
        ends=time.fromisoformat(row["ends"]),
        capacity=row["capacity"],
        publish=row["state"] != "draft",
        is_sample=True,
        department_id=department.id if department else None,
        kit_id=kit.id if kit else None,
        kits=row.get("kits", 0),
        series_id=series[row["series"]].id if row.get("series") else None,
    )
    assistants = [around.helpers[name].id for name in row.get("assistants", [])]
    wanted = _fairly(await _free(city, wanted, row["day"], assistants), row)
    lesson = await plan(city, wanted, by=SYSTEM)
    await plant_shifts(lesson, row, around.helpers)
    lesson.course = course
    return lesson


def _fairly(wanted: Plan, row: Row) -> Plan:
    """The same, with its seats drawn by lot or some of them kept for the phone, so many days before the class."""
    if lots_days := row.get("lots_days", 0):
        return replace(wanted, draws_at=moment(wanted.day - timedelta(days=lots_days), OFFICE_CLOSES))
    if phone_seats := row.get("phone_seats", 0):
        until = moment(wanted.day - timedelta(days=row["phone_days"]), OFFICE_CLOSES)
        return replace(wanted, phone_seats=phone_seats, phone_until=until)
    return wanted


async def _fill(lesson: Lesson, row: Row, people: list[Participant]) -> None:
    taken, waiting = row["registrations"], row["waiting"]
    if lesson.draws_at:
        for person in people[:taken]:
            wish = Wish(lesson.city_id, lesson.id, "phone")
            await register(wish, person.id, key="", by=SYSTEM)
        return
    at = min(lesson.starts_at - timedelta(days=3), clock.now())
    for number, person in enumerate(people[: taken + waiting]):
        seated = number < taken
        registration = await Registration.create(
            city_id=lesson.city_id,
            lesson=lesson,
            participant=person,
            status="confirmed" if seated else "waiting",
            place=None if seated else number - taken + 1,
            channel="phone",
            taken_by=SYSTEM.reference,
            code=await _unused_code(lesson.city_id),
            token=tickets.new_token(),
            at=at,
        )
        if number < row.get("attended", 0):
            await _arrive(lesson, registration)
    await Lesson.filter(id=lesson.id).update(taken=taken, waiting=waiting, last_place=waiting)


async def _unused_code(city_id: int) -> str:
    while await Registration.filter(city_id=city_id, code=(code := tickets.new_code())).exists():
        pass
    return code


async def _arrive(lesson: Lesson, registration: Registration) -> None:
    await Arrival.create(
        city_id=lesson.city_id,
        lesson=lesson,
        registration=registration,
        at=lesson.starts_at - timedelta(minutes=5),
        by=SYSTEM.reference,
        method="name",
    )


async def _report(city: City, lesson: Lesson, row: Row) -> None:
    reporter = await Account.get_or_none(city=city, login=row.get("reported_by", ""))
    if reporter is None:
        return
    at = lesson.ends_at + timedelta(hours=1)
    report = await Report.create(lesson=lesson, held=True, attendance=row["attended"], by_account_id=reporter.id, at=at)
    await ledger.reported(lesson, report, by=Actor("account", reporter.id, city.id))
    confirmer = await Account.get_or_none(city=city, login=row.get("confirmed_by", ""))
    if confirmer is not None:
        await Confirmation.create(report=report, by_account_id=confirmer.id, at=at + timedelta(days=1))
        await ledger.confirmed(lesson, report, by=Actor("account", confirmer.id, city.id))
