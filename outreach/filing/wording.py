"""Schedules and what came of them, in words."""

from datetime import time

from outreach.filing.kinds import FORMS, KINDS
from outreach.filing.rows import FileDelivery, FileSchedule
from outreach.i18n import Phrase
from outreach.i18n import phrase as _

WEEKDAYS = (
    *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday")),
    *(_("Friday"), _("Saturday"), _("Sunday")),
)
STATES = {
    "queued": _("waits to be made"),
    "making": _("is being made"),
    "sending": _("is being sent"),
    "done": _("arrived"),
    "failed": _("did not arrive"),
    "unsure": _("may not have arrived"),
    "dropped": _("not made: the schedule was stopped"),
}
_TROUBLES = {
    "no-root": _("This server has no folder for files yet. Please ask whoever runs it to set OUTREACH_FILES_FOLDER."),
    "away": _("The folder of this server is not there. Please ask whoever runs it whether a share is not connected."),
    "full": _("The disk is full. Please ask whoever runs the server to make room."),
    "denied": _("The server may not write into the folder. Please ask whoever runs it to allow it."),
    "disk": _("The file could not be written. Please ask whoever runs the server; the log says more."),
    "no-server": _("This server sends no mails. Please ask whoever runs it to set OUTREACH_SMTP_URL."),
    "no-sender": _("The city has no address from which its mails come. It is set under “How people are reached”."),
    "large": _("The file is too large for a mail. Please have it laid into a folder."),
    "fonts": _("The server lacks a font for this paper, or a sign cannot be printed. Please ask whoever runs it."),
    "not-sealed": _("The month is not sealed yet. The file is made when it is."),
    "reconciling": _("The figures are being compared with the ledger. The file is made when they agree."),
    "unknown": _("This kind of file no longer exists. Please remove the schedule."),
    "address": _("This address does not exist. Please add the schedule anew with the right one."),
    "mail": _("The mail server did not take the mail."),
    "lost": _("The server stopped in the middle of it."),
}
_BROKE = _(
    "Something went wrong that is not the office's fault. Please ask whoever runs the server; the log says more."
)
_MAY_BE = _("The line broke while the mail was handed over. Please ask at the address whether it arrived.")


def lack_words(code: str) -> Phrase:
    """What the server or the city has not, and who can help."""
    return _TROUBLES[code]


def what_words(of: FileSchedule) -> Phrase:
    """Which file it is."""
    kind = KINDS.get(of.what)
    return kind.title if kind else Phrase(of.what)


def form_words(of: FileSchedule) -> Phrase:
    """In which form it comes."""
    return FORMS[of.form] if of.form in FORMS else Phrase(of.form)


def rule_words(of: FileSchedule) -> Phrase:
    """When it is due."""
    at = time(of.hour)
    match of.every:
        case "day":
            return _("every day, {time}", time=at)
        case "week":
            return _("every {weekday}, {time}", weekday=WEEKDAYS[of.number], time=at)
        case "month":
            return _month(of.number, at)
        case _:
            return _("the first working day of each month, {time}", time=at)


def _month(day: int, at: time) -> Phrase:
    if day > 28:
        return _("day {day} of each month or its last day, {time}", day=day, time=at)
    return _("day {day} of each month, {time}", day=day, time=at)


def place_words(of: FileSchedule) -> Phrase:
    """Where to."""
    if of.way == "folder":
        return _("folder {name}", name=of.folder)
    return _("mail to {addresses}", addresses=", ".join(of.addresses))


def trouble_words(of: FileDelivery) -> Phrase | None:
    """What went wrong the last time and what helps, or None."""
    if of.state in ("done", "dropped") or not of.trouble:
        return None
    if of.state == "unsure":
        return _MAY_BE
    return _TROUBLES.get(of.trouble.partition(" ")[0], _BROKE)
