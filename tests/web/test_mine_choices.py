"""What can be done with a ticket later: yes or no to a seat, another day, and for both who come together."""

from datetime import timedelta

import pytest

from outreach import clock, registration
from outreach.audit import PUBLIC
from outreach.db import sql
from outreach.lessons import Lesson, Series
from outreach.people import Participant
from outreach.registration import Registration, Wish
from outreach.settings import Settings
from outreach.web.mine import answering, changing, giving_up
from tests import world
from tests.browser import Browser
from tests.web.ticketed import (
    EN_DIGITS,
    FUMI,
    HANA,
    ICHIRO,
    IN_TWO_WEEKS,
    NEXT_WEEK,
    mailing,
    offered,
    on,
    opened,
    path,
    read,
    signed_up,
    status_of,
    without_guard,
)


async def test_an_offered_seat_is_shown_with_the_moment_until_which_it_is_kept(browser: Browser) -> None:
    [row] = await offered(HANA)
    page = await browser.open(path(row))
    assert "A seat is free for you" in page.text
    assert "We keep this seat for you until" in page.text
    assert "You have a seat" not in page.text
    assert HANA[0] not in page.html


async def test_the_offered_seat_is_taken_with_the_digits_and_pressed_twice_it_is_one_seat(browser: Browser) -> None:
    [row] = await offered(HANA)
    form = (await browser.open(path(row))).form("/take-offer").fill({EN_DIGITS: "4411"})
    assert "You have a seat" in (await form.submit("I take the seat")).text
    assert "You have a seat" in (await form.submit("I take the seat")).text
    assert await status_of(row) == ["confirmed"]
    assert (await Lesson.get(id=row.lesson_id)).taken == 1


async def test_the_offered_seat_that_nobody_wants_goes_to_the_next(browser: Browser) -> None:
    [row] = await offered(HANA)
    [later] = await signed_up(row.lesson, FUMI)
    form = (await browser.open(path(row))).form("/take-offer").fill({EN_DIGITS: "4411"})
    for _time in range(2):
        assert "You told us that you do not want the seat" in (await form.submit("I do not want it")).text
    assert await status_of(row, later) == ["cancelled", "offered"]


@pytest.mark.parametrize("button", ["I take the seat", "I do not want it"])
async def test_nobody_answers_an_offer_without_the_digits(browser: Browser, button: str) -> None:
    [row] = await offered(HANA)
    page = await (await browser.open(path(row))).form("/take-offer").fill({EN_DIGITS: "0000"}).submit(button)
    assert (page.status, len(page.errors)) == (422, 1)
    assert await status_of(row) == ["offered"]


async def test_the_name_is_opened_before_one_answers_and_the_answer_stands_there_too(browser: Browser) -> None:
    [row] = await offered(HANA)
    form = (await browser.open(path(row))).form("/take-offer").fill({EN_DIGITS: "4411"})
    page = await form.submit("Open the ticket")
    assert HANA[0] in page.text
    assert "You have a seat" in (await page.form("/take-offer").submit("I take the seat")).text


async def test_an_answer_that_comes_too_late_says_how_it_stands_now(browser: Browser) -> None:
    [row] = await offered(HANA)
    form = (await browser.open(path(row))).form("/take-offer").fill({EN_DIGITS: "4411"})
    await registration.cancel(row, by=PUBLIC)
    page = await form.submit("I take the seat")
    assert page.status == 422
    assert page.errors == ["This seat is no longer kept for you. Here you see how your registration stands now."]
    assert "This registration is cancelled" in page.text


async def test_the_answer_of_one_counts_for_both_who_come_together(browser: Browser) -> None:
    both = await offered(HANA, ICHIRO)
    page = await browser.open(path(both[1]))
    assert "Your answer counts for all of you" in page.text
    await page.form("/take-offer").fill({EN_DIGITS: "4411"}).submit("I take the seat")
    assert await status_of(*both) == ["confirmed", "confirmed"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("expired", "we had no answer from you in time"),
        ("lapsed", "that time is over"),
        ("declined", "You told us that you do not want the seat"),
        ("moved", "You come on another day instead"),
        ("merged", "You had two tickets for this class"),
        ("given_up", "This registration is cancelled"),
    ],
)
async def test_an_ended_ticket_says_how_it_ended(browser: Browser, kind: str, words: str) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    await registration.cancel(row, by=PUBLIC)
    await sql.run("UPDATE withdrawals SET kind = ? WHERE registration_id = ?", kind, row.id)
    page = await browser.open(path(row))
    assert words in page.text
    with pytest.raises(KeyError):
        page.form("/show")


async def test_who_takes_part_in_a_draw_reads_her_number_and_the_day(browser: Browser) -> None:
    draw = clock.now() + timedelta(days=3)
    [row] = await signed_up(await on(IN_TWO_WEEKS, draws_at=draw), HANA)
    page = await browser.open(path(row))
    assert "Your number in the draw is 1" in page.text
    assert "We tell you by telephone." in page.text
    assert "You have a seat" not in page.text


async def test_a_held_seat_names_the_telephone(browser: Browser) -> None:
    of = await on(NEXT_WEEK)
    made = await registration.hold(Wish(of.city_id, of.id, "phone"), (await world.person()).id, key="", by=PUBLIC)
    page = await browser.open(path(await read(made)))
    assert "We are keeping a seat for you" in page.text
    assert "019-600-0000" in page.text


async def test_two_who_come_together_find_each_others_ticket_but_no_name(browser: Browser) -> None:
    first, second = await signed_up(await on(NEXT_WEEK), HANA, ICHIRO)
    page = await browser.open(path(first))
    assert "You come together" in page.text
    assert ICHIRO[0] not in page.html
    assert (await page.follow("Ticket " + f"{second.code[:4]}-{second.code[4:]}")).path == path(second)
    assert ICHIRO[0] in (await opened(browser, first)).text


async def test_the_tickets_of_both_are_printed_without_names(browser: Browser) -> None:
    first, second = await signed_up(await on(NEXT_WEEK), HANA, ICHIRO)
    page = await browser.open(path(first, "/paper"))
    for row in (first, second):
        assert f"{row.code[:4]}-{row.code[4:]}" in page.text
        assert row.participant.name not in page.html


@pytest.mark.parametrize(("choice", "left"), [("Only 佐藤 ハナ", 1), ("All of us who come together", 0)])
async def test_one_of_two_gives_up_her_seat_or_both_do(browser: Browser, choice: str, left: int) -> None:
    first, second = await signed_up(await on(NEXT_WEEK), HANA, ICHIRO)
    form = (await opened(browser, first)).form("/cancel").choose(choice, "Yes, I want to cancel")
    for _time in range(2):
        assert "This registration is cancelled" in (await form.submit()).text
    assert await status_of(first, second) == ["cancelled", "confirmed" if left else "cancelled"]
    assert (await Lesson.get(id=first.lesson_id)).taken == left


async def test_both_give_up_every_class_of_a_series_that_has_one_sign_up(browser: Browser) -> None:
    days = [await on(NEXT_WEEK), await on(IN_TWO_WEEKS)]
    series = await Series.create(
        city_id=days[0].city_id, course_id=days[0].course_id, sign_up="all", made_at=clock.now()
    )
    await Lesson.filter(id__in=[one.id for one in days]).update(series_id=series.id)
    first, _second = await signed_up(days[0], HANA, ICHIRO)
    assert [(await Lesson.get(id=one.id)).taken for one in days] == [2, 2]
    page = await opened(browser, first)
    with pytest.raises(KeyError):
        page.form("/move")  # no class of such a series stands alone
    form = page.form("/cancel").choose("All of us who come together", "This one and 1 other", "Yes, I want to cancel")
    assert "This registration is cancelled" in (await form.submit()).text
    assert [(await Lesson.get(id=one.id)).taken for one in days] == [0, 0]


async def test_another_day_of_the_same_course_can_be_chosen_and_the_old_ticket_leads_on(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    other = await on(IN_TWO_WEEKS)
    form = (await opened(browser, row)).form("/move").fill(lesson_id=str(other.id))
    page = await form.submit()
    new = await Registration.get(lesson_id=other.id)
    assert (page.path, new.status) == (path(new), "confirmed")
    assert (await form.submit()).path == path(new)
    assert await status_of(row) == ["cancelled"]
    assert [(await Lesson.get(id=one)).taken for one in (row.lesson_id, other.id)] == [0, 1]
    old = await browser.open(path(row))
    assert "You come on another day instead" in old.text
    assert (await old.follow("Your new ticket")).path == path(new)


async def test_both_who_come_together_change_the_day(browser: Browser) -> None:
    both = await signed_up(await on(NEXT_WEEK), HANA, ICHIRO)
    other, small = await on(IN_TWO_WEEKS), await on(IN_TWO_WEEKS + 1, capacity=1)
    page = await opened(browser, both[0])
    assert "All of you change together" in page.text
    assert str(small.id) not in [c.get("value") for c in page.form("/move").labels.values()]
    await page.form("/move").fill(lesson_id=str(other.id)).submit()
    assert await status_of(*both) == ["cancelled", "cancelled"]
    assert [(await Lesson.get(id=one)).taken for one in (both[0].lesson_id, other.id)] == [0, 2]


async def test_only_days_that_can_be_had_are_offered(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    free = await on(IN_TWO_WEEKS)
    full = await on(IN_TWO_WEEKS, capacity=1)
    await world.seat(full, await world.person(name="阿部 花", kana="アベ ハナ"))
    await on(IN_TWO_WEEKS, intake_closes_at=clock.now())
    await on(IN_TWO_WEEKS, status="draft")
    await on(IN_TWO_WEEKS, draws_at=clock.now() + timedelta(days=2))
    await on(IN_TWO_WEEKS, course=await world.course(slug="maps"))
    page = await opened(browser, row)
    assert [c.get("value") for c in page.form("/move").labels.values()] == [str(free.id)]


async def test_a_day_that_filled_meanwhile_is_refused_and_the_seat_kept(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    other = await on(IN_TWO_WEEKS, capacity=1)
    form = (await opened(browser, row)).form("/move").fill(lesson_id=str(other.id))
    await world.seat(other, await world.person(name="阿部 花", kana="アベ ハナ"))
    page = await form.submit()
    assert (page.status, page.errors) == (422, ["Not enough seats are free in this class."])
    assert await status_of(row) == ["confirmed"]


@pytest.mark.parametrize("typed", ["", "0", "999999999", "1" * 500, "－１", "x\0"])
async def test_a_day_that_nobody_offered_is_refused(browser: Browser, typed: str) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    page = await browser.post(path(row, "/move"), {"digits": "4411", "lesson_id": typed, "key": "k"})
    assert (page.status, page.errors) == (422, ["Please choose one of these days."])
    assert await status_of(row) == ["confirmed"]


async def test_a_class_of_another_course_or_city_is_no_other_day(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    maps = await on(IN_TWO_WEEKS, course=await world.course(slug="maps"))
    away = await world.lesson(await world.tomi())
    for other in (maps, away):
        page = await browser.post(path(row, "/move"), {"digits": "4411", "lesson_id": str(other.id), "key": "k"})
        assert page.status == 422
    assert await status_of(row) == ["confirmed"]


@pytest.mark.parametrize("end", ["/take-offer", "/decline-offer", "/move", "/mail", "/cancel"])
async def test_nothing_is_changed_without_the_digits(browser: Browser, end: str) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    other = await on(IN_TWO_WEEKS)
    sent = {"digits": "0000", "lesson_id": str(other.id), "email": "x@example.jp", "confirm": "yes", "key": "k"}
    page = await browser.post(path(row, end), sent)
    assert (page.status, page.heading) == (422, "Ticket")
    assert HANA[0] not in page.html
    assert await status_of(row) == ["confirmed"]
    assert (await Participant.get(id=row.participant_id)).email == ""


async def test_who_gave_no_phone_number_is_asked_to_come_or_call(browser: Browser) -> None:
    seat = await world.seat(await on(NEXT_WEEK), await world.person(phone=""))
    page = await browser.open(path(seat))
    assert "at the counter. Please come to us or call 019-600-0000" in page.text
    with pytest.raises(KeyError):
        page.form("/show")


async def test_who_goes_back_and_uses_the_pages_other_form_too_is_not_refused(browser: Browser) -> None:
    await mailing()
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    other = await on(IN_TWO_WEEKS)
    page = await opened(browser, row)
    await page.form("/mail").fill(email="hana@example.jp").submit()
    assert (await page.form("/move").fill(lesson_id=str(other.id)).submit()).status == 200
    assert await status_of(row) == ["cancelled"]


async def test_the_same_key_with_another_day_is_refused_and_changes_nothing(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    first, other = await on(IN_TWO_WEEKS), await on(IN_TWO_WEEKS + 7)
    sent = {"digits": "4411", "key": "k" * 32}
    await browser.post(path(row, "/move"), sent | {"lesson_id": str(first.id)})
    page = await browser.post(path(row, "/move"), sent | {"lesson_id": str(other.id)})
    assert (page.status, len(page.errors)) == (422, 1)
    assert [(await Lesson.get(id=one.id)).taken for one in (first, other)] == [1, 0]


@pytest.mark.parametrize("end", ["/show", "/take-offer", "/decline-offer", "/move", "/mail", "/cancel"])
async def test_guessing_the_digits_ends_after_some_tries_at_every_form(
    settings: Settings, browser: Browser, end: str
) -> None:
    [row] = await offered(HANA)
    for number in range(settings.tries_per_minute):
        assert (await browser.post(path(row, end), {"digits": f"{number:04}"})).status == 422
    assert (await browser.post(path(row, end), {"digits": "4411", "confirm": "yes", "key": "k"})).status == 429
    assert await status_of(row) == ["offered"]


@pytest.mark.parametrize("end", ["/take-offer", "/decline-offer", "/move", "/cancel"])
async def test_control_without_the_digits_guard_a_stranger_changes_the_ticket(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    [row] = await offered(HANA)
    other = await on(IN_TWO_WEEKS)
    for module in (answering, changing, giving_up):
        without_guard(monkeypatch, module, "check_digits")
    sent = {"digits": "0000", "lesson_id": str(other.id), "confirm": "yes", "key": "k"}
    assert (await browser.post(path(row, end), sent)).status == 200
    assert await status_of(row) != ["offered"]
