"""What a class needs to be possible at all: the city's own rows, times to come, numbers within bounds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from outreach import clock
from outreach.courses import Course
from outreach.departments import Department
from outreach.helpers import Helper
from outreach.i18n import phrase as _
from outreach.kits import Kit
from outreach.lessons import fairness
from outreach.lessons.rows import Series
from outreach.lessons.wanted import Plan
from outreach.refusal import Refusal
from outreach.venues import Centre

MOST_PEOPLE = 500
MOST_HELPERS = 50
MOST_PHONES = 500
LONGEST_PADDING = 240
FURTHEST = timedelta(days=366 * 2)
MISSING = _("Please choose one of the answers.")


@dataclass(frozen=True, slots=True)
class Known:
    """The city's rows that some plans name, by id; what is not in here is not the city's."""

    courses: Mapping[int, Course]
    centres: Mapping[int, Centre]
    instructors: Mapping[int, Helper]
    departments: Mapping[int, Department]
    kits: Mapping[int, Kit]
    series: Mapping[int, Series]


async def known(city_id: int, plans: Sequence[Plan]) -> Known:
    """Read what these plans name: as many queries for one plan as for many."""

    def ids(name: str) -> list[int]:
        return sorted({getattr(one, name) for one in plans} - {None})

    courses = await Course.filter(city_id=city_id, id__in=ids("course_id"))
    centres = await Centre.filter(city_id=city_id, id__in=ids("centre_id")).prefetch_related("rooms")
    leaders = await Helper.filter(city_id=city_id, id__in=ids("instructor_id"), kind="instructor")
    series = await Series.filter(city_id=city_id, id__in=ids("series_id"))
    return Known(
        {one.id: one for one in courses},
        {one.id: one for one in centres},
        {one.id: one for one in leaders},
        {one.id: one for one in await Department.filter(city_id=city_id)},
        {one.id: one for one in await Kit.filter(city_id=city_id)},
        {one.id: one for one in series},
    )


def refusals(wanted: Plan, rows: Known) -> list[Refusal]:
    """Everything that makes the plan impossible, field by field; clashes are another matter."""
    when = list(_time(wanted, backdated=wanted.is_sample))
    return [
        *_rows(wanted, rows),
        *when,
        *_seats(wanted, rows),
        *_phones(wanted, rows),
        *_numbers(wanted),
        *(() if when else _set_times(wanted)),
        *(() if when else _giving(wanted, rows)),
    ]


def _rows(wanted: Plan, rows: Known) -> Iterator[Refusal]:
    course, leader = rows.courses.get(wanted.course_id), rows.instructors.get(wanted.instructor_id)
    named: Iterable[tuple[str, int | None, Mapping[int, object]]] = (
        ("course_id", wanted.course_id, rows.courses),
        ("centre_id", wanted.centre_id, rows.centres),
        ("instructor_id", wanted.instructor_id, rows.instructors),
        ("department_id", wanted.department_id, rows.departments),
        ("series_id", wanted.series_id, rows.series),
    )
    for field, number, kept in named:
        if number is not None and number not in kept:
            yield Refusal(MISSING, field=field)
    if course and course.retired:
        yield Refusal(_("This course is no longer planned. Please choose another."), field="course_id")
    if leader and leader.away_from and leader.away_from <= wanted.day:
        sentence = _("{name} no longer helps from {day} on.", name=leader.name, day=leader.away_from)
        yield Refusal(sentence, field="instructor_id")
    series = rows.series.get(wanted.series_id or 0)
    if series and series.course_id != wanted.course_id:
        yield Refusal(_("This series belongs to another course."), field="series_id")


def _time(wanted: Plan, *, backdated: bool) -> Iterator[Refusal]:
    if not backdated and wanted.day < clock.today():
        yield Refusal(_("This day is over. Please choose a day to come."), field="day")
    if wanted.day > clock.today() + FURTHEST:
        yield Refusal(_("Please choose a day within the next two years."), field="day")
    if wanted.ends <= wanted.starts:
        yield Refusal(_("The class must end after it begins, on the same day."), field="ends")
    if not backdated and wanted.day == clock.today() and wanted.starts_at <= clock.now():
        yield Refusal(_("This time is over. Please choose a time to come."), field="starts")


def _seats(wanted: Plan, rows: Known) -> Iterator[Refusal]:
    centre, course = rows.centres.get(wanted.centre_id), rows.courses.get(wanted.course_id)
    room = next((room for room in centre.rooms if room.id == wanted.room_id), None) if centre else None
    if wanted.room_id is not None and room is None:
        yield Refusal(_("This room is not in the chosen centre."), field="room_id")
    most = room.capacity if room and room.capacity else MOST_PEOPLE
    if not 1 <= wanted.capacity <= most:
        yield Refusal(_("Please write a number of seats from 1 to {most}.", most=most), field="capacity")
    elif course and course.kind == "consultation" and wanted.capacity != 1:
        yield Refusal(_("A consultation is for one person: please write 1."), field="capacity")


def _phones(wanted: Plan, rows: Known) -> Iterator[Refusal]:
    if wanted.kit_id is not None and wanted.kit_id not in rows.kits:
        yield Refusal(MISSING, field="kit_id")
    elif wanted.kits and wanted.kit_id is None:
        yield Refusal(_("Please choose which phones are lent."), field="kit_id")
    elif wanted.kit_id is not None and not wanted.kits:
        yield Refusal(_("Please write how many phones are lent."), field="kits")


def _numbers(wanted: Plan) -> Iterator[Refusal]:
    bounds = {
        "kits": MOST_PHONES,
        "setup_minutes": LONGEST_PADDING,
        "clear_minutes": LONGEST_PADDING,
        "helpers_wanted": MOST_HELPERS,
    }
    for field, most in bounds.items():
        if not 0 <= getattr(wanted, field) <= most:
            yield Refusal(_("Please write a number from 0 to {most}.", most=most), field=field)


def _set_times(wanted: Plan) -> Iterator[Refusal]:
    for field, at in (("intake_day", wanted.intake_opens), ("publish_day", wanted.publish_at)):
        if at is not None and at >= wanted.starts_at:
            yield Refusal(_("This must be before the class begins."), field=field)
    if wanted.publish_at is not None and wanted.publish_at <= clock.now() and not wanted.is_sample:
        yield Refusal(_("This time is over. Please choose a time to come."), field="publish_day")


def _giving(wanted: Plan, rows: Known) -> Iterator[Refusal]:
    course, series = rows.courses.get(wanted.course_id), rows.series.get(wanted.series_id or 0)
    return fairness.refusals(wanted, course, series)
