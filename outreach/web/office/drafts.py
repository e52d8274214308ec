"""The drafts: many published at once, or at a set time."""

from starlette.responses import Response

from outreach.lessons import publishing
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.visit import Visit


async def drafts(visit: Visit) -> Response:
    """All drafts to come, to choose those that become public."""
    if visit.request.method == "GET":
        return await _shown(visit, visit.blank(publish="now"))
    sheet = await visit.sheet(2 * publishing.BATCH)
    try:
        await publishing.publish_many(
            visit.city, _chosen(sheet), by=visit.actor, at=publishing.clean_time(sheet.values)
        )
    except Refusal as refused:
        return await _shown(visit, sheet.refused(refused), status=422)
    return visit.go("office:drafts")


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    found = await publishing.drafts(visit.city.id)
    shown = sheet if found else sheet.without_fields()
    return visit.render("office/drafts.html", status=status, sheet=shown, lessons=found)


def _chosen(sheet: Sheet) -> list[int]:
    """From this page, or from the calendar's list, which calls them ``ids`` for every deed."""
    ticked = [*sheet.all("ids"), *sheet.all("ids")]
    return [int(text) for text in ticked if text.isascii() and text.isdecimal() and len(text) <= 9]


entries: list[Entry] = [
    Entry("/classes/drafts", drafts, ("GET", "POST")),
]
