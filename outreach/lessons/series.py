"""Series: lessons of one course that belong together, with one sign-up for each of them or for all."""

from collections.abc import Iterable, Sequence

from outreach import audit, clock, departments, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.courses import Course
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons.fairness import in_series
from outreach.lessons.rows import SIGN_UPS, Lesson, Series
from outreach.refusal import Refusal

FEWEST, MOST = 2, 60
_HOLD = "UPDATE lessons SET taken = taken WHERE id = ?"
_ANYBODY = "SELECT id FROM lessons WHERE series_id = ? AND ends_at > ? AND (taken > 0 OR waiting > 0) LIMIT 1"
# Who takes part in a draw that is due has neither a seat nor a place yet, and counts all the same.
_APPLIED = (
    "SELECT r.id FROM registrations r JOIN lessons l ON l.id = r.lesson_id"
    " WHERE (l.series_id = ? OR l.id = ?) AND l.ends_at > ? AND r.status = 'applied' LIMIT 1"
)


async def find_series(city_id: int, series_id: int) -> Series | None:
    """A series of this city with its course, or None, also for another city's."""
    return await Series.get_or_none(city_id=city_id, id=series_id).prefetch_related("course")


async def of_course(course_id: int) -> list[Series]:
    """The series of a course that have lessons, oldest first, with them under ``lessons``."""
    found = await Series.filter(course_id=course_id).order_by("id").prefetch_related("lessons")
    return [one for one in found if list(one.lessons)]


async def members(series_id: int) -> list[Lesson]:
    """The lessons of a series by date, cancelled ones too."""
    found = Lesson.filter(series_id=series_id).select_related("course", "centre", "room", "instructor")
    return await found.order_by("starts_at", "id")


async def candidates(course: Course) -> list[Lesson]:
    """The lessons to come of a course that belong to no series yet, by date."""
    found = Lesson.filter(course_id=course.id, series_id=None, starts_at__gt=clock.now()).exclude(status="cancelled")
    return await found.select_related("course", "centre", "room", "instructor").order_by("starts_at", "id")


@unit_of_work
async def make_series(
    city: City, course: Course, lesson_ids: Iterable[int], sign_up: str, *, by: Actor, key: str = ""
) -> Series:
    """Lessons of one course become a series; sent again with the same ``key`` it is the same one.

    Raises Refusal: fewer than two lessons, lessons of other courses or series, a consultation, or, for one
    sign-up for all, lessons that somebody has signed up for.
    """
    ids = sorted(set(lesson_ids))
    done = await once.claim(by, key, once.fingerprint("series", city.id, course.id, ids, sign_up))
    if done is not None:
        return await Series.get(id=done)
    if course.kind != "class" or course.city_id != city.id:
        raise Refusal(_("Consultations are booked one by one and make no series."), code="consultation")
    series = await Series.create(city=city, course=course, sign_up=_chosen(sign_up), made_at=clock.now())
    await _settle(series, ids, by)
    await once.keep(by, key, series.id)
    await audit.record(city.id, by, "series.made", f"series:{series.id}", lessons=len(ids), sign_up=sign_up)
    return series


@unit_of_work
async def change_series(series: Series, lesson_ids: Iterable[int], sign_up: str, *, by: Actor) -> None:
    """Exactly these lessons make the series from now on, none to end it; raises Refusal as ``make_series``.

    Lessons that are over stay. While people are signed up for all of it, only the way of signing up may change to each.
    Raises Refusal (``other-department``) for a new way of signing up where another department has lessons in it.
    """
    ids = sorted(set(lesson_ids))
    await _settle(series, ids, by, _chosen(sign_up))
    await audit.record(series.city_id, by, "series.changed", f"series:{series.id}", lessons=len(ids), sign_up=sign_up)


async def check_may_join(city_id: int, series_id: int, by: Actor) -> None:
    """Whether this actor may plan a new lesson into the series, in the caller's transaction.

    Raises Refusal (field ``series_id``) where somebody has signed up for all of it: she would have no seat in this
    one; ``other-department`` where another department looks after some of its lessons.
    """
    await _hold(series_id, [])
    series = await Series.get(city_id=city_id, id=series_id)
    _check_departments(await Lesson.filter(series_id=series.id), by)
    if series.sign_up == "all" and await _anybody(series.id):
        raise Refusal(_taken().phrase, field="series_id", code="taken")


def _chosen(sign_up: str) -> str:
    if sign_up not in SIGN_UPS:
        raise Refusal(_("Please choose one of the answers."), field="sign_up")
    return sign_up


def _taken() -> Refusal:
    sentence = _("People have signed up for this series as a whole. Its classes cannot change any more.")
    return Refusal(sentence, field="lessons", code="taken")


async def _settle(series: Series, ids: Sequence[int], by: Actor, sign_up: str | None = None) -> None:
    """Make it these lessons, with every lesson concerned held, in the order of ids as whoever signs up does."""
    await _hold(series.id, ids)
    was = (await Series.get(id=series.id)).sign_up
    wanted = sign_up or was
    now = await Lesson.filter(series_id=series.id)
    chosen = await Lesson.filter(id__in=ids or (0,), city_id=series.city_id)
    added = [one for one in chosen if one.series_id != series.id]
    removed = [one for one in now if one.id not in ids and one.starts_at > clock.now() and one.status != "cancelled"]
    if len(chosen) != len(ids):
        raise Refusal(_("Please choose one of the answers."), field="lessons")
    _check(series, added, removed, by)
    if wanted == "all" and any(one.lots_open for one in (*added, *now)):
        raise in_series("sign_up")
    if wanted != was:
        _check_departments(now, by)
    kept = {one.id for one in now} - {one.id for one in removed} | {one.id for one in chosen}
    if ids or not now:
        _check_count(len(kept))
    if "all" in (was, wanted) and (added or removed or was != wanted):
        await _check_nobody(series, added, was, wanted)
    await Lesson.filter(id__in=[one.id for one in removed] or (0,)).update(series_id=None)
    await Lesson.filter(id__in=[one.id for one in added] or (0,)).update(series_id=series.id)
    await Series.filter(id=series.id).update(sign_up=wanted)


def _check_departments(concerned: Iterable[Lesson], by: Actor) -> None:
    for one in concerned:
        departments.check_may_change(by, one.department_id)


def _check(series: Series, added: Sequence[Lesson], removed: Sequence[Lesson], by: Actor) -> None:
    _check_departments((*added, *removed), by)
    for one in added:
        strange = one.course_id != series.course_id or one.series_id is not None
        if strange or one.status == "cancelled" or one.starts_at <= clock.now():
            sentence = _("Only classes to come of this course that belong to no other series can be chosen.")
            raise Refusal(sentence, field="lessons", code="strange")


def _check_count(count: int) -> None:
    if not FEWEST <= count <= MOST:
        sentence = _("Please choose from {least} to {most} classes.", least=FEWEST, most=MOST)
        raise Refusal(sentence, field="lessons", code="count")


async def _check_nobody(series: Series, added: Sequence[Lesson], was: str, wanted: str) -> None:
    """Nobody may end up with half of what one sign-up promises."""
    if was == "all" and wanted == "each" and not added:
        return
    if await _anybody(series.id) or any([one.taken or one.waiting or await _applied(of=one.id) for one in added]):
        raise _taken()


async def _anybody(series_id: int) -> bool:
    return bool(await sql.rows(_ANYBODY, series_id, clock.now())) or await _applied(series_id)


async def _applied(series_id: int = 0, of: int = 0) -> bool:
    return bool(await sql.rows(_APPLIED, series_id, of, clock.now()))


async def _hold(series_id: int, ids: Sequence[int]) -> None:
    own = await sql.rows("SELECT id FROM lessons WHERE series_id = ?", series_id)
    for lesson_id in sorted({row["id"] for row in own} | set(ids)):
        await sql.run(_HOLD, lesson_id)
