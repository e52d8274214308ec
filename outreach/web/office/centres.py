"""The city's centres: finding one, its facts, and who can use it."""

import unicodedata

from starlette.responses import Response

from outreach import clock, venues
from outreach.lessons import at_centres
from outreach.refusal import Refusal, Refusals
from outreach.spelling import kana_key, typed_texts
from outreach.venues import Centre, access, wording
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

LONGEST = 100


async def of_visit(visit: Visit) -> Centre:
    """The centre of the path; Mistake 404 also for another city's."""
    found = await venues.find(visit.city.id, visit.path("centre_id"))
    if found is None:
        raise Mistake(404)
    return found


async def centres(visit: Visit) -> Response:
    """All centres, or those that fit the words; the number of queries does not grow with them."""
    words = unicodedata.normalize("NFKC", visit.query("q"))[:LONGEST]
    every = await venues.of_city(visit.city.id)
    return visit.render(
        "office/centres.html",
        typed=words,
        centres=[one for one in every if all(_fits(word, one) for word in words.split())],
        any_centre=bool(every),
        coming=await at_centres.coming_by_centre(visit.city.id),
    )


def _fits(word: str, centre: Centre) -> bool:
    texts = [*centre.name.values(), centre.address, centre.district, centre.kind, centre.key]
    written = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    return word.casefold() in written or kana_key(word) in kana_key(centre.kana)


async def centre(visit: Visit) -> Response:
    """One centre with everything that is known of it."""
    found = await of_visit(visit)
    today = clock.today()
    here = venues.address_on(found, today)
    return visit.render(
        "office/centre.html",
        centre=found,
        opening=venues.opening_words(found),
        access=venues.access_words(found.access),
        closures=await venues.closures_of(found.id, since=today),
        moves=venues.moves(found),
        way=venues.way(found, here),
        address_today=here.address,
        lessons=await at_centres.planned_from(found.id, today),
        equipment=wording.EQUIPMENT,
    )


async def new_centre(visit: Visit) -> Response:
    """Add a centre."""
    if visit.request.method == "GET":
        return visit.render("office/new_centre.html", sheet=visit.blank())
    sheet = await visit.sheet()
    try:
        facts = venues.clean_centre(sheet.values, visit.city.area_code)
        made = await venues.add_centre(visit.city, facts, by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        return visit.render("office/new_centre.html", status=422, sheet=sheet.refused(refused))
    return visit.go("office:centre", centre_id=made.id)


async def centre_facts(visit: Visit) -> Response:
    """Correct what is written about a centre."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        return visit.render("office/centre_facts.html", centre=found, sheet=visit.blank(**_typed(found)))
    sheet = await visit.sheet()
    try:
        facts = venues.clean_centre(sheet.values, visit.city.area_code)
        await venues.change_centre(found, facts, by=visit.actor)
    except (Refusal, Refusals) as refused:
        return visit.render("office/centre_facts.html", status=422, centre=found, sheet=sheet.refused(refused))
    return visit.go("office:centre", centre_id=found.id)


def _typed(centre: Centre) -> dict[str, str]:
    kept = ("kana", "kind", "district", "address", "phone", "note", "source")
    degrees = {"latitude": centre.latitude, "longitude": centre.longitude}
    return {
        **{name: getattr(centre, name) for name in kept},
        **{name: "" if found is None else f"{found}" for name, found in degrees.items()},
        **typed_texts("name", centre.name),
    }


async def centre_access(visit: Visit) -> Response:
    """Who can use the centre: each fact yes, no, in words, or not known."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        return _access(visit, found, visit.blank(**_typed_access(found.access)))
    sheet = await visit.sheet()
    try:
        facts = venues.clean_access(_said_access(sheet))
        await venues.set_access(found, facts, by=visit.actor)
    except (Refusal, Refusals) as refused:
        return _access(visit, found, sheet.refused(refused), status=422)
    return visit.go("office:centre", centre_id=found.id)


def _access(visit: Visit, centre: Centre, sheet: Sheet, status: int = 200) -> Response:
    return visit.render("office/centre_access.html", status=status, centre=centre, sheet=sheet, facts=access.FACTS)


def _typed_access(facts: dict[str, str]) -> dict[str, str]:
    """A choice for each fact, and its own words where it is neither yes nor no."""
    plain = (access.YES, access.NO)
    choices = {name: said if said in plain else "words" for name, said in facts.items() if said}
    return choices | {f"{name}_words": said for name, said in facts.items() if said and said not in plain}


def _said_access(sheet: Sheet) -> dict[str, str]:
    said = {}
    for fact in access.FACTS:
        choice, words = sheet.value(fact.name), sheet.value(f"{fact.name}_words")
        said[fact.name] = choice if choice in (access.YES, access.NO) else words
    return said


entries: list[Entry] = [
    Entry("/centres", centres),
    Entry("/centres/new", new_centre, ("GET", "POST")),
    Entry("/centres/{centre_id:int}", centre),
    Entry("/centres/{centre_id:int}/facts", centre_facts, ("GET", "POST")),
    Entry("/centres/{centre_id:int}/access", centre_access, ("GET", "POST")),
]
