"""Who helps in a class: taking a shift, giving it back, and the places that are still open."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from outreach import audit, clock, departments
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.helpers import Helper, helps_on
from outreach.i18n import phrase as _
from outreach.lessons import clashes
from outreach.lessons.clashes import Clash, Slot
from outreach.lessons.rows import ROLES, Lesson, Shift
from outreach.refusal import Refusal
from outreach.spelling import clean_line

MOST_HELPERS = 50
MOST_MINUTES = 24 * 60
LONGEST_REASON = 200


def _own(by: Actor) -> bool:
    return by.kind == "helper"


@unit_of_work
async def take(lesson: Lesson, helper: Helper, role: str, *, by: Actor, reason: str = "") -> Shift:
    """A helper comes to a class; taken again it is the same shift.

    She takes one herself only while places are open and before the class begins; a coordinator may add more, with
    a ``reason`` where something speaks against it. Raises Refusal or Refusals.
    """
    await clashes.lock(lesson.city_id)
    fresh = await Lesson.get(id=lesson.id)
    standing = await Shift.get_or_none(lesson_id=lesson.id, helper_id=helper.id, standing=True)
    if standing:
        return standing
    await _check(fresh, helper, role, by)
    found = await in_the_way(fresh, helper)
    if _own(by):
        found = [one for one in found if one.weight == "hard"]
    kept = clashes.check([found], reason)
    shift = await Shift.create(
        lesson_id=lesson.id, helper_id=helper.id, role=role, taken_at=clock.now(), taken_by=by.reference
    )
    await clashes.accept(lesson.id, found, kept, by=by)
    await audit.record(
        lesson.city_id, by, "shift.taken", f"shift:{shift.id}", lesson=lesson.id, helper=helper.id, role=role
    )
    return shift


async def _check(lesson: Lesson, helper: Helper, role: str, by: Actor) -> None:
    if helper.city_id != lesson.city_id:
        raise Refusal(_("Please choose one of the answers."), field="helper_id")
    if role not in ROLES:
        raise Refusal(_("Please choose one of the answers."), field="role")
    if lesson.status == "cancelled":
        raise Refusal(_("This class is cancelled."), code="cancelled")
    if not helps_on(helper, lesson.day):
        raise Refusal(_("{name} no longer helps on this day.", name=helper.name), field="helper_id", code="away")
    if lesson.instructor_id == helper.id:
        raise Refusal(_("{name} leads this class already.", name=helper.name), field="helper_id", code="leads")
    await (_check_own(lesson) if _own(by) else _check_rights(lesson, by))


async def _check_own(lesson: Lesson) -> None:
    if lesson.status != "published":
        raise Refusal(_("No help is wanted in this class now."), code="closed")
    if lesson.starts_at <= clock.now():
        raise Refusal(_("This class has begun. Please call us if you would like to come."), code="begun")
    if await Shift.filter(lesson_id=lesson.id, standing=True).count() >= lesson.helpers_wanted:
        raise Refusal(_("Somebody else was quicker: enough people help in this class now. Thank you!"), code="full")


async def _check_rights(lesson: Lesson, by: Actor) -> None:
    departments.check_may_change(by, lesson.department_id)


async def in_the_way(lesson: Lesson, helper: Helper) -> list[Clash]:
    """What speaks against this helper in this class, and not already against the class itself."""
    [slot] = await clashes.slots_of([lesson])
    wished = Slot.of(lesson, (*slot.helper_ids, helper.id))
    picture = await clashes.picture(lesson.city_id, [wished])
    without = clashes.found(slot, picture)
    return [one for one in clashes.found(wished, picture) if one.weight != "note" and one not in without]


@unit_of_work
async def give_back(shift: Shift, *, by: Actor, reason: str = "") -> bool:
    """Somebody else may come instead; False where it was given back before.

    A helper does so herself until the class begins; later only a coordinator, who says why. Raises Refusal.
    """
    lesson = await Lesson.get(id=shift.lesson_id)
    kept = clean_line(reason, LONGEST_REASON, field="reason")
    if _own(by):
        _check_giver(shift, lesson, by)
    else:
        await _check_rights(lesson, by)
    if not _own(by) and lesson.starts_at <= clock.now() and not kept:
        raise Refusal(_("This class has begun: please write why she did not help."), field="reason")
    return await _given_back(shift, lesson, kept, by)


async def _given_back(shift: Shift, lesson: Lesson, reason: str, by: Actor) -> bool:
    given = await Shift.filter(id=shift.id, standing=True).update(
        standing=False, given_back_at=clock.now(), given_back_by=by.reference, given_back_reason=reason
    )
    if given:
        await audit.record(lesson.city_id, by, "shift.given_back", f"shift:{shift.id}", lesson=lesson.id)
    return bool(given)


@unit_of_work
async def lead(lesson: Lesson, helper_id: int, *, by: Actor) -> None:
    """Who leads a class from now on no longer helps in it besides; harmless where she did not."""
    shift = await Shift.get_or_none(lesson_id=lesson.id, helper_id=helper_id, standing=True)
    if shift:
        await _given_back(shift, lesson, "", by)


def _check_giver(shift: Shift, lesson: Lesson, by: Actor) -> None:
    if shift.helper_id != by.id:
        raise Refusal(_("Please choose one of the answers."), code="foreign")
    if lesson.starts_at <= clock.now():
        raise Refusal(_("This class has begun. Please call us if you cannot come."), code="begun")


@unit_of_work
async def correct(shift: Shift, minutes: int | None, reason: str, *, by: Actor) -> None:
    """How long she really worked, with the reason; None is the length of the class again. Raises Refusal."""
    lesson = await Lesson.get(id=shift.lesson_id)
    await _check_rights(lesson, by)
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        sentence = _("Please write how many minutes, from 0 to {most}.", most=MOST_MINUTES)
        raise Refusal(sentence, field="minutes")
    kept = clean_line(reason, LONGEST_REASON, field="reason", required=minutes is not None)
    if lesson.starts_at > clock.now():
        raise Refusal(_("This class has not begun yet."), code="coming")
    if await Shift.filter(id=shift.id, standing=True).update(minutes=minutes, minutes_reason=kept):
        await audit.record(lesson.city_id, by, "shift.corrected", f"shift:{shift.id}", minutes=minutes)


@unit_of_work
async def want(lesson: Lesson, number: int, *, by: Actor) -> None:
    """So many helpers are wanted besides the instructor; who has taken a shift keeps it. Raises Refusal."""
    await _check_rights(lesson, by)
    if not 0 <= number <= MOST_HELPERS:
        sentence = _("Please write how many helpers, from 0 to {most}.", most=MOST_HELPERS)
        raise Refusal(sentence, field="helpers_wanted")
    if await Lesson.filter(id=lesson.id).exclude(helpers_wanted=number).update(helpers_wanted=number):
        await audit.record(lesson.city_id, by, "lesson.helpers_wanted", f"lesson:{lesson.id}", number=number)


async def find(city_id: int, shift_id: int) -> Shift | None:
    """A shift of this city with its class and its helper, or None, also for another city's."""
    return await _whole(Shift.filter(id=shift_id, lesson__city_id=city_id)).first()


def _whole(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    return shifts.select_related("helper", "lesson", "lesson__course", "lesson__centre", "lesson__room")


async def of_lesson(lesson_id: int) -> list[Shift]:
    """Who helps in a class, assistants first, each with her helper and her organisation."""
    shifts = Shift.filter(lesson_id=lesson_id, standing=True).select_related("helper", "helper__organisation")
    return await shifts.order_by("role", "helper__kana", "id")


async def of_helper(helper_id: int, *, coming: bool = True) -> list[Shift]:
    """A helper's standing shifts: those to come, soonest first, or those that are over, newest first.

    A cancelled class has no shifts any more; reinstated, it has them again.
    """
    own = _whole(Shift.filter(helper_id=helper_id, standing=True)).exclude(lesson__status="cancelled")
    if coming:
        return await own.filter(lesson__ends_at__gt=clock.now()).order_by("lesson__starts_at", "id")
    return await own.filter(lesson__ends_at__lte=clock.now()).order_by("-lesson__starts_at", "id")


async def called_off(helper_id: int) -> list[Shift]:
    """A helper's shifts in classes to come that were cancelled: she need not come."""
    own = _whole(Shift.filter(helper_id=helper_id, standing=True, lesson__status="cancelled"))
    return await own.filter(lesson__ends_at__gt=clock.now()).order_by("lesson__starts_at", "id")


async def until(city_id: int, last: date) -> list[Shift]:
    """Everybody who helps in a published class that has not begun, up to this day, class by class."""
    coming = _whole(Shift.filter(lesson__city_id=city_id, lesson__status="published", standing=True))
    near = coming.filter(lesson__starts_at__gt=clock.now(), lesson__day__lte=last)
    return await near.order_by("lesson__starts_at", "lesson_id", "helper__kana", "id")


async def numbers(lesson_ids: Iterable[int]) -> dict[int, int]:
    """How many stand in each of these classes; classes without any are left out. One query."""
    standing = Shift.filter(lesson_id__in=list(lesson_ids), standing=True)
    counted = await standing.annotate(number=Count("id")).group_by("lesson_id").values("lesson_id", "number")
    return {row["lesson_id"]: row["number"] for row in counted}


async def next_of(city_id: int) -> dict[int, Shift]:
    """Each helper's next shift, by helper: one query."""
    coming = _whole(Shift.filter(lesson__city_id=city_id, standing=True, lesson__ends_at__gt=clock.now()))
    found: dict[int, Shift] = {}
    for shift in await coming.exclude(lesson__status="cancelled").order_by("lesson__starts_at", "id"):
        found.setdefault(shift.helper_id, shift)
    return found


def assistants(shifts: Sequence[Shift]) -> int:
    """How many of them teach; volunteers do other things."""
    return sum(one.role == "assistant" for one in shifts)


def role_of(helper: Helper) -> str:
    """As what this helper comes: who may lead a class assists in another's."""
    return "volunteer" if helper.kind == "volunteer" else "assistant"


def open_of(lesson: Lesson, standing: Mapping[int, int]) -> int:
    """How many places are open in a class."""
    return max(0, lesson.helpers_wanted - standing.get(lesson.id, 0))
