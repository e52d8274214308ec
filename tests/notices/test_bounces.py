"""A mail that comes back is noted once: its notice is owed again, and its address is not written to any more."""

import asyncio
import io
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import clock, people
from outreach.cities import City
from outreach.cli import run
from outreach.db import connected
from outreach.notices import Mail, Told, bounces, mailing, to_tell
from outreach.notices.smtp import Outcome
from outreach.people import Participant, clean_details
from outreach.registration import Registration
from tests import world
from tests.changes.changing import OFF, change
from tests.registration.wishing import CLERK


def report(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", whole: bool = True, folded: bool = False
) -> bytes:
    """What a mail server sends back (RFC 3464), with the whole mail or with its headers only."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    end = "\n\nhello\n" if whole else "\n"
    own = f"Message-ID:\n <{message_id}>" if folded else f"Message-ID: <{message_id}>"
    return f"""From: MAILER-DAEMON@post.example
To: classes@city.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=="

--==
Content-Type: text/plain; charset=utf-8

I am sorry.

--==
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; hana@mail.example
Action: {action}
Status: {status}

--==
Content-Type: {kind}

From: classes@city.example
To: hana@mail.example
{own}
Subject: =?utf-8?b?5pWZ5a6k?={end}
--==--
""".encode()


async def queued() -> Mail:
    """A mail that a worker has in hand."""
    lesson = await world.lesson(day=world.working_day(20))
    await City.filter(id=lesson.city_id).update(mail_from="classes@city.example")
    await world.seat(lesson, await world.person(email="hana@mail.example"))
    await change(lesson, wanted=OFF)
    await mailing.queue(await City.get(id=lesson.city_id))
    taken = await mailing.take()
    assert taken is not None
    return await Mail.get(id=taken)


async def sent() -> Mail:
    """A mail that was taken by the server."""
    mail = await queued()
    await mailing.ended(mail.id, mail.registration_id, Outcome("sent"), mail.next_at)
    await mail.refresh_from_db()
    assert mail.state == "sent"
    return mail


async def note(content: bytes) -> Mail | None:
    """The report is handed in."""
    read = bounces.read(content)
    assert read is not None
    return await bounces.bounced(read)


async def address_of(mail: Mail) -> Participant:
    """Whom the mail went to."""
    row = await Registration.get(id=mail.registration_id)
    return await Participant.get(id=row.participant_id)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("whole", [False, True])
async def test_a_mail_that_came_back_puts_her_on_the_call_list(*, whole: bool, folded: bool) -> None:
    mail = await sent()
    assert await to_tell(mail.city_id) == []
    for _time in range(2):
        assert await note(report(mail.message_id, whole=whole, folded=folded)) is not None
    await mail.refresh_from_db()
    assert (mail.state, mail.trouble) == ("failed", "bounced 5.1.1")
    assert (await address_of(mail)).email_failed_at is not None
    assert [one.way for one in await to_tell(mail.city_id)] == ["call"]
    assert [one.outcome for one in await Told.all().order_by("id")] == ["told", "failed"]


@pytest.mark.usefixtures("database")
async def test_a_server_that_gave_up_for_now_does_not_spoil_the_address() -> None:
    mail = await sent()
    await note(report(mail.message_id, status="4.4.7"))
    assert (await address_of(mail)).email_failed_at is None
    assert [one.way for one in await to_tell(mail.city_id)] == ["call"]


@pytest.mark.usefixtures("database")
async def test_a_late_report_does_not_spoil_the_address_that_she_told_since() -> None:
    mail = await sent()
    person = await address_of(mail)
    told = {"name": person.name, "kana": person.kana, "phone": person.phone, "email": "neu@mail.example"}
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        await people.correct(person, clean_details(told, "019"), by=CLERK)
    await note(report(mail.message_id))
    assert (await address_of(mail)).email_failed_at is None
    assert [one.way for one in await to_tell(mail.city_id)] == ["call"]
    assert await mailing.queue(await City.get(id=mail.city_id)) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        await mailing.take()
        again = await Mail.get(id=mail.id)
        await mailing.ended(mail.id, mail.registration_id, Outcome("refused", "550", no_such=True), again.next_at)
    assert (await address_of(mail)).email_failed_at is not None


@pytest.mark.usefixtures("database")
async def test_an_address_that_was_corrected_while_its_mail_was_handed_over_is_not_spoilt() -> None:
    mail = await queued()
    person = await address_of(mail)
    told = {"name": person.name, "kana": person.kana, "phone": person.phone, "email": "neu@mail.example"}
    with time_machine.travel(clock.now() + timedelta(seconds=5), tick=False):
        await people.correct(person, clean_details(told, "019"), by=CLERK)
    await mailing.ended(mail.id, mail.registration_id, Outcome("refused", "550", no_such=True), mail.next_at)
    assert (await address_of(mail)).email_failed_at is None


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("behind", [" (hana@mail.example unknown)", " hana@mail.example", ";hana"])
async def test_of_what_a_server_writes_only_the_number_is_kept(behind: str) -> None:
    mail = await sent()
    await note(report(mail.message_id, status=f"5.1.1{behind}"))
    await mail.refresh_from_db()
    assert mail.trouble == "bounced 5.1.1"


@pytest.mark.parametrize("status", ["", "hana@mail.example", "5", "5.1", "٥.١.١", "5.hana.1"])
def test_what_is_no_number_is_not_kept(status: str) -> None:
    assert bounces.read(report("a@b", status=status)) == bounces.Report("a@b", "failed", "")


@pytest.mark.usefixtures("database")
async def test_a_mail_that_is_only_late_is_still_told() -> None:
    mail = await sent()
    await note(report(mail.message_id, action="delayed", status="4.4.1"))
    await mail.refresh_from_db()
    assert mail.state == "sent"
    assert await to_tell(mail.city_id) == []


@pytest.mark.usefixtures("database")
async def test_a_report_about_a_mail_of_somebody_else_changes_nothing() -> None:
    mail = await sent()
    assert await note(report("strange@mail.example")) is None
    await mail.refresh_from_db()
    assert mail.state == "sent"


@settings(max_examples=300)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode), st.integers(0, 700)))
def test_what_is_no_report_is_none_and_a_cut_one_breaks_nothing(content: bytes | int) -> None:
    if isinstance(content, int):
        bounces.read(report("a@b")[:content])
    else:
        assert bounces.read(content) is None


NAMED = (
    "charset=nonsense",
    "charset*=nonsense''x",
    "charset*=nonsense''%ff",
    "charset=idna",
    "charset=hex",
    "charset=",
)


@pytest.mark.parametrize("charset", NAMED)
def test_a_charset_that_nobody_knows_breaks_nothing(charset: str) -> None:
    content = report("a@b", whole=False).replace(b"rfc822-headers\n", f"rfc822-headers; {charset}\n".encode())
    assert charset.encode() in content
    for one in (content, content.replace(b"Subject: ", "Subject: 教室".encode())):
        assert bounces.read(one) in (None, bounces.Report("a@b", "failed", "5.1.1"))


def test_control_a_whole_report_is_read() -> None:
    assert bounces.read(report("a@b")) == bounces.Report("a@b", "failed", "5.1.1")


def test_the_command_reads_a_report_from_standard_input_or_a_file(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", database_url)
    message_id = asyncio.run(_sent(database_url))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(message_id))))
    assert run(["mail", "bounced", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "failed"
    for content, words in ((report(message_id), ""), (b"hello", "no report"), (report("x@y"), "did not send")):
        file = tmp_path / "report.eml"
        file.write_bytes(content)
        assert run(["mail", "bounced", str(file)]) == int(bool(words))
        assert words in capsys.readouterr().err


async def _sent(url: str) -> str:
    async with connected(url):
        return (await sent()).message_id
