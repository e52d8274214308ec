"""What the city owes in words: how it counts, who can use these pages, what happens to personal data."""

from starlette.responses import Response

from outreach import retention
from outreach.people import PURPOSE_VERSION
from outreach.web.visit import Visit


async def counting_rule(visit: Visit) -> Response:
    """The rule by which a class counts."""
    return visit.render("public/counting_rule.html")


async def accessibility(visit: Visit) -> Response:
    """Who can use these pages, as far as it was tested."""
    return visit.render("public/accessibility.html")


async def privacy(visit: Visit) -> Response:
    """What is asked of people, why, and for how long it is kept."""
    return visit.render(
        "public/privacy.html", purpose_version=PURPOSE_VERSION, days=retention.days_of(visit.city.retention)
    )
