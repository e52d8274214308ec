"""Was it saved? A definite answer after the network was lost."""

from starlette.responses import Response

from outreach import once
from outreach import registration as registrations
from outreach.registration import Registration
from outreach.web.desk import offers
from outreach.web.desk.people import address, ids_of
from outreach.web.forms import Sheet
from outreach.web.visit import Visit


async def saved(visit: Visit) -> Response:
    """What came of a form, for good: its registration, somebody's details, or nothing, and then nothing ever will.

    The form comes with the key that it was sent with; ``each`` says that it has one button for each class.
    """
    sheet = await visit.sheet()
    key, lesson_id = offers.given_key(sheet), offers.number(sheet.value("lesson_id"))
    if sheet.value("each") and lesson_id is not None:
        row, where = await _signed_up(visit, offers.key_for(key, lesson_id)), None
    else:
        row = await _signed_up(visit, key)
        where = None if row else await _kept_details(visit, sheet, key)
    return visit.render("desk/saved.html", row=row, where=where, key=visit.blank().key)


async def _signed_up(visit: Visit, key: str) -> Registration | None:
    result = await once.settle(visit.actor, key)
    return await registrations.by_id(visit.city.id, result) if result is not None else None


async def _kept_details(visit: Visit, sheet: Sheet, key: str) -> str | None:
    """The page of her whose details the form's other button kept; None where it kept none."""
    result = await once.settle(visit.actor, offers.key_of_details(key)) if key else None
    if result is None:
        return None
    first, *others = [*ids_of(sheet), result]
    return address(visit, first, others, offers.number(sheet.value("lesson_id")))
