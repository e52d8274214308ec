"""How one comes to a centre, as the city writes it: one language at a time."""

from starlette.responses import Response

from outreach import venues
from outreach.i18n import LANGUAGES
from outreach.refusal import Refusals
from outreach.venues import WAYS, Centre
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office.centres import of_visit
from outreach.web.visit import Visit


async def centre_ways(visit: Visit) -> Response:
    """Say in one language how to come by bus, on foot, by car and without steps."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        spoken = _known(visit.query("spoken"))
        said = {name: texts.get(spoken, "") for name, texts in found.ways.items()}
        return _form(visit, found, visit.blank(spoken=spoken, **said))
    sheet = await visit.sheet()
    try:
        said = venues.clean_ways(sheet.values)
    except Refusals as refused:
        return _form(visit, found, sheet.refused(refused), status=422)
    await venues.set_ways(found, _known(sheet.value("spoken")), said, by=visit.actor)
    return visit.go("office:centre", centre_id=found.id)


def _known(tag: str) -> str:
    return tag if tag in LANGUAGES else "ja"


def _form(visit: Visit, centre: Centre, sheet: Sheet, status: int = 200) -> Response:
    spoken = _known(sheet.value("spoken"))
    return visit.render(
        "office/centre_ways.html",
        status=status,
        centre=centre,
        sheet=sheet,
        ways=WAYS,
        spoken=LANGUAGES[spoken],
        others=[(one, any(one.tag in texts for texts in centre.ways.values())) for one in LANGUAGES.values()],
    )


entries: list[Entry] = [
    Entry("/centres/{centre_id:int}/how-to-come", centre_ways, ("GET", "POST")),
]
