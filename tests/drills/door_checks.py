"""What must be true when a day at the door is over and everything that can come has come."""

import hashlib
from collections import Counter, defaultdict

from outreach import checkin
from outreach.checkin import Arrival, DoorEvent, cards, door, phones, walk_ins
from outreach.checkin.door import DayState
from outreach.registration import Registration
from tests.drills.door_scene import Scene


async def check(day: Scene) -> None:
    """All of it; raises AssertionError."""
    check_nothing_lost(day)
    state = await state_of(day)
    await check_numbers(day, state)
    await check_cards(day, state)
    await check_attendance(day)
    if await settle_late(day, state):
        await check_cards(day, await state_of(day))
        await check_attendance(day)
    await give_up_lost(day, state)


async def state_of(day: Scene) -> DayState:
    """What the office sees."""
    return await door.day_state(day.ground.city.id, day.ground.centre.id, day.day)


async def check_attendance(day: Scene) -> None:
    """Whoever came has come, once (I7), and nobody else."""
    rows = await Arrival.filter(lesson_id__in=day.lessons, standing=True)
    noted, came = Counter(row.registration_id for row in rows), day.story.came()
    assert set(noted.values()) <= {1}, f"came twice: {noted}"
    assert set(noted) == came, f"noted {set(noted) - came} too many, {came - set(noted)} too few"
    for lesson in day.lessons:
        assert await walk_ins.count(lesson) == day.story.walk_ins(lesson), "walk-ins"
        assert await checkin.present(lesson) == sum(row.lesson_id == lesson for row in rows)


async def check_cards(day: Scene, state: DayState) -> None:
    """Every conflict is shown, once."""
    statuses = {row.id: row.status for row in await Registration.filter(lesson_id__in=day.lessons)}
    retired = {token for token, known in day.state.items() if known == "replaced"}
    shown = sorted(card.key for card in state.cards)
    expected = [key for key in day.story.cards(statuses, retired) if key not in day.answered]
    assert shown == expected, f"shown {shown}, expected {expected}"


def check_nothing_lost(day: Scene) -> None:
    """What a phone showed as written has arrived, except from a phone that is gone."""
    there = {one.name for one in day.crew if not one.gone}
    written = [(one.phone, one.event) for one in day.story.let_in if one.phone in there]
    back = [(phone, f"void {event}") for phone, event in written if event in day.story.taken_back]
    lost = [one for one in written + back if one not in day.story.told]
    assert not lost, f"lost {lost}"


async def check_numbers(day: Scene, state: DayState) -> None:
    """A phone's numbers are without a gap, or the gap is shown by its numbers (I9); the chain of hashes holds."""
    shown = {one.id: one.missing for one in state.phones}
    stored = defaultdict[int, dict[int, str]](dict)
    for row in await DoorEvent.filter(phone_id__in=[one.id for one in day.crew]):
        stored[row.phone_id][row.seq] = row.body
    for one in day.crew:
        bodies = stored[one.id]
        missing = [seq for seq in range(1, max([one.told_last, *bodies]) + 1) if seq not in bodies]
        assert shown[one.id] == missing, f"phone {one.name}: {shown[one.id]} shown, {missing} missing"
        assert one.gone or not missing, f"phone {one.name} lost {missing}"
        assert all(_follows(body, bodies.get(seq - 1)) for seq, body in bodies.items()), f"chain of phone {one.name}"


def _follows(body: str, before: str | None) -> bool:
    return before is None or f'"prev":"{hashlib.sha256(before.encode()).hexdigest()}"' in body


async def settle_late(day: Scene, state: DayState) -> bool:
    """The office accepts or rejects what came too late; False where nothing did."""
    late = {card.key: card.last for card in state.cards if card.kind == "late"}
    for key, last in late.items():
        answer = day.dice.choice(["accept", "reject"])
        where = day.ground.city.id, day.ground.centre.id, day.day
        await cards.answer(*where, key, answer, last=last, by=day.ground.office)
        day.answered.add(key)
        if answer == "accept":
            day.story.accepted.add(key.partition(":")[2])
    return bool(late)


async def give_up_lost(day: Scene, state: DayState) -> None:
    """Classes wait for every phone until it has sent all, or is declared lost."""
    lesson = next(one.lesson for one in state.classes if one.lesson.id == day.lessons[0])
    lost = [one for one in day.crew if one.gone]
    for one in lost:
        await phones.declare_lost(day.ground.city.id, one.id, "fell into the river", by=day.ground.office)
    assert not await door.holding_up(lesson), "a class waits for phones that have sent all, or are lost"
