"""Staff sign in, stay signed in for a while, and sign out; nobody is led astray on the way."""

from datetime import timedelta

import pytest
import time_machine

from outreach import clock
from outreach.accounts import SignIn
from tests import world
from tests.browser import Page

pytestmark = pytest.mark.usefixtures("database")
FORM = "Sign in"


async def _typed(login: str, password: str, path: str = "/morioka/en/sign-in") -> Page:
    browser = await world.visitor()
    page = await browser.open(path)
    return await page.form(FORM).fill(login=login, password=password).submit()


async def test_a_coordinator_signs_in_and_stands_in_the_office() -> None:
    await world.account()

    page = await _typed("coordinator", world.PASSWORD)

    assert page.path == "/morioka/en/office"
    assert "coordinator" in page.text


@pytest.mark.parametrize(
    ("login", "password"),
    [("coordinator", "not-this-one-1"), ("nobody", world.PASSWORD), ("", "only-a-password"), ("x" * 9000, "y" * 9000)],
)
async def test_a_wrong_name_and_a_wrong_password_are_told_alike_and_the_name_stays_typed(
    login: str, password: str
) -> None:
    await world.account()

    page = await _typed(login, password)

    assert page.status == 422
    assert page.errors == ["The name or the password is not right."]
    assert page.form(FORM).values["login"] == [login]
    assert password not in page.html


async def test_a_name_that_no_database_can_keep_is_simply_not_right() -> None:
    await world.account()
    browser = await world.visitor()

    for strange in ("coordinator\0", "\ufffe", "co\nordinator", "' OR 1=1 --"):
        typed = {"login": strange, "password": world.PASSWORD, "next": ""}
        assert (await browser.post("/morioka/en/sign-in", typed)).status == 422


async def test_after_sign_in_one_stands_where_one_wanted_to_go() -> None:
    await world.account()
    browser = await world.visitor()

    asked = await browser.open("/morioka/en/office/classes")
    page = await asked.form(FORM).fill(login="coordinator", password=world.PASSWORD).submit()

    assert page.path == "/morioka/en/office/classes"


@pytest.mark.parametrize(
    "next_",
    [
        "//evil.example/",
        "https://evil.example/morioka/",
        "/tomi/office",
        "/morioka/../tomi",
        "\\\\evil",
        "/morioka\n/x",
    ],
)
async def test_a_link_to_the_sign_in_page_never_leads_away_from_this_city(next_: str) -> None:
    await world.account()
    browser = await world.visitor()

    page = await browser.open("/morioka/en/sign-in", next=next_)
    page = await page.form(FORM).fill(login="coordinator", password=world.PASSWORD, next=next_).submit()

    assert page.path == "/morioka/en/office"


async def test_an_account_of_one_city_does_not_open_another() -> None:
    await world.account(await world.morioka())
    await world.tomi()

    page = await _typed("coordinator", world.PASSWORD, "/tomi/en/sign-in")

    assert page.status == 422


async def test_each_sign_in_has_a_new_secret() -> None:
    await world.account()
    browser = await world.visitor()
    browser.client.cookies.set("outreach", "a-secret-chosen-by-somebody-else")

    page = await browser.open("/morioka/en/sign-in")
    await page.form(FORM).fill(login="coordinator", password=world.PASSWORD).submit()
    kept = [cookie.value for cookie in browser.client.cookies.jar if cookie.name == "outreach"]

    assert "a-secret-chosen-by-somebody-else" not in kept[-1:]
    assert await SignIn.all().count() == 1


async def test_whoever_signs_out_is_out_on_the_server_too() -> None:
    browser = await world.visitor("coordinator")
    secret = browser.client.cookies["outreach"]

    page = await browser.open("/morioka/en/office")
    await page.form("Sign out").submit()
    thief = await world.visitor()
    thief.client.cookies.set("outreach", secret)

    assert (await thief.open("/morioka/en/office")).path.startswith("/morioka/en/sign-in")


async def test_a_sign_in_ends_after_half_an_hour_without_use() -> None:
    browser = await world.visitor("coordinator")

    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=True):
        page = await browser.open("/morioka/en/office")

    assert page.heading == "Sign in (staff)"


async def test_a_sign_in_ends_after_twelve_hours_even_in_use() -> None:
    browser = await world.visitor("coordinator")
    await SignIn.all().update(seen_at=clock.now() + timedelta(hours=12))

    with time_machine.travel(clock.now() + timedelta(hours=12, minutes=1), tick=True):
        page = await browser.open("/morioka/en/office")

    assert page.heading == "Sign in (staff)"


async def test_too_many_wrong_passwords_are_stopped_for_this_name_only() -> None:
    await world.account()
    await world.account(role="clerk")
    app = world.app(sign_ins_per_hour=2)
    browser = await world.visitor(on=app)
    form = (await browser.open("/morioka/en/sign-in")).form(FORM)

    answers = [(await form.fill(login="coordinator", password="wrong-wrong-wrong").submit()).status for _ in range(3)]
    other = await form.fill(login="clerk", password=world.PASSWORD).submit()

    assert answers == [422, 422, 429]
    assert other.status == 200


async def test_a_page_of_another_site_cannot_sign_anybody_out() -> None:
    browser = await world.visitor("coordinator")

    page = await browser.send("POST", "/morioka/sign-in/out", {"Origin": "https://evil.example"})

    assert page.status == 403


async def test_changing_the_password_ends_every_sign_in() -> None:
    browser = await world.visitor("clerk")
    page = await browser.open("/morioka/en/sign-in/password")
    new = "sakura-no-shita-de"

    done = await page.form("Change the password").fill(old=world.PASSWORD, password=new, again=new).submit()

    assert done.heading == "Sign in (staff)"
    assert not await SignIn.filter(ended_at=None).exists()
    assert (await _typed("clerk", new)).status == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong-wrong-wrong", "sakura-no-shita-de", "sakura-no-shita-de", "The present password is not right."),
        (world.PASSWORD, "short", "short", "Please choose a password of 12 to 128 characters."),
        (world.PASSWORD, "sakura-no-shita-de", "sakura-no-shita-da", "The two new passwords are not the same."),
    ],
)
async def test_a_new_password_is_typed_twice_alike_long_and_with_the_old_one(
    old: str, new: str, again: str, sentence: str
) -> None:
    browser = await world.visitor("clerk")
    page = await browser.open("/morioka/en/sign-in/password")

    page = await page.form("Change the password").fill(old=old, password=new, again=again).submit()

    assert page.status == 422
    assert page.errors == [sentence]
