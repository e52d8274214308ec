"""From a draft to a class that everybody sees: now, many at once, or at a set time."""

from collections.abc import Collection, Mapping
from datetime import datetime, time

from tortoise.expressions import Q

from outreach import audit, clock
from outreach.audit import SYSTEM, Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import clashes
from outreach.lessons.planning import FURTHEST
from outreach.lessons.recurrence import clean_day
from outreach.lessons.rights import check_may_change
from outreach.lessons.rows import Lesson
from outreach.lessons.wanted import moment
from outreach.refusal import Refusal

BATCH = 200
OPENS = "09:00"


@unit_of_work
async def publish(lesson: Lesson, *, by: Actor) -> None:
    """Show a draft on the public pages; harmless where it is published.

    Its intake opens at the time that was set for it, or now. Raises Refusal for another department's, and (``lots``)
    where its seats should have been drawn by now.
    """
    check_may_change(by, lesson)
    await _published(lesson.id, lesson.city_id, by)


async def _published(lesson_id: int, city_id: int, by: Actor) -> bool:
    now = clock.now()
    draft = Lesson.filter(id=lesson_id, status="draft")
    if await draft.filter(draws_at__lte=now).exists():
        sentence = _("The day of its draw is over, so nobody could take part. Please plan another class like this one.")
        raise Refusal(sentence, code="lots")
    await draft.filter(intake_opens_at__lte=now).update(intake_opens_at=now)
    if not await draft.update(status="published", publish_at=None, changed_at=now):
        return False
    await audit.record(city_id, by, "lesson.published", f"lesson:{lesson_id}")
    return True


@unit_of_work
async def publish_many(city: City, lesson_ids: Collection[int], *, by: Actor, at: datetime | None = None) -> int:
    """Publish these drafts now, or let the server do it ``at`` a time to come; returns how many there were.

    All or none: raises Refusal where none is chosen, where one is another department's, for a time that is over,
    and for one at which one of the classes has begun.
    """
    await clashes.lock(city.id)
    drafts = await Lesson.filter(city_id=city.id, id__in=list(lesson_ids), status="draft").order_by("id")
    _check(drafts, at)
    for draft in drafts:
        check_may_change(by, draft)
        if at is None:
            await _published(draft.id, city.id, by)
        elif await Lesson.filter(id=draft.id, status="draft").update(publish_at=at, changed_at=clock.now()):
            await audit.record(city.id, by, "lesson.publish_at", f"lesson:{draft.id}", at=at.isoformat())
    return len(drafts)


def _check(drafts: list[Lesson], at: datetime | None) -> None:
    if not drafts:
        raise Refusal(_("Please choose at least one class."), field="ids")
    if at is not None and at <= clock.now():
        raise Refusal(_("This time is over. Please choose a time to come."), field="publish_day")
    if at is not None and at > clock.now() + FURTHEST:
        raise Refusal(_("Please choose a day within the next two years."), field="publish_day")
    if at is not None and any(at >= draft.starts_at for draft in drafts):
        raise Refusal(_("This must be before the class begins."), field="publish_day")


def clean_time(typed: Mapping[str, str]) -> datetime | None:
    """When the chosen drafts are to be published, from a form's texts; None: now. Raises Refusal."""
    if typed.get("publish") == "now":
        return None
    if typed.get("publish") != "at":
        raise Refusal(_("Please choose one of the answers."), field="publish")
    day, text = clean_day(typed.get("publish_day", ""), "publish_day"), typed.get("publish_time", "").strip()
    try:
        at = time.fromisoformat(text or OPENS).replace(tzinfo=None)
    except ValueError:
        raise Refusal(_("Please write a time, such as 13:30."), field="publish_time") from None
    if not clock.today() <= day <= clock.today() + FURTHEST:
        raise Refusal(_("Please choose a day within the next two years."), field="publish_day")
    return moment(day, at)


async def drafts(city_id: int) -> list[Lesson]:
    """All drafts of the city that are still to come, soonest first."""
    found = Lesson.filter(city_id=city_id, status="draft", day__gte=clock.today())
    return await found.prefetch_related("course", "centre", "room", "instructor").order_by("starts_at", "id")


async def publish_due() -> int:
    """Publish the drafts whose time has come, as the system; returns how many. Safe on every node at once.

    A class that has begun meanwhile (the server was down), or whose lots should have been drawn, stays a draft: nobody
    could sign up for it any more.
    """
    now = clock.now()
    drafts = Lesson.filter(status="draft", publish_at__lte=now, starts_at__gt=now)
    due = await drafts.filter(Q(draws_at=None) | Q(draws_at__gt=now)).order_by("publish_at").limit(BATCH)
    return sum([await _publish_one(lesson.id, lesson.city_id) for lesson in due])


@unit_of_work
async def _publish_one(lesson_id: int, city_id: int) -> bool:
    if not await Lesson.filter(id=lesson_id, status="draft", publish_at__lte=clock.now()).update(publish_at=None):
        return False
    return await _published(lesson_id, city_id, SYSTEM)
