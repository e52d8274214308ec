"""A file as a mail to the office: short plain text, the file beside it under its name in words."""

from typing import TYPE_CHECKING

from outreach import clock
from outreach.cities import City
from outreach.filing.made import LANGUAGE, MEDIA, Made
from outreach.i18n import Phrase, pick
from outreach.i18n import phrase as _
from outreach.notices.message import address

if TYPE_CHECKING:
    from datetime import date

# Mail servers of offices take 10 MB as a rule; base64 makes a third more of a file.
MOST_BYTES = 7_000_000


def message(city: City, to: str, made: Made, form: str, title: Phrase, due: "date", message_id: str) -> bytes:
    """The whole mail as bytes; raises ValueError where an address of it is none."""
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP
    from email.utils import format_datetime

    name, sender = " ".join(pick(city.name, LANGUAGE).text.split()), address(city.mail_from)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(name, sender.username, sender.domain)
    mail["To"] = address(to)
    # translators: the subject of a mail with a file: what it is, of which day, and which city sends it
    subject = _("{what}, {day} ({city})", what=title, day=due.isoformat(), city=name)
    mail["Subject"] = " ".join(subject.text(LANGUAGE).split())
    mail["Message-ID"] = f"<{message_id}>"
    mail["Date"] = format_datetime(clock.now())
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5: no holiday note answers it
    mail["Content-Language"] = "ja"
    mail.set_content(_body(made), charset="utf-8", cte="base64")
    kind, subtype = MEDIA[form]
    # A name that is not ASCII goes by RFC 2231: filename*=utf-8''…
    mail.add_attachment(made.content, maintype=kind, subtype=subtype, filename=made.shown)
    return mail.as_bytes()


def _body(made: Made) -> str:
    first = _("This file comes by a rule that the office set: {name}", name=made.shown)
    last = _("It names no resident. Whoever no longer needs it asks the office to remove the rule.")
    return "\n".join([first.text(LANGUAGE), *made.lines, last.text(LANGUAGE), ""])
