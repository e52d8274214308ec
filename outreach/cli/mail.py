"""Mails that came back."""

import sys
from pathlib import Path

from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble
from outreach.filing import deliveries
from outreach.notices import bounces

LARGEST = 10_000_000


async def bounced(message: Path | None = None, /, *, json: bool = False) -> None:
    """Note that a mail came back: whoever was to be told by it is called instead.

    Give it the whole report of the mail server (RFC 3464), as a mail filter does. A report that the mail is only
    late changes nothing, and so does one that comes again.

    Parameters
    ----------
    message
        A file that holds the report; without one it is read from standard input.
    json
        Print what was noted as JSON.

    """
    report = bounces.read(_content(message))
    if report is None:
        raise Trouble("this is no report of a mail server about a mail that did not arrive")
    async with ready():
        mail = await bounces.bounced(report)
        file = await deliveries.bounced(report.message_id, report.status) if report.is_final and not mail else None
    if file is not None:
        screen.say(f"The mail with file {file.id} did not arrive ({report.status}): the office sees it on its page.")
        return
    if mail is None:
        raise Trouble("the report is about a mail that this installation did not send")
    if json:
        screen.as_json({"mail": mail.id, "state": mail.state, "final": report.is_final})
    elif report.is_final:
        screen.say(f"Mail {mail.id} did not arrive ({report.status}): the person stands on the call list again.")
    else:
        screen.say(f"Mail {mail.id} is only late ({report.status}): nothing was changed.")


def _content(message: Path | None) -> bytes:
    if message is None:
        return sys.stdin.buffer.read(LARGEST)
    with message.open("rb") as file:
        return file.read(LARGEST)
