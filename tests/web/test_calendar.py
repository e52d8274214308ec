"""The office's calendar: a month, a week, the rooms and a list show the same classes, each in its own way."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from outreach import clock
from outreach.accounts import Account
from outreach.departments import Department
from outreach.lessons import Lesson
from outreach.papers import fonts
from outreach.venues import Centre, Closure, Room
from tests import world
from tests.browser import Page
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")
OFFICE = "/morioka/en/office/classes"
VIEWS = {"": "month", "/week": "day", "/rooms": "day", "/list": "first"}
# A Wednesday well ahead, in a month without holidays on weekdays.
DAY = date(clock.today().year + 1, 6, 1) + timedelta(days=(2 - date(clock.today().year + 1, 6, 1).weekday()) % 7 + 7)


def _at(view: str, day: date = DAY) -> dict[str, str]:
    return {VIEWS[view]: f"{day:%Y-%m}" if view == "" else day.isoformat()}


async def _open(view: str, day: date = DAY, role: str = "coordinator", **query: str) -> Page:
    return await (await world.visitor(role)).open(OFFICE + view, **_at(view, day), **query)


async def _maps(**over: Any) -> Lesson:
    return await world.lesson(day=DAY, course=await world.course(slug="maps", title={"en": "Using maps"}), **over)


@pytest.mark.parametrize("view", VIEWS)
async def test_a_class_stands_there_with_time_course_place_seats_and_the_way_to_it(view: str) -> None:
    lesson = await _maps(taken=3)

    page = await _open(view)

    assert "1:30 pm" in page.text
    assert "Using maps" in page.text
    assert "Central Community Centre" in page.text
    assert "3 of 10" in page.text
    assert f"/office/classes/{lesson.id}" in page.html
    assert "Fiscal year" in page.text


@pytest.mark.parametrize("view", VIEWS)
async def test_drafts_and_called_off_classes_are_marked(view: str) -> None:
    await _maps(status="draft")
    assert "draft" in (await _open(view)).document.first("main" if view == "/list" else "table")
    await Lesson.all().update(status="cancelled")
    assert "called off" in (await _open(view)).document.first("main" if view == "/list" else "table")


@pytest.mark.parametrize("view", VIEWS)
async def test_an_empty_time_says_so(view: str) -> None:
    words = {"": "No class is planned for this month.", "/week": "No class is planned for this week."}
    words |= {"/rooms": "No room is taken in this week.", "/list": "No class fits."}
    assert words[view] in (await _open(view)).text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("typed", ["", "x", "2026-13", "0001-01", "9999-12-31", "2026-02-30", "9" * 40])
async def test_any_address_is_borne(view: str, typed: str) -> None:
    query = {VIEWS[view]: typed, "page": typed, "course": typed, "department": typed, "status": typed}
    assert (await (await world.visitor("coordinator")).open(OFFICE + view, **query)).status == 200


@pytest.mark.parametrize("view", VIEWS)
async def test_filters_stay_in_the_address_of_every_view(view: str) -> None:
    lesson = await _maps()
    other = await world.lesson(day=DAY, course=await world.course(slug="mail", title={"en": "Writing mail"}))

    page = await _open(view, course=str(lesson.course_id))

    told = page.document.first("table")
    assert "Using maps" in told
    assert "Writing mail" not in told
    for word in ("By month", "By week", "By room", "As a list"):
        assert f"course={lesson.course_id}" in page.link(word)
    assert "Writing mail" in (await _open(view, course=str(other.course_id))).document.first("table")


@pytest.mark.parametrize("narrowed", ["centre", "instructor", "department", "status"])
async def test_each_filter_narrows(narrowed: str) -> None:
    welfare = await Department.create(city=await world.morioka(), key="welfare", name={"en": "Welfare"})
    lesson = await _maps(department=welfare, status="draft", centre=await world.centre(key="west"))
    await world.lesson(day=DAY, instructor=await world.instructor(login="other"))
    wanted = {
        "centre": lesson.centre_id,
        "instructor": lesson.instructor_id,
        "department": welfare.id,
        "status": "draft",
    }

    page = await (await world.visitor("coordinator")).open(f"{OFFICE}/list", **{narrowed: str(wanted[narrowed])})

    assert "1 class" in page.text
    assert "2 classes" in (await _open("/list")).text


@pytest.mark.parametrize("view", VIEWS)
async def test_ones_own_department_comes_first_and_all_with_one_press(view: str) -> None:
    city = await world.morioka()
    welfare = await Department.create(city=city, key="welfare", name={"en": "Welfare"})
    await _maps(department=welfare)
    await world.lesson(day=DAY, course=await world.course(slug="mail", title={"en": "Writing mail"}))
    await Account.filter(id=(await world.account(city, "coordinator")).id).update(department_id=welfare.id)

    own = await _open(view)
    every = await own.follow("Show all departments")

    assert "Writing mail" not in own.document.first("table")
    assert "Writing mail" in every.document.first("table")
    assert "Writing mail" not in (await every.follow("Show only my department")).document.first("table")


async def test_a_full_day_says_how_many_more_there_are_and_leads_to_them() -> None:
    for hour in range(9, 15):
        await _maps(at=time(hour), minutes=30)

    page = await _open("")

    assert page.document.first("table").count("Using maps") >= 4
    assert "6 classes" in (await page.follow("2 more")).text


async def test_the_month_names_holidays_and_the_closed_days_of_a_chosen_centre() -> None:
    centre = await world.centre()
    await Closure.create(centre=centre, first_day=DAY, last_day=DAY, reason={"en": "The floor is renewed"},
        added_by="system", added_at=clock.now())  # fmt: skip
    week = {name: [["09:00", "21:00"]] for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    await Centre.filter(id=centre.id).update(opening={"week": week, "rules": []})

    chosen = await _open("", centre=str(centre.id))
    holiday = await (await world.visitor("coordinator")).open(OFFICE, month="2026-11")

    assert "The floor is renewed" in chosen.document.first("table")
    assert "is-closed" in chosen.html
    assert "The floor is renewed" not in (await _open("")).text
    assert "Culture Day" in holiday.document.first("table")


async def test_the_rooms_show_a_closed_day_with_its_reason_beside_the_class_that_it_hits() -> None:
    lesson = await _maps()
    await Closure.create(centre_id=lesson.centre_id, first_day=DAY, last_day=DAY, reason={"en": "The floor is renewed"},
        added_by="system", added_at=clock.now())  # fmt: skip

    page = await _open("/rooms")

    assert "The floor is renewed" in page.document.first("table")
    assert "1 class clashes" in page.text


@pytest.mark.parametrize("view", ["/week", "/rooms"])
async def test_a_clash_is_drawn_where_it_happens_and_told_in_a_sentence(view: str) -> None:
    lesson = await _maps()
    assert "clash" not in (await _open(view)).document.first("main").replace("clashes", "")
    await world.lesson(day=DAY, at=time(14), instructor=await world.instructor(login="other"))

    page = await _open(view)

    assert "2 classes clash" in page.text
    assert f'href="#clash-{lesson.id}"' in page.html
    assert "clash" in page.document.first("table")
    assert "Training room" in page.document.first("section")


async def test_every_room_can_be_shown_twenty_centres_to_a_page() -> None:
    city = await world.morioka()
    for n in range(21):
        await world.centre(city, f"centre-{n:02}", name={"en": f"Hall {n:02}"}, kana=f"ホール{n:02}")

    page = await _open("/rooms", rooms="all")

    assert "Hall 19" in page.document.first("table")
    assert "Hall 20" not in page.document.first("table")
    assert "Hall 20" in (await page.follow("Next page")).document.first("table")


async def test_the_list_has_fifty_to_a_page() -> None:
    like = await _maps()
    kept = {name: getattr(like, name) for name in Lesson._meta.db_fields if name not in ("id", "uid")}
    await Lesson.bulk_create([Lesson(**kept, uid=f"copy-{n}") for n in range(50)])

    page = await _open("/list")

    assert page.html.count('name="ids"') == 50
    assert (await page.follow("Next page")).html.count('name="ids"') == 1


@pytest.mark.parametrize("view", VIEWS)
async def test_many_classes_are_asked_for_in_as_many_queries_as_few(view: str) -> None:
    browser = await world.visitor("coordinator")
    counts = []
    for n in range(3):
        centre = await world.centre(key=f"hall-{n}")
        course = await world.course(slug=f"course-{n}")
        leader = await world.instructor(login=f"leader-{n}")
        for hour in range(9, 9 + 1 + n * 3):
            await world.lesson(day=DAY, at=time(hour), course=course, centre=centre, instructor=leader)
        with counted() as queries:
            await browser.open(OFFICE + view, **_at(view))
        counts.append(len(queries))

    assert counts[0] > 3
    assert len(set(counts)) == 1, counts


async def test_another_citys_classes_never_show() -> None:
    tomi = await world.tomi()
    await world.lesson(tomi, day=DAY, course=await world.course(tomi, "maps", title={"en": "Using maps"}))
    for view in VIEWS:
        assert "Using maps" not in (await _open(view)).document.first("main")


async def test_the_poster_holds_the_months_published_classes_for_residents() -> None:
    await _maps()
    browser = await world.visitor("coordinator")
    page = await browser.open(OFFICE, month=f"{DAY:%Y-%m}")

    answer = (await browser.open(page.link("A3 English"))).answer

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f'filename="morioka-{DAY:%Y-%m}-a3-en.pdf"' in answer.headers["content-disposition"]


async def test_without_fonts_the_poster_is_a_page_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", {"A font that nobody has": "fonts-nowhere"})

    page = await (await world.visitor("coordinator")).open(f"{OFFICE}/poster", month=f"{DAY:%Y-%m}")

    assert page.status == 503
    assert "sudo apt install fonts-nowhere" in page.text


async def test_a_room_that_no_class_has_is_not_asked_for() -> None:
    centre = await world.centre()
    await Room.create(centre=centre, name={"en": "Attic"}, capacity=5)
    await _maps(centre=centre, room=None)

    page = await _open("/rooms")

    assert "Attic" in page.document.first("table")


async def test_what_stands_in_the_way_elsewhere_is_told_before_anything_moves() -> None:
    lesson = await _maps()
    other = await world.lesson(
        day=DAY + timedelta(days=1), instructor=await world.instructor(login="other"), capacity=9
    )
    browser = await world.visitor("coordinator")
    path = f"{OFFICE}/{lesson.id}/in-the-way"

    assert (await browser.open(path, starts="14:00")).html.count("Nothing clashes.") == 1
    page = await browser.open(path, day=other.day.isoformat())
    assert "Training room" in page.text
    assert "Nothing clashes." not in page.html
    assert (await Lesson.get(id=lesson.id)).day == DAY


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"day": "2026-02-30"}, 400),
        ({"starts": "25:00"}, 400),
        ({"day": "0001-01-01"}, 400),
        ({"place": "999999"}, 404),
        ({"place": "x-y"}, 404),
    ],
)
async def test_a_place_or_time_that_is_none_is_refused(query: dict[str, str], status: int) -> None:
    lesson = await _maps()
    page = await (await world.visitor("coordinator")).open(f"{OFFICE}/{lesson.id}/in-the-way", **query)
    assert page.status == status


async def test_another_citys_room_is_unknown_here() -> None:
    lesson, far = await _maps(), await world.centre(await world.tomi(), "far")
    page = await (await world.visitor("coordinator")).open(f"{OFFICE}/{lesson.id}/in-the-way", place=str(far.id))
    assert page.status == 404


@pytest.mark.parametrize("deed", ["Publish", "Call off", "Move"])
async def test_chosen_classes_of_the_list_are_published_cancelled_or_moved(deed: str) -> None:
    lesson = await _maps(status="draft" if deed == "Publish" else "published")
    page = await _open("/list")

    answer = await page.form(deed).choose("Choose Using maps").submit(deed)

    if deed == "Publish":
        assert (await Lesson.get(id=lesson.id)).status == "published"
    else:
        assert "dry-run" in answer.path
        assert "Using maps" in answer.text


async def test_today_tells_what_clashes_within_two_weeks_which_drafts_wait_and_where_helpers_are_wanted() -> None:
    soon = clock.today() + timedelta(days=3)
    first = await world.lesson(day=soon, status="draft", helpers_wanted=2)
    await world.lesson(day=soon, at=time(14), instructor=await world.instructor(login="other"))
    await world.lesson(day=clock.today() + timedelta(days=20), at=time(14))

    page = await (await world.visitor("coordinator")).open("/morioka/en/office")

    assert "2 classes clash" in page.text
    assert "2 more helpers are wanted" in page.text
    assert "Drafts of the next two weeks" in page.text
    assert f'id="clash-{first.id}"' in page.html


async def test_today_asks_as_often_for_many_clashes_as_for_few() -> None:
    browser = await world.visitor("coordinator")
    counts = []
    for n in range(3):
        for hour in range(9, 12 + n * 2):
            await world.lesson(day=clock.today() + timedelta(days=n + 1), at=time(hour), status="draft")
        with counted() as queries:
            await browser.open("/morioka/en/office")
        counts.append(len(queries))
    assert counts[1] == counts[2], counts
