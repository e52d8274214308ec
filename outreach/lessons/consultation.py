"""Consultation hours (相談): one place and day, one person after the other, each slot a lesson with one seat."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from outreach import clock
from outreach.audit import Actor
from outreach.cities import City
from outreach.courses import Course
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons.planning import plan_many
from outreach.lessons.rows import Lesson
from outreach.lessons.wanted import Plan, clean_plan
from outreach.refusal import Refusal, Refusals

SHORTEST, LONGEST = 10, 120
MOST = 40


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours as a coordinator wants them: the plan of the whole, and how many ``minutes`` each slot takes."""

    whole: Plan
    minutes: int


def clean_hours(typed: Mapping[str, str]) -> Hours:
    """The hours from a form's texts; raises Refusals, one for each field that cannot be read."""
    refused: list[Refusal] = []
    minutes = 0
    try:
        minutes = _minutes(typed.get("minutes", "").strip())
    except Refusal as refusal:
        refused.append(refusal)
    try:
        whole = clean_plan({**typed, "capacity": "1"})
    except Refusals as several:
        raise Refusals([*several.all, *refused]) from None
    if refused:
        raise Refusals(refused)
    return Hours(whole, minutes)


def _minutes(text: str) -> int:
    minutes = int(text) if text.isdecimal() and len(text) <= 4 else 0
    if not SHORTEST <= minutes <= LONGEST:
        sentence = _("Please write the length in minutes, from {least} to {most}.", least=SHORTEST, most=LONGEST)
        raise Refusal(sentence, field="minutes")
    return minutes


def slots(hours: Hours) -> list[Plan]:
    """One plan for each slot, each beginning when the one before ends; what is left over at the end stays free.

    Raises Refusal where not even one fits, and for more than anybody can sit through.
    """
    whole, step = hours.whole, timedelta(minutes=hours.minutes)
    first, end = _on_the_day(whole.starts), _on_the_day(whole.ends)
    count = max(0, (end - first) // step)
    if not count:
        raise Refusal(_("Not even one consultation fits between these times."), field="ends")
    if count > MOST:
        raise Refusal(
            _("That makes {count} consultations; {most} are the most.", count=count, most=MOST), field="minutes"
        )
    starts = [first + n * step for n in range(count)]
    return [replace(whole, starts=at.time(), ends=(at + step).time(), capacity=1) for at in starts]


def _on_the_day(at: time) -> datetime:
    return datetime.combine(clock.today(), at)


@unit_of_work
async def plan_hours(city: City, hours: Hours, *, by: Actor, key: str = "") -> list[Lesson]:
    """Plan all slots or none; raises Refusals as ``plan_many``, and for a course that is no consultation."""
    course = await Course.get_or_none(id=hours.whole.course_id, city_id=city.id)
    if course is not None and course.kind != "consultation":
        raise Refusal(_("This course is taught in classes. Please choose a consultation."), field="course_id")
    return await plan_many(city, slots(hours), by=by, key=key, reason=hours.whole.reason)
