"""Mails that came back: the report of a mail server that could not deliver one (RFC 3464)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach import clock
from outreach.audit import SYSTEM
from outreach.db import unit_of_work
from outreach.notices.mailing import spoil_address
from outreach.notices.rows import Mail
from outreach.notices.telling import note
from outreach.registration import Registration

if TYPE_CHECKING:
    from email.message import Message

_ID = re.compile(r"<([^<>\s]{1,200})>")
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says: which message, and whether it gave up. ``status`` as in RFC 3463, or empty."""

    message_id: str
    action: str
    status: str

    @property
    def is_final(self) -> bool:
        """Whether it will never be delivered; a server that only says "delayed" still tries."""
        return self.action == "failed"

    @property
    def is_wrong_address(self) -> bool:
        """Whether nothing sent to this address will arrive: every lasting trouble (5.…)."""
        return self.is_final and self.status.startswith("5")


def read(content: bytes) -> Report | None:
    """The report in a message, or None where it is none that can be read."""
    try:
        return _read(content)
    except (LookupError, TypeError, ValueError):  # Python's parser trips over charsets that nobody knows
        return None


def _read(content: bytes) -> Report | None:
    from email import message_from_bytes
    from email.policy import compat32

    # This policy leaves headers as they came: the newer ones raise on those that were cut short.
    message = message_from_bytes(content, policy=compat32)
    if message.get_content_type() != "multipart/report":
        return None
    found, message_id = None, ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found = found or _recipient(part)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            message_id = message_id or _message_id(part)
    return Report(message_id, *found) if found and message_id else None


def _recipient(part: "Message") -> tuple[str, str] | None:
    """Action and status of the first recipient; each of our mails has one."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, str):
            continue
        action = str(block.get("Action", "")).strip().lower()
        if action:  # servers write more behind the status, such as her address, and that is not kept
            status = _STATUS.match(str(block.get("Status", "")).strip())
            return action, status[0] if status else ""
    return None


def _message_id(part: "Message") -> str:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and not isinstance(inner[0], str):
        text = str(inner[0].get("Message-ID", ""))
    else:
        raw = part.get_payload(decode=True)
        text = raw.decode("ascii", "replace") if isinstance(raw, bytes) else ""
        lines = re.sub(r"\r?\n[ \t]+", " ", text).splitlines()
        text = next((line for line in lines if line.lower().startswith("message-id:")), "")
    found = _ID.search(text)
    return found[1] if found else ""


@unit_of_work
async def bounced(report: Report) -> Mail | None:
    """The mail of which this report tells has not arrived: whoever was to be told is to be called.

    None where no mail of ours has this Message-ID. A report that is not final, or comes again, changes nothing.
    """
    mail = await Mail.filter(message_id=report.message_id).select_for_update().first()
    if mail is None or not report.is_final or (mail.state == "failed" and mail.trouble.startswith("bounced")):
        return mail
    row = await Registration.get(id=mail.registration_id).select_related("participant")
    mail.state, mail.ended_at, mail.trouble = "failed", clock.now(), f"bounced {report.status}".strip()
    await mail.save(update_fields=["state", "ended_at", "trouble"])
    await note(row, mail.topic, mail.number, "mail", "failed", by=SYSTEM)
    if report.is_wrong_address:
        await spoil_address(row.participant_id, mail.next_at)
    return mail
