"""Who was reached: everybody once, small counts hidden, a year written down before its people are erased, then kept."""

from collections.abc import Hashable, Iterator
from datetime import date, datetime
from itertools import product

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock
from outreach.audit import SYSTEM
from outreach.checkin import Arrival
from outreach.cities import City
from outreach.clock import TOKYO
from outreach.goal import population
from outreach.goal import reach as counts
from outreach.goal.reach import ReachYear
from outreach.lessons import Lesson
from outreach.open_data import reach
from outreach.open_data.reach import Counts, Reached, figures
from outreach.people import Participant
from outreach.registration import merging
from outreach.retention import columns
from tests import world

SPRING = datetime(2028, 5, 2, 12, tzinfo=TOKYO)


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 5, 20, 12, tzinfo=TOKYO), tick=True):
        yield


here = pytest.mark.usefixtures("database", "_today")


async def _came(lesson: Lesson, who: Participant) -> None:
    row = await world.seat(lesson, who)
    await Arrival.create(
        city_id=lesson.city_id, lesson_id=lesson.id, registration_id=row.id, at=clock.now(), by="system", method="name"
    )


async def _people(count: int, town: str, age_band: str) -> list[Participant]:
    return [
        await world.person(name=f"{town}{age_band}{n}", kana="ヒト", phone="", town=town, age_band=age_band)
        for n in range(count)
    ]


@here
async def test_everybody_counts_once_in_the_year_of_a_class_for_residents() -> None:
    hana, other = await _people(2, "青山一丁目", "70s")
    staff = await world.course(slug="staff", audience="staff")
    for day in (date(2027, 4, 1), date(2027, 5, 1)):
        await _came(await world.lesson(day=day), hana)
    await _came(await world.lesson(day=date(2027, 3, 31)), other)
    await _came(await world.lesson(day=date(2027, 5, 2), course=staff), other)
    city = await world.morioka()

    found = await counts.came(city.id, 2027)

    assert [(one.town, one.age_band, one.people) for one in found] == [("青山一丁目", "70s", 1)]
    assert [one.people for one in await counts.came(city.id, 2026)] == [1]


@here
async def test_two_records_of_one_person_are_one_and_of_who_was_erased_only_the_age_is_left() -> None:
    lesson = await world.lesson(day=date(2027, 5, 1), capacity=20)
    hana, hanna, gone = await _people(3, "大通", "80s")
    for who in (hana, gone):
        await _came(lesson, who)
    await _came(await world.lesson(day=date(2027, 5, 3)), hanna)
    await merging.merge(hana.city_id, hana.id, hanna.id, by=SYSTEM)
    blanks = {name: columns.value_of(blank, gone.id) for name, blank in columns.PARTICIPANT.items()}
    await Participant.filter(id=gone.id).update(**blanks, erased_at=clock.now())

    found = await counts.came(hana.city_id, 2027)

    assert sorted((one.town, one.language, one.people) for one in found) == [("", "", 1), ("大通", "ja", 1)]


@here
async def test_a_town_that_no_survey_names_is_never_named() -> None:
    lesson = await world.lesson(day=date(2027, 5, 1), capacity=50)
    for who in await _people(9, "佐藤ハナの家", "70s"):
        await _came(lesson, who)

    found = await reach.now(lesson.city_id, 2027)

    assert (found.towns, found.total, found.bands) == ({"": 9}, 9, {"seventies": 9})


@here
async def test_a_year_is_published_once_it_is_settled_and_never_changes() -> None:
    await world.survey(saved=True)
    lesson = await world.lesson(day=date(2027, 5, 1), capacity=50)
    people = await _people(9, "大通", "70s")
    for who in people:
        await _came(lesson, who)
    assert await reach.publish_due() == 1  # the year before, of which there is nothing
    assert await reach.years(lesson.city_id) == [2026]
    with time_machine.travel(datetime(2028, 4, 29, tzinfo=TOKYO), tick=True):
        assert await reach.publish_due() == 0

    with time_machine.travel(SPRING, tick=True):
        assert await reach.publish_due() == 1
        await Participant.filter(id=people[0].id).update(town="")
        assert await reach.publish_due() == 0

    found = await reach.published(lesson.city_id, 2027)
    assert found is not None
    assert (found.towns, found.cells[("大通", "seventies")]) == ({"大通": 9}, 9)
    assert await ReachYear.all().count() == 2


@here
async def test_a_survey_of_later_changes_nothing_of_a_year_that_is_published() -> None:
    lesson = await world.lesson(day=date(2027, 5, 1), capacity=50)
    for who in await _people(9, "大通", "70s"):
        await _came(lesson, who)
    with time_machine.travel(SPRING, tick=True):
        await reach.publish_due()
        await world.survey(saved=True)

    found = await reach.published(lesson.city_id, 2027)

    assert found is not None
    assert (found.towns, found.live, found.counted, found.gaps()) == ({"": 9}, {}, None, [])


@here
async def test_a_survey_that_is_taken_out_stays_beside_a_year_that_it_was_published_with() -> None:
    survey = await world.survey(saved=True)
    with time_machine.travel(SPRING, tick=True):
        await reach.publish_due()
    await population.give_up(survey, by=SYSTEM)

    found = await reach.published(survey.city_id, 2027)

    assert found is not None
    assert (sorted(found.live), found.counted) == (["大通", "青山"], date(2026, 4, 1))


@here
async def test_a_city_that_erases_at_once_publishes_before() -> None:
    city = await world.morioka()
    await City.filter(id=city.id).update(retention={"person": 0})
    with time_machine.travel(datetime(2028, 4, 1, 0, 5, tzinfo=TOKYO), tick=True):
        await reach.publish_due()

    assert await reach.years(city.id) == [2027]


def _reached(towns: Counts, bands: Counts, live: dict[str, tuple[int, ...]]) -> Reached:
    return Reached(2027, towns, bands, {}, None, {}, live)


def test_a_gap_is_a_town_where_at_most_half_came_of_what_the_citys_share_would_have_brought() -> None:
    live: dict[str, tuple[int, ...]] = {
        "広町": (0, 400, 300, 300),
        "狭町": (0, 30, 20, 10),
        "中町": (0, 500, 300, 200),
        "隠町": (0, 300, 200, 100),
    }
    found = _reached({"広町": 10, "中町": 93, "隠町": None, "": 20}, {}, live)

    assert [(gap.town, gap.live, gap.expected, gap.came) for gap in found.gaps()] == [("広町", 1000, 38, 10)]
    assert [gap.town for gap in found.unclear()] == ["隠町"]


def test_a_town_that_is_hidden_beside_a_small_one_is_no_gap() -> None:
    people: dict[tuple[Hashable, ...], int] = {
        ("東", "sixties", "ja"): 3,
        ("西", "sixties", "ja"): 40,
        ("南", "sixties", "ja"): 50,
    }
    made = figures(people, cells=False)
    live: dict[str, tuple[int, ...]] = dict.fromkeys("東西南", (0, 400, 300, 300))
    found = _reached(dict(map(tuple, made["towns"])), {}, live)
    assert None in found.towns.values()

    assert found.gaps() == []
    assert {gap.town for gap in found.unclear()} == {town for town, count in found.towns.items() if count is None}


def test_where_the_number_of_those_of_unknown_town_is_hidden_no_gap_is_named() -> None:
    live: dict[str, tuple[int, ...]] = dict.fromkeys("東西", (0, 400, 300, 300))

    assert _reached({"": None, "東": 60, "西": 2}, {}, live).gaps() == []
    assert [gap.town for gap in _reached({"東": 60, "西": 2}, {}, live).gaps()] == ["西"]


def test_towns_that_are_reached_alike_are_no_gaps_however_many_came_from_elsewhere() -> None:
    live: dict[str, tuple[int, ...]] = dict.fromkeys("東西南北", (0, 400, 300, 300))
    alike: Counts = dict.fromkeys("東西南北", 20)

    assert _reached({**alike, "": 40}, {}, live).gaps() == []
    assert not _reached({**alike, "": 40}, {}, live).is_vague
    assert _reached({**alike, "": 41}, {}, live).is_vague


def test_where_most_towns_are_not_known_no_gap_is_named() -> None:
    live: dict[str, tuple[int, ...]] = dict.fromkeys("東西南北", (0, 400, 300, 300))
    uneven: Counts = {"東": 60, "西": 60, "南": 2, "北": None}

    assert [gap.town for gap in _reached(uneven, {}, live).gaps()] == ["南"]
    assert _reached({**uneven, "": 150}, {}, live).gaps() == []


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("青山", "青山"),
        ("盛岡市青山三丁目5-1", "青山"),
        ("岩手県盛岡市 大通 2-3", "大通"),
        ("大字青山", "青山"),
        ("大通１", "大通"),
        ("市川", "市川"),
        ("花巻市大町", ""),
        ("", ""),
        ("佐藤", ""),
    ],
)
def test_a_town_is_found_in_what_people_write(text: str, town: str) -> None:
    assert population.town_of(text, {"青山", "大通", "市川"}) == town


def test_without_a_number_of_people_who_came_no_gap_is_named() -> None:
    live: dict[str, tuple[int, ...]] = {"広町": (0, 400, 300, 300)}

    assert _reached({}, {}, live).gaps() == []
    assert _reached({"広町": None}, {}, live).gaps() == []
    assert _reached({"広町": 60}, {}, {}).gaps() == []


PEOPLE: st.SearchStrategy[dict[tuple[Hashable, ...], int]] = st.dictionaries(
    st.tuples(st.sampled_from("青大本"), st.sampled_from(["sixties", "seventies"]), st.sampled_from(["ja", "en"])),
    st.integers(1, 7),
    min_size=1,
    max_size=8,
)


@given(PEOPLE, st.booleans())
def test_no_small_count_is_shown_nor_the_rest_of_a_sum_and_its_other_parts(
    people: dict[tuple[Hashable, ...], int],
    cells: bool,  # noqa: FBT001 - drawn
) -> None:
    made = figures(people, cells=cells)
    shown = [count for table in made.values() for *_key, count in table]

    assert not any(count is not None and 0 < count < 5 for count in shown)
    total = made["total"][0][0]
    for at, name in ((0, "towns"), (1, "bands"), (2, "languages")):
        hidden = [key for key, count in made[name] if count is None]
        sums = [sum(count for key, count in people.items() if key[at] == one) for one in hidden]
        assert total is None or len(hidden) != 1 or sums[0] >= 5, name
    if total is None:
        assert made["languages"] == []


@given(PEOPLE)
def test_every_hidden_language_could_be_another_number_beside_all_that_is_shown(
    people: dict[tuple[Hashable, ...], int],
) -> None:
    made = figures(people, cells=False)
    hidden = [key for key, count in made["languages"] if count is None]
    total = made["total"][0][0]
    rest = (total or 0) - sum(count for _key, count in made["languages"] if count is not None)
    worlds = [one for one in product(range(1, rest + 1), repeat=len(hidden)) if sum(one) == rest] if hidden else []

    for at in range(len(hidden)):
        assert len({one[at] for one in worlds}) > 1
