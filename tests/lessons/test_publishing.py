"""Publishing: many drafts at once, or by the server at a set time, once each; a set intake time stands."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from outreach import clock, lessons
from outreach.audit import AuditEntry
from outreach.departments import Department
from outreach.lessons import Lesson, clashes, publishing
from outreach.refusal import Refusal
from tests import world
from tests.changes.changing import change, in_days, moved

pytestmark = pytest.mark.usefixtures("database")


def _in(**length: float) -> datetime:
    return clock.now() + timedelta(**length)


async def test_a_draft_is_published_by_the_server_when_its_time_has_come_and_not_before() -> None:
    draft = await world.lesson(status="draft", publish_at=_in(hours=1))

    assert await publishing.publish_due() == 0
    with time_machine.travel(_in(hours=1, seconds=1)):
        assert await publishing.publish_due() == 1
        assert await publishing.publish_due() == 0

    await draft.refresh_from_db()
    assert (draft.status, draft.publish_at) == ("published", None)
    entry = await AuditEntry.get(action="lesson.published")
    assert (entry.actor, entry.subject) == ("system", f"lesson:{draft.id}")


async def test_two_nodes_at_the_same_minute_publish_once() -> None:
    for number in range(5):
        await world.lesson(status="draft", publish_at=_in(hours=-1), starts_at=_in(days=1 + number))

    done = await asyncio.gather(*(publishing.publish_due() for _node in range(4)))

    assert sum(done) == 5
    assert await AuditEntry.filter(action="lesson.published").count() == 5


async def test_without_the_claim_two_nodes_would_both_publish(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await world.lesson(status="draft", publish_at=_in(hours=-1))

    async def unclaimed(_lesson_id: int, _city_id: int) -> bool:
        return True

    monkeypatch.setattr(publishing, "_publish_one", unclaimed)
    assert await publishing.publish_due() + await publishing.publish_due() == 2
    assert (await Lesson.get(id=draft.id)).status == "draft"


async def test_a_draft_without_a_time_and_a_class_that_has_begun_stay_drafts() -> None:
    await world.lesson(status="draft")
    await world.held_lesson(status="draft", publish_at=_in(hours=-2))

    assert await publishing.publish_due() == 0
    assert await Lesson.filter(status="draft").count() == 2


async def test_a_set_intake_time_stands_and_one_that_is_over_is_now() -> None:
    later = await world.lesson(status="draft", intake_opens_at=_in(hours=5))
    past = await world.lesson(status="draft", intake_opens_at=_in(days=-5), starts_at=_in(days=3))
    coordinator, opens = await world.staff(), later.intake_opens_at

    for draft in (later, past):
        await lessons.publish(draft, by=coordinator)
        await draft.refresh_from_db()

    assert later.intake_opens_at == opens
    assert not lessons.open_now(later)
    assert past.intake_opens_at > _in(minutes=-1)
    assert lessons.open_now(past)


async def test_many_drafts_are_published_at_once_or_at_a_time_to_come() -> None:
    city, by = await world.morioka(), await world.staff()
    made = [await world.lesson(status="draft", starts_at=_in(days=2 + number)) for number in range(3)]
    foreign = await world.lesson(await world.tomi(), status="draft")
    at = _in(days=1)

    assert await publishing.publish_many(city, [one.id for one in made[1:]], by=by, at=at) == 2
    assert await publishing.publish_many(city, [made[0].id, foreign.id], by=by) == 1

    kept = await Lesson.filter(id__in=[one.id for one in made]).order_by("id")
    assert [one.status for one in kept] == ["published", "draft", "draft"]
    assert [one.publish_at for one in kept] == [None, at, at]
    assert [one.id for one in await publishing.drafts(city.id)] == [one.id for one in made[1:]]
    assert (await Lesson.get(id=foreign.id)).status == "draft"


async def test_another_departments_draft_keeps_all_of_them_drafts() -> None:
    city = await world.morioka()
    welfare = await Department.create(city=city, key="welfare", name={"ja": "福祉課"})
    learning = await Department.create(city=city, key="learning", name={"ja": "社会教育課"})
    own = await world.lesson(status="draft")
    theirs = await world.lesson(status="draft", department_id=learning.id, starts_at=_in(days=3))
    account = await world.account()
    account.department_id = welfare.id
    await account.save()
    by = (await world.staff()).__class__(
        "account", account.id, city.id, frozenset({"coordinator"}), "", None, welfare.id
    )

    with pytest.raises(Refusal):
        await publishing.publish_many(city, [own.id, theirs.id], by=by)
    with pytest.raises(Refusal):
        await lessons.publish(theirs, by=by)

    assert await Lesson.filter(status="draft").count() == 2


WRONG = [
    ({"publish": ""}, "publish"),
    ({"publish": "at", "publish_day": "2027-02-31"}, "publish_day"),
    ({"publish": "at", "publish_day": "2000-01-01"}, "publish_day"),
    ({"publish": "at", "publish_day": "9999-01-01"}, "publish_day"),
    ({"publish": "at", "publish_day": "2026-12-24", "publish_time": "25:00"}, "publish_time"),
]


def test_a_time_to_publish_that_cannot_be_gets_a_sentence() -> None:
    for typed, field in WRONG:
        with time_machine.travel(datetime(2026, 11, 21, tzinfo=clock.TOKYO)), pytest.raises(Refusal) as refused:
            publishing.clean_time(typed)
        assert refused.value.field == field


async def test_none_chosen_and_a_time_that_is_over_are_refused() -> None:
    city, by, draft = await world.morioka(), await world.staff(), await world.lesson(status="draft")

    for ids, at, field in (([], None, "ids"), ([draft.id], _in(hours=-1), "publish_day")):
        with pytest.raises(Refusal) as refused:
            await publishing.publish_many(city, ids, by=by, at=at)
        assert refused.value.field == field


async def test_a_time_to_publish_must_be_before_each_chosen_class_begins() -> None:
    city, by = await world.morioka(), await world.staff()
    soon = await world.lesson(status="draft", starts_at=_in(days=2))
    late = await world.lesson(status="draft", starts_at=_in(days=9))

    for at in (soon.starts_at, soon.starts_at + timedelta(days=1)):
        with pytest.raises(Refusal, match="before the class begins") as refused:
            await publishing.publish_many(city, [soon.id, late.id], by=by, at=at)
        assert refused.value.field == "publish_day"
    assert await Lesson.filter(publish_at__isnull=True).count() == 2

    at = soon.starts_at - timedelta(minutes=1)
    assert await publishing.publish_many(city, [soon.id, late.id], by=by, at=at) == 2
    with time_machine.travel(at + timedelta(seconds=1)):
        assert await publishing.publish_due() == 2


async def test_a_time_to_publish_is_measured_by_a_move_that_is_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    city, by = await world.morioka(), await world.staff()
    draft = await world.lesson(status="draft", **in_days(20))
    accept, written = clashes.accept, asyncio.Event()

    async def late() -> int:
        await written.wait()
        return await publishing.publish_many(city, [draft.id], by=by, at=draft.starts_at - timedelta(hours=1))

    waiting = asyncio.create_task(late())

    async def slow(*args: Any, **more: Any) -> None:
        written.set()
        await asyncio.wait({waiting}, timeout=0.5)  # without the city's lock it has read the old time by now
        await accept(*args, **more)

    monkeypatch.setattr(clashes, "accept", slow)
    await change(draft, wanted=moved(days=-10))
    with pytest.raises(Refusal, match="before the class begins"):
        await waiting
    assert (await Lesson.get(id=draft.id)).publish_at is None
