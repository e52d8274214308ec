"""What a coordinator does to centres, rooms and closures; each deed once, on record, and never half."""

import asyncio
from datetime import date, timedelta
from typing import Any, Literal

import pytest

from outreach import changes, clock, venues
from outreach.audit import Actor, AuditEntry
from outreach.changes import Change
from outreach.lessons import Lesson, at_centres
from outreach.refusal import Refusal, Refusals
from outreach.venues import Centre, Closure, FormerAddress, Room, rooms
from outreach.venues.facts import CentreFacts, ClosureFacts, MoveFacts, RoomFacts
from outreach.venues.finding import is_remembered
from outreach.venues.rules import Opening, Weekly
from tests import world
from tests.changes.changing import change, moved

pytestmark = pytest.mark.usefixtures("database")
FIRST = date(2027, 8, 22)


def closure_facts(first: date = FIRST, last: date | None = None, **over: Any) -> ClosureFacts:
    facts: dict[str, Any] = {"room_id": None, "starts": "", "ends": "", "reason": {"ja": "改修工事"}}
    return ClosureFacts(first_day=first, last_day=last or first, **facts | over)


def centre_facts(**typed: str) -> CentreFacts:
    return venues.clean_centre({"name_ja": "西部公民館", **typed}, "019")


async def deeds() -> list[str]:
    return [entry.action for entry in await AuditEntry.all().order_by("id")]


@pytest.fixture
async def by() -> Actor:
    return await world.staff()


async def test_a_form_sent_twice_adds_one(by: Actor) -> None:
    city = await world.morioka()
    one, two = [await venues.add_centre(city, centre_facts(), by=by, key="k") for _time in range(2)]
    assert one.id == two.id
    room = RoomFacts({"ja": "和室"}, 12, "2階", ("wifi",))
    assert (await venues.add_room(one, room, by=by, key="r")).id == (
        await venues.add_room(one, room, by=by, key="r")
    ).id
    shut = [await venues.add_closure(one, closure_facts(), by=by, key="c") for _time in range(2)]
    assert shut[0].id == shut[1].id
    assert await deeds() == ["centre.added", "room.added", "closure.added"]


async def test_two_centres_cannot_have_one_id(by: Actor) -> None:
    await venues.add_centre(await world.morioka(), centre_facts(centre_key="c-1"), by=by)
    await venues.add_centre(
        await world.tomi(), centre_facts(centre_key="c-1"), by=await world.staff(await world.tomi())
    )
    with pytest.raises(Refusal, match="Another centre has this ID"):
        await venues.add_centre(await world.morioka(), centre_facts(centre_key="c-1"), by=by)


async def test_saving_what_is_there_already_is_no_deed(by: Actor) -> None:
    centre = await world.centre()
    opening = Opening(rules=(Weekly(0, moved=True),))
    for _time in range(2):
        await venues.set_opening(centre, opening, by=by)
        await venues.set_access(centre, {"lift": "no"}, by=by)
        await venues.close_centre(centre, FIRST, by=by)
    assert await deeds() == ["centre.opening", "centre.access", "centre.closed"]


async def test_a_corrected_position_is_no_longer_said_to_be_rough(by: Actor) -> None:
    centre = await world.centre(latitude=39.7, longitude=141.1, position_note="町の代表点")
    await venues.change_centre(centre, centre_facts(latitude="39.7", longitude="141.1"), by=by)
    assert (await Centre.get(id=centre.id)).position_note == "町の代表点"
    await venues.change_centre(centre, centre_facts(latitude="39.71", longitude="141.1"), by=by)
    assert (await Centre.get(id=centre.id)).position_note == ""


async def test_a_room_of_another_centre_cannot_be_closed_here(by: Actor) -> None:
    centre, other = await world.centre(), await world.centre(key="west")
    with pytest.raises(Refusal, match="not in the chosen centre"):
        await venues.add_closure(centre, closure_facts(room_id=(await world.room(other)).id), by=by)


async def test_two_rooms_of_a_centre_have_two_names(by: Actor) -> None:
    centre = await world.centre()
    with pytest.raises(Refusal, match="a room of this name"):
        await venues.add_room(centre, RoomFacts({"ja": "研修室"}, None, "", ()), by=by)
    await venues.change_room(centre, await world.room(centre), RoomFacts({"ja": "研修室"}, 40, "", ()), by=by)
    assert (await world.room(centre)).capacity == 40


@pytest.mark.parametrize("kind", ["centre", "room"])
async def test_what_has_classes_is_not_deleted_and_keeps_its_closures(by: Actor, kind: str) -> None:
    lesson = await world.lesson()
    assert lesson.room is not None
    await world.closure(lesson.centre, room=lesson.room)
    in_use = {
        "centre": lambda: venues.delete_centre(lesson.centre, by=by),
        "room": lambda: venues.delete_room(lesson.centre, lesson.room, by=by),
    }
    with pytest.raises(Refusal) as refused:
        await in_use[kind]()
    assert refused.value.code == "in-use"
    assert [await rows.all().count() for rows in (Centre, Room, Closure)] == [1, 1, 1]
    assert await deeds() == []


async def _moved_away() -> Lesson:
    """A class that was in its room only until it was moved to another centre; as it was before."""
    lesson = await world.lesson()
    west = await world.centre(key="west", name={"ja": "西部公民館"})
    await change(lesson, wanted=moved(centre_id=west.id))
    return lesson


async def test_what_a_changed_class_is_remembered_by_is_not_deleted_and_other_places_are(by: Actor) -> None:
    lesson = await _moved_away()
    assert lesson.room is not None
    unused = await Room.create(centre=lesson.centre, name={"ja": "和室"})
    with pytest.raises(Refusal) as of_room:
        await venues.delete_room(lesson.centre, lesson.room, by=by)
    with pytest.raises(Refusal) as of_centre:
        await venues.delete_centre(lesson.centre, by=by)
    assert of_room.value.code == of_centre.value.code == "in-use"
    assert await Room.exists(id=lesson.room.id)
    await venues.delete_room(lesson.centre, unused, by=by)
    assert not await Room.exists(id=unused.id)
    # Only the number says whose: a change of the other city cannot name this city's room.
    await Change.filter(lesson_id=lesson.id).update(lesson_id=(await world.lesson(await world.tomi())).id)
    await venues.delete_room(lesson.centre, lesson.room, by=by)


async def test_a_room_that_a_class_leaves_at_this_moment_is_not_deleted(
    by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, west, looked = await world.lesson(), await world.centre(key="west"), asyncio.Event()
    assert lesson.room is not None

    async def leave() -> None:
        await looked.wait()
        await change(lesson, wanted=moved(centre_id=west.id))

    leaving = asyncio.create_task(leave())

    async def slow(city_id: int, kind: Literal["centre_id", "room_id"], place_id: int) -> bool:
        found = await is_remembered(city_id, kind, place_id)
        looked.set()
        await asyncio.wait({leaving}, timeout=0.5)  # without the city's lock it would be through by now
        return found

    monkeypatch.setattr(rooms, "is_remembered", slow)
    with pytest.raises(Refusal):
        await venues.delete_room(lesson.centre, lesson.room, by=by)
    await leaving
    assert (await Lesson.get(id=lesson.id)).centre_id == west.id
    assert await Room.exists(id=lesson.room.id)


async def test_a_class_that_was_at_a_place_no_longer_on_record_still_tells_its_story() -> None:
    lesson = await _moved_away()
    await Room.filter(centre_id=lesson.centre_id).delete()  # as it could be deleted before this was refused
    await Centre.filter(id=lesson.centre_id).delete()
    [was] = (await changes.story(await Lesson.get(id=lesson.id))).former
    assert (was.starts_at, was.room) == (lesson.starts_at, None)
    assert was.centre["en"] == "a place no longer on record"
    assert was.centre["ja"]


async def test_a_closure_names_the_classes_that_it_hits(by: Actor) -> None:
    day = clock.today() + timedelta(days=10)
    hit, late = await world.lesson(day=day), await world.lesson(day=day + timedelta(days=1))
    await world.lesson(day=day, status="cancelled")
    draft = await world.lesson(day=day, status="draft")
    elsewhere = await world.lesson(day=day, centre=await world.centre(key="west"))

    async def found(**over: Any) -> set[int]:
        made = await venues.add_closure(hit.centre, closure_facts(day, **over), by=by)
        return {lesson.id for lesson in await at_centres.hit_by(made)}

    assert await found() == {hit.id, draft.id}
    assert await found(last=day + timedelta(days=1)) == {hit.id, draft.id, late.id}
    # The class is from 13:30 to 15:00: a closure that ends when it begins, or begins when it ends, does not hit it.
    assert await found(ends="13:30") == set()
    assert await found(starts="15:00") == set()
    assert await found(starts="14:59", ends="17:00") == {hit.id, draft.id}
    other = await Room.create(centre=hit.centre, name={"ja": "和室"})
    assert await found(room_id=other.id) == set()
    assert elsewhere.id not in await found(room_id=hit.room_id)


async def test_the_coming_classes_of_each_centre_are_counted_in_one_question() -> None:
    lesson = await world.lesson()
    await world.lesson()
    await world.held_lesson(minutes=30)
    await world.lesson(await world.tomi())
    assert await at_centres.coming_by_centre(lesson.city_id) == {lesson.centre_id: 2}


async def test_a_centre_that_moves_twice_has_an_address_for_each_day(by: Actor) -> None:
    made = await world.centre(address="山王町", latitude=39.69, longitude=141.16)
    await venues.move_centre(made, MoveFacts("住吉町", None, None, date(2027, 4, 1)), by=by)
    await venues.move_centre(made, MoveFacts("内丸", 39.7, 141.15, date(2029, 4, 1)), by=by)
    await venues.move_centre(made, MoveFacts("内丸", 39.7, 141.15, date(2029, 4, 1)), by=by)
    centre = await venues.find(made.city_id, made.id)
    assert centre is not None
    days = (date(2027, 3, 31), date(2027, 4, 1), date(2029, 3, 31), date(2029, 4, 1))
    assert [venues.address_on(centre, day).address for day in days] == ["山王町", "住吉町", "住吉町", "内丸"]
    assert venues.address_on(centre, days[0]).latitude == 39.69
    assert [(first, old.address, new.address) for first, old, new in venues.moves(centre)] == [
        (date(2027, 4, 1), "山王町", "住吉町"),
        (date(2029, 4, 1), "住吉町", "内丸"),
    ]
    with pytest.raises(Refusal, match="later move"):
        await venues.move_centre(made, MoveFacts("青山", None, None, date(2028, 4, 1)), by=by)
    assert await FormerAddress.all().count() == 2


async def test_calendars_fetch_the_classes_from_the_day_of_the_move_on_again(by: Actor) -> None:
    first = clock.today() + timedelta(days=20)
    before, after = await world.lesson(day=first - timedelta(days=1)), await world.lesson(day=first)
    draft = await world.lesson(day=first, status="draft")
    elsewhere = await world.lesson(day=first, centre=await world.centre(key="west"))
    for _time in range(2):
        await venues.move_centre(after.centre, MoveFacts("住吉町", None, None, first), by=by)
    now = await Lesson.get(id=after.id)
    assert now.sequence == after.sequence + 1
    assert now.changed_at > after.changed_at
    for same in (before, draft, elsewhere):
        kept = await Lesson.get(id=same.id)
        assert (kept.sequence, kept.changed_at) == (same.sequence, same.changed_at)


async def test_a_move_sent_many_times_at_once_is_one_move(by: Actor) -> None:
    lesson = await world.lesson()
    facts = MoveFacts("住吉町", None, None, lesson.day)
    await asyncio.gather(*(venues.move_centre(lesson.centre, facts, by=by) for _time in range(6)))
    assert await FormerAddress.all().count() == 1
    assert (await Lesson.get(id=lesson.id)).sequence == 1


async def test_nothing_is_known_of_another_citys_centre() -> None:
    centre = await world.centre(await world.tomi())
    assert await venues.find((await world.morioka()).id, centre.id) is None


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"name_ja": ""}, ["name_ja"]),
        ({"phone": "123"}, ["phone"]),
        ({"latitude": "91", "longitude": "141"}, ["latitude"]),
        ({"latitude": "39.7"}, ["longitude"]),
        ({"latitude": "nan", "longitude": "141"}, ["latitude"]),
        ({"name_ja": "", "kana": "ア" * 161}, ["name_ja", "kana"]),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_fields(typed: dict[str, str], fields: list[str]) -> None:
    with pytest.raises(Refusals) as refused:
        centre_facts(**typed)
    assert [one.field for one in refused.value] == fields


def test_accessibility_in_words_is_kept_and_a_blank_means_not_known() -> None:
    assert venues.clean_access({"lift": "yes", "parking": " 5台 ", "captions": "", "moon": "yes"}) == {
        "lift": "yes",
        "parking": "5台",
    }
    with pytest.raises(Refusals):
        venues.clean_access({"lift": "x" * 101})
    said = venues.access_words({"lift": "yes", "parking": "5台"})
    assert [(str(word), str(answer)) for word, answer in said] == [("Lift", "available"), ("Parking", "5台")]
