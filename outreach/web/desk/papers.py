"""What the desk prints as PDF: a ticket, and the list for the door with its number."""

from starlette.responses import Response

from outreach import checkin, clock, papers
from outreach import lessons as timetable
from outreach import registration as registrations
from outreach.checkin import Roster, rosters
from outreach.lessons import Lesson
from outreach.papers import Sheet, Ticket
from outreach.papers.ticket import TicketSize
from outreach.refusal import Refusal
from outreach.registration import ACTIVE
from outreach.web.desk import offers
from outreach.web.desk.registrations import find
from outreach.web.forms import Sheet as Form
from outreach.web.mistakes import Mistake
from outreach.web.printing import sent
from outreach.web.visit import Visit


async def ticket_pdf(visit: Visit) -> Response:
    """The ticket on A4 or a postcard; who has given up her place has none, and is shown why."""
    row = await find(visit)
    if row.status not in ACTIVE or row.lesson.status == "cancelled":
        return visit.go("desk:registration", registration_id=row.id)
    size: TicketSize = "postcard" if visit.query("size") == "postcard" else "a4"
    others = [one for one in await registrations.same_series(row) if one.status in ACTIVE]
    shown = Ticket(visit.city, row, visit.settings.public_url, size, others)
    return await sent(visit, lambda: papers.ticket(shown), f"ticket-{size}.pdf")


async def roster(visit: Visit) -> Response:
    """The lists of a class on paper: print one, and enter what was ticked."""
    lesson = await of_path(visit)
    if visit.request.method == "GET":
        return await _lists(visit, lesson, visit.blank())
    sheet = await visit.sheet()
    try:
        number = await rosters.print_list(lesson, by=visit.actor, key=offers.key(sheet))
    except Refusal as refusal:
        return await _lists(visit, lesson, sheet.refused(refusal), 422)
    return visit.go("desk:roster_pdf", roster_id=number)


async def _lists(visit: Visit, lesson: Lesson, sheet: Form, status: int = 200) -> Response:
    return visit.render(
        "desk/roster.html",
        status=status,
        lesson=lesson,
        sheet=sheet.without_fields(),
        lists=await rosters.lists(lesson.id),
        entry=await checkin.paper.entry_of(lesson.id),
        begun=lesson.starts_at <= clock.now(),
    )


async def of_path(visit: Visit) -> Lesson:
    """The class that the path names; Mistake 404 for a draft and for another city's."""
    found = await timetable.find(visit.city.id, visit.path("lesson_id"))
    if found is None or found.status == "draft":
        raise Mistake(404)
    return found


async def roster_pdf(visit: Visit) -> Response:
    """A list as it was printed; printed again it is the same, but for names that were corrected since."""
    of, lesson = await of_list(visit)
    lines = [line.row for line in await rosters.lines(of, lesson) if line.number]
    address = visit.address("desk:attendance", roster_id=of.id)
    shown = Sheet(visit.city, lesson, of.id, of.at, lines, address, visit.language)
    return await sent(visit, lambda: papers.roster(shown), f"list-{of.id}.pdf")


async def of_list(visit: Visit) -> tuple[Roster, Lesson]:
    """The list that the path names, with its class; Mistake 404 for another city's."""
    of = await rosters.find_list(visit.city.id, visit.path("roster_id"))
    lesson = await timetable.find(visit.city.id, of.lesson_id) if of else None
    if of is None or lesson is None:
        raise Mistake(404)
    return of, lesson
