"""The shield refuses what cannot be meant honestly, and whatever goes wrong behind it still wears its headers."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from outreach.accounts import passwords
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


class Looks:
    """How many passwords were looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.fits = passwords.fits
        monkeypatch.setattr(passwords, "fits", self.look)

    async def look(self, password_hash: str | None, password: str) -> bool:
        self.count += 1
        return await self.fits(password_hash, password)


async def test_of_fifty_wrong_passwords_at_once_no_more_are_looked_at_than_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await world.account()
    app, looks = world.app(sign_ins_per_hour=3), Looks(monkeypatch)

    answers = await asyncio.gather(*(_tried(app, "not-this-one-1") for _ in range(50)))

    assert sorted(answers) == [422] * 3 + [429] * 47
    assert looks.count == 3


async def test_without_counting_first_all_fifty_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_away(_request: Request, _login: str) -> None:
        return

    await world.account()
    app, looks = world.app(sign_ins_per_hour=3), Looks(monkeypatch)
    monkeypatch.setattr(app.state.tries, "sign_in", look_away)

    await asyncio.gather(*(_tried(app, "not-this-one-1") for _ in range(50)))

    assert looks.count == 50


async def test_whoever_types_the_right_one_after_wrong_ones_has_all_her_tries_again() -> None:
    await world.account()
    app = world.app(sign_ins_per_hour=3)
    wrong, right = "not-this-one-1", world.PASSWORD

    answers = [await _tried(app, password) for password in (wrong, wrong, right, wrong, wrong, right)]

    assert answers == [422, 422, 303, 422, 422, 303]


async def test_right_passwords_never_lock() -> None:
    await world.account()
    app = world.app(sign_ins_per_hour=2)

    assert [await _tried(app, world.PASSWORD) for _ in range(6)] == [303] * 6


async def test_without_forgetting_right_passwords_would_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    async def remember(_request: Request, _login: str) -> None:
        return

    await world.account()
    app = world.app(sign_ins_per_hour=2)
    monkeypatch.setattr(app.state.tries, "signed_in", remember)

    assert [await _tried(app, world.PASSWORD) for _ in range(3)] == [303, 303, 429]


OLD_WRONG = {"old": "not-this-one-1", "password": "sakura-no-shita-de", "again": "sakura-no-shita-de"}
TOO_SHORT = {"old": world.PASSWORD, "password": "short", "again": "short"}
NOT_ALIKE = {**OLD_WRONG, "again": "sakura-no-shita-da"}


async def _changed(browser: Browser, typed: dict[str, str]) -> int:
    return (await browser.send("POST", f"{SIGN_IN}/password", data=typed)).status


async def test_of_fifty_wrong_old_passwords_at_once_no_more_are_looked_at_than_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = await world.visitor("clerk", on=world.app(sign_ins_per_hour=3))
    looks = Looks(monkeypatch)

    answers = await asyncio.gather(*(_changed(browser, OLD_WRONG) for _ in range(50)))

    assert looks.count == 3
    assert sorted(answers) == [422] * 3 + [429] * 47


async def test_only_a_wrong_old_password_counts_and_only_a_right_one_forgets() -> None:
    browser = await world.visitor("clerk", on=world.app(sign_ins_per_hour=2))

    assert [await _changed(browser, TOO_SHORT) for _ in range(4)] == [422] * 4
    assert [await _changed(browser, typed) for typed in (OLD_WRONG, NOT_ALIKE, NOT_ALIKE)] == [422] * 3
    assert [await _changed(browser, typed) for typed in (OLD_WRONG, OLD_WRONG)] == [422, 429]
