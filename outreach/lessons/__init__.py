"""Lessons: one meeting of a course at one place and time, planned by a coordinator."""

from outreach.lessons.briefs import Brief
from outreach.lessons.consultation import Hours, clean_hours, plan_hours, slots
from outreach.lessons.giving import Giving, clean_giving, give
from outreach.lessons.parts import note_parts
from outreach.lessons.planning import Plan, plan, plan_many
from outreach.lessons.publishing import publish
from outreach.lessons.rights import check_may_change, may_change
from outreach.lessons.rows import ROLES, SIGN_UPS, STATUSES, Acceptance, Lesson, Lottery, Meeting, Part, Series, Shift
from outreach.lessons.series import candidates, change_series, find_series, make_series, members, of_course
from outreach.lessons.timetable import (
    coming,
    coming_by_course,
    find,
    is_shown,
    led_by,
    of_day,
    of_one_course,
    open_now,
    shown,
    shown_ids,
    shown_since,
    span,
)

__all__ = [
    "ROLES",
    "SIGN_UPS",
    "STATUSES",
    "Acceptance",
    "Brief",
    "Giving",
    "Hours",
    "Lesson",
    "Lottery",
    "Meeting",
    "Part",
    "Plan",
    "Series",
    "Shift",
    "candidates",
    "change_series",
    "check_may_change",
    "clean_giving",
    "clean_hours",
    "coming",
    "coming_by_course",
    "find",
    "find_series",
    "give",
    "is_shown",
    "led_by",
    "make_series",
    "may_change",
    "members",
    "note_parts",
    "of_course",
    "of_day",
    "of_one_course",
    "open_now",
    "plan",
    "plan_hours",
    "plan_many",
    "publish",
    "shown",
    "shown_ids",
    "shown_since",
    "slots",
    "span",
]
