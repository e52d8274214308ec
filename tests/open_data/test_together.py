"""No combination of all that is published of a year tells a number that is hidden in it.

Whoever has the results by month and district, the goals in attendances and in people and who was reached looks for
another world in which all of it is just as it is: a whole number for each class and for each kind of person, nobody
counted below 0, nothing hidden that is 0, and no more different people than attendances.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
import time_machine
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped] # ships no types

from outreach import clock, goal
from outreach.checkin import Arrival
from outreach.clock import TOKYO
from outreach.courses import Course
from outreach.goal import GoalCourse, GoalProgress
from outreach.goal.population import BAND_OF_ANSWER
from outreach.goal.progress import YearCount
from outreach.i18n.words import fiscal_year
from outreach.open_data import promised, reach, suppression
from outreach.open_data.datasets import WHOLE_CITY
from outreach.open_data.promised import in_public
from outreach.open_data.results import NO_DISTRICT
from outreach.people import Participant
from outreach.venues import Centre
from tests import world
from tests.conftest import DRILL
from tests.open_data.reading import made

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
YEARS = (2025, 2026)
STARTS, ENDS = date(2025, 4, 1), date(2030, 3, 31)
SPRINGS = [datetime(year + 1, 5, 20, 12, tzinfo=TOKYO) for year in YEARS]
MOST = 10_000
TOWNS = {"青山一丁目": "青山", "大通": "大通", "": ""}  # as people say it, as the survey names it


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(SPRINGS[-1], tick=True):
        yield


class Class(NamedTuple):
    """A class that was held."""

    day: date
    district: str
    course: int
    people: int
    is_for_residents: bool


class Kind(NamedTuple):
    """People of one town, age and language; whether they came for the goal, and to it for the first time."""

    town: str
    band: str
    language: str
    is_for_goal: bool
    is_new: bool


@dataclass
class Reader:
    """Somebody with all tables: what she does not know, and what she knows of it."""

    unknown: dict[object, int] = field(default_factory=dict)
    rows: list[tuple[set[object], set[object], int, int]] = field(default_factory=list)
    hidden: dict[object, tuple[set[object], int]] = field(default_factory=dict)

    def reads(self, name: object, parts: set[object], shown: int | None, truth: int, *, least: int) -> None:
        """A cell of a table, which is ``least`` or more where it is hidden; ``truth`` is for the test alone."""
        for part in sorted(parts, key=str):
            self.unknown.setdefault(part, len(self.unknown))
        if shown is not None:
            assert shown == truth, name
            self.rows.append((parts, set(), shown, shown))
            return
        self.rows.append((parts, set(), least, MOST))
        self.hidden[name] = parts, truth

    def knows_at_least(self, parts: set[object], others: set[object]) -> None:
        """The ones together are no fewer than the others together."""
        for part in sorted(parts | others, key=str):
            self.unknown.setdefault(part, len(self.unknown))
        self.rows.append((parts, others, 0, MOST))

    def tells(self) -> list[object]:
        """The small hidden cells of which only one number is possible."""
        return [name for name, (parts, truth) in self.hidden.items() if 0 < truth < 5 and self._extent(parts) == 0]

    def _extent(self, parts: set[object]) -> int:
        aim = self._row(parts, set())
        table = np.array([self._row(of, less) for of, less, _least, _most in self.rows])
        limits = LinearConstraint(table, [row[2] for row in self.rows], [row[3] for row in self.rows])
        found = []
        for sign in (1, -1):
            made_ = milp(sign * aim, constraints=limits, integrality=np.ones(len(aim)), bounds=Bounds(0, MOST))
            assert made_.success, made_.message
            found.append(round(sign * made_.fun))
        return int(found[1] - found[0])

    def _row(self, of: set[object], less: set[object]) -> Any:
        row = np.zeros(len(self.unknown))
        row[[self.unknown[part] for part in of]] = 1
        row[[self.unknown[part] for part in less]] -= 1
        return row


@dataclass
class Year:
    """What happened: the classes that were held, and who came to which of them."""

    classes: dict[int, Class] = field(default_factory=dict)
    came: dict[int, list[Participant]] = field(default_factory=dict)


async def _random_years(rng: Random) -> Year:
    """Two fiscal years of few classes and few people, most of whom come once."""
    await world.survey(saved=True)
    districts = ["東部", "西部", ""][: rng.randint(1, 3)]
    centres = [await world.centre(key=f"館{name}", district=name) for name in districts]
    courses = [await world.course(slug=slug) for slug in ("maps", "line", "mail")]
    courses.append(await world.course(slug="staff", audience="staff"))
    for number in range(rng.randint(1, 3)):
        unit, of = rng.choice(["attendances", "people"]), rng.sample(courses, rng.randint(1, 3))
        await world.goal(None, *of, starts=STARTS, ends=ENDS, unit=unit, key=f"g{number}", target=99)
    who = [await _somebody(rng, number) for number in range(rng.randint(6, 24))]
    happened = Year()
    for year in YEARS:
        left = list(who)
        for _n in range(rng.randint(2, 6)):
            again = rng.random() < 0.3  # else nobody comes twice in this year
            some = rng.sample(who if again else left, min(len(left), rng.choice([1, 2, 3, 4, 6, 9, 12])))
            left = [one for one in left if one not in some]
            day = date(year, rng.choice([4, 5, 6]), rng.randint(1, 28))
            await _held(happened, day, rng.choice(courses), rng.choice(centres), some, rng.choice([0, 0, 0, 1, 3]))
    return happened


async def _somebody(rng: Random, number: int) -> Participant:
    town, band, tongue = rng.choice([*TOWNS]), rng.choice(["60s", "70s"]), rng.choice(["ja", "ja", "en"])
    return await world.person(name=f"人{number}", kana="ヒト", phone="", town=town, age_band=band, language=tongue)


async def _held(
    happened: Year, day: date, course: Course, centre: Centre, some: list[Participant], guests: int = 0
) -> None:
    """A class to which these people came, and some of whom nobody asked who they are."""
    count = len(some) + guests
    lesson = await world.counted(day=day, attendance=count, course=course, centre=centre, capacity=50)
    for who in some:
        row = await world.seat(lesson, who)
        of = {"city_id": lesson.city_id, "lesson_id": lesson.id, "registration_id": row.id}
        await Arrival.create(**of, at=clock.now(), by="system", method="name")
    is_for_all = course.audience == "residents"
    happened.classes[lesson.id] = Class(day, centre.district or NO_DISTRICT, course.id, count, is_for_all)
    happened.came[lesson.id] = some


async def _published(happened: Year) -> Reader:
    """Everything that the public may know of people, as its readers add it up."""
    for spring in SPRINGS:
        with time_machine.travel(spring, tick=True):
            await reach.publish_due()
    reader = Reader()
    await _read_results(reader, happened)
    city = await world.morioka()
    counted = await goal.progress(city.id)
    shown = {one.goal.id: one for one in await in_public(city.id, counted)}
    for one, year in product(counted, YEARS):
        if one.goal.unit == "attendances":
            told, true = _of(shown[one.goal.id], year), _of(one, year)
            of = _parts(happened, year, await _courses(one))
            reader.reads((one.goal.id, year), of, told.held if told else None, true.held if true else 0, least=0)
    in_people = [one for one in counted if one.goal.unit == "people"]
    for year in YEARS:
        # Of those that are hidden the first: the others add nothing to what she knows.
        first = min(in_people, key=lambda one, at=year: (not _of(shown[one.goal.id], at), one.goal.id), default=None)  # type: ignore[misc]
        kinds = await _read_reach(reader, happened, year)
        if first is not None:
            await _read_people(reader, happened, year, (first, shown[first.goal.id]), kinds)
    return reader


async def _read_people(
    reader: Reader, happened: Year, year: int, of: tuple[GoalProgress, GoalProgress], kinds: set[tuple[int, Kind]]
) -> None:
    true, told = (_of(one, year) for one in of)
    assert true is not None
    within: set[object] = {kind for kind in kinds if kind[1].is_for_goal}
    reader.reads(("people", year), within, told.people if told else None, true.people, least=0)
    new: set[object] = {kind for kind in kinds if kind[1].is_new}
    reader.reads(("new", year), new, told.newcomers if told else None, true.newcomers, least=0)
    counted = _parts(happened, year, await _courses(of[0]))
    reader.knows_at_least(counted, within)
    others: set[object] = {kind for kind in kinds if not kind[1].is_for_goal}
    reader.knows_at_least(_parts(happened, year) - counted, others)


async def _courses(of: GoalProgress) -> set[int]:
    return {one.course_id for one in await GoalCourse.filter(goal=of.goal)}


def _of(progress: GoalProgress, year: int) -> YearCount | None:
    """A year of a goal; None where it is hidden."""
    if progress.settled and year in progress.settled.hidden:
        return None
    return next((one for one in progress.years if one.year == year), None)


def _parts(happened: Year, year: int, courses: Container[int] | None = None) -> set[object]:
    """The classes of a year: of these courses, or else all for residents."""
    return {
        number
        for number, one in happened.classes.items()
        if fiscal_year(one.day) == year and (one.is_for_residents if courses is None else one.course in courses)
    }


async def _read_results(reader: Reader, happened: Year) -> None:
    for row in (await made(await world.morioka(), "results")).rows:
        period, district, count = str(row["期間"]), row["地区"], row["延べ受講者数"]
        of = {
            number
            for number, one in happened.classes.items()
            if one.is_for_residents
            and period in (f"{one.day:%Y-%m}", f"{fiscal_year(one.day)}年度")
            and district in (one.district, WHOLE_CITY)
        }
        assert count is None or isinstance(count, int)
        truth = sum(happened.classes[number].people for number in of)
        reader.reads((period, district), {*of}, count, truth, least=1)


async def _read_reach(reader: Reader, happened: Year, year: int) -> set[tuple[int, Kind]]:
    """Who was reached in a year: its tables add up kinds of people, those of the goal and others."""
    found = await reach.published((await world.morioka()).id, year)
    assert found is not None
    truth = _kinds(happened, year)
    spoken = [*found.languages] or [""]
    flags = [(False, False), (True, False), (True, True)]
    kinds = {(year, Kind(*place, *rest)) for place, *rest in _joined(found.cells, spoken, flags)}
    alone = {
        (year, Kind("", "", "", is_for_goal=True, is_new=new)) for new in (False, True)
    }  # whom only training for staff knows

    def reads(name: object, shown: int | None, which: Callable[[str, str, str], bool]) -> None:
        count = sum(which(*one) for one in truth)
        of = {one for one in kinds if which(one[1].town, one[1].band, one[1].language)}
        reader.reads((name, year), {*of}, shown, count, least=1)

    for (town, band), count in found.cells.items():
        reads((town, band), count, lambda t, b, _l, at=(town, band): (t, b) == at)  # type: ignore[misc]
    for town, count in found.towns.items():
        reads(("town", town), count, lambda t, _b, _l, at=town: t == at)  # type: ignore[misc]
    for band, count in found.bands.items():
        reads(("band", band), count, lambda _t, b, _l, at=band: b == at)  # type: ignore[misc]
    for tongue, count in found.languages.items():
        reads(("language", tongue), count, lambda _t, _b, one, at=tongue: one == at)  # type: ignore[misc]
    if truth:
        reads("all", found.total, lambda _t, _b, _l: True)
    reader.knows_at_least(_parts(happened, year), {*kinds})
    return kinds | alone


def _joined(cells: Iterable[tuple[str, str]], spoken: list[str], flags: list[tuple[bool, bool]]) -> Iterator[Any]:
    for (town, band), tongue, (goals, new) in product(cells, spoken, flags):
        yield (town, band, tongue), goals, new


def _kinds(happened: Year, year: int) -> list[tuple[str, str, str]]:
    """Town, band and language of everybody who came to a class for residents in the year."""
    numbers = _parts(happened, year)
    who = {one.id: one for number in numbers for one in happened.came[number]}  # type: ignore[index]
    return [(TOWNS[one.town], BAND_OF_ANSWER[one.age_band], one.language) for one in who.values()]


@pytest.mark.parametrize("seed", range(300 if DRILL else 4))
async def test_no_hidden_number_follows_from_all_tables_together(seed: int) -> None:
    reader = await _published(await _random_years(Random(seed)))

    assert reader.tells() == []


async def _few_of_a_district() -> Year:
    """In June 12 people came to the east for the goal and 2 to the west; everybody once."""
    await world.survey(saved=True)
    centres = {name: await world.centre(key=f"館{name}", district=name) for name in ("東部", "西部")}
    maps, mail = await world.course(slug="maps"), await world.course(slug="mail")
    await world.goal(None, maps, starts=STARTS, ends=ENDS, unit="people", key="g", target=99)
    happened, rng = Year(), Random(0)
    who = [await _somebody(rng, number) for number in range(27)]
    await _held(happened, date(2026, 6, 1), maps, centres["東部"], who[:12])
    await _held(happened, date(2026, 6, 2), mail, centres["西部"], who[12:14])
    await _held(happened, date(2026, 5, 2), mail, centres["西部"], who[14:])
    return happened


async def test_a_goal_in_people_tells_no_class_where_everybody_came_once() -> None:
    reader = await _published(await _few_of_a_district())

    assert reader.hidden[("2026-06", "西部")][1] == 2
    assert reader.tells() == []


async def test_control_a_goal_that_is_told_without_the_classes_beside_it_tells_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def every(_city_id: int, counted: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
        goals = {of for of, _lesson in counted}
        return dict.fromkeys(YEARS, goals)

    happened = await _few_of_a_district()
    monkeypatch.setattr(promised, "_beside", every)

    assert ("2026-06", "西部") in (await _published(happened)).tells()


async def test_control_hiding_only_the_small_ones_would_tell_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression._World, "hide", lambda self: None)

    assert (await _published(await _few_of_a_district())).tells() != []
