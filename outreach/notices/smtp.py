"""Handing one message to an SMTP server, and knowing how far it came when the line breaks (RFC 5321).

Until the server has answered the end of the data, either side may believe something else about who has the message.
So the end has four names: ``sent``, ``later`` (certainly not taken: try again), ``refused`` (not taken, and never
will be) and ``unsure`` (it broke while the message was handed over).
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from smtplib import SMTP

SECONDS = 20.0
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_START_MAIL_INPUT = 354
_REFUSED = 500
_NO_SUCH = frozenset({550, 551, 553})
_STATUS = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463

State = Literal["sent", "later", "refused", "unsure"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``trouble`` is the stage and the server's code, never its words, which may name somebody.

    ``no_such`` says that the address is wrong; ``away`` that the server itself cannot be used just now.
    """

    state: State
    trouble: str = ""
    no_such: bool = False
    away: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """The SMTP server of an installation.

    ``smtp`` starts TLS on the line and refuses to go on without it, ``smtps`` speaks TLS from the first byte,
    ``smtp+plain`` never: for a server on the same machine.
    """

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def read(cls, url: str) -> "Server":
        """The server that OUTREACH_SMTP_URL names; raises ValueError for an address that names none."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            schemes = ", ".join(f"{one}://" for one in _PORTS)
            message = f"an SMTP server is written {schemes} with a host"
            raise ValueError(message)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], user, password)


def hand_over(server: Server, sender: str, to: str, content: bytes, seconds: float = SECONDS) -> Outcome:
    """Hand one message over; blocks, so it is called in a thread. Raises nothing that a server or a line can do."""
    import smtplib

    try:
        line = _greeted(server, seconds)
    except (OSError, smtplib.SMTPException) as trouble:
        return Outcome("later", f"connect {_code(trouble)}".strip(), away=True)
    try:
        return _spoken(line, sender, to, content)
    finally:
        _hang_up(line)


def _greeted(server: Server, seconds: float) -> "SMTP":
    """A line on which mail can be sent."""
    import smtplib
    import ssl

    if server.scheme == "smtps":
        context = ssl.create_default_context()
        line: SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=context)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=seconds)
    try:
        line.ehlo_or_helo_if_needed()
        if server.scheme == "smtp":
            line.starttls(context=ssl.create_default_context())
            line.ehlo()
        if server.user:
            line.login(server.user, server.password)
    except BaseException:
        line.close()
        raise
    return line


def _spoken(line: "SMTP", sender: str, to: str, content: bytes) -> Outcome:
    import smtplib

    stage = "mail"
    try:
        if (refused := _answered(stage, *line.mail(sender))) is not None:
            return refused
        stage = "rcpt"
        if (refused := _answered(stage, *line.rcpt(to))) is not None:
            return refused
        stage = "data"
        code, words = line.docmd("DATA")
        if code != _START_MAIL_INPUT:
            return _answered(stage, code, words) or Outcome("later", f"data {code}")
    except (OSError, smtplib.SMTPException) as trouble:
        return Outcome("later", f"{stage} {_code(trouble)}".strip(), away=True)
    try:
        line.send(_dotted(content))
        code, words = line.getreply()
    except (OSError, smtplib.SMTPException):
        return Outcome("unsure", "the line broke within the message")
    return _answered("message", code, words) or Outcome("sent")


def _answered(stage: str, code: int, words: bytes) -> Outcome | None:
    """What a refusal means; None for a yes. No answer at all (-1) is a broken line."""
    if 200 <= code < 300:  # RFC 5321 section 4.2.1
        return None
    found = _STATUS.search(words)
    told = f"{stage} {code} {found[1].decode() if found else ''}".strip()
    if code < _REFUSED:
        return Outcome("unsure" if stage == "message" and code < 0 else "later", told)
    address = stage == "rcpt" and (code in _NO_SUCH or bool(found and found[1].startswith(b"5.1.")))
    return Outcome("refused", told, no_such=address)


def _dotted(content: bytes) -> bytes:
    """The message with CRLF, leading dots doubled, and the dot that ends it (RFC 5321 section 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    whole = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", whole) + b".\r\n"


def _code(trouble: Exception) -> str:
    return str(getattr(trouble, "smtp_code", "")) or type(trouble).__name__


def _hang_up(line: "SMTP") -> None:
    import smtplib

    try:
        line.quit()
    except (OSError, smtplib.SMTPException):
        line.close()
