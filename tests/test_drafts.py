"""What was typed and not sent: kept sealed for its own clerk, for a day, and not a moment after it was sent."""

from datetime import timedelta

import pytest

from outreach import clock, drafts, once
from outreach.audit import Actor
from outreach.db import sql
from tests import world

KEY = "0123456789abcdef" * 2
TYPED = {"name": "工藤 フミ", "needs": "前の席を希望"}


@pytest.fixture
async def clerk(database: None) -> Actor:
    return world.actor(await world.account(await world.morioka(), "clerk"))


async def test_a_draft_comes_back_as_it_was_last_typed(clerk: Actor) -> None:
    assert await drafts.keep(clerk, KEY, {"name": "工"})
    assert await drafts.keep(clerk, KEY, TYPED)
    [one] = await drafts.unfinished(clerk)
    assert await drafts.read(clerk, one.id) == {**TYPED, "key": KEY}


async def test_nothing_that_was_typed_stands_readable_in_the_database(clerk: Actor) -> None:
    await drafts.keep(clerk, KEY, TYPED)
    [row] = await sql.rows("SELECT * FROM drafts")
    assert not any(word in str(row) for text in TYPED.values() for word in text.split())


async def test_nobody_else_finds_reads_or_drops_it(clerk: Actor) -> None:
    await drafts.keep(clerk, KEY, TYPED)
    [one] = await drafts.unfinished(clerk)
    other = world.actor(await world.account(await world.morioka(), "clerk", "other-clerk"))
    assert await drafts.unfinished(other) == []
    assert await drafts.read(other, one.id) is None
    assert not await drafts.drop(other, one.id)
    assert await drafts.unfinished(clerk) == [one]


async def test_what_was_sent_is_unfinished_no_more_and_is_not_kept_again(clerk: Actor) -> None:
    await drafts.keep(clerk, KEY, TYPED)
    [one] = await drafts.unfinished(clerk)
    await once.claim(clerk, KEY, once.fingerprint("sent"))
    assert await drafts.unfinished(clerk) == []
    assert await drafts.read(clerk, one.id) is None
    assert not await drafts.keep(clerk, KEY, TYPED)
    await drafts.sent(clerk, KEY)
    assert await sql.rows("SELECT id FROM drafts") == []


async def test_put_aside_once_it_is_gone(clerk: Actor) -> None:
    await drafts.keep(clerk, KEY, TYPED)
    [one] = await drafts.unfinished(clerk)
    assert await drafts.drop(clerk, one.id)
    assert not await drafts.drop(clerk, one.id)
    assert await drafts.unfinished(clerk) == []


async def test_after_a_day_it_is_not_offered_and_the_nightly_job_erases_it(
    clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await drafts.keep(clerk, KEY, TYPED)
    [one] = await drafts.unfinished(clerk)
    assert await drafts.drop_old() == 0
    later = clock.now() + drafts.KEPT
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await drafts.unfinished(clerk) == []
    assert await drafts.read(clerk, one.id) is None
    assert await drafts.drop_old() == 1


async def test_of_very_many_the_newest_are_kept(clerk: Actor) -> None:
    for number in range(drafts.MOST + 2):
        await drafts.keep(clerk, f"{number:032x}", TYPED)
    assert len(await drafts.unfinished(clerk)) == drafts.MOST


async def test_a_form_without_a_key_is_not_kept(clerk: Actor) -> None:
    assert not await drafts.keep(clerk, "", TYPED)
    assert not await drafts.keep(clerk, "a" * 65, TYPED)
    assert timedelta(days=1) == drafts.KEPT
