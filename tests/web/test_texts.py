"""The office sees what is missing in each language, and what a city wrote in one is kept and shown."""

import pytest

from outreach.courses import Course
from outreach.i18n import LANGUAGES, drafts
from outreach.venues import Centre
from outreach.web.locale import join
from tests import world
from tests.counting import questions

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]


async def test_the_office_sees_what_each_language_lacks() -> None:
    await world.course(title={"ja": "地図", "vi": "Bản đồ"}, description={"ja": "地図"}, bring={"ja": "電話"})
    await world.centre(name={"ja": "中央公民館", "en": "Central Hall"})
    coordinator = await world.visitor("coordinator")

    page = await coordinator.open("/morioka/en/office/languages")

    assert all(one.name in page.text for one in LANGUAGES.values())
    assert page.text.count("地図 Tiếng Việt") == 1
    assert "地図 日本語" not in page.text
    assert "description, what to bring" in page.text.split("地図 Tiếng Việt")[1][:30]
    assert f"{drafts('vi'):,}" in page.text


async def test_the_page_asks_as_often_for_many_courses_as_for_one() -> None:
    await world.course()
    await world.centre()
    coordinator = await world.visitor("coordinator")
    with questions() as few:
        await coordinator.open("/morioka/office/languages")
    for number in range(5):
        await world.course(slug=f"course-{number}")
        await world.centre(key=f"hall-{number}", name={"ja": f"会館{number}"})

    with questions() as many:
        await coordinator.open("/morioka/office/languages")

    assert len(many) == len(few)


async def test_a_course_is_written_in_another_language_and_shown_to_who_reads_it() -> None:
    lesson = await world.lesson()
    coordinator = await world.visitor("coordinator")
    page = await coordinator.open(f"/morioka/en/office/courses/{lesson.course_id}/change")

    await page.form("Save the changes").fill(title_vi="Điện thoại đầu tiên").submit()

    assert (await Course.get(id=lesson.course_id)).title["vi"] == "Điện thoại đầu tiên"
    assert (await coordinator.open(join(f"/morioka/classes/{lesson.id}", "vi"))).heading == "Điện thoại đầu tiên"
    korean = await coordinator.open(join(f"/morioka/classes/{lesson.id}", "ko"))
    assert '<span lang="ja">はじめてのスマートフォン</span>' in korean.html


async def test_a_name_in_another_language_outlives_a_change_of_the_centre() -> None:
    centre = await world.centre(name={"ja": "中央公民館", "zh-Hans": "中央公民馆"})
    coordinator = await world.visitor("coordinator")
    page = await coordinator.open(f"/morioka/en/office/centres/{centre.id}/facts")

    await page.form("Save these facts").fill(name_en="Central Hall").submit()

    assert (await Centre.get(id=centre.id)).name == {"ja": "中央公民館", "en": "Central Hall", "zh-Hans": "中央公民馆"}
