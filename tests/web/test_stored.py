"""Stored copies: the same for everybody, never of a mistake, and never more than the memory set aside for them."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response

from outreach.web import stored
from outreach.web.stored import Stored
from tests import world
from tests.browser import Browser

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> list[Stored]:
    made: list[Stored] = []
    keep = Stored.__init__

    def remember(self: Stored, seconds: float) -> None:
        keep(self, seconds)
        made.append(self)

    monkeypatch.setattr(Stored, "__init__", remember)
    return made


async def test_asking_for_pages_that_are_not_there_fills_no_memory(copies: list[Stored]) -> None:
    await world.morioka()
    browser = Browser(world.app(stored_seconds=60), inspecting=False)

    for number in range(20):
        await browser.open(f"/morioka/en/classes/999?x={number}")
        await browser.open(f"/morioka/en/classes?day=never&x={number}")

    assert (copies[0].making, copies[0].copies) == ({}, {})


async def test_copies_give_way_when_their_memory_is_full(copies: list[Stored], monkeypatch: pytest.MonkeyPatch) -> None:
    await world.morioka()
    browser = Browser(world.app(stored_seconds=60), inspecting=False)
    await browser.open("/morioka/en")
    size = copies[0].bytes
    monkeypatch.setattr(stored, "MOST_BYTES", 3 * size)

    for number in range(10):
        await browser.open(f"/morioka/en?x={number}")

    assert len(copies[0].copies) <= 3
    assert copies[0].bytes == sum(len(copy.answer.body) for copy in copies[0].copies.values()) <= 3 * size


async def test_what_somebody_signed_in_sees_is_not_served_to_the_next(copies: list[Stored]) -> None:
    app = world.app(stored_seconds=60)
    clerk = await world.visitor("clerk", on=app)

    first = await clerk.open("/morioka/en")
    second = await Browser(app).open("/morioka/en")

    assert first.html == second.html
    assert len(copies[0].copies) == 1


async def test_a_refused_search_is_answered_in_full_every_time() -> None:
    await world.morioka()
    browser = Browser(world.app(stored_seconds=60))
    page = await browser.open("/morioka/en/classes?day=never")

    again = await browser.send("GET", page.path, headers={"If-None-Match": page.answer.headers["etag"]})

    assert (page.status, again.status) == (422, 422)


async def test_an_unchanged_page_is_not_sent_twice() -> None:
    await world.morioka()
    browser = Browser(world.app(stored_seconds=60))
    page = await browser.open("/morioka/en")

    again = await browser.send("GET", page.path, headers={"If-None-Match": page.answer.headers["etag"]})

    assert again.status == 304


async def test_who_waited_for_a_page_has_it_even_where_making_it_took_longer_than_it_is_kept() -> None:
    made: list[int] = []

    async def slow(request: Request) -> Response:
        made.append(1)
        await asyncio.sleep(0)
        return Response("page")

    page = Stored(0.0).page(slow)
    scope = {"type": "http", "method": "GET", "path": "/x", "whole_path": "/x", "query_string": b"", "headers": []}

    first = asyncio.ensure_future(page(Request(scope)))
    await asyncio.sleep(0)
    answers = await asyncio.gather(first, *(page(Request(scope)) for _visitor in range(20)))

    assert {bytes(one.body) for one in answers} == {b"page"}
    assert len(made) <= 3
