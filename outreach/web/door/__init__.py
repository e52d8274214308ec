"""The door of a class: who comes in, on a volunteer's phone, with one thumb."""

from outreach.web.door.arrivals import check_in, ticket, undo
from outreach.web.door.entering import enter
from outreach.web.door.lists import find, lesson, today
from outreach.web.door.own_phone import manifest, phone, worker
from outreach.web.door.talking import find_name, join, sync, walk_in_name
from outreach.web.guard import Entry

entries: list[Entry] = [
    Entry("", today),
    Entry("/enter/{secret}", enter, ("GET", "POST")),
    Entry("/{lesson_id:int}", lesson),
    Entry("/{lesson_id:int}/find", find, ("GET", "POST")),
    Entry("/{lesson_id:int}/check-in", check_in, ("POST",)),
    Entry("/{lesson_id:int}/undo/{arrival_id:int}", undo, ("GET", "POST")),
    Entry("/T/{token}", ticket),
    Entry("/phone", phone),
    Entry("/phone/worker.js", worker),
    Entry("/phone/manifest.webmanifest", manifest),
    Entry("/phone/join", join, ("POST",)),
    Entry("/phone/sync", sync, ("POST",)),
    Entry("/phone/find", find_name, ("POST",)),
    Entry("/phone/walk-in", walk_in_name, ("POST",)),
]
