"""What is missing in each language: what the city has still to write, and what no person has read yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from outreach import courses as taught
from outreach import venues
from outreach.cities import City
from outreach.courses import Course
from outreach.i18n import LANGUAGES, Language, drafts
from outreach.web.guard import Entry
from outreach.web.visit import Visit

OWN = ("name", "department", "phone_hours")


@dataclass(frozen=True, slots=True)
class Lacking:
    """What one language lacks: courses with the names of their texts, centres without a name, the city's own texts.

    ``drafts`` is how many sentences of the pages a machine translated and nobody has approved.
    """

    spoken: Language
    courses: list[tuple[Course, list[str]]]
    centres: int
    own: list[str]
    drafts: int


async def languages(visit: Visit) -> Response:
    """All languages, in a fixed number of queries."""
    planned = [(one, taught.missing(one)) for one in await taught.planned(visit.city.id)]
    names = [one.name for one in await venues.of_city(visit.city.id)]
    found = [
        Lacking(
            spoken,
            [(one, lacks[tag]) for one, lacks in planned if tag in lacks],
            sum(_lacks(name, tag) for name in names),
            _own(visit.city, tag),
            drafts(tag),
        )
        for tag, spoken in LANGUAGES.items()
    ]
    return visit.render("office/languages.html", found=found, courses=len(planned), centres=len(names))


def _own(city: City, tag: str) -> list[str]:
    return [name for name in OWN if _lacks(getattr(city, name), tag)]


def _lacks(texts: Mapping[str, str], tag: str) -> bool:
    return not texts.get(tag, "").strip()


entries: list[Entry] = [Entry("/languages", languages)]
