"""Two administrators at the same moment: neither locks the city out, neither meets an error page."""

import asyncio

import pytest

from outreach import accounts
from outreach.accounts import Account
from outreach.audit import SYSTEM
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_administrators_who_switch_each_other_off_leave_one() -> None:
    everyone = [await world.account(role="administrator", login=f"administrator-{n}") for n in range(6)]

    done = await asyncio.gather(*(accounts.switch_off(one, by=SYSTEM) for one in everyone), return_exceptions=True)

    assert [type(one) for one in done if one] == [Refusal]
    assert await Account.filter(is_active=True).count() == 1


async def test_one_name_given_six_times_at_once_makes_one_account() -> None:
    city = await world.morioka()

    done = await asyncio.gather(
        *(accounts.create(city, "hana", "佐藤 ハナ", ["clerk"], world.PASSWORD, by=SYSTEM) for _ in range(6)),
        return_exceptions=True,
    )

    assert [one.field for one in done if isinstance(one, Refusal)] == ["login"] * 5
    assert await Account.filter(login="hana").count() == 1


@pytest.mark.parametrize(
    ("login", "name", "field"),
    [("İ" * 40, "佐藤 ハナ", "login"), ("hana", "a\u0301\u0301" * 60, "name"), ("ha\0na", "佐藤 ハナ", "login")],
)
async def test_what_the_column_cannot_hold_is_refused_at_its_field(login: str, name: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        await accounts.create(await world.morioka(), login, name, ["clerk"], world.PASSWORD, by=SYSTEM)

    assert refused.value.field == field
