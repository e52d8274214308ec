"""Where an auditor sees who did what, and whether the trail is whole."""

from outreach.web.audit import ledger, trail
from outreach.web.audit.chains import chain
from outreach.web.guard import Entry

entries: list[Entry] = [
    Entry("", trail.entries),
    Entry("/entries.csv", trail.download),
    Entry("/chain", chain),
    Entry("/ledger", ledger.ledger),
    Entry("/ledger/check", ledger.ledger_check),
    Entry("/ledger.json", ledger.ledger_json),
    Entry("/ledger.csv", ledger.ledger_csv),
    Entry("/anchor.json", ledger.anchor),
    Entry("/verify_ledger.py", ledger.verifier_file),
]
