"""The tickets of who comes together go the same way in one press, once, and only where they can arrive."""

import secrets

import pytest

from outreach.audit import AuditEntry
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Registration, by_id, cancel, register_party, split, want_ticket
from tests import world
from tests.registration.wishing import CLERK, people, wish

pytestmark = pytest.mark.usefixtures("database")
HOME, NOWHERE = "中央通1-1-1", ""


async def at_home(who: Participant, address: str) -> None:
    known = {"postcode": "020-0021", "address": address, "email": "hana@example.jp"}
    await Participant.filter(id=who.id).update(**known if address else {})


async def party(*homes: str) -> list[Registration]:
    """One party; who has a home has an e-mail on record, too."""
    lesson: Lesson = await world.lesson(day=world.working_day(14))
    who = await people(len(homes))
    for one, home in zip(who, homes, strict=True):
        await at_home(one, home)
    ids = await register_party(wish(lesson), [one.id for one in who], key=secrets.token_hex(8), by=CLERK)
    return [row for one in ids if (row := await by_id(lesson.city_id, one))]


async def goes() -> list[str]:
    return [row.ticket_by for row in await Registration.all().order_by("id")]


@pytest.mark.parametrize("way", ["post", "mail", "print"])
async def test_one_press_is_for_everybody_who_comes_together(way: str) -> None:
    rows = await party(HOME, HOME, HOME)
    assert await want_ticket(rows[1], way, by=CLERK)
    assert await goes() == [way] * 3
    wanted = await AuditEntry.filter(action="ticket.wanted").order_by("id")
    assert [one.subject for one in wanted] == [f"registration:{row.id}" for row in rows]


async def test_sent_again_it_says_the_same_and_does_nothing_more() -> None:
    rows = await party(HOME, HOME)
    assert [await want_ticket(rows[0], "post", by=CLERK, key="k" * 32) for _time in range(3)] == [True] * 3
    assert not await want_ticket(rows[1], "post", by=CLERK, key="m" * 32)
    assert await AuditEntry.filter(action="ticket.wanted").count() == 2


@pytest.mark.parametrize(("way", "code"), [("post", "address"), ("mail", "email")])
async def test_where_it_cannot_arrive_it_stays_as_it_is(way: str, code: str) -> None:
    rows = await party(HOME, NOWHERE)
    assert await want_ticket(rows[0], way, by=CLERK)
    assert await goes() == [way, ""]
    with pytest.raises(Refusal) as refused:
        await want_ticket(rows[1], way, by=CLERK)
    assert (refused.value.field, refused.value.code) == (code, code)


async def test_who_gave_up_or_comes_alone_now_is_left_as_she_was() -> None:
    rows = await party(HOME, HOME, HOME)
    await cancel(rows[2], by=CLERK)
    await want_ticket(rows[0], "mail", by=CLERK)
    assert await goes() == ["mail", "mail", ""]
    with pytest.raises(Refusal) as refused:
        await want_ticket(rows[2], "mail", by=CLERK)
    assert refused.value.code == "ended"


async def test_after_a_split_each_has_her_own_way() -> None:
    await party(HOME, HOME)
    lesson = await Lesson.get()
    await Lesson.filter(id=lesson.id).update(capacity=2)
    who = await people(2)
    for one in who:
        await at_home(one, HOME)
    ids = await register_party(wish(lesson), [one.id for one in who], key="q" * 8, by=CLERK)
    first = await by_id(lesson.city_id, ids[0])
    assert first is not None
    assert first.status == "waiting"
    assert await split(first, by=CLERK)
    alone = await by_id(lesson.city_id, ids[0])
    assert alone is not None
    await want_ticket(alone, "post", by=CLERK)
    assert await goes() == ["", "", "post", ""]
