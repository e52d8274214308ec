"""The API for programs: what is public, as JSON, read only, described by OpenAPI."""

import json
from typing import Any

from starlette.datastructures import URL
from starlette.responses import Response

from outreach.open_data import listing, results
from outreach.open_data.datasets import WHOLE_CITY
from outreach.web.data import asking
from outreach.web.data.description import description
from outreach.web.data.shared import answer, links
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

KIND = "application/json"


async def api_description(visit: Visit) -> Response:
    """The API in OpenAPI 3.1."""
    asking.known(visit)
    base = visit.settings.public_url.rstrip("/") + f"/{visit.city.slug}/api/v1"
    return _told(description(base, visit.city.name.get("ja", ""), visit.settings.open_data_licence))


async def api_classes(visit: Visit) -> Response:
    """Classes, the oldest first, page by page."""
    wanted = asking.wanted(visit)
    found, more = await listing.classes(visit.city, wanted, links(visit))
    following = None
    if more and wanted.page < asking.MOST_PAGES:
        query = URL(f"?{visit.request.url.query}").include_query_params(page=wanted.page + 1).query
        following = f"{visit.address('data:api_classes')}?{query}"
    return _told({"classes": found, "next": following})


async def api_class(visit: Visit) -> Response:
    """One class."""
    asking.known(visit)
    return _told(await listing.one_class(visit.city, visit.path("lesson_id"), links(visit)))


async def api_centres(visit: Visit) -> Response:
    """All centres."""
    asking.known(visit)
    return _told({"centres": await listing.centres(visit.city)})


async def api_centre(visit: Visit) -> Response:
    """One centre."""
    asking.known(visit)
    return _told(await listing.one_centre(visit.city, visit.path("centre_id")))


async def api_results(visit: Visit) -> Response:
    """Results by month and district, as in the dataset; a hidden count is null."""
    asking.known(visit)
    found = await results.results(visit.city)
    told = [
        {
            "period_kind": {results.MONTH: "month", results.YEAR: "fiscal_year"}[str(row["期間の種別"])],
            "period": str(row["期間"]).removesuffix("年度"),
            "district": None if row["地区"] == WHOLE_CITY else row["地区"],
            "classes_held": row["開催回数"],
            "attendances": row["延べ受講者数"],
            "is_suppressed": row["延べ受講者数"] is None,
            "signatures": found.signatures,
        }
        for row in found.rows
    ]
    return _told({"results": told, "being_reconciled": found.reconciling, "is_sample": visit.city.is_sample})


def _told(what: dict[str, Any] | None) -> Response:
    if what is None:
        raise Mistake(404)
    return answer(json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode(), KIND)
