"""The draw of a class: what was promised, what came of it, and how anybody can run it again."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from outreach.registration import lottery
from outreach.web.mistakes import Mistake
from outreach.web.public.cards import shown_lesson
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Line:
    """One entry and what it drew: as which it was drawn, and its place on the waiting list, or None for a seat."""

    number: int
    people: int
    chances: int
    drawn: int
    place: int | None


async def lots(visit: Visit) -> Response:
    """The draw in plain words; where seats are not drawn, that."""
    lesson = await shown_lesson(visit)
    found = await lottery.of_lesson(lesson.id) if lesson.draws_at else None
    record = found.record if found else None
    return visit.render(
        "public/lots.html",
        lesson=lesson,
        lottery=found,
        record=record,
        lines=_lines(record) if record else [],
        faults=lottery.verify(record) if record else [],
    )


def _lines(record: dict[str, Any]) -> list[Line]:
    """By number, so that people find theirs."""
    of = {one["number"]: one for one in record["entries"]}
    drawn = enumerate(record["result"], 1)
    lines = [
        Line(one["number"], of[one["number"]]["size"], of[one["number"]]["weight"], turn, one["place"])
        for turn, one in drawn
    ]
    return sorted(lines, key=lambda line: line.number)


async def lots_record(visit: Visit) -> Response:
    """The same for programs: the record of the draw, and before it the promise."""
    lesson = await shown_lesson(visit)
    found = await lottery.of_lesson(lesson.id)
    if found is None:
        raise Mistake(404)
    text = json.dumps(lottery.published(lesson, found), indent=1)
    headers = {"Content-Disposition": f'inline; filename="{visit.city.slug}-{lesson.id}-lots.json"'}
    return Response(text, media_type="application/json", headers=headers)
