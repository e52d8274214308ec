"""A ticket from the web tells nothing of somebody on record that was not typed with it, and names no new address."""

import pytest

from outreach import registration
from outreach.audit import PUBLIC
from outreach.people import Participant
from outreach.registration import Registration, merging
from outreach.web.mine import first
from tests import world
from tests.browser import Browser
from tests.web.ticketed import (
    HANA,
    ICHIRO,
    IN_TWO_WEEKS,
    NEXT_WEEK,
    her_own,
    her_record,
    mailing,
    moved,
    on,
    opened,
    path,
    read,
    signed_up,
)


async def test_a_ticket_for_somebody_on_record_shows_only_the_reading_that_was_typed(browser: Browser) -> None:
    her = await her_record()
    [strange] = await signed_up(await on(NEXT_WEEK), ("あああ", HANA[1]))
    assert strange.participant_id == her.id
    page = await opened(browser, strange)
    assert (her.kana in page.text, HANA[0] in page.html) == (True, False)


async def test_who_comes_with_a_stranger_is_not_named_to_him(browser: Browser) -> None:
    await her_record()
    mine, hers = await signed_up(await on(NEXT_WEEK), ICHIRO, ("あああ", HANA[1]))
    page = await opened(browser, mine)
    assert (ICHIRO[0] in page.text, hers.participant.kana in page.text, HANA[0] in page.html) == (True, True, False)


async def test_who_is_not_on_record_is_shown_as_she_wrote_it_also_after_a_move(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    assert HANA[0] in (await opened(browser, row)).text
    new = await moved(browser, row, await on(IN_TWO_WEEKS))
    assert HANA[0] in (await opened(browser, new)).text


async def test_a_move_of_her_own_seat_makes_no_strangers_ticket_her_first(browser: Browser) -> None:
    await mailing()
    own = await her_own(await on(NEXT_WEEK))
    [strange] = await signed_up(await on(IN_TWO_WEEKS), HANA)
    await registration.move_to(own, (await on(21)).id, key="", by=PUBLIC)
    assert not await first.is_first(await read(strange.id))
    page = await browser.post(path(strange, "/mail"), {"digits": "4411", "email": "evil@example.jp", "key": "k"})
    assert (page.status, (await Participant.get(id=own.participant_id)).email) == (422, "")


async def test_a_merge_makes_no_strangers_ticket_her_first(browser: Browser) -> None:
    await mailing()
    [strange] = await signed_up(await on(NEXT_WEEK), (HANA[0], "サトオ ハナ"))
    her = await world.person(name=HANA[0], kana=HANA[1])
    by = await world.staff(role="clerk", login="merging")
    await merging.merge(her.city_id, her.id, strange.participant_id, by=by)
    page = await browser.post(path(strange, "/mail"), {"digits": "4411", "email": "evil@example.jp", "key": "k"})
    assert (page.status, (await Participant.get(id=her.id)).email) == (422, "")


async def test_control_without_looking_at_the_record_a_stranger_reads_the_name(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def always(_found: Registration) -> bool:
        return True

    await her_record()
    [strange] = await signed_up(await on(NEXT_WEEK), ("あああ", HANA[1]))
    monkeypatch.setattr(first, "is_first", always)
    assert HANA[0] in (await opened(browser, strange)).text
