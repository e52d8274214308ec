"""A calendar's secret address: one a person, replaced as a whole, ended at once."""

import pytest

from outreach import accounts
from outreach.accounts import FeedKey
from outreach.audit import SYSTEM
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_a_new_address_ends_the_old_one() -> None:
    clerk = await world.staff(role="clerk")
    city = await world.morioka()

    old, new = await accounts.new_feed(by=clerk), await accounts.new_feed(by=clerk)

    assert await accounts.feed_owner(city.id, old) is None
    owner = await accounts.feed_owner(city.id, new)
    assert owner
    assert owner.id == clerk.id
    assert new not in str(await FeedKey.all().values())


async def test_an_ended_address_another_citys_and_a_switched_off_owners_open_nothing() -> None:
    account, tomi = await world.account(role="clerk"), await world.tomi()
    secret = await accounts.new_feed(by=world.actor(account))

    assert await accounts.feed_owner(tomi.id, secret) is None
    await accounts.switch_off(account, by=SYSTEM)
    assert await accounts.feed_owner(account.city_id, secret) is None
    await accounts.end_feed(by=world.actor(account))
    assert not await accounts.has_feed(account.id)
