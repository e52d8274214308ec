"""People who teach or help in class, when they can come, and their own page."""

from outreach.helpers.details import LANGUAGES, Details, clean_details, free_accounts, none_of_these
from outreach.helpers.finding import find, has_left, helps_on, instructors, looked_up, of_city
from outreach.helpers.keeping import add, change
from outreach.helpers.keys import acting, end_key, feed_holder_of, feed_secret, holder_of, key_of, new_key
from outreach.helpers.rows import KINDS, Absence, Availability, Helper, HelperKey
from outreach.helpers.times import (
    WEEKDAYS,
    Times,
    Week,
    absences_of,
    add_absence,
    clean_days,
    clean_week,
    end_absence,
    set_week,
    times_of,
    typed_week,
)

__all__ = [
    "KINDS",
    "LANGUAGES",
    "WEEKDAYS",
    "Absence",
    "Availability",
    "Details",
    "Helper",
    "HelperKey",
    "Times",
    "Week",
    "absences_of",
    "acting",
    "add",
    "add_absence",
    "change",
    "clean_days",
    "clean_details",
    "clean_week",
    "end_absence",
    "end_key",
    "feed_holder_of",
    "feed_secret",
    "find",
    "free_accounts",
    "has_left",
    "helps_on",
    "holder_of",
    "instructors",
    "key_of",
    "looked_up",
    "new_key",
    "none_of_these",
    "of_city",
    "set_week",
    "times_of",
    "typed_week",
]
