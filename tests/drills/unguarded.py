"""The server with its guard taken out: it looks whether a seat is free, thinks a moment, and then takes it."""

import asyncio
from contextvars import ContextVar

from starlette.applications import Starlette

from outreach import registration
from outreach.audit import Actor
from outreach.cli.serving import application
from outreach.db import sql
from outreach.people import Details
from outreach.registration import Wish, seats

THINKING_SECONDS = 0.05
_seen: ContextVar[tuple[int, int]] = ContextVar("seen")
_guarded = registration.sign_up


async def _sign_up(wish: Wish, details: Details, *, key: str, by: Actor) -> int:
    row = (await sql.rows("SELECT taken, capacity - taken AS free FROM lessons WHERE id = ?", wish.lesson_id))[0]
    _seen.set((row["taken"], row["free"]))
    await asyncio.sleep(THINKING_SECONDS)
    return await _guarded(wish, details, key=key, by=by)


async def _claim(lesson_id: int, seats: int = 1) -> bool:
    taken, free = _seen.get()
    if free >= seats:
        await sql.run("UPDATE lessons SET taken = ? WHERE id = ?", taken + seats, lesson_id)
    return free >= seats


def unguarded() -> Starlette:
    """The whole server, but for the conditional claim."""
    registration.sign_up = _sign_up
    seats.claim = _claim
    return application()
