"""Finding registrations: by ticket, by person, by class."""

from collections.abc import Iterable
from datetime import datetime

from tortoise.queryset import QuerySet

from outreach import clock, venues
from outreach.db import Prepared, sql
from outreach.registration.rows import ACTIVE, Registration, Withdrawal


def whole(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """The same with person and class, in one query."""
    return registrations.select_related(
        "participant", "lesson__course", "lesson__centre", "lesson__room", "lesson__instructor"
    )


_BY_ID = Prepared(lambda city_id, number: whole(Registration.filter(city_id=city_id, id=number)))
_BY_CODE = Prepared(lambda city_id, code: whole(Registration.filter(city_id=city_id, code=code)))
_BY_TOKEN = Prepared(lambda city_id, token: whole(Registration.filter(city_id=city_id, token=token)))


async def _recalled(found: Registration | None) -> Registration | None:
    """The same; its class knows the address of its day."""
    if found is not None:
        await venues.recall([found.lesson.centre])
    return found


async def by_id(city_id: int, registration_id: int) -> Registration | None:
    """A registration of this city, or None, also for another city's."""
    return await _recalled(await _BY_ID.first(city_id, registration_id))


async def by_code(city_id: int, code: str) -> Registration | None:
    """The registration with this ticket code."""
    return await _recalled(await _BY_CODE.first(city_id, code))


async def by_token(city_id: int, token: str) -> Registration | None:
    """The registration with this ticket token."""
    return await _recalled(await _BY_TOKEN.first(city_id, token))


async def token_of(city_id: int, registration_id: int) -> str:
    """The token that opens this registration's ticket; LookupError where the city has no such registration."""
    rows = await sql.rows("SELECT token FROM registrations WHERE city_id = ? AND id = ?", city_id, registration_id)
    return str(rows[0]["token"])


async def tickets_before(moment: datetime) -> int:
    """How many tickets of classes that are not over may have been printed before that moment, in all cities."""
    coming = Registration.filter(at__lt=moment, status__in=ACTIVE, lesson__ends_at__gt=clock.now())
    return await coming.count()


async def expected(city_id: int, lesson_id: int) -> list[Registration]:
    """Who has a seat or waits: seats first in kana order, then the waiting list by its numbers, then the lots."""
    rows = await whole(Registration.filter(city_id=city_id, lesson_id=lesson_id, status__in=ACTIVE))
    return sorted(rows, key=_order)


def _order(row: Registration) -> tuple[int, int, str]:
    match row.status:
        case "waiting":
            return 1, row.place or 0, row.participant.kana_key
        case "applied":
            return 2, row.number or 0, row.participant.kana_key
        case _:
            return 0, 0, row.participant.kana_key


async def languages_of(lesson_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The languages of those who come to each of these classes, as they are spoken: zh for both scripts. One query.

    Classes without anybody are left out.
    """
    coming = Registration.filter(lesson_id__in=list(lesson_ids), status="confirmed").distinct()
    found: dict[int, set[str]] = {}
    for lesson_id, language in await coming.values_list("lesson_id", "participant__language"):
        found.setdefault(lesson_id, set()).add(language.partition("-")[0])
    return {lesson_id: frozenset(languages) for lesson_id, languages in found.items()}


async def history(city_id: int, participant_id: int) -> list[Registration]:
    """All registrations of one person, newest class first."""
    rows = whole(Registration.filter(city_id=city_id, participant_id=participant_id))
    return await rows.order_by("-lesson__starts_at")


async def before(registration: Registration) -> int:
    """How many wait for the same class and are to be called before this one; 0 for who does not wait."""
    if registration.status != "waiting":
        return 0
    longer = Registration.filter(lesson_id=registration.lesson_id, status="waiting", place__lt=registration.place)
    return await longer.count()


async def withdrawal(registration: Registration) -> Withdrawal | None:
    """When and why it was given up, or None."""
    return await Withdrawal.get_or_none(registration_id=registration.id)
