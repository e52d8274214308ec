"""Asking for a page's headers (HEAD) is reading, on every page."""

import pytest

from outreach import registration
from outreach.web import guard
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def _after_head() -> tuple[int, str]:
    seat = await world.seat(await world.lesson())
    clerk = await world.visitor("clerk")
    page = await clerk.send("HEAD", f"/morioka/en/desk/registrations/{seat.id}/cancel")
    row = await registration.by_id(seat.city_id, seat.id)
    assert row is not None
    return page.status, row.status


async def test_asking_for_the_headers_of_a_cancelling_page_cancels_nothing() -> None:
    assert await _after_head() == (200, "confirmed")


async def test_without_the_guards_reading_of_head_the_seat_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_head_as_get", lambda _request: None)

    assert (await _after_head())[1] == "cancelled"
