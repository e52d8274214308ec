"""What a phone at the door sends and is told: JSON both ways, its messages in envelopes that it signed."""

import functools
import json
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from outreach.checkin import DoorPhone, phones
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.web.forms import SURROGATES, UNSHOWABLE
from outreach.web.mistakes import SENTENCES, Mistake
from outreach.web.visit import LARGEST, Visit

# A P-256 signature has 64 bytes, 86 signs in base64url.
LONGEST_SIGNATURE = 100
STATUSES = {"phone": 403, "often": 429}
Facts = dict[str, Any]
Talk = Callable[[Visit], Awaitable[Facts]]


def answered(talk: Talk) -> Callable[[Visit], Awaitable[Response]]:
    """A page that answers in JSON: what it returns, or ``{"refused": {"code", "text"}}`` in the reader's language."""

    @functools.wraps(talk)
    async def page(visit: Visit) -> Response:
        try:
            return JSONResponse(await talk(visit))
        except Refusal as refusal:
            return _refused(visit, STATUSES.get(refusal.code, 422), refusal.code, refusal.phrase)
        except Mistake as mistake:
            return _refused(visit, mistake.status_code, str(mistake.status_code), SENTENCES[mistake.status_code][1])

    return page


def _refused(visit: Visit, status: int, code: str, sentence: Phrase) -> Response:
    return JSONResponse({"refused": {"code": code, "text": sentence.text(visit.language)}}, status)


async def body(visit: Visit) -> Facts:
    """What was sent, as an object."""
    try:
        return read(await visit.request.body())
    except ClientDisconnect:  # whoever went on to another page sees no answer
        raise Mistake(400) from None


def read(text: str | bytes) -> Facts:
    """A JSON object; raises Refusal ``unreadable`` for anything else, however long its numbers or deep its lists."""
    try:
        found = json.loads(text.decode() if isinstance(text, bytes) else text)
    except (ValueError, RecursionError):
        refuse()
    return found if isinstance(found, dict) else refuse()


def refuse() -> NoReturn:
    """Raise Refusal ``unreadable``."""
    raise Refusal(_("What this phone sent could not be read. Please open the page again."), code="unreadable")


def text_of(facts: Facts, name: str, most: int) -> str:
    """A text of at most so many signs, all of which can be shown; the empty text where it is missing."""
    found = facts.get(name, "")
    if not isinstance(found, str) or len(found) > most or UNSHOWABLE.search(found):
        refuse()
    return found


def number_of(facts: Facts, name: str) -> int:
    """The number of a row."""
    found = facts.get(name)
    if type(found) is not int or not 0 < found <= LARGEST:
        refuse()
    return found


async def opened(visit: Visit, purpose: str) -> tuple[DoorPhone, str]:
    """Whose envelope this is, and its message; raises Refusal ``phone`` where the signature is not that phone's."""
    envelope = await body(visit)
    number, message = number_of(envelope, "phone"), envelope.get("message")
    signature = text_of(envelope, "signature", LONGEST_SIGNATURE)
    if not isinstance(message, str) or SURROGATES.search(message):
        refuse()
    phone = await phones.by_envelope(visit.city.id, number, purpose, message, signature)
    return phone, message
