"""Help at any hour: questions with their answers, found by any words, and what the words of the pages mean."""

from starlette.responses import Response

from outreach import guide
from outreach.guide.searching import LONGEST
from outreach.web.visit import Visit


async def questions(visit: Visit) -> Response:
    """All questions, or those that answer what was asked."""
    asked = visit.query("q").strip()[:LONGEST]
    found = guide.search(asked, visit.language)
    shown = found or guide.TOPICS
    return visit.render(
        "public/questions.html",
        asked=asked,
        found=found,
        parts=[(name, [one for one in shown if one.audience == key]) for key, name in guide.AUDIENCES.items()],
    )


async def word_list(visit: Visit) -> Response:
    """The words of the pages and how they are read."""
    return visit.render("public/word_list.html", words=guide.WORDS)
