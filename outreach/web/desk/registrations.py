"""One registration: the words to read aloud, the ticket on paper, and giving it up."""

from markupsafe import Markup
from starlette.responses import Response

from outreach import changes, clock, notices, tickets
from outreach import registration as registrations
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import ACTIVE, Registration
from outreach.web.desk import offers
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def registration(visit: Visit) -> Response:
    """What is to be read aloud to the caller, and what can be done with her registration."""
    return await _shown(visit, await find(visit), visit.blank())


async def _shown(visit: Visit, row: Registration, sheet: Sheet, status: int = 200) -> Response:
    party = await registrations.party_of(row)
    return visit.render(
        "desk/registration.html",
        status=status,
        row=row,
        party=[one for one in party if one.id != row.id],
        before=await registrations.before(row),
        withdrawal=await registrations.withdrawal(row),
        others=await registrations.same_series(row),
        to_call=offers.to_call(row.lesson),
        story=await changes.story(row.lesson, row.at),
        notices_due=await notices.of_registration(row),
        movable=can_move(row),
        can_reissue=can_reissue(row),
        sheet=sheet,
    )


def can_move(row: Registration) -> bool:
    """Whether another class can be taken instead: not after the class, and not for a whole series at once."""
    part = row.lesson.part
    whole_series = part is not None and part.is_all and part.count > 1
    return row.status in ACTIVE and row.lesson.ends_at > clock.now() and not whole_series


async def decline(visit: Visit) -> Response:
    """She does not want the seat that is offered: the next in the list is asked."""
    row = await find(visit)
    sheet = await visit.sheet()
    try:
        await registrations.decline_offer(row, by=visit.actor, reason=sheet.value("reason"))
    except Refusal as refusal:
        return await _shown(visit, row, visit.blank().refused(refusal).without_fields(), status=422)
    return visit.go("desk:registration", registration_id=row.id)


async def split(visit: Visit) -> Response:
    """They said that they need not come together: everybody goes on alone."""
    row = await find(visit)
    await registrations.split(row, by=visit.actor)
    return visit.go("desk:registration", registration_id=row.id)


async def reissue(visit: Visit) -> Response:
    """She has lost her ticket: a new one, which is shown to be printed. The old one opens nothing any more."""
    row, sheet = await find(visit), await visit.sheet()
    try:
        _check_sure(sheet)
        await registrations.reissue(visit.city.id, row.id, by=visit.actor, key=offers.given_key(sheet))
    except Refusal as refusal:
        row, refused = await find(visit), sheet.refused(refusal)
        return await _shown(visit, row, refused if can_reissue(row) else refused.without_fields(), status=422)
    return visit.go("desk:paper", registration_id=row.id)


def _check_sure(sheet: Sheet) -> None:
    if sheet.value("confirm") != "yes":
        raise Refusal(_("Please tick the box if you are sure."), field="confirm")


def can_reissue(row: Registration) -> bool:
    """Whether a new ticket can take the place of this one."""
    return row.status in ACTIVE and row.lesson.status == "published" and row.lesson.ends_at > clock.now()


async def paper(visit: Visit) -> Response:
    """The ticket on A4; who has given up her place has none, and is shown why."""
    row = await find(visit)
    if row.status not in ACTIVE or row.lesson.status == "cancelled":
        return visit.go("desk:registration", registration_id=row.id)
    address = tickets.address_of(visit.settings.public_url, visit.city.slug, row)
    # The SVG is drawn by our own code from an alphanumeric address, with its title escaped.
    qr = Markup(tickets.qr_svg(address, tickets.code_words(row.code)))  # noqa: S704
    return visit.render("desk/paper.html", row=row, qr=qr, others=await registrations.same_series(row))


async def cancel(visit: Visit) -> Response:
    """Asks once more, then gives the seat or the place free."""
    row = await find(visit)
    if visit.request.method == "GET":
        return await _asked(visit, row, visit.blank(which="one", who="one"))
    sheet = await visit.sheet()
    try:
        reason = sheet.value("reason")
        if sheet.value("which") == "all":
            await registrations.cancel_all(row, by=visit.actor, reason=reason)
        else:
            await registrations.cancel(row, by=visit.actor, reason=reason, party=sheet.value("who") == "party")
    except Refusal as refusal:
        return await _asked(visit, row, sheet.refused(refusal), status=422)
    return visit.go("desk:registration", registration_id=row.id)


async def _asked(visit: Visit, row: Registration, sheet: Sheet, status: int = 200) -> Response:
    return visit.render(
        "desk/cancel.html",
        status=status,
        row=row,
        sheet=sheet,
        active=row.status in ACTIVE,
        others=await registrations.same_series(row),
        party=[one for one in await registrations.party_of(row) if one.id != row.id],
    )


async def find(visit: Visit) -> Registration:
    """The registration that the path names; Mistake 404 also for another city's."""
    row = await registrations.by_id(visit.city.id, visit.path("registration_id"))
    if row is None:
        raise Mistake(404)
    return row
