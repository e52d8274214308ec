"""Was it saved? A definite answer after the network was lost."""

from starlette.responses import Response

from outreach import once
from outreach import registration as registrations
from outreach.web.desk import offers
from outreach.web.visit import Visit


async def saved(visit: Visit) -> Response:
    """What came of a form, for good: its registration, or nothing, and then nothing will come of it any more.

    The form comes with the key that it was sent with; ``each`` says that it has one button for each class.
    """
    sheet = await visit.sheet()
    key, lesson_id = offers.given_key(sheet), offers.number(sheet.value("lesson_id"))
    if sheet.value("each") and lesson_id is not None:
        key = offers.key_for(key, lesson_id)
    result = await once.settle(visit.actor, key)
    row = await registrations.by_id(visit.city.id, result) if result is not None else None
    return visit.render("desk/saved.html", row=row, key=visit.blank().key)
