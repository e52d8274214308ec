"""A query that was put into words once answers as it would if asked anew."""

from outreach.db import Prepared, unit_of_work
from outreach.lessons import Lesson
from outreach.people import Participant
from tests import world

LESSON = Prepared(lambda city_id, lesson_id: Lesson.filter(city_id=city_id, id=lesson_id).select_related("course"))
PERSON = Prepared(lambda last4, city_id: Participant.filter(phone_last4=last4, city_id=city_id).order_by("id"))


async def test_the_row_comes_with_what_it_joins(database: str) -> None:
    first, second = await world.lesson(), await world.lesson(course=await world.course(slug="maps"))
    for lesson in (first, second, first):
        found = await LESSON.first(lesson.city_id, lesson.id)
        assert found is not None
        assert (found.id, found.course.slug, found.starts_at) == (lesson.id, lesson.course.slug, lesson.starts_at)


async def test_where_nothing_fits_there_is_no_row(database: str) -> None:
    lesson = await world.lesson()
    assert await LESSON.first(lesson.city_id + 1, lesson.id) is None
    assert await LESSON.first(lesson.id, lesson.id + 1) is None


async def test_each_value_finds_its_own_column(database: str) -> None:
    hana = await world.person(phone="019-622-4411")
    await world.person(name="佐藤 太郎", kana="サトウ タロウ", phone="019-622-0001")
    found = await PERSON.first("4411", hana.city_id)
    assert found == hana


async def test_of_several_rows_the_first_one_comes(database: str) -> None:
    first = await world.person()
    await world.person(name="佐藤 一郎", kana="サトウ イチロウ")
    assert await PERSON.first("4411", first.city_id) == first


async def test_within_a_unit_of_work_its_own_change_is_seen(database: str) -> None:
    lesson = await world.lesson()

    @unit_of_work
    async def changed() -> int | None:
        await Lesson.filter(id=lesson.id).update(capacity=3)
        found = await LESSON.first(lesson.city_id, lesson.id)
        return found.capacity if found else None

    assert await changed() == 3
