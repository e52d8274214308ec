"""Accounts: a login once per city, passwords long enough, and an administrator always left."""

import asyncio

import pytest

from outreach import accounts
from outreach.accounts import Account, SignIn
from outreach.audit import SYSTEM, AuditEntry
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_a_login_is_given_once_in_a_city_and_again_in_another() -> None:
    morioka, tomi = await world.morioka(), await world.tomi()
    await accounts.create(morioka, "Hanako ", "花子", ["clerk"], world.PASSWORD, by=SYSTEM)

    with pytest.raises(Refusal) as refused:
        await accounts.create(morioka, "HANAKO", "花子", ["clerk"], world.PASSWORD, by=SYSTEM)
    await accounts.create(tomi, "hanako", "花子", ["clerk"], world.PASSWORD, by=SYSTEM)

    assert refused.value.field == "login"
    assert await Account.all().count() == 2


@pytest.mark.parametrize(
    ("login", "roles", "password", "field"),
    [
        ("", ["clerk"], world.PASSWORD, "login"),
        ("x" * 41, ["clerk"], world.PASSWORD, "login"),
        ("hanako", [], world.PASSWORD, "roles"),
        ("hanako", ["clerk", "king"], world.PASSWORD, "roles"),
        ("hanako", ["clerk"], "elevenchars", "password"),
        ("hanako", ["clerk"], "x" * 129, "password"),
    ],
)
async def test_what_cannot_be_an_account_is_refused_at_its_field(
    login: str, roles: list[str], password: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await accounts.create(await world.morioka(), login, "花子", roles, password, by=SYSTEM)

    assert refused.value.field == field
    assert not await Account.all().exists()


async def test_the_password_itself_is_not_kept() -> None:
    account = await world.account()

    assert account.password_hash.startswith("$argon2id$")
    assert world.PASSWORD not in str(await AuditEntry.all().values())


async def test_a_new_password_ends_every_sign_in_and_the_old_one_fits_no_more() -> None:
    account = await world.account()
    await world.sign_in(account)

    await accounts.change_password(account, world.PASSWORD, "sakura-no-shita-de", by=SYSTEM)

    assert not await SignIn.filter(ended_at=None).exists()
    with pytest.raises(Refusal):
        await accounts.sign_in(await world.morioka(), account.login, world.PASSWORD)
    assert await accounts.sign_in(await world.morioka(), account.login, "sakura-no-shita-de")


async def test_who_is_switched_off_is_out_at_once_and_cannot_come_back() -> None:
    account = await world.account(role="clerk")
    await world.sign_in(account)

    await accounts.switch_off(account, by=SYSTEM)

    assert not await SignIn.filter(ended_at=None).exists()
    with pytest.raises(Refusal):
        await accounts.sign_in(await world.morioka(), account.login, world.PASSWORD)


async def test_the_last_administrator_stays_and_the_second_last_may_go() -> None:
    first = await world.account(role="administrator")

    with pytest.raises(Refusal):
        await accounts.switch_off(first, by=SYSTEM)
    await world.account(role="administrator", login="second")
    await accounts.switch_off(first, by=SYSTEM)

    assert not (await Account.get(id=first.id)).is_active


async def _made(key: str, password: str = world.PASSWORD, name: str = "花子") -> Account:
    by = await world.staff(role="administrator")
    return await accounts.create(await world.morioka(), "hanako", name, ["clerk"], password, by=by, key=key)


async def test_an_account_made_twice_with_one_form_is_one() -> None:
    assert (await _made("a")).id == (await _made("a")).id
    with pytest.raises(Refusal, match="Somebody already signs in with this name"):
        await _made("b")

    assert await Account.filter(login="hanako").count() == 1


async def test_an_account_made_six_times_at_once_with_one_form_is_one() -> None:
    await world.staff(role="administrator")
    made = await asyncio.gather(*(_made("a") for _ in range(6)))

    assert len({one.id for one in made}) == 1


async def test_one_form_sent_again_with_another_password_or_name_does_not_pretend_to_have_taken_it() -> None:
    await _made("a")

    for other in ({"password": "another-password"}, {"name": "太郎"}):
        with pytest.raises(Refusal) as refused:
            await _made("a", **other)
        assert refused.value.code == "key-reused"
