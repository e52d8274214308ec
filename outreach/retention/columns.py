"""Every text that the tables keep: what is erased with a person, and why the rest is not about a resident.

A new table or a new text in a table about residents has to be given its place here, or a test fails.
"""

from collections.abc import Callable
from typing import Any

from outreach import tickets
from outreach.tickets.codes import check_digit

Blank = str | None | Callable[[int], str]


def spent_code(registration_id: int) -> str:
    """Eight digits that no ticket ever has: their check digit is wrong. They are each registration's own."""
    payload = f"{registration_id % 10**7:07}"
    return payload + str((int(check_digit(payload)) + 1) % 10)


# Of her own row, and of the rows that hang on her registrations. A callable makes a fresh value of the row's id.
PARTICIPANT: dict[str, Blank] = {
    "name": lambda number: f"#{number}",  # how pages and lists name her from then on
    "kana": "",
    "kana_key": "",
    "phone": "",
    "phone_e164": "",
    "phone_last4": "",
    "town": "",
    "device": "",
    "language": "ja",
    "needs_sealed": "",
    "email": "",
    "email_failed_at": None,
    "postcode": "",
    "address": "",
}
# The code on her paper and the address of her ticket open nothing any more, and nobody can be recognised by them.
OF_REGISTRATIONS: dict[str, dict[str, Blank]] = {
    "registrations": {
        "code": spent_code,
        "token": lambda _id: tickets.new_token(),
        "ticket_by": "",
    },
    "retired_tickets": {"code": spent_code, "token": lambda _id: tickets.new_token()},
    "withdrawals": {"reason": ""},
    "arrivals": {"undone_reason": ""},
    "door_events": {"body": "", "signature": ""},
    "mails": {"trouble": "", "message_id": lambda number: f"erased-{number}"},
}
# Erased when their own time is over, whoever they belong to.
TIMED = {
    "drafts": ("scope", "key", "sealed"),
    "operations": ("scope", "key", "fingerprint"),
    "sign_ins": ("secret_hash",),
    "door_passes": ("label",),
    "door_phones": ("salt", "lost_reason"),
    "walk_ins": ("event_id", "name_sealed"),
}
# What stays of a table about residents: words that the program chose, and who of the staff did it, by number.
STAYS: dict[str, tuple[str, ...]] = {
    "participants": ("age_band", "purpose_version"),
    "registrations": ("status", "party", "channel", "taken_by"),
    "withdrawals": ("by", "kind"),
    "arrivals": ("by", "method", "undone_by"),
    "mails": ("topic", "state"),
    "told": ("topic", "way", "outcome", "by"),
    "merges": ("moved", "ended", "by", "undone_by"),
    "door_passes": ("secret_hash", "issued_by"),
    "door_phones": ("public_key", "revoked_by", "lost_by"),
    "walk_ins": ("by", "done_by"),
    "retired_tickets": ("by",),
    "door_events": ("event_id", "kind", "target", "quarantine"),
    "rosters": ("items", "by"),
    "paper_entries": ("came", "entered_by", "checked_by"),
    "letter_batches": ("items", "made_by", "posted_by"),
    "lotteries": ("seed_sealed", "seed_hash", "record"),
    "erasures": ("by", "erased", "counts"),
    "audit_entries": ("actor", "action", "subject", "detail"),
    "audit_seals": ("hash",),
}
# Tables that say nothing of a resident.
OTHERS: dict[str, str] = {
    **dict.fromkeys(["cities", "departments", "organisations", "kits", "plans", "goals"], "the city"),
    **dict.fromkeys(
        ["accounts", "feed_keys", "helpers", "helper_keys", "availabilities", "shifts"], "staff and helpers"
    ),
    **dict.fromkeys(["centres", "closures", "former_addresses", "rooms"], "places"),
    **dict.fromkeys(["courses", "lessons", "series", "acceptances", "changes", "reports"], "classes"),
    **dict.fromkeys(["ledger_entries", "corrections", "month_signatures", "statements"], "the count of classes"),
    **dict.fromkeys(["goal_courses", "cohosts", "absences", "confirmations"], "no text at all"),
    **dict.fromkeys(["door_invitations", "door_answers"], "phones at the door"),
    "import_runs": "lists of centres",
    **dict.fromkeys(["questionnaires", "questionnaire_entries", "questionnaire_counts"], "answers of a class"),
    "questionnaire_sheets": "answers of nobody, deleted when they are added up",
    **dict.fromkeys(["file_schedules", "file_deliveries"], "the office's files and its own addresses"),
    **dict.fromkeys(["population_surveys", "town_populations", "reach_years"], "published numbers"),
}


def value_of(blank: Blank, row_id: int) -> Any:
    """What stands in a column after the row was erased."""
    return blank(row_id) if callable(blank) else blank
