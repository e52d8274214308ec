"""How a registration stands, as its ticket says it: seat, place, offer, draw, or how it ended and where it went on."""

from dataclasses import dataclass

from outreach import changes, notices, registration
from outreach.changes import Story
from outreach.registration import ACTIVE, Registration
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ticket's page tells besides the registration itself.

    ``mates`` come with her, ``others`` are her other classes of the same series that this ticket shows. ``ended`` is
    how it ended (one of registration.WITHDRAWALS) or empty, ``next`` the ticket that took its place. ``way`` is how
    she is told of news: mail, call, letter or counter.
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
        others=await others_of(found),
        mates=[row for row in together if row.id != found.id],
        ended=withdrawal.kind if withdrawal else "",
        next=await _next(found, withdrawal.kind if withdrawal else ""),
        way=notices.way_of(found.participant, mails=bool(visit.city.mail_from)),
        has_phone=bool(found.participant.phone_last4),
    )


async def _next(found: Registration, ended: str) -> Registration | None:
    """The ticket that she has instead, where she changed the day or two records of her became one."""
    match ended:
        case "moved":
            there = await registration.moved_to(found)
            return there if there is not None and there.status in ACTIVE else None
        case "merged" if found.channel != "web":
            return await _twin(found)
        case _:
            return None


async def _twin(found: Registration) -> Registration | None:
    rows = await registration.history(found.city_id, found.participant.merged_into_id or found.participant_id)
    same = [row for row in rows if row.status in ACTIVE and row.lesson_id == found.lesson_id]
    return max((row for row in same if row.id != found.id), key=lambda row: row.id, default=None)


async def others_of(found: Registration) -> list[Registration]:
    """Her other classes of the same series; on a ticket from the web only those of the same sign-up.

    Whoever knows somebody's name and phone number can sign her up on the web: the ticket that he gets so must lead to
    no other ticket of hers.
    """
    rows = await registration.same_series(found)
    return [row for row in rows if found.channel != "web" or registration.one_sign_up(row, found)]
