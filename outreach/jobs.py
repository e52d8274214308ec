"""What the server does by itself: it seals the trail, publishes classes, ends offers, draws lots, mails, erases."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from outreach import audit, registration
from outreach.lessons.publishing import publish_due
from outreach.notices.mailing import post_due
from outreach.open_data import runs
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
        asyncio.create_task(_for_ever(nightly, settings.erase_seconds, "erasing personal data")),
        asyncio.create_task(_for_ever(partial(post_due, settings), settings.mail_seconds, "sending mails")),
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
