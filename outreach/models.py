"""Where rows live: the modules whose tables make up one database."""

MODULES = [
    "outreach.cities",
    "outreach.departments",
    "outreach.organisations",
    "outreach.kits",
    "outreach.audit.entries",
    "outreach.once",
    "outreach.drafts",
    "outreach.accounts.rows",
    "outreach.people.rows",
    "outreach.venues.rows",
    "outreach.courses.rows",
    "outreach.helpers.rows",
    "outreach.lessons.rows",
    "outreach.registration.rows",
    "outreach.checkin.rows",
    "outreach.changes.rows",
    "outreach.notices.rows",
    "outreach.retention.rows",
    "outreach.goal.rows",
    "outreach.open_data.rows",
]
