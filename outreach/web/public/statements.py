"""What the city owes in words: how it counts, who can use these pages, what happens to personal data."""

from starlette.responses import Response

from outreach import conformance, retention
from outreach.people import PURPOSE_VERSION
from outreach.web.visit import Visit


async def counting_rule(visit: Visit) -> Response:
    """The rule by which a class counts."""
    return visit.render("public/counting_rule.html")


async def accessibility(visit: Visit) -> Response:
    """The policy, and who can use these pages, as far as it was tested."""
    return visit.render("public/accessibility.html", results=conformance.load())


async def results(visit: Visit) -> Response:
    """Each criterion, and what came of the last tests."""
    found = conformance.load()
    levels = [(level, [one for one in found.criteria if one.level == level]) for level in conformance.LEVELS]
    return visit.render("public/results.html", results=found, levels=levels)


async def privacy(visit: Visit) -> Response:
    """What is asked of people, why, and for how long it is kept."""
    return visit.render(
        "public/privacy.html", purpose_version=PURPOSE_VERSION, days=retention.days_of(visit.city.retention)
    )
