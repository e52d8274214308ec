"""What is erased when, and all that is kept of one person, on paper and as a file."""

import json

from starlette.responses import Response

from outreach import clock, people
from outreach import retention as rules
from outreach.i18n import phrase as _
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.retention import Erasure
from outreach.retention.telling import tell
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

MOST_PROOFS, MOST_NUMBERS = 30, 100


async def retention(visit: Visit) -> Response:
    """What will be erased next and when, what was erased, and a button for who does not want to wait for the night."""
    return await _shown(visit, visit.blank())


async def erase(visit: Visit) -> Response:
    """Erase now what is due today."""
    sheet = await visit.sheet()
    if sheet.value("confirm") != "1":
        refusal = Refusal(_("Please tick this first: what is erased does not come back."), field="confirm")
        return await _shown(visit, sheet.refused(refusal), status=422)
    try:
        await rules.erase(visit.city.id, by=visit.actor, key=sheet.key)
    except Refusal as refusal:
        return await _shown(visit, sheet.refused(refusal), status=422)
    return visit.go("office:retention", fragment="proofs")


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    coming = await rules.due(visit.city.id)
    now_due = coming.by(clock.today())
    return visit.render(
        "office/retention.html",
        status=status,
        sheet=sheet if now_due else sheet.without_fields(),
        days=coming.days,
        months=coming.months,
        now_due=now_due,
        next_due=coming.due[:MOST_NUMBERS],
        more=max(0, len(coming.due) - MOST_NUMBERS),
        proofs=await Erasure.filter(city_id=visit.city.id).order_by("-id").limit(MOST_PROOFS),
        may_erase=visit.actor.may("coordinator", "administrator"),
    )


async def _participant(visit: Visit) -> Participant:
    found = await people.find(visit.city.id, visit.path("participant_id"))
    if found is None:
        raise Mistake(404)
    return found


async def person_data(visit: Visit) -> Response:
    """All that is kept of one person, to be printed for her."""
    participant = await _participant(visit)
    return visit.render("office/person_data.html", known=await tell(participant, by=visit.actor))


async def person_file(visit: Visit) -> Response:
    """The same as a JSON file."""
    participant = await _participant(visit)
    facts = (await tell(participant, by=visit.actor)).facts()
    text = json.dumps(facts, ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": f'attachment; filename="person-{participant.id}.json"'}
    return Response(text, media_type="application/json", headers=headers)


entries: list[Entry] = [
    Entry("/retention", retention),
    Entry("/retention/erase", erase, ("POST",)),
    Entry("/people/{participant_id:int}/data", person_data),
    Entry("/people/{participant_id:int}/data.json", person_file),
]
