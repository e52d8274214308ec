"""The server's own work: whatever file is due is made in a thread and laid into its folder, or handed over as a mail.

A folder gets it at least once: after a crash it is made again, and the same bytes under the same name are one file.
A mail goes at most once: a worker that is lost while it hands it over leaves it as unsure, for somebody to look.
"""

import asyncio
import hashlib
import logging
from collections.abc import Coroutine
from typing import Any

from outreach.cities import City
from outreach.filing import deliveries, folders, kinds, mails
from outreach.filing.deliveries import End
from outreach.filing.made import Made, NotYet
from outreach.filing.rows import FileDelivery, FileSchedule
from outreach.notices.smtp import SECONDS, Outcome, Server, hand_over
from outreach.papers import CannotSet
from outreach.settings import Settings

log = logging.getLogger(__name__)

# A share that hangs holds the other files no longer than this; so long does the end of the server wait, too.
LONGEST_LAYING = 60


async def file_due(settings: Settings, *, seconds: float = SECONDS) -> int:
    """Make the files that are due and see each to its end; returns how many arrived.

    It stops for this time where the mail server cannot be used, so that many mails do not wait for it one by one.
    """
    await deliveries.give_up_lost()
    await deliveries.plan()
    arrived = 0
    while (number := await deliveries.take()) is not None:
        end = await _to_the_end(_delivered(number, settings, seconds))
        arrived += end.state == "done"
        if end.away:
            break
    return arrived


async def _to_the_end(work: Coroutine[Any, Any, End]) -> End:
    """A file that is being handed over is not left alone when the server stops."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=LONGEST_LAYING)
        raise


async def _delivered(number: int, settings: Settings, seconds: float) -> End:
    row = await FileDelivery.get(id=number).select_related("schedule__city")
    city = row.schedule.city
    try:
        end = await _tried(row, city, settings, seconds)
    except Exception:
        log.exception("file %s failed; it is tried again", number)
        end = End("later", "broke")
    await deliveries.ended(row, city.id, end)
    if end.state != "done":
        log.warning("file %s: %s (%s)", number, end.state, end.trouble)
    return end


async def _tried(row: FileDelivery, city: City, settings: Settings, seconds: float) -> End:
    of = row.schedule
    if of.what not in kinds.KINDS:
        return End("failed", "unknown")
    try:
        made = await kinds.made(of.what, city, of.form, row.due, settings, at_once=deliveries.is_at_once(row))
    except NotYet as why:
        return End("not-yet", str(why))
    except CannotSet:
        return End("later", "fonts")
    if of.way == "folder":
        return await _laid(of, city, made, settings)
    return await _mailed(row, city, made, settings, seconds)


async def _end(state: str, made: Made, name: str = "") -> End:
    digest = await asyncio.to_thread(lambda: hashlib.sha256(made.content).hexdigest())
    return End(state, "", name or made.name, digest, len(made.content))


async def _laid(of: FileSchedule, city: City, made: Made, settings: Settings) -> End:
    if settings.files_folder is None:
        return End("later", "no-root")
    try:
        async with asyncio.timeout(LONGEST_LAYING):
            name = await asyncio.to_thread(
                folders.put, settings.files_folder, city.slug, of.folder, made.name, made.content
            )
    except TimeoutError:
        log.warning("folder %s: no answer", of.folder)
        return End("later", "disk")
    except OSError as trouble:
        log.warning("folder %s: %s", of.folder, trouble)
        return End("later", folders.trouble_of(trouble))
    return await _end("done", made, name)


async def _mailed(row: FileDelivery, city: City, made: Made, settings: Settings, seconds: float) -> End:
    if not settings.smtp_url:
        return End("later", "no-server")
    if not city.mail_from:
        return End("later", "no-sender")
    if len(made.content) > mails.MOST_BYTES:
        return End("failed", "large")
    of, message_id = row.schedule, f"{row.message_key}@{city.mail_from.rpartition('@')[2]}"
    title = kinds.KINDS[of.what].title
    try:
        content = await asyncio.to_thread(mails.message, city, row.address, made, of.form, title, row.due, message_id)
    except ValueError:
        return End("failed", "address")
    server = Server.read(settings.smtp_url)
    if not await deliveries.hand_over(row):
        return End("later", "lost")
    try:
        outcome = await asyncio.to_thread(hand_over, server, city.mail_from, row.address, content, seconds)
    except Exception:
        log.exception("file %s failed while it was handed over", row.id)
        return End("unsure", "broke")
    return await _told(outcome, made)


async def _told(outcome: Outcome, made: Made) -> End:
    if outcome.state == "sent":
        return await _end("done", made)
    state = {"later": "later", "refused": "failed"}.get(outcome.state, "unsure")
    trouble = f"address {outcome.trouble}" if outcome.no_such else f"mail {outcome.trouble}"
    found = await _end(state, made)
    return End(state, trouble, found.file_name, found.digest, found.size, away=outcome.away)
