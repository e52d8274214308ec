"""The city's public pages for search engines (sitemaps.org, protocol 0.9): no page of a person is among them."""

from collections.abc import AsyncIterator
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

from outreach import lessons, venues
from outreach.clock import TOKYO
from outreach.goal import Goal
from outreach.i18n import LANGUAGES
from outreach.web.visit import Visit

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = (
    *("public:home", "public:classes", "public:centres", "public:calendars", "public:consultations"),
    *("public:progress", "public:reached", "public:counting_rule", "public:accessibility", "public:privacy"),
    *("public:questions", "public:word_list", "public:results"),
    "data:open_data",
)
# One page for each of many rows.
OF_ROWS = (
    *("public:goal", "public:centre", "public:centre_calendar"),
    *("public:course_calendar", "public:lesson"),
)
# The name of a page and what its path says more.
Address = tuple[str, dict[str, int]]


async def sitemap(visit: Visit) -> Response:
    """The pages that are always there, goals, centres and coming classes, in every language; nothing that is a sample.

    Which pages are one in several languages is said in the head of each.
    """
    top = Element("urlset", xmlns=NAMESPACE)
    for (name, params), changed in [one async for one in _pages(visit)]:
        for language in LANGUAGES:
            page = SubElement(top, "url")
            SubElement(page, "loc").text = visit.address(name, language=language, **params)
            if changed:
                SubElement(page, "lastmod").text = changed
    return Response(tostring(top, "utf-8", xml_declaration=True), media_type="application/xml")


async def _pages(visit: Visit) -> AsyncIterator[tuple[Address, str]]:
    if visit.city.is_sample:
        return
    for name in PAGES:
        yield (name, {}), ""
    for goal_id in await _goals(visit.city.id):
        yield ("public:goal", {"goal_id": goal_id}), ""
    for centre in await venues.of_city(visit.city.id):
        for name in ("public:centre", "public:centre_calendar"):
            yield (name, {"centre_id": centre.id}), ""
    coming = [one for one in await lessons.coming(visit.city.id) if not one.is_sample]
    for course_id in sorted({one.course_id for one in coming}):
        yield ("public:course_calendar", {"course_id": course_id}), ""
    for lesson in coming:
        changed = f"{lesson.changed_at.astimezone(TOKYO):%Y-%m-%d}"
        yield ("public:lesson", {"lesson_id": lesson.id}), changed


async def _goals(city_id: int) -> list[int]:
    found = await Goal.filter(plan__city_id=city_id, plan__is_sample=False).order_by("id").only("id")
    return [one.id for one in found]
