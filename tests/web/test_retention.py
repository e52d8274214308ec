"""What will be erased and what was, and one person's data on paper and as a file."""

from datetime import timedelta

import pytest

from outreach import clock, people, retention
from outreach.audit import SYSTEM, AuditEntry
from outreach.people import Participant
from outreach.registration import cancel, merging
from outreach.retention import Erasure
from tests import world
from tests.registration.wishing import take

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/morioka/en/office/retention"


async def long_ago() -> Participant:
    """Somebody who phoned once and never came."""
    who = await world.person()
    await Participant.filter(id=who.id).update(created_at=clock.now() - timedelta(days=400))
    return who


async def test_the_coordinator_reads_what_goes_next_by_number_and_never_by_name() -> None:
    who = await long_ago()
    page = await (await world.visitor("coordinator")).open(PAGE)
    assert "90 days" in page.text
    assert "The time of 1 entry is over" in page.text
    assert f"{who.id}" in page.text
    assert who.name not in page.text
    assert who.kana not in page.text


async def test_erasing_by_hand_wants_a_tick_and_leaves_a_proof() -> None:
    who = await long_ago()
    page = await (await world.visitor("administrator")).open(PAGE)
    refused = await page.form("/erase").submit()
    assert (refused.status, refused.errors) == (422, ["Please tick this first: what is erased does not come back."])
    assert (await Participant.get(id=who.id)).name == who.name
    done = await refused.form("/erase").fill(None, confirm="1").submit()
    assert done.path == PAGE
    assert "by hand" in done.text
    assert (await Participant.get(id=who.id)).name == f"#{who.id}"
    first = await Erasure.all().order_by("id").first()
    assert first is not None
    assert first.erased == {"people": [who.id], "needs": []}


async def test_where_nothing_is_due_there_is_nothing_to_press() -> None:
    page = await (await world.visitor("administrator")).open(PAGE)
    assert "At present nobody's time is over." in page.text
    assert "Erase what is due" not in page.text


async def test_the_form_sent_three_times_leaves_one_proof() -> None:
    await long_ago()
    form = (await (await world.visitor("coordinator")).open(PAGE)).form("/erase").fill(None, confirm="1")
    assert {(await form.submit()).path for _ in range(3)} == {PAGE}
    assert await Erasure.all().count() == 2  # one for the person, one for everything else


async def test_the_auditor_reads_the_proofs_and_erases_nothing() -> None:
    page = await (await world.visitor("auditor")).open(PAGE)
    assert page.heading == "Personal data and how long they stay"
    assert "Erase what is due" not in page.text


async def test_one_person_gets_everything_on_one_sheet_in_her_language_and_the_trail_says_so() -> None:
    city = await world.morioka()
    told = {"needs": "前の席", "email": "hana@example.jp", "postcode": "020-0884", "address": "盛岡市神明町3-29"}
    who = await world.person(city, **told, language="en")
    twice = await world.person(city, name="佐藤 はな", phone="090-1111-2222")
    given_up = await take(await world.lesson(day=world.working_day(14)), twice)
    await take(await world.lesson(day=world.working_day(20)), who)
    await merging.merge(city.id, who.id, twice.id, by=SYSTEM)
    await cancel(given_up, by=SYSTEM, reason="孫が来ます")
    browser = await world.visitor("coordinator")
    caller = await browser.open(f"/morioka/desk/people/{who.id}")
    page = await caller.follow("この方についての記録のすべて")
    assert (page.path, page.heading) == (f"/morioka/en/office/people/{who.id}/data", "What we keep about you")
    for text in (*told.values(), who.name, who.kana, who.phone, "佐藤 はな", "090-1111-2222", "孫が来ます"):
        assert text in page.text, text
    await browser.open(f"/morioka/en/office/people/{who.id}/data")
    assert "all details printed or saved for you By whomstaff" in page.text
    assert "two records put together By whomby the server" in page.text
    for code in ("participant.", "account:", "system"):
        assert code not in page.text, code
    assert await AuditEntry.filter(action="participant.exported").count() == 1
    assert await AuditEntry.filter(action="needs.seen").count() == 1


async def test_the_file_holds_the_same_and_is_kept_by_nobody_on_the_way() -> None:
    who = await world.person(needs="前の席")
    row = await take(await world.lesson(day=world.working_day(14)), who)
    browser = await world.visitor("coordinator")
    answer = (await browser.send("GET", f"/morioka/office/people/{who.id}/data.json")).answer
    facts = answer.json()
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["cache-control"] == "no-store"
    assert who.name not in answer.headers["content-disposition"]
    assert (facts["records"][0]["name"], facts["records"][0]["needs"]) == (who.name, "前の席")
    assert [(one["status"], one["code"]) for one in facts["registrations"]] == [("confirmed", row.code)]
    assert {one["action"] for one in facts["deeds"]} >= {"participant.stored", "participant.exported"}


@pytest.mark.parametrize("end", ["data", "data.json"])
async def test_a_look_at_what_a_merged_record_needs_is_written_down_too(end: str) -> None:
    who, twice = await world.person(), await world.person(name="佐藤 はな", needs="車いす")
    await merging.merge(who.city_id, who.id, twice.id, by=SYSTEM)
    browser = await world.visitor("coordinator")
    shown = (await browser.send("GET", f"/morioka/office/people/{who.id}/{end}")).answer.text
    assert "車いす" in shown
    assert [one.subject for one in await AuditEntry.filter(action="needs.seen")] == [f"participant:{twice.id}"]


@pytest.mark.parametrize("role", ["clerk", "administrator", "auditor", "instructor"])
async def test_only_a_coordinator_takes_out_what_is_kept_of_somebody(role: str) -> None:
    who = await world.person()
    browser = await world.visitor(role)
    for path in ("data", "data.json"):
        assert (await browser.send("GET", f"/morioka/office/people/{who.id}/{path}")).status == 403


async def test_of_who_was_erased_nothing_is_left_to_tell() -> None:
    who = await long_ago()
    page = await (await world.visitor("coordinator")).open(PAGE)
    await page.form("/erase").fill(None, confirm="1").submit()
    browser = await world.visitor("coordinator")
    assert (await browser.send("GET", f"/morioka/office/people/{who.id}/data")).status == 404
    assert await people.find(who.city_id, who.id) is None


@pytest.mark.parametrize(
    "path", ["desk/classes/{lesson}", "desk/registrations/{registration}", "office/classes/{lesson}"]
)
async def test_pages_name_who_was_erased_by_her_number(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who = await world.person(needs="前の席")
    row = await world.seat(await world.held_lesson(), who)
    night = clock.now() + timedelta(days=700)
    monkeypatch.setattr(clock, "now", lambda: night)
    await retention.erase(who.city_id, by=SYSTEM)
    browser = await world.visitor("coordinator")
    page = await browser.open("/morioka/" + path.format(lesson=row.lesson_id, registration=row.id))
    assert page.status == 200
    assert who.name not in page.text
    assert f"#{who.id}" in page.text or path.startswith("office")
