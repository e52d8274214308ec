"""What somebody of the office should look at: the same ticket on two phones, who came though her seat was cancelled.

A card is derived from the records, so it is shown once whoever sends what how often, and it goes when it is answered
or when its reason goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outreach import audit, clock
from outreach.audit import Actor
from outreach.checkin import evidence, merging, settling
from outreach.checkin.evidence import Evidence
from outreach.checkin.merging import Conflict, Event
from outreach.checkin.rows import DoorAnswer
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal

SEEN = ("seen",)
DECIDE = ("accept", "reject")
ANSWERS = {"late": DECIDE, "fork": DECIDE}
# This is about all that a phone sent so: what comes after the answer has to be looked at, too.
AGAIN = ("absurd",)
APART = {"late": merging.LATE, "fork": ("fork",)}
AT_ONCE = 200
_KEEP = (
    "INSERT INTO door_answers (centre_id, day, card, answer, by, at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (centre_id, day, card) DO UPDATE SET answer = excluded.answer, by = excluded.by, at = excluded.at"
)
_ACCEPT = (
    "UPDATE door_events SET quarantine = CASE WHEN lesson_id IS NULL THEN 'absurd'"
    " WHEN kind = 'entry' AND registration_id IS NULL THEN 'unknown' ELSE '' END WHERE phone_id = ? AND id IN ({marks})"
)
_REJECT = f"UPDATE door_events SET quarantine = '{merging.REJECTED}' WHERE phone_id = ? AND id IN ({{marks}})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the office sees it: of what kind, about whom, who saw it when (numbers of phones), and what can be said
    to it. ``count`` is how many records it is about, ``last`` the newest row of them: an answer is about no newer one.
    """

    key: str
    kind: str
    lesson: Lesson | None
    registration: int | None
    name: str
    sights: tuple[tuple[int, datetime], ...]
    count: int
    last: int
    answers: tuple[str, ...]


async def of_evidence(found: Evidence, centre_id: int, day: date) -> list[Card]:
    """The cards of a door that wait for an answer, oldest first."""
    given = {row.card: row for row in await DoorAnswer.filter(centre_id=centre_id, day=day)}
    return [_card(one, found) for one in _open(found.conflicts, given)]


def _open(every: Iterable[Conflict], given: Mapping[str, DoorAnswer]) -> list[Conflict]:
    return [one for one in every if one.key not in given or _is_new(one, given[one.key])]


def _is_new(one: Conflict, answer: DoorAnswer) -> bool:
    """What was accepted or rejected is in no conflict any more."""
    return one.kind in ANSWERS or (one.kind in AGAIN and one.newest > answer.at)


def _card(one: Conflict, found: Evidence) -> Card:
    numbers = {row.id: row.number for row in found.phones}
    person = found.people.get(one.registration or 0)
    return Card(
        one.key,
        one.kind,
        next((lesson for lesson in found.lessons if lesson.id == one.lesson), None),
        one.registration,
        person.name if person else "",
        tuple((numbers[sight.phone], sight.at) for sight in one.sights),
        len(one.sights),
        one.rows[-1],
        ANSWERS.get(one.kind, SEEN),
    )


@unit_of_work
async def answer(city_id: int, centre_id: int, day: date, card: str, answer: str, *, last: int, by: Actor) -> bool:
    """Say what is to become of a card that was shown with this ``last``; False where the same was said before.

    ``accept`` lets count what was kept apart, ``reject`` sees to it that it never does. Raises Refusal ``gone`` where
    there is no such card (any more), and ``answer`` for an answer that it does not take.
    """
    lessons = await settling.hold(city_id, centre_id, day)
    found = await evidence.of_door(city_id, centre_id, day)
    given = {row.card: row for row in await DoorAnswer.filter(centre_id=centre_id, day=day)}
    one = next((one for one in _open(found.conflicts, given) if one.key == card and _was_shown(one, last)), None)
    if one is None:
        if found.lessons and card in given and given[card].answer == answer:
            return False
        raise Refusal(_("This has been settled meanwhile. Please look at the page again."), code="gone")
    if answer not in ANSWERS.get(one.kind, SEEN):
        raise Refusal(_("Please choose one of the answers."), field="answer", code="answer")
    apart = [event for event in found.folded.apart if _is_about(one, event) and event.row <= last]
    await _put(apart, _REJECT if answer == "reject" else _ACCEPT)
    if answer == "accept":
        await _settle(city_id, apart, found, lessons, by)
    await sql.run(_KEEP, centre_id, day, card, answer, by.reference, clock.now())
    await audit.record(city_id, by, "door.answered", f"centre:{centre_id}", card=card, answer=answer)
    return True


def _was_shown(one: Conflict, last: int) -> bool:
    return one.kind not in ANSWERS or one.rows[0] <= last


def _is_about(one: Conflict, event: Event) -> bool:
    return event.phone == one.sights[0].phone and event.quarantine in APART.get(one.kind, ())


async def _put(apart: Sequence[Event], query: str) -> None:
    for start in range(0, len(apart), AT_ONCE):
        marked, values = settling.marked(query, [event.row for event in apart[start : start + AT_ONCE]])
        await sql.run(marked, apart[0].phone, *values)


async def _settle(city_id: int, apart: Sequence[Event], found: Evidence, lessons: dict[int, str], by: Actor) -> None:
    targets = {(event.phone, event.target) for event in apart if event.kind == "void"}
    about = [event for event in found.events if (event.phone, event.id) in targets]
    people = sorted({event.registration for event in [*apart, *about] if event.registration is not None})
    for start in range(0, len(people), AT_ONCE):
        await settling.settle(city_id, people[start : start + AT_ONCE], lessons, by=by)
