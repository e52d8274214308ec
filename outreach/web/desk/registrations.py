"""One registration: the words to read aloud, the ticket on paper, and giving it up."""

from markupsafe import Markup
from starlette.responses import Response

from outreach import changes, notices, tickets
from outreach import registration as registrations
from outreach.refusal import Refusal
from outreach.registration import ACTIVE, Registration
from outreach.web.desk import offers
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def registration(visit: Visit) -> Response:
    """What is to be read aloud to the caller, and what can be done with her registration."""
    row = await find(visit)
    return visit.render(
        "desk/registration.html",
        row=row,
        before=await registrations.before(row),
        withdrawal=await registrations.withdrawal(row),
        others=await registrations.same_series(row),
        to_call=offers.to_call(row.lesson),
        story=await changes.story(row.lesson, row.at),
        notices_due=await notices.of_registration(row),
        key=visit.blank().key,
    )


async def paper(visit: Visit) -> Response:
    """The ticket on A4; who has given up her place has none, and is shown why."""
    row = await find(visit)
    if row.status not in ACTIVE or row.lesson.status == "cancelled":
        return visit.go("desk:registration", registration_id=row.id)
    address = tickets.ticket_address(visit.settings.public_url, visit.city.slug, row.token)
    # The SVG is drawn by our own code from an alphanumeric address, with its title escaped.
    qr = Markup(tickets.qr_svg(address, tickets.code_words(row.code)))  # noqa: S704
    return visit.render("desk/paper.html", row=row, qr=qr, others=await registrations.same_series(row))


async def cancel(visit: Visit) -> Response:
    """Asks once more, then gives the seat or the place free."""
    row = await find(visit)
    if visit.request.method == "GET":
        return await _asked(visit, row, visit.blank(which="one"))
    sheet = await visit.sheet()
    try:
        give_up = registrations.cancel_all if sheet.value("which") == "all" else registrations.cancel
        await give_up(row, by=visit.actor, reason=sheet.value("reason"))
    except Refusal as refusal:
        return await _asked(visit, row, sheet.refused(refusal), status=422)
    return visit.go("desk:registration", registration_id=row.id)


async def _asked(visit: Visit, row: Registration, sheet: Sheet, status: int = 200) -> Response:
    others, active = await registrations.same_series(row), row.status in ACTIVE
    return visit.render("desk/cancel.html", status=status, row=row, sheet=sheet, active=active, others=others)


async def find(visit: Visit) -> Registration:
    """The registration that the path names; Mistake 404 also for another city's."""
    row = await registrations.by_id(visit.city.id, visit.path("registration_id"))
    if row is None:
        raise Mistake(404)
    return row
