"""The office keeps the city's centres: facts, hours, closed days, rooms, moves."""

from datetime import date, time, timedelta

import pytest

from outreach import clock, venues
from outreach.audit import AuditEntry
from outreach.venues import Centre, Closure, FormerAddress, Room
from tests import world
from tests.browser import Page
from tests.form import Form

pytestmark = pytest.mark.usefixtures("database")
HOURS = {"week": {day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
NEW_YEAR = {"kind": "yearly", "from": "12-29", "to": "01-03"}


async def opened(path: str, role: str = "coordinator") -> Page:
    return await (await world.visitor(role)).open(f"/morioka/en/office{path}")


async def form_of(path: str, which: int | str) -> Form:
    return (await opened(path)).form(which)


@pytest.mark.parametrize("role", ["clerk", "instructor", "administrator", "auditor"])
async def test_only_the_coordinator_keeps_the_centres(role: str) -> None:
    centre = await world.centre()
    for path in ("/centres", f"/centres/{centre.id}", f"/centres/{centre.id}/opening"):
        assert (await opened(path, role)).status == 403


async def test_centres_lists_each_centre_with_its_coming_classes() -> None:
    await world.lesson()
    await world.centre(key="west", name={"ja": "西部公民館", "en": "West"}, kana="セイブ", opening=HOURS)
    page = await opened("/centres")
    assert "Central Community Centre" in page.text
    assert "hours not known" in page.text
    assert "hours known" in page.text


@pytest.mark.parametrize("words", ["西部", "せいぶ", "west", "青山"])
async def test_centres_are_found_by_name_reading_or_address(words: str) -> None:
    await world.centre()
    await world.centre(
        key="west", name={"ja": "西部公民館", "en": "West"}, kana="セイブコウミンカン", address="南青山町"
    )
    browser = await world.visitor("coordinator")
    page = await browser.open("/morioka/en/office/centres", q=words)
    assert "West" in page.text
    assert "Central Community Centre" not in page.text


async def test_new_centre_adds_one_and_sending_it_twice_adds_no_second() -> None:
    await world.morioka()
    form = await form_of("/centres/new", "Add this centre")
    filled = form.fill({"Name in Japanese": "西部公民館", "Telephone": "６４３－２２８８"})
    page = await filled.submit()
    assert page.heading == "西部公民館"
    assert "019-643-2288" in page.text
    await filled.submit()
    assert await Centre.all().count() == 1


async def test_new_centre_without_a_name_is_refused_and_keeps_what_was_typed() -> None:
    await world.morioka()
    form = await form_of("/centres/new", "Add this centre")
    page = await form.fill({"Address": "内丸12-2", "Latitude": "north"}).submit()
    assert page.status == 422
    assert page.errors == [
        "Please fill this in.",
        "Please write degrees, such as 39.7020 and 141.1525, or leave both empty.",
        "Please write degrees, such as 39.7020 and 141.1525, or leave both empty.",
    ]
    assert page.form("Add this centre").value("Address") == "内丸12-2"


async def test_centre_facts_are_corrected_and_put_on_record_without_their_content() -> None:
    centre = await world.centre()
    form = await form_of(f"/centres/{centre.id}/facts", "Save these facts")
    await form.fill({"District": "東部"}).submit()
    assert (await Centre.get(id=centre.id)).district == "東部"
    entry = await AuditEntry.filter(action="centre.changed").first()
    assert entry is not None
    assert "東部" not in entry.detail


async def test_centre_access_keeps_yes_no_and_words() -> None:
    centre = await world.centre()
    browser = await world.visitor("coordinator")
    typed = {"lift": "no", "wheelchair": "yes", "step_free": "words", "step_free_words": "裏口のみ", "parking": ""}
    page = await browser.post(f"/morioka/en/office/centres/{centre.id}/access", typed)
    assert (await Centre.get(id=centre.id)).access == {"lift": "no", "wheelchair": "yes", "step_free": "裏口のみ"}
    assert "裏口のみ" in page.text
    again = await opened(f"/centres/{centre.id}/access")
    assert again.form("Save the accessibility").values["step_free_words"] == ["裏口のみ"]


async def test_centre_ways_are_written_one_language_at_a_time() -> None:
    centre = await world.centre()
    browser = await world.visitor("coordinator")
    path = f"/morioka/en/office/centres/{centre.id}/how-to-come"
    await browser.post(path, {"spoken": "ja", "bus": "バス停から3分", "foot": "駅から10分"})
    await browser.post(path, {"spoken": "vi", "bus": "3 phút từ trạm xe buýt"})
    bus = {"ja": "バス停から3分", "vi": "3 phút từ trạm xe buýt"}
    assert (await Centre.get(id=centre.id)).ways == {"bus": bus, "foot": {"ja": "駅から10分"}}
    page = await browser.open(f"{path}?spoken=vi")
    assert page.form("Save how to come").value("By bus or train") == "3 phút từ trạm xe buýt"
    await browser.post(path, {"spoken": "ja"})
    assert (await Centre.get(id=centre.id)).ways == {"bus": {"vi": bus["vi"]}}
    entry = await AuditEntry.filter(action="centre.ways").first()
    assert entry is not None
    assert "バス停" not in entry.detail


async def test_centre_opening_is_written_as_the_notice_on_the_door_says_it() -> None:
    centre = await world.centre()
    browser = await world.visitor("coordinator")
    typed = {
        "usual_1_opens": "9:00",
        "usual_1_closes": "21:00",
        "mon": "moved",
        "sun": "own",
        "sun_1_opens": "09:00",
        "sun_1_closes": "17:00",
        "hol": "weekday",
        "nth_1": "3",
        "nth_1_weekday": "sun",
        "yearly_1_from": "12/29",
        "yearly_1_to": "１月３日",
    }
    page = await browser.post(f"/morioka/en/office/centres/{centre.id}/opening", typed)
    assert page.heading.startswith("Closed days of Central Community Centre in")
    assert "Closed on Mondays; if Monday is a holiday, the next working day instead" in page.text
    kept = await Centre.get(id=centre.id)
    assert venues.day_of(kept, [], date(2026, 9, 24)).closed
    assert venues.day_of(kept, [], date(2026, 11, 22)).hours == ((time(9), time(17)),)


async def test_centre_opening_shows_what_is_kept_and_saving_it_again_changes_nothing() -> None:
    rules = [
        {"kind": "weekly", "weekday": 0, "moved": True},
        {"kind": "nth", "weekday": 6, "nths": [1, 3]},
        {"kind": "after_holiday", "moved": True},
        NEW_YEAR,
    ]
    opening = {**HOURS, "holidays": [["10:00", "15:00"]], "rules": rules}
    centre = await world.centre(opening=opening)
    await (await form_of(f"/centres/{centre.id}/opening", "Save the hours and show the year")).submit()
    assert (await Centre.get(id=centre.id)).opening == opening
    assert not await AuditEntry.filter(action="centre.opening").exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"usual_1_opens": "21:00", "usual_1_closes": "09:00"}, "usual_1_closes"),
        ({"usual_1_opens": "09:00", "usual_1_closes": ""}, "usual_1_closes"),
        ({"usual_1_opens": "25:00", "usual_1_closes": "26:00"}, "usual_1_closes"),
        ({"usual_2_opens": "12:00", "usual_2_closes": "13:00"}, "usual_1_opens"),
        ({"yearly_1_from": "2/31", "yearly_1_to": "3/1"}, "yearly_1_from"),
        ({"yearly_1_from": "12/29", "yearly_1_to": ""}, "yearly_1_to"),
        ({"sun": "own"}, "sun_1_opens"),
        ({"mon": "sometimes"}, "mon"),
        ({"nth_1": "9"}, "nth_1"),
        ({"nth_1": "3", "nth_1_weekday": "someday"}, "nth_1_weekday"),
        ({"after_holiday": "maybe"}, "after_holiday"),
        ({"hol": "own", "hol_1_opens": ""}, "hol_1_opens"),
    ],
)
async def test_centre_opening_refuses_what_no_hall_can_do(typed: dict[str, str], field: str) -> None:
    centre = await world.centre()
    browser = await world.visitor("coordinator")
    usual = {"usual_1_opens": "09:00", "usual_1_closes": "21:00"}
    page = await browser.post(f"/morioka/en/office/centres/{centre.id}/opening", usual | typed)
    assert page.status == 422
    assert page.document.by_id[f"field-{field}"].get("aria-invalid") == "true"
    assert (await Centre.get(id=centre.id)).opening == {}


async def test_centre_year_explains_each_closed_day() -> None:
    centre = await world.centre(opening={**HOURS, "rules": [NEW_YEAR, {"kind": "holidays"}]})
    await world.closure(centre, date(2027, 8, 23), date(2027, 8, 24))
    browser = await world.visitor("coordinator")
    page = await browser.open(f"/morioka/en/office/centres/{centre.id}/year", year="2027")
    assert "Closed over the New Year, from 29 December to 3 January" in page.text
    assert "Closed on national holidays: Culture Day" in page.text
    assert "Monday 23 August to Tuesday 24 August" in page.text
    assert "Closed: rebuilding" in page.text
    # 6 over the new year, 16 holidays besides 1 January, 2 of the closure
    assert "Closed on 24 days of this year." in page.text
    assert (await browser.open(f"/morioka/en/office/centres/{centre.id}/year", year="9999")).status == 200


async def test_closure_names_the_classes_that_it_hits() -> None:
    lesson = await world.lesson(day=clock.today() + timedelta(days=7))
    await world.lesson(day=clock.today() + timedelta(days=9))
    form = await form_of(f"/centres/{lesson.centre_id}/closures/new", "Close on these days")
    page = await form.fill({"First day": str(lesson.day), "Why, in Japanese": "改修工事"}).submit()
    assert "1 class is planned in this time. Please move it or call it off." in page.text
    assert f"/morioka/en/office/classes/{lesson.id}" in page.links().values()
    gone = await page.form("Open again on these days").submit()
    assert gone.heading == "Central Community Centre"
    assert await Closure.all().count() == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_day": "2027-02-31"}, "Please write a date that exists, such as 2026-12-01."),
        (
            {"first_day": "2027-02-03", "last_day": "2027-02-01"},
            "The last day comes before the first. Please correct one of them.",
        ),
        ({"first_day": "2027-02-03", "starts": "17:00", "ends": "13:00"}, "It must end after it begins."),
        ({"first_day": "2027-02-03", "starts": "25:00"}, "Please write a time, such as 13:30."),
        ({"first_day": "2027-02-03", "reason_ja": ""}, "Please fill this in."),
        ({"first_day": "2027-02-03", "room_id": "999999"}, "This room is not in the chosen centre."),
    ],
)
async def test_centre_closure_refuses_what_cannot_be(typed: dict[str, str], sentence: str) -> None:
    centre = await world.centre()
    browser = await world.visitor("coordinator")
    page = await browser.post(f"/morioka/en/office/centres/{centre.id}/closures/new", {"reason_ja": "工事"} | typed)
    assert (page.status, page.errors) == (422, [sentence])
    assert await Closure.all().count() == 0


async def test_new_room_and_room_keep_floor_seats_and_equipment() -> None:
    centre = await world.centre()
    form = await form_of(f"/centres/{centre.id}/rooms/new", "Add this room")
    page = await form.fill({"Name in Japanese": "和室", "Floor": "2階", "Seats": "１２"}).choose("Wi-Fi").submit()
    assert "Wi-Fi" in page.text
    made = await Room.get(centre_id=centre.id, floor="2階")
    assert (made.capacity, made.equipment) == (12, ["wifi"])
    form = await form_of(f"/centres/{centre.id}/rooms/{made.id}", "Save this room")
    assert (await form.fill({"Seats": "0"}).submit()).errors == ["Please write a number from 1 to 5,000."]
    await form.fill({"Seats": "20"}).submit()
    assert (await Room.get(id=made.id)).capacity == 20


async def test_close_room_closes_it_from_a_day_on_and_opens_it_again() -> None:
    centre = await world.centre()
    room = await world.room(centre)
    path = f"/centres/{centre.id}/rooms/{room.id}"
    page = await (await form_of(path, "/close")).fill({"Closed for good from": "2027-04-01"}).submit()
    assert "Closed for good from Thursday 1 April 2027." in page.text
    assert (await Room.get(id=room.id)).closed_from == date(2027, 4, 1)
    await page.form("/close").submit("Open the room again")
    assert (await Room.get(id=room.id)).closed_from is None


async def test_delete_room_is_refused_where_a_class_was_planned() -> None:
    lesson = await world.lesson()
    form = await form_of(f"/centres/{lesson.centre_id}/rooms/{lesson.room_id}", "Delete this room")
    page = await form.submit()
    assert page.errors == [
        "Classes were planned in this room, so it cannot be deleted. You can close it from a day on."
    ]
    empty = await Room.create(centre=lesson.centre, name={"ja": "和室"})
    await (await form_of(f"/centres/{lesson.centre_id}/rooms/{empty.id}", "Delete this room")).submit()
    assert not await Room.exists(id=empty.id)


async def test_move_centre_keeps_the_old_address_for_classes_before_it() -> None:
    centre = await world.centre(address="山王町")
    first = clock.today() + timedelta(days=30)
    form = await form_of(f"/centres/{centre.id}/move", "Save the move")
    page = await form.fill({"First day at the new address": str(first), "New address": "住吉町"}).submit()
    assert "at 住吉町, before at 山王町" in page.text
    assert "No class is planned here at the moment." in page.text
    before, after = await world.lesson(day=first - timedelta(days=1)), await world.lesson(day=first)
    public = await world.visitor()
    assert "山王町" in (await public.open(f"/morioka/en/classes/{before.id}")).text
    assert "住吉町" in (await public.open(f"/morioka/en/classes/{after.id}")).text


async def test_move_centre_names_the_classes_from_that_day_on_and_their_calendars_follow() -> None:
    first = clock.today() + timedelta(days=30)
    before, after = await world.lesson(day=first - timedelta(days=1)), await world.lesson(day=first)
    form = await form_of(f"/centres/{after.centre_id}/move", "Save the move")
    page = await form.fill({"First day at the new address": str(first), "New address": "住吉町"}).submit()
    assert "1 class is planned from that day on." in page.text
    links = " ".join(page.links().values())
    assert f"/office/classes/{after.id}" in links
    assert f"/office/classes/{before.id}" not in links
    feed = (await (await world.visitor()).open("/morioka/calendar.ics")).text
    assert feed.count("SEQUENCE:1") == 1


async def test_move_centre_to_no_address_is_refused() -> None:
    centre = await world.centre()
    page = await (await form_of(f"/centres/{centre.id}/move", "Save the move")).submit()
    assert page.status == 422
    assert "Classes at the new address" not in page.text
    assert await FormerAddress.all().count() == 0


async def test_close_centre_names_the_classes_after_that_day() -> None:
    lesson = await world.lesson(day=clock.today() + timedelta(days=40))
    first = clock.today() + timedelta(days=30)
    form = await form_of(f"/centres/{lesson.centre_id}/close", "Close the centre from this day on")
    page = await form.fill({"First closed day": str(first)}).submit()
    assert "1 class is planned in this time. Please move it or call it off." in page.text
    await page.form("Open the centre again").submit("Open the centre again")
    assert (await Centre.get(id=lesson.centre_id)).closed_from is None


async def test_delete_centre_with_classes_is_refused_and_offers_to_close_it() -> None:
    lesson = await world.lesson()
    page = await (await form_of(f"/centres/{lesson.centre_id}/close", "Delete this centre")).submit()
    assert page.status == 422
    assert "You can close it from a day on." in page.errors[0]
    assert page.form("Close the centre from this day on").labels
    assert await Centre.exists(id=lesson.centre_id)


async def test_delete_centre_takes_away_one_without_classes_and_all_that_is_its_own() -> None:
    centre = await world.centre()
    await world.closure(centre)
    page = await (await form_of(f"/centres/{centre.id}/close", "Delete this centre")).submit()
    assert page.heading == "Community centres"
    assert [await rows.all().count() for rows in (Centre, Room, Closure)] == [0, 0, 0]


async def test_a_ticket_and_a_calendar_carry_the_address_of_the_classs_own_day() -> None:
    centre = await world.centre(address="山王町")
    first = clock.today() + timedelta(days=30)
    before, after = await world.lesson(day=first - timedelta(days=1)), await world.lesson(day=first)
    early, late = (
        await world.seat(before),
        await world.seat(after, await world.person(name="青山 ハル", phone="019-622-0002")),
    )
    await venues.move_centre(
        centre, venues.clean_move({"first_day": str(first), "address": "住吉町"}), by=await world.staff()
    )
    clerk = await world.visitor("clerk")
    papers = [(await clerk.open(f"/morioka/desk/registrations/{one.id}/paper")).text for one in (early, late)]
    assert [("山王町" in paper, "住吉町" in paper) for paper in papers] == [(True, False), (False, True)]
    feed = (await (await world.visitor()).open("/morioka/calendar.ics")).text
    assert "山王町" in feed
    assert "住吉町" in feed
