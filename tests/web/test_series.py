"""A series on the pages: one sign-up with every date, on the web, at the desk, on the ticket and on paper."""

from datetime import timedelta
from typing import Any

import pytest

from outreach import clock, lessons
from outreach.audit import SYSTEM
from outreach.lessons import Lesson, Series
from outreach.registration import Registration
from tests import world
from tests.browser import Page

pytestmark = pytest.mark.usefixtures("database")
FUMI: dict[str, Any] = {"name": "工藤 フミ", "kana": "クドウ フミ", "phone": "019-652-1234"}


async def three(sign_up: str = "all", capacity: int = 5) -> list[Lesson]:
    days = [clock.today() + timedelta(days=7 * n) for n in (1, 2, 3)]
    made = [await world.lesson(day=day, capacity=capacity) for day in days]
    city, course = await world.morioka(), await world.course()
    await lessons.make_series(city, course, [one.id for one in made], sign_up, by=SYSTEM)
    return made


def words(lesson: Lesson) -> str:
    from outreach.i18n.words import date_words

    return date_words(lesson.starts_at, "en")


def names(page: Page, found: list[Lesson]) -> list[bool]:
    return [words(one) in page.text for one in found]


async def test_a_public_class_shows_its_part_every_date_and_what_one_sign_up_means() -> None:
    found = await three()
    browser = await world.visitor()
    page = await browser.open(f"/morioka/en/classes/{found[1].id}")
    assert "Part 2 of 3" in page.text
    assert "One sign-up takes a seat in each of these classes." in page.text
    assert names(page, found) == [True] * 3
    assert "3 classes, one sign-up" in (await browser.open("/morioka/en/classes")).text


async def test_with_sign_up_for_each_the_siblings_are_shown() -> None:
    found = await three("each")
    page = await (await world.visitor()).open(f"/morioka/en/classes/{found[0].id}")
    assert "You sign up for each of these classes by itself." in page.text
    page = await (await page.follow("Sign up for this class")).form("/sign-up").fill(**FUMI).submit()
    assert await Registration.all().count() == 1


async def test_signing_up_on_the_web_gives_a_ticket_that_lists_the_other_dates() -> None:
    found = await three()
    page = await (await world.visitor()).open(f"/morioka/en/classes/{found[0].id}")
    page = await page.follow("Sign up for all of these classes")
    assert names(page, found) == [True] * 3
    page = await page.form("Sign up for all of these classes").fill(**FUMI).submit()
    assert page.heading == "Ticket"
    assert await Registration.filter(status="confirmed").count() == 3
    assert "Your other classes of this series" in page.text
    assert names(page, found) == [True] * 3
    assert names(await page.follow("Print the ticket"), found) == [True] * 3


async def opened(row: Registration) -> Page:
    page = await (await world.visitor()).open(f"/morioka/en/T/{row.token}")
    return await page.form("Open the ticket").fill(digits="1234").submit()


async def test_a_participant_gives_up_one_class_or_all() -> None:
    found = await three()
    page = await (await world.visitor()).open(f"/morioka/en/classes/{found[0].id}/sign-up")
    await page.form("/sign-up").fill(**FUMI).submit()
    rows = await Registration.all().order_by("id")

    page = await opened(rows[0])
    page = await page.form("Cancel my registration").choose("Yes, I want to cancel").submit()
    assert await Registration.filter(status="cancelled").count() == 1

    page = await opened(rows[1])
    form = page.form("Cancel my registration").choose("This one and 1 other", "Yes, I want to cancel")
    await form.submit()
    assert await Registration.filter(status="cancelled").count() == 3


TOGETHER = "The places on the waiting lists of this series end together"


async def test_who_waits_for_a_series_reads_that_all_places_end_before_she_gives_them_up() -> None:
    found = await three(capacity=0)
    page = await (await world.visitor()).open(f"/morioka/en/classes/{found[0].id}/sign-up")
    await page.form("/sign-up").fill(**FUMI).submit()
    page = await opened(await Registration.all().order_by("id").first() or Registration())
    assert TOGETHER in page.text
    assert "Which classes?" not in page.text
    await page.form("Cancel my registration").choose("Yes, I want to cancel").submit()
    assert await Registration.filter(status="cancelled").count() == 3


async def test_the_clerk_reads_that_all_places_end_before_she_gives_them_up() -> None:
    found = await three(capacity=1)
    from tests.registration.wishing import people, take

    has, waits = [await take(found[0], who) for who in await people(2)]
    browser = await world.visitor("clerk")
    seated = await browser.open(f"/morioka/en/desk/registrations/{has.id}/cancel")
    assert TOGETHER not in seated.text
    assert "Only this one" in seated.text
    page = await browser.open(f"/morioka/en/desk/registrations/{waits.id}/cancel")
    assert TOGETHER in page.text
    await page.form("/cancel").submit()
    assert await Registration.filter(status="cancelled", participant_id=waits.participant_id).count() == 3


async def test_who_waits_for_one_class_of_a_series_and_has_seats_in_the_others_chooses() -> None:
    found = await three(capacity=1)
    from outreach.registration import cancel
    from tests.registration.wishing import CLERK, people, take

    has, _waits = [await take(found[0], who) for who in await people(2)]
    await cancel(has, by=CLERK)
    again = await take(found[0], has.participant)
    page = await (await world.visitor("clerk")).open(f"/morioka/en/desk/registrations/{again.id}/cancel")
    assert TOGETHER not in page.text
    await page.form("/cancel").choose("This one and 2 others").submit()
    assert await Registration.filter(status="cancelled", participant_id=has.participant_id).count() == 4


async def test_which_classes_she_chose_is_kept_when_she_forgot_the_tick() -> None:
    found = await three()
    page = await (await world.visitor()).open(f"/morioka/en/classes/{found[0].id}/sign-up")
    await page.form("/sign-up").fill(**FUMI).submit()
    page = await opened(await Registration.all().order_by("id").first() or Registration())
    page = await page.form("Cancel my registration").choose("This one and 2 others").submit()
    assert page.status == 422
    assert page.form("Cancel my registration").values["which"] == ["all"]


async def test_the_clerk_reads_every_date_aloud_and_gives_up_all() -> None:
    found = await three()
    who = await world.person()
    browser = await world.visitor("clerk")
    page = await browser.open(f"/morioka/en/desk/people/{who.id}")
    assert "3 classes, one sign-up" in page.text
    page = await page.form("/claim").submit()
    aloud = page.text[page.text.index("Please read aloud") :]
    assert [words(one) in aloud for one in found] == [True] * 3
    page = await page.follow("Cancel this registration")
    page = await page.form("/cancel").choose("This one and 2 others").submit()
    assert await Registration.filter(status="cancelled").count() == 3


async def test_a_seat_of_a_series_is_given_at_the_desk_only_when_each_class_has_one() -> None:
    found = await three(capacity=1)
    from outreach.registration import cancel, cancel_all
    from tests.registration.wishing import CLERK, people, take

    has, _waits = [await take(found[0], who) for who in await people(2)]
    await cancel(has, by=CLERK)
    browser = await world.visitor("clerk")
    page = await browser.open(f"/morioka/en/desk/classes/{found[0].id}")
    assert "A seat is free. Please call the first person" not in page.text
    left = await Registration.filter(participant_id=has.participant_id, status="confirmed").first()
    assert left
    await cancel_all(left, by=CLERK)
    page = await browser.open(f"/morioka/en/desk/classes/{found[0].id}")
    await page.form("/seat").submit()
    assert await Registration.filter(status="confirmed").count() == 3


async def test_the_office_makes_a_series_changes_it_and_ends_it() -> None:
    made = [await world.lesson(day=clock.today() + timedelta(days=n)) for n in (1, 8, 15)]
    browser = await world.visitor("coordinator")
    page = await (await browser.open(f"/morioka/en/office/courses/{made[0].course_id}")).follow("Make a series")
    page = await page.form("Make this series").submit()
    assert page.errors == ["Please choose from 2 to 60 classes."]
    form = page.form("Make this series")
    form.values["lessons"] = [str(one.id) for one in made[:2]]
    page = await form.submit()
    assert page.heading == "A series of 2 classes"
    form = page.form("Save the changes")
    form.values["lessons"] = [str(one.id) for one in made]
    page = await form.submit()
    assert page.heading == "A series of 3 classes"
    form = page.form("Save the changes")
    form.values["lessons"] = []
    page = await form.submit()
    assert "This series has ended" in page.text
    assert await Lesson.filter(series_id__isnull=False).count() == 0


async def test_a_series_that_somebody_holds_as_a_whole_keeps_its_classes() -> None:
    found = await three()
    page = await (await world.visitor()).open(f"/morioka/en/classes/{found[0].id}/sign-up")
    await page.form("/sign-up").fill(**FUMI).submit()
    series = await Series.get()
    browser = await world.visitor("coordinator")
    page = await browser.open(f"/morioka/en/office/series/{series.id}")
    form = page.form("Save the changes")
    form.values["lessons"] = [str(one.id) for one in found[:2]]
    page = await form.submit()
    assert page.errors == ["People have signed up for this series as a whole. Its classes cannot change any more."]
