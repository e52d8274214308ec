"""A sign-in lasts while it is used, at most a day's work, and only its hash is kept."""

from datetime import timedelta

import pytest
import time_machine

from outreach import accounts, clock
from outreach.accounts import SignIn
from outreach.audit import AuditEntry
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")
IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)


async def test_who_signs_in_acts_with_her_roles() -> None:
    await world.account()
    secret = await accounts.sign_in(await world.morioka(), " Coordinator ", world.PASSWORD)

    actor = await accounts.actor_of(secret, IDLE, ABSOLUTE)

    assert actor
    assert (actor.kind, sorted(actor.roles)) == ("account", ["coordinator"])


async def test_only_the_hash_of_the_secret_is_kept() -> None:
    secret = await world.sign_in(await world.account())

    assert secret not in str(await SignIn.all().values())


async def test_use_keeps_a_sign_in_alive_and_idleness_ends_it() -> None:
    secret, start = await world.sign_in(await world.account()), clock.now()

    for minutes in (20, 40, 60):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert await accounts.actor_of(secret, IDLE, ABSOLUTE)
    with time_machine.travel(start + timedelta(minutes=91), tick=False):
        assert await accounts.actor_of(secret, IDLE, ABSOLUTE) is None


async def test_the_absolute_limit_ends_it_even_in_use() -> None:
    secret, start = await world.sign_in(await world.account()), clock.now()
    await SignIn.all().update(seen_at=start + ABSOLUTE)

    with time_machine.travel(start + ABSOLUTE + timedelta(seconds=1), tick=False):
        assert await accounts.actor_of(secret, IDLE, ABSOLUTE) is None


async def test_a_refused_sign_in_is_on_record_without_the_name_that_was_typed() -> None:
    with pytest.raises(Refusal):
        await accounts.sign_in(await world.morioka(), "somebody", "wrong-wrong-wrong")

    deed = await AuditEntry.get(action="signin.refused")
    assert "somebody" not in f"{deed.subject}{deed.detail}"


async def test_signing_out_twice_is_harmless() -> None:
    account = await world.account()
    secret = await world.sign_in(account)

    await accounts.sign_out(secret, by=world.actor(account))
    await accounts.sign_out(secret, by=world.actor(account))

    assert await accounts.actor_of(secret, IDLE, ABSOLUTE) is None
    assert await AuditEntry.filter(action="signin.closed").count() == 1
