"""What the server does by itself: it seals the trail, publishes, ends offers, draws lots, mails, files, erases."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from outreach import audit, registration
from outreach.checkin import sweeping
from outreach.filing.delivering import file_due
from outreach.goal.anchors import write_daily
from outreach.lessons.publishing import publish_due
from outreach.notices.mailing import post_due
from outreach.open_data import reach, runs
from outreach.questionnaires import settle_due
from outreach.retention import nightly
from outreach.settings import Settings

log = logging.getLogger(__name__)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    """The server's own work while it serves; safe on every node at once."""
    works = [
        asyncio.create_task(_for_ever(audit.seal, settings.seal_seconds, "sealing the audit trail")),
        asyncio.create_task(_for_ever(publish_due, settings.publish_seconds, "publishing classes")),
        asyncio.create_task(_for_ever(registration.sweep, settings.sweep_seconds, "ending offers and drawing lots")),
        asyncio.create_task(_for_ever(sweeping.sweep, settings.sweep_seconds, "noting who came by phones' records")),
        asyncio.create_task(_for_ever(reach.publish_due, settings.erase_seconds, "publishing who was reached")),
        asyncio.create_task(_for_ever(settle_due, settings.erase_seconds, "adding up questionnaires")),
        asyncio.create_task(_for_ever(nightly, settings.erase_seconds, "erasing personal data")),
        asyncio.create_task(
            _for_ever(partial(write_daily, settings.anchor_folder), settings.anchor_seconds, "anchoring")
        ),
        asyncio.create_task(_for_ever(partial(post_due, settings), settings.mail_seconds, "sending mails")),
        asyncio.create_task(_for_ever(partial(file_due, settings), settings.files_seconds, "filing")),
    ]
    try:
        yield
    finally:
        for work in works:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
        await runs.stop()


async def _for_ever(work: Callable[[], Awaitable[int]], pause: float, name: str) -> None:
    while True:
        try:
            while await work():
                pass
        except Exception:
            log.exception("%s failed; it is tried again", name)
        await asyncio.sleep(pause)
