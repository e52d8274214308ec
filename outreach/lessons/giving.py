"""Changing how the seats of one class are given, as long as that is fair to who has signed up."""

from dataclasses import asdict, replace
from typing import Any

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.courses import Course
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import fairness, lots
from outreach.lessons.copying import plan_of
from outreach.lessons.rights import check_may_change
from outreach.lessons.rows import Lesson, Series
from outreach.lessons.wanted import Giving, clean_giving
from outreach.refusal import Refusal, Refusals

__all__ = ["Giving", "clean_giving", "give", "given"]

_HOLD = "UPDATE lessons SET taken = taken WHERE id = ?"


def given(lesson: Lesson) -> Giving:
    """How the seats of this class are given now."""
    return Giving(lesson.draws_at, lesson.phone_seats, lesson.phone_until)


@unit_of_work
async def give(lesson: Lesson, wanted: Giving, *, by: Actor, key: str = "") -> None:
    """Draw the seats, or keep some for the phone, or neither; sent again with the same ``key`` it is done once.

    Whether and when seats are drawn stands once people can sign up; the phone's share may change until the class
    begins. Raises Refusals, and Refusal (``over``) for a class that has begun or is cancelled.
    """
    if await once.claim(by, key, once.fingerprint("giving", lesson.id, asdict(wanted))) is not None:
        return
    await sql.run(_HOLD, lesson.id)
    now = await Lesson.get(id=lesson.id)
    check_may_change(by, now)
    wanted = _to_the_minute(now, wanted)
    if now.status == "cancelled" or now.starts_at <= clock.now():
        raise Refusal(_("This class cannot be changed any more."), code="over")
    if refused := [one for one in await _refusals(now, wanted) if one.field in _changed(now, wanted)]:
        raise Refusals(refused)
    await Lesson.filter(id=now.id).update(**asdict(wanted))
    if wanted.draws_at is not None and wanted.draws_at != now.draws_at:
        await lots.commit(now.id)
    await once.keep(by, key, now.id)
    draws = wanted.draws_at.isoformat() if wanted.draws_at else None
    await audit.record(
        now.city_id, by, "lesson.giving", f"lesson:{now.id}", draws_at=draws, phone_seats=wanted.phone_seats
    )


def _to_the_minute(now: Lesson, wanted: Giving) -> Giving:
    """The same, with the moment that stands where the form, which knows no seconds, names its minute."""
    same: dict[str, Any] = {
        name: was
        for name, was in (("draws_at", now.draws_at), ("phone_until", now.phone_until))
        if was is not None and getattr(wanted, name) == was.replace(second=0, microsecond=0)
    }
    return replace(wanted, **same)


def _changed(now: Lesson, wanted: Giving) -> set[str]:
    """The fields whose sentences count: what stays as it was need not be possible anew."""
    phone = {"phone_seats", "phone_day"} if replace(wanted, draws_at=now.draws_at) != given(now) else set[str]()
    return phone | ({"draws_day", "phone_seats"} if wanted.draws_at != now.draws_at else set())


async def _refusals(now: Lesson, wanted: Giving) -> list[Refusal]:
    plan = replace(plan_of(now), intake_opens=now.intake_opens_at, publish_at=now.publish_at, **asdict(wanted))
    course, series = await Course.get(id=now.course_id), await Series.get_or_none(id=now.series_id or 0)
    found = list(fairness.refusals(plan, course, series))
    if now.status == "published" and now.intake_opens_at <= clock.now():
        found.append(lots.opened())
    return found
