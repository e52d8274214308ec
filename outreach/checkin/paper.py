"""The ticks of a list on paper: read off after the class by one person, checked by another, then noted as arrivals."""

from collections.abc import Collection

from outreach import audit, clock, lessons, once, tickets
from outreach.audit import Actor
from outreach.checkin.arrivals import check_in
from outreach.checkin.rosters import find_list, newest, seated
from outreach.checkin.rows import Arrival, PaperEntry, Roster
from outreach.checkin.ticks import Ticks
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, check_not_replaced, seats


@unit_of_work
async def enter(
    city_id: int, roster_id: int, ticks: Ticks, walk_ins: int, *, by: Actor, key: str = "", sure: bool = False
) -> int:
    """Keep what one person reads off a list, until another one has checked it; returns the entry's id.

    Entered again before that, it takes the place of what was entered before. Raises Refusal: before the class
    begins, for a line that the list does not have, for a ticket of somebody without a seat in this class, where
    the ticks of this class were checked already, and where a newer list was printed and nobody is ``sure``
    which one is on the table.
    """
    of, lesson = await _list_of(city_id, roster_id)
    await seats.lock(lesson.id)
    asked = ("paper", roster_id, sorted(ticks.lines), ticks.codes, sorted(ticks.others), walk_ins)
    done = await once.claim(by, key, once.fingerprint(*asked))
    if done is not None:
        return done
    came = await _came(of, lesson, ticks)
    await _check_enter(of, lesson, sure=sure)
    await PaperEntry.filter(lesson_id=lesson.id, standing=True).update(standing=False)
    row = await PaperEntry.create(
        lesson_id=lesson.id, came=came, walk_ins=walk_ins, entered_at=clock.now(), entered_by=by.reference
    )
    await once.keep(by, key, row.id)
    await audit.record(city_id, by, "paper.entered", f"paper:{row.id}", lesson=lesson.id, came=len(came))
    return row.id


async def _list_of(city_id: int, roster_id: int) -> tuple[Roster, Lesson]:
    of = await find_list(city_id, roster_id)
    lesson = await lessons.find(city_id, of.lesson_id) if of else None
    if of is None or lesson is None:
        raise Refusal(_("This list is not on record. Please open the class again."), code="unknown")
    return of, lesson


async def _check_enter(of: Roster, lesson: Lesson, *, sure: bool) -> None:
    check_begun(lesson)
    entry = await entry_of(lesson.id)
    if entry and entry.checked_at:
        raise _checked_already()
    last = await newest(lesson.id)
    if last and last.id != of.id and not sure:
        sentence = _(
            "A newer list, no. {number}, was printed at {moment}. Please look at the number on the paper in your hand.",
            number=str(last.id),
            moment=last.at,
        )
        raise Refusal(sentence, field="sure", code="newer")


def check_begun(lesson: Lesson) -> None:
    """Raises Refusal where the class is cancelled or has not begun: nobody can have come."""
    if lesson.status != "published":
        raise Refusal(_("This class is cancelled."), code="off")
    if clock.now() < lesson.starts_at:
        raise Refusal(_("The class has not begun. The ticks are entered when it is over."), code="early")


def _checked_already() -> Refusal:
    sentence = _("The ticks of this class were entered and checked already. A mistake can be taken back at the door.")
    return Refusal(sentence, code="checked")


async def _came(of: Roster, lesson: Lesson, ticks: Ticks) -> list[int]:
    for number in sorted(ticks.lines):
        if not 1 <= number <= len(of.items):
            sentence = _(
                "The list has no line {number}; its last line is {last}.", number=str(number), last=str(len(of.items))
            )
            raise Refusal(sentence, field="lines", code="no-line")
    late = {row.id: row for row in await seated(lesson)}
    by_code = {row.code: row.id for row in late.values()}
    unknown = next((code for code in ticks.codes if code not in by_code), None)
    if unknown:
        await check_not_replaced(lesson.city_id, unknown, "lines")
        sentence = _(
            "Nobody with the ticket {code} has a seat in this class. Please count this person as one who came without"
            " a registration.",
            code=tickets.code_words(unknown),
        )
        raise Refusal(sentence, field="lines", code="no-seat")
    found = {of.items[number - 1] for number in ticks.lines} | {by_code[code] for code in ticks.codes}
    return sorted(found | {one for one in ticks.others if one in late})


async def entry_of(lesson_id: int) -> PaperEntry | None:
    """What was read off the paper of a class and stands."""
    return await PaperEntry.get_or_none(lesson_id=lesson_id, standing=True)


@unit_of_work
async def check(
    city_id: int, entry_id: int, came: Collection[int], walk_ins: int, *, by: Actor, key: str = ""
) -> PaperEntry:
    """A second person has looked at the paper: these registrations came, and so many without one.

    Everybody of them who has a seat is noted as here; whoever was noted at the door stays so. What the second
    person changed stands from now on, and what the first one read stays on record. Raises Refusal for the person who
    entered it, and where it was entered anew or checked by somebody else.
    """
    entry = await PaperEntry.get_or_none(id=entry_id, lesson__city_id=city_id)
    if entry is None:
        raise _entered_anew()
    await seats.lock(entry.lesson_id)
    done = await once.claim(by, key, once.fingerprint("checked", entry_id, sorted(came), walk_ins))
    if done is not None:
        return await PaperEntry.get(id=done)
    await entry.refresh_from_db()
    _check_second(entry, by)
    stands = await _signed(entry, await _of_class(entry, came), walk_ins, by)
    await _note(city_id, stands, by)
    await once.keep(by, key, stands.id)
    return stands


def _check_second(entry: PaperEntry, by: Actor) -> None:
    if entry.checked_at:
        raise _checked_already()
    if not entry.standing:
        raise _entered_anew()
    if entry.entered_by == by.reference:
        raise Refusal(_("You entered these ticks yourself. Another person must check them."), code="same-person")


def _entered_anew() -> Refusal:
    return Refusal(_("The ticks were entered anew in the meantime. Please open the list again."), code="gone")


async def _of_class(entry: PaperEntry, came: Collection[int]) -> list[int]:
    rows = await Registration.filter(lesson_id=entry.lesson_id, id__in=list(came) or [0])
    return sorted(row.id for row in rows)


async def _signed(entry: PaperEntry, came: list[int], walk_ins: int, by: Actor) -> PaperEntry:
    """The entry as it stands from now on: the same one, or a corrected one in its place."""
    now = clock.now()
    if (entry.came, entry.walk_ins) == (came, walk_ins):
        entry.checked_at, entry.checked_by = now, by.reference
        await entry.save(update_fields=["checked_at", "checked_by"])
        return entry
    await PaperEntry.filter(id=entry.id).update(standing=False)
    return await PaperEntry.create(
        lesson_id=entry.lesson_id,
        came=came,
        walk_ins=walk_ins,
        entered_at=entry.entered_at,
        entered_by=entry.entered_by,
        checked_at=now,
        checked_by=by.reference,
    )


async def _note(city_id: int, entry: PaperEntry, by: Actor) -> None:
    for id_ in entry.came:
        await check_in(city_id, entry.lesson_id, id_, method="paper", by=by)
    subject, numbers = f"paper:{entry.id}", {"came": len(entry.came), "walk_ins": entry.walk_ins}
    await audit.record(city_id, by, "paper.checked", subject, lesson=entry.lesson_id, **numbers)


async def without_seat(lesson_id: int) -> int:
    """How many came without a seat in this class, by a checked paper: walk-ins, and ticks of who had given hers up.

    Who had a seat was noted as here, and whoever was taken back later has not come at all.
    """
    entry = await entry_of(lesson_id)
    if entry is None or entry.checked_at is None:
        return 0
    noted = await Arrival.filter(registration_id__in=entry.came or [0]).values_list("registration_id", flat=True)
    return entry.walk_ins + len(set(entry.came) - set(noted))
