"""How people signed up: by which channel, who took it, and where lots decided."""

from starlette.responses import Response

from outreach import clock
from outreach.accounts import Account
from outreach.i18n.words import fiscal_year, fiscal_year_days
from outreach.lessons import Lesson, Lottery
from outreach.registration import channels as sign_ups
from outreach.web.guard import Entry
from outreach.web.visit import Visit

YEARS_BACK = 5
FIRST_YEAR, LAST_YEAR = 2000, 2099


async def channels(visit: Visit) -> Response:
    """The sign-ups for the classes of a fiscal year; a fixed number of queries."""
    year = _year(visit)
    first, last = fiscal_year_days(year)
    found = await sign_ups.taken(visit.city.id, first, last)
    now = fiscal_year(clock.today())
    fair = Lesson.filter(city_id=visit.city.id, day__gte=first, day__lte=last).order_by("starts_at", "id")
    shared = await fair.filter(phone_seats__gt=0).prefetch_related("course")
    drawn = await Lottery.filter(
        lesson__city_id=visit.city.id, lesson__day__gte=first, lesson__day__lte=last, lesson__draws_at__isnull=False
    ).prefetch_related("lesson__course")
    return visit.render(
        "office/channels.html",
        year=year,
        years=sorted({*range(now - YEARS_BACK, now + 2), year}, reverse=True),
        by_channel=sign_ups.by_channel(found),
        by_taker=sign_ups.by_taker(found),
        names=await _names(visit),
        drawn=sorted(drawn, key=lambda one: (one.lesson.starts_at, one.lesson_id)),
        shared=shared,
    )


def _year(visit: Visit) -> int:
    typed = visit.query("year")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else fiscal_year(clock.today())


async def _names(visit: Visit) -> dict[str, str]:
    """The accounts of the city by the way in which rows refer to them."""
    found = await Account.filter(city_id=visit.city.id).values("id", "name")
    return {f"account:{one['id']}": one["name"] for one in found}


entries: list[Entry] = [Entry("/sign-ups", channels)]
