"""Many classes at once in the office: the rule, every date with its verdict, and one press that plans them all."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from tortoise import connections

from outreach import clock
from outreach.departments import Department
from outreach.lessons import Acceptance, Lesson, Series
from outreach.lessons.recurrence import MOST_DATES
from tests import world
from tests.browser import Page
from tests.web.season_form import FIRST, NEW, close, counts, day_of, looked, reason_for, six_wednesdays

pytestmark = pytest.mark.usefixtures("database")
DRAFTS = "/morioka/en/office/classes/drafts"


async def test_every_date_is_shown_before_anything_is_planned() -> None:
    await close(day_of(2))

    page = await looked(await world.visitor("coordinator"))

    assert page.status == 200
    assert "6 dates" in counts(page)
    assert "1 is skipped" in counts(page)
    assert "a power cut" in page.text
    assert page.form("Check again").values.get(f"r-{day_of(2)}-plan") is None
    assert page.form("Check again").values[f"r-{day_of(3)}-plan"] == ["yes"]
    assert not await Lesson.all().exists()


async def test_a_season_is_planned_and_stands_on_the_public_page() -> None:
    browser = await world.visitor("coordinator")
    page = await looked(browser)

    page = await page.form("Plan 6 classes").submit("Plan 6 classes")

    assert page.path.startswith("/morioka/en/office/classes")
    assert [one.day for one in await Lesson.all().order_by("day")] == [day_of(week) for week in range(6)]
    public = await (await world.visitor()).open("/morioka/en/classes")
    assert public.html.count("/morioka/en/classes/") >= 6


async def test_a_skipped_date_is_put_back_on_another_day_without_ticking_it() -> None:
    await close(day_of(1))
    page = await looked(await world.visitor("coordinator"))

    moved = {f"r-{day_of(1)}-day": (day_of(1) + timedelta(days=1)).isoformat()}
    page = await page.form("Check again").fill(None, **moved).submit("Check again")
    assert "6 can be planned" in counts(page) or "needs a reason" in counts(page)
    await page.form("Plan 6 classes").fill(None, **await reason_for(page)).submit("Plan 6 classes")

    assert day_of(1) + timedelta(days=1) in {one.day for one in await Lesson.all()}


async def test_a_skipped_date_is_put_back_by_choosing_what_is_free() -> None:
    await world.lesson(day=day_of(1), at=time(10, 30), instructor=await world.instructor(login="other"))
    page = await looked(await world.visitor("coordinator"))
    form = page.form("Check again")
    choice = next(c for c in form.controls if c.get("name") == f"r-{day_of(1)}-instead")
    offered = [option.get("value", "") for option in choice.iter("option") if option.get("value")]

    page = await form.fill(None, **{f"r-{day_of(1)}-instead": offered[0]}).submit("Check again")

    assert "skipped" not in counts(page)
    assert page.form("Check again").values[f"r-{day_of(1)}-starts"] == [offered[0].split()[1]]


async def test_a_skipped_date_is_put_back_in_another_centre() -> None:
    await close(day_of(1))
    west = await world.centre(key="west", name={"ja": "西部公民館", "en": "West Community Centre"})
    page = await looked(await world.visitor("coordinator"))
    assert "West Community Centre" not in _row(page, day_of(1))

    page = await page.form("Check again").fill(None, **{f"r-{day_of(1)}-place": "other"}).submit("Check again")
    assert "West Community Centre" in _row(page, day_of(1))
    page = await page.form("Check again").fill(None, **{f"r-{day_of(1)}-place": str(west.id)}).submit("Check again")

    assert "skipped" not in counts(page)
    await page.form("Plan 6 classes").fill(None, **await reason_for(page)).submit("Plan 6 classes")
    assert await Lesson.filter(centre_id=west.id, day=day_of(1)).exists()


def _row(page: Page, day: date) -> str:
    return page.html.partition(f'id="field-r-{day}-plan"')[2].partition("</li>\n<li")[0]


async def test_a_date_is_left_out_by_hand_and_says_so() -> None:
    page = await looked(await world.visitor("coordinator"))

    form = page.form("Check again")
    form.values[f"r-{day_of(4)}-plan"] = []
    page = await form.submit("Check again")

    assert "1 left out by you" in counts(page)
    await page.form("Plan 5 classes").fill(None, **await reason_for(page)).submit("Plan 5 classes")
    assert await Lesson.all().count() == 5


async def test_a_date_left_out_stays_out_when_the_rule_is_changed_and_the_others_follow_it() -> None:
    page = await looked(await world.visitor("coordinator"))
    form = page.form("Check again").fill(None, starts="14:00", ends="15:30", count="8")
    form.values[f"r-{day_of(4)}-plan"] = []

    page = await form.submit("Check again")

    values = page.form("Check again").values
    assert "8 dates" in counts(page)
    assert values.get(f"r-{day_of(4)}-plan") is None
    assert {values[f"r-{day_of(week)}-starts"][0] for week in range(8)} == {"14:00"}


async def test_soft_clashes_ask_for_a_reason_at_its_field() -> None:
    await world.lesson(day=day_of(1), at=time(12, 0), instructor=await world.instructor(login="other"))
    page = await looked(await world.visitor("coordinator"), clear_minutes="45")
    form = page.form("Plan 6 classes")

    refused = await form.submit("Plan 6 classes")
    page = await refused.form("Plan 6 classes").fill(None, reason="The caretaker helps.").submit("Plan 6 classes")

    assert refused.status == 422
    assert refused.errors == ["Please write a reason for the dates that need one."]
    assert page.status == 200
    assert {one.reason for one in await Acceptance.all()} == {"The caretaker helps."}


async def test_a_clash_that_arose_in_between_is_told_at_its_date_and_nothing_is_planned() -> None:
    page = await looked(await world.visitor("coordinator"))
    await world.lesson(day=day_of(3), at=time(10, 0), instructor=await world.instructor(login="other"))

    form = page.form("Plan 6 classes").fill(None, **await reason_for(page))
    refused = await form.submit("Plan 6 classes")

    assert refused.status == 422
    assert f"{day_of(3).day} {day_of(3):%B}" in refused.errors[0]
    assert f'href="#field-r-{day_of(3)}-plan"' in refused.html
    assert await Lesson.all().count() == 1


async def test_pressing_to_plan_what_was_never_shown_plans_nothing() -> None:
    browser = await world.visitor("coordinator")

    page = await browser.post(NEW, await six_wednesdays(do="plan"))

    assert page.status == 422
    assert "6 dates" in counts(page)
    assert not await Lesson.all().exists()


async def test_the_form_sent_twice_plans_one_season() -> None:
    browser = await world.visitor("coordinator")
    page = await looked(browser)
    form = page.form("Plan 6 classes").fill(None, **await reason_for(page))

    pages = [await form.submit("Plan 6 classes") for _thumb in range(2)]

    assert pages[0].path == pages[1].path
    assert await Lesson.all().count() == 6


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"count": "10000"}, "count", "This is more than 200 dates."),
    ({"count": "many"}, "count", "Please write a number."),
    ({"first": "2027-02-31"}, "first", "Please write a date that exists"),
    ({"ends_by": "last", "last": "2020-01-01"}, "last", "The last day must not be before the first day."),
    ({"ends_by": "last", "last": "2999-01-01"}, "last", "Please choose a day within the next two years."),
    ({"rule": "monthly"}, "nths", "Please choose at least one week of the month."),
    ({"rule": "dates", "days": "2027-02-31"}, "days", "2027-02-31 is not a date that exists."),
    ({"rule": "daily"}, "rule", "Please choose one of the answers."),
    ({"course_id": "999999"}, "course_id", "Please choose one of the answers."),
    ({"place": "x-y"}, "place", "Please choose one of the answers."),
    ({"starts": "25:00"}, "starts", "Please write a time, such as 13:30."),
    ({"ends": "09:00"}, "ends", "The class must end after it begins, on the same day."),
    ({"capacity": "31"}, "capacity", "Please write a number of seats from 1 to 30."),
    ({"publish": "at"}, "publish_day", "Please write a date that exists"),
    ({"publish": "at", "publish_day": "2020-01-01"}, "publish_day", "This time is over."),
    ({"publish": "never"}, "publish", "Please choose one of the answers."),
    ({"intake_day": "2027-02-31"}, "intake_day", "Please write a date that exists"),
    ({"setup_minutes": "999"}, "setup_minutes", "Please write a number from 0 to 240."),
]
WRONG_AT_A_DATE = [
    ("day", "2027-02-31", "Please write a date that exists"),
    ("day", "0001-01-01", "This day is over."),
    ("day", "9999-12-31", "Please choose a day within the next two years."),
    ("starts", "25:61", "Please write a time, such as 13:30."),
    ("starts", "23:30", "The class must end after it begins, on the same day."),
    ("place", "9999999999", "Please choose one of the answers."),
    ("place", "１²-", "Please choose one of the answers."),
    ("instead", "tomorrow", "Please write a date that exists"),
]


async def test_a_rule_that_cannot_be_gets_a_sentence_at_its_field() -> None:
    browser, good = await world.visitor("coordinator"), await six_wednesdays()
    for typed, field, sentence in WRONG:
        page = await browser.post(NEW, good | typed)
        assert page.status == 422, typed
        assert [error[: len(sentence)] for error in page.errors] == [sentence]
        assert f'href="#field-{field}"' in page.html
        assert page.form("Show the dates").values["capacity"] == [typed.get("capacity", "12")]
    assert not await Lesson.all().exists()


async def test_what_is_wrong_at_one_date_is_told_there_and_kept() -> None:
    browser = await world.visitor("coordinator")
    page = await looked(browser)
    values = {name: value[0] for name, value in page.form("Check again").values.items() if value}
    for part, typed, sentence in WRONG_AT_A_DATE:
        page = await browser.post(NEW, values | {f"r-{day_of(1)}-{part}": typed, "do": "plan"})
        assert page.status == 422, typed
        assert any(error.startswith(sentence) for error in page.errors), page.errors
        assert "6 dates" in counts(page)
    assert not await Lesson.all().exists()


async def test_another_citys_room_is_refused_at_its_date() -> None:
    browser, foreign = await world.visitor("coordinator"), await world.centre(await world.tomi())
    page = await looked(browser)
    values = {name: value[0] for name, value in page.form("Check again").values.items() if value}

    page = await browser.post(NEW, values | {f"r-{day_of(1)}-place": str(foreign.id), "do": "plan"})

    assert page.status == 422
    assert f'href="#field-r-{day_of(1)}-plan"' in page.html
    assert not await Lesson.all().exists()


async def test_drafts_at_a_set_time_and_a_later_intake_are_kept() -> None:
    day = (clock.today() + timedelta(days=2)).isoformat()
    browser = await world.visitor("coordinator")
    page = await looked(browser, publish="at", publish_day=day, intake_day=day, intake_time="12:00")

    page = await page.form("Plan 6 classes").fill(None, **await reason_for(page)).submit("Plan 6 classes")

    assert page.path == DRAFTS
    kept = await Lesson.all()
    assert {one.status for one in kept} == {"draft"}
    assert {one.publish_at for one in kept} == {world.moment(date.fromisoformat(day), time(9))}
    assert {one.intake_opens_at for one in kept} == {world.moment(date.fromisoformat(day), time(12))}


async def test_a_season_can_be_one_series_with_one_sign_up() -> None:
    browser = await world.visitor("coordinator")
    page = await looked(browser, sign_up="all")

    await page.form("Plan 6 classes").fill(None, **await reason_for(page)).submit("Plan 6 classes")

    assert (await Series.get()).sign_up == "all"
    assert await Lesson.filter(series_id=(await Series.get()).id).count() == 6


async def test_the_form_is_filled_in_like_a_class_that_there_was() -> None:
    lesson = await world.lesson(at=time(9, 5), capacity=7)
    browser = await world.visitor("coordinator")

    page = await browser.open(NEW, copy=str(lesson.id))

    values = page.form("Show the dates").values
    assert (values["starts"], values["capacity"], values["rule"]) == (["09:05"], ["7"], ["dates"])
    for strange in ("x", "²", "999999", "9" * 30):
        assert (await browser.open(NEW, copy=strange)).status == 200


async def test_another_departments_classes_are_not_planned() -> None:
    city = await world.morioka()
    welfare = await Department.create(city=city, key="welfare", name={"ja": "福祉課", "en": "Welfare"})
    other = await Department.create(city=city, key="learning", name={"ja": "社会教育課", "en": "Social Education"})
    account = await world.account()
    account.department_id = welfare.id
    await account.save()
    page = await looked(await world.visitor("coordinator"), department_id=str(other.id))

    page = await page.form("Plan 6 classes").fill(None, **await reason_for(page)).submit("Plan 6 classes")

    assert page.status == 422
    assert page.errors
    assert not await Lesson.all().exists()


def _noting(asked: list[str], original: Any) -> Any:
    async def noted(engine: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(query)
        return await original(engine, query, *args, **kwargs)

    return noted


async def test_two_hundred_dates_ask_the_database_as_often_as_twenty_four(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, asked, numbers = await world.visitor("coordinator"), list[str](), []
    engine = type(next(iter(connections.all())))
    for name in ("execute_query", "execute_query_dict"):
        monkeypatch.setattr(engine, name, _noting(asked, getattr(engine, name)))
    for count in (24, MOST_DATES):
        await world.centre(key=f"hall-{count}")
        days = [FIRST + timedelta(days=3 * number) for number in range(count)]
        await close(days[1])
        typed = await six_wednesdays(rule="dates", days="\n".join(day.isoformat() for day in days))
        asked.clear()
        page = await browser.post(NEW, typed)
        assert f"{count} dates" in counts(page)
        numbers.append(len(asked))

    assert numbers[0] == numbers[1] > 0
