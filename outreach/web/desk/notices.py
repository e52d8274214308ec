"""People to tell: whom the desk must still call or write to, what to say, and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from starlette.responses import Response

from outreach import notices as domain
from outreach.i18n import language, pick
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.notices import Notice, calls, letters
from outreach.notices.owing import URGENCY
from outreach.refusal import Refusal
from outreach.web.desk import offers
from outreach.web.desk.registrations import find
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

MOST = 100


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one class who are to be told the same."""

    lesson: Lesson
    kind: str
    notices: list[Notice]

    @property
    def id(self) -> str:
        """Its anchor on the page."""
        return f"class-{self.lesson.id}-{self.notices[0].topic}"


async def notices(visit: Visit) -> Response:
    """Open offers, then the call list by topic and class; a fixed number of queries."""
    return await _shown(visit, visit.blank())


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    every, open_ = await domain.to_tell(visit.city.id), await domain.offers(visit.city.id)
    wanted = offers.number(visit.query("class"))
    mine = [one for one in every if wanted in (None, one.registration.lesson_id)]
    by_hand = [one for one in mine if one.way != "mail" and one.topic != "offer"]
    groups = _groups(by_hand[:MOST])
    return visit.render(
        "desk/notices.html",
        status=status,
        sheet=sheet.without_fields(),
        left=len({one.registration.id for one in mine}),
        more=max(0, len(by_hand) - MOST),
        offers=[one for one in open_ if wanted in (None, one.registration.lesson_id)],
        groups=groups,
        mails=sum(one.way == "mail" for one in mine),
        reached=await domain.reached(visit.city.id, {group.lesson.id for group in groups}),
        classes=_classes(every),
        wanted=wanted,
        letters=len(await letters.waiting_of(visit.city.id, every)),
        **_voice(visit),
    )


def _voice(visit: Visit) -> dict[str, Any]:
    """What the page needs to let somebody speak."""
    return {
        "voice": lambda one: domain.voice(one, visit.language),
        "own_language": lambda one: language(domain.language_of(one)),
        "aloud": domain.aloud,
        "short": domain.short,
        "greeting": lambda one: _greeting(visit, one),
    }


def _groups(every: Sequence[Notice]) -> list[Group]:
    ordered = sorted(every, key=lambda one: URGENCY.index(one.topic))
    grouped = groupby(ordered, key=lambda one: (one.topic, one.registration.lesson_id))
    return [_group(list(same)) for _key, same in grouped]


def _group(same: list[Notice]) -> Group:
    return Group(same[0].registration.lesson, same[0].kind, same)


def _classes(every: Sequence[Notice]) -> list[Lesson]:
    """The classes of which somebody is to be told, soonest first."""
    found = {one.registration.lesson_id: one.registration.lesson for one in every}
    return sorted(found.values(), key=lambda lesson: (lesson.starts_at, lesson.id))


def _greeting(visit: Visit, one: Notice) -> str:
    spoken = domain.voice(one, visit.language)
    name, city = one.registration.participant.name, pick(visit.city.name, spoken).text
    # translators: the first words on the phone, to the person who is called
    return _("{name}? This is the class desk of {city}.", name=name, city=city).text(spoken)


async def told(visit: Visit) -> Response:
    """How the call went; pressed twice it is written down once."""
    row, sheet = await find(visit), await visit.sheet()
    outcome, topic = sheet.value("outcome"), sheet.value("topic")
    number = offers.number(sheet.value("number")) or 0
    try:
        await domain.note_told(
            visit.city.id,
            row.id,
            topic,
            number,
            outcome,
            by=visit.actor,
            key=f"{offers.key(sheet)}-{row.id}-{topic}-{outcome}",
        )
    except Refusal as refusal:
        return await _shown(visit, visit.blank().refused(refusal), status=422)
    where = "offers" if topic == "offer" else f"class-{row.lesson_id}-{topic}"
    return visit.go("desk:notices", fragment=where)


async def answer(visit: Visit) -> Response:
    """She was called about the seat that is kept for her, and takes it or does not."""
    row, sheet = await find(visit), await visit.sheet()
    said, key = sheet.value("answer"), f"{offers.key(sheet)}-{row.id}"
    try:
        await domain.answer(visit.city.id, row.id, said, by=visit.actor, key=key)
    except Refusal as refusal:
        return await _shown(visit, visit.blank().refused(refusal), status=422)
    if said == "takes":
        return visit.go("desk:registration", registration_id=row.id)
    return visit.go("desk:notices", fragment="offers")


async def call_list(visit: Visit) -> Response:
    """The calls on paper: who, which number, what about, and boxes to tick; who took them is on record."""
    every = [one for one in await domain.to_tell(visit.city.id) if one.way == "call"]
    wanted = offers.number(visit.query("class"))
    mine = [one for one in every if wanted in (None, one.registration.lesson_id)]
    await calls.note_list(visit.city.id, wanted if mine else None, len(mine), by=visit.actor)
    return visit.render("desk/call_list.html", groups=_groups(mine), **_voice(visit))
