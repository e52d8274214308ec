"""The office's helpers: kept, found, linked, put into classes, reminded, and their hours counted."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from outreach import clock, goal, helpers
from outreach.audit import SYSTEM
from outreach.helpers import Helper
from outreach.lessons import Acceptance, Lesson, Shift, shifts
from outreach.organisations import Organisation
from tests import world
from tests.browser import Browser, Page

pytestmark = pytest.mark.usefixtures("database")
OFFICE = "/morioka/en/office"


async def coordinator() -> Browser:
    return await world.visitor("coordinator")


async def npo(name: str = "見本のNPO") -> Organisation:
    return await Organisation.create(city=await world.morioka(), key=name, name={"ja": name})


async def helped(helper: Helper, *, held: bool = True, **over: Any) -> Shift:
    """A shift of a class that began an hour ago and was reported."""
    lesson = await world.held_lesson(**over)
    shift = await shifts.take(lesson, helper, "assistant", by=SYSTEM)
    author = await world.staff(role="coordinator")
    note = "" if held else "雪のため"
    await goal.report(lesson, held=held, attendance=3 if held else 0, note=note, by=author)
    return shift


async def test_helpers_are_listed_by_kana_and_found_by_it_without_a_name_in_the_address() -> None:
    abe = await world.helper(name="阿部 なぎさ", kana="アベ ナギサ", organisation=await npo())
    await world.helper()
    await world.helper(await world.tomi(), name="東御 人", kana="トウミ ヒト")
    lesson = await world.lesson()
    await shifts.take(lesson, abe, "assistant", by=SYSTEM)
    browser = await coordinator()

    page = await browser.open(f"{OFFICE}/helpers")
    assert page.text.index("阿部") < page.text.index("及川")
    assert "東御 人" not in page.text
    assert "見本のNPO" in page.text
    assert "Central Community Centre" in page.text
    found = await page.form("Find").fill(q="おいか").submit()

    assert "及川" in found.text
    assert "阿部" not in found.text
    assert found.path == f"{OFFICE}/helpers"


async def test_the_list_needs_no_more_queries_for_more_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.lessons.test_places import counted

    browser, counts = await coordinator(), []
    for number in range(3):
        await world.helper(name=f"人 {number}", organisation=await npo(str(number)))
        async with counted(monkeypatch) as asked:
            await browser.open(f"{OFFICE}/helpers")
        counts.append(len(asked))
    assert len(set(counts)) == 1


async def test_a_new_helper_is_kept_with_her_languages_and_stands_on_her_page() -> None:
    organisation = await npo()
    page = await (await coordinator()).open(f"{OFFICE}/helpers/new")
    typed = {"name": "菊池 そら", "kana": "きくち そら", "phone": "019-652-1234", "skills": "LINE"}

    page = (
        await page.form("Add this helper")
        .fill(None, **typed, organisation_id=str(organisation.id))
        .choose("English", "Volunteer")
        .submit()
    )

    made = await Helper.get()
    assert page.path == f"{OFFICE}/helpers/{made.id}"
    assert (made.kana, made.kind, made.languages) == ("キクチ ソラ", "volunteer", ["ja", "en"])
    assert "019-652-1234" in page.text
    assert "Japanese, English" in page.text


async def test_what_cannot_be_kept_gets_a_sentence_and_the_form_keeps_what_was_typed() -> None:
    page = await (await coordinator()).open(f"{OFFICE}/helpers/new")

    page = await page.form("Add this helper").fill(name="", kana="菊池", phone="12").choose("Korean").submit()

    assert page.status == 422
    assert len(page.errors) == 3
    assert page.form("Add this helper").values["languages"] == ["ja", "ko"]
    assert page.form("Add this helper").value("Phone") == "12"


async def test_a_change_shows_what_is_kept_and_keeps_what_was_changed() -> None:
    who = await world.helper(phone="019-652-1234", skills="LINE")
    page = await (await coordinator()).open(f"{OFFICE}/helpers/{who.id}/change")
    assert page.form("Save").value("Phone") == "019-652-1234"

    page = await page.form("Save").fill(away_from="2027-04-01").submit()

    assert "No longer helps from" in page.text
    assert (await Helper.get()).skills == "LINE"


async def test_hours_of_the_week_and_days_away_are_written_down_and_taken_back() -> None:
    who, browser = await world.helper(), await coordinator()
    page = await browser.open(f"{OFFICE}/helpers/{who.id}/times")

    refused = await page.form("Save these hours").fill(mon_1_from="12:00", mon_1_to="09:00").submit()
    assert refused.errors == ["The hours must end after they begin."]
    page = await page.form("Save these hours").fill(mon_1_from="09:00", mon_1_to="12:00").submit()
    assert "Monday09:00 to 12:00" in page.text.replace("Monday 09", "Monday09")

    day = clock.today() + timedelta(days=3)
    page = await page.form("Write these days down").fill(first_day=day.isoformat()).submit()
    assert len(await helpers.absences_of(who.id)) == 1
    await page.form("/end").submit()
    assert await helpers.absences_of(who.id) == []


async def test_her_link_is_shown_once_with_its_qr_and_a_new_one_ends_it() -> None:
    who, browser = await world.helper(), await coordinator()
    page = await browser.open(f"{OFFICE}/helpers/{who.id}")

    page = await page.form("Make a link").submit()

    found = re.search(r"http://127.0.0.1:8000(/morioka/en/H/[\w-]+)", page.text)
    assert found
    assert "<svg" in page.html
    stranger = await world.visitor()
    assert (await stranger.open(found[1])).status == 200
    again = await browser.open(f"{OFFICE}/helpers/{who.id}")
    assert found[1] not in again.html
    await again.form("Make a new link").submit()
    assert (await stranger.open(found[1])).status == 404


async def test_an_ended_link_opens_nothing_at_once() -> None:
    who, browser = await world.helper(), await coordinator()
    secret = await helpers.new_key(who, by=SYSTEM)
    await (await browser.open(f"{OFFICE}/helpers/{who.id}")).form("End the link").submit()
    assert (await (await world.visitor()).open(f"/morioka/H/{secret}")).status == 404


async def class_page(lesson: Lesson) -> Page:
    return await (await coordinator()).open(f"{OFFICE}/classes/{lesson.id}/helpers")


async def test_a_class_tells_how_many_assistants_are_missing_and_who_helps() -> None:
    lesson, who = await world.lesson(capacity=10, helpers_wanted=2), await world.helper(phone="019-652-1234")
    page = await class_page(lesson)
    assert "2 assistants are missing" in page.text

    page = await page.form("Add this helper").fill({"Who?": who.name}).submit()

    assert "1 assistant is missing" in page.text
    assert "019-652-1234" in page.text
    office = await (await coordinator()).open(f"{OFFICE}/classes/{lesson.id}")
    assert who.name in office.text
    assert "1 place is open to helpers" in office.text
    page = await page.form(f"Take {who.name} off this class").submit()
    assert "Nobody helps in this class yet." in page.text


async def test_a_helper_who_is_needed_elsewhere_is_refused_with_a_sentence_at_her_name() -> None:
    who = await world.helper()
    other = await world.lesson(centre=await world.centre(key="nishi"), instructor=await world.instructor(login="other"))
    await shifts.take(other, who, "assistant", by=SYSTEM)
    page = await class_page(await world.lesson())

    page = await page.form("Add this helper").fill({"Who?": who.name}).submit()

    assert page.status == 422
    [sentence] = page.errors
    assert who.name in sentence
    assert 'href="#field-helper_id"' in page.html


async def test_a_helper_outside_of_her_hours_comes_with_a_reason_that_is_kept() -> None:
    who, lesson = await world.helper(), await world.lesson()
    await helpers.add_absence(who, lesson.day, lesson.day, by=SYSTEM)
    page = await class_page(lesson)

    refused = await page.form("Add this helper").fill({"Who?": who.name}).submit()
    assert refused.status == 422
    assert 'href="#field-reason"' in refused.html
    await refused.form("Add this helper").fill(reason="本人が来ると言った").submit()

    assert await Shift.filter(helper=who, standing=True).exists()
    assert (await Acceptance.get()).reason == "本人が来ると言った"


async def test_after_the_class_began_the_reason_is_asked_at_the_helper() -> None:
    lesson, who = await world.held_lesson(), await world.helper()
    await shifts.take(lesson, who, "assistant", by=SYSTEM)
    page = await class_page(lesson)

    refused = await page.form(f"Take {who.name} off this class").submit()
    assert refused.errors == ["This class has begun: please write why she did not help."]
    page = await refused.form("/remove").fill({"Why did": "来られなかった"}).submit()

    assert "Nobody helps in this class yet." in page.text


async def test_how_many_are_wanted_is_saved_or_refused() -> None:
    lesson = await world.lesson()
    page = await class_page(lesson)
    refused = await page.form("Save the number").fill(helpers_wanted="many").submit()
    assert refused.errors == ["Please write how many helpers, from 0 to 50."]
    await page.form("Save the number").fill(helpers_wanted="3").submit()
    assert (await Lesson.get()).helpers_wanted == 3


async def test_reminders_name_the_helpers_of_the_next_three_days_with_their_phones() -> None:
    for number, days in enumerate((2, 5, 1)):
        lesson = await world.lesson(day=clock.today() + timedelta(days=days))
        who = await world.helper(name=f"人 {number}", phone=f"019-652-100{number}")
        await shifts.take(lesson, who, "assistant", by=SYSTEM)
    await Lesson.filter(id=lesson.id).update(status="cancelled")

    page = await (await coordinator()).open(f"{OFFICE}/helpers/reminders")

    assert "019-652-1000" in page.text
    assert "019-652-1001" not in page.text
    assert "019-652-1002" not in page.text


async def test_hours_count_what_was_held_and_are_corrected_with_a_reason() -> None:
    who = await world.helper(organisation=await npo())
    shift = await helped(who)
    await helped(await world.helper(name="別 人", kana="ベツ ジン"), held=False, centre=await world.centre(key="nishi"))
    browser = await coordinator()

    page = await browser.open(f"{OFFICE}/helpers/hours")
    assert "1 h 30 min" in page.text
    assert "別 人" not in page.text
    page = await browser.open(f"{OFFICE}/helpers/hours/{shift.id}")
    refused = await page.form("Save these minutes").fill(minutes="120", reason="").submit()
    assert refused.errors == ["Please fill this in."]
    page = await page.form("Save these minutes").fill(minutes="120", reason="片付けまで").submit()

    assert "2 h 0 min" in page.text
    assert "corrected: 片付けまで" in page.text


async def test_hours_are_of_one_month_one_year_or_one_organisation() -> None:
    organisation = await npo()
    who = await world.helper(organisation=organisation)
    await helped(who)
    await helped(await world.helper(name="別 人", kana="ベツ ジン"), centre=await world.centre(key="nishi"))
    browser, day = await coordinator(), clock.now().astimezone(clock.TOKYO)
    last_year = f"{day.year - 2}"

    of_one = await browser.open(f"{OFFICE}/helpers/hours", organisation=str(organisation.id))
    of_month = await browser.open(f"{OFFICE}/helpers/hours", month=f"{day:%Y-%m}")
    of_past = await browser.open(f"{OFFICE}/helpers/hours", year=last_year)

    assert who.name in of_one.text
    assert "別 人" not in of_one.text
    assert "別 人" in of_month.text
    assert who.name not in of_past.text
    for odd in ("x", "99999", "2026-13", "0001-01", "９９"):
        assert (await browser.open(f"{OFFICE}/helpers/hours", year=odd, month=odd, organisation=odd)).status == 200


async def test_the_download_is_a_table_that_runs_no_formula() -> None:
    await helped(await world.helper(name="=1+1", organisation=await npo("@NPO")))

    page = await (await coordinator()).open(f"{OFFICE}/helpers/hours.csv")

    assert page.answer.content.startswith(b"\xef\xbb\xbf")
    headings, row = csv.reader(io.StringIO(page.answer.content.decode("utf-8-sig")))
    line = dict(zip(headings, row, strict=True))
    assert (line["Name"], line["Organisation"], line["Minutes"]) == ("'=1+1", "'@NPO", "90")


async def test_another_citys_helper_and_shift_are_not_found() -> None:
    tomi = await world.tomi()
    foreign = await world.helper(tomi)
    shift = await shifts.take(await world.lesson(tomi), foreign, "assistant", by=SYSTEM)
    browser, own = await coordinator(), await world.lesson()

    for path in (f"/helpers/{foreign.id}", f"/helpers/{foreign.id}/change", f"/helpers/hours/{shift.id}"):
        assert (await browser.open(OFFICE + path)).status == 404
    assert (await browser.post(f"{OFFICE}/classes/{own.id}/helpers/{shift.id}/remove")).status == 404
    assert (await Shift.get()).standing
