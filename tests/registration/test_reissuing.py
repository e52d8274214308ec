"""A lost ticket gets a new number and a new QR; the old ones open nothing, and nothing else changes."""

import asyncio

import pytest

from outreach import clock, notices, tickets
from outreach.audit import AuditEntry
from outreach.db import sql
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import (
    Registration,
    RetiredTicket,
    by_code,
    by_token,
    cancel,
    party_of,
    register,
    register_party,
    reissue,
    replaced,
    taking,
)
from outreach.registration.reissuing import check_not_replaced
from tests import world
from tests.registration.wishing import CLERK, people, wish

pytestmark = pytest.mark.usefixtures("database")
SECOND, THIRD = "10000007", "10000014"


async def rows_but_tickets() -> list[dict[str, object]]:
    rows = await sql.rows("SELECT * FROM registrations ORDER BY id")
    return [{name: value for name, value in dict(row).items() if name not in {"code", "token"}} for row in rows]


async def test_the_new_ticket_opens_what_the_old_one_did_and_the_old_one_opens_nothing() -> None:
    old = await world.seat(await world.lesson())
    new = await reissue(old.city_id, old.id, by=CLERK)
    assert (new.id, new.code != old.code, new.token != old.token) == (old.id, True, True)
    assert tickets.read_code(new.code) == new.code
    assert await by_code(old.city_id, old.code) is None
    assert await by_token(old.city_id, old.token) is None
    for found in await replaced(old.city_id, code=old.code), await replaced(old.city_id, token=old.token):
        assert found is not None
        assert found.id == old.id
    with pytest.raises(Refusal) as refused:
        await check_not_replaced(old.city_id, old.code, "code")
    assert (refused.value.code, refused.value.field) == ("replaced", "code")
    other = await world.tomi()
    assert await replaced(other.id, code=old.code) is None
    assert await replaced(other.id, token=old.token) is None


async def test_seats_parties_and_the_waiting_list_stay_as_they_are() -> None:
    lesson = await world.lesson(capacity=2)
    who = await people(4)
    ids = await register_party(wish(lesson), [one.id for one in who[:2]], key="", by=CLERK)
    ids += await register_party(wish(lesson), [one.id for one in who[2:]], key="", by=CLERK)
    before, counter = await rows_but_tickets(), await sql.rows("SELECT taken, waiting, last_place FROM lessons")
    for one in ids:
        await reissue(lesson.city_id, one, by=CLERK)
    assert await rows_but_tickets() == before
    assert await sql.rows("SELECT taken, waiting, last_place FROM lessons") == counter
    assert [row.id for row in await party_of(await Registration.get(id=ids[0]))] == ids[:2]


async def test_sent_again_it_returns_the_same_ticket() -> None:
    old = await world.seat(await world.lesson())
    made = [await reissue(old.city_id, old.id, by=CLERK, key="k" * 32) for _time in range(3)]
    assert len({(one.code, one.token) for one in made}) == 1
    assert await RetiredTicket.all().count() == 1
    assert await AuditEntry.filter(action="ticket.reissued").count() == 1


@pytest.mark.parametrize("keys", [["k" * 32] * 3, ["", "", ""]], ids=["one form", "three forms"])
async def test_three_at_once_leave_one_ticket_that_works(keys: list[str], database_url: str) -> None:
    old = await world.seat(await world.lesson())
    made = await asyncio.gather(*(reissue(old.city_id, old.id, by=CLERK, key=key) for key in keys))
    now = await Registration.get(id=old.id)
    retired = await RetiredTicket.filter(registration_id=old.id).order_by("id")
    expected = 1 if keys[0] else 3
    assert len(retired) == expected
    assert retired[0].token == old.token
    assert now.token not in {one.token for one in retired}
    assert {one.token for one in made} <= {now.token, *(one.token for one in retired)}
    assert now.token in {one.token for one in made}


async def test_who_gave_up_and_who_is_of_another_city_gets_none() -> None:
    row = await world.seat(await world.lesson())
    other = await world.tomi()
    with pytest.raises(Refusal) as refused:
        await reissue(other.id, row.id, by=CLERK)
    assert refused.value.code == "unknown"
    await cancel(row, by=CLERK)
    with pytest.raises(Refusal) as refused:
        await reissue(row.city_id, row.id, by=CLERK)
    assert refused.value.code == "ended"
    assert await RetiredTicket.all().count() == 0


async def test_after_the_class_and_of_one_that_is_called_off_there_is_none() -> None:
    over, off = await world.held_lesson(), await world.lesson(day=world.working_day(14))
    rows = [await world.seat(over), await world.seat(off)]
    await Lesson.filter(id=over.id).update(ends_at=clock.now())
    await Lesson.filter(id=off.id).update(status="cancelled")
    codes = []
    for row in rows:
        with pytest.raises(Refusal) as refused:
            await reissue(row.city_id, row.id, by=CLERK)
        codes.append(refused.value.code)
    assert codes == ["over", "off"]


async def test_no_new_ticket_bears_a_number_that_somebody_may_still_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.lesson(day=world.working_day(14))
    old = await world.seat(lesson)
    [other] = await people(1)
    await reissue(old.city_id, old.id, by=CLERK)
    drawn = iter([old.code, SECOND, old.code, SECOND, THIRD])
    monkeypatch.setattr(tickets, "new_code", lambda: next(drawn))
    second = await register(wish(lesson), other.id, key="", by=CLERK)
    assert (await Registration.get(id=second)).code == SECOND
    renewed = await reissue(old.city_id, old.id, by=CLERK)
    assert renewed.code == THIRD


async def test_control_without_that_the_old_paper_would_be_another_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.lesson(day=world.working_day(14))
    old = await world.seat(lesson)
    [other] = await people(1)
    await reissue(old.city_id, old.id, by=CLERK)
    monkeypatch.setattr(tickets, "new_code", lambda: old.code)
    monkeypatch.setattr(taking, "_INSERT", taking._INSERT.replace("WHERE NOT EXISTS", "WHERE TRUE OR NOT EXISTS"))
    second = await register(wish(lesson), other.id, key="", by=CLERK)
    assert (await Registration.get(id=second)).code == old.code


async def test_a_new_ticket_goes_by_post_again() -> None:
    row = await world.seat(await world.lesson(day=world.working_day(14)))
    await Registration.filter(id=row.id).update(ticket_by="post")
    [owed] = [one for one in await notices.of_registration(row) if one.topic == "ticket"]
    await sql.run(
        "INSERT INTO told (topic, number, registration_id, way, outcome, by, at)"
        " VALUES ('ticket', ?, ?, 'letter', 'told', 'system', ?)",
        owed.number,
        row.id,
        row.at,
    )
    assert [one for one in await notices.of_registration(row) if one.topic == "ticket"] == []
    renewed = await reissue(row.city_id, row.id, by=CLERK)
    assert [one.topic for one in await notices.of_registration(renewed)] == ["ticket"]
