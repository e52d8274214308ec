"""Papers: what is set by machine and printed, as PDF."""

from outreach.papers.fonts import install_words, missing
from outreach.papers.letters import Batch, Letter, letters
from outreach.papers.poster import SIZES, Notice, poster
from outreach.papers.roster import Sheet, roster
from outreach.papers.ticket import TICKET_SIZES, Ticket, ticket
from outreach.papers.typesetting import CannotSet

__all__ = [
    "SIZES",
    "TICKET_SIZES",
    "Batch",
    "CannotSet",
    "Letter",
    "Notice",
    "Sheet",
    "Ticket",
    "install_words",
    "letters",
    "missing",
    "poster",
    "roster",
    "ticket",
]
