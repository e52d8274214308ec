"""What is taught: courses for residents and for the city's own staff, and consultation hours."""

from outreach.courses.changing import Facts, add, bring_back, change, clean_facts, retire
from outreach.courses.finding import find, hosts, listed, missing, of_city, planned
from outreach.courses.rows import AUDIENCES, DEVICES, KINDS, LEVELS, Cohost, Course

__all__ = [
    "AUDIENCES",
    "DEVICES",
    "KINDS",
    "LEVELS",
    "Cohost",
    "Course",
    "Facts",
    "add",
    "bring_back",
    "change",
    "clean_facts",
    "find",
    "hosts",
    "listed",
    "missing",
    "of_city",
    "planned",
    "retire",
]
