"""What a volunteer's phone asks and tells: to be let in, what it wrote, who somebody is, who came without a ticket."""

from outreach import clock
from outreach.checkin import bundle, naming, phones, syncing, walk_ins
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.web.door import envelopes
from outreach.web.door.envelopes import Facts, answered, number_of, text_of
from outreach.web.visit import Visit

LONGEST_SECRET, LONGEST_PIN, LONGEST_KEY, LONGEST_NAME = 100, 20, 100, 200


@answered
async def join(visit: Visit) -> Facts:
    """Let a phone in by the secret of its invitation; the same phone again is the same phone."""
    asked = await envelopes.body(visit)
    secret, pin = text_of(asked, "secret", LONGEST_SECRET), text_of(asked, "pin", LONGEST_PIN)
    key = text_of(asked, "public_key", LONGEST_KEY)
    await visit.request.app.state.tries.join(visit.request)
    phone = await phones.join(visit.city.id, secret, pin, key)
    known = await bundle.of_phone(phone)
    return {"phone": phone.id, "number": phone.number, "bundle": known, "now": int(clock.now().timestamp() * 1000)}


@answered
async def sync(visit: Visit) -> Facts:
    """Take what a phone wrote, and tell it what it does not know yet."""
    phone, message = await envelopes.opened(visit, "sync")
    return await syncing.sync(phone, message)


@answered
async def find_name(visit: Visit) -> Facts:
    """Look for somebody who has no ticket with her; the phone shows it and keeps nothing."""
    phone, message = await envelopes.opened(visit, "find")
    if not await visit.request.app.state.tries.search(phone.id):
        sentence = _("This phone has looked for many names. Please take the number on the ticket, or the paper list.")
        raise Refusal(sentence, code="often")
    asked = envelopes.read(message)
    found = await naming.find(phone, number_of(asked, "lesson"), text_of(asked, "typed", LONGEST_NAME))
    return {"found": found}


@answered
async def walk_in_name(visit: Visit) -> Facts:
    """The name of somebody who came without a registration, for the office."""
    phone, message = await envelopes.opened(visit, "walk-in")
    told = envelopes.read(message)
    event, name = text_of(told, "event", 32), text_of(told, "name", LONGEST_NAME)
    await walk_ins.tell(phone, number_of(told, "lesson"), event, name)
    return {"ok": True}
