"""Where the desk ends: other cities, impossible numbers, browsers."""

import pytest

from outreach.cities import City
from outreach.registration import Registration
from tests import world
from tests.browser import Browser


async def test_a_page_of_another_citys_row_is_not_found(desk: Browser) -> None:
    tomi = await world.tomi()
    row = await world.seat(await world.lesson(tomi), await world.person(tomi))
    paths = [
        f"/people/{row.participant_id}",
        f"/registrations/{row.id}",
        f"/registrations/{row.id}/paper",
        f"/registrations/{row.id}/cancel",
        f"/classes/{row.lesson_id}",
        f"/classes/{row.lesson_id}/roster",
    ]
    assert [(await desk.open(f"/morioka/desk{path}")).status for path in paths] == [404] * len(paths)
    posts = [
        f"/people/{row.participant_id}/claim",
        f"/registrations/{row.id}/cancel",
        f"/registrations/{row.id}/seat",
    ]
    assert [(await desk.post(f"/morioka/desk{path}")).status for path in posts] == [404] * len(posts)
    assert (await Registration.get()).status == "confirmed"


async def test_another_citys_class_cannot_be_claimed(desk: Browser) -> None:
    lesson = await world.lesson(await world.tomi())
    who = await world.person()
    sent = {"key": "c" * 32, "channel": "phone", "lesson_id": str(lesson.id)}
    page = await desk.post(f"/morioka/en/desk/people/{who.id}/claim", sent)
    assert page.errors == ["This class is not on offer. Please choose another."]


@pytest.mark.parametrize("path", ["/people/9223372036854775808", "/registrations/99999999999999999999", "/classes/0"])
async def test_a_number_that_no_row_can_have_is_not_found(desk: Browser, path: str) -> None:
    assert (await desk.open(f"/morioka/desk{path}")).status == 404


async def test_who_is_not_signed_in_is_led_to_the_sign_in(browser: Browser, city: City) -> None:
    page = await browser.open("/morioka/en/desk")
    assert page.path.startswith("/morioka/en/sign-in")
