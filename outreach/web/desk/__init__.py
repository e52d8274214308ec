"""The telephone desk: from a ringing telephone to a seat and a ticket, for the whole city."""

from outreach.web.desk.classes import give_seat, lesson, lessons, roster
from outreach.web.desk.drafts import draft, put_aside
from outreach.web.desk.keys import keys
from outreach.web.desk.newcomers import sign_up
from outreach.web.desk.notices import letters, notices, told
from outreach.web.desk.people import claim, person
from outreach.web.desk.registrations import cancel, paper, registration
from outreach.web.desk.saved import saved
from outreach.web.desk.search import search
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
    Entry("/registrations/{registration_id:int}", registration),
    Entry("/registrations/{registration_id:int}/paper", paper),
    Entry("/registrations/{registration_id:int}/cancel", cancel, ("GET", "POST")),
    Entry("/registrations/{registration_id:int}/seat", give_seat, ("POST",)),
    Entry("/notices", notices),
    Entry("/notices/letters", letters),
    Entry("/notices/{registration_id:int}", told, ("POST",)),
    Entry("/classes", lessons),
    Entry("/classes/{lesson_id:int}", lesson),
    Entry("/classes/{lesson_id:int}/roster", roster),
]
