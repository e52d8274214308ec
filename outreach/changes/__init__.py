"""Changing what is planned: move, cancel, reinstate, resize, one class or many, with those who must be told."""

from outreach.changes.carrying import carry_out
from outreach.changes.facts import Facts
from outreach.changes.judging import FURTHEST
from outreach.changes.preview import Preview, Row, preview
from outreach.changes.reading import Occasion, Places, Story, helpers_of, of_batch, of_lesson, places, story
from outreach.changes.rows import KINDS, Change
from outreach.changes.selecting import Selection, districts, select
from outreach.changes.wanting import Wanted, clean_day, clean_wanted

__all__ = [
    "FURTHEST",
    "KINDS",
    "Change",
    "Facts",
    "Occasion",
    "Places",
    "Preview",
    "Row",
    "Selection",
    "Story",
    "Wanted",
    "carry_out",
    "clean_day",
    "clean_wanted",
    "districts",
    "helpers_of",
    "of_batch",
    "of_lesson",
    "places",
    "preview",
    "select",
    "story",
]
