"""How many people must sign before a class counts."""

from starlette.responses import Response

from outreach.goal import signatures as rule
from outreach.refusal import Refusal
from outreach.web.guard import Entry
from outreach.web.visit import Visit


async def signatures(visit: Visit) -> Response:
    """The city's rule, and the form to set it."""
    if visit.request.method == "GET":
        return visit.render("office/signatures.html", sheet=visit.blank(signatures=str(visit.city.signatures)))
    sheet = await visit.sheet()
    try:
        await rule.require(visit.city, {"1": 1, "2": 2}.get(sheet.value("signatures"), 0), by=visit.actor)
    except Refusal as refusal:
        return visit.render("office/signatures.html", status=422, sheet=sheet.refused(refusal))
    return visit.go("office:lists")


entries: list[Entry] = [Entry("/city/signatures", signatures, ("GET", "POST"))]
