"""A ticket as its QR opens it: the class and how it stands, but never a name."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from outreach import clock, registration, tickets
from outreach.calendars import Feed
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.registration import Registration
from outreach.web.calendars import pages, title
from outreach.web.forms import Sheet
from outreach.web.held import registration_of
from outreach.web.mine.standing import others_of, standing
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

DOOR_STAFF = ("clerk", "coordinator")
REMIND = timedelta(days=1)


async def ticket(visit: Visit) -> Response:
    """The ticket's page; looking at it is not arriving."""
    return await shown(visit, await registration_of(visit), visit.blank())


async def paper(visit: Visit) -> Response:
    """The ticket to print on A4, and after it those of who comes along."""
    found = await registration_of(visit)
    every = [found, *(row for row in await registration.party_of(found) if row.id != found.id)]
    drawn = [(row, await others_of(row), qr(visit, row)) for row in every]
    return private(visit.render("mine/paper.html", registration=found, lesson=found.lesson, tickets=drawn))


async def calendar(visit: Visit) -> Response:
    """The class for her own calendar, which reminds her the day before; raises Mistake 404 for who has no seat.

    Calendars are shared in families: nothing of her or of the ticket stands in it.
    """
    found = await registration_of(visit)
    if found.status != "confirmed":
        raise Mistake(404)
    rows = [found, *(row for row in await others_of(found) if row.status == "confirmed")]
    feed = Feed(title(visit), visit.language, pages(visit), remind=REMIND)
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": f'inline; filename="{visit.city.slug}-{found.lesson_id}.ics"',
    }
    ordered = sorted((row.lesson for row in rows), key=_order)
    return private(Response(feed.written(ordered), headers=headers))


def _order(one: Lesson) -> tuple[object, int]:
    return one.starts_at, one.id


async def shown(visit: Visit, found: Registration, sheet: Sheet, **answer: Any) -> Response:
    """The ticket's page, with what was refused of its form."""
    is_over, known = found.lesson.ends_at <= clock.now(), await standing(visit, found)
    has_form = known.has_phone and not is_over and found.status != "cancelled"
    return private(
        visit.render(
            "mine/ticket.html",
            registration=found,
            lesson=found.lesson,
            is_over=is_over,
            sheet=sheet if has_form else sheet.without_fields(),
            qr=qr(visit, found),
            door=_door(visit, found),
            standing=known,
            **answer,
        )
    )


def qr(visit: Visit, found: Registration) -> str:
    """The ticket's QR code as SVG."""
    address = tickets.address_of(visit.settings.public_url, visit.city.slug, found)
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
