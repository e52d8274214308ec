"""Writing down that somebody was told, or was tried, and how it went."""

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.changes import Change
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.notices.rows import OUTCOMES, TOPICS, Told
from outreach.notices.ways import by_post, way_of
from outreach.refusal import Refusal
from outreach.registration import Registration, seats


@unit_of_work
async def note_told(
    city_id: int, registration_id: int, topic: str, number: int, outcome: str, *, by: Actor, key: str = ""
) -> int:
    """Note one attempt of somebody at the desk to tell this person of this; returns its id.

    ``topic`` and ``number`` are the notice's; whoever is told of a change is told of all before it. ``outcome`` is
    told, no_answer or message_left. Sent again with the same ``key``, or for somebody who was told already, it
    changes nothing. Raises Refusal for what is no outcome, and where person and notice do not meet.
    """
    if outcome not in OUTCOMES or outcome == "failed":
        raise Refusal(_("Please choose one of the answers."), field="outcome")
    done = await once.claim(by, key, once.fingerprint("told", city_id, registration_id, topic, number, outcome))
    if done is not None:
        return done
    row = await _registration(city_id, registration_id, topic, number)
    way = "letter" if by_post(row, topic) else way_of(row.participant)
    told_id = await note(row, topic, number, way, outcome, by=by)
    await once.keep(by, key, told_id)
    return told_id


@unit_of_work
async def note(row: Registration, topic: str, number: int, way: str, outcome: str, *, by: Actor) -> int:
    """Note one attempt, by whatever way; who has been told already is written down once. Returns its id."""
    await seats.lock(row.lesson_id)  # two clerks who reach the same person write it down once
    tried = Told.filter(registration_id=row.id, topic=topic, number=number, outcome__in=("told", "failed"))
    newest = await tried.order_by("-id").first()
    if newest is not None and newest.outcome == outcome == "told":
        return int(newest.id)
    told = await Told.create(
        topic=topic,
        number=number,
        change_id=number if topic == "change" else None,
        registration_id=row.id,
        way=way,
        outcome=outcome,
        by=by.reference,
        at=clock.now(),
    )
    detail = {"change": number} if topic == "change" else {"topic": topic, "number": number}
    await audit.record(row.city_id, by, f"notice.{outcome}", f"registration:{row.id}", **detail)
    return int(told.id)


async def _registration(city_id: int, registration_id: int, topic: str, number: int) -> Registration:
    row = await Registration.get_or_none(id=registration_id, city_id=city_id).select_related("participant", "lesson")
    if row is None or not await _meets(row, topic, number):
        raise Refusal(_("This person or this change is not on record. Please open the list again."), code="unknown")
    return row


async def _meets(row: Registration, topic: str, number: int) -> bool:
    """Whether there is or was such a thing to tell this person."""
    if topic == "change":
        return await Change.filter(id=number, lesson_id=row.lesson_id, tells=True).exists()
    numbers = {"offer": range(1, row.offers + 1), "reminder": range(row.lesson.sequence + 1)}
    return topic in TOPICS and number in numbers.get(topic, range(1))
