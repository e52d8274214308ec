"""Whoever guesses the digits of one ticket is stopped, however many addresses he has; others are not."""

from ipaddress import IPv4Address, IPv6Address

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.applications import Starlette

from outreach.web.shield import source_of
from tests import world
from tests.browser import Browser
from tests.web.ticketed import HANA, ICHIRO, NEXT_WEEK, on, path, signed_up

pytestmark = pytest.mark.usefixtures("database")
CALL_US = ["The digits of this ticket were wrong too often. Please call us: 019-600-0000."]
WRONG = {"digits": "0000"}
RIGHT = {"digits": "4411"}


def from_address(app: Starlette, host: str) -> Browser:
    one = Browser(app)
    transport = httpx2.ASGITransport(app=app, client=(host, 1))
    one.client = httpx2.AsyncClient(transport=transport, base_url=one.origin)
    return one


async def asked(app: Starlette, number: int, address: str, sent: dict[str, str]) -> tuple[int, list[str]]:
    """One try from an address of its own."""
    browser = from_address(app, f"2001:db8:0:{number:x}::1")
    page = await browser.post(address, sent)
    await browser.close()
    return page.status, page.errors


async def test_guesses_at_one_ticket_from_many_addresses_end() -> None:
    app = world.app(wrong_digits_per_hour=3)
    row, other = await signed_up(await on(NEXT_WEEK), HANA, ICHIRO)
    for number in range(3):
        assert (await asked(app, number, path(row, "/show"), WRONG))[1] != CALL_US
    for number, end in enumerate(("/show", "/cancel", "/move", "/mail", "/take-offer")):
        assert await asked(app, 10 + number, path(row, end), RIGHT) == (422, CALL_US)
    assert (await asked(app, 20, path(other, "/show"), RIGHT))[0] == 200


async def test_guesses_by_the_number_count_for_the_same_ticket() -> None:
    app = world.app(wrong_digits_per_hour=2)
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    by_number = {"code": row.code}
    answers = [await asked(app, n, "/morioka/en/my-ticket", by_number | WRONG) for n in range(2)]
    assert await asked(app, 5, "/morioka/en/my-ticket", by_number | RIGHT) == answers[0] == answers[1]
    assert await asked(app, 6, path(row, "/show"), RIGHT) == (422, CALL_US)


async def test_the_right_digits_are_never_too_many_and_forget_the_wrong_ones() -> None:
    app = world.app(wrong_digits_per_hour=2)
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    tries = [RIGHT, RIGHT, RIGHT, WRONG, RIGHT, WRONG, RIGHT, WRONG, WRONG, RIGHT]
    answers = [(await asked(app, n, path(row, "/show"), sent))[0] for n, sent in enumerate(tries)]
    assert answers == [200, 200, 200, 422, 200, 422, 200, 422, 422, 422]


async def test_control_without_counting_for_the_ticket_many_addresses_guess_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_away(_registration_id: int) -> bool:
        return True

    app = world.app(wrong_digits_per_hour=1)
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    monkeypatch.setattr(app.state.tries, "digits", look_away)
    for number in range(5):
        await asked(app, number, path(row, "/show"), WRONG)
    assert (await asked(app, 9, path(row, "/show"), RIGHT))[0] == 200


async def test_the_addresses_of_one_household_are_counted_as_one() -> None:
    app = world.app(tries_per_minute=3, wrong_digits_per_hour=1000)
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    browsers = [from_address(app, f"2001:db8:1:2::{number:x}") for number in range(1, 6)]
    answers = [(await one.post(path(row, "/show"), WRONG)).status for one in browsers]
    assert answers == [422, 422, 422, 429, 429]
    assert (await asked(app, 9, path(row, "/show"), RIGHT))[0] == 200


_HALVES = some.integers(1, 2**64 - 1)  # in the network 0 IPv4 addresses are written as IPv6 ones


@given(_HALVES, _HALVES, _HALVES, _HALVES)
def test_a_source_is_the_network_and_never_more(network: int, other: int, host: int, another: int) -> None:
    source = source_of(str(IPv6Address(network << 64 | host)))
    assert source == source_of(str(IPv6Address(network << 64 | another)))
    assert (source == source_of(str(IPv6Address(other << 64 | host)))) is (network == other)


@given(some.ip_addresses(v=4).map(lambda one: IPv4Address(int(one))))
def test_an_ipv4_address_is_a_source_by_itself_however_it_is_written(address: IPv4Address) -> None:
    assert source_of(f"::ffff:{address}") == source_of(str(address)) == str(address)


@pytest.mark.parametrize("host", ["testclient", "", "unix:", "1.2.3", "::g"])
def test_what_is_no_address_stands_for_itself(host: str) -> None:
    assert source_of(host) == host
