"""Whatever is changed in whatever order: every seat stays, SEQUENCE never falls, and calls are owed rightly."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import clock
from outreach.calendars import Feed
from outreach.changes import Change, Facts, Wanted
from outreach.lessons import Lesson, find
from outreach.notices import Told, owed
from outreach.refusal import Refusal, Refusals
from tests.changes.changing import OFF, ON, change, full, moved, seats

DEEDS = st.one_of(
    st.just(OFF),
    st.just(ON),
    st.integers(-3, 9).map(lambda days: moved(days=days)),
    st.integers(1, 9).map(lambda seats: Wanted("resized", capacity=seats, named="coordinator")),
)

# What may become of a registration: where seats are added, or a class is further off again, somebody is offered one.
KEPT = {("confirmed", "confirmed"), ("waiting", "waiting"), ("waiting", "offered")}


def feed(lesson: Lesson) -> list[str]:
    """What a calendar reads of this class."""
    written = Feed("x", "en", lambda _one: "").written([lesson]).decode()
    return [line for line in written.splitlines() if line.startswith(("SEQUENCE", "STATUS", "DTSTAMP", "UID"))]


async def whole(lesson: Lesson) -> Lesson:
    """The class as it is now, with its course and place."""
    found = await find(lesson.city_id, lesson.id)
    assert found is not None
    return found


@pytest.mark.usefixtures("database")
@settings(max_examples=6)
@given(st.lists(DEEDS, min_size=1, max_size=8))
async def test_no_sequence_of_changes_takes_a_seat_or_a_place_and_the_sequence_only_rises(deeds: list[Wanted]) -> None:
    lesson, _rows = await full(capacity=3, waiting=2, starts_at=clock.now() + timedelta(days=30))
    before = await seats(lesson)
    seen = [0]
    for wanted in deeds:
        was = await whole(lesson)
        try:
            await change(lesson, wanted=wanted, reason="祝日でも")
        except (Refusal, Refusals):
            assert Facts.of(await whole(lesson)) == Facts.of(was)
        now = await whole(lesson)
        rises = Facts.of(now).differs_for_people(Facts.of(was))
        seen.append(now.sequence)
        assert now.sequence - was.sequence == int(rises)
        assert (feed(now) != feed(was if rises else now)) is rises
    _taken, _waiting, last, stands = await seats(lesson)
    assert last == before[2]
    assert {row: place for row, (_status, place) in stands.items()} == {
        n: place for n, (_was, place) in before[3].items()
    }
    assert {(before[3][row][0], status) for row, (status, _place) in stands.items()} <= KEPT
    assert seen == sorted(seen)
    # The next example wants the room of this one.
    await Lesson.filter(id=lesson.id).update(day=clock.today() - timedelta(days=400), status="draft")


MOMENT = datetime(2026, 12, 5, 4, 30, tzinfo=clock.TOKYO)
STATES = st.tuples(st.sampled_from(["published", "cancelled"]), st.integers(0, 2))


def facts(state: tuple[str, int]) -> dict[str, Any]:
    """The facts of a class that is held or not, on one of three days."""
    starts = MOMENT + timedelta(days=state[1])
    return Facts(state[0], starts, starts + timedelta(hours=1), 1, 1, 1, 9).kept()


@given(st.lists(STATES, min_size=1, max_size=7), st.lists(st.tuples(st.integers(1, 7), st.booleans()), max_size=5))
def test_owed_is_the_difference_between_what_she_was_told_and_what_is(
    states: list[tuple[str, int]], calls: list[tuple[int, bool]]
) -> None:
    """An oracle that walks through the changes one by one and remembers what she knows."""
    start = ("published", 0)
    pairs = list(zip([start, *states], states, strict=False))
    changes = [Change(id=n, before=facts(a), after=facts(b)) for n, (a, b) in enumerate(pairs, start=1)]
    calls = [(number, reached) for number, reached in calls if number <= len(states)]
    attempts = [Told(number=n, way="call", outcome="told" if reached else "no_answer") for n, reached in calls]

    last = max((number for number, reached in calls if reached), default=0)
    knows, is_now = [start, *states][last], states[-1]
    found = owed(changes, attempts)

    assert (found is not None) is (knows != is_now)
    if found:
        assert (found.before.kept(), found.after.kept()) == (facts(knows), facts(is_now))
