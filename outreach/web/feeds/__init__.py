"""The feeds room: classes for the calendars that people use anyway."""

from outreach.web.feeds.personal import personal
from outreach.web.feeds.public import centre, city, course, lesson
from outreach.web.feeds.shifts import shifts
from outreach.web.guard import Entry

entries: list[Entry] = [
    Entry("/calendar.ics", city),
    Entry("/centres/{centre_id:int}/calendar.ics", centre),
    Entry("/courses/{course_id:int}/calendar.ics", course),
    Entry("/classes/{lesson_id:int}/class.ics", lesson),
    Entry("/feeds/{secret}.ics", personal),
    Entry("/feeds/shifts/{secret}.ics", shifts),
]
