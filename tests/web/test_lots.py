"""The draw as residents see it: what is promised, what was drawn, and the record that anybody runs again."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from outreach import clock, registration
from outreach.cli import run
from outreach.lessons import Lesson, Lottery
from outreach.lessons.lots import choose
from outreach.registration import lottery
from tests import world
from tests.browser import Browser
from tests.registration.wishing import CLERK, people, take, wish

pytestmark = pytest.mark.usefixtures("database")
NEXT_WEEK: dict[str, Any] = {"day": clock.today() + timedelta(days=7), "capacity": 3}


async def drawn_class(**over: Any) -> Lesson:
    now = clock.now()
    lesson = await world.lesson(
        **NEXT_WEEK | {"draws_at": now + timedelta(days=2), "intake_opens_at": now + timedelta(seconds=1)} | over
    )
    await choose(lesson.id, now)
    return lesson


def later(**length: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(**length))


def path(lesson: Lesson, rest: str = "") -> str:
    return f"/morioka/en/classes/{lesson.id}{rest}"


async def test_a_class_says_that_lots_decide_and_until_when() -> None:
    lesson = await drawn_class()
    with later(minutes=1):
        browser = await world.visitor()
        page = await browser.open(path(lesson))
        assert "Seats are drawn by lot on" in page.text
        assert "it makes no difference who comes first" in page.text
        assert page.link("Take part in the draw").endswith("/sign-up")
        listed = await browser.open("/morioka/en/classes")
        assert "Seats are drawn by lot" in listed.text
        assert "3 seats left" not in listed.text
        draw = await page.follow("How the draw works")
    assert draw.heading == "Drawing seats by lot"
    assert (await Lottery.get(lesson_id=lesson.id)).seed_hash in draw.text
    assert "two chances" in draw.text


async def test_before_the_draw_the_promise_is_public_and_the_seed_is_not() -> None:
    lesson = await drawn_class()
    told = json.loads((await (await world.visitor()).open(path(lesson, "/lots.json"))).text)
    assert set(told) == {"version", "class", "committed_at", "intake_opens_at", "draws_at", "seed_hash"}
    assert told["seed_hash"] == (await Lottery.get(lesson_id=lesson.id)).seed_hash


async def test_after_the_draw_everybody_finds_her_number_and_no_name_stands_there() -> None:
    lesson = await drawn_class()
    with later(minutes=1):
        for who in await people(4):
            await take(lesson, who)
        one, two = await world.person(name="及川 キヨ"), await world.person(name="及川 正", kana="オイカワ タダシ")
        await registration.register_party(wish(lesson), [one.id, two.id], key="", by=CLERK)
    with later(days=2, minutes=1):
        browser = await world.visitor()
        assert "being drawn" in (await browser.open(path(lesson, "/lots"))).text
        assert await lottery.draw(lesson.id)
        page = await (await world.visitor()).open(path(lesson))
        assert "Seats are drawn by lot" not in page.text
        draw = await page.follow("Result of the draw")
    assert "3 seats were drawn." in draw.text
    assert "number 1 on the waiting list" in draw.text
    assert "the result is the same" in draw.text
    assert len(draw.document.all("tr")) == 1 + 5
    assert "及川" not in draw.html


async def test_a_class_without_a_draw_and_a_cancelled_one_say_so() -> None:
    plain, off = await world.lesson(), await drawn_class(status="cancelled")
    browser = await world.visitor()
    assert "first come, first served" in (await browser.open(path(plain, "/lots"))).text
    assert (await browser.open(path(plain, "/lots.json"))).status == 404
    assert "nothing is drawn" in (await browser.open(path(off, "/lots"))).text
    assert "Result of the draw" not in (await browser.open(path(off))).links()
    assert (await browser.open(path(await drawn_class(status="draft"), "/lots"))).status == 404


async def test_seats_kept_for_the_phone_are_told_and_when_no_others_are_left_the_web_says_call_us() -> None:
    until = clock.now() + timedelta(days=1)
    lesson = await world.lesson(**NEXT_WEEK, phone_seats=2, phone_until=until)
    browser = await world.visitor()
    page = await browser.open(path(lesson))
    assert "2 of the seats are kept for people who phone" in page.text
    assert "Sign up for this class" in page.links()
    await registration.register(wish(lesson, "web"), (await world.person()).id, key="", by=CLERK)
    page = await (await world.visitor()).open(path(lesson))
    assert "The seats that are left are kept until" in page.text
    assert "019-600-0000" in page.text
    assert "Sign up for this class" not in page.links()
    with later(days=1, minutes=1):
        page = await (await world.visitor()).open(path(lesson))
    assert "Sign up for this class" in page.links()
    assert "kept" not in page.text


async def test_both_languages_show_the_draw() -> None:
    lesson = await drawn_class()
    page = await Browser(world.app()).open(f"/morioka/classes/{lesson.id}/lots")
    assert page.language == "ja"
    assert "抽選" in page.heading


async def published(lesson: Lesson, folder: Path) -> Path:
    """The record as its public page gives it, kept as a file."""
    page = await (await world.visitor()).open(path(lesson, "/lots"))
    record = await page.follow("The draw as a file")
    assert record.answer.headers["content-type"] == "application/json"
    file = folder / "lots.json"
    file.write_bytes(record.answer.content)
    return file


async def test_the_published_record_of_a_closed_class_is_run_again_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson = await drawn_class()
    promised = (await Lottery.get(lesson_id=lesson.id)).seed_hash
    with later(minutes=1):
        for who in await people(7):
            await take(lesson, who)
    with later(days=2, minutes=1):
        await lottery.draw(lesson.id)
    with later(days=8):
        file = await published(lesson, tmp_path)

    assert await _in_thread("lottery", "verify", str(file), "--hash", promised) == 0
    assert "the result is the same for all 7 entries" in capsys.readouterr().out
    record = json.loads(file.read_text())
    record["result"][0], record["result"][-1] = record["result"][-1], record["result"][0]
    file.write_text(json.dumps(record))
    assert await _in_thread("lottery", "verify", str(file)) == 1
    assert "the seats do not follow from the order" in capsys.readouterr().out


async def test_the_command_tells_another_promise_and_a_draw_that_is_still_to_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson = await drawn_class()
    promise = await published(lesson, tmp_path)
    assert await _in_thread("lottery", "verify", str(promise)) == 1
    assert "still to come" in capsys.readouterr().err
    with later(days=2, minutes=1):
        await lottery.draw(lesson.id)
        file = await published(lesson, tmp_path)
    assert await _in_thread("lottery", "verify", str(file), "--hash", "0" * 64) == 1
    assert "not the one that you noted" in capsys.readouterr().out
    for text in ("{", "[]", "\udcff"):
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        assert await _in_thread("lottery", "verify", str(file)) == 1


async def _in_thread(*words: str) -> int:
    """The command as it runs in a process of its own, beside this test's loop."""
    return await asyncio.to_thread(run, words)


async def test_from_the_coordinators_form_to_a_result_that_anybody_draws_again(tmp_path: Path) -> None:
    """The whole walk: planned with a draw, promised, applied for on the web, drawn by the server, checked."""
    day = world.working_day(20)
    centre = await world.centre()
    office = await world.visitor("coordinator")
    page = await office.open("/morioka/en/office/classes/new")
    form = page.form("Plan this class").fill(
        None,
        course_id=str((await world.course()).id),
        place=f"{centre.id}-{(await world.room(centre)).id}",
        instructor_id=str((await world.instructor()).id),
        day=day.isoformat(),
        starts="10:00",
        ends="11:30",
        capacity="1",
        draws_day=(day - timedelta(days=7)).isoformat(),
    )
    assert "Seats are drawn by lot on" in (await form.submit("Plan this class")).text
    lesson = await Lesson.get()
    noted = json.loads((await (await world.visitor()).open(path(lesson, "/lots.json"))).text)["seed_hash"]

    for number, (name, kana) in enumerate([("佐藤 ハナ", "さとう はな"), ("阿部 一郎", "あべ いちろう")], 1):
        resident = await (await world.visitor()).open(path(lesson, "/sign-up"))
        her = {"name": name, "kana": kana, "phone": f"019-622-440{number}"}
        ticket = await resident.form("/sign-up").fill(None, **her).submit("Take part in the draw")
        assert f"Your number in the draw is {number}" in ticket.text

    assert lesson.draws_at is not None
    with time_machine.travel(lesson.draws_at + timedelta(minutes=1)):
        assert await registration.sweep() == 1
        file = await published(lesson, tmp_path)
        assert await registration.sweep() == 0
    statuses = await registration.Registration.filter(lesson_id=lesson.id).values_list("status", flat=True)
    assert sorted(str(one) for one in statuses) == ["confirmed", "waiting"]
    assert await _in_thread("lottery", "verify", str(file), "--hash", noted) == 0
