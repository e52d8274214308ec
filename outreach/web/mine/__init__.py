"""The mine room: what a participant opens with her ticket, and a helper with her link, without an account."""

from outreach.web.guard import Entry
from outreach.web.mine.answering import decline_offer, take_offer
from outreach.web.mine.changing import change_mail, move
from outreach.web.mine.finding import find
from outreach.web.mine.giving_up import cancel
from outreach.web.mine.opening import show
from outreach.web.mine.questions import answer_questions, find_questionnaire, questionnaire, thanks
from outreach.web.mine.shifts import give_back, shifts, take_shift
from outreach.web.mine.ticket import calendar, paper, ticket

entries: list[Entry] = [
    Entry("/T/{token}", ticket),
    Entry("/T/{token}/show", show, ("POST",)),
    Entry("/T/{token}/cancel", cancel, ("POST",)),
    Entry("/T/{token}/take-offer", take_offer, ("POST",)),
    Entry("/T/{token}/decline-offer", decline_offer, ("POST",)),
    Entry("/T/{token}/move", move, ("POST",)),
    Entry("/T/{token}/mail", change_mail, ("POST",)),
    Entry("/T/{token}/paper", paper),
    Entry("/T/{token}/class.ics", calendar),
    Entry("/my-ticket", find, ("GET", "POST")),
    Entry("/Q/{code}", questionnaire),
    Entry("/Q/{code}/answers", answer_questions, ("POST",)),
    Entry("/Q/{code}/thanks", thanks),
    Entry("/questionnaire", find_questionnaire, ("GET", "POST")),
    Entry("/H/{secret}", shifts),
    Entry("/H/{secret}/take", take_shift, ("POST",)),
    Entry("/H/{secret}/give-back", give_back, ("POST",)),
]
