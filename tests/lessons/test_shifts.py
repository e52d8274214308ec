"""Taking a shift and giving it back: never more than wanted, never in two classes at once, never too late."""

import asyncio
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

import pytest

from outreach import clock, helpers
from outreach.audit import AuditEntry
from outreach.helpers import Helper
from outreach.lessons import Acceptance, Lesson, Shift, shifts
from outreach.refusal import Refusal, Refusals
from tests import world

pytestmark = pytest.mark.usefixtures("database")
_seen: ContextVar[int] = ContextVar("seen")


async def wanting(number: int = 1, **over: Any) -> Lesson:
    """A class tomorrow that wants helpers."""
    return await world.lesson(helpers_wanted=number, **over)


async def take(lesson: Lesson, helper: Helper) -> Shift:
    """As she does herself, by her own page."""
    return await shifts.take(lesson, helper, shifts.role_of(helper), by=helpers.acting(helper))


async def standing(lesson: Lesson) -> int:
    return await Shift.filter(lesson_id=lesson.id, standing=True).count()


async def refusal(deed: object) -> Refusal:
    """The one refusal of a deed."""
    with pytest.raises((Refusal, Refusals)) as refused:
        await deed  # type: ignore[misc]  # a coroutine
    said = refused.value
    found = said.all[0] if isinstance(said, Refusals) else said
    assert isinstance(found, Refusal)
    return found


async def test_a_helper_takes_a_shift_and_a_second_press_changes_nothing() -> None:
    lesson, helper = await wanting(), await world.helper()

    first, again = await take(lesson, helper), await take(lesson, helper)

    assert first.id == again.id
    assert (await Shift.get()).taken_by == f"helper:{helper.id}"
    [deed] = await AuditEntry.filter(action="shift.taken")
    assert helper.name not in deed.detail


async def test_when_enough_help_the_next_one_is_told_kindly() -> None:
    lesson = await wanting(1)
    await take(lesson, await world.helper())

    refused = await refusal(take(lesson, await world.helper(name="阿部 なぎさ", kana="アベ ナギサ")))

    assert refused.code == "full"
    assert await standing(lesson) == 1


async def test_a_coordinator_may_add_more_than_wanted() -> None:
    lesson, by = await wanting(0), await world.staff()
    await shifts.take(lesson, await world.helper(), "assistant", by=by)
    assert await standing(lesson) == 1


async def _crowd(number: int) -> list[Helper]:
    return [await world.helper(name=f"人 {n}", kana="ヒト") for n in range(number)]


async def test_of_two_who_want_the_last_place_at_once_never_both_get_it() -> None:
    for _round in range(10):
        lesson, crowd = await wanting(1), await _crowd(2)
        done = await asyncio.gather(*(take(lesson, one) for one in crowd), return_exceptions=True)
        assert await standing(lesson) == 1
        assert [one.code for one in done if isinstance(one, Refusal)] == ["full"]


async def test_without_the_look_inside_the_transaction_both_would_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, crowd = await wanting(1), await _crowd(2)
    both_have_looked = asyncio.Barrier(2)

    async def look_first(helper: Helper) -> Shift:
        _seen.set(await standing(lesson))
        await both_have_looked.wait()
        return await take(lesson, helper)

    async def believe(fresh: Lesson) -> None:
        if _seen.get() >= fresh.helpers_wanted:
            raise AssertionError

    monkeypatch.setattr(shifts, "_check_own", believe)
    await asyncio.gather(*(look_first(one) for one in crowd))
    assert await standing(lesson) == 2


async def test_one_helper_in_eight_windows_has_one_shift() -> None:
    lesson, helper = await wanting(3), await world.helper()
    done = await asyncio.gather(*(take(lesson, helper) for _ in range(8)))
    assert len({one.id for one in done}) == await standing(lesson) == 1


async def test_nobody_takes_two_classes_at_the_same_time_even_at_once() -> None:
    helper, elsewhere = await world.helper(), await world.centre(key="nishi", name={"ja": "西部公民館"})
    one, other = await wanting(), await wanting(centre=elsewhere, instructor=await world.instructor(login="other"))

    done = await asyncio.gather(take(one, helper), take(other, helper), return_exceptions=True)

    assert len([result for result in done if isinstance(result, Shift)]) == 1
    [refused] = [result for result in done if isinstance(result, Refusals)]
    assert refused.all[0].code == "clash"
    assert helper.name in str(refused)


async def test_a_class_that_was_cancelled_frees_its_helpers_for_another() -> None:
    helper = await world.helper()
    off = await wanting(2)
    await take(off, helper)
    other = await wanting(centre=await world.centre(key="nishi"), instructor=await world.instructor(login="other"))
    await Lesson.filter(id=off.id).update(status="cancelled")

    await take(other, helper)

    assert [one.lesson_id for one in await shifts.of_helper(helper.id)] == [other.id]


async def test_who_leads_a_class_does_not_help_in_it_nor_in_another_at_that_time() -> None:
    leader = await world.instructor()
    own = await wanting(instructor=leader)
    other = await wanting(centre=await world.centre(key="nishi"), instructor=await world.instructor(login="other"))

    assert (await refusal(take(own, leader))).code == "leads"
    assert (await refusal(take(other, leader))).code == "clash"


@pytest.mark.parametrize(("over", "code"), [({"status": "draft"}, "closed"), ({"status": "cancelled"}, "cancelled")])
async def test_only_published_classes_are_open_to_helpers(over: dict[str, str], code: str) -> None:
    lesson = await world.lesson(helpers_wanted=1, **over)  # type: ignore[arg-type]  # a column
    assert (await refusal(take(lesson, await world.helper()))).code == code


async def test_nobody_takes_a_shift_herself_after_the_class_began() -> None:
    lesson = await world.held_lesson(helpers_wanted=1)
    helper = await world.helper()
    assert (await refusal(take(lesson, helper))).code == "begun"
    await shifts.take(lesson, helper, "assistant", by=await world.staff())
    assert await standing(lesson) == 1


async def test_who_no_longer_helps_cannot_be_taken_for_later_days() -> None:
    lesson = await wanting()
    gone = await world.helper(away_from=lesson.day)
    assert (await refusal(shifts.take(lesson, gone, "assistant", by=await world.staff()))).code == "away"


async def test_another_citys_helper_cannot_help() -> None:
    lesson = await wanting()
    foreign = await world.helper(await world.tomi())
    refused = await refusal(shifts.take(lesson, foreign, "assistant", by=await world.staff()))
    assert refused.field == "helper_id"


async def test_outside_of_her_hours_a_coordinator_says_why_and_it_is_kept() -> None:
    lesson, helper, by = await wanting(), await world.helper(), await world.staff()
    await helpers.add_absence(helper, lesson.day, lesson.day, by=by)

    refused = await refusal(shifts.take(lesson, helper, "assistant", by=by))
    assert (refused.field, refused.code) == ("reason", "soft")
    await shifts.take(lesson, helper, "assistant", by=by, reason="電話で確認済み")

    assert (await Acceptance.get()).reason == "電話で確認済み"


async def test_she_herself_may_come_outside_of_her_hours() -> None:
    lesson, helper = await wanting(), await world.helper()
    await helpers.set_week(helper, {(lesson.day.weekday() + 1) % 7: [("09:00", "10:00")]}, by=await world.staff())
    assert (await take(lesson, helper)).standing


async def test_what_is_given_back_is_open_again_and_giving_back_twice_changes_nothing() -> None:
    lesson, helper, other = await wanting(), await world.helper(), await world.helper(name="別 人", kana="ベツ ジン")
    shift = await take(lesson, helper)

    assert await shifts.give_back(shift, by=helpers.acting(helper))
    assert not await shifts.give_back(shift, by=helpers.acting(helper))

    await take(lesson, other)
    again = await refusal(take(lesson, helper))
    assert again.code == "full"
    kept = await Shift.get(id=shift.id)
    assert (kept.standing, kept.given_back_by) == (False, f"helper:{helper.id}")


async def test_nobody_gives_back_another_helpers_shift() -> None:
    lesson, helper = await wanting(), await world.helper()
    shift, other = await take(lesson, helper), await world.helper(name="別 人", kana="ベツ ジン")
    assert (await refusal(shifts.give_back(shift, by=helpers.acting(other)))).code == "foreign"
    assert await standing(lesson) == 1


async def test_after_the_class_began_only_a_coordinator_takes_her_off_and_says_why() -> None:
    helper, by = await world.helper(), await world.staff()
    lesson = await wanting()
    shift = await take(lesson, helper)
    await Lesson.filter(id=lesson.id).update(starts_at=clock.now() - timedelta(minutes=1))

    assert (await refusal(shifts.give_back(shift, by=helpers.acting(helper)))).code == "begun"
    assert (await refusal(shifts.give_back(shift, by=by))).field == "reason"
    assert await shifts.give_back(shift, by=by, reason="来られなかった")
    assert (await Shift.get()).given_back_reason == "来られなかった"
    assert not await AuditEntry.filter(detail__contains="来られ").exists()


async def test_minutes_are_corrected_with_a_reason_and_once_the_class_began() -> None:
    lesson, by = await world.held_lesson(), await world.staff()
    shift = await shifts.take(lesson, await world.helper(), "assistant", by=by)

    assert (await refusal(shifts.correct(shift, 120, "", by=by))).field == "reason"
    assert (await refusal(shifts.correct(shift, 1441, "長い", by=by))).field == "minutes"
    await shifts.correct(shift, 120, "片付けまで", by=by)
    assert (await Shift.get()).minutes == 120
    await shifts.correct(shift, None, "", by=by)
    assert (await Shift.get()).minutes is None

    coming = await shifts.take(
        await wanting(day=clock.today() + timedelta(days=3)), await world.helper(), "assistant", by=by
    )
    assert (await refusal(shifts.correct(coming, 10, "早い", by=by))).code == "coming"


async def test_how_many_are_wanted_is_a_number_that_can_be() -> None:
    lesson, by = await wanting(1), await world.staff()
    await shifts.want(lesson, 3, by=by)
    await shifts.want(lesson, 3, by=by)
    assert (await Lesson.get()).helpers_wanted == 3
    assert await AuditEntry.filter(action="lesson.helpers_wanted").count() == 1
    assert (await refusal(shifts.want(lesson, 51, by=by))).field == "helpers_wanted"


async def test_a_table_keeps_one_standing_shift_of_a_helper_in_a_class() -> None:
    from tortoise.exceptions import IntegrityError

    lesson, helper = await wanting(), await world.helper()
    columns: dict[str, Any] = {"lesson": lesson, "helper": helper, "taken_at": clock.now(), "taken_by": "system"}
    await Shift.create(**columns)
    await Shift.create(**columns, standing=False)
    with pytest.raises(IntegrityError):
        await Shift.create(**columns)
