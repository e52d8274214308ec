"""The month's poster for the notice board."""

from starlette.responses import Response

from outreach import papers
from outreach.i18n import STAFF
from outreach.lessons import Lesson
from outreach.lessons.choosing import Choice, chosen
from outreach.papers import Notice
from outreach.papers.poster import Size
from outreach.web.guard import Entry
from outreach.web.office.months import last_of, month_of
from outreach.web.printing import sent
from outreach.web.visit import Visit


async def poster(visit: Visit) -> Response:
    """The month's published classes for residents as PDF; where a font is missing, a page that says what to install."""
    first = month_of(visit)
    size: Size = "a3" if visit.query("size") == "a3" else "a4"
    language = visit.query("language") if visit.query("language") in STAFF else visit.language
    found = await chosen(visit.city.id, Choice(first=first, last=last_of(first), status="published"))
    shown = [one for one in found if _hangs_out(one)]
    address = visit.settings.public_url.rstrip("/") + visit.url("public:classes", language=language)
    notice = Notice(visit.city, first, shown, language, size, address)
    name = f"{visit.city.slug}-{first:%Y-%m}-{size}-{language}.pdf"
    return await sent(visit, lambda: papers.poster(notice), name)


def _hangs_out(lesson: Lesson) -> bool:
    return lesson.course.audience == "residents" and lesson.course.kind == "class"


entries: list[Entry] = [
    Entry("/classes/poster", poster),
]
