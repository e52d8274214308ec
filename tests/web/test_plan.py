"""Planning a class on its page: what is in the way is said while one edits, with what else is free."""

from datetime import time, timedelta
from typing import Any

import pytest

from outreach.departments import Department
from outreach.kits import Kit
from outreach.lessons import Acceptance, Lesson
from outreach.venues import Room
from tests import world
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")
PATH = "/morioka/en/office/classes/new"


async def _typed(**over: str) -> dict[str, str]:
    centre = await world.centre()
    typed = {
        "course_id": str((await world.course()).id),
        "place": f"{centre.id}-{(await Room.filter(centre_id=centre.id).order_by('id'))[0].id}",
        "instructor_id": str((await world.instructor()).id),
        "day": world.working_day().isoformat(),
        "starts": "10:00",
        "ends": "11:30",
        "capacity": "4",
    }
    return typed | over


async def _taken(**over: Any) -> Lesson:
    """Somebody else's class in the same room at 10 o'clock."""
    other = await world.instructor(login="instructor2")
    return await world.lesson(day=world.working_day(), at=time(10), instructor=other, **over)


async def test_without_a_script_a_button_tells_what_is_in_the_way_and_saves_nothing() -> None:
    lesson = await _taken()
    browser = await world.visitor("coordinator")
    page = await browser.open(PATH)

    page = await page.form("Plan this class").fill(None, **await _typed()).submit("Check for clashes")

    assert page.status == 200
    assert "Training room is taken by “Your first smartphone”" in page.text
    assert page.links()["Show that class"].endswith(f"/office/classes/{lesson.id}")
    assert page.form("Plan this class").values["capacity"] == ["4"]
    assert await Lesson.all().count() == 1


async def test_nothing_in_the_way_is_said_too() -> None:
    page = await (await world.visitor("coordinator")).post(PATH, {**await _typed(), "do": "check"})

    assert "Nothing is in the way." in page.text
    assert 'id="clash-reason" hidden' in page.html


async def test_what_is_free_fills_the_form_when_it_is_pressed() -> None:
    await _taken()
    centre = await world.centre()
    other = await Room.create(centre=centre, name={"en": "Meeting room"}, capacity=10)
    browser = await world.visitor("coordinator")
    page = await browser.post(PATH, {**await _typed(), "do": "check"})

    by_room = await page.form("Plan this class").submit("Meeting room")
    by_time = await page.form("Plan this class").submit("11:30 am to 1 pm")

    assert by_room.form("Plan this class").values["place"] == [f"{centre.id}-{other.id}"]
    assert by_time.form("Plan this class").values["starts"] == ["11:30"]
    assert by_time.form("Plan this class").values["ends"] == ["13:00"]
    assert "Nothing is in the way." in by_room.text
    assert "Nothing is in the way." in by_time.text
    assert (await by_time.form("Plan this class").submit()).status == 200
    assert await Lesson.all().count() == 2


async def test_a_hard_clash_refuses_and_stands_at_its_field() -> None:
    await _taken()

    page = await (await world.visitor("coordinator")).post(PATH, await _typed())

    assert page.status == 422
    assert any("is taken by" in error for error in page.errors)
    assert 'href="#field-place"' in page.html
    assert "This is free instead:" in page.text


async def test_a_soft_clash_asks_why_and_the_class_shows_the_reason() -> None:
    await _taken()
    browser = await world.visitor("coordinator")

    page = await browser.post(PATH, await _typed(starts="11:30", ends="12:30", setup_minutes="15", key="k" * 32))
    assert page.status == 422
    assert page.errors == ["Please write why it should be planned all the same, or choose another time or place."]
    page = await page.form("Plan this class").fill(reason="会場と打合せ済み").submit()

    assert (await Acceptance.get()).kinds == ["padding"]
    assert "会場と打合せ済み" in page.text
    assert "little time to set up and clear" in page.text
    assert "Minutes to set up before 15" in page.text


async def test_the_script_is_answered_in_the_same_words() -> None:
    await _taken()
    browser = await world.visitor("coordinator")

    page = await browser.post(f"{PATH}/clashes", await _typed())

    assert page.status == 200
    assert "clash-answer" in page.document.by_id
    assert "Training room is taken by “Your first smartphone”" in page.text
    back = await page.form("Back to the form").submit("Back to the form")
    assert back.form("Plan this class").values["starts"] == ["10:00"]


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"place": ""}, "As soon as the place"),
        ({"starts": ""}, "As soon as the place"),
        ({"course_id": "", "capacity": ""}, "Nothing is in the way."),
        ({"day": "2027-02-30"}, "a date that exists"),
        ({"ends": "09:00"}, "must end after it begins"),
        ({"day": "2020-01-06"}, "This day is over."),
        ({"capacity": "31"}, "seats from 1 to 30"),
        ({"place": "999999"}, "choose one of the answers"),
        ({"capacity": "9"}, "2 assistants are needed"),
    ],
)
async def test_the_answer_follows_what_is_typed_so_far(over: dict[str, str], words: str) -> None:
    browser = await world.visitor("coordinator")

    page = await browser.post(f"{PATH}/clashes", await _typed(**over))

    assert page.status == 200
    assert words in page.text


async def test_everything_that_a_class_needs_is_kept_and_shown() -> None:
    city = await world.morioka()
    kit = await Kit.create(city=city, key="a", name={"en": "Android phones"}, count=6)
    welfare = await Department.create(city=city, key="a", name={"en": "Welfare"})
    day = world.working_day(30)
    typed = await _typed(
        day=day.isoformat(),
        kit_id=str(kit.id),
        kits="4",
        department_id=str(welfare.id),
        setup_minutes="30",
        clear_minutes="15",
        helpers_wanted="2",
        publish_day=world.working_day(10).isoformat(),
        intake_day=world.working_day(12).isoformat(),
        intake_time="10:00",
    )
    browser = await world.visitor("coordinator")
    page = await browser.open(PATH)

    page = await page.form("Plan this class").fill(None, **typed).submit()

    for words in ("Welfare", "4 of Android phones", "set up before 30", "clear up after 15", "Published by itself on"):
        assert words in page.text
    lesson = await Lesson.get()
    assert (lesson.status, lesson.publish_at) == ("draft", world.moment(world.working_day(10), time(9)))
    assert lesson.intake_opens_at == world.moment(world.working_day(12), time(10))


async def test_another_departments_draft_is_not_published_here() -> None:
    city = await world.morioka()
    ours, theirs = [await Department.create(city=city, key=key, name={"en": key}) for key in ("welfare", "education")]
    draft = await world.lesson(status="draft", department=theirs)
    own = await world.account(role="coordinator")
    own.department = ours
    await own.save()
    browser = await world.visitor("coordinator")

    page = await browser.open(f"/morioka/en/office/classes/{draft.id}")
    forced = await browser.post(f"/morioka/en/office/classes/{draft.id}/publish")

    assert "Publish this class" not in page.text
    assert forced.status == 422
    assert "Another department looks after this." in forced.text
    assert (await Lesson.get()).status == "draft"


async def test_the_answer_asks_as_often_beside_many_classes_as_beside_one() -> None:
    browser = await world.visitor("coordinator")
    counts = []
    for many in (1, 6):
        for number in range(many):
            where = await world.centre(key=f"c{many}-{number}")
            await _taken(centre=where, course=await world.course(slug=f"s{many}-{number}"))
        typed = await _typed()
        for path in (PATH, f"{PATH}/clashes"):
            with counted() as queries:
                await browser.post(path, {**typed, "do": "check"})
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert counts[1] <= 25


async def test_lots_and_seats_for_the_phone_are_chosen_on_the_form_and_shown_afterwards() -> None:
    draw = (world.working_day() - timedelta(days=3)).isoformat()
    browser = await world.visitor("coordinator")
    page = await browser.open(PATH)
    form = page.form("Plan this class").fill(None, **await _typed(draws_day=draw, draws_time="17:00"))
    page = await form.submit("Plan this class")
    lesson = await Lesson.get()
    assert lesson.draws_at == world.moment(world.working_day() - timedelta(days=3), time(17))
    assert "Seats are drawn by lot on" in page.text

    kept = await _typed(starts="14:00", ends="15:00", phone_seats="2", phone_day=draw, publish="yes")
    page = await browser.post(PATH, kept)
    assert "2 until" in page.text
    assert (await Lesson.get(phone_seats=2)).phone_until == world.moment(
        world.working_day() - timedelta(days=3), time(9)
    )


async def test_a_draw_that_cannot_be_is_told_at_its_field_and_the_form_is_open_there() -> None:
    late = (world.working_day() - timedelta(days=1)).isoformat()
    page = await (await world.visitor("coordinator")).post(PATH, await _typed(draws_day=late, phone_seats="99"))
    assert page.status == 422
    assert any("two days before the class" in error for error in page.errors)
    summary = next(one for one in page.document.all("details") if "How seats are given" in "".join(one.itertext()))
    assert summary.get("open") is not None
    assert not await Lesson.all().exists()


async def test_how_seats_are_given_is_changed_on_a_page_of_its_own() -> None:
    lesson = await world.lesson(day=world.working_day(), capacity=10)
    browser = await world.visitor("coordinator")
    page = await (await browser.open(f"/morioka/en/office/classes/{lesson.id}")).follow("How seats are given")
    assert "People can sign up for this class already" in page.text
    day = (world.working_day() - timedelta(days=3)).isoformat()
    page = await page.form("Save").fill(None, phone_seats="11", phone_day=day).submit("Save")
    assert page.errors == ["There are not so many seats in this class."]
    page = await page.form("Save").fill(None, phone_seats="4").submit("Save")
    assert "4 until" in page.text
    page = await page.follow("How seats are given")
    assert page.form("Save").values["phone_seats"] == ["4"]
    assert page.form("Save").values["phone_time"] == ["09:00"]
