"""Every page is on the committed list with who may use it: a page without a row does not start."""

from dataclasses import replace

import pytest
from starlette.routing import Route

from outreach import app
from outreach.app import create_app
from outreach.settings import Settings
from outreach.web import policy
from outreach.web.guard import Entry
from tests.house.ground import ROOT, files

OPEN = {"front:cities", "front:look", "front:robots"}  # what belongs to no city has no guard


@pytest.fixture
def settings() -> Settings:
    return Settings(mode="test", database_url="sqlite://:memory:")


def routes(settings: Settings) -> dict[str, Route]:
    return {route.name: route for route in create_app(settings).routes if isinstance(route, Route)}


def test_the_list_and_the_pages_agree(settings: Settings) -> None:
    shown = {name: route.path for name, route in routes(settings).items() if name not in OPEN}
    assert shown == {name: rule.path for name, rule in policy.load().items()}


def test_a_page_without_a_row_stops_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def secret_page(visit: object) -> None: ...

    prefix, entries = app.ROOMS["office"]
    monkeypatch.setitem(app.ROOMS, "office", (prefix, [*entries, Entry("/secret", secret_page)]))  # type: ignore[arg-type]  # never called
    with pytest.raises(policy.NoRule, match="office:secret_page"):
        create_app(settings)


def test_a_row_without_a_page_stops_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = policy.load()
    gone = replace(rules["public:home"], name="public:gone")
    monkeypatch.setattr(policy, "load", lambda: {**rules, "public:gone": gone})
    with pytest.raises(policy.NoRule, match="public:gone"):
        create_app(settings)


def test_a_changed_path_or_method_stops_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = policy.load()
    for other in (replace(rules["public:home"], path="/elsewhere"), replace(rules["public:home"], methods=("POST",))):
        monkeypatch.setattr(policy, "load", lambda other=other: {**rules, "public:home": other})
        with pytest.raises(policy.NoRule, match="public:home"):
            create_app(settings)


def test_a_stored_page_is_for_everybody() -> None:
    assert [rule.name for rule in policy.load().values() if rule.stored and not rule.is_public] == []


def test_a_pages_name_is_its_functions_name_and_its_template() -> None:
    python = "\n".join(p.read_text("utf-8") for p in files("outreach/web", suffix=".py"))
    for name in policy.load():
        room, _, function = name.partition(":")
        assert f"async def {function}(" in python, name
        assert (ROOT / "outreach/web" / room).is_dir(), name
