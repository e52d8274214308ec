"""Moving and cancelling in the office: a dry run that writes nothing, one deed, and everybody who looks sees it."""

import re
from datetime import time, timedelta
from typing import Any

import pytest

from outreach import clock
from outreach.changes import Change
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.browser import Browser, Page
from tests.changes.changing import OFF, again, change, in_days, moved
from tests.changes.counting import asked

pytestmark = pytest.mark.usefixtures("database")


async def eastern(**over: Any) -> Lesson:
    """A class in the eastern district in a week."""
    hall = await world.centre(key="higashi", name={"ja": "東部公民館", "en": "Eastern Hall"}, district="東部")
    return await world.lesson(centre=hall, **{**in_days(7), **over})


async def office() -> Browser:
    """The coordinator at her screen."""
    return await world.visitor("coordinator")


async def typhoon(browser: Browser, day: str, **more: str) -> Page:
    """The dry run for the eastern district on one day."""
    page = await browser.open("/morioka/en/office/changes")
    return await page.form("Preview").fill(None, first=day, district="東部", **more).submit()


async def test_a_typhoon_is_one_form_one_preview_and_one_confirmation() -> None:
    first, second, west = await eastern(), await eastern(at=time(16)), await world.lesson(**in_days(7), at=time(9))
    for lesson in (first, second):
        await world.seat(lesson)
    await world.seat(first, await world.person(name="左藤 花", phone=""))

    page = await typhoon(await office(), first.day.isoformat())

    assert page.heading == "Preview: cancel"
    assert "2 classes would be changed." in page.text
    assert "3 people must be told: 2 calls, 1 without a phone" in page.text
    assert (await again(first)).status == "published"
    assert not await Change.all().exists()
    page = await page.form("/changes/carry-out").fill(None, reason="台風のため").submit()
    assert page.heading == "Called off"
    assert "3 people must still be told." in page.text
    assert [(await again(one)).status for one in (first, second, west)] == ["cancelled", "cancelled", "published"]
    page = await page.follow("People to tell")
    assert page.path == "/morioka/en/desk/notices"


async def test_the_preview_says_what_cannot_be_changed_and_why() -> None:
    lesson, off = await eastern(), await eastern(at=time(9))
    await change(off, wanted=OFF)
    page = await typhoon(await office(), lesson.day.isoformat())
    assert "1 class would be changed." in page.text
    assert "This class is cancelled already." in page.text


async def test_an_unticked_class_stays() -> None:
    lesson, kept = await eastern(), await eastern(at=time(9))
    page = await typhoon(await office(), lesson.day.isoformat())
    form = page.form("/changes/carry-out").fill(None, reason="台風")
    form.values["ids"] = [one for one in form.values["ids"] if not one.startswith(f"{kept.id}-")]
    await form.submit()
    assert [(await again(one)).status for one in (lesson, kept)] == ["cancelled", "published"]


async def test_the_deed_without_a_reason_comes_back_with_everything_still_there() -> None:
    lesson = await eastern()
    page = await typhoon(await office(), lesson.day.isoformat())
    page = await page.form("/changes/carry-out").submit()
    assert page.status == 422
    assert page.errors == ["Please write why, in words that people understand: it is shown to them."]
    await page.form("/changes/carry-out").fill(None, reason="台風").submit()
    assert (await again(lesson)).status == "cancelled"


async def test_what_somebody_else_changed_meanwhile_is_shown_again_before_it_is_done() -> None:
    lesson = await eastern()
    page = await typhoon(await office(), lesson.day.isoformat())
    await change(lesson, wanted=moved(starts=time(10)))
    page = await page.form("/changes/carry-out").fill(None, reason="台風").submit()
    assert page.status == 422
    assert "Somebody has changed this class since you looked." in page.errors[0]
    assert "10 am to 11:30 am" in page.text


async def test_confirmed_twice_it_is_done_once() -> None:
    lesson = await eastern()
    form = (await typhoon(await office(), lesson.day.isoformat())).form("/changes/carry-out").fill(None, reason="台風")
    pages = [await form.submit(), await form.submit()]
    assert pages[0].path == pages[1].path
    assert await Change.all().count() == 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"first": ""}, "Please choose a day."),
        ({"first": "2026-02-31"}, "Please write a date that exists, such as 2026-12-01."),
        ({"first": "2027-01-02", "last": "2027-01-01"}, "The last day must not be before the first day."),
        ({"first": "2027-01-02"}, "No class is planned there on these days."),
        ({"first": "2027-01-02", "kind": "exploded"}, "Please choose one of the answers."),
        ({"first": "2027-01-02", "course": "x"}, "Please choose one of the answers."),
        ({"first": "2027-01-02", "kind": "moved", "days": "many"}, "Please write a number of days, such as 7 or -1."),
        ({"first": "2027-01-02", "kind": "moved", "starts": "25:00"}, "Please write a time, such as 13:30."),
        ({"first": "2027-01-02", "kind": "moved", "place": "9-9-9"}, "Please choose one of the answers."),
        ({"ids": "x"}, "Please choose a day."),
    ],
)
async def test_a_wish_that_cannot_be_gets_a_sentence(query: dict[str, str], sentence: str) -> None:
    page = await (await office()).open("/morioka/en/office/changes/dry-run", **{"kind": "cancelled", **query})
    assert page.status == 422
    assert page.errors == [sentence]


async def test_more_classes_than_one_page_can_hold_ask_for_fewer_days() -> None:
    lesson = await eastern()
    plain = {name: value for name, value in vars(lesson).items() if name in lesson._meta.db_fields and name != "id"}
    await Lesson.bulk_create([Lesson(**{**plain, "uid": f"uid-{n}"}) for n in range(150)])
    page = await typhoon(await office(), lesson.day.isoformat())
    assert page.errors == ["These are more than 150 classes. Please choose fewer days or one district."]


async def test_as_many_classes_as_a_selection_holds_go_through_the_form() -> None:
    lesson = await eastern()
    plain = {name: value for name, value in vars(lesson).items() if name in lesson._meta.db_fields and name != "id"}
    await Lesson.bulk_create([Lesson(**{**plain, "uid": f"uid-{n}"}) for n in range(149)])
    page = await typhoon(await office(), lesson.day.isoformat())
    page = await page.form("/changes/carry-out").submit()
    assert page.errors == ["Please write why, in words that people understand: it is shown to them."]
    page = await page.form("/changes/carry-out").fill(None, reason="台風のため").submit()
    assert "150 classes were changed." in page.text
    assert await Lesson.filter(status="cancelled").count() == 150


async def test_another_citys_class_is_not_shown() -> None:
    lesson = await world.lesson(await world.tomi())
    await world.morioka()
    page = await (await office()).open("/morioka/en/office/changes/dry-run", ids=str(lesson.id), kind="cancelled")
    assert page.status == 404


async def test_a_city_without_districts_is_offered_centres_only() -> None:
    await world.lesson()
    page = await (await office()).open("/morioka/en/office/changes")
    assert "District" not in page.text
    assert "Centre" in page.text


async def test_the_preview_asks_as_often_for_twenty_classes_as_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = [await eastern(at=time(8 + n)) for n in range(2)]
    await world.seat(lessons[0])
    browser, queries, counts = await office(), asked(monkeypatch), []
    for _round in range(2):
        queries.clear()
        await typhoon(browser, lessons[0].day.isoformat())
        counts.append(len(queries))
        for number in range(18):
            lesson = await eastern(at=time(number % 12 + 8))
            await world.seat(lesson, await world.person(name=f"人{number}"))
    assert counts[0] == counts[1] > 0


async def test_one_class_is_moved_from_its_own_page() -> None:
    lesson = await world.lesson(**in_days(7))
    await world.seat(lesson)
    browser = await office()
    page = await (await browser.open(f"/morioka/en/office/classes/{lesson.id}")).follow("Move this class")
    day = (lesson.day + timedelta(days=1)).isoformat()
    page = await page.form("Preview").fill(None, day=day, starts="10:00", ends="").submit()
    assert page.heading == "Preview: move"
    assert "10 am to 11:30 am" in page.text
    form = page.form("/changes/carry-out")
    page = await (form.fill(None, reason="祝日") if "reason" in form.values else form).submit()
    assert page.heading == "Moved"
    assert (await again(lesson)).starts_at == world.moment(lesson.day + timedelta(days=1), time(10))
    page = await page.follow("Your first smartphone")
    assert "reached 0 of 1" in page.text


async def test_the_calendar_leads_to_the_form_with_its_wish_filled_in() -> None:
    lesson, hall = await world.lesson(**in_days(7)), await world.centre(key="nishi")
    room = await world.room(hall)
    browser, path = await office(), f"/morioka/en/office/classes/{lesson.id}/move"
    page = await browser.open(path, day="2027-01-20", starts="09:30", room=str(room.id))
    form = page.form("Preview")
    wish = {name: form.values[name][0] for name in ("day", "starts", "ends", "place")}
    assert wish == {"day": "2027-01-20", "starts": "09:30", "ends": "", "place": f"{hall.id}-{room.id}"}
    form = (await browser.open(path, place=f"{hall.id}")).form("Preview")
    assert (form.values["place"], form.values["starts"]) == ([f"{hall.id}"], ["13:30"])


async def test_a_clash_is_told_with_what_else_is_free() -> None:
    lesson = await world.lesson(**in_days(7))
    await world.lesson(**in_days(8), instructor=await world.instructor(login="abe"))
    browser = await office()
    query = {"ids": str(lesson.id), "kind": "moved", "day": (lesson.day + timedelta(days=1)).isoformat()}
    page = await browser.open("/morioka/en/office/changes/dry-run", **query)
    assert "is taken by" in page.text
    assert "What else is free" in page.text
    page = await page.follow(next(words for words in page.links() if "3 pm to 4:30 pm" in words))
    assert page.heading == "Move a class"


async def test_fewer_seats_than_people_are_allowed_by_name_only() -> None:
    lesson = await world.lesson(capacity=2)
    for name in ("佐藤 ハナ", "左藤 花"):
        await world.seat(lesson, await world.person(name=name))
    page = await (await office()).open(f"/morioka/en/office/classes/{lesson.id}/seats")
    page = await page.form("Preview").fill(None, capacity="1").submit()
    assert "fewer seats than people" in page.text
    page = await page.form("/changes/carry-out").fill(None, reason="椅子が足りない", named="somebody").submit()
    assert page.status == 422
    assert page.errors[0].startswith("2 people have a seat already.")
    page = await page.form("/changes/carry-out").fill(None, named="coordinator").submit()
    assert page.heading == "Seats changed"
    assert (await again(lesson)).capacity == 1


async def test_a_cancelled_class_can_be_held_after_all() -> None:
    lesson = await eastern()
    await change(lesson, wanted=OFF)
    browser = await office()
    page = await (await browser.open(f"/morioka/en/office/classes/{lesson.id}")).follow("Hold it after all")
    form = page.form("/changes/carry-out")
    page = await (form.fill(None, reason="祝日") if "reason" in form.values else form).submit()
    assert page.heading == "Held after all"
    assert (await again(lesson)).status == "published"


async def test_everybody_who_looks_sees_that_a_class_is_cancelled() -> None:
    lesson = await world.lesson()
    row = await world.seat(lesson)
    await world.seat(lesson, await world.person(name="左藤 花"))
    await change(lesson, wanted=OFF)
    public, desk, door = (
        await world.visitor(),
        await world.visitor("clerk"),
        await world.visitor("volunteer", of=lesson),
    )
    shown = {
        public: [f"classes/{lesson.id}", "classes", "", f"centres/{lesson.centre_id}", f"T/{row.token}"],
        desk: [f"desk/registrations/{row.id}", f"desk/classes/{lesson.id}", f"door/T/{row.token}"],
        door: [f"door/{lesson.id}"],
    }
    for browser, paths in shown.items():
        for path in paths:
            assert "This class is cancelled" in (await browser.open(f"/morioka/en/{path}".rstrip("/"))).text, path
    assert "台風のため" in (await public.open(f"/morioka/en/classes/{lesson.id}")).text
    assert "called off" in (await desk.open(f"/morioka/en/desk/people/{row.participant_id}")).text
    feed = (await public.open("/morioka/en/calendar.ics")).text
    assert "STATUS:CANCELLED" in feed
    assert "SEQUENCE:1" in feed
    assert "SUMMARY:Cancelled: Your first smartphone" in feed
    page = await public.open(f"/morioka/en/classes/{lesson.id}/sign-up")
    assert "name" not in page.document.by_id
    assert "Sign up for this class" not in page.text


async def test_a_cancelled_class_leaves_the_list_when_its_day_is_over_and_the_feed_after_thirty_days() -> None:
    lesson = await world.lesson()
    await change(lesson, wanted=OFF)
    public = await world.visitor()
    for days, listed, fed in ((0, True, True), (1, False, True), (30, False, True), (31, False, False)):
        day = clock.today() - timedelta(days=days)
        starts = world.moment(day, time(0, 1))
        await Lesson.filter(id=lesson.id).update(day=day, starts_at=starts, ends_at=starts + timedelta(minutes=1))
        assert ("This class is cancelled" in (await public.open("/morioka/en/classes")).text) is listed
        assert ("STATUS:CANCELLED" in (await public.open("/morioka/en/calendar.ics")).text) is fed
        assert (await public.open(f"/morioka/en/classes/{lesson.id}")).status == 200


async def test_who_comes_back_to_a_moved_class_reads_where_it_was_and_is() -> None:
    lesson = await world.lesson(day=clock.today() + timedelta(days=14))
    row = await world.seat(lesson)
    await change(lesson, wanted=moved(days=7))
    public = await world.visitor()
    for path in (f"classes/{lesson.id}", f"T/{row.token}"):
        page = await public.open(f"/morioka/en/{path}")
        assert "This class was moved" in page.text
        assert re.search(
            rf"It was: \w+day {lesson.day.day} \w+ 1:30 pm to 3 pm, 中央公民館|It was: .*Central", page.text
        )
    late = await Registration.get(id=row.id)
    late.at = clock.now()
    await late.save()
    assert "was moved" not in (await public.open(f"/morioka/en/T/{row.token}")).text


@pytest.mark.parametrize("crafted", ["00000000001" + "9" * 20, "9" * 5000, str(2**31), "9" * 10])
async def test_ids_that_no_row_can_have_are_no_mistake_of_ours(crafted: str) -> None:
    await eastern()
    browser = await office()
    day = {"first": "2027-01-20", "kind": "cancelled"}
    for query in ({"ids": crafted, "kind": "cancelled"}, {"course": crafted, **day}, {"centre": crafted, **day}):
        assert (await browser.open("/morioka/en/office/changes/dry-run", **query)).status in (404, 422)
    page = await browser.post("/morioka/en/office/changes/carry-out", {"ids": crafted, "kind": "cancelled"})
    assert page.status in (404, 422)
