"""Calendars as every room names and offers them: what they are called, where an event leads, how one subscribes."""

from collections.abc import Callable
from dataclasses import dataclass

from outreach import courses
from outreach.calendars import Feed, Links, google_feed, links_of, outlook_feed, webcal
from outreach.courses import Course
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.lessons import Brief, Lesson, briefs
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed as a page offers it: its name, its address, and the links that open it in a calendar."""

    name: str
    address: str
    webcal: str
    google: str
    outlook: str


def title(visit: Visit, of: str = "") -> str:
    """The name of a feed; ``of`` is the centre or course whose classes it has."""
    name = _("Smartphone classes in {city}", city=pick(visit.city.name, visit.language).text)
    # The name of a calendar: the city's, then the centre or course.
    named = _("{calendar}: {name}", calendar=name, name=of) if of else name
    return named.text(visit.language)


def public_feed(visit: Visit, address: str = "", of: str = "") -> Feed:
    """A feed that anybody may have: it says whom to call, and takes up nobody's time."""
    return Feed(title(visit, of), visit.language, pages(visit), address, phone=visit.city.phone, is_free=True)


def own_feed(visit: Visit) -> Feed:
    """The feed of somebody who works in these classes."""
    return Feed(title(visit), visit.language, pages(visit))


def pages(visit: Visit) -> Callable[[Lesson | Brief], str]:
    """The public page of each class; the router is asked once and not for each of thousands."""
    start = visit.address("public:lesson", lesson_id=0).removesuffix("0")

    def page(one: Lesson | Brief) -> str:
        shown = one.status != "draft" and one.course.audience == "residents"
        return f"{start}{one.id}" if shown else ""

    return page


async def shown_course(visit: Visit) -> Course:
    """The course of the path, where it is for residents and one of its classes was published; raises Mistake 404."""
    found = await courses.find(visit.city.id, visit.path("course_id"))
    if found is None or found.audience != "residents" or found.kind != "class":
        raise Mistake(404)
    if not await briefs.were_shown(visit.city.id, found.id):
        raise Mistake(404)
    return found


def links(visit: Visit, lesson: Lesson) -> Links:
    """Where this class may be put besides a file."""
    return links_of(public_feed(visit).happening(lesson))


def subscription(name: str, address: str) -> Subscription:
    """How this feed is subscribed."""
    return Subscription(name, address, webcal(address), google_feed(address), outlook_feed(address, name))
