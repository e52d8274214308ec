"""Default deny: every route of policy.toml, every role, one's own city and the other one, and the other's ids."""

from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from outreach import app as the_app
from outreach import clock
from outreach.cities import City
from outreach.web import guard, policy
from outreach.web.guard import Entry, Page
from outreach.web.policy import NoRule, Rule
from outreach.web.visit import Visit
from tests import matrix, world

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
GENEROUS = {
    "sign_ins_per_hour": 100_000,
    "sign_ups_per_hour": 100_000,
    "tries_per_minute": 100_000,
    "wrong_digits_per_hour": 100_000,
}


async def _scenes() -> tuple[matrix.Scene, matrix.Scene]:
    other = await matrix.scene(await world.tomi())
    return await matrix.scene(await world.morioka()), other


@pytest.mark.parametrize("role", matrix.ROLES)
async def test_each_role_reaches_its_own_pages_and_no_others(role: str) -> None:
    own, other = await _scenes()

    assert await matrix.holes(role, own, other, world.app(**GENEROUS)) == []


async def test_without_the_guard_the_matrix_shows_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_guarded", _unguarded)
    own, other = await _scenes()

    assert await matrix.holes("public", own, other, world.app(**GENEROUS))


def _unguarded(page: Page, rule: Rule) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request.state.city = city = await City.get(slug=request.path_params["city"])
        request.state.actor = actor = await world.staff(city, "coordinator")
        return await page(Visit(request, city, actor, "ja"))

    return endpoint


def test_the_matrix_walks_every_route_of_the_server() -> None:
    served = {route.name for route in world.app().routes if isinstance(route, Route)}

    assert served - {"front:cities", "front:look", "front:robots"} == set(policy.load())


async def secret_page(_visit: Visit) -> Response:
    return PlainTextResponse("open by mistake")


def test_a_new_page_without_a_row_stops_the_server_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    prefix, entries = the_app.ROOMS["office"]
    monkeypatch.setitem(the_app.ROOMS, "office", (prefix, [*entries, Entry("/secret", secret_page)]))

    with pytest.raises(NoRule, match="office:secret_page"):
        world.app()


def test_a_row_without_a_page_stops_the_server_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Rule("office:gone", "/{city}/office/gone", ("GET",), frozenset({"clerk"}))
    rules = {**policy.load(), gone.name: gone}
    monkeypatch.setattr(policy, "load", lambda: rules)

    with pytest.raises(NoRule, match="office:gone"):
        world.app()


def test_a_page_that_takes_more_methods_than_its_row_stops_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    prefix, entries = the_app.ROOMS["audit"]
    wider = [Entry(one.path, one.page, ("GET", "POST")) for one in entries]
    monkeypatch.setitem(the_app.ROOMS, "audit", (prefix, wider))

    with pytest.raises(NoRule, match="audit:entries"):
        world.app()


async def test_an_instructor_reports_her_own_classes_only() -> None:
    mine = await world.lesson(starts_at=clock.now())
    hers = await world.lesson(starts_at=clock.now(), instructor=await world.instructor(login="other"))
    browser = await world.visitor("instructor")

    assert (await browser.open(f"/morioka/en/office/classes/{mine.id}/report")).status == 200
    assert (await browser.open(f"/morioka/en/office/classes/{hers.id}/report")).status == 403
