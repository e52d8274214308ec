"""What there is for anyone to use, with licence, time of the last change, and the addresses of the files."""

from starlette.responses import Response

from outreach.open_data import publishing
from outreach.open_data.licences import credit
from outreach.web.data.shared import links, terms
from outreach.web.visit import Visit


async def open_data(visit: Visit) -> Response:
    """The page of the datasets."""
    licence = terms(visit).licence
    return visit.render(
        "data/open_data.html",
        datasets=await publishing.every(visit.city, licence, links(visit)),
        licence=licence,
        credit=credit(visit.city),
    )
