"""The shield refuses what cannot be meant honestly, and whatever goes wrong behind it still wears its headers."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from outreach.web.shield import HEADERS
from tests import world
from tests.browser import Browser

pytestmark = pytest.mark.usefixtures("database")
SIGN_IN = "/morioka/en/sign-in"


async def _broken(_request: Request) -> Response:
    raise RuntimeError("a mistake of ours")


async def test_our_own_mistake_is_a_page_in_the_visitors_language_with_every_header() -> None:
    app = world.app()
    app.router.routes.insert(0, Route("/broken", _broken))

    page = await Browser(app).open("/en/broken")

    assert page.status == 500
    assert page.heading == "Something went wrong here"
    assert {name: page.answer.headers[name] for name in HEADERS} == HEADERS
    assert "a mistake of ours" not in page.text


@pytest.mark.parametrize("origin", ["http://[x", "null", "http://", "https://evil.example", "127.0.0.1:8000"])
async def test_a_form_from_elsewhere_or_from_no_readable_place_is_refused(origin: str) -> None:
    await world.morioka()

    page = await Browser(world.app()).send("POST", SIGN_IN, headers={"Origin": origin})

    assert page.status == 403


@pytest.mark.parametrize("digits", [10, 30, 400, 5000])
async def test_a_number_that_no_row_can_have_is_a_page_not_found(digits: int) -> None:
    await world.morioka()

    page = await Browser(world.app()).open(f"/morioka/en/classes/{'9' * digits}")

    assert page.status == 404
    assert page.heading == "This page was not found"


async def _tried(app: Starlette, password: str, login: str = "coordinator") -> int:
    browser = Browser(app)
    page = await browser.send("POST", SIGN_IN, data={"login": login, "password": password})
    await browser.close()
    return page.status


async def test_after_too_many_wrong_passwords_the_right_one_opens_nothing_either() -> None:
    await world.account()
    app = world.app(sign_ins_per_hour=3)
    assert [await _tried(app, "not-this-one-1") for _ in range(3)] == [422, 422, 422]

    assert await _tried(app, world.PASSWORD) == 429
    assert await _tried(app, world.PASSWORD, " COORDINATOR ") == 429


async def test_somebody_elses_wrong_passwords_lock_nobody_out() -> None:
    await world.account()
    app = world.app(sign_ins_per_hour=1)
    assert await _tried(app, "not-this-one-1", "clerk") == 422

    assert await _tried(app, world.PASSWORD) == 303


async def test_without_the_look_before_the_limit_stops_only_wrong_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_away(_request: Request, _login: str) -> None:
        return

    await world.account()
    app = world.app(sign_ins_per_hour=1)
    monkeypatch.setattr(app.state.tries, "may_sign_in", look_away)
    assert [await _tried(app, "not-this-one-1") for _ in range(2)] == [422, 429]

    assert await _tried(app, world.PASSWORD) == 303
