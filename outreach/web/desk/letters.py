"""Letters to post: batches that are made, printed, printed again, and posted."""

import asyncio

from starlette.responses import Response

from outreach import papers
from outreach.notices import LetterBatch, to_tell
from outreach.notices import letters as domain
from outreach.papers import CannotSet
from outreach.refusal import Refusal
from outreach.web import mistakes
from outreach.web.desk import offers
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def letters(visit: Visit) -> Response:
    """What is to be written, and the batches; sent as a form it makes a new one."""
    if visit.request.method == "GET":
        return await _shown(visit, visit.blank())
    sheet = await visit.sheet()
    try:
        made = await domain.batch(visit.city.id, by=visit.actor, key=offers.key(sheet))
    except Refusal as refusal:
        return await _shown(visit, visit.blank().refused(refusal), status=422)
    return visit.go("desk:letters", fragment=f"batch-{made}")


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    every = await to_tell(visit.city.id)
    homeless = {one.registration.participant_id: one.registration for one in every if one.way == "counter"}
    return visit.render(
        "desk/letters.html",
        status=status,
        sheet=sheet.without_fields(),
        waiting=len(await domain.waiting_of(visit.city.id, every)),
        homeless=list(homeless.values()),
        batches=await domain.batches(visit.city.id),
    )


async def letters_pdf(visit: Visit) -> Response:
    """The batch as it stands today; where a font is missing, a page that says what to install."""
    of = await _batch(visit)
    made = await domain.again(of, visit.city, visit.settings.public_url)
    if not made.letters:
        return visit.go("desk:letters", fragment=f"batch-{of.id}")
    try:
        pdf = await asyncio.to_thread(papers.letters, made)
    except CannotSet as refused:
        return mistakes.shown(visit.request, 503, refused.phrase)
    headers = {"Content-Disposition": f'inline; filename="letters-{of.id}.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


async def posted(visit: Visit) -> Response:
    """They lie in the letter box: whoever was still to be told has been."""
    of = await _batch(visit)
    await domain.posted(of.id, visit.city.id, by=visit.actor)
    return visit.go("desk:letters", fragment=f"batch-{of.id}")


async def _batch(visit: Visit) -> LetterBatch:
    found = await domain.find(visit.city.id, visit.path("letters_id"))
    if found is None:
        raise Mistake(404)
    return found
