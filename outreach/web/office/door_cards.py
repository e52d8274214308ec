"""What is decided at a door: cards about what phones told, and people who came without a registration."""

import re

from starlette.responses import Response

from outreach.checkin import WalkIn, cards, walk_ins
from outreach.refusal import Refusal
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.doors import of_path, shown
from outreach.web.visit import Visit


async def answer_card(visit: Visit) -> Response:
    """Say what is to become of a card."""
    of, sheet = await of_path(visit), await visit.sheet()
    card, answer, last = sheet.value("card"), sheet.value("answer"), _number(sheet.value("last"))
    try:
        await cards.answer(visit.city.id, of.centre.id, of.day, card, answer, last=last, by=visit.actor)
    except Refusal as refusal:
        return await shown(visit, of, sheet.refused(refusal), status=422)
    return visit.go("office:door", fragment="live-cards", centre_id=of.centre.id, day=of.day.isoformat())


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


async def walk_in_done(visit: Visit) -> Response:
    """Somebody without a registration has been seen to."""
    id_ = visit.path("walk_in_id")
    told = await WalkIn.get_or_none(id=id_, lesson__city_id=visit.city.id).select_related("lesson")
    if told is None:
        raise Mistake(404)
    await walk_ins.done(visit.city.id, told.id, by=visit.actor)
    return visit.go("office:door", centre_id=told.lesson.centre_id, day=told.lesson.day.isoformat())


entries: list[Entry] = [
    Entry("/doors/{centre_id:int}/{day}/cards", answer_card, ("POST",)),
    Entry("/doors/walk-ins/{walk_in_id:int}/done", walk_in_done, ("POST",)),
]
