"""People to tell: whom the desk must still call or write to, what to say, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from outreach import notices as domain
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.lessons import Lesson
from outreach.notices import Notice
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


async def notices(visit: Visit) -> Response:
    """The call list, by class; a fixed number of queries."""
    return await _shown(visit, visit.blank())


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    every = await domain.to_tell(visit.city.id)
    return visit.render(
        "desk/notices.html",
        status=status,
        sheet=sheet.without_fields(),
        left=len(every),
        more=max(0, len(every) - MOST),
        groups=_groups(every[:MOST]),
        letters=any(one.way == "letter" for one in every),
        language_of=domain.language_of,
        aloud=domain.aloud,
        greeting=lambda one: _greeting(visit, one),
    )


def _groups(every: list[Notice]) -> list[Group]:
    grouped = [list(same) for _lesson_id, same in groupby(every, key=lambda one: one.registration.lesson_id)]
    return [Group(same[0].registration.lesson, same[0].kind, same) for same in grouped]


def _greeting(visit: Visit, one: Notice) -> str:
    language = domain.language_of(one)
    name, city = one.registration.participant.name, pick(visit.city.name, language).text
    # translators: the first words on the phone, to the person who is called
    return _("{name}? This is the class desk of {city}.", name=name, city=city).text(language)


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
    return visit.go("desk:notices", fragment=f"class-{row.lesson_id}")


async def letters(visit: Visit) -> Response:
    """What is written to those who have no phone, one sheet each."""
    every = await domain.to_tell(visit.city.id)
    return visit.render(
        "desk/letters.html",
        letters=[one for one in every if one.way == "letter"],
        language_of=domain.language_of,
        written_words=domain.written,
        dear=_dear,
        closing=lambda one: _closing(visit, one),
        pick_in=_pick_in,
    )


def _dear(one: Notice) -> str:
    name = one.registration.participant.name
    # translators: the first line of a letter
    return _("Dear {name},", name=name).text(domain.language_of(one))


def _closing(visit: Visit, one: Notice) -> str:
    said = _("If you have questions or cannot come, please call {phone}.", phone=visit.city.phone)
    return said.text(domain.language_of(one))


def _pick_in(texts: Mapping[str, str], language: str) -> str:
    return pick(texts, language).text
