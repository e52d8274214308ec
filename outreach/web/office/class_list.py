"""The classes as a list to filter, to choose from and to act on."""

from datetime import date, timedelta

from starlette.responses import Response

from outreach import clock
from outreach.i18n.words import fiscal_year, fiscal_year_words
from outreach.lessons import STATUSES
from outreach.lessons.choosing import chosen, count
from outreach.web.guard import Entry
from outreach.web.office.asked import answers, asked
from outreach.web.visit import Visit

PAGE = 50


async def class_list(visit: Visit) -> Response:
    """The classes from a day on, fifty to a page, each with a box to tick."""
    first, last = _day(visit.query("first")), _day(visit.query("last"))
    first = first or clock.today()
    ask = asked(visit)
    choice = ask.choice(first, last)
    total = await count(visit.city.id, choice)
    pages = max(1, -(-total // PAGE))
    number = min(max(_number(visit.query("page")), 1), pages)
    days = {"first": first.isoformat(), "last": last.isoformat() if last else ""}
    return visit.render(
        "office/class_list.html",
        **await answers(ask),
        first=first,
        last=last,
        today=clock.today(),
        yesterday=clock.today() - timedelta(days=1),
        fiscal_year=fiscal_year_words(fiscal_year(first), visit.language),
        lessons=await chosen(visit.city.id, choice, skip=(number - 1) * PAGE, most=PAGE),
        total=total,
        page=number,
        pages=pages,
        days=days,
        statuses=STATUSES,
    )


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 1


entries: list[Entry] = [
    Entry("/classes/list", class_list),
]
