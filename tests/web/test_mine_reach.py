"""Whoever knows a name and a phone number gets a ticket on the web by them, and reaches nothing else of hers."""

from collections.abc import Awaitable, Callable

import pytest

from outreach import clock, registration
from outreach.lessons import Lesson, Series
from outreach.people import Participant
from outreach.registration import Registration, giving_up, merging, moved_from, moved_to
from tests import world
from tests.browser import Browser
from tests.web.ticketed import (
    HANA,
    ICHIRO,
    IN_TWO_WEEKS,
    NEXT_WEEK,
    her_own,
    mailing,
    moved,
    on,
    opened,
    path,
    read,
    signed_up,
    status_of,
)

SURE = {"digits": "4411", "confirm": "yes"}
ALL = SURE | {"which": "all"}


async def series(sign_up: str, count: int = 2) -> list[Lesson]:
    days = [await on(NEXT_WEEK * number) for number in range(1, count + 1)]
    made = await Series.create(
        city_id=days[0].city_id, course_id=days[0].course_id, sign_up=sign_up, made_at=clock.now()
    )
    await Lesson.filter(id__in=[one.id for one in days]).update(series_id=made.id)
    return days


def number_of(row: Registration) -> str:
    return f"{row.code[:4]}-{row.code[4:]}"


async def test_a_moved_ticket_leads_to_what_the_move_made_and_to_no_other_of_hers(browser: Browser) -> None:
    own = await her_own(await on(NEXT_WEEK))
    [strange] = await signed_up(await on(IN_TWO_WEEKS), HANA)
    new = await moved(browser, strange, await on(21))
    assert new.token in (await browser.open(path(strange))).html
    await browser.post(path(new, "/cancel"), SURE)
    assert own.token not in (await browser.open(path(strange))).html


async def test_control_a_ticket_that_leads_to_her_newest_seat_leads_to_her_own(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def newest(_found: Registration) -> Registration | None:
        return await read(own.id)

    own = await her_own(await on(NEXT_WEEK))
    [strange] = await signed_up(await on(IN_TWO_WEEKS), HANA)
    await moved(browser, strange, await on(21))
    monkeypatch.setattr(registration, "moved_to", newest)
    assert own.token in (await browser.open(path(strange))).html


async def test_a_ticket_moved_twice_leads_to_the_last_and_came_from_the_first(browser: Browser) -> None:
    both = await signed_up(await on(NEXT_WEEK), HANA, ICHIRO)
    once = await moved(browser, both[0], await on(IN_TWO_WEEKS))
    twice = await moved(browser, once, await on(21))
    found = await moved_to(both[0])
    assert (found and found.id, (await moved_from(twice)).id) == (twice.id, both[0].id)
    assert (await moved_to(twice), (await moved_from(both[1])).id) == (None, both[1].id)
    assert (await (await browser.open(path(both[0]))).follow("Your new ticket")).path == path(twice)


async def test_of_two_records_merged_a_ticket_from_the_web_leads_to_no_other(browser: Browser) -> None:
    of = await on(NEXT_WEEK)
    own = await her_own(of)
    [strange] = await signed_up(of, (HANA[0], "サトオ ハナ"))
    by = await world.staff(role="clerk", login="merging")
    await merging.merge(of.city_id, own.participant_id, strange.participant_id, by=by)
    assert await status_of(own, strange) == ["confirmed", "cancelled"]
    page = await browser.open(path(strange))
    assert "You had two tickets for this class" in page.text
    assert own.token not in page.html


async def merged(*, keeps_the_strangers: bool) -> tuple[Registration, Registration]:
    """A stranger's ticket with another spelling of her reading, and hers; then the desk made one record of the two."""
    await mailing()
    [strange] = await signed_up(await on(NEXT_WEEK), (HANA[0], "サトオ ハナ"))
    own = await her_own(await on(IN_TWO_WEEKS))
    ids = [own.participant_id, strange.participant_id]
    kept, gone = reversed(ids) if keeps_the_strangers else ids
    await merging.merge(own.city_id, kept, gone, by=await world.staff(role="clerk", login="merging"))
    return strange, await read(own.id)


MAIL = {"digits": "4411", "email": "stranger@example.jp", "key": "m" * 32}


@pytest.mark.parametrize("keeps_the_strangers", [False, True])
async def test_after_a_merge_no_ticket_from_the_web_says_where_her_news_go(
    browser: Browser,
    keeps_the_strangers: bool,  # noqa: FBT001 - a parameter
) -> None:
    strange, own = await merged(keeps_the_strangers=keeps_the_strangers)
    await browser.post(path(strange, "/mail"), MAIL)
    assert (await Participant.get(id=own.participant_id)).email == ""
    await browser.post(path(own, "/mail"), MAIL | {"email": "hana@example.jp"})
    assert (await Participant.get(id=own.participant_id)).email == "hana@example.jp"


async def test_control_without_asking_for_merges_the_strangers_ticket_takes_her_news(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(*_any: int) -> list[object]:
        return []

    strange, own = await merged(keeps_the_strangers=True)
    monkeypatch.setattr(merging, "merges_of", none)
    await browser.post(path(strange, "/mail"), MAIL)
    assert (await Participant.get(id=own.participant_id)).email == MAIL["email"]


async def test_the_digits_of_a_merged_records_phone_still_open_its_ticket(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA, phone="090-1234-5678")
    kept = await world.person(kana="サトー ハナ")
    await merging.merge(row.city_id, kept.id, row.participant_id, by=await world.staff(role="clerk", login="merging"))
    page = await (await browser.open(path(row))).form("/show").fill(digits="5678").submit()
    assert page.status == 200
    page = await browser.post("/morioka/en/my-ticket", {"code": row.code, "digits": "5678"})
    assert page.path == path(row)


async def test_a_part_of_a_series_shows_no_other_part_that_another_sign_up_took(browser: Browser) -> None:
    days = await series("each")
    own = await her_own(days[0])
    [strange] = await signed_up(days[1], HANA)
    pages = [await browser.open(path(strange, end)) for end in ("", "/paper")] + [await opened(browser, strange)]
    for page in pages:
        assert number_of(own) not in page.text
        assert "Your other classes of this series" not in page.text
    assert own.lesson.uid not in (await browser.open(path(strange, "/class.ics"))).text


async def test_the_desks_ticket_shows_every_part_but_their_numbers_only_with_the_digits(browser: Browser) -> None:
    days = await series("each")
    own = await her_own(days[0])
    other = await world.seat(days[1], own.participant)
    for end in ("", "/paper"):
        page = await browser.open(path(own, end))
        assert ("Your other classes of this series" in page.text, number_of(other) in page.text) == (True, False)
    assert number_of(other) in (await opened(browser, own)).text
    assert other.lesson.uid in (await browser.open(path(own, "/class.ics"))).text


async def test_one_sign_up_for_a_series_shows_its_parts(browser: Browser) -> None:
    days = await series("all", 3)
    [row] = await signed_up(days[0], HANA)
    others = [await Registration.get(lesson_id=one.id) for one in days[1:]]
    page = await opened(browser, row)
    assert [number_of(one) in page.text for one in others] == [True, True]


async def test_control_without_looking_who_made_them_the_numbers_of_all_parts_are_shown(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = await series("each")
    own = await her_own(days[0])
    [strange] = await signed_up(days[1], HANA)
    monkeypatch.setattr(registration, "one_sign_up", lambda _one, _other: True)
    assert number_of(own) in (await opened(browser, strange)).text


async def half_hers() -> tuple[Registration, Registration, Registration]:
    """A series of three with one sign-up: the first class the desk took, the others a stranger on the web."""
    days = await series("all", 3)
    own = await her_own(days[0])
    [strange] = await signed_up(days[1], HANA)
    return own, strange, await Registration.get(lesson_id=days[2].id)


async def test_giving_up_all_on_the_web_ends_what_that_sign_up_took(browser: Browser) -> None:
    own, strange, other = await half_hers()
    page = await opened(browser, strange)
    await page.form("/cancel").choose("This one and 1 other", "Yes, I want to cancel").submit()
    assert await status_of(own, strange, other) == ["confirmed", "cancelled", "cancelled"]


async def by_the_desk(_browser: Browser, strange: Registration) -> None:
    await registration.cancel_all(strange, by=await world.staff(role="clerk", login="all"))


async def by_the_desks_ticket(browser: Browser, strange: Registration) -> None:
    own = await Registration.get(participant_id=strange.participant_id, channel="phone")
    await browser.post(path(own, "/cancel"), ALL)


@pytest.mark.parametrize("way", [by_the_desk, by_the_desks_ticket])
async def test_the_desk_and_who_has_its_ticket_end_all(
    browser: Browser, way: Callable[[Browser, Registration], Awaitable[None]]
) -> None:
    own, strange, other = await half_hers()
    await way(browser, strange)
    assert await status_of(own, strange, other) == ["cancelled"] * 3


async def test_control_without_the_reach_a_stranger_ends_what_the_desk_took(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, strange, _other = await half_hers()
    monkeypatch.setattr(giving_up, "one_sign_up", lambda _one, _other: True)
    await browser.post(path(strange, "/cancel"), ALL)
    assert await status_of(own) == ["cancelled"]


async def test_everybody_gives_up_everything_or_nothing(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    days = await series("all")
    hers, his = await signed_up(days[0], HANA, ICHIRO)
    end, ended = giving_up.end, 0

    async def breaks(*row: object, **how: object) -> bool:
        nonlocal ended
        ended += 1
        if ended == 4:
            raise RuntimeError
        return await end(*row, **how)  # type: ignore[arg-type]  # passed on

    with monkeypatch.context() as patch:
        patch.setattr(giving_up, "end", breaks)
        assert (await browser.post(path(hers, "/cancel"), ALL | {"who": "party"})).status == 500
    assert await status_of(hers, his) == ["confirmed", "confirmed"]
    await browser.post(path(hers, "/cancel"), ALL | {"who": "party"})
    assert await Registration.filter(status="confirmed").count() == 0
