"""Secret calendars: who lost the right to one gets the same answer as who made an address up, at the next request."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from outreach import accounts, clock, helpers
from outreach.accounts import Account
from outreach.audit import SYSTEM
from outreach.helpers import Helper
from outreach.lessons import shifts
from tests import world
from tests.browser import Browser
from tests.queries import counted

Loss = Callable[[Account], Awaitable[object]]


async def of_staff(role: str = "coordinator") -> tuple[Account, str]:
    account = await world.account(role=role)
    return account, f"/morioka/feeds/{await accounts.new_feed(by=world.actor(account))}.ics"


async def of_helper(helper: Helper) -> str:
    secret = await helpers.new_key(helper, by=SYSTEM)
    return f"/morioka/feeds/shifts/{helpers.feed_secret(secret)}.ics"


LOSSES: dict[str, Loss] = {
    "another address": lambda account: accounts.new_feed(by=world.actor(account)),
    "ended": lambda account: accounts.end_feed(by=world.actor(account)),
    "deactivated": lambda account: Account.filter(id=account.id).update(is_active=False),
    "no role with classes": lambda account: Account.filter(id=account.id).update(roles=["auditor"]),
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES.keys())
async def test_personal_ends_with_the_right_to_it(browser: Browser, lose: Loss) -> None:
    await world.lesson()
    account, address = await of_staff()
    page = await browser.open(address)
    assert page.status == 200

    await lose(account)

    assert (await browser.send("GET", address, {"If-None-Match": page.answer.headers["etag"]})).status == 404


async def test_a_coordinator_who_became_a_clerk_no_longer_sees_drafts(browser: Browser) -> None:
    await world.lesson(status="draft")
    account, address = await of_staff()
    assert b"VEVENT" in (await browser.open(address)).answer.content
    await Account.filter(id=account.id).update(roles=["clerk"])
    assert b"VEVENT" not in (await browser.open(address)).answer.content


async def test_an_instructors_calendar_ends_on_the_day_she_leaves(browser: Browser) -> None:
    lesson = await world.lesson()
    _account, address = await of_staff("instructor")
    for days, status in ((1, 200), (0, 404)):
        await Helper.filter(id=lesson.instructor_id).update(away_from=clock.today() + timedelta(days=days))
        assert (await browser.open(address)).status == status


async def test_shifts_end_with_the_link_with_another_link_and_when_she_leaves(browser: Browser) -> None:
    lesson, helper = await world.lesson(), await world.helper()
    await shifts.take(lesson, helper, "assistant", by=SYSTEM)
    first = await of_helper(helper)
    assert b"VEVENT" in (await browser.open(first)).answer.content
    second = await of_helper(helper)
    assert [(await browser.open(one)).status for one in (first, second)] == [404, 200]
    await Helper.filter(id=helper.id).update(away_from=clock.today())
    assert (await browser.open(second)).status == 404
    await Helper.filter(id=helper.id).update(away_from=None)
    await helpers.end_key(helper, by=SYSTEM)
    assert (await browser.open(second)).status == 404


async def test_forged_ended_and_foreign_addresses_are_one_answer_after_the_same_work(browser: Browser) -> None:
    await world.tomi()
    account, ended = await of_staff()
    await accounts.end_feed(by=world.actor(account))
    _other, foreign = await of_staff("clerk")
    foreign = foreign.replace("/morioka/", "/tomi/")
    await browser.open("/morioka/feeds/warm.ics")
    answers: set[Any] = set()
    for address in ("/morioka/feeds/forged.ics", f"/morioka/feeds/{'x' * 400}.ics", ended, foreign):
        with counted() as queries:
            page = await browser.open(address)
        answers.add((page.status, len(queries), page.answer.headers["cache-control"]))
    assert answers == {(404, 2, "no-store")}


async def test_forged_and_ended_shift_addresses_are_one_answer_after_the_same_work(browser: Browser) -> None:
    helper = await world.helper()
    ended = await of_helper(helper)
    await helpers.end_key(helper, by=SYSTEM)
    await browser.open("/morioka/feeds/shifts/warm.ics")
    answers: set[Any] = set()
    for address in ("/morioka/feeds/shifts/forged.ics", ended):
        with counted() as queries:
            page = await browser.open(address)
        answers.add((page.status, len(queries)))
    assert answers == {(404, 2)}


async def test_no_secret_calendar_names_anybody(browser: Browser) -> None:
    lesson, helper = await world.lesson(), await world.helper()
    await shifts.take(lesson, helper, "assistant", by=SYSTEM)
    await world.seat(lesson)
    _account, personal = await of_staff()
    for address in (personal, await of_helper(helper)):
        text = (await browser.open(address)).answer.content.replace(b"\r\n ", b"").decode()
        assert [name for name in ("佐藤", "サトウ", "及川", "工藤", "622-4411") if name in text] == []
        assert address.rsplit("/", 1)[1].removesuffix(".ics") not in text
