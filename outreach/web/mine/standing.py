"""How a registration stands, as its ticket says it: seat, place, offer, draw, or how it ended and where it went on."""

from dataclasses import dataclass

from outreach import changes, notices, registration
from outreach.changes import Story
from outreach.registration import ACTIVE, Registration
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ticket's page tells besides the registration itself.

    ``mates`` come with her, ``others`` are her other classes of the same series. ``ended`` is how it ended (one of
    registration.WITHDRAWALS) or empty, ``next`` the ticket that took its place. ``way`` is how she is told of news:
    mail, call or letter.
    """

    story: Story
    others: list[Registration]
    mates: list[Registration]
    ended: str
    next: Registration | None
    way: str
    has_phone: bool


async def standing(visit: Visit, found: Registration) -> Standing:
    """How this registration stands now."""
    together = await registration.party_of(found) if found.party else []
    withdrawal = await registration.withdrawal(found)
    return Standing(
        story=await changes.story(found.lesson, found.at),
        others=await registration.same_series(found),
        mates=[row for row in together if row.id != found.id],
        ended=withdrawal.kind if withdrawal else "",
        next=await _next(found, withdrawal.kind if withdrawal else ""),
        way=notices.way_of(found.participant, mails=bool(visit.city.mail_from)),
        has_phone=bool(found.participant.phone_last4),
    )


async def _next(found: Registration, ended: str) -> Registration | None:
    """The ticket that she has instead, where she changed the day or two records of her became one."""
    if ended not in ("moved", "merged"):
        return None
    person = found.participant.merged_into_id or found.participant_id
    rows = await registration.history(found.city_id, person)
    later = [row for row in rows if row.status in ACTIVE and row.lesson.course_id == found.lesson.course_id]
    if ended == "merged":
        later = [row for row in later if row.lesson_id == found.lesson_id]
    return max((row for row in later if row.id != found.id), key=lambda row: row.id, default=None)
