"""Phones at a door: letting them in by a code on the screen or on paper, ending one, giving one up as lost."""

from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from outreach import clock, papers, tickets
from outreach.checkin import DoorInvitation, DoorPhone, invitations, phones
from outreach.checkin import door as doorway
from outreach.i18n import phrase as _
from outreach.papers import DoorSheet
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.doors import of_path, shared, shown
from outreach.web.printing import sent
from outreach.web.visit import Visit


async def invite_phone(visit: Visit) -> Response:
    """A code on the screen, for one phone within ten minutes."""
    of, sheet = await of_path(visit), await visit.sheet()
    try:
        secret = await invitations.invite_screen(visit.city.id, of.centre.id, of.day, by=visit.actor, key=sheet.key)
    except Refusal as refusal:
        return await shown(visit, of, sheet.refused(refusal), status=422)
    row = await DoorInvitation.get(secret_hash=invitations.digest(secret))
    title = _("Code that lets a volunteer's phone in").text(visit.language)
    drawing = Markup(tickets.link_svg(_address(visit, secret), title))  # noqa: S704 - our own drawing of our own address
    context: dict[str, Any] = {"centre": of.centre, "day": of.day, "invitation": row, "phones": [], "now": clock.now()}
    return visit.render("office/invite_phone.html", sheet=visit.blank(), qr=drawing, **context)


def _address(visit: Visit, secret: str) -> str:
    # What stands after the # is never sent, so it stands in no log.
    return f"{visit.address('door:phone')}#join={secret}"


async def invitation(visit: Visit) -> Response:
    """Whether a phone has joined by this invitation, for the page that shows its code and asks again and again."""
    return await shared(visit, _joined)


async def _joined(visit: Visit) -> Response:
    row = await _invitation(visit)
    joined = await DoorPhone.filter(invitation_id=row.id).order_by("number")
    return visit.render("office/invitation.html", invitation=row, phones=joined, now=clock.now())


async def _invitation(visit: Visit) -> DoorInvitation:
    id_ = visit.path("invitation_id")
    row = await DoorInvitation.get_or_none(id=id_, city_id=visit.city.id).select_related("centre")
    if row is None:
        raise Mistake(404)
    return row


async def end_invitation(visit: Visit) -> Response:
    """No further phone joins by it; those that did stay."""
    row = await _invitation(visit)
    await invitations.revoke(visit.city.id, row.id, by=visit.actor)
    return visit.go("office:door", centre_id=row.centre_id, day=row.day.isoformat())


async def door_sheet(visit: Visit) -> Response:
    """A new sheet for the table, and its PIN, which is told and stands nowhere else."""
    of, sheet = await of_path(visit), await visit.sheet()
    try:
        secret, pin = await invitations.invite_sheet(visit.city.id, of.centre.id, of.day, by=visit.actor, key=sheet.key)
    except Refusal as refusal:
        return await shown(visit, of, sheet.refused(refusal), status=422)
    return visit.render("office/door_sheet.html", centre=of.centre, day=of.day, secret=secret, pin=pin)


async def door_paper(visit: Visit) -> Response:
    """The sheet itself, of the secret that the page before knows; it is kept nowhere."""
    of, sheet = await of_path(visit), await visit.sheet()
    row = await DoorInvitation.get_or_none(
        city_id=visit.city.id,
        centre_id=of.centre.id,
        day=of.day,
        kind="sheet",
        secret_hash=invitations.digest(sheet.value("secret")),
    )
    if row is None or not invitations.is_open(row):
        refusal = Refusal(_("This sheet has ended. Please print a new one."))
        return await shown(visit, of, sheet.refused(refusal), status=422)
    state = await doorway.day_state(visit.city.id, of.centre.id, of.day)
    classes = [one.lesson for one in state.classes if one.lesson.status == "published"]
    address = _address(visit, sheet.value("secret"))
    made = DoorSheet(visit.city, of.centre, of.day, classes, address, row.most, visit.language)
    return await sent(visit, lambda: papers.door_sheet(made), f"door-{of.day}.pdf")


async def _phone(visit: Visit) -> DoorPhone:
    id_ = visit.path("phone_id")
    row = await DoorPhone.get_or_none(id=id_, city_id=visit.city.id).select_related("centre")
    if row is None:
        raise Mistake(404)
    return row


def _back(visit: Visit, row: DoorPhone) -> Response:
    return visit.go("office:door", centre_id=row.centre_id, day=row.day.isoformat())


async def end_phone(visit: Visit) -> Response:
    """Send a phone away at once."""
    row = await _phone(visit)
    await phones.revoke(visit.city.id, row.id, by=visit.actor)
    return _back(visit, row)


async def lost_phone(visit: Visit) -> Response:
    """Give up what a phone never sent, with a reason; the paper list is typed in instead."""
    row = await _phone(visit)
    if visit.request.method == "GET":
        return await _losing(visit, row, visit.blank())
    sheet = await visit.sheet()
    try:
        await phones.declare_lost(visit.city.id, row.id, sheet.value("reason"), by=visit.actor)
    except Refusal as refusal:
        return await _losing(visit, row, sheet.refused(refusal), status=422)
    return _back(visit, row)


async def _losing(visit: Visit, row: DoorPhone, sheet: Sheet, status: int = 200) -> Response:
    state = await doorway.day_state(visit.city.id, row.centre_id, row.day)
    return visit.render(
        "office/lost_phone.html",
        status=status,
        sheet=sheet if row.lost_at is None else sheet.without_fields(),
        phone=row,
        centre=row.centre,
        missing=next((one.unsent for one in state.phones if one.id == row.id), 0),
        lessons=[one.lesson for one in state.classes if one.lesson.status == "published"],
    )


entries: list[Entry] = [
    Entry("/doors/{centre_id:int}/{day}/invite", invite_phone, ("POST",)),
    Entry("/doors/{centre_id:int}/{day}/sheet", door_sheet, ("POST",)),
    Entry("/doors/{centre_id:int}/{day}/sheet.pdf", door_paper, ("POST",)),
    Entry("/doors/invitations/{invitation_id:int}", invitation),
    Entry("/doors/invitations/{invitation_id:int}/end", end_invitation, ("POST",)),
    Entry("/doors/phones/{phone_id:int}/end", end_phone, ("POST",)),
    Entry("/doors/phones/{phone_id:int}/lost", lost_phone, ("GET", "POST")),
]
