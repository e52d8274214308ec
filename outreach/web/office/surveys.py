"""The population by town and age: bring a file in, say what its columns mean, look, save."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.responses import Response

from outreach.goal import population
from outreach.goal.population import PopulationSurvey
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.open_data import population as files
from outreach.open_data import tables
from outreach.open_data.limits import COLUMNS
from outreach.open_data.population import Found
from outreach.open_data.tables import Table
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

SOME, SAMPLES = 50, 3


async def surveys(visit: Visit) -> Response:
    """Choose a file; the surveys that are here."""
    if visit.request.method == "GET":
        return await _listed(visit, visit.blank())
    try:
        made = await _uploaded(visit)
    except Refusal as refusal:
        return await _listed(visit, Sheet().refused(refusal), 422)
    return visit.go("office:survey", survey_id=made.id)


async def _uploaded(visit: Visit) -> PopulationSurvey:
    file = await visit.upload("file")
    if file is None:
        raise Refusal(_("Please choose a file."), "file", "required")
    table = await asyncio.to_thread(tables.read, file.content, file.name)
    made = await population.upload(visit.city, file.name, file.content, by=visit.actor)
    if not made.mapping:
        await population.remap(made, _mapping(files.suggested(table.headings), None), by=visit.actor)
    return made


async def _listed(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    found = await population.surveys(visit.city.id)
    return visit.render("office/surveys.html", status=status, sheet=sheet, surveys=found)


def _mapping(meanings: Mapping[str, str], day: date | None) -> dict[str, Any]:
    return {"meanings": dict(meanings), "day": day.isoformat() if day else ""}


async def _of_visit(visit: Visit) -> PopulationSurvey:
    found = await population.find(visit.city.id, visit.path("survey_id"))
    if found is None:
        raise Mistake(404)
    return found


async def survey(visit: Visit) -> Response:
    """A file as it would be saved, or the towns as they were."""
    return await _shown(visit, await _of_visit(visit), visit.blank())


async def _shown(visit: Visit, one: PopulationSurvey, sheet: Sheet, status: int = 200) -> Response:
    if one.state == "saved":
        towns = await population.by_town(one.id)
        return visit.render("office/survey.html", status=status, sheet=sheet, survey=one, towns=towns, found=None)
    table, found = await _read(one)
    kept = one.mapping.get("meanings", {})
    return visit.render(
        "office/survey.html",
        status=status,
        sheet=sheet,
        survey=one,
        found=found,
        mark=files.mark(one.content_hash, one.mapping),
        columns=[
            (at, " ".join(heading.split()), _samples(table, at), kept.get(heading, ""))
            for at, heading in enumerate(table.headings)
        ],
        meanings=_meanings(),
        day=sheet.value("day", one.mapping.get("day", "")),
        some=SOME,
    )


def _samples(table: Table, at: int) -> list[str]:
    return [line.cells[at][:40] for line in table.lines if line.kind == "row" and line.cells[at].strip()][:SAMPLES]


def _meanings() -> list[tuple[str, Phrase]]:
    return [
        ("town", _("the name of the town")),
        ("day", _("the day of the count")),
        ("total", _("all people")),
        ("under60", _("people under 60")),
        ("sixties", _("people from 60 to 69")),
        ("seventies", _("people from 70 to 79")),
        ("eighty_up", _("people of 80 and over")),
    ]


async def _read(one: PopulationSurvey) -> tuple[Table, Found]:
    table = await asyncio.to_thread(tables.read, bytes(one.content), one.file_name)
    day = one.mapping.get("day", "")
    meanings = one.mapping.get("meanings", {})
    return table, files.read(table, meanings, date.fromisoformat(day) if day else None)


async def map_survey(visit: Visit) -> Response:
    """Say what the columns mean, and on which day the people were counted where no column tells."""
    one, sheet = await _of_visit(visit), await visit.sheet(2 * COLUMNS + 10)
    if one.state != "waiting":
        return visit.go("office:survey", survey_id=one.id)
    table, _found = await _read(one)
    known = {value for value, _words in _meanings()}
    typed = {heading: sheet.value(f"meaning-{at}") for at, heading in enumerate(table.headings)}
    try:
        mapping = _mapping({h: value for h, value in typed.items() if value in known}, _day(sheet.value("day")))
    except Refusal as refusal:
        return await _shown(visit, one, sheet.refused(refusal), 422)
    await population.remap(one, mapping, by=visit.actor)
    return visit.go("office:survey", survey_id=one.id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise Refusal(_("Please write a date that exists."), "day", "date") from None


async def save_survey(visit: Visit) -> Response:
    """Save all towns, or none."""
    one, sheet = await _of_visit(visit), await visit.sheet()
    if one.state == "waiting":
        try:
            await _saved(visit, one, sheet)
        except Refusal as refusal:
            return await _shown(visit, one, sheet.refused(refusal), 422)
    return visit.go("office:survey", survey_id=one.id)


async def _saved(visit: Visit, one: PopulationSurvey, sheet: Sheet) -> None:
    if sheet.value("mark") != files.mark(one.content_hash, one.mapping):
        raise Refusal(_("Somebody has changed the columns meanwhile. Please look at it again."), code="moved-on")
    _table, found = await _read(one)
    files.refuse_if_wrong(found)
    if found.day is not None:
        await population.save(one, found.day, found.towns, by=visit.actor)


async def drop_survey(visit: Visit) -> Response:
    """Throw a file away, or take a saved count out again."""
    found = await population.find(visit.city.id, visit.path("survey_id"))
    if found is not None:
        await population.give_up(found, by=visit.actor)
    elif not await PopulationSurvey.exists(id=visit.path("survey_id"), city_id=visit.city.id):
        raise Mistake(404)
    return visit.go("office:surveys")


entries: list[Entry] = [
    Entry("/population", surveys, ("GET", "POST")),
    Entry("/population/{survey_id:int}", survey),
    Entry("/population/{survey_id:int}/columns", map_survey, ("POST",)),
    Entry("/population/{survey_id:int}/save", save_survey, ("POST",)),
    Entry("/population/{survey_id:int}/drop", drop_survey, ("POST",)),
]
