"""The office's page of a door, for the tests about it."""

from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.browser import Page

HANA, TOME = ("佐藤 ハナ", "サトウ ハナ", "019-622-4411"), ("菅原 トメ", "スガワラ トメ", "019-622-0002")


def path(lesson: Lesson, more: str = "", language: str = "en") -> str:
    return f"/morioka/{language}/office/doors/{lesson.centre_id}/{lesson.day}{more}"


async def seat_of(lesson: Lesson, who: tuple[str, str, str] = HANA) -> Registration:
    name, kana, phone = who
    return await world.seat(lesson, await world.person(name=name, kana=kana, phone=phone))


async def opened(lesson: Lesson) -> Page:
    return await (await world.visitor("coordinator")).open(path(lesson))
