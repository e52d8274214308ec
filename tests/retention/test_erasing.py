"""Whole people or nothing, only when their time has come, and never what the city counts."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock, jobs, once, retention, tickets
from outreach.accounts import SignIn
from outreach.audit import PUBLIC, SYSTEM, Actor, AuditEntry
from outreach.cities import City
from outreach.db import sql
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Registration, by_code, by_token, merging, register
from outreach.registration.rows import ACTIVE
from outreach.retention import Erasure, columns, erasing, nightly
from outreach.settings import Settings
from tests import world
from tests.registration.wishing import CLERK, wish

pytestmark = pytest.mark.usefixtures("database")


async def attended(day: date, number: int = 1, **over: Any) -> Registration:
    """Somebody who had a seat on this day."""
    who = await world.person(name=f"佐藤 {number}", phone="", **over)
    return await world.seat(await world.lesson(day=day), who)


def at(monkeypatch: pytest.MonkeyPatch, day: date, hour: int = 12) -> None:
    now = datetime.combine(day, time(hour), tzinfo=clock.TOKYO).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)


async def known(of: Registration) -> tuple[bool, bool]:
    """Whether her name and her needs are still kept."""
    row = await Participant.get(id=of.participant_id)
    return row.name != f"#{row.id}", row.needs_sealed != ""


async def test_needs_go_first_then_the_name_and_what_she_took_part_in_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    day = clock.today() - timedelta(days=10)
    at(monkeypatch, day)
    row = await attended(day, needs="前の席", age_band="70s")
    city_id = row.city_id
    end = retention.fiscal_year_end(day)
    for when, left in (
        (day + timedelta(days=29), (True, True)),
        (day + timedelta(days=30), (True, False)),
        (end + timedelta(days=89), (True, False)),
        (end + timedelta(days=90), (False, False)),
    ):
        at(monkeypatch, when)
        await retention.erase(city_id, by=SYSTEM)
        assert await known(row) == left, when
    person = await Participant.get(id=row.participant_id)
    assert (person.age_band, person.kana_key, person.phone_e164) == ("70s", "", "")
    assert person.erased_at == clock.now()
    assert (await Registration.get(id=row.id)).status == "confirmed"


async def test_who_is_signed_up_for_a_class_to_come_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    row = await attended(clock.today() - timedelta(days=10), needs="前の席")
    await world.seat(
        await world.lesson(day=clock.today() + timedelta(days=800)), await Participant.get(id=row.participant_id)
    )
    at(monkeypatch, clock.today() + timedelta(days=700))
    await retention.erase(row.city_id, by=SYSTEM)
    assert await known(row) == (True, True)


async def test_the_ticket_of_who_was_erased_opens_nothing_and_she_cannot_be_signed_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = await attended(clock.today() - timedelta(days=10))
    at(monkeypatch, clock.today() + timedelta(days=700))
    await retention.erase(row.city_id, by=SYSTEM)
    assert await by_code(row.city_id, row.code) is None
    assert await by_token(row.city_id, row.token) is None
    spent = (await Registration.get(id=row.id)).code
    with pytest.raises(Refusal):
        tickets.read_code(spent)
    with pytest.raises(Refusal) as refusal:
        await register(wish(await world.lesson()), row.participant_id, key="k", by=CLERK)
    assert refusal.value.code == "unknown"


async def test_a_merged_record_goes_with_the_one_that_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    row = await attended(clock.today() - timedelta(days=10))
    twice = await world.person(name="佐藤 二", phone="")
    await merging.merge(row.city_id, row.participant_id, twice.id, by=SYSTEM)
    at(monkeypatch, clock.today() + timedelta(days=40))  # alone, the second one would go now
    await retention.erase(row.city_id, by=SYSTEM)
    assert (await Participant.get(id=twice.id)).erased_at is None
    at(monkeypatch, clock.today() + timedelta(days=700))
    await retention.erase(row.city_id, by=SYSTEM)
    assert [one.name for one in await Participant.all().order_by("id")] == [f"#{row.participant_id}", f"#{twice.id}"]


async def test_another_citys_people_are_left_alone_and_its_own_days_count(monkeypatch: pytest.MonkeyPatch) -> None:
    tomi, here = await world.tomi(), await world.morioka()
    theirs, ours = await world.person(tomi), await world.person(here)
    await City.filter(id=tomi.id).update(retention={"waited": 5})
    at(monkeypatch, clock.today() + timedelta(days=6))
    for city in (here, tomi):
        await retention.erase(city.id, by=SYSTEM)
    assert (await Participant.get(id=ours.id)).erased_at is None
    assert (await Participant.get(id=theirs.id)).erased_at is not None


async def test_what_will_be_erased_is_told_by_month_and_kind_without_names(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 5, 10)
    at(monkeypatch, day)
    row = await attended(day - timedelta(days=1), needs="前の席")
    caller = await world.person(phone="")
    found = await retention.due(row.city_id)
    assert [(one.id, one.kind, one.on) for one in found.due] == [
        (row.participant_id, "needs", date(2026, 6, 9)),
        (caller.id, "waited", date(2026, 6, 9)),
        (row.participant_id, "person", date(2027, 6, 29)),
    ]
    assert [(one.first, one.counts) for one in found.months] == [
        (date(2026, 6, 1), {"needs": 1, "waited": 1}),
        (date(2027, 6, 1), {"person": 1}),
    ]
    assert (await retention.due(row.city_id, date(2026, 6, 8))).due == []


async def test_a_run_that_breaks_off_leaves_whole_people_and_the_next_one_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [await attended(clock.today() - timedelta(days=10), n, needs="前の席") for n in range(4)]
    city_id, erase_person, tries = rows[0].city_id, erasing._erase_person, iter(range(99))

    async def breaks_at_the_fourth(participant_id: int) -> None:
        if next(tries) == 3:
            message = "the power is gone"
            raise OSError(message)
        await erase_person(participant_id)

    monkeypatch.setattr(erasing, "BATCH", 2)
    monkeypatch.setattr(erasing, "_erase_person", breaks_at_the_fourth)
    at(monkeypatch, clock.today() + timedelta(days=700))
    with pytest.raises(OSError, match="power"):
        await retention.erase(city_id, by=SYSTEM)
    assert [await known(row) for row in rows] == [(False, False)] * 2 + [(True, True)] * 2
    assert len(await Erasure.all()) == 1
    await retention.erase(city_id, by=SYSTEM)
    assert [await known(row) for row in rows] == [(False, False)] * 4
    assert await AuditEntry.filter(action="data.erased").count() == await Erasure.all().count()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE participants SET age_band = '' WHERE id = ?",
        "UPDATE registrations SET status = 'cancelled' WHERE participant_id = ?",
        "UPDATE registrations SET channel = 'web' WHERE participant_id = ?",
    ],
)
async def test_where_a_count_would_change_nothing_is_erased(harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = await attended(clock.today() - timedelta(days=10), age_band="70s")
    erase_person = erasing._erase_person

    async def harmful(participant_id: int) -> None:
        await erase_person(participant_id)
        await sql.run(harm, participant_id)

    monkeypatch.setattr(erasing, "_erase_person", harmful)
    at(monkeypatch, clock.today() + timedelta(days=700))
    with pytest.raises(retention.CountsChanged):
        await retention.erase(row.city_id, by=SYSTEM)
    assert await known(row) == (True, False)
    assert (await Participant.get(id=row.participant_id)).age_band == "70s"
    assert [one.erased for one in await Erasure.all() if "people" in one.erased] == []


async def test_a_batch_whose_counts_would_change_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [await attended(clock.today() - timedelta(days=10), n) for n in range(3)]
    erase_person, counted_wrong = erasing._erase_person, rows[0].participant_id

    async def harmful(participant_id: int) -> None:
        await erase_person(participant_id)
        if participant_id == counted_wrong:
            await sql.run("UPDATE participants SET age_band = '90s' WHERE id = ?", participant_id)

    monkeypatch.setattr(erasing, "BATCH", 1)
    monkeypatch.setattr(erasing, "_erase_person", harmful)
    at(monkeypatch, clock.today() + timedelta(days=700))
    with pytest.raises(retention.CountsChanged):
        await retention.erase(rows[0].city_id, by=SYSTEM)
    assert [(await known(row))[0] for row in rows] == [True, False, False]


async def test_who_calls_while_the_night_runs_is_signed_up_or_erased_and_never_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [await attended(clock.today() - timedelta(days=10), n) for n in range(8)]
    at(monkeypatch, clock.today() + timedelta(days=700))
    lesson = await world.lesson(day=clock.today() + timedelta(days=3))
    calls = [register(wish(lesson), row.participant_id, key="", by=CLERK) for row in rows]
    done = await asyncio.gather(
        *calls[:4], retention.erase(lesson.city_id, by=SYSTEM), *calls[4:], return_exceptions=True
    )
    assert all(isinstance(one, int | list | Refusal) for one in done)
    coming = Registration.filter(lesson_id=lesson.id, status__in=ACTIVE, participant__erased_at__not_isnull=True)
    assert await coming.count() == 0
    kept = await Participant.filter(erased_at=None).count()
    assert (await Lesson.get(id=lesson.id)).taken == kept


async def test_typed_reasons_and_names_on_door_links_go_by_their_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    row = await attended(clock.today() - timedelta(days=10))
    await world.door_pass(await Lesson.get(id=row.lesson_id), "田中さん")
    for days, label in ((89 - 10, "田中さん"), (91 - 10, "")):
        at(monkeypatch, clock.today() + timedelta(days=days))
        await retention.erase(row.city_id, by=SYSTEM)
        assert (await sql.rows("SELECT label FROM door_passes"))[0]["label"] == label
        monkeypatch.undo()


async def test_old_sign_ins_and_marks_of_forms_go(monkeypatch: pytest.MonkeyPatch) -> None:
    row = await attended(clock.today())
    await world.sign_in(await world.account(role="clerk"))
    await register(wish(await world.lesson(day=world.working_day(9))), row.participant_id, key="k", by=CLERK)
    for days, left in ((80, (1, 1)), (100, (1, 0)), (400, (0, 0))):
        at(monkeypatch, clock.today() + timedelta(days=days))
        await retention.erase(row.city_id, by=SYSTEM)
        operations = await sql.rows("SELECT id FROM operations WHERE key = 'k'")
        assert (await SignIn.all().count(), len(operations)) == left
        monkeypatch.undo()


async def test_a_city_that_keeps_marks_for_few_days_forgets_no_other_citys(monkeypatch: pytest.MonkeyPatch) -> None:
    here, tomi = await world.morioka(), await world.tomi()
    who, lesson = await world.person(here), await world.lesson(here, capacity=5, day=world.working_day(9))
    first = await register(wish(lesson), who.id, key="k", by=CLERK)
    of_tomi = Actor("account", 9, tomi.id)
    for by in (of_tomi, PUBLIC):
        await once.claim(by, "k", once.fingerprint("something"))
    await retention.keep_for(tomi.id, "sent", 7, by=SYSTEM)
    for days, left in ((6, (True, True, True)), (8, (True, False, True)), (91, (True, False, False))):
        at(monkeypatch, clock.today() + timedelta(days=days))
        await retention.erase(tomi.id, by=SYSTEM)
        assert tuple([await once.used(by, "k") for by in (CLERK, of_tomi, PUBLIC)]) == left, days
        monkeypatch.undo()
    # Sent again from a tab that was left open: the same seat, not another one.
    assert await register(wish(lesson), who.id, key="k", by=CLERK) == first


@pytest.mark.parametrize("hour", [0, 1, 5, 12, 23])
async def test_by_day_nothing_is_erased(hour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    who = await world.person()
    at(monkeypatch, clock.today() + timedelta(days=699), 3)
    await nightly()
    rows = await Erasure.all().count()
    await sql.run("UPDATE participants SET erased_at = NULL WHERE id = ?", who.id)
    at(monkeypatch, clock.today() + timedelta(days=1), hour)
    assert await nightly() == 0
    assert await Erasure.all().count() == rows


async def test_a_server_that_never_ran_at_night_erases_by_day_after_two_days(monkeypatch: pytest.MonkeyPatch) -> None:
    who, today = await world.person(), clock.today()
    await City.filter(id=who.city_id).update(retention={"waited": 0})
    for days, erased in ((1, False), (4, True)):
        at(monkeypatch, today + timedelta(days=days), 10)
        await nightly()
        assert ((await Participant.get(id=who.id)).erased_at is not None) == erased, days


async def test_a_city_without_a_single_participant_has_nothing_to_erase_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    await world.morioka()
    at(monkeypatch, clock.today() + timedelta(days=700))
    await nightly()
    assert await Erasure.all().count() == 0


async def test_in_the_night_one_node_erases_once_for_each_city(monkeypatch: pytest.MonkeyPatch) -> None:
    for city in (await world.morioka(), await world.tomi()):
        await world.person(city)
    night = clock.today() + timedelta(days=700)
    at(monkeypatch, night, 3)
    await asyncio.gather(*[nightly() for _ in range(4)])
    people = [one for one in await Erasure.all() if one.erased.get("people")]
    assert len(people) == 2
    rows = await Erasure.all().count()
    await nightly()
    assert await Erasure.all().count() == rows
    at(monkeypatch, night + timedelta(days=1), 2)
    await nightly()
    assert await Erasure.all().count() > rows


async def test_a_server_that_is_off_at_night_erases_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    who, today = await world.person(), clock.today()
    at(monkeypatch, today + timedelta(days=1), 3)
    await nightly()
    at(monkeypatch, today + timedelta(days=2), 14)
    await nightly()
    assert await Erasure.all().count() == 1
    at(monkeypatch, today + timedelta(days=40), 14)
    await nightly()
    assert (await Participant.get(id=who.id)).erased_at is not None


async def test_the_trail_says_how_many_and_by_whom_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    who = await world.person()
    by = await world.staff(role="coordinator")
    at(monkeypatch, clock.today() + timedelta(days=700))
    proofs = await retention.erase(who.city_id, by=by)
    deed = await AuditEntry.filter(action="data.erased").order_by("id").first()
    assert deed is not None
    assert (deed.actor, deed.subject, deed.detail) == (
        by.reference,
        f"erasure:{proofs[0].id}",
        '{"needs":0,"people":1}',
    )


@given(st.integers(1, 10**7 - 1), st.integers(1, 10**7 - 1))
def test_spent_codes_are_no_tickets_and_never_alike(one: int, other: int) -> None:
    assert (columns.spent_code(one) == columns.spent_code(other)) == (one == other)
    with pytest.raises(Refusal):
        tickets.read_code(columns.spent_code(one))


async def _until_erased(who: Participant) -> None:
    while (await Participant.get(id=who.id)).erased_at is None:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0)


async def test_a_running_server_erases_in_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    who = await world.person()
    at(monkeypatch, clock.today() + timedelta(days=700), 3)
    async with jobs.running(Settings(mode="test", erase_seconds=0.01)):
        await asyncio.wait_for(_until_erased(who), 10)


async def test_a_city_chooses_its_own_days_and_the_trail_says_so() -> None:
    city = await world.morioka()
    assert await retention.keep_for(city.id, "needs", 14, by=SYSTEM)
    assert not await retention.keep_for(city.id, "needs", 14, by=SYSTEM)
    assert (await retention.due(city.id)).days == retention.DAYS | {"needs": 14}
    (deed,) = await AuditEntry.filter(action="retention.changed")
    assert deed.detail == '{"before":30,"days":14,"kind":"needs"}'


@pytest.mark.parametrize(("kind", "days"), [("names", 30), ("needs", -1), ("needs", 10**6), ("sent", 6)])
async def test_days_that_nobody_can_mean_are_refused(kind: str, days: int) -> None:
    city = await world.morioka()
    with pytest.raises(Refusal):
        await retention.keep_for(city.id, kind, days, by=SYSTEM)
    assert (await City.get(id=city.id)).retention == {}
