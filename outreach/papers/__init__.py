"""Papers: what is set by machine and printed, as PDF."""

from outreach.papers.door_guide import DoorGuide, door_guide
from outreach.papers.door_sheet import DoorSheet, door_sheet
from outreach.papers.fonts import install_words, missing
from outreach.papers.letters import Batch, Letter, letters
from outreach.papers.poster import SIZES, Notice, poster
from outreach.papers.questionnaire import Asked, QuestionnairePaper, questionnaire
from outreach.papers.report import Report, ReportTable, report
from outreach.papers.roster import Sheet, roster
from outreach.papers.statement import Statement, statement
from outreach.papers.ticket import TICKET_SIZES, Ticket, ticket
from outreach.papers.typesetting import CannotSet

__all__ = [
    "SIZES",
    "TICKET_SIZES",
    "Asked",
    "Batch",
    "CannotSet",
    "DoorGuide",
    "DoorSheet",
    "Letter",
    "Notice",
    "QuestionnairePaper",
    "Report",
    "ReportTable",
    "Sheet",
    "Statement",
    "Ticket",
    "door_guide",
    "door_sheet",
    "install_words",
    "letters",
    "missing",
    "poster",
    "questionnaire",
    "report",
    "roster",
    "statement",
    "ticket",
]
