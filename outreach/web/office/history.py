"""What became of one class so far, and whether it may be changed now."""

from typing import Any

from outreach import changes, clock, notices
from outreach.changes import Facts
from outreach.lessons import Lesson
from outreach.lessons.rights import may_change
from outreach.web.visit import Visit


async def changing(visit: Visit, of: Lesson) -> dict[str, Any]:
    """What office/_changing.html shows of a class."""
    made = await changes.of_lesson(of.id)
    known = await changes.places(Facts.read(facts) for change in made for facts in (change.before, change.after))
    return {
        "changes": [
            (one, known.occasion(Facts.read(one.before)), known.occasion(Facts.read(one.after))) for one in made
        ],
        "reached": (await notices.reached(visit.city.id, [of.id])).get(of.id),
        "may_change": may_change(visit.actor, of),
        "now": clock.now(),
        "is_over": of.ends_at <= clock.now(),
    }
