"""Opening a ticket with the last digits of its phone: the name, and everything that can be done with it."""

from typing import Any

from starlette.responses import Response

from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration, merging
from outreach.web.forms import UNSHOWABLE, Sheet
from outreach.web.held import registration_of
from outreach.web.mine.first import is_first, name_shown
from outreach.web.mine.other_days import other_days
from outreach.web.mine.standing import standing
from outreach.web.mine.ticket import private, shown
from outreach.web.visit import Visit

WRONG_DIGITS = _("These digits do not fit this ticket. Please look again, or call us.")


async def show(visit: Visit) -> Response:
    """The ticket with its name, for who knows the phone's last four digits."""
    found, sheet = await registration_of(visit), await visit.sheet()
    try:
        await check_digits(visit, found, sheet)
    except Refusal as refused:
        return await shown(visit, found, sheet.refused(refused), status=422)
    return await opened(visit, found, sheet)


async def check_digits(visit: Visit, found: Registration, sheet: Sheet) -> None:
    """Count one try; raises Refusal where the typed digits are not those of the ticket's phone, or came too often."""
    tries = visit.request.app.state.tries
    await tries.ticket(visit.request)
    if not await tries.digits(found.id):
        sentence = _("The digits of this ticket were wrong too often. Please call us: {phone}.", phone=visit.city.phone)
        raise Refusal(sentence, field="digits")
    if not await merging.fits_phone(found.participant, sheet.value("digits")):
        raise Refusal(WRONG_DIGITS, field="digits")
    await tries.right_digits(found.id)


async def opened(visit: Visit, found: Registration, sheet: Sheet, **answer: Any) -> Response:
    """The opened ticket, with what was refused of one of its forms."""
    known = await standing(visit, found)
    days, mail = await other_days(found, 1 + len(known.mates)), await may_write(visit, found)
    stands = {"lesson_id": bool(days), "email": mail, "confirm": True}
    active = found.status != "cancelled" and found.lesson.status != "cancelled"
    if not all(active and stands.get(name, True) for name in sheet.errors if name):
        sheet = sheet.without_fields()
    typed = {name: UNSHOWABLE.sub("", value) for name, value in sheet.values.items()}
    page = visit.render(
        "mine/show.html",
        registration=found,
        lesson=found.lesson,
        standing=known,
        names={row.id: await name_shown(row) for row in (found, *known.mates)},
        days=days,
        may_write=mail,
        sheet=Sheet(visit.blank(which="one", who="one").values | typed, errors=sheet.errors),
        **answer,
    )
    return private(page)


async def may_write(visit: Visit, found: Registration) -> bool:
    """Whether this ticket may say where her news are mailed to, in a city that sends mails.

    A stranger's ticket must not turn the news of her other classes to him: it has to be her first.
    """
    return bool(visit.city.mail_from) and await is_first(found)
