"""Mails on their way: made from what is owed, handed over once, and given up in favour of a call where it is not sure.

Many workers may do this at once. A mail is taken by a conditional update, with a lease; who takes it hands it over
and writes down what came of it. Where the lease runs out nobody knows how far it came: it is never sent again, and
stands on the call list.
"""

import asyncio
import logging
import secrets
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

from outreach import clock
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.notices.message import address, message
from outreach.notices.owing import Notice, of_registration, to_tell
from outreach.notices.rows import Mail
from outreach.notices.smtp import SECONDS, Outcome, Server, hand_over
from outreach.notices.telling import note
from outreach.registration import Registration
from outreach.settings import Settings

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_MAKE = (
    "INSERT INTO mails (city_id, registration_id, topic, number, state, attempts, next_at, made_at, message_id,"
    " trouble) VALUES (?, ?, ?, ?, 'queued', 0, ?, ?, ?, '') ON CONFLICT (registration_id, topic, number) DO NOTHING"
)
_AGAIN = (
    "UPDATE mails SET state = 'queued', attempts = 0, ended_at = NULL, trouble = '', next_at = ?, made_at = ?,"
    " message_id = ? WHERE id = ? AND state = 'failed'"
)
_WRONG_ADDRESS = "wrong address, "
_DUE = "SELECT id FROM mails WHERE state = 'queued' AND next_at <= ? ORDER BY next_at, id LIMIT 1"
_TAKE = (
    "UPDATE mails SET state = 'sending', attempts = attempts + 1, next_at = ? WHERE id = ? AND state = 'queued'"
    " AND next_at <= ?"
)
_LOST = (
    "UPDATE mails SET state = 'unsure', ended_at = ?, trouble = 'the worker was lost'"
    " WHERE state = 'sending' AND next_at <= ?"
)


async def post_due(settings: Settings, *, seconds: float = SECONDS) -> int:
    """Make the mails that are owed and hand over those that are due; returns how many were handed over.

    It stops for this time where the server itself cannot be used, so that a hundred mails do not wait for it one by
    one. Without a server nothing is sent, and everybody stands on the call list in due course.
    """
    await give_up_lost()
    if not settings.smtp_url:
        return 0
    server = Server.read(settings.smtp_url)
    for city in await City.exclude(mail_from=""):
        await queue(city)
    sent = 0
    while (mail_id := await take()) is not None:
        outcome = await _to_the_end(_posted(mail_id, server, settings.public_url, seconds))
        sent += outcome.state == "sent"
        if outcome.away:
            break
    return sent


async def queue(city: City) -> int:
    """Make a mail for everything that is owed by mail and has none; safe to repeat. Returns how many are new.

    What came back from a wrong address goes to the new one, as soon as she has told it.
    """
    made, domain = 0, city.mail_from.rpartition("@")[2]
    for one in await to_tell(city.id):
        now, message_id = clock.now(), f"{secrets.token_hex(16)}@{domain}"
        if one.mails and one.mail is None:
            made += await sql.run(_MAKE, city.id, one.registration.id, one.topic, one.number, now, now, message_id)
        elif one.mails and one.mail is not None and is_misaddressed(one.mail):
            made += await sql.run(_AGAIN, now, now, message_id, one.mail.id)
    return made


def is_misaddressed(mail: Mail) -> bool:
    """Whether this mail did not arrive because of its address; where she has another one now, it is sent there."""
    return mail.state == "failed" and mail.trouble.startswith((_WRONG_ADDRESS, "bounced 5"))


async def give_up_lost() -> int:
    """End the mails whose worker was lost: they may have been delivered, so nobody sends them again."""
    now = clock.now()
    return await sql.run(_LOST, now, now)


@unit_of_work
async def take() -> int | None:
    """Take the next due mail for this worker; None where there is none, or another worker was faster."""
    now = clock.now()
    while rows := await sql.rows(_DUE, now):
        mail_id = int(rows[0]["id"])
        if await sql.run(_TAKE, now + LEASE, mail_id, now):
            return mail_id
    return None


async def _to_the_end(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """A message that is being handed over is not left alone when the server stops."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _posted(mail_id: int, server: Server, public_url: str, seconds: float) -> Outcome:
    mail = await Mail.get(id=mail_id)
    notice = await _still_owed(mail)
    if notice is None:
        await Mail.filter(id=mail_id, state="sending").delete()  # it never left, and may be owed again one day
        return Outcome("later", "not owed")
    try:
        to = address(notice.registration.participant.email).addr_spec
        content = message(notice, mail.message_id, public_url)
    except ValueError:
        outcome = Outcome("refused", "address", no_such=True)
    else:
        outcome = await asyncio.to_thread(hand_over, server, notice.city.mail_from, to, content, seconds)
    await ended(mail_id, notice.registration.id, outcome, mail.next_at)
    if outcome.state != "sent":
        log.warning("mail %s: %s (%s)", mail_id, outcome.state, outcome.trouble)
    return outcome


async def _still_owed(mail: Mail) -> Notice | None:
    row = await Registration.get(id=mail.registration_id).select_related(
        "participant", "lesson__course", "lesson__centre", "lesson__room"
    )
    every = await of_registration(row)
    return next((one for one in every if (one.topic, one.number) == (mail.topic, mail.number) and one.mails), None)


@unit_of_work
async def ended(mail_id: int, registration_id: int, outcome: Outcome, lease: datetime) -> None:
    """Write down what came of a mail that this worker holds.

    Where its lease has run out meanwhile, only a certain end is written: sent, or refused.
    """
    mail = await Mail.filter(id=mail_id).select_for_update().first()
    if mail is None or mail.state not in ("sending", "unsure"):
        return
    own = mail.state == "sending" and mail.next_at == lease
    if outcome.state in ("later", "unsure") and not own:
        return
    row = await Registration.get(id=registration_id).select_related("participant")
    mail.trouble = (f"{_WRONG_ADDRESS}{outcome.trouble}" if outcome.no_such else outcome.trouble)[:40]
    if outcome.state == "later":
        mail.state, mail.next_at = "queued", clock.now() + PAUSES[min(mail.attempts, len(PAUSES)) - 1]
    else:
        mail.state, mail.ended_at = {"sent": "sent", "refused": "failed"}.get(outcome.state, "unsure"), clock.now()
    await mail.save(update_fields=["state", "next_at", "ended_at", "trouble"])
    if outcome.state == "sent":
        await note(row, mail.topic, mail.number, "mail", "told", by=SYSTEM)
    elif outcome.state == "refused":
        await note(row, mail.topic, mail.number, "mail", "failed", by=SYSTEM)
        if outcome.no_such:
            await spoil_address(row.participant_id, lease)


async def spoil_address(participant_id: int, lease: datetime) -> None:
    """Nothing is sent to her address any more, because a mail with this lease did not arrive.

    Not where her details were corrected after that mail was taken: it may have gone to another address. Then it is
    sent once more, and if it comes back again, the address is wrong.
    """
    query = (
        "UPDATE participants SET email_failed_at = ? WHERE id = ? AND email_failed_at IS NULL"
        " AND (changed_at IS NULL OR changed_at <= ?)"
    )
    await sql.run(query, clock.now(), participant_id, lease - LEASE)
