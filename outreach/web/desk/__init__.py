"""The telephone desk: from a ringing telephone to a seat and a ticket, for the whole city."""

from outreach.web.desk.attendance import attendance, attendance_check
from outreach.web.desk.classes import give_seat, lesson, lessons
from outreach.web.desk.details import details
from outreach.web.desk.drafts import draft, put_aside
from outreach.web.desk.keys import keys
from outreach.web.desk.letters import letters, letters_pdf, posted
from outreach.web.desk.moving import move
from outreach.web.desk.newcomers import sign_up
from outreach.web.desk.notices import answer, call_list, notices, told
from outreach.web.desk.papers import roster, roster_pdf, ticket_pdf
from outreach.web.desk.people import claim, companions, hold, merge, person, unmerge
from outreach.web.desk.questionnaires import (
    enter_sheets,
    questionnaire,
    questionnaire_pdf,
    questionnaires_open,
    take_back_sheets,
)
from outreach.web.desk.registrations import cancel, decline, paper, registration, reissue, split
from outreach.web.desk.saved import saved
from outreach.web.desk.search import search
from outreach.web.desk.ticket_ways import ticket_by
from outreach.web.guard import Entry

entries: list[Entry] = [
    Entry("", search, ("GET", "POST")),
    Entry("/new", sign_up, ("GET", "POST")),
    Entry("/draft", draft, ("POST",)),
    Entry("/draft/aside", put_aside, ("POST",)),
    Entry("/saved", saved, ("POST",)),
    Entry("/keys", keys, ("POST",)),
    Entry("/people/{participant_id:int}", person),
    Entry("/people/{participant_id:int}/claim", claim, ("POST",)),
    Entry("/people/{participant_id:int}/hold", hold, ("POST",)),
    Entry("/people/{participant_id:int}/companions", companions, ("POST",)),
    Entry("/people/{participant_id:int}/merge", merge, ("POST",)),
    Entry("/people/{participant_id:int}/unmerge", unmerge, ("POST",)),
    Entry("/people/{participant_id:int}/details", details, ("GET", "POST")),
    Entry("/registrations/{registration_id:int}", registration),
    Entry("/registrations/{registration_id:int}/paper", paper),
    Entry("/registrations/{registration_id:int}/ticket.pdf", ticket_pdf),
    Entry("/registrations/{registration_id:int}/cancel", cancel, ("GET", "POST")),
    Entry("/registrations/{registration_id:int}/seat", give_seat, ("POST",)),
    Entry("/registrations/{registration_id:int}/decline", decline, ("POST",)),
    Entry("/registrations/{registration_id:int}/split", split, ("POST",)),
    Entry("/registrations/{registration_id:int}/reissue", reissue, ("POST",)),
    Entry("/registrations/{registration_id:int}/move", move, ("GET", "POST")),
    Entry("/registrations/{registration_id:int}/ticket", ticket_by, ("GET", "POST")),
    Entry("/notices", notices),
    Entry("/notices/calls", call_list),
    Entry("/notices/letters", letters, ("GET", "POST")),
    Entry("/notices/letters/{letters_id:int}.pdf", letters_pdf),
    Entry("/notices/letters/{letters_id:int}/posted", posted, ("POST",)),
    Entry("/notices/{registration_id:int}", told, ("POST",)),
    Entry("/notices/{registration_id:int}/answer", answer, ("POST",)),
    Entry("/classes", lessons),
    Entry("/classes/{lesson_id:int}", lesson),
    Entry("/classes/{lesson_id:int}/roster", roster, ("GET", "POST")),
    Entry("/rosters/{roster_id:int}.pdf", roster_pdf),
    Entry("/rosters/{roster_id:int}/attendance", attendance, ("GET", "POST")),
    Entry("/rosters/{roster_id:int}/check", attendance_check, ("GET", "POST")),
    Entry("/questionnaires", questionnaires_open),
    Entry("/classes/{lesson_id:int}/questionnaire", questionnaire, ("GET", "POST")),
    Entry("/classes/{lesson_id:int}/questionnaire.pdf", questionnaire_pdf),
    Entry("/classes/{lesson_id:int}/questionnaire/sheets", enter_sheets, ("GET", "POST")),
    Entry("/classes/{lesson_id:int}/questionnaire/sheets/{entry_id:int}/take-back", take_back_sheets, ("POST",)),
]
