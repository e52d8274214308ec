"""A helper's secret addresses: kept as digests, ended at once, her own city's only."""

from datetime import timedelta

import pytest

from outreach import clock, helpers
from outreach.audit import AuditEntry
from outreach.helpers import Helper, HelperKey, feed_secret
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_a_new_address_ends_the_old_one() -> None:
    who, by = await world.helper(), await world.staff()
    old = await helpers.new_key(who, by=by)
    new = await helpers.new_key(who, by=by)

    assert await helpers.holder_of(who.city_id, old) is None
    assert await helpers.feed_holder_of(who.city_id, feed_secret(old)) is None
    for found in (
        await helpers.holder_of(who.city_id, new),
        await helpers.feed_holder_of(who.city_id, feed_secret(new)),
    ):
        assert found is not None
        assert found.id == who.id


async def test_an_ended_address_opens_nothing() -> None:
    who, by = await world.helper(), await world.staff()
    secret = await helpers.new_key(who, by=by)
    assert await helpers.key_of(who.id)
    assert await helpers.end_key(who, by=by)
    assert not await helpers.end_key(who, by=by)
    assert await helpers.holder_of(who.city_id, secret) is None
    assert await helpers.key_of(who.id) is None


async def test_the_calendars_secret_does_not_open_the_page_nor_the_other_way_round() -> None:
    who = await world.helper()
    secret = await helpers.new_key(who, by=await world.staff())
    assert await helpers.holder_of(who.city_id, feed_secret(secret)) is None
    assert await helpers.feed_holder_of(who.city_id, secret) is None


async def test_an_address_opens_nothing_in_another_city_or_after_she_left() -> None:
    who, tomi = await world.helper(), await world.tomi()
    secret = await helpers.new_key(who, by=await world.staff())
    assert await helpers.holder_of(tomi.id, secret) is None
    await Helper.filter(id=who.id).update(away_from=clock.today() + timedelta(days=1))
    assert await helpers.holder_of(who.city_id, secret)
    await Helper.filter(id=who.id).update(away_from=clock.today())
    assert await helpers.holder_of(who.city_id, secret) is None


async def test_neither_the_row_nor_the_audit_holds_the_secret() -> None:
    who = await world.helper()
    secret = await helpers.new_key(who, by=await world.staff())
    row = await HelperKey.get(helper_id=who.id)
    kept = [row.secret_hash, row.feed_hash, *(one.detail + one.subject for one in await AuditEntry.all())]
    assert not [text for text in kept if secret in text or feed_secret(secret) in text]
