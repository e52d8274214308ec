"""Copying: a past class to a new day, or a whole season to a new first week, with weekday and hour kept.

Registrations, helpers' shifts and reports are never copied, nor when seats are drawn or kept for the phone: those are
days before the old class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from outreach import clock
from outreach.i18n import phrase as _
from outreach.i18n.words import fiscal_year_days
from outreach.lessons.planning import FURTHEST, Plan
from outreach.lessons.recurrence import MOST_DATES, clean_day
from outreach.lessons.rows import Lesson
from outreach.lessons.season import Wish
from outreach.refusal import Refusal

FIRST_YEAR = 2000


def plan_of(lesson: Lesson) -> Plan:
    """What was planned when this class was planned, as if it were planned anew."""
    return Plan(
        course_id=lesson.course_id,
        centre_id=lesson.centre_id,
        room_id=lesson.room_id,
        instructor_id=lesson.instructor_id,
        day=lesson.day,
        starts=lesson.starts_at.astimezone(clock.TOKYO).time(),
        ends=lesson.ends_at.astimezone(clock.TOKYO).time(),
        capacity=lesson.capacity,
        department_id=lesson.department_id,
        kit_id=lesson.kit_id,
        kits=lesson.kits,
        setup_minutes=lesson.setup_minutes,
        clear_minutes=lesson.clear_minutes,
        helpers_wanted=lesson.helpers_wanted,
        publish=False,
    )


def prefilled(lesson: Lesson) -> dict[str, str]:
    """The texts of a form that plans a class like this one; the day is left open."""
    plan = plan_of(lesson)
    numbers = ("kits", "setup_minutes", "clear_minutes", "helpers_wanted", "capacity", "course_id", "instructor_id")
    return {
        **{name: str(getattr(plan, name)) for name in numbers},
        "place": f"{plan.centre_id}-{plan.room_id}" if plan.room_id else str(plan.centre_id),
        "department_id": str(plan.department_id or ""),
        "kit_id": str(plan.kit_id or ""),
        "starts": f"{plan.starts:%H:%M}",
        "ends": f"{plan.ends:%H:%M}",
    }


def clean_week(typed: Mapping[str, str]) -> date:
    """A day of the new first week; raises Refusal."""
    return clean_day(typed.get("week", ""), "week")


async def source(city_id: int, typed: Mapping[str, str]) -> list[Lesson]:
    """The classes that a form asks to copy: of a range of days, a fiscal year or a series. Raises Refusal."""
    if typed.get("of") == "days":
        return await of_days(
            city_id, clean_day(typed.get("since", ""), "since"), clean_day(typed.get("until", ""), "until")
        )
    if typed.get("of") not in ("year", "series"):
        raise Refusal(_("Please choose one of the answers."), field="of")
    field = "series_id" if typed["of"] == "series" else "year"
    number = typed.get(field, "").strip()
    if not (number.isascii() and number.isdecimal() and len(number) <= 9):
        raise Refusal(_("Please choose one of the answers."), field=field)
    if field == "series_id":
        return await of_series(city_id, int(number))
    return await of_year(city_id, int(number))


async def of_year(city_id: int, year: int) -> list[Lesson]:
    """The classes of a fiscal year, from April to March. Raises Refusal for none or too many."""
    if not FIRST_YEAR <= year <= clock.today().year + 2:
        raise Refusal(_("Please choose one of the answers."), field="year")
    first, last = fiscal_year_days(year)
    return _some(await _in_order(city_id, day__gte=first, day__lte=last), "year")


async def of_days(city_id: int, first: date, last: date) -> list[Lesson]:
    """The classes of these days that can be copied: all but cancelled ones. Raises Refusal for none or too many."""
    if last < first:
        raise Refusal(_("The last day must not be before the first day."), field="until")
    return _some(await _in_order(city_id, day__gte=first, day__lte=last), "since")


async def of_series(city_id: int, series_id: int) -> list[Lesson]:
    """The classes of a series that can be copied. Raises Refusal for none or too many."""
    return _some(await _in_order(city_id, series_id=series_id), "series_id")


async def _in_order(city_id: int, **of: object) -> list[Lesson]:
    found = Lesson.filter(city_id=city_id, **of).exclude(status="cancelled").order_by("starts_at", "id")
    return await found.limit(MOST_DATES + 1)


def _some(found: list[Lesson], field: str) -> list[Lesson]:
    if not found:
        raise Refusal(_("There is no class to copy. Please choose other days."), field=field)
    if len(found) > MOST_DATES:
        sentence = _("These are more than {most} classes. Please choose fewer days.", most=MOST_DATES)
        raise Refusal(sentence, field=field, code="too-many")
    return found


def shifted(lessons: Sequence[Lesson], week: date) -> list[Wish]:
    """The same classes from the week of this day on: each keeps its weekday, its hour and its distance.

    Raises Refusal for a week that is over or too far away.
    """
    if week > clock.today() + FURTHEST:
        raise Refusal(_("Please choose a day within the next two years."), field="week")
    if _monday(week) < _monday(clock.today()):
        raise Refusal(_("This week is over. Please choose a week to come."), field="week")
    step = _monday(week) - _monday(lessons[0].day)
    plans = [replace(plan_of(one), day=one.day + step) for one in lessons]
    return [Wish(str(one.id), plan, plan) for one, plan in zip(lessons, plans, strict=True)]


def _monday(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))
