"""What a coordinator asked the calendar to show: kept in the address, so that every view shows the same."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from outreach import clock, courses, departments, helpers
from outreach.i18n import pick
from outreach.lessons import STATUSES
from outreach.lessons.choosing import Choice
from outreach.venues import Centre
from outreach.web.visit import Visit

FILTERS = ("course", "centre", "instructor", "department", "status")
EVERY = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of one visit. Without a word about departments, somebody who works for one sees its classes first."""

    visit: Visit
    query: dict[str, str]

    def number(self, name: str) -> int | None:
        """The id behind a filter, or None."""
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None

    @property
    def own(self) -> int | None:
        """The department of whoever looks."""
        return self.visit.actor.department_id

    @property
    def department_id(self) -> int | None:
        """The department whose classes are shown, or None for all."""
        return self.number("department") if "department" in self.query else self.own

    def choice(self, first: date | None = None, last: date | None = None) -> Choice:
        """The classes to show between two days."""
        status = self.query.get("status")
        return Choice(
            first=first,
            last=last,
            course_id=self.number("course"),
            centre_id=self.number("centre"),
            instructor_id=self.number("instructor"),
            department_id=self.department_id,
            status=status if status in STATUSES else None,
        )

    def link(self, route: str, **more: str) -> str:
        """The address of a view with the same filters; an empty text takes one out."""
        query = {name: text for name, text in (self.query | more).items() if text}
        return self.visit.url(route) + (f"?{urlencode(query)}" if query else "")

    @property
    def is_filtered(self) -> bool:
        """Whether something beside the department narrows the view."""
        return any(self.query.get(name) for name in FILTERS if name != "department")

    def without(self, *names: str) -> "Asked":
        """The same without some filters."""
        return replace(self, query={name: text for name, text in self.query.items() if name not in names})


def asked(visit: Visit) -> Asked:
    """The filters of this visit's address."""
    given = {name: visit.query(name) for name in FILTERS}
    return Asked(visit, {name: text for name, text in given.items() if text and len(text) <= 20})


def day_of(visit: Visit, name: str) -> date:
    """The day of the query, or today where it names none of our time."""
    try:
        day = date.fromisoformat(visit.query(name))
    except ValueError:
        return clock.today()
    return day if 2000 <= day.year < 2100 else clock.today()


async def answers(ask: Asked) -> dict[str, Any]:
    """What the filters offer, as pairs of value and word; four queries."""
    visit = ask.visit

    def said(texts: dict[str, str]) -> str:
        return pick(texts, visit.language).text

    centres = await Centre.filter(city_id=visit.city.id).order_by("kana", "key").values("id", "name")
    own = await departments.of_city(visit.city.id)
    return {
        "ask": ask,
        "now": clock.now(),
        "courses": [(one.id, said(one.title)) for one in await courses.of_city(visit.city.id)],
        "centres": [(one["id"], said(one["name"])) for one in centres],
        "instructors": [(one.id, one.name) for one in await helpers.instructors(visit.city.id)],
        "departments": [(one.id, said(one.name)) for one in own],
        "own_department": next((said(one.name) for one in own if one.id == ask.own), None),
    }
