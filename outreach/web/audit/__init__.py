"""Where an auditor sees who did what, and whether the trail is whole."""

from outreach.web.audit import trail
from outreach.web.audit.chains import chain
from outreach.web.guard import Entry

entries: list[Entry] = [
    Entry("", trail.entries),
    Entry("/entries.csv", trail.download),
    Entry("/chain", chain),
]
