"""What stands in the way of the class that somebody is just typing, and what else is free."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from outreach.clock import TOKYO
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.lessons import clashes as engine
from outreach.lessons import planning, possible
from outreach.lessons.clashes import Alternative, Clash
from outreach.lessons.planning import Plan, clean_plan
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.visit import Visit

FILLED = ("place", "starts", "ends")
_NEEDED = ("place", "instructor_id", "day", "starts", "ends")
# Without these one can already be told what is in the way.
_LATER = {"course_id": "0", "capacity": "1"}
_IN_THE_WAY_OF_LOOKING = ("centre_id", "instructor_id", "room_id", "day", "ends")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something free: its words, and the fields that choose it, as a query (``starts=14:00&ends=15:30``)."""

    words: Phrase
    fields: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found; ``complete`` is False while too little is typed to look."""

    complete: bool
    refused: Sequence[Phrase] = ()
    clashes: Sequence[Clash] = ()
    choices: Sequence[Choice] = ()

    @property
    def soft(self) -> bool:
        """Whether a reason is wanted."""
        return any(clash.weight == "soft" for clash in self.clashes)


async def answer(visit: Visit, values: Mapping[str, str]) -> Answer:
    """Look at what is typed so far; as many queries for a large city as for a small one."""
    if any(not values.get(name, "").strip() for name in _NEEDED):
        return Answer(complete=False)
    try:
        plan = clean_plan(as_typed({**values, **{n: t for n, t in _LATER.items() if not values.get(n, "").strip()}}))
    except Refusals as refused:
        return Answer(complete=True, refused=_said(refused))
    return await _looked(visit, plan)


def as_typed(values: Mapping[str, str]) -> dict[str, str]:
    """One choice on the form names the centre and, behind a dash, its room."""
    centre, _dash, room = values.get("place", "").partition("-")
    return {**values, "centre_id": centre, "room_id": room}


async def _looked(visit: Visit, plan: Plan) -> Answer:
    rows = await possible.known(visit.city.id, [plan])
    refused = [one for one in possible.refusals(plan, rows) if not (one.field == "course_id" and plan.course_id == 0)]
    if any(one.field in _IN_THE_WAY_OF_LOOKING for one in refused):
        return Answer(complete=True, refused=_said(refused))
    slot = planning.slot_of(plan)
    picture = await engine.picture(visit.city.id, [slot])
    offered = engine.alternatives(slot, picture)
    found = engine.found(slot, picture)
    return Answer(complete=True, refused=_said(refused), clashes=found, choices=[*_choices(plan, offered)])


def _said(refused: Refusals | Sequence[Refusal]) -> list[Phrase]:
    return list(dict.fromkeys(one.phrase for one in refused))


def _choices(plan: Plan, offered: Sequence[Alternative]) -> Iterator[Choice]:
    for one in offered:
        if one.room_name:
            yield Choice(_("{room}", room=one.room_name), urlencode({"place": f"{plan.centre_id}-{one.room_id}"}))
            continue
        starts, ends = (at.astimezone(TOKYO).time() for at in (one.starts_at, one.ends_at))
        fields = urlencode({"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"})
        yield Choice(_("{starts} to {ends}", starts=starts, ends=ends), fields)


def taken(sheet: Sheet) -> dict[str, str]:
    """The fields of what was chosen among that which is free; nothing where nothing was."""
    return {name: text for name, text in parse_qsl(sheet.value("take")) if name in FILLED}


def shown_again(sheet: Sheet, **fields: str) -> Sheet:
    """What was typed, with these fields chosen, as it may stand on a page."""
    clean = sheet.refused(Refusals([]))
    return replace(clean, values={**clean.values, **fields})


async def clashes(visit: Visit) -> Response:
    """The answer by itself, for the script that asks while one types."""
    sheet = shown_again(await visit.sheet())
    return visit.render("office/clashes.html", sheet=sheet, answer=await answer(visit, sheet.values))


entries: list[Entry] = [
    Entry("/classes/new/clashes", clashes, ("POST",)),
]
