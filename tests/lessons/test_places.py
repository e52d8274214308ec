"""Open places: only what can still be taken, and first what fits the helper."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import time, timedelta
from typing import Any

import pytest

from outreach import clock, helpers
from outreach.db import dialects
from outreach.lessons import Lesson, shifts
from outreach.lessons.places import Place, open_places, skill_words
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def place(days: int = 3, hour: int = 10, **over: Any) -> Lesson:
    """A class in some days that wants one helper; each at a centre of its own."""
    key = f"centre-{days}-{hour}-{len(over)}"
    where = over.pop("centre", None) or await world.centre(key=key)
    columns: dict[str, Any] = {"helpers_wanted": 1, "centre": where, **over}
    return await world.lesson(day=clock.today() + timedelta(days=days), at=time(hour), **columns)


def ids(places: list[Place]) -> list[int]:
    return [one.lesson.id for one in places]


async def test_what_is_open_is_published_to_come_and_not_full() -> None:
    city, by = await world.morioka(), await world.staff()
    open_, full = await place(2), await place(3)
    await shifts.take(full, await world.helper(), "assistant", by=by)
    await place(4, status="draft")
    await place(5, status="cancelled")
    await place(6, helpers_wanted=0)
    await world.held_lesson(helpers_wanted=1)
    await world.lesson(await world.tomi(), helpers_wanted=1)

    assert [(one.lesson.id, one.open) for one in await open_places(city.id)] == [(open_.id, 1)]


async def test_a_training_of_staff_may_want_helpers_too() -> None:
    training = await place(course=await world.course(slug="staff", audience="staff"))
    assert ids(await open_places(training.city_id)) == [training.id]


async def test_what_fits_her_hours_her_skills_and_her_languages_comes_first() -> None:
    helper = await world.helper(skills="LINE、カメラ", languages=["ja", "en"])
    by = await world.staff()
    line = await world.course(slug="line", title={"ja": "LINEで話そう"})
    plain, later, english, taught = (
        await place(2, 9),
        await place(3, 15),
        await place(4, 10),
        await place(5, 11, course=line),
    )
    days = {one.day.weekday() for one in (plain, english, taught, later)}
    await helpers.set_week(helper, {day: [("09:00", "13:00")] for day in days}, by=by)

    found = await open_places(helper.city_id, helper, {english.id: frozenset({"en", "ja"})})

    assert ids(found) == [english.id, taught.id, plain.id, later.id]
    assert [one.can_come for one in found] == [True, True, True, False]
    assert (found[0].languages, found[1].skills) == (("en",), ("LINE",))


async def test_what_is_at_the_time_of_her_other_class_is_left_out() -> None:
    helper = await world.helper()
    own, beside, after = await place(2, 10), await place(2, 11, capacity=9), await place(2, 14)
    await shifts.take(own, helper, "assistant", by=helpers.acting(helper))

    assert ids(await open_places(helper.city_id, helper)) == [after.id]
    assert ids(await open_places(helper.city_id)) == [beside.id, after.id]


async def test_from_the_day_on_which_she_leaves_nothing_is_offered() -> None:
    early, late = await place(2), await place(9)
    helper = await world.helper(away_from=late.day)
    assert ids(await open_places(helper.city_id, helper)) == [early.id]


def test_skills_are_words_however_they_are_separated() -> None:
    assert skill_words("LINE、カメラ,地図・x") == ["LINE", "カメラ", "地図"]


@asynccontextmanager
async def counted(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The queries that are asked meanwhile."""
    asked: list[str] = []
    client: Any = dialects.client()
    plain = client.execute_query

    async def noted(query: str, *values: Any, **more: Any) -> Any:
        asked.append(query)
        return await plain(query, *values, **more)

    monkeypatch.setattr(client, "execute_query", noted)
    yield asked
    monkeypatch.undo()


async def test_many_places_need_no_more_queries_than_few(monkeypatch: pytest.MonkeyPatch) -> None:
    helper = await world.helper()
    counts = []
    for days in (2, 3, 4, 5, 6):
        lesson = await place(days)
        async with counted(monkeypatch) as asked:
            assert lesson.id in ids(await open_places(helper.city_id, helper))
        counts.append(len(asked))
    assert counts[0] > 0
    assert counts[1:] == counts[:1] * 4
