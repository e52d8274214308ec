"""The public room: what everybody may see, and signing up without an account."""

from outreach.web.guard import Entry
from outreach.web.public.calendars import calendars, centre_calendar, course_calendar
from outreach.web.public.centres import centre, centres
from outreach.web.public.classes import classes
from outreach.web.public.consultations import consultations
from outreach.web.public.gallery import gallery
from outreach.web.public.guide import questions, word_list
from outreach.web.public.home import home
from outreach.web.public.lesson import lesson
from outreach.web.public.lots import lots, lots_record
from outreach.web.public.progress import goal, progress, reached
from outreach.web.public.sign_up import sign_up
from outreach.web.public.statements import accessibility, counting_rule, privacy, results

entries: list[Entry] = [
    Entry("", home),
    Entry("/classes", classes),
    Entry("/classes/{lesson_id:int}", lesson),
    Entry("/classes/{lesson_id:int}/sign-up", sign_up, ("GET", "POST")),
    Entry("/classes/{lesson_id:int}/lots", lots),
    Entry("/classes/{lesson_id:int}/lots.json", lots_record),
    Entry("/consultation", consultations),
    Entry("/centres", centres),
    Entry("/centres/{centre_id:int}", centre),
    Entry("/calendars", calendars),
    Entry("/centres/{centre_id:int}/calendar", centre_calendar),
    Entry("/courses/{course_id:int}/calendar", course_calendar),
    Entry("/counting-rule", counting_rule),
    Entry("/progress", progress),
    Entry("/progress/reach", reached),
    Entry("/progress/{goal_id:int}", goal),
    Entry("/help", questions),
    Entry("/words", word_list),
    Entry("/accessibility", accessibility),
    Entry("/accessibility/results", results),
    Entry("/privacy", privacy),
    Entry("/gallery", gallery),
]
