"""Whether the trail is whole: nothing changed, deleted, inserted or swapped since it was sealed."""

from starlette.responses import Response

from outreach import audit
from outreach.web.visit import Visit

MOST_SHOWN = 100


async def chain(visit: Visit) -> Response:
    """Walk the whole chain and say what was found."""
    found = await audit.verify()
    end = await audit.head()
    return visit.render(
        "audit/chain.html",
        faults=[fault for fault in found if fault.kind != "entry not sealed"][:MOST_SHOWN],
        unsealed=sum(fault.kind == "entry not sealed" for fault in found),
        head=end,
    )
