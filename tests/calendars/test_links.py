from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from outreach.calendars import google_feed, links_of, outlook_feed, webcal
from tests.calendars.test_event import PLAIN

ADDRESS = "https://classes.example/morioka/en/calendar.ics"


def asked(address: str) -> tuple[str, dict[str, str]]:
    """The host of a link, and what it asks for."""
    parts = urlsplit(address)
    assert parts.scheme == "https"
    return parts.netloc, {name: value for name, [value] in parse_qs(parts.query, strict_parsing=True).items()}


def test_google_is_told_the_hours_of_japan() -> None:
    host, fields = asked(links_of(PLAIN).google)
    assert host == "calendar.google.com"
    assert fields == {
        "action": "TEMPLATE",
        "text": PLAIN.title,
        "dates": "20261125T133000/20261125T150000",
        "ctz": "Asia/Tokyo",
        "location": PLAIN.place,
        "details": PLAIN.note,
    }


def test_outlook_is_told_the_hours_with_their_offset() -> None:
    host, fields = asked(links_of(PLAIN).outlook)
    assert host == "outlook.live.com"
    assert (fields["startdt"], fields["enddt"]) == ("2026-11-25T13:30:00+09:00", "2026-11-25T15:00:00+09:00")
    assert (fields["subject"], fields["location"], fields["body"]) == (PLAIN.title, PLAIN.place, PLAIN.note)


def test_signs_that_mean_something_in_an_address_stay_text() -> None:
    odd = PLAIN._replace(title="a&b=c#d?e/f%41+g 山")
    assert asked(links_of(odd).google)[1]["text"] == odd.title
    assert asked(links_of(odd).outlook)[1]["subject"] == odd.title
    assert " " not in links_of(odd).google


def test_a_class_over_midnight_ends_on_its_own_day() -> None:
    late = datetime(2026, 12, 31, 14, 30, tzinfo=UTC)
    one = PLAIN._replace(starts_at=late, ends_at=late + timedelta(hours=1))
    assert asked(links_of(one).google)[1]["dates"] == "20261231T233000/20270101T003000"


def test_a_feed_is_subscribed_and_not_downloaded() -> None:
    assert webcal(ADDRESS) == "webcal://classes.example/morioka/en/calendar.ics"
    assert asked(google_feed(ADDRESS)) == ("calendar.google.com", {"cid": webcal(ADDRESS)})
    assert asked(outlook_feed(ADDRESS, "盛岡市")) == ("outlook.live.com", {"url": ADDRESS, "name": "盛岡市"})
