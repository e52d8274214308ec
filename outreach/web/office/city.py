"""The city's lists: its departments, the organisations that help, and its loan phones."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from outreach import cities, departments, kits, organisations
from outreach.i18n import LANGUAGES
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_texts, typed_texts
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

Save = Callable[[Sheet], Awaitable[Any]]


async def lists(visit: Visit) -> Response:
    """All three lists; a fixed number of queries."""
    of_kits = await kits.of_city(visit.city.id)
    return visit.render(
        "office/lists.html",
        departments=await departments.of_city(visit.city.id),
        organisations=await organisations.of_city(visit.city.id),
        kits=of_kits,
        promised=await kits.promised_by_kit(visit.city.id),
        all_lists=visit.actor.may("coordinator"),
    )


async def _edited(visit: Visit, template: str, first: Sheet, save: Save, **shown: Any) -> Response:
    """The form as it stands, or what becomes of it once it is sent."""
    shown["languages_written"] = [(tag, info.name) for tag, info in LANGUAGES.items()]
    if visit.request.method == "GET":
        return visit.render(template, sheet=first, **shown)
    sheet = await visit.sheet()
    try:
        await save(sheet)
    except (Refusal, Refusals) as refused:
        return visit.render(template, status=422, sheet=sheet.refused(refused), **shown)
    return visit.go("office:lists")


def _found(row: Any) -> Any:
    if row is None:
        raise Mistake(404)
    return row


async def reach(visit: Visit) -> Response:
    """How the city reaches its people: its letters' sender, its mails' address, when people are reminded."""
    city = visit.city
    own = cities.reach_of(city)

    async def save(sheet: Sheet) -> None:
        await cities.change_reach(city, cities.clean_reach(sheet.values), by=visit.actor)

    first = visit.blank(**{name: str(value) for name, value in asdict(own).items()})
    return await _edited(visit, "office/reach.html", first, save)


async def new_department(visit: Visit) -> Response:
    """Add a department."""

    async def save(sheet: Sheet) -> None:
        name = clean_texts(sheet.values, "name", departments.LONGEST)
        await departments.add(visit.city, name, by=visit.actor, key=sheet.key)

    return await _edited(visit, "office/new_department.html", visit.blank(), save)


async def department(visit: Visit) -> Response:
    """Rename a department."""
    of = _found(await departments.find(visit.city.id, visit.path("department_id")))

    async def save(sheet: Sheet) -> None:
        await departments.rename(of, clean_texts(sheet.values, "name", departments.LONGEST), by=visit.actor)

    return await _edited(
        visit, "office/department.html", visit.blank(**typed_texts("name", of.name)), save, department=of
    )


async def new_organisation(visit: Visit) -> Response:
    """Add an organisation."""

    async def save(sheet: Sheet) -> None:
        name = clean_texts(sheet.values, "name", organisations.LONGEST)
        await organisations.add(visit.city, name, sheet.value("kind"), by=visit.actor, key=sheet.key)

    return await _edited(visit, "office/new_organisation.html", visit.blank(kind="support"), save)


async def organisation(visit: Visit) -> Response:
    """Change an organisation."""
    of = _found(await organisations.find(visit.city.id, visit.path("organisation_id")))

    async def save(sheet: Sheet) -> None:
        name = clean_texts(sheet.values, "name", organisations.LONGEST)
        await organisations.change(of, name, sheet.value("kind"), by=visit.actor)

    first = visit.blank(**typed_texts("name", of.name), kind=of.kind)
    return await _edited(visit, "office/organisation.html", first, save, organisation=of)


async def new_kit(visit: Visit) -> Response:
    """Add a kind of loan phones."""

    async def save(sheet: Sheet) -> None:
        name, count = _kit(sheet)
        await kits.add(visit.city, name, sheet.value("device"), count, by=visit.actor, key=sheet.key)

    return await _edited(visit, "office/new_kit.html", visit.blank(device="any"), save)


async def kit(visit: Visit) -> Response:
    """Change a kind of loan phones, above all how many there are."""
    of = _found(await kits.find(visit.city.id, visit.path("kit_id")))

    async def save(sheet: Sheet) -> None:
        name, count = _kit(sheet)
        await kits.change(of, name, sheet.value("device"), count, by=visit.actor)

    first = visit.blank(**typed_texts("name", of.name), device=of.device, count=str(of.count))
    return await _edited(visit, "office/kit.html", first, save, kit=of, promised=await kits.promised(of.id))


def _kit(sheet: Sheet) -> tuple[dict[str, str], int]:
    refused: list[Refusal] = []
    name: dict[str, str] = {}
    try:
        name = clean_texts(sheet.values, "name", kits.LONGEST)
    except Refusals as several:
        refused += several.all
    text = sheet.value("count").strip()
    if not (text.isdecimal() and len(text) <= 9):
        refused.append(Refusal(_("Please write a number from 0 to {most}.", most=kits.MOST), field="count"))
    if refused:
        raise Refusals(refused)
    return name, int(text)


entries: list[Entry] = [
    Entry("/city", lists),
    Entry("/city/reach", reach, ("GET", "POST")),
    Entry("/city/departments/new", new_department, ("GET", "POST")),
    Entry("/city/departments/{department_id:int}", department, ("GET", "POST")),
    Entry("/city/organisations/new", new_organisation, ("GET", "POST")),
    Entry("/city/organisations/{organisation_id:int}", organisation, ("GET", "POST")),
    Entry("/city/kits/new", new_kit, ("GET", "POST")),
    Entry("/city/kits/{kit_id:int}", kit, ("GET", "POST")),
]
