from datetime import date, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from tortoise import connections

from outreach import clock, goal
from outreach.goal import Plan
from outreach.lessons import Lesson
from outreach.settings import Settings
from tests import world
from tests.browser import Browser, served

SIGN_UP = "Sign up for this class"


def in_days(number: int) -> dict[str, Any]:
    return {"day": clock.today() + timedelta(days=number)}


def running() -> dict[str, Any]:
    return {"starts": date(clock.today().year - 1, 4, 1), "ends": date(clock.today().year + 3, 3, 31)}


async def held(lesson: Lesson, *, attendance: int = 9, confirmed: bool = True) -> None:
    report = await goal.report(
        lesson, held=True, attendance=attendance, note="", by=await world.staff(role="coordinator")
    )
    if confirmed:
        await goal.confirm(lesson.city_id, report, by=await world.staff(role="coordinator", login="second"))


async def test_home_shows_the_telephone_before_all_classes(browser: Browser) -> None:
    await world.lesson()
    page = await browser.open("/morioka")
    assert page.html.index("019-600-0000") < page.html.index("はじめてのスマートフォン")
    assert page.language == "ja"
    assert page.answer.headers["cache-control"] == "no-cache"


async def test_home_shows_the_next_six_classes_soonest_first(browser: Browser) -> None:
    for number in range(8, 0, -1):
        course = await world.course(slug=f"c{number}", title={"en": f"Course {number}"})
        await world.lesson(course=course, **in_days(number))
    page = await browser.open("/morioka/en")
    assert [words for words in page.links() if words.startswith("Course")] == [f"Course {n}" for n in range(1, 7)]


async def test_home_without_classes_says_whom_to_call(browser: Browser) -> None:
    await world.morioka()
    assert "Please call us" in (await browser.open("/morioka/en")).text


async def test_home_counts_a_class_once_a_second_person_confirms_it(browser: Browser) -> None:
    course = await world.course()
    await world.goal(None, course, **running())
    first, second = await world.held_lesson(), await world.held_lesson()
    await held(first, confirmed=False)
    assert "0 of 130 classes have been held. 130 to go." in (await browser.open("/morioka/en")).text
    await held(second)
    page = await browser.open("/morioka/en")
    assert "1 of 130 classes have been held. 129 to go." in page.text
    assert "classes a month are still needed" in page.text


async def test_home_says_which_classes_wait_for_their_second_signature(browser: Browser) -> None:
    await world.goal(None, await world.course(), **running())
    await world.lesson(**in_days(-2))
    assert "1 class is over but not confirmed yet, so it is not counted." in (await browser.open("/morioka/en")).text


async def test_home_has_a_stamp_for_every_class_that_leads_to_its_record(browser: Browser) -> None:
    course = await world.course()
    await world.goal(None, course, **running(), target=12)
    done, planned = await world.held_lesson(), await world.lesson()
    await held(done)
    page = await browser.open("/morioka/en")
    stamps = [e for e in page.document.elements if (e.get("class") or "").startswith("stamp stamp-")]
    cells = [e for e in stamps if page.document.inside(e, "ol") is not None]
    kinds = [e.get("class", "").removeprefix("stamp stamp-") for e in cells]
    assert (len(kinds), kinds.count("held"), kinds.count("planned")) == (12, 1, 1)
    leads = {e.get("class"): e.get("href") for e in cells if e.tag == "a"}
    assert leads == {
        "stamp stamp-held": f"/morioka/en/classes/{done.id}",
        "stamp stamp-planned": f"/morioka/en/classes/{planned.id}",
    }


async def test_home_says_of_an_ended_plan_that_there_are_no_records_never_zero(browser: Browser) -> None:
    await world.goal(None, await world.course(), starts=date(2021, 4, 1), ends=date(2026, 3, 31))
    page = await browser.open("/morioka/en")
    assert "There are no records here." in page.text
    assert "0 of 130" not in page.text
    assert "0 classes have been held" not in page.text


async def test_home_calls_a_sample_plan_a_sample(browser: Browser) -> None:
    made = await world.goal(None, await world.course(), **running())
    assert "made up to show how these pages work" not in (await browser.open("/morioka/en")).text
    await Plan.filter(id=made.plan_id).update(is_sample=True)
    assert "made up to show how these pages work" in (await browser.open("/morioka/en")).text


async def test_home_counts_a_goal_without_a_number_and_makes_up_no_pace(browser: Browser) -> None:
    await world.goal(None, await world.course(), **running(), target=None)
    await held(await world.held_lesson())
    page = await browser.open("/morioka/en")
    assert "1 class has been held." in page.text
    assert "still needed" not in page.text
    assert "Still to be found" not in page.text


async def test_home_is_found_at_the_front_door(browser: Browser) -> None:
    await world.morioka()
    page = await (await browser.open("/en")).follow("Morioka")
    assert (page.path, page.heading) == ("/morioka/en", "Smartphone classes in Morioka")


async def test_a_stored_home_is_made_once_and_is_the_same_for_the_signed_in(settings: Settings) -> None:
    lasting = settings.model_copy(update={"stored_seconds": 600})
    async with served(lasting) as app:
        await world.morioka()
        browser = Browser(app)
        empty = await browser.open("/morioka/en")
        await world.lesson()
        assert (await browser.open("/morioka/en")).html == empty.html
        assert "first smartphone" in (await browser.open("/morioka/en/classes")).text


async def test_classes_shows_neither_drafts_nor_staff_training_nor_what_is_over(browser: Browser) -> None:
    await world.lesson(status="draft")
    await world.lesson(course=await world.course(slug="staff", audience="staff"))
    await world.lesson(starts_at=clock.now() - timedelta(hours=2))
    await world.lesson(await world.tomi())
    assert "No class is planned" in (await browser.open("/morioka/en/classes")).text


async def test_classes_are_narrowed_by_course_centre_day_and_words(browser: Browser) -> None:
    maps = await world.course(slug="maps", title={"ja": "地図", "en": "Maps"})
    west = await world.centre(key="west", name={"ja": "西部公民館", "en": "West"}, kana="セイブコウミンカン")
    await world.lesson(course=maps, **in_days(1))
    await world.lesson(centre=west, **in_days(8))
    asked = {
        f"?course={maps.id}": "1 class",
        f"?centre={west.id}": "1 class",
        f"?day={clock.today() + timedelta(days=5)}": "1 class",
        "?q=%E3%81%9B%E3%81%84%E3%81%B6": "1 class",
        "?q=MAPS": "1 class",
        "?q=maps+west": "0 classes",
        f"?course={maps.id}&centre={west.id}": "0 classes",
        "?course=99999999999999999999": "0 classes",
        "": "2 classes",
    }
    for query, count in asked.items():
        assert f"{count} " in (await browser.open(f"/morioka/en/classes{query}")).text, query


async def test_classes_keeps_what_was_asked_and_leads_back_to_all(browser: Browser) -> None:
    await world.lesson()
    page = await (await browser.open("/morioka/en")).form("/classes").fill(q="nowhere").submit()
    assert page.form("/classes").value("Words") == "nowhere"
    assert "No class matches" in page.text
    assert (await page.follow("Show all classes")).path == "/morioka/en/classes"


@pytest.mark.parametrize("day", ["x", "2026-13-01", "2026-02-30", "٢٠٢٦", "1" * 500])
async def test_classes_says_so_where_a_day_does_not_exist(browser: Browser, day: str) -> None:
    await world.lesson()
    page = await browser.open("/morioka/en/classes", day=day)
    assert page.status == 422
    assert "a date that exists" in page.form("/classes").error("From this day on")


async def test_classes_needs_as_many_queries_for_one_as_for_many(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    engine = type(next(iter(connections.all())))
    for name in ("execute_query", "execute_query_dict"):
        monkeypatch.setattr(engine, name, noting(asked, getattr(engine, name)))
    counts = []
    for _round in range(2):
        for number in range(6):
            await world.lesson(course=await world.course(slug=f"c{number}"), **in_days(number + 1))
        asked.clear()
        await Browser(app).open("/morioka/en/classes")
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


def noting(asked: list[str], original: Any) -> Any:
    async def noted(client: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(query)
        return await original(client, query, *args, **kwargs)

    return noted


async def test_lesson_shows_when_where_and_what_to_bring(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/en/classes/{lesson.id}")
    assert page.heading == "Your first smartphone"
    for words in (
        "1:30 pm to 3 pm",
        "Central Community Centre",
        "Training room",
        "愛宕町14-1",
        "its charger",
        "10 seats left",
    ):
        assert words in page.text
    assert (await page.follow(SIGN_UP)).heading == "Sign up for a class"


async def test_lesson_is_not_found_where_the_public_may_not_see_it(browser: Browser) -> None:
    await world.tomi()
    draft, shown = await world.lesson(status="draft"), await world.lesson()
    staff = await world.lesson(course=await world.course(slug="staff", audience="staff"))
    numbers = [f"/morioka/classes/{n}" for n in (draft.id, staff.id, 0, 999, 10**30)]
    for path in [*numbers, f"/tomi/classes/{shown.id}", "/morioka/classes/x"]:
        assert (await browser.open(path)).status == 404, path
        assert (await browser.open(f"{path}/sign-up")).status == 404, path


async def test_lesson_tells_how_it_stands(browser: Browser) -> None:
    soon = await world.lesson(intake_opens_at=clock.now() + timedelta(days=1))
    closed = await world.lesson(intake_closes_at=clock.now() - timedelta(minutes=1))
    full = await world.lesson(capacity=1)
    await world.seat(full)
    over = await world.lesson(starts_at=clock.now() - timedelta(hours=3))
    done = await world.held_lesson()
    await held(done)
    words = {
        soon: "Sign-up opens on",
        closed: "Registration has closed",
        full: "waiting list",
        over: "is over",
        done: "was held",
    }
    for lesson, says in words.items():
        page = await browser.open(f"/morioka/en/classes/{lesson.id}")
        assert says in page.text
        assert (SIGN_UP in page.links()) is False
        assert ("Join the waiting list" in page.links()) is (lesson is full)
