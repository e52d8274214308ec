"""A random year: classes moved, cancelled, reported late, sent back, corrected, sealed; three counts always agree."""

import heapq
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import clock, goal
from outreach.changes import Wanted, carry_out
from outreach.cities import City
from outreach.courses import Course
from outreach.goal import anchors, ledger, statements
from outreach.lessons import Lesson
from outreach.refusal import Refusal, Refusals
from outreach.registration import merging
from tests import world
from tests.checkin.phone import Phone, at_door

pytestmark = pytest.mark.usefixtures("database")
DRILL = bool(os.environ.get("OUTREACH_DRILL"))
CLASSES, EXAMPLES = (500, 1) if DRILL else (24, 2)
FIRST = date(2026, 4, 1)
_numbers = count(1)
Sums = dict[tuple[int, int], tuple[int, int]]


class Year:
    """A city's year as it happens, and what should be counted, told by nothing but what was done."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.due: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        self.should: dict[int, tuple[int, int]] = {}
        self.phones: dict[tuple[int, date], list[Phone]] = {}
        self.order = count()

    def after(self, days: float, deed: Callable[[], Awaitable[None]]) -> None:
        """Something is done in so many days."""
        heapq.heappush(self.due, (clock.now() + timedelta(days=days), next(self.order), deed))

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.dice.random() < share

    async def begin(self) -> None:
        """A city with its people, two courses, and all classes of the year planned."""
        number = next(_numbers)
        name = {"ja": f"第{number}市"}
        self.city = await world._city(f"city-{number}", f"{number:06}", name, phone="019-600-0000", area_code="019")
        self.teacher = await world.staff(self.city, "instructor")
        self.pair = [await world.staff(self.city), await world.staff(self.city, login="second")]
        kinds = [{}, {"slug": "maps"}, {"slug": "one-to-one", "kind": "consultation"}]
        courses = [await world.course(self.city, **{"slug": "first", **kind}) for kind in kinds]
        self.instructor = await world.instructor(self.city)
        for at in range(CLASSES):
            await self._plan(FIRST + timedelta(days=at * 365 // CLASSES), self.dice.choice(courses))
        self.after(35, self.seal)

    async def _plan(self, day: date, course: Course) -> None:
        seats = 1 if course.kind == "consultation" else 10
        centre = await world.centre(self.city, f"c{self.dice.randrange(6)}")
        lesson = await world.lesson(self.city, day=day, course=course, centre=centre, capacity=seats)
        days = (lesson.starts_at - clock.now()) / timedelta(days=1)
        if self.chance(0.2):
            wanted = Wanted("cancelled") if self.chance(0.4) else Wanted("moved", days=self.dice.randint(1, 60))
            self.after(max(0, days - 20), lambda: self.change(lesson.id, wanted))
        self.after(days + 0.01, lambda: self.hold(lesson.id))

    async def change(self, lesson_id: int, wanted: Wanted) -> None:
        """Move or cancel it, where that can be."""
        try:
            await carry_out(self.city, [lesson_id], wanted, by=self.pair[0], key=f"k{lesson_id}", reason="台風のため")
        except (Refusal, Refusals):
            return

    async def hold(self, lesson_id: int) -> None:
        """It begins, unless it was cancelled or is to be on another day."""
        lesson = await Lesson.get(id=lesson_id).select_related("course", "instructor")
        if lesson.status != "published":
            return
        if lesson.starts_at > clock.now():
            days = (lesson.starts_at - clock.now()) / timedelta(days=1)
            self.after(days + 0.01, lambda: self.hold(lesson_id))
            return
        if self.chance(0.15):
            await self._at_the_door(lesson)
        self.after(self.dice.choice([0.1, 1, 3, 40]), lambda: self.report(lesson))

    async def _at_the_door(self, lesson: Lesson) -> None:
        """Two records of one person come in by a phone without a network, and are merged while it is silent."""
        people = [await world.person(self.city, name=f"人{n}", phone="") for n in range(2)]
        phone = await at_door(lesson)
        self.phones.setdefault((lesson.centre_id, lesson.day), []).append(phone)
        for one in people if lesson.capacity > 1 else people[:1]:
            phone.scan(await world.seat(lesson, one))
        await merging.merge(self.city.id, people[0].id, people[1].id, by=self.pair[0])

    async def report(self, lesson: Lesson) -> None:
        """Its instructor reports it; the report is sent back now and then."""
        held = not self.chance(0.1)
        came = (1 if lesson.course.kind == "consultation" else self.dice.randint(0, 12)) if held else 0
        number = await goal.report(lesson, held=held, attendance=came, note="雨", by=self.teacher)
        if self.chance(0.15):
            await goal.send_back(self.city.id, number, "人数を確かめてください。", by=self.pair[0])
            self.after(self.dice.randint(1, 20), lambda: self.report(lesson))
        else:
            self.after(self.dice.choice([0.1, 5, 30]), lambda: self.confirm(lesson, number, held=held, came=came))

    async def confirm(self, lesson: Lesson, number: int, *, held: bool, came: int) -> None:
        """Another person confirms it; a phone that was silent is synced late."""
        if held and (silent := self.phones.pop((lesson.centre_id, lesson.day), [])):
            with pytest.raises(Refusal):
                await goal.confirm(self.city.id, number, by=self.pair[0])
            for phone in silent:
                await phone.sync()
        assert await goal.confirm(self.city.id, number, by=self.pair[0])
        self._count(lesson, held=held, came=came)
        if self.chance(0.25):
            self.after(self.dice.choice([1, 20, 70]), lambda: self.correct(lesson))

    def _count(self, lesson: Lesson, *, held: bool, came: int) -> None:
        counts = held and lesson.course.kind == "class"
        self.should[lesson.id] = (1, came) if counts else (0, 0)

    async def correct(self, lesson: Lesson) -> None:
        """Somebody finds that it was otherwise; another person signs, or does not."""
        held, came = not self.chance(0.2), self.dice.randint(0, 12)
        came = came if held else 0
        try:
            number = await goal.correct(lesson, held=held, attendance=came, reason="数え直し", by=self.pair[0])
        except Refusal:
            return  # it says so already
        if self.chance(0.2):
            await goal.drop_correction(self.city.id, number, by=self.pair[1])
            return
        await goal.confirm_correction(self.city.id, number, by=self.pair[1])
        self._count(lesson, held=held, came=came)

    async def seal(self) -> None:
        """The next month is sealed, some weeks after it was over, or later."""
        month = await statements.next_month(self.city)
        if month and month.is_over:
            for one in self.pair:
                await statements.sign_month(self.city, month.month, month.digest, by=one)
        if clock.now() < datetime(2027, 10, 1, tzinfo=UTC):
            self.after(self.dice.choice([3, 25, 33]), self.seal)

    async def expected(self) -> Sums:
        """What is counted by course and fiscal year, by what was done and where the class stood when it was held."""
        sums: Sums = {}
        for lesson in await Lesson.filter(id__in=list(self.should)):
            key = (lesson.course_id, lesson.day.year - (lesson.day.month < 4))
            classes, attendances = sums.get(key, (0, 0))
            more = self.should[lesson.id]
            sums[key] = (classes + more[0], attendances + more[1])
        return {key: both for key, both in sums.items() if both != (0, 0)}


def _without_nothing(sums: Sums) -> Sums:
    return {key: both for key, both in sums.items() if both != (0, 0)}


@pytest.mark.drill
@pytest.mark.timeout(1200)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
async def test_after_a_random_year_the_three_counts_agree_with_what_was_done(seed: int) -> None:
    with time_machine.travel(datetime(2026, 3, 20, tzinfo=UTC), tick=True) as traveller:
        year, kept = Year(seed), []
        await year.begin()
        while year.due:
            at, _order, deed = heapq.heappop(year.due)
            traveller.move_to(max(at, clock.now()))
            await deed()
            if not len(year.due) % 20:
                assert (await goal.agreement(year.city.id)).agrees
                kept.append(await anchors.anchor(year.city))
        found = await goal.agreement(year.city.id)

        assert found.agrees
        expected = await year.expected()
        assert _without_nothing(found.ledger) == _without_nothing(found.reports) == expected
        assert sum(one[0] for one in expected.values()) > CLASSES // 4
        assert len(await statements.of_city(year.city.id)) >= 6
        assert await anchors.verify(year.city, kept) == []


async def test_control_a_deed_that_is_not_written_into_the_ledger_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_what: Any, **_more: Any) -> None:
        return None

    city: City = await world.morioka()
    with time_machine.travel(datetime(2027, 4, 20, 3, tzinfo=UTC), tick=True):
        await world.counted(city, day=date(2027, 4, 1))
        assert (await goal.agreement(city.id)).agrees
        monkeypatch.setattr(ledger, "confirmed", nothing)
        await world.counted(city, day=date(2027, 4, 2))
        assert not (await goal.agreement(city.id)).agrees
