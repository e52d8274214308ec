"""Where staff sign in and out and change their password."""

from outreach.web.guard import Entry
from outreach.web.signin.coming import sign_in
from outreach.web.signin.leaving import sign_out
from outreach.web.signin.secrets import password

entries: list[Entry] = [
    Entry("", sign_in, ("GET", "POST")),
    Entry("/out", sign_out, ("POST",)),
    Entry("/password", password, ("GET", "POST")),
]
