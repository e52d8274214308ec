"""The list of coming classes, narrowed by words, course, centre and day."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from outreach import courses, lessons, venues
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.spelling import kana_key
from outreach.web.public.cards import cards
from outreach.web.visit import Visit

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty texts and None mean anything."""

    words: str
    course: str
    centre: str
    day: date | None

    def fits(self, lesson: Lesson) -> bool:
        """Whether this class is among those looked for."""
        return (
            self.course in ("", str(lesson.course_id))
            and self.centre in ("", str(lesson.centre_id))
            and (self.day is None or lesson.day >= self.day)
            and all(_found(word, lesson) for word in self.words.split())
        )


async def classes(visit: Visit) -> Response:
    """The list of classes; the number of queries does not grow with it."""
    wanted, errors = _wanted(visit)
    coming = await lessons.coming(visit.city.id, cancelled=True)
    found = [lesson for lesson in coming if wanted.fits(lesson)]
    offered = {lesson.course_id for lesson in coming}  # of a course with drafts only not even the name is told
    return visit.render(
        "public/classes.html",
        status=422 if errors else 200,
        errors=errors,
        typed={name: visit.query(name)[:LONGEST] for name in ("q", "course", "centre", "day")},
        lessons=cards(visit, found),
        any_coming=bool(coming),
        courses=[one for one in await courses.of_city(visit.city.id) if one.id in offered],
        centres=await venues.of_city(visit.city.id),
        narrowed=any(visit.query(name) for name in ("q", "course", "centre", "day")),
    )


def _wanted(visit: Visit) -> tuple[Wanted, dict[str, Phrase]]:
    day, errors = None, {}
    if typed := visit.query("day").strip():
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            errors["day"] = _("Please write a date that exists, such as 2026-12-01.")
    words = unicodedata.normalize("NFKC", visit.query("q"))[:LONGEST]
    return Wanted(words, visit.query("course"), visit.query("centre"), day), errors


def _found(word: str, lesson: Lesson) -> bool:
    centre = lesson.centre
    texts = [*lesson.course.title.values(), *centre.name.values(), centre.address]
    written = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    return word.casefold() in written or kana_key(word) in kana_key(centre.kana)
