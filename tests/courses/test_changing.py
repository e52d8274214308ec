"""Courses: texts in Japanese at least, slugs that stay, and a kind that no change of mind can turn."""

from dataclasses import replace
from typing import Any

import pytest

from outreach import clock, courses, departments, lessons, organisations
from outreach.audit import Actor, AuditEntry
from outreach.courses import Cohost, Course, Facts, clean_facts
from outreach.refusal import Refusal, Refusals
from tests import world

pytestmark = pytest.mark.usefixtures("database")
BY = Actor("account", 1, 1, frozenset({"coordinator"}))
TYPED = {
    "title_ja": "写真の整理",
    "description_ja": "とった写真を整理します。",
    "bring_ja": "スマートフォン",
    "level": "basic",
    "device": "iphone",
    "minutes": "60",
    "kind": "class",
    "audience": "residents",
    "department_id": "",
}


def typed(**over: str) -> Facts:
    return clean_facts(TYPED | over)


def fields(over: dict[str, str], cohosts: tuple[str, ...] = ()) -> list[str | None]:
    with pytest.raises(Refusals) as refused:
        clean_facts(TYPED | over, cohosts)
    return [one.field for one in refused.value]


async def made(**over: Any) -> Course:
    return await courses.add(await world.morioka(), replace(typed(), **over), by=BY)


async def test_a_course_needs_japanese_and_says_what_other_languages_miss() -> None:
    course = await made(title={"ja": "写真の整理", "en": "Photos"})
    missing = courses.missing(course)
    assert (missing["en"], missing["vi"]) == (["description", "bring"], ["title", "description", "bring"])
    assert "ja" not in missing
    assert course.device == "iphone"
    assert course.minutes == 60


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"title_ja": " "}, "title_ja"),
        ({"title_en": "x" * 81}, "title_en"),
        ({"description_ja": "x" * 1001}, "description_ja"),
        ({"bring_ja": "a\u202eb"}, "bring_ja"),
        ({"level": "king"}, "level"),
        ({"device": ""}, "device"),
        ({"minutes": "9"}, "minutes"),
        ({"minutes": "481"}, "minutes"),
        ({"minutes": "an hour"}, "minutes"),
        ({"kind": "party"}, "kind"),
        ({"audience": "dogs"}, "audience"),
        ({"department_id": "x"}, "department_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(over: dict[str, str], field: str) -> None:
    assert fields(over) == [field]


def test_all_wrong_fields_are_told_at_once() -> None:
    assert fields({"title_ja": "", "description_ja": "", "minutes": ""}, ("x",)) == [
        "title_ja",
        "description_ja",
        "minutes",
        "cohosts",
    ]


async def test_the_slug_comes_from_the_english_title_and_stays() -> None:
    first = await made(title={"ja": "写真", "en": "My photos!"})
    second = await made(title={"ja": "写真", "en": "My photos?"})
    third = await made()
    assert (first.slug, second.slug, third.slug) == ("my-photos", "my-photos-1", "course-1")

    await courses.change(first, typed(title_en="Something else"), by=BY)

    again = await Course.get(id=first.id)
    assert (again.slug, again.title["en"]) == ("my-photos", "Something else")


async def test_the_same_form_twice_is_one_course() -> None:
    city = await world.morioka()
    one, two = [await courses.add(city, typed(), by=BY, key="k") for _ in range(2)]
    assert one.id == two.id
    with pytest.raises(Refusal) as refused:
        await courses.add(city, typed(minutes="90"), by=BY, key="k")
    assert refused.value.code == "key-reused"


async def test_co_hosts_are_the_citys_own_organisations_and_can_change() -> None:
    city = await world.morioka()
    one = await organisations.add(city, {"ja": "見本のNPO"}, "support", by=BY)
    two = await organisations.add(city, {"ja": "見本の会社"}, "company", by=BY)
    course = await made(cohost_ids=(one.id,))
    await courses.change(course, replace(typed(), cohost_ids=(one.id, two.id)), by=BY)
    await courses.change(course, replace(typed(), cohost_ids=(two.id,)), by=BY)
    assert [row.organisation_id for row in await Cohost.filter(course_id=course.id)] == [two.id]

    strange = await organisations.add(await world.tomi(), {"ja": "よその会"}, "support", by=BY)
    with pytest.raises(Refusal) as refused:
        await courses.change(course, replace(typed(), cohost_ids=(strange.id,)), by=BY)
    assert refused.value.field == "cohosts"


async def test_a_course_with_classes_keeps_its_kind_and_audience() -> None:
    course = await world.course()
    await world.lesson(course=course)
    for field, value in (("kind", "consultation"), ("audience", "staff")):
        with pytest.raises(Refusal) as refused:
            await courses.change(course, typed(**{field: value}), by=BY)
        assert (refused.value.field, refused.value.code) == (field, "has-classes")
    await courses.change(course, typed(), by=BY)


async def test_a_course_that_a_goal_counts_never_becomes_a_consultation() -> None:
    course = await world.course()
    await world.goal(None, course, starts=clock.today(), ends=clock.today())
    with pytest.raises(Refusal) as refused:
        await courses.change(course, typed(kind="consultation"), by=BY)
    assert refused.value.code == "counted"


async def test_a_retired_course_is_planned_no_longer_and_its_classes_stay() -> None:
    course = await world.course()
    lesson = await world.lesson(course=course)
    assert await courses.retire(course, by=BY)
    assert not await courses.retire(course, by=BY)
    assert await courses.planned(course.city_id) == []
    assert [one.id for one in await courses.of_city(course.city_id)] == [course.id]
    assert await lessons.find(lesson.city_id, lesson.id)
    assert await courses.bring_back(course, by=BY)
    assert [one.id for one in await courses.planned(course.city_id)] == [course.id]
    assert await AuditEntry.filter(action="course.retired").count() == 1


async def test_a_coordinator_of_one_department_changes_its_courses_and_those_of_none() -> None:
    city = await world.morioka()
    welfare, education = [await departments.add(city, {"ja": name}, by=BY) for name in ("福祉", "社会教育")]
    hers = replace(BY, department_id=welfare.id)
    shared, own, other = [await made(department_id=one) for one in (None, welfare.id, education.id)]

    await courses.change(shared, typed(), by=hers)
    await courses.change(own, replace(typed(), department_id=welfare.id), by=hers)
    for refuse in (
        courses.change(other, replace(typed(), department_id=education.id), by=hers),
        courses.change(own, replace(typed(), department_id=education.id), by=hers),
        courses.retire(other, by=hers),
        courses.add(city, replace(typed(), department_id=education.id), by=hers),
    ):
        with pytest.raises(Refusal) as refused:
            await refuse
        assert refused.value.code == "other-department"


async def test_another_citys_course_and_department_are_unknown() -> None:
    course, tomi = await made(), await world.tomi()
    assert await courses.find(tomi.id, course.id) is None
    strange = await departments.add(tomi, {"ja": "福祉"}, by=BY)
    with pytest.raises(Refusal) as refused:
        await courses.change(course, replace(typed(), department_id=strange.id), by=BY)
    assert refused.value.field == "department_id"
