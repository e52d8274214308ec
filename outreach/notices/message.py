"""A notice as a mail: plain text in her language, naming nobody, with the class for her calendar beside a ticket."""

from typing import TYPE_CHECKING

from outreach import clock
from outreach.calendars import Feed
from outreach.i18n import LANGUAGES, pick
from outreach.i18n import phrase as _
from outreach.notices.owing import Notice
from outreach.notices.words import language_of, short, written
from outreach.tickets import address_of

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

_WITH_TICKET = ("ticket", "drawn", "offer")


def message(notice: Notice, message_id: str, public_url: str) -> bytes:
    """The whole mail as bytes; raises ValueError where an address of it is none."""
    from email.policy import SMTP
    from email.utils import format_datetime

    language = language_of(notice)
    made = _empty(notice, language)
    made["Message-ID"] = f"<{message_id}>"
    made["Date"] = format_datetime(clock.now())
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5: no holiday note answers it
    made["Content-Language"] = LANGUAGES[language].html_lang
    made.set_content(_body(notice, language, public_url), charset="utf-8", cte="base64")
    if notice.topic == "ticket":
        feed = Feed(_title(notice, language), language, lambda _lesson: "").written([notice.registration.lesson])
        made.add_attachment(
            feed, maintype="text", subtype="calendar", filename="class.ics", params={"charset": "utf-8"}
        )
    return made.as_bytes(policy=SMTP)


def address(text: str) -> "Address":
    """A mail address that fits a header; raises ValueError for anything else, such as one with a line break."""
    from email.errors import MessageError
    from email.headerregistry import Address

    if not text.isascii() or any(sign.isspace() or not sign.isprintable() for sign in text) or "@" not in text:
        raise ValueError(text)
    try:
        read = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError, AttributeError) as trouble:  # its parser trips over some
        raise ValueError(text) from trouble
    if not read.username or not read.domain or read.addr_spec != text:
        raise ValueError(text)
    return read


def _empty(notice: Notice, language: str) -> "EmailMessage":
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    sender, city = address(notice.city.mail_from), _one_line(pick(notice.city.name, language).text)
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(city, sender.username, sender.domain)
    made["To"] = address(notice.registration.participant.email)
    # translators: the subject of a mail: what it is about, and which city sends it
    made["Subject"] = _one_line(_("{what} ({city})", what=short(notice), city=city).text(language))
    return made


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _title(notice: Notice, language: str) -> str:
    return _one_line(pick(notice.registration.lesson.course.title, language).text)


def _body(notice: Notice, language: str, public_url: str) -> str:
    row, city = notice.registration, notice.city
    # A mail passes servers of others and is read on screens that others see: it names nobody.
    # translators: the first line of a mail
    sender = _("This is the class desk of {city}.", city=_one_line(pick(city.name, language).text))
    lines = [sender.text(language), ""]
    lines += [sentence.text(language) for sentence in written(notice)]
    if notice.topic in _WITH_TICKET:
        page = address_of(public_url, city.slug, row)
        lines += ["", _("Your ticket, and everything about your registration:").text(language), page]
    closing = _("If you have questions or cannot come, please call {phone}.", phone=city.phone)
    lines += ["", closing.text(language), "", pick(city.department, language).text, pick(city.name, language).text]
    lines += [city.phone, "", _("Please do not answer this mail: nobody reads it.").text(language)]
    return "\n".join(lines) + "\n"
