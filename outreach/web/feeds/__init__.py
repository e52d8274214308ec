"""The feeds room: classes for the calendars that people use anyway."""

from outreach.web.feeds.personal import personal
from outreach.web.feeds.public import city, lesson
from outreach.web.feeds.shifts import shifts
from outreach.web.guard import Entry

entries: list[Entry] = [
    Entry("/calendar.ics", city),
    Entry("/classes/{lesson_id:int}/class.ics", lesson),
    Entry("/feeds/{secret}.ics", personal),
    Entry("/feeds/shifts/{secret}.ics", shifts),
]
