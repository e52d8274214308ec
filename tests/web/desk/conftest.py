"""A clerk of Morioka at her desk."""

import pytest
from starlette.applications import Starlette

from outreach.cities import City
from tests import world
from tests.browser import Browser


@pytest.fixture
async def city(app: Starlette) -> City:
    return await world.morioka()


@pytest.fixture
async def desk(browser: Browser, city: City) -> Browser:
    """A clerk, signed in."""
    browser.client.cookies.set("outreach", await world.sign_in(await world.account(city, "clerk")))
    return browser
