"""A paper as the answer to a visit."""

import asyncio
from collections.abc import Callable

from starlette.responses import Response

from outreach.papers import CannotSet
from outreach.web import mistakes
from outreach.web.visit import Visit


async def sent(visit: Visit, paper: Callable[[], bytes], name: str) -> Response:
    """A paper, set in a thread, as a file with this name; where it cannot be set, a page that says what to do."""
    try:
        pdf = await asyncio.to_thread(paper)
    except CannotSet as refused:
        return mistakes.shown(visit.request, 503, refused.phrase)
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
