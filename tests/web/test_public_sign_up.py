from datetime import timedelta

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
from tests.document import said

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
    tree = page.document
    assert [c.get("name") for c in tree.all("input", "select", "textarea") if tree.inside(c, "main") is not None] == [
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


HIM = {"second_name": "佐藤 一郎", "second_kana": "さとう いちろう"}


async def column(of: type[Participant | Registration], name: str) -> list[object]:
    """One column of all rows, in their order."""
    return [row[name] for row in await of.all().order_by("id").values(name)]


async def mailing() -> None:
    await world.morioka()
    await City.filter(slug="morioka").update(mail_from="classes@city.example.jp")


async def test_sign_up_for_two_ends_with_a_ticket_for_each_on_one_phone(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await signing_up(browser, lesson, **HIM, second_needs="筆談", language="ja")
    first, second = await Registration.all().order_by("id").select_related("participant")
    assert page.path == f"/morioka/en/T/{first.token}"
    assert [one.participant.name for one in (first, second)] == [HER["name"], HIM["second_name"]]
    assert {one.participant.phone_e164 for one in (first, second)} == {first.participant.phone_e164}
    assert [one.participant.needs for one in (first, second)] == ["", "筆談"]
    assert [one.participant.language for one in (first, second)] == ["ja", "ja"]
    assert (first.status, second.status, first.party) == ("confirmed", "confirmed", second.party)
    assert (await page.follow("Ticket ")).path == f"/morioka/en/T/{second.token}"


async def test_sign_up_for_two_keeps_the_second_ones_own_phone(browser: Browser) -> None:
    await signing_up(browser, await world.lesson(), **HIM, second_phone="090-1234-5678")
    assert await column(Registration, "participant__phone_last4") == ["4411", "5678"]


async def test_sign_up_for_two_where_one_seat_is_left_lets_both_wait(browser: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    await signing_up(browser, lesson, **HIM)
    assert await column(Registration, "status") == ["waiting"] * 2
    assert await column(Registration, "place") == [1, 1]
    assert (await Lesson.get(id=lesson.id)).taken == 0


async def test_sign_up_for_two_sent_three_times_takes_two_seats(browser: Browser) -> None:
    lesson = await world.lesson()
    form = (await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")).form("/sign-up").fill(None, **HER, **HIM)
    assert len({(await form.submit()).path for _time in range(3)}) == 1
    assert (await Lesson.get(id=lesson.id)).taken == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("second_name", ""),
        ("second_name", "あ" * 500),
        ("second_kana", ""),
        ("second_kana", "佐藤"),
        ("second_kana", HER["kana"]),
        ("second_phone", "12"),
        ("second_age_band", "120s"),
        ("second_device", "fax"),
        ("second_needs", "x" * 500),
    ],
)
async def test_sign_up_says_at_the_second_ones_field_what_is_wrong_and_keeps_the_rest(
    browser: Browser, field: str, typed: str
) -> None:
    page = await signing_up(browser, await world.lesson(), **HIM | {field: typed})
    assert (page.status, len(page.errors)) == (422, 1)
    assert page.errors[0].startswith("Second person: ")
    assert page.document.by_id[f"field-{field}"].get("aria-invalid") == "true"
    folded = [one for one in page.document.all("details") if page.document.inside(one, "main") is not None]
    assert ["open" in one.attrib for one in folded] == [True]
    kept = page.form("/sign-up").values
    assert all(kept[name] == [value] for name, value in (HER | HIM).items() if name != field)
    assert await Participant.all().count() == 0


async def test_sign_up_tells_a_mistake_in_what_both_share_once(browser: Browser) -> None:
    page = await signing_up(browser, await world.lesson(), **HIM, phone="123", needs="x" * 500)
    assert len(page.errors) == 2
    assert not any(error.startswith("Second person") for error in page.errors)


async def test_sign_up_shows_the_mistakes_of_both_at_once(browser: Browser) -> None:
    page = await signing_up(browser, await world.lesson(), kana="", second_name="佐藤 一郎", second_phone="1")
    assert len(page.errors) == 3


@pytest.mark.parametrize("blank", ["", "  ", "\u3000"])
async def test_sign_up_of_one_is_not_stopped_by_the_second_ones_empty_fields(browser: Browser, blank: str) -> None:
    page = await signing_up(browser, await world.lesson(), second_name=blank, second_kana=blank)
    assert page.heading == "Ticket"
    assert await column(Registration, "party") == [""]


async def test_sign_up_asks_for_an_address_only_where_the_city_sends_mails(browser: Browser) -> None:
    await mailing()
    lesson = await world.lesson()
    page = await signing_up(browser, lesson, **HIM, email="hana@example.jp")
    assert page.heading == "Ticket"
    assert await column(Participant, "email") == ["hana@example.jp"] * 2
    assert await column(Registration, "ticket_by") == ["mail"] * 2


async def test_sign_up_of_somebody_known_leaves_what_is_kept_of_her(browser: Browser) -> None:
    await mailing()
    await signing_up(browser, await world.lesson())
    await signing_up(browser, await world.lesson(), email="evil@example.jp")
    assert await column(Participant, "email") == [""]
    assert await column(Registration, "ticket_by") == ["", ""]


async def test_sign_up_without_an_address_sends_no_mail(browser: Browser) -> None:
    await mailing()
    await signing_up(browser, await world.lesson())
    assert await column(Registration, "ticket_by") == [""]


async def test_sign_up_keeps_no_address_that_a_program_sends_to_a_city_without_mails(browser: Browser) -> None:
    lesson = await world.lesson()
    await browser.post(f"/morioka/en/classes/{lesson.id}/sign-up", HER | {"email": "hana@example.jp"})
    assert await column(Participant, "email") == [""]


async def test_sign_up_for_seats_that_are_kept_for_the_phone_names_it_large_and_keeps_the_form(
    browser: Browser,
) -> None:
    until = clock.now() + timedelta(hours=3)
    lesson = await world.lesson(capacity=2, phone_seats=2, phone_until=until)
    page = await signing_up(browser, lesson)
    assert (page.status, len(page.errors)) == (422, 1)
    shown = [one for one in page.document.elements if one.get("class") == "by-phone-number"]
    assert [said(one) for one in shown] == ["019-600-0000"]
    assert "weekdays, 9 am to 5 pm" in page.text
    assert page.form("/sign-up").value("Your name") == HER["name"]
    assert await sql.rows("SELECT id FROM registrations") == []


async def test_control_the_same_seats_are_had_on_the_web_when_nobody_keeps_them(browser: Browser) -> None:
    until = clock.now() - timedelta(hours=3)
    lesson = await world.lesson(capacity=2, phone_seats=2, phone_until=until)
    assert (await signing_up(browser, lesson)).heading == "Ticket"


async def test_sign_up_for_a_draw_ends_with_a_number_for_both(browser: Browser) -> None:
    day = world.working_day(14)
    lesson = await world.lesson(day=day, draws_at=clock.now() + timedelta(days=3))
    form = await browser.open(f"/morioka/en/classes/{lesson.id}/sign-up")
    assert "Seats are drawn by lot" in form.text
    page = await form.form("/sign-up").fill(None, **HER, **HIM).submit("Take part in the draw")
    assert "Your number in the draw is 1" in page.text
    assert await column(Registration, "status") == ["applied"] * 2
    assert await column(Registration, "number") == [1, 1]


async def test_a_party_past_the_limit_of_its_address_is_one_sign_up(app: Starlette, browser: Browser) -> None:
    lesson = await allowing(app, 1)
    assert (await signing_up(browser, lesson, **HIM)).heading == "Ticket"
    assert (await signing_up(browser, lesson, phone="019-622-4499")).status == 429
