"""A registration from the clerk's chair: together, kept for ten minutes, offered, moved, drawn, sent, merged."""

from datetime import timedelta
from typing import Any

import pytest

from outreach import clock, once
from outreach.audit import SYSTEM, AuditEntry
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration, cancel
from outreach.registration.rows import Merge
from tests import world
from tests.browser import Browser, Page
from tests.web.desk.walking import person_page

FAR = timedelta(days=14)


async def far(city: City | None = None, **over: Any) -> Lesson:
    """A class so far ahead that a seat can still be offered."""
    return await world.lesson(city, day=world.working_day(14), **over)


async def taro() -> Participant:
    return await world.person(name="佐藤 太郎", kana="サトウ タロウ")


async def registration_page(desk: Browser, row: Registration) -> Page:
    return await desk.open(f"/morioka/en/desk/registrations/{row.id}")


async def test_a_couple_gets_its_seats_together(desk: Browser) -> None:
    lesson = await far(capacity=2)
    hana = await world.person()
    await taro()
    page = await person_page(desk, hana)
    page = await page.form("Add W").fill(q="さとう たろう").submit()
    assert "together with 佐藤 太郎" in page.text
    page = await page.form("/claim").submit("Reserve 2 seats")
    assert "seats are reserved for you and 1 other person" in page.text
    assert page.link("佐藤 太郎")
    rows = await Registration.filter(lesson_id=lesson.id)
    assert [row.status for row in rows] == ["confirmed", "confirmed"]
    assert len({row.party for row in rows}) == 1
    assert rows[0].party


async def test_two_wait_together_where_only_one_seat_is_free(desk: Browser) -> None:
    lesson = await far(capacity=1)
    hana, other = await world.person(), await taro()
    page = await desk.open(f"/morioka/en/desk/people/{hana.id}?with={other.id}")
    page = await page.form("/claim").submit("Join the waiting list")
    assert page.heading == "On the waiting list, number 1"
    assert {row.place for row in await Registration.all()} == {1}
    assert (await Lesson.get(id=lesson.id)).taken == 0


async def test_a_companion_is_added_once_and_can_be_left_out_again(desk: Browser) -> None:
    await far()
    hana, other = await world.person(), await taro()
    page = await desk.open(f"/morioka/en/desk/people/{hana.id}?with={other.id},{other.id},{hana.id},x,999999")
    assert page.text.count("together with") == 1
    page = await page.follow("does not come")
    assert "together with" not in page.text


async def test_somebody_new_comes_along_with_a_caller_on_record(desk: Browser) -> None:
    lesson = await far()
    hana = await world.person()
    page = await person_page(desk, hana)
    page = await page.form("Add W").fill(q="くどう ふみ").submit()
    assert "Nobody else was found." in page.text
    page = await page.form("A new person comes along N").submit()
    assert "together with 佐藤 ハナ" in page.text
    form = page.form("Sign up for this class U")
    assert form.values["kana"] == ["くどう ふみ"]
    page = await form.fill(None, name="工藤 文", lesson_id=str(lesson.id)).submit("Sign up for this class")
    assert [row.status for row in await Registration.all()] == ["confirmed", "confirmed"]
    assert page.link("工藤 文")


async def test_two_new_people_are_taken_one_after_the_other_and_get_their_seats_together(desk: Browser) -> None:
    lesson = await far()
    page = await desk.open(f"/morioka/en/desk/new?lesson={lesson.id}")
    form = page.form("Sign up for this class U").fill(None, kana="きたやま いち", name="北山 一", phone="019-652-1111")
    page = await form.submit("Keep the details: somebody comes along")
    again = await form.submit("Keep the details: somebody comes along")
    assert page.path == again.path
    assert await Participant.all().count() == 1
    assert await Registration.all().count() == 0
    page = await page.form("A new person comes along N").submit()
    form = page.form("Sign up for this class U").fill(None, kana="きたやま ふたば", name="北山 二葉")
    page = await form.submit("Sign up for this class")
    assert len({row.party for row in await Registration.all()}) == 1
    assert await Registration.all().count() == 2


async def test_a_seat_is_kept_while_she_asks_at_home_and_then_taken(desk: Browser) -> None:
    lesson = await far(capacity=1)
    page = await (await person_page(desk, await world.person())).form("/claim").submit("Keep it for ten minutes")
    assert page.heading == "A seat is kept for some minutes"
    assert "we keep a seat for you until" in page.text
    assert (await Lesson.get(id=lesson.id)).taken == 1
    shown = await desk.open(f"/morioka/en/desk/classes/{lesson.id}")
    assert "Seats that are kept" in shown.text
    page = await page.form("/seat").submit()
    assert page.heading == "A seat is reserved"
    assert (await Registration.get()).status == "confirmed"


async def test_a_kept_seat_that_is_let_go_is_free_again(desk: Browser) -> None:
    lesson = await far(capacity=1)
    page = await (await person_page(desk, await world.person())).form("/claim").submit("Keep it for ten minutes")
    page = await page.form("/cancel").submit()
    assert page.heading == "This registration was cancelled"
    assert (await Lesson.get(id=lesson.id)).taken == 0


async def _offered() -> Registration:
    """Hana waited, a seat became free and was offered to her."""
    lesson = await far(capacity=1)
    first = await world.seat(lesson, await taro())
    row = await world.seat(lesson, await world.person())
    await cancel(first, by=SYSTEM)
    await row.refresh_from_db()
    assert row.status == "offered"
    return row


async def test_an_offered_seat_is_asked_about_and_taken(desk: Browser) -> None:
    row = await _offered()
    page = await registration_page(desk, row)
    assert page.heading == "A seat is offered"
    assert "Would you like to come?" in page.text
    form = page.form("/seat")
    page, again = await form.submit(), await form.submit()
    assert page.heading == again.heading == "A seat is reserved"


async def test_an_offered_seat_that_is_not_wanted_goes_to_the_next(desk: Browser) -> None:
    row = await _offered()
    other = await world.seat(row.lesson, await world.person(name="田中 一", kana="タナカ ハジメ", phone=""))
    page = await registration_page(desk, row)
    form = page.form("/decline")
    page, again = await form.submit(), await form.submit()
    assert page.heading == again.heading == "This registration was cancelled"
    assert "The offered seat was not wanted." in page.text
    await other.refresh_from_db()
    assert other.status == "offered"


async def test_what_is_no_longer_offered_is_refused_with_a_sentence(desk: Browser) -> None:
    row = await world.seat(await far())
    page = await desk.post(f"/morioka/en/desk/registrations/{row.id}/decline")
    assert page.status == 422
    assert page.errors == ["This seat is no longer kept for this person. Please look at the list again."]


async def test_who_takes_part_in_a_draw_hears_her_number_and_the_day(desk: Browser) -> None:
    lesson = await far(draws_at=clock.now() + timedelta(days=3))
    page = await (await person_page(desk, await world.person())).form("/claim").submit("Take part in the draw")
    assert page.heading == "Takes part in the draw, number 1"
    assert "The lots are drawn at" in page.text
    page = await desk.open(f"/morioka/en/desk/classes/{lesson.id}")
    assert "1 person takes part in the draw" in page.text


async def test_a_party_may_say_that_it_need_not_come_together(desk: Browser) -> None:
    await far(capacity=1)
    hana, other = await world.person(), await taro()
    page = await desk.open(f"/morioka/en/desk/people/{hana.id}?with={other.id}")
    page = await page.form("/claim").submit("Join the waiting list")
    page = await page.form("/split").submit()
    assert "They come together" not in page.text
    assert {row.party.partition("/")[2] for row in await Registration.all()} == {"1", "2"}


async def test_of_two_who_come_together_one_or_both_give_up(desk: Browser) -> None:
    await far(capacity=2)
    hana, other = await world.person(), await taro()
    page = await desk.open(f"/morioka/en/desk/people/{hana.id}?with={other.id}")
    page = await page.form("/claim").submit("Reserve 2 seats")
    page = await page.follow("Cancel this registration")
    await page.form("/cancel").choose("Everybody who comes together").submit()
    assert {row.status for row in await Registration.all()} == {"cancelled"}


async def test_another_class_instead_takes_the_new_seat_and_frees_the_old(desk: Browser, city: City) -> None:
    row = await world.seat(await far(city))
    new = await world.lesson(city, day=world.working_day(21))
    page = await (await registration_page(desk, row)).follow("Another class instead")
    form = page.form("/move")
    page, again = await form.submit("Take this one instead"), await form.submit("Take this one instead")
    assert page.path == again.path != f"/morioka/en/desk/registrations/{row.id}"
    assert (await Lesson.get(id=new.id)).taken == 1
    assert (await Lesson.get(id=row.lesson_id)).taken == 0


async def test_the_ticket_goes_by_post_once_the_address_is_known(desk: Browser) -> None:
    row = await world.seat(await far(), await world.person(needs="前の席"))
    page = await (await registration_page(desk, row)).follow("By post")
    refused = await page.form("By post M").submit()
    assert refused.errors == ["Please write the address to which the ticket is to go."]
    page = await refused.form("By post M").fill(postcode="020-0021", address="中央通1-1-1").submit()
    who = await Participant.get()
    assert (who.address, who.needs, who.phone_last4) == ("中央通1-1-1", "前の席", "4411")
    assert (await Registration.get()).ticket_by == "post"
    assert "by post" in page.text


async def test_the_ticket_goes_by_mail_to_an_address_that_can_be_one(desk: Browser) -> None:
    row = await world.seat(await far())
    page = await (await registration_page(desk, row)).follow("By e-mail")
    assert (await page.form("By e-mail E").fill(email="hana@").submit()).status == 422
    await page.form("By e-mail E").fill(email="hana@example.jp").submit()
    assert (await Registration.get()).ticket_by == "mail"
    assert (await Participant.get()).email == "hana@example.jp"


async def test_the_tickets_of_a_couple_go_by_post_in_one_press_once_both_addresses_are_known(desk: Browser) -> None:
    await far(capacity=2)
    hana, other = await world.person(), await taro()
    page = await desk.open(f"/morioka/en/desk/people/{hana.id}?with={other.id}")
    page = await (await page.form("/claim").submit("Reserve 2 seats")).follow("By post")
    assert "Not for 佐藤 太郎: no address is on record." in page.text
    await Participant.filter(id=other.id).update(postcode="020-0021", address="中央通1-1-1")
    page = await desk.open(page.path)
    assert "no address is on record" not in page.text
    page = await page.form("By post M").fill(postcode="020-0021", address="中央通1-1-1").submit()
    assert [row.ticket_by for row in await Registration.all()] == ["post", "post"]
    assert page.text.count("by post") == 2


async def test_two_records_of_one_person_become_one_and_are_parted_again(desk: Browser) -> None:
    row = await world.seat(await far(), await world.person(name="佐藤 はな"))
    hana = await world.person()
    page = await (await person_page(desk, hana)).form("/merge").submit()
    assert "A record of 佐藤 はな was merged into this one" in page.text
    assert (await Registration.get()).participant_id == hana.id
    assert (await desk.open(f"/morioka/en/desk/people/{row.participant_id}")).status == 404
    assert "stays with this record" not in page.text
    new = await world.seat(await world.lesson(day=world.working_day(21)), hana)
    page = await desk.open(page.path)
    assert "stays with this record, also if it is taken back" in page.text
    assert page.html.count(f"/desk/registrations/{new.id}") == 3
    page = await page.form("/unmerge").submit()
    assert (await Registration.get(id=row.id)).participant_id == row.participant_id
    assert (await Registration.get(id=new.id)).participant_id == hana.id
    assert (await Merge.get()).undone_at is not None


async def test_details_are_put_right_and_the_needs_stay(desk: Browser) -> None:
    hana = await world.person(needs="前の席を希望")
    page = await (await person_page(desk, hana)).follow("Correct the details")
    assert page.form("/details").values["needs"] == ["前の席を希望"]
    page = await page.form("/details").fill(name="佐藤 花", town="松園").submit()
    assert page.path == f"/morioka/en/desk/people/{hana.id}"
    await hana.refresh_from_db()
    assert (hana.name, hana.town, hana.needs) == ("佐藤 花", "松園", "前の席を希望")
    assert (await (await page.follow("Correct the details")).form("/details").fill(name="").submit()).status == 422


async def test_every_look_at_what_she_needs_is_written_down_and_no_word_of_it(desk: Browser) -> None:
    quiet, hana = await taro(), await world.person(name="北 花", kana="キタ ハナ", needs="前の席を希望")
    await person_page(desk, quiet)
    assert not await AuditEntry.filter(action="needs.seen").exists()
    await person_page(desk, hana)
    [entry] = await AuditEntry.filter(action="needs.seen")
    assert entry.subject == f"participant:{hana.id}"
    assert "前の席" not in str(entry.detail)


async def test_where_her_class_is_full_the_nearest_with_a_free_seat_is_named(desk: Browser, city: City) -> None:
    full = await far(city, capacity=1)
    await world.seat(full, await taro())
    later = await world.lesson(city, day=world.working_day(16))
    await world.lesson(city, day=world.working_day(40))
    page = await person_page(desk, await world.person())
    assert "The same class with a free seat, nearest in time:" in page.text
    assert f"lesson={later.id}" in page.html


async def test_a_class_a_short_walk_from_her_town_is_near_and_one_across_the_city_is_not(
    desk: Browser, city: City
) -> None:
    home = await world.centre(
        city, "home", name={"ja": "松園会館"}, address="松園1-1", latitude=39.75, longitude=141.15
    )
    by = await world.centre(city, "by", name={"ja": "隣会館"}, address="緑が丘1-1", latitude=39.76, longitude=141.15)
    off = await world.centre(city, "off", name={"ja": "遠方会館"}, address="玉山1-1", latitude=39.9, longitude=141.2)
    assert home.id
    await world.lesson(city, day=world.working_day(3), centre=off)
    await world.lesson(city, day=world.working_day(9), centre=by)
    text = (await person_page(desk, await world.person(town="松園"))).text
    assert text.index("隣会館") < text.index("遠方会館")
    assert text.count("in the same town") == 1


async def test_an_unfinished_call_is_offered_gone_on_with_and_put_aside(desk: Browser) -> None:
    lesson = await far()
    page = await desk.open("/morioka/en/desk/new")
    form = page.form("Sign up for this class U").fill(None, kana="くどう", needs="前の席", lesson_id=str(lesson.id))
    key = form.values["key"][0]
    typed = {name: values[0] for name, values in form.values.items() if values}
    assert (await desk.post("/morioka/en/desk/draft", typed)).status == 204
    page = await desk.open("/morioka/en/desk")
    assert "An unfinished call from" in page.text
    assert "前の席" not in page.text
    page = await page.follow("Go on with it")
    values = page.form("Sign up for this class U").values
    assert (values["kana"], values["needs"], values["key"]) == (["くどう"], ["前の席"], [key])
    assert values["lesson_id"] == [str(lesson.id)]
    page = await (await desk.open("/morioka/en/desk")).form("/draft/aside").submit()
    assert "An unfinished call" not in page.text


async def test_an_empty_form_is_no_unfinished_call(desk: Browser) -> None:
    await desk.post("/morioka/en/desk/draft", {"key": "a" * 32, "kana": " ", "channel": "phone", "language": "ja"})
    assert "An unfinished call" not in (await desk.open("/morioka/en/desk")).text


async def test_was_it_saved_has_a_definite_answer(desk: Browser) -> None:
    lesson = await far()
    hana = await world.person()
    form = (await person_page(desk, hana)).form("/claim")
    asked = {"key": form.values["key"][0], "lesson_id": str(lesson.id), "each": "yes"}
    await form.submit("Reserve a seat")
    page = await desk.post("/morioka/en/desk/saved", asked)
    assert "It was saved." in page.text
    assert page.link("Go on with this registration").endswith(f"/registrations/{(await Registration.get()).id}")


@pytest.mark.parametrize("times", [1, 3])
async def test_what_was_not_saved_is_not_saved_afterwards_either(desk: Browser, times: int) -> None:
    lesson = await far()
    form = (await person_page(desk, await world.person())).form("/claim")
    asked = {"key": form.values["key"][0], "lesson_id": str(lesson.id), "each": "yes"}
    for _time in range(times):
        assert "It was not saved." in (await desk.post("/morioka/en/desk/saved", asked)).text
    late = await form.submit("Reserve a seat")
    assert late.status == 422
    assert await Registration.all().count() == 0
    page = await late.form("/claim").submit("Reserve a seat")
    assert page.heading == "A seat is reserved"


async def test_control_an_answer_that_only_looked_would_be_proved_wrong_by_the_late_request(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = await far()
    form = (await person_page(desk, await world.person())).form("/claim")
    asked = {"key": form.values["key"][0], "lesson_id": str(lesson.id), "each": "yes"}

    async def only_looks(*_what: object) -> None:
        return None

    monkeypatch.setattr(once, "settle", only_looks)
    assert "It was not saved." in (await desk.post("/morioka/en/desk/saved", asked)).text
    assert (await form.submit("Reserve a seat")).heading == "A seat is reserved"
