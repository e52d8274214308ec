"""Was it saved, and is a call unfinished: after details that were kept without a class, and after a refusal."""

import pytest

from outreach import once
from outreach.people import Participant
from outreach.registration import Registration
from tests import world
from tests.browser import Browser, Page
from tests.web.desk.walking import NEWCOMER, person_page

KEY = "ab" * 16
ALONG = {"key": KEY, "channel": "phone", "more": "yes", **NEWCOMER}
ASKED = {"key": KEY, "lesson_id": ""}


async def saved(desk: Browser, **over: str) -> Page:
    return await desk.post("/morioka/en/desk/saved", ASKED | over)


async def test_details_that_were_kept_for_later_were_saved_and_lead_on_to_the_class(desk: Browser) -> None:
    lesson = await world.lesson()
    hana = await world.person()
    await desk.post("/morioka/en/desk/new", ALONG | {"with": str(hana.id), "lesson_id": str(lesson.id)})
    fumi = await Participant.get(name=NEWCOMER["name"])
    for _time in range(3):
        page = await saved(desk, **{"with": str(hana.id), "lesson_id": str(lesson.id)})
        assert "It was saved." in page.text
        assert page.link("Choose the class G") == (
            f"/morioka/en/desk/people/{hana.id}?with={fumi.id}&lesson={lesson.id}"
        )


async def test_details_that_were_not_kept_are_not_kept_afterwards_either(desk: Browser) -> None:
    await world.lesson()
    assert "It was not saved." in (await saved(desk)).text
    late = await desk.post("/morioka/en/desk/new", ALONG)
    assert late.status == 422
    assert await Participant.all().count() == 0


async def test_a_late_draft_brings_no_call_back_whose_details_were_kept(desk: Browser) -> None:
    await world.lesson()
    await desk.post("/morioka/en/desk/new", ALONG)
    assert (await desk.post("/morioka/en/desk/draft", {"key": KEY, **NEWCOMER})).status == 204
    assert "An unfinished call" not in (await desk.open("/morioka/en/desk")).text


async def test_control_a_form_that_is_not_used_up_would_come_back(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.lesson()

    async def leaves_it(*_what: object) -> None:
        return None

    monkeypatch.setattr(once, "settle", leaves_it)
    await desk.post("/morioka/en/desk/new", ALONG)
    await desk.post("/morioka/en/desk/draft", {"key": KEY, **NEWCOMER})
    assert "An unfinished call" in (await desk.open("/morioka/en/desk")).text


async def test_kept_twice_it_is_the_same_person_and_the_same_answer(desk: Browser) -> None:
    await world.lesson()
    first, second = [await desk.post("/morioka/en/desk/new", ALONG) for _time in range(2)]
    assert first.path == second.path
    assert await Participant.all().count() == 1


@pytest.mark.parametrize("typed", ["だれも", ""])
async def test_after_another_form_of_the_page_was_refused_a_seat_is_still_taken_once(desk: Browser, typed: str) -> None:
    await world.lesson()
    page = await person_page(desk, await world.person())
    page = await page.form("Add W").fill(q=typed).submit()
    claim = page.form("/claim")
    assert claim.values["channel"] == ["phone"]
    first, second = [await claim.submit("Reserve a seat") for _time in range(2)]
    assert (first.status, first.path) == (second.status, second.path)
    row = await Registration.get()
    assert first.path == f"/morioka/en/desk/registrations/{row.id}"
    asked = {"key": claim.values["key"][0], "lesson_id": str(row.lesson_id), "each": "yes"}
    assert "It was saved." in (await saved(desk, **asked)).text


@pytest.mark.parametrize("asked", ["unmerge", "merge"])
async def test_after_a_refused_merge_a_seat_is_still_taken_once(desk: Browser, asked: str) -> None:
    await world.lesson()
    hana = await world.person()
    page = await desk.post(f"/morioka/en/desk/people/{hana.id}/{asked}", {"merge_id": "99", "gone_id": "99"})
    assert page.status == 422
    first, second = [await page.form("/claim").submit("Reserve a seat") for _time in range(2)]
    assert (first.status, first.path) == (200, second.path)
    assert await Registration.all().count() == 1


async def test_what_no_page_can_hold_is_left_out_of_a_draft_that_is_gone_on_with(desk: Browser) -> None:
    await world.lesson()
    await desk.post("/morioka/en/desk/draft", {"key": KEY, "name": "工藤\x0b\x00 文\x1f"})
    page = await (await desk.open("/morioka/en/desk")).follow("Go on with it")
    assert page.form("/desk/new").values["name"] == ["工藤 文"]
    assert not [sign for sign in page.html if ord(sign) < 32 and sign not in "\n\t\r"]
