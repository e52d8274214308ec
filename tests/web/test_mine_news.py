"""Where the news of a ticket go: to an address that only its owner may name, or into her own calendar."""

from datetime import timedelta

import icalendar
import pytest

from outreach import clock, registration
from outreach.audit import PUBLIC
from outreach.lessons import Lesson, Series
from outreach.people import Participant
from outreach.web.mine import changing
from tests.browser import Browser
from tests.web.ticketed import (
    HANA,
    IN_TWO_WEEKS,
    NEXT_WEEK,
    mailing,
    offered,
    on,
    opened,
    path,
    read,
    signed_up,
    without_guard,
)


async def test_the_calendar_of_a_series_has_each_class_of_hers(browser: Browser) -> None:
    days = [await on(NEXT_WEEK), await on(IN_TWO_WEEKS)]
    series = await Series.create(
        city_id=days[0].city_id, course_id=days[0].course_id, sign_up="all", made_at=clock.now()
    )
    await Lesson.filter(id__in=[one.id for one in days]).update(series_id=series.id)
    [row] = await signed_up(days[1], HANA)
    answer = (await browser.open(path(row, "/class.ics"))).answer
    events = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    assert [str(one["uid"]) for one in events] == [f"{one.uid}@outreach" for one in days]


async def test_the_address_for_news_is_kept_corrected_and_taken_away_but_never_shown(browser: Browser) -> None:
    await mailing()
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    for typed, kept in (
        ("hana@example.jp", "hana@example.jp"),
        ("ｈａｎａ＠example.com", "hana@example.com"),
        ("", ""),
    ):
        page = await opened(browser, row)
        assert "@example" not in page.html
        form = page.form("/mail").fill(email=typed)
        assert [(await form.submit()).path for _time in range(2)] == [path(row)] * 2
        her = await Participant.get(id=row.participant_id)
        assert (her.email, her.name, her.phone, her.kana_key) == (
            kept,
            HANA[0],
            "019-622-4411",
            row.participant.kana_key,
        )


async def test_an_address_that_cannot_be_one_is_refused_at_its_field(browser: Browser) -> None:
    await mailing()
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    page = await (await opened(browser, row)).form("/mail").fill(email="hana@example.jp\r\nBcc: a@b.jp").submit()
    assert (page.status, len(page.errors)) == (422, 1)
    assert page.document.by_id["field-email"].get("aria-invalid") == "true"
    assert (await Participant.get(id=row.participant_id)).email == ""


async def test_a_city_that_sends_no_mails_asks_for_no_address(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    with pytest.raises(KeyError):
        (await opened(browser, row)).form("/mail")
    sent = {"digits": "4411", "email": "hana@example.jp", "key": "k"}
    assert (await browser.post(path(row, "/mail"), sent)).status == 422


async def test_whoever_signs_a_known_person_up_cannot_turn_her_news_to_himself(browser: Browser) -> None:
    """A stranger who knows a name and a number gets a ticket by them; it must not open what she had before."""
    await mailing()
    await signed_up(await on(NEXT_WEEK), HANA)
    [strange] = await signed_up(await on(IN_TWO_WEEKS), HANA)
    shown = await opened(browser, strange)
    assert "please call 019-600-0000, or use the first ticket" in shown.text
    with pytest.raises(KeyError):
        shown.form("/mail")
    page = await browser.post(path(strange, "/mail"), {"digits": "4411", "email": "evil@example.jp", "key": "k"})
    assert (page.status, page.errors) == (422, ["Please call us to change this: 019-600-0000."])
    assert (await Participant.get(id=strange.participant_id)).email == ""


async def test_who_changed_the_day_of_her_first_class_may_still_say_where_to_write(browser: Browser) -> None:
    await mailing()
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    made = await registration.move_to(row, (await on(IN_TWO_WEEKS)).id, key="", by=PUBLIC)
    page = await (await opened(browser, await read(made))).form("/mail").fill(email="hana@example.jp").submit()
    assert page.status == 200
    assert (await Participant.get(id=row.participant_id)).email == "hana@example.jp"


async def test_the_calendar_file_reminds_the_day_before_and_says_nothing_of_her(browser: Browser) -> None:
    [row] = await signed_up(await on(NEXT_WEEK), HANA)
    page = await browser.open(path(row))
    answer = (await page.follow("Put this class into my calendar")).answer
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    [event] = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    [alarm] = event.walk("VALARM")
    assert isinstance(alarm, icalendar.Alarm)
    assert -timedelta(days=1) == alarm.TRIGGER
    assert str(event["uid"]) == f"{row.lesson.uid}@outreach"
    for personal in (row.token, row.code, row.code[:4] + "-", "佐藤", "サトウ", "4411"):
        assert personal not in answer.text.replace("\r\n ", "")


async def test_only_who_has_a_seat_has_a_calendar_file(browser: Browser) -> None:
    [row] = await offered(HANA)
    assert (await browser.open(path(row, "/class.ics"))).status == 404
    assert "Put this class into my calendar" not in str((await browser.open(path(row))).links())
    assert (await browser.open(f"/morioka/en/T/{'A' * 26}/class.ics")).status == 404


async def test_control_without_the_first_ticket_guard_a_stranger_turns_her_news_to_himself(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await mailing()
    await signed_up(await on(NEXT_WEEK), HANA)
    [strange] = await signed_up(await on(IN_TWO_WEEKS), HANA)
    without_guard(monkeypatch, changing, "may_write")
    await browser.post(path(strange, "/mail"), {"digits": "4411", "email": "evil@example.jp", "key": "k"})
    assert (await Participant.get(id=strange.participant_id)).email == "evil@example.jp"
