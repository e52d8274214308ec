"""Adding and changing a course; what its classes were stays as it was."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from outreach import audit, cities, departments, once, stamps
from outreach.audit import Actor
from outreach.cities import City
from outreach.courses.rows import AUDIENCES, DEVICES, KINDS, LEVELS, Cohost, Course
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.organisations import Organisation
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_texts

FEWEST_MINUTES, MOST_MINUTES = 10, 480
LONGEST_SLUG = 40
# What calendars and open data say of a course: a class of which it changes bears a later stamp.
_PUBLISHED = ("title", "description", "device")
TITLE, DESCRIPTION, BRING = 80, 1000, 200
_HOLD = "UPDATE courses SET slug = slug WHERE id = ?"
_HAS_CLASSES = "SELECT id FROM lessons WHERE course_id = ? LIMIT 1"
_IS_COUNTED = "SELECT id FROM goal_courses WHERE course_id = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a course is, as somebody wishes it; texts by language, organisations by id."""

    title: dict[str, str]
    description: dict[str, str]
    bring: dict[str, str]
    level: str = ""
    device: str = "any"
    minutes: int = 90
    kind: str = "class"
    audience: str = "residents"
    department_id: int | None = None
    cohost_ids: tuple[int, ...] = ()


def clean_facts(typed: Mapping[str, str], cohosts: Sequence[str] = ()) -> Facts:
    """The facts of a course from a form's texts; raises Refusals, one for each field that cannot be read."""
    readers: dict[str, Callable[[], Any]] = {
        "title": lambda: clean_texts(typed, "title", TITLE),
        "description": lambda: clean_texts(typed, "description", DESCRIPTION, lines=True),
        "bring": lambda: clean_texts(typed, "bring", BRING),
        "level": lambda: _one_of(typed, "level", LEVELS),
        "device": lambda: _one_of(typed, "device", DEVICES),
        "minutes": lambda: _minutes(typed.get("minutes", "")),
        "kind": lambda: _one_of(typed, "kind", KINDS),
        "audience": lambda: _one_of(typed, "audience", AUDIENCES),
        "department_id": lambda: _id(text, "department_id") if (text := typed.get("department_id", "")) else None,
        "cohost_ids": lambda: tuple(sorted({_id(one, "cohosts") for one in cohosts if one})),
    }
    values: dict[str, Any] = {}
    refused: list[Refusal] = []
    for name, read in readers.items():
        try:
            values[name] = read()
        except Refusal as refusal:
            refused.append(refusal)
        except Refusals as several:
            refused += several.all
    if refused:
        raise Refusals(refused)
    return Facts(**values)


def _one_of(typed: Mapping[str, str], field: str, allowed: Sequence[str]) -> str:
    value = typed.get(field, "")
    if value not in allowed:
        raise Refusal(_("Please choose one of the answers."), field=field)
    return value


def _id(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Refusal(_("Please choose one of the answers."), field=field)
    return int(text)


def _minutes(text: str) -> int:
    text = text.strip()
    minutes = int(text) if text.isdecimal() and len(text) <= 4 else 0
    if not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        sentence = _(
            "Please write the length in minutes, from {least} to {most}.", least=FEWEST_MINUTES, most=MOST_MINUTES
        )
        raise Refusal(sentence, field="minutes")
    return minutes


@unit_of_work
async def add(city: City, facts: Facts, *, by: Actor, key: str = "") -> Course:
    """A new course; sent again with the same ``key`` it is the same one.

    Raises Refusal for a department that is not the actor's and for organisations that the city does not know.
    """
    done = await once.claim(by, key, once.fingerprint("course", city.id, asdict(facts)))
    if done is not None:
        return await Course.get(id=done)
    await cities.hold(city.id)
    await _check(city.id, facts, by)
    course = await Course.create(city=city, slug=await _slug(city.id, facts.title), **_columns(facts))
    await _set_cohosts(course.id, facts.cohost_ids)
    await once.keep(by, key, course.id)
    await audit.record(city.id, by, "course.added", f"course:{course.id}")
    return course


@unit_of_work
async def change(course: Course, facts: Facts, *, by: Actor) -> None:
    """Other facts for a course; its slug stays.

    Raises Refusal where another department looks after it, and for another kind or audience once it has classes:
    what was counted, and who may see it, stays as it was.
    """
    await cities.hold(course.city_id)  # as planning does: no first class may come in between
    await sql.run(_HOLD, course.id)
    now = await Course.get(id=course.id)
    departments.check_may_change(by, now.department_id)
    await _check(now.city_id, facts, by)
    await _check_kept(now, facts)
    await Course.filter(id=now.id).update(**_columns(facts))
    hosts_changed = await _set_cohosts(now.id, facts.cohost_ids)
    if hosts_changed or any(getattr(facts, name) != getattr(now, name) for name in _PUBLISHED):
        await stamps.renew("course", now.id)
    await audit.record(now.city_id, by, "course.changed", f"course:{now.id}")


@unit_of_work
async def retire(course: Course, *, by: Actor) -> bool:
    """Plan it no longer; its classes and their history stay. False where it is retired already."""
    return await _turn(course, by, retired=True)


@unit_of_work
async def bring_back(course: Course, *, by: Actor) -> bool:
    """Plan it again; False where it never was retired."""
    return await _turn(course, by, retired=False)


async def _turn(course: Course, by: Actor, *, retired: bool) -> bool:
    departments.check_may_change(by, (await Course.get(id=course.id)).department_id)
    if not await Course.filter(id=course.id, retired=not retired).update(retired=retired):
        return False
    await audit.record(course.city_id, by, "course.retired" if retired else "course.back", f"course:{course.id}")
    return True


async def _check(city_id: int, facts: Facts, by: Actor) -> None:
    await departments.check(city_id, facts.department_id)
    departments.check_may_change(by, facts.department_id)
    known = await Organisation.filter(city_id=city_id, id__in=facts.cohost_ids).count()
    if known != len(facts.cohost_ids):
        raise Refusal(_("Please choose one of the answers."), field="cohosts")


async def _check_kept(now: Course, facts: Facts) -> None:
    if facts.kind != now.kind and await sql.rows(_IS_COUNTED, now.id):
        sentence = _("A goal counts this course, and consultations are never counted. Please make another course.")
        raise Refusal(sentence, field="kind", code="counted")
    for field in ("kind", "audience"):
        if getattr(facts, field) != getattr(now, field) and await sql.rows(_HAS_CLASSES, now.id):
            sentence = _("This course has classes already, so this cannot change. Please make another course.")
            raise Refusal(sentence, field=field, code="has-classes")


def _columns(facts: Facts) -> dict[str, Any]:
    return {name: value for name, value in asdict(facts).items() if name != "cohost_ids"}


async def _set_cohosts(course_id: int, wanted: tuple[int, ...]) -> bool:
    known = {one.organisation_id for one in await Cohost.filter(course_id=course_id)}
    await Cohost.filter(course_id=course_id).exclude(organisation_id__in=wanted or (0,)).delete()
    for one in wanted:
        if one not in known:
            await Cohost.create(course_id=course_id, organisation_id=one)
    return known != set(wanted)


async def _slug(city_id: int, title: Mapping[str, str]) -> str:
    """From the English title where there is one: it stands in addresses and files, and never changes."""
    taken = {one.slug for one in await Course.filter(city_id=city_id).only("slug")}
    words = re.sub(r"[^a-z0-9]+", "-", title.get("en", "").lower()).strip("-")[: LONGEST_SLUG - 5].strip("-")
    return words if words and words not in taken else cities.unused_key(words or "course", taken)
