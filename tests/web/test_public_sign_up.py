import pytest
from starlette.applications import Starlette

from outreach import clock
from outreach.cities import City
from outreach.db import sql
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from outreach.settings import Settings
from outreach.web.shield import Tries
from tests import world
from tests.browser import Browser, Page

HER = {"name": "佐藤 ハナ", "kana": "さとう はな", "phone": "019-622-4411"}


async def signing_up(browser: Browser, lesson: Lesson, **typed: str) -> Page:
    page = await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")
    return await page.form("/sign-up").fill(None, **HER | typed).submit()


async def test_sign_up_ends_with_a_ticket(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await signing_up(browser, lesson, town="松園", age_band="70s", device="android", needs="前の席")
    row = await Registration.get().select_related("participant")
    assert (page.path, page.heading) == (f"/morioka/en/T/{row.token}", "Ticket")
    assert (row.status, row.channel, row.taken_by) == ("confirmed", "web", "public")
    her = row.participant
    assert (her.name, her.kana, her.phone_last4, her.town) == ("佐藤 ハナ", "サトウ ハナ", "4411", "松園")
    assert (her.age_band, her.device, her.language, her.needs) == ("70s", "android", "en", "前の席")


async def test_sign_up_tells_the_purpose_and_asks_for_no_mail_address(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")
    assert "What we use your details for" in page.text
    assert [c.get("name") for c in page.document.all("input", "select", "textarea")] == [
        *("key", "name", "kana", "phone", "town", "age_band", "device", "language", "needs"),
        *(f"second_{name}" for name in ("name", "kana", "phone", "age_band", "device", "needs")),
    ]
    assert page.answer.headers["cache-control"] == "no-store"


async def test_sign_up_for_a_full_class_says_which_number_on_the_waiting_list(browser: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    await world.seat(lesson, await world.person(name="阿部 一郎", kana="アベ イチロウ"))
    await world.seat(lesson, await world.person(name="工藤 花", kana="クドウ ハナ"))
    form = await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")
    assert "waiting list, as number 2" in form.text
    page = await form.form("/sign-up").fill(None, **HER).submit("Join the waiting list")
    assert "waiting list as number 2" in page.text


async def test_sign_up_sent_twice_takes_one_seat(browser: Browser) -> None:
    lesson = await world.lesson()
    form = (await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")).form("/sign-up").fill(None, **HER)
    assert (await form.submit()).path == (await form.submit()).path
    assert (await Lesson.get(id=lesson.id)).taken == 1


async def test_sign_up_again_with_a_new_form_says_that_she_has_a_seat(browser: Browser) -> None:
    lesson = await world.lesson()
    await signing_up(browser, lesson)
    page = await signing_up(browser, lesson)
    assert (page.status, page.errors) == (422, ["This person is already signed up for this class."])
    assert (await Lesson.get(id=lesson.id)).taken == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "name"),
        ("name", "あ" * 500, "at most 60 characters"),
        ("name", "a\0b", ""),
        ("kana", "", ""),
        ("kana", "佐藤", "kana"),
        ("phone", "", "phone number"),
        ("phone", "123", "phone"),
        ("phone", "なし", "phone"),
        ("town", "x" * 500, ""),
        ("age_band", "120s", "one of the answers"),
        ("device", "fax", "one of the answers"),
        ("language", "tlh", "one of the answers"),
        ("needs", "x" * 500, ""),
    ],
)
async def test_sign_up_says_at_the_field_what_is_wrong_and_keeps_the_rest(
    browser: Browser, field: str, typed: str, sentence: str
) -> None:
    lesson = await world.lesson()
    page = await signing_up(browser, lesson, **{field: typed})
    assert (page.status, page.heading, len(page.errors)) == (422, "Sign up for a class", 1)
    assert sentence in page.errors[0]
    assert page.errors[0] in page.document.html
    assert page.document.by_id[f"field-{field}"].get("aria-invalid") == "true"
    kept = page.form("/sign-up").values
    assert all(kept[name] == [value] for name, value in HER.items() if name != field)
    assert await Participant.all().count() == 0


async def test_sign_up_shows_all_mistakes_at_once(browser: Browser) -> None:
    page = await signing_up(browser, await world.lesson(), name="", kana="", phone="")
    assert len(page.errors) == 3


async def test_sign_up_for_a_class_that_closed_meanwhile_keeps_the_form(browser: Browser) -> None:
    lesson = await world.lesson()
    form = (await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")).form("/sign-up").fill(None, **HER)
    await Lesson.filter(id=lesson.id).update(intake_closes_at=clock.now())
    page = await form.submit()
    assert page.status == 422
    assert "has closed" in page.errors[0]
    assert page.form("/sign-up").value("Your name") == HER["name"]


async def test_sign_up_to_another_citys_class_is_not_found(browser: Browser) -> None:
    lesson = await world.lesson()
    await world.tomi()
    assert (await browser.post(f"/tomi/classes/{lesson.id}/sign-up", HER)).status == 404


@pytest.mark.parametrize("key", ["", "\0", "k" * 5000, "鍵"])
async def test_sign_up_takes_any_key_that_a_program_sends(browser: Browser, key: str) -> None:
    lesson = await world.lesson()
    first = await browser.post(f"/morioka/en/classes/{lesson.id}/sign-up", HER | {"key": key})
    await browser.post(f"/morioka/en/classes/{lesson.id}/sign-up", HER | {"key": key})

    assert first.heading == "Ticket"
    assert (await Lesson.get(id=lesson.id)).taken == 1


async def test_sign_up_of_ten_megabytes_is_too_large(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.post(f"/morioka/en/classes/{lesson.id}/sign-up", HER | {"needs": "x" * 10_000_000})
    assert page.status == 413
    assert page.heading == "This is too large"


async def test_sign_up_from_a_strangers_page_is_refused(browser: Browser) -> None:
    lesson = await world.lesson()
    path = f"/morioka/classes/{lesson.id}/sign-up"
    assert (await browser.send("POST", path, {"Origin": "https://evil.example"}, data=HER)).status == 403
    assert await sql.rows("SELECT id FROM registrations") == []


async def allowing(app: Starlette, sign_ups: int) -> Lesson:
    """A class, and a server that takes so many sign-ups from one address."""
    app.state.tries = Tries(Settings(mode="test", sign_ups_per_hour=sign_ups))
    return await world.lesson()


async def neighbours(browser: Browser, lesson: Lesson, count: int) -> list[Page]:
    return [await signing_up(browser, lesson, phone=f"019-622-44{n:02}") for n in range(count)]


async def test_sign_up_past_the_hours_limit_of_one_address_names_the_phone_and_keeps_the_form(
    app: Starlette, browser: Browser
) -> None:
    lesson = await allowing(app, 2)
    await neighbours(browser, lesson, 2)

    page = await signing_up(browser, lesson, needs="前の席")

    assert page.status == 429
    assert "Please try again in an hour, or call us" in page.errors[0]
    assert (await City.get(slug="morioka")).phone in page.errors[0]
    kept = page.form("/sign-up").values
    assert {name: kept[name] for name in (*HER, "needs")} == {n: [v] for n, v in (HER | {"needs": "前の席"}).items()}
    assert (await Lesson.get(id=lesson.id)).taken == 2


async def test_sign_up_within_the_limit_is_taken(app: Starlette, browser: Browser) -> None:
    lesson = await allowing(app, 3)

    assert [page.heading for page in await neighbours(browser, lesson, 3)] == ["Ticket"] * 3


async def test_sign_up_does_not_tell_past_the_limit_who_has_a_seat(app: Starlette, browser: Browser) -> None:
    lesson = await allowing(app, 1)
    await signing_up(browser, lesson)

    assert (await signing_up(browser, lesson)).errors == (await signing_up(browser, lesson, name="工藤 花")).errors


async def test_sign_up_sent_twice_finds_its_ticket_past_the_limit_too(app: Starlette, browser: Browser) -> None:
    lesson = await allowing(app, 1)
    form = (await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")).form("/sign-up").fill(None, **HER)

    assert [(await form.submit()).heading for _ in range(3)] == ["Ticket"] * 3


@pytest.mark.parametrize("key", ["", "\0", "鍵", "k"])
async def test_sign_up_gets_nothing_past_the_limit_by_a_key(app: Starlette, browser: Browser, key: str) -> None:
    lesson = await allowing(app, 1)
    path = f"/morioka/en/classes/{lesson.id}/sign-up"
    await browser.post(path, HER | {"key": key})

    await browser.post(path, HER | {"key": key, "phone": "019-622-4499"})
    await browser.post(path, HER | {"key": "", "phone": "019-622-4499"})

    assert (await Lesson.get(id=lesson.id)).taken == 1


async def test_sign_up_with_a_slip_of_the_pen_is_not_counted(app: Starlette, browser: Browser) -> None:
    lesson = await allowing(app, 1)
    await signing_up(browser, lesson, phone="123")

    assert (await signing_up(browser, lesson)).heading == "Ticket"


async def test_sign_up_for_a_consultation_is_counted_as_for_a_class(app: Starlette, browser: Browser) -> None:
    await signing_up(browser, await allowing(app, 1))
    advice = await world.lesson(course=await world.course(slug="advice", kind="consultation"), capacity=1)

    page = await signing_up(browser, advice)

    assert (page.status, page.heading) == (429, "Book a consultation")
    assert (await Lesson.get(id=advice.id)).taken == 0
