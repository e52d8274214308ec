"""The guide for volunteers at the door, to be printed."""

from starlette.responses import Response

from outreach import papers
from outreach.papers import DoorGuide
from outreach.web.guard import Entry
from outreach.web.printing import sent
from outreach.web.visit import Visit


async def door_guide(visit: Visit) -> Response:
    """One A4 with pictures, in the page's language; where a font is missing, a page that says what to install."""
    guide = DoorGuide(visit.city, visit.language)
    return await sent(visit, lambda: papers.door_guide(guide), f"door-guide-{visit.language}.pdf")


entries: list[Entry] = [
    Entry("/doors/guide", door_guide),
]
