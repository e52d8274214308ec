"""A helper's own page by her secret address, without an account: what she has taken, what is open, her hours."""

from datetime import date

from starlette.responses import Response

from outreach import calendars, clock, helpers, lessons, registration, venues
from outreach.goal.hours import worked
from outreach.helpers import Helper
from outreach.i18n import phrase as _
from outreach.i18n.words import fiscal_year, fiscal_year_days
from outreach.lessons import Lesson, Shift
from outreach.lessons import shifts as taken
from outreach.lessons.places import Place, open_places
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.mine.ticket import private
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def shifts(visit: Visit) -> Response:
    """Her next shifts and what else she could do; looking changes nothing."""
    return await _shown(visit, await _helper(visit), visit.blank())


async def take_shift(visit: Visit) -> Response:
    """She will come; pressed twice it is the same shift."""
    helper, sheet = await _helper(visit), await visit.sheet()
    by = helpers.acting(helper)
    try:
        of = await _lesson(visit, sheet)
        await taken.take(of, helper, taken.role_of(helper), by=by)
    except (Refusal, Refusals) as refused:
        return await _shown(visit, helper, _told(sheet, refused), status=422)
    return visit.go("mine:shifts", secret=_secret(visit), fragment=f"class-{of.id}")


async def give_back(visit: Visit) -> Response:
    """She cannot come after all; pressed twice it stays given back."""
    helper, sheet = await _helper(visit), await visit.sheet()
    try:
        of = await _lesson(visit, sheet)
        shift = await Shift.get_or_none(lesson_id=of.id, helper_id=helper.id, standing=True)
        if shift:
            await taken.give_back(shift, by=helpers.acting(helper))
    except (Refusal, Refusals) as refused:
        return await _shown(visit, helper, _told(sheet, refused), status=422)
    return visit.go("mine:shifts", secret=_secret(visit))


def _secret(visit: Visit) -> str:
    return str(visit.request.path_params["secret"])


async def _helper(visit: Visit) -> Helper:
    """Whose page it is; Mistake 404 for a forged, ended or foreign address, and guesses are counted."""
    found = await helpers.holder_of(visit.city.id, _secret(visit))
    if found is None:
        await visit.request.app.state.tries.ticket(visit.request)
        raise Mistake(404)
    return found


async def _lesson(visit: Visit, sheet: Sheet) -> Lesson:
    typed = sheet.value("lesson_id")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else 0
    of = await lessons.find(visit.city.id, number)
    if of is None:
        raise Refusal(_("Please choose one of the classes on this page."))
    return of


def _told(sheet: Sheet, refused: Refusal | Refusals) -> Sheet:
    """What was refused is about the page: it has no fields to type in."""
    return sheet.refused(refused).without_fields()


async def _shown(visit: Visit, helper: Helper, sheet: Sheet, status: int = 200) -> Response:
    year = fiscal_year(clock.today())
    first, last = fiscal_year_days(year)
    held = await worked(visit.city.id, first, last, helper_id=helper.id)
    coming, places = await taken.of_helper(helper.id), await _places(visit.city.id, helper)
    led = await _led(helper, clock.today())
    feed = visit.address("feeds:shifts", secret=helpers.feed_secret(_secret(visit)))
    every = [*led, *(its.lesson for its in coming), *(its.lesson for its in places)]
    await venues.recall(one.centre for one in every)
    return private(
        visit.render(
            "mine/shifts.html",
            status=status,
            sheet=sheet,
            helper=helper,
            secret=_secret(visit),
            coming=coming,
            called_off=await taken.called_off(helper.id),
            led=led,
            places=places,
            now=clock.now(),
            year=year,
            held=len(held),
            minutes=sum(one.minutes for one in held),
            feed=feed,
            webcal=calendars.webcal(feed),
        )
    )


async def _led(helper: Helper, since: date) -> list[Lesson]:
    """The classes to come that she leads."""
    own = Lesson.filter(instructor_id=helper.id, status="published", day__gte=since)
    return await own.prefetch_related("course", "centre", "room").order_by("starts_at", "id")


async def _places(city_id: int, helper: Helper) -> list[Place]:
    open_ = await open_places(city_id)
    wished = await registration.languages_of(one.lesson.id for one in open_) if len(helper.languages) > 1 else {}
    return await open_places(city_id, helper, wished)
