"""Every record that a phone sends is kept, and whoever came has come once."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from outreach import checkin, clock, registration, tickets
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import Arrival, DoorEvent, bundle, phones, syncing
from outreach.db import sql
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, RetiredTicket
from outreach.upkeep.rules import RULES
from tests import world
from tests.checkin.phone import at_door
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
async def _no_rule_is_broken_afterwards(database: str) -> AsyncIterator[None]:
    yield
    rule = "whom a phone at the door noted, a record of that phone says so that stands"
    assert await sql.rows(RULES[rule]) == []


async def _seats(lesson: Lesson, count: int) -> list[Registration]:
    return [
        await world.seat(lesson, await world.person(name=f"人{n}", kana=f"ヒト{'ア' * n}", phone=""))
        for n in range(count)
    ]


async def _apart() -> dict[str, str]:
    return {row.event_id: row.quarantine for row in await DoorEvent.all()}


async def test_whoever_was_scanned_has_come_once_however_often_it_is_sent() -> None:
    lesson = await world.held_lesson()
    seat = await world.seat(lesson)
    phone = await at_door(lesson)
    event = phone.scan(seat)

    answers = [await phone.sync() for _ in range(3)]

    assert [answer["stored"] for answer in answers] == [[event["id"]]] * 3
    assert [answer["state"] for answer in answers] == ["open"] * 3
    assert await checkin.present(lesson.id) == 1
    assert await DoorEvent.all().count() == await Arrival.all().count() == 1
    arrival = await Arrival.get()
    assert (arrival.by, arrival.method) == (f"phone:{phone.id}", "qr")
    row = await DoorEvent.get()
    assert (row.body, row.signature) == (event["body"], event["signature"])


async def test_each_arrival_by_a_phone_is_on_record_without_a_name() -> None:
    lesson = await world.held_lesson()
    seats, phone = await _seats(lesson, 2), await at_door(lesson)
    for seat in seats:
        phone.scan(seat)
    await phone.sync()
    phone.undo(phone.log[0])
    await phone.sync()
    deeds = await AuditEntry.filter(action__startswith="arrival.").order_by("id")
    assert [deed.action for deed in deeds] == ["arrival.noted", "arrival.noted", "arrival.undone"]
    assert {deed.actor for deed in deeds} == {f"phone:{phone.id}"}
    assert {json.loads(deed.detail).get("registration") for deed in deeds[:2]} == {seat.id for seat in seats}


async def test_a_phone_takes_back_its_own_record_also_before_that_has_come() -> None:
    lesson = await world.held_lesson()
    (first, second), phone = await _seats(lesson, 2), await at_door(lesson)
    early, late = phone.scan(first), phone.scan(second)
    await phone.sync(early, phone.undo(late))
    assert await checkin.present(lesson.id) == 1

    await phone.sync(late)
    await phone.sync(phone.undo(early))

    assert await checkin.present(lesson.id) == 0
    assert await Arrival.filter(standing=False).count() == 1


async def test_of_more_records_than_anybody_can_write_the_others_stay_on_the_phone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(syncing, "MOST_KEPT", 5)
    monkeypatch.setattr(syncing, "MOST_LATE", 2)
    lesson = await world.held_lesson()
    phone = await at_door(lesson)

    async def kept(number: int) -> tuple[int, list[str]]:
        sent = [phone.write("walk_in", lesson.id, number=1) for _ in range(number)]
        answer = await phone.sync(*sent)
        return len(answer["stored"]), [one["reason"] for one in answer["refused"]]

    assert await kept(2) == (2, [])
    await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    assert await kept(3) == (2, ["full"])
    assert (await phone.sync(phone.log[0], phone.log[4]))["stored"] == [phone.log[0]["id"]]
    await DoorEvent.filter(quarantine="revoked").update(quarantine="")
    assert (await phone.sync())["stored"] == [one["id"] for one in phone.log]
    assert await kept(1) == (0, ["full"])


async def test_who_signed_up_after_the_list_was_sent_and_who_types_the_digits_are_found() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    late, typed = await _seats(lesson, 2)
    phone.scan(late, verdict="amber", word="late")
    phone.write("entry", lesson.id, how="code", code=typed.code, verdict="amber", word="unlisted")
    await phone.sync()
    assert set(await checkin.arrived(lesson.id)) == {late.id, typed.id}


async def test_an_old_ticket_counts_for_the_registration_and_never_twice() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    old, code, new = seat.token, seat.code, tickets.new_token()
    await RetiredTicket.create(registration_id=seat.id, code=code, token=old, at=clock.now(), by="system")
    await Registration.filter(id=seat.id).update(token=new, code=tickets.new_code())
    phone.scan(seat, word="replaced", verdict="red", why="staff")
    phone.write("entry", lesson.id, how="code", code=code, why="staff", verdict="red")
    phone.write("entry", lesson.id, how="camera", ref=bundle.mark(phone.salt, new))
    await phone.sync()
    assert set(await checkin.arrived(lesson.id)) == {seat.id}
    assert await Arrival.all().count() == 1


async def test_whoever_came_though_she_waits_or_gave_up_has_come() -> None:
    lesson = await world.held_lesson(capacity=1)
    gone, waits = await _seats(lesson, 2)
    await registration.cancel(gone, by=SYSTEM)
    phone = await at_door(lesson)
    phone.scan(gone)
    phone.scan(waits, verdict="red", word="waiting", why="staff")
    await phone.sync()
    assert set(await checkin.arrived(lesson.id)) == {gone.id, waits.id}


async def test_nobody_comes_to_a_class_that_was_cancelled() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    await Lesson.filter(id=lesson.id).update(status="cancelled")
    event = phone.scan(seat)
    assert (await phone.sync())["stored"] == [event["id"]]
    assert await _apart() == {event["id"]: ""}
    assert not await Arrival.all().exists()

    await Lesson.filter(id=lesson.id).update(status="published")  # it is held after all
    await (await at_door(lesson)).beat()
    assert set(await checkin.arrived(lesson.id)) == {seat.id}


async def test_nobodys_ticket_and_nonsense_are_kept_apart_and_stop_nobody_else() -> None:
    lesson, other = await world.held_lesson(), await world.lesson()
    seat, elsewhere = await world.seat(lesson), await world.seat(other)
    draft = await world.held_lesson(status="draft")
    phone = await at_door(lesson)
    unknown = [
        phone.write("entry", lesson.id, ref="ab" * 16),
        phone.write("entry", lesson.id, code="12345678"),
        phone.write("entry", lesson.id, code=elsewhere.code),
    ]
    absurd = [
        phone.write("entry", other.id, ref=bundle.mark(phone.salt, elsewhere.token)),
        phone.write("entry", draft.id, ref=bundle.mark(phone.salt, seat.token)),
        phone.write("entry", 0, code=seat.code),
        phone.write("entry", lesson.id),
        phone.write("dance", lesson.id),
        phone.write("walk_in", lesson.id, number=40),
    ]
    fine = [phone.scan(seat), phone.write("seen", lesson.id, ref="cd" * 16, verdict="red", word="other")]

    answer = await phone.sync()

    assert answer["refused"] == []
    kept = await _apart()
    assert [kept[one["id"]] for one in unknown] == ["unknown"] * 3
    assert [kept[one["id"]] for one in absurd] == ["absurd"] * 6
    assert [kept[one["id"]] for one in fine] == ["", ""]
    assert set(await checkin.arrived(lesson.id)) == {seat.id}
    assert not await checkin.arrived(other.id)


async def test_of_a_message_only_what_is_no_record_is_refused() -> None:
    lesson = await world.held_lesson()
    (first, second), phone, other = await _seats(lesson, 2), await at_door(lesson), await at_door(lesson)
    good, changed = phone.scan(first), phone.scan(second)
    await phone.sync(changed)
    twin = dict(changed, body=changed["body"].replace('"mono":1000', '"mono":1001'))
    twin["signature"] = phone.sign(f"outreach-event-v1\n{twin['body']}")
    forged = dict(good, signature=phone.sign("else"))
    sent = [{"body": one["body"], "signature": one["signature"]} for one in (other.scan(first), forged, twin, good)]

    answer = await phone.sync(events=[None, *sent])

    assert answer["stored"] == [good["id"]]
    reasons = [(one["index"], one["reason"]) for one in answer["refused"]]
    assert reasons == [(0, "shape"), (1, "phone"), (2, "signature"), (3, "changed")]
    assert await DoorEvent.all().count() == 2


@pytest.mark.parametrize("state", ["revoked", "ended"])
async def test_what_comes_too_late_is_kept_apart(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.held_lesson()
    (first, second), phone = await _seats(lesson, 2), await at_door(lesson)
    before = phone.scan(first)
    await phone.sync()
    after = [phone.scan(second), phone.undo(before)]
    if state == "revoked":
        await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    else:
        end = (await phone.row()).expires_at
        monkeypatch.setattr(clock, "now", lambda: end)

    answer = await phone.sync()

    assert (answer["state"], len(answer["stored"])) == (state, 3)
    assert [(await _apart())[one["id"]] for one in after] == [state, state]
    assert set(await checkin.arrived(lesson.id)) == {first.id}


async def test_a_phone_that_was_sent_away_cannot_spoil_what_it_sent_before() -> None:
    lesson = await world.held_lesson()
    (first, second), phone = await _seats(lesson, 2), await at_door(lesson)
    phone.scan(first)
    await phone.sync()
    await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    twin = phone.scan(second, seq=1, prev="")
    await phone.sync(twin, phone.undo(phone.log[0]))
    assert (await _apart())[twin["id"]] == "revoked"
    assert set(await checkin.arrived(lesson.id)) == {first.id}


async def test_two_stories_under_one_number_are_both_kept_apart_in_either_order() -> None:
    for order in (1, -1):
        lesson = await world.held_lesson()
        (first, second), phone = await _seats(lesson, 2), await at_door(lesson)
        stories = [phone.scan(first), phone.scan(second, seq=1, prev="")]
        for story in stories[::order]:
            await phone.sync(story)
        assert [(await _apart())[one["id"]] for one in stories] == ["fork", "fork"]
        assert await checkin.present(lesson.id) == 0


async def test_what_was_taken_back_in_one_of_two_stories_is_not_taken_back() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    entry = phone.scan(seat)
    void = phone.undo(entry)
    await phone.sync()
    assert await checkin.present(lesson.id) == 0
    twin = phone.write("walk_in", lesson.id, number=1, seq=2, prev=json.loads(void["body"])["prev"])
    await phone.sync(twin)
    assert await _apart() == {entry["id"]: "", void["id"]: "fork", twin["id"]: "fork"}
    assert await checkin.present(lesson.id) == 1


async def test_order_and_batches_make_no_difference() -> None:
    found = []
    for batches in ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)):
        lesson = await world.held_lesson()
        (first, second), phone = await _seats(lesson, 2), await at_door(lesson)
        phone.undo(phone.scan(first))
        phone.scan(second)
        phone.scan(first)
        phone.write("walk_in", lesson.id, number=1)
        for index in batches:
            await phone.sync(phone.log[index])
        found.append((await checkin.present(lesson.id), await checkin.walk_ins.count(lesson.id)))
    assert found == [(2, 1)] * 3


@pytest.mark.parametrize(
    ("ahead", "offset", "minutes"),
    [
        (0, None, 5),
        (172_800_000, None, 5),
        (-172_800_000, None, 5),
        (172_800_000, -172_800_000, 5),
        (0, 86_400_000, 0),
        (0, -86_400_000, 0),
        (0, 2**53 - 1, 0),
    ],
)
async def test_the_time_is_by_our_clock_whatever_the_phone_shows(
    ahead: int, offset: int | None, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson, ahead)
    scanned, now = clock.now(), clock.now() + timedelta(minutes=5)
    phone.scan(seat, offset=offset)
    monkeypatch.setattr(clock, "now", lambda: now)
    await phone.sync()
    arrival = await Arrival.get()
    assert abs(now - timedelta(minutes=minutes) - arrival.at) < timedelta(seconds=2)
    assert arrival.at <= now
    assert scanned <= now
    assert (await phone.row()).offset_ms == -ahead


async def test_a_phone_that_has_nothing_new_is_told_so_in_few_words() -> None:
    lesson = await world.held_lesson()
    phone, other = await at_door(lesson), await at_door(lesson)
    told = (await phone.beat())["bundle"]
    assert (await phone.beat(have=told["version"]))["bundle"] is None
    other.scan(await world.seat(lesson))
    await other.sync()
    anew = (await phone.beat(have=told["version"]))["bundle"]
    assert anew["people"][0]["a"] > 0


@pytest.mark.parametrize(
    "message", ["", "x", "[]", "{}", '{"at":1,"last":0,"have":"","events":{},"done":false}', "[" * 5000, "1" * 5000]
)
async def test_a_message_that_is_none_is_refused(message: str) -> None:
    phone = await at_door(await world.held_lesson())
    with pytest.raises(Refusal) as refused:
        await syncing.sync(await phone.row(), message)
    assert refused.value.code == "unreadable"


async def test_of_too_many_at_once_the_others_are_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.checkin.messages.MOST", 3)
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    for _ in range(5):
        phone.write("walk_in", lesson.id, number=1)
    answer = await phone.sync()
    assert (len(answer["stored"]), answer["refused"]) == (3, [])
    assert len((await phone.sync(*phone.log[3:]))["stored"]) == 2
    assert await checkin.walk_ins.count(lesson.id) == 5


async def test_a_hundred_records_ask_the_database_as_often_as_two() -> None:
    lesson = await world.held_lesson(capacity=100)
    few, many = await at_door(lesson), await at_door(lesson)
    seats = await _seats(lesson, 30)
    for seat in seats[:2]:
        few.scan(seat)
    for seat in seats * 3:
        many.scan(seat)
    many.undo(many.log[0])
    with counted() as asked:
        await few.sync()
    with counted() as more:
        await many.sync()
    assert len(more) <= len(asked)
    assert len(asked) <= 22
    assert await checkin.present(lesson.id) == 30
