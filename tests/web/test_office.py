"""The office: a class is planned, reported and confirmed, and each page says what is wrong where it is wrong."""

import re

import pytest

from outreach import accounts, checkin, goal
from outreach.accounts import Account, SignIn
from outreach.audit import SYSTEM
from outreach.departments import Department
from outreach.lessons import Lesson
from tests import world
from tests.browser import Browser, Page
from tests.document import said

pytestmark = pytest.mark.usefixtures("database")


async def _planning(browser: Browser) -> dict[str, str]:
    """What a coordinator types to plan a class in a week."""
    course, centre, leader = await world.course(), await world.centre(), await world.instructor()
    return {
        "course_id": str(course.id),
        "place": f"{centre.id}-{(await world.room(centre)).id}",
        "instructor_id": str(leader.id),
        "day": world.working_day().isoformat(),
        "starts": "10:00",
        "ends": "11:30",
        "capacity": "12",
    }


async def _planned(**over: str) -> Page:
    browser = await world.visitor("coordinator")
    typed = await _planning(browser) | over
    page = await browser.open("/morioka/en/office/classes/new")
    return await page.form("Plan this class").fill(None, **typed).submit()


async def test_a_planned_class_is_published_at_once_and_stands_in_the_office() -> None:
    page = await _planned()

    lesson = await Lesson.get()
    assert page.path == f"/morioka/en/office/classes/{lesson.id}"
    assert (lesson.status, lesson.capacity, lesson.city_id) == ("published", 12, (await world.morioka()).id)
    assert "0 of 12" in page.text


async def test_a_draft_is_not_public_until_it_is_published() -> None:
    browser = await world.visitor("coordinator")
    page = await browser.open("/morioka/en/office/classes/new")
    typed = await _planning(browser)
    page = await page.form("Plan this class").fill(None, **typed).untick("Show it").submit()
    lesson = await Lesson.get()
    public = await world.visitor()

    assert (await public.open(f"/morioka/classes/{lesson.id}")).status == 404
    await page.form("Publish this class").submit()
    assert (await public.open(f"/morioka/classes/{lesson.id}")).status == 200


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("course_id", "", "Please choose one of the answers."),
        ("course_id", "999999", "Please choose one of the answers."),
        ("place", "", "Please choose one of the answers."),
        ("place", "x-y", "Please choose one of the answers."),
        ("instructor_id", "1²", "Please choose one of the answers."),
        ("day", "2026-02-30", "Please write a date that exists, such as 2026-12-01."),
        ("day", "2020-01-01", "This day is over. Please choose a day to come."),
        ("day", "2999-01-01", "Please choose a day within the next two years."),
        ("starts", "25:00", "Please write a time, such as 13:30."),
        ("ends", "09:00", "The class must end after it begins, on the same day."),
        ("capacity", "0", "Please write a number of seats from 1 to 30."),
        ("capacity", "31", "Please write a number of seats from 1 to 30."),
        ("capacity", "many", "Please write a number."),
    ],
)
async def test_a_plan_that_cannot_be_gets_a_sentence_at_its_field(field: str, typed: str, sentence: str) -> None:
    browser = await world.visitor("coordinator")
    values = await _planning(browser) | {field: typed}

    page = await browser.post("/morioka/en/office/classes/new", values)

    assert page.status == 422
    assert sentence in page.errors
    assert f'href="#field-{field}"' in page.html
    assert page.form("Plan this class").values["capacity"] == [values["capacity"]]
    assert not await Lesson.all().exists()


async def test_another_citys_course_cannot_be_planned() -> None:
    foreign = await world.course(await world.tomi())

    page = await _planned_by_post(course_id=str(foreign.id))

    assert page.errors == ["Please choose one of the answers."]


async def _planned_by_post(**over: str) -> Page:
    browser = await world.visitor("coordinator")
    return await browser.post("/morioka/en/office/classes/new", await _planning(browser) | over)


async def test_a_helpers_link_is_shown_once_with_its_qr_and_opens_the_door() -> None:
    lesson = await world.lesson()
    browser = await world.visitor("coordinator")
    page = await browser.open(f"/morioka/en/office/classes/{lesson.id}")

    page = await page.form("Make a link").fill(label="reception").submit()

    found = re.search(r"http://127.0.0.1:8000(/morioka/en/door/enter/[\w-]+)", page.text)
    assert found
    assert "<svg" in page.html
    assert (await (await world.visitor()).open(found[1])).heading == "Help at the door"
    again = await browser.open(f"/morioka/en/office/classes/{lesson.id}")
    assert found[1] not in again.html
    await again.form("End the link of reception").submit()
    assert (await (await world.visitor()).open(found[1])).status == 404


async def test_the_report_is_filled_in_with_who_came_and_counts_after_another_person_confirmed_it() -> None:
    lesson = await world.held_lesson()
    seat = await world.seat(lesson)
    await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="code", by=SYSTEM)
    path = f"/morioka/en/office/classes/{lesson.id}/report"

    page = await (await world.visitor("instructor")).open(path)
    assert page.form("Report this class").values["attendance"] == ["1"]
    page = await page.form("Report this class").submit()
    assert "Another person, the coordinator, confirms it." in page.text

    page = await (await world.visitor("coordinator")).open(path)
    page = await page.form("Confirm this report").submit()
    assert "Confirmed. This class counts." in page.text


async def test_nobody_confirms_her_own_report() -> None:
    lesson = await world.held_lesson()
    browser = await world.visitor("coordinator")
    page = await browser.open(f"/morioka/en/office/classes/{lesson.id}/report")
    page = await page.form("Report this class").fill(attendance="3").submit()
    report = await goal.report_of(lesson.id)
    assert report

    forced = await browser.post(f"/morioka/en/office/reports/{report.id}/confirm")

    assert "Confirm this report" not in page.text
    assert forced.status == 422
    assert "Another person must confirm it." in forced.text


async def test_a_report_sent_back_tells_the_instructor_why_and_can_be_made_anew() -> None:
    lesson = await world.held_lesson()
    path = f"/morioka/en/office/classes/{lesson.id}/report"
    teacher = await world.visitor("instructor")
    await (await teacher.open(path)).form("Report this class").fill(attendance="5").submit()
    page = await (await world.visitor("coordinator")).open(path)

    refused = await page.form("Send it back").submit()
    await page.form("Send it back").fill(reason="The list has four names.").submit()
    page = await teacher.open(path)

    assert refused.errors == ["Please write what needs to be corrected."]
    assert "The list has four names." in page.text
    page = await page.form("Report this class").fill(attendance="4").submit()
    assert "Reported." in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"attendance": ""}, "Please write how many people came, as a number."),
        ({"attendance": "-1"}, "Please write how many people came, as a number."),
        ({"attendance": "1001"}, "Please write how many came, as a number from 0 to 1,000."),
        ({"attendance": "0"}, "Nobody came: please write a reason why the class counts as held."),
        ({"held": "no", "attendance": "0"}, "Please write why the class was not held, and 0 as the number of people."),
        ({"held": "perhaps"}, "Please choose one of the answers."),
        ({"attendance": "3", "note": "x" * 401}, "Please use at most 400 characters."),
        (
            {"attendance": "3", "note": "a\u202eb"},
            "This contains a character that cannot be kept. Please type it again.",
        ),
    ],
)
async def test_a_report_that_cannot_be_gets_a_sentence(typed: dict[str, str], sentence: str) -> None:
    lesson = await world.held_lesson()
    browser = await world.visitor("instructor")

    page = await browser.post(
        f"/morioka/en/office/classes/{lesson.id}/report", {"held": "yes", "attendance": "0", "note": ""} | typed
    )

    assert page.status == 422
    assert page.errors == [sentence]


async def test_a_class_is_not_reported_before_it_begins() -> None:
    lesson = await world.lesson()
    page = await (await world.visitor("instructor")).open(f"/morioka/en/office/classes/{lesson.id}/report")

    page = await page.form("Report this class").fill(attendance="3").submit()

    assert page.errors == ["A class can be reported once it has begun."]


async def test_today_shows_the_work_of_the_coordinator() -> None:
    lesson = await world.held_lesson(capacity=1)
    full = await world.lesson(capacity=1, course=await world.course(slug="maps", title={"en": "Using maps"}))
    for name in ("佐藤 ハナ", "左藤 花"):
        await world.seat(full, await world.person(name=name))

    page = await (await world.visitor("coordinator")).open("/morioka/en/office")

    assert f"/office/classes/{lesson.id}/report" in page.html
    assert f"/desk/classes/{full.id}" in page.html


async def test_the_months_list_shows_drafts_and_bears_any_query() -> None:
    lesson = await world.lesson(status="draft")
    browser = await world.visitor("coordinator")

    page = await browser.open("/morioka/en/office/classes", month=f"{lesson.day:%Y-%m}")

    assert "draft" in page.text
    for month in ("", "2026-13", "0001-01", "x", "9999-12"):
        assert (await browser.open("/morioka/en/office/classes", month=month)).status == 200


async def test_the_calendar_address_is_shown_once_shows_the_classes_and_can_be_ended() -> None:
    await world.lesson()
    browser = await world.visitor("coordinator")
    page = await (await browser.open("/morioka/en/office/calendar")).form("Make a new address").submit()
    found = re.search(r"http://127.0.0.1:8000(/morioka/\S+\.ics)", page.text)
    assert found

    feed = await (await world.visitor()).open(found[1])
    assert "BEGIN:VEVENT" in feed.text
    page = await browser.open("/morioka/en/office/calendar")
    assert found[1] not in page.html
    await page.form("End the address").submit()
    assert (await (await world.visitor()).open(found[1])).status == 404


async def test_an_administrator_makes_an_account_that_can_sign_in() -> None:
    page = await (await world.visitor("administrator")).open("/morioka/en/office/accounts/new")

    page = (
        await page.form("Make this account")
        .fill(login="Hanako", name="花子", password="harunourara-no")
        .choose("clerk")
        .submit()
    )

    assert page.path == "/morioka/en/office/accounts"
    assert await accounts.sign_in(await world.morioka(), "hanako", "harunourara-no")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"login": ""}, "Please fill this in."),
        ({"login": "administrator"}, "Somebody already signs in with this name. Please choose another."),
        ({"password": "short"}, "Please choose a password of 12 to 128 characters."),
        ({"roles": "king"}, "Please choose at least one role."),
        ({"login": "x" * 41}, "Please use at most 40 characters."),
    ],
)
async def test_an_account_that_cannot_be_gets_a_sentence_and_forgets_the_password(
    typed: dict[str, str], sentence: str
) -> None:
    browser = await world.visitor("administrator")
    values = {"login": "hanako", "name": "花子", "roles": "clerk", "password": "harunourara-no"} | typed

    page = await browser.post("/morioka/en/office/accounts/new", values)

    assert page.status == 422
    assert page.errors == [sentence]
    assert values["password"] not in page.html


async def test_a_new_password_by_the_administrator_ends_the_owners_sign_ins() -> None:
    clerk = await world.account(role="clerk")
    await world.sign_in(clerk)
    page = await (await world.visitor("administrator")).open(f"/morioka/en/office/accounts/{clerk.id}")

    await page.form("Set this password").fill(password="harunourara-no").submit()

    assert not await SignIn.filter(account_id=clerk.id, ended_at=None).exists()


async def test_the_last_administrator_stays() -> None:
    browser = await world.visitor("administrator")
    owner = await Account.get(login="administrator")
    page = await browser.open(f"/morioka/en/office/accounts/{owner.id}")

    page = await page.form("Switch the account off").submit()

    assert page.errors == ["The last administrator of a city cannot be switched off."]


async def test_a_helpers_link_made_by_pressing_twice_is_the_one_that_is_shown() -> None:
    lesson = await world.lesson()
    page = await (await world.visitor("coordinator")).open(f"/morioka/en/office/classes/{lesson.id}")
    form = page.form("Make a link").fill(None, label="reception")

    shown = [await form.submit(), await form.submit()]
    secrets = [re.findall(r"/door/enter/([\w-]+)", one.text)[0] for one in shown]

    assert [bool(await checkin.actor_of(secret)) for secret in secrets] == [False, True]


async def test_an_account_made_by_pressing_twice_is_made_once() -> None:
    browser = await world.visitor("administrator")
    page = await browser.open("/morioka/en/office/accounts/new")
    form = page.form("Make this account").fill(None, login="hana", name="花子", roles="clerk", password=world.PASSWORD)

    assert [(await form.submit()).heading for _ in range(2)] == ["Accounts"] * 2
    assert await Account.filter(login="hana").count() == 1


async def test_another_departments_helpers_link_stays_and_the_page_says_whom_to_ask() -> None:
    lesson, theirs = await world.lesson(), await world.account()
    await world.door_pass(lesson)
    ours, other = [
        await Department.create(city=await world.morioka(), key=key, name={"en": key}) for key in ("ours", "other")
    ]
    await Lesson.filter(id=lesson.id).update(department_id=ours.id)
    await Account.filter(id=theirs.id).update(department_id=other.id)
    browser, path = await world.visitor("coordinator"), f"/morioka/en/office/classes/{lesson.id}/passes"
    number = (await checkin.of_lesson(lesson.id))[0].id

    for page in (await browser.post(f"{path}/{number}/revoke"), await browser.post(path, {"label": "reception"})):
        assert page.status == 422
        assert page.errors == ["Another department looks after this. Please ask a coordinator there."]
    assert [one.revoked_at for one in await checkin.of_lesson(lesson.id)] == [None]


async def test_the_menu_of_many_doors_is_folded_in_groups_that_open_without_a_script() -> None:
    browser = await world.visitor("coordinator")
    page = await browser.open("/morioka/en/office/courses")
    tree = page.document
    groups = [one for one in tree.all("details") if one.get("class") == "rooms-group"]
    assert [one.get("open") for one in groups] == [None] * len(groups)
    words = [said(one) for one in tree.all("summary") if tree.inside(one, "details") in groups]
    assert words[0] == "Planning"
    assert "Courses" in words[1]  # where we are
    doors = [one for one in tree.all("a") if tree.inside(one, "nav") and tree.inside(one, "details") in groups]
    assert len(doors) > 10
    assert "Today" not in {said(one) for one in doors}
    for one in doors:
        assert (await browser.open(one.get("href", ""))).status == 200


async def test_a_menu_of_few_doors_is_not_folded() -> None:
    browser = await world.visitor("instructor")
    page = await browser.open("/morioka/en/office")
    assert "Planning" not in page.text
    assert page.link("My calendar")
