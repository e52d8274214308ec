"""The list of people as a file: for the coordinator, on record, sent line by line while it is read."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, timedelta

from starlette.responses import Response, StreamingResponse

from outreach import clock
from outreach.checkin import attendees as lists
from outreach.checkin.attendees import PURPOSES, Attendee
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.lessons.recurrence import clean_day
from outreach.refusal import Refusal, Refusals
from outreach.spelling.formulas import guarded
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.visit import Visit

HEADINGS = (
    *(_("Date"), _("Begins at"), _("Course"), _("Place"), _("Name"), _("Reading in kana"), _("Telephone")),
    *(_("Town"), _("Age"), _("State"), _("Came at")),
)
STATES = {
    "confirmed": _("has a seat"),
    "offered": _("is offered a seat"),
    "held": _("a seat is held"),
    "waiting": _("waits"),
    "applied": _("takes part in the draw"),
}
MONTH = timedelta(days=30)


async def attendees(visit: Visit) -> Response:
    """Choose the days and say what the list is for; then it comes as CSV."""
    if visit.request.method == "GET":
        today = clock.today()
        return _asked(visit, visit.blank(first=(today - MONTH).isoformat(), last=today.isoformat()))
    sheet = await visit.sheet()
    try:
        first, last = _days(sheet)
        await lists.ask(visit.city.id, first, last, sheet.value("purpose"), by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        return _asked(visit, sheet.refused(refused), 422)
    name = f"attendees-{visit.city.slug}-{first:%Y%m%d}-{last:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    lines = _lines(lists.attendees(visit.city.id, first, last), visit.language)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _asked(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    purposes = [(name, purpose.text(visit.language)) for name, purpose in PURPOSES.items()]
    return visit.render("office/attendees.html", status=status, sheet=sheet, purposes=purposes)


def _days(sheet: Sheet) -> tuple[date, date]:
    days, wrong = {}, []
    for name in ("first", "last"):
        try:
            days[name] = clean_day(sheet.value(name), name)
        except Refusal as refusal:
            wrong.append(refusal)
    if wrong:
        raise Refusals(wrong)
    return days["first"], days["last"]


async def _lines(found: AsyncIterator[list[Attendee]], language: str) -> AsyncIterator[bytes]:
    """UTF-8 with the mark that Excel needs, and CRLF; no cell runs as a formula."""
    yield ("\ufeff" + _csv([[heading.text(language) for heading in HEADINGS]])).encode()
    async for people in found:
        yield _csv([[guarded(cell) for cell in _cells(one, language)] for one in people]).encode()


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cells(one: Attendee, language: str) -> list[str]:
    starts = one.starts_at.astimezone(clock.TOKYO)
    return [
        f"{starts:%Y-%m-%d}",
        f"{starts:%H:%M}",
        pick(one.title, language).text,
        pick(one.place, language).text,
        one.name,
        one.kana,
        one.phone,
        one.town,
        one.age_band,
        STATES[one.status].text(language),
        f"{one.came_at.astimezone(clock.TOKYO):%H:%M}" if one.came_at else "",
    ]


entries: list[Entry] = [Entry("/attendees", attendees, ("GET", "POST"))]
