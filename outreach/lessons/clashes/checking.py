"""Saving in spite of what is in the way: hard clashes refuse, soft ones ask for a reason, and it is kept."""

from collections.abc import Iterable, Sequence

from outreach import cities, clock
from outreach.audit import Actor
from outreach.i18n import phrase as _
from outreach.lessons.clashes.slots import Clash
from outreach.lessons.rows import Acceptance
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_line

LONGEST_REASON = 200
_FIELDS = {
    "room": "room_id",
    "instructor": "instructor_id",
    "left": "instructor_id",
    "kits": "kits",
    "closed": "day",
    "hours": "starts",
}


async def lock(city_id: int) -> None:
    """Let nobody else plan in this city until the caller's transaction ends.

    Call it first of all that reads the timetable: what is read afterwards holds until the commit.
    """
    await cities.hold(city_id)


def check(clashes: Iterable[Sequence[Clash]], reason: str) -> str:
    """Refuse hard clashes, and soft ones without a reason; returns the reason as it is kept.

    ``clashes`` are those of each slot. Raises Refusals: with code ``clash`` for each hard one, else with
    code ``soft`` on the field ``reason``.
    """
    every = [clash for of_slot in clashes for clash in of_slot]
    hard = [clash for clash in every if clash.weight == "hard"]
    if hard:
        raise Refusals(Refusal(one.sentence, field=_FIELDS.get(one.kind), code="clash") for one in hard)
    try:
        kept = clean_line(reason, LONGEST_REASON, field="reason")
    except Refusal as refusal:
        raise Refusals([refusal]) from None
    if not kept and any(clash.weight == "soft" for clash in every):
        sentence = _("Please write why it should be planned all the same, or choose another time or place.")
        raise Refusals([Refusal(sentence, field="reason", code="soft")])
    return kept


async def accept(lesson_id: int, clashes: Sequence[Clash], reason: str, *, by: Actor) -> None:
    """Keep which soft clashes a lesson was saved with, and why; nothing where there are none."""
    kinds = sorted({clash.kind for clash in clashes if clash.weight == "soft"})
    if kinds:
        await Acceptance.create(lesson_id=lesson_id, kinds=kinds, reason=reason, by=by.reference, at=clock.now())
