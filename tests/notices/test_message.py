"""A mail says what is to be said to one person, holds her class for the calendar, and nothing breaks its headers."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.cities import City
from outreach.notices import Notice, to_tell
from outreach.notices.message import address, message
from outreach.people import Participant
from outreach.registration import Registration
from outreach.tickets import address_of
from tests import world
from tests.changes.changing import OFF, change

URL = "https://classes.city.example"
ID = "0123456789abcdef@city.example"


async def ticket(**over: Any) -> Notice:
    """A ticket that is wanted by mail."""
    city = await world.morioka()
    await City.filter(id=city.id).update(mail_from="classes@city.example")
    lesson = await world.lesson(day=world.working_day(20))
    row = await world.seat(lesson, await world.person(email="hana@mail.example", **over))
    await Registration.filter(id=row.id).update(ticket_by="mail")
    [one] = await to_tell(city.id)
    return one


def read(content: bytes) -> EmailMessage:
    """The mail as a program for mails reads it."""
    return message_from_bytes(content, _class=EmailMessage, policy=default)


def body(mail: EmailMessage) -> str:
    """The words."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.usefixtures("database")
async def test_a_mail_has_the_headers_of_one_that_nobody_answers() -> None:
    one = await ticket(name="髙橋 﨑子")
    mail = read(message(one, ID, URL))
    assert str(mail["From"]) == "盛岡市 <classes@city.example>"
    assert str(mail["To"]) == "hana@mail.example"
    assert (str(mail["Message-ID"]), str(mail["Auto-Submitted"])) == (f"<{ID}>", "auto-generated")
    assert "髙橋" not in str(mail["Subject"])
    assert "盛岡市" in str(mail["Subject"])
    assert mail["Date"].datetime is not None


@pytest.mark.usefixtures("database")
async def test_a_ticket_by_mail_has_its_page_its_number_and_the_class_for_a_calendar() -> None:
    one = await ticket(name="髙橋 𠮷子")
    row = one.registration
    mail = read(message(one, ID, URL))
    said = body(mail)
    for words in (
        f"{row.code[:4]}-{row.code[4:]}",
        address_of(URL, "morioka", row),
        "019-600-0000",
    ):
        assert words in said
    [calendar] = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    [event] = icalendar.Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert event.decoded("dtstart") == row.lesson.starts_at
    assert row.participant.name not in str(calendar.get_content())


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_no_mail_names_anybody(language: str) -> None:
    one = await ticket(name="髙橋 𠮷子", kana="タカハシ ヨシコ", language=language)
    mails = [read(message(one, ID, URL))]
    await change(one.registration.lesson, wanted=OFF)
    mails += [read(message(each, ID, URL)) for each in await to_tell(one.city.id)]
    assert len(mails) == 2
    for mail in mails:
        everything = "".join([*map(str, mail.values()), *(str(part.get_content()) for part in _leaves(mail))])
        assert not any(word in everything for word in ("髙橋", "𠮷子", "タカハシ", "019-622-4411"))
        assert body(mail).startswith("盛岡市" if language == "ja" else "This is the class desk of Morioka.")


def _leaves(mail: EmailMessage) -> list[Any]:
    return [part for part in mail.walk() if not part.is_multipart()]


@pytest.mark.usefixtures("database")
async def test_a_mail_of_a_cancelled_class_has_no_calendar_and_says_why() -> None:
    one = await ticket(language="en")
    await Registration.filter(id=one.registration.id).update(ticket_by="")
    await change(one.registration.lesson, wanted=OFF)
    [one] = await to_tell(one.city.id)
    mail = read(message(one, ID, URL))
    assert list(mail.iter_attachments()) == []
    assert "is cancelled." in body(mail)
    assert "台風のため" in body(mail)
    assert str(mail["Subject"]) == "A class is cancelled (Morioka)"


NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example\nBcc: c@d.example",
            "a@b.example, c@d.example",
            "<a@b.example>",
            "x <a@b.example>",
            "a@b.example>",
            "a b@c.example",
            '"a\\"b"@c.example',
            "a@[127.0.0.1]",
            "はな@mail.example",
            "a@b.example\x00",
            "@b.example",
            "a@",
            "a@b@c",
            "?@[",
        ]
    ),
    st.from_regex(r"[a-z.]{1,9}@[a-z.\r\n,<> ]{1,20}", fullmatch=True),
)


@given(text=NASTY)
def test_an_address_is_one_address_or_refused(text: str) -> None:
    try:
        read_ = address(text)
    except ValueError:
        return
    assert read_.addr_spec == text
    mail = EmailMessage(policy=default)
    mail["To"] = read_
    again = message_from_bytes(mail.as_bytes(), _class=EmailMessage, policy=default)
    assert [one.addr_spec for one in again["To"].addresses] == [text]
    assert again.keys() == ["To"]


def test_control_a_plain_address_is_taken() -> None:
    assert address("hana.sato+class@mail.city.example").username == "hana.sato+class"


@pytest.mark.usefixtures("database")
@settings(max_examples=30)
@given(name=st.text(min_size=1, max_size=60), title=st.text(min_size=1, max_size=60), city=st.text(max_size=40))
async def test_no_name_title_or_city_adds_a_header_or_a_line(name: str, title: str, city: str) -> None:
    one = await ticket()
    one.registration.participant.name, one.registration.lesson.course.title = name, {"ja": title}
    one.city.name = {"ja": city}
    mail = read(message(one, ID, URL).replace(b"\r\n", b"\n"))
    assert [one.addr_spec for one in mail["To"].addresses] == ["hana@mail.example"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["classes@city.example"]
    known = {"From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "Content-Language", "MIME-Version"}
    assert set(mail.keys()) <= known | {"Content-Type", "Content-Transfer-Encoding"}
    await Participant.all().update(email="")
    await Registration.all().update(ticket_by="")
