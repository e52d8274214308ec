"""A ticket as its QR opens it: the class and how it stands, but never a name."""

from typing import Any

from starlette.responses import Response

from outreach import changes, clock, registration, tickets
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

DOOR_STAFF = ("clerk", "coordinator")


async def ticket(visit: Visit) -> Response:
    """The ticket's page; looking at it is not arriving."""
    return await shown(visit, await registration_of(visit), visit.blank())


async def paper(visit: Visit) -> Response:
    """The ticket to print on A4."""
    found = await registration_of(visit)
    others = await registration.same_series(found)
    page = visit.render("mine/paper.html", registration=found, lesson=found.lesson, others=others, qr=qr(visit, found))
    return private(page)


async def registration_of(visit: Visit) -> Registration:
    """The registration that the path's token opens; raises Mistake 404 for a forged or foreign token."""
    try:
        token = tickets.read_token(visit.request.path_params["token"])
    except Refusal:
        raise Mistake(404) from None
    found = await registration.by_token(visit.city.id, token)
    if found is None:
        raise Mistake(404)
    return found


async def shown(visit: Visit, found: Registration, sheet: Sheet, **answer: Any) -> Response:
    """The ticket's page, with what was refused of its form."""
    return private(
        visit.render(
            "mine/ticket.html",
            registration=found,
            lesson=found.lesson,
            is_over=found.lesson.ends_at <= clock.now(),
            sheet=sheet,
            qr=qr(visit, found),
            door=_door(visit, found),
            story=await changes.story(found.lesson, found.at),
            others=await registration.same_series(found),
            **answer,
        )
    )


def qr(visit: Visit, found: Registration) -> str:
    """The ticket's QR code as SVG."""
    address = tickets.ticket_address(visit.settings.public_url, visit.city.slug, found.token)
    return tickets.qr_svg(address, _("Ticket").text(visit.language))


def _door(visit: Visit, found: Registration) -> str | None:
    """Where the people at this class's door check the ticket in; None for everybody else."""
    actor = visit.actor
    at_this_door = actor.kind == "pass" and actor.lesson_id == found.lesson_id
    if at_this_door or (actor.kind == "account" and actor.may(*DOOR_STAFF)):
        return visit.url("door:ticket", token=found.token)
    return None


def private(answer: Response) -> Response:
    """The same answer, kept out of search engines."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
