"""A call that was broken off: the form as it was last typed, to go on with or to put aside."""

from starlette.responses import Response

from outreach import drafts
from outreach.web.desk import offers
from outreach.web.forms import UNSHOWABLE, Sheet
from outreach.web.visit import Visit

TYPED = ("kana", "name", "phone", "town", "needs", "email", "postcode", "address")
CHOSEN = ("age_band", "device", "language", "lesson_id", "channel", "with")
LONGEST = 300


async def draft(visit: Visit) -> Response:
    """Keep the new person's form as it stands; the page sends it while it is typed, and shows nothing of it."""
    sheet = await visit.sheet()
    if any(sheet.value(name).strip() for name in TYPED):
        values = {name: sheet.value(name)[:LONGEST] for name in TYPED + CHOSEN if sheet.value(name)}
        await drafts.keep(visit.actor, offers.given_key(sheet), values)
    return Response(status_code=204)


async def put_aside(visit: Visit) -> Response:
    """The call is over and was not taken: what was typed is erased."""
    sheet = await visit.sheet()
    draft_id = offers.number(sheet.value("draft_id"))
    if draft_id is not None:
        await drafts.drop(visit.actor, draft_id)
    return visit.go("desk:search")


async def gone_on_with(visit: Visit, draft_id: int | None) -> Sheet | None:
    """The form of this draft as it was left; None where it is gone or was sent."""
    values = await drafts.read(visit.actor, draft_id) if draft_id is not None else None
    return Sheet({name: UNSHOWABLE.sub("", value) for name, value in values.items()}) if values else None
