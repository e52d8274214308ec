"""Who helps: the list, one helper, adding and changing her, and her own link."""

from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from outreach import clock, organisations, tickets
from outreach import helpers as people
from outreach.goal.hours import worked
from outreach.helpers import KINDS, LANGUAGES, Helper
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.i18n.words import fiscal_year, fiscal_year_days
from outreach.lessons import shifts
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_line
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

LONGEST = 100
FACTS = ("name", "kana", "kind", "organisation_id", "phone", "skills", "account_id", "away_from")


async def helpers(visit: Visit) -> Response:
    """Everybody who helps, in kana order; names stay out of the address, so the search is posted."""
    if visit.request.method == "GET":
        return await _listed(visit, visit.blank())
    sheet = await visit.sheet()
    try:
        typed = clean_line(sheet.value("q"), LONGEST, field="q")
    except Refusal as refusal:
        return await _listed(visit, sheet.refused(refusal), status=422)
    chosen = {name: sheet.value(name) for name in ("kind", "organisation_id")}
    return await _listed(visit, visit.blank(q=typed, **chosen))


async def _listed(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    kind = sheet.value("kind") if sheet.value("kind") in KINDS else ""
    found = await people.of_city(visit.city.id, kind=kind, organisation_id=_number(sheet.value("organisation_id")))
    return visit.render(
        "office/helpers.html",
        status=status,
        sheet=sheet,
        helpers=people.looked_up(found, sheet.value("q")),
        next=await shifts.next_of(visit.city.id),
        organisations=await choices(visit),
        today=clock.today(),
    )


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else None


async def choices(visit: Visit) -> list[tuple[int, str]]:
    """The city's organisations as a form offers them."""
    return [(one.id, pick(one.name, visit.language).text) for one in await organisations.of_city(visit.city.id)]


async def of_visit(visit: Visit) -> Helper:
    """The helper of the path; Mistake 404 also for another city's."""
    found = await people.find(visit.city.id, visit.path("helper_id"))
    if found is None:
        raise Mistake(404)
    return found


async def helper(visit: Visit) -> Response:
    """One helper: what is kept of her, when she can come, her shifts and her hours."""
    return await shown(visit, await of_visit(visit), visit.blank())


async def shown(visit: Visit, of: Helper, sheet: Sheet, status: int = 200) -> Response:
    """Her page, with what was refused of its forms."""
    first, last = fiscal_year_days(fiscal_year(clock.today()))
    held = await worked(visit.city.id, first, last, helper_id=of.id)
    return visit.render(
        "office/helper.html",
        status=status,
        sheet=sheet,
        helper=of,
        times=(await people.times_of([of.id]))[of.id],
        absences=await people.absences_of(of.id),
        key=await people.key_of(of.id),
        coming=await shifts.of_helper(of.id),
        year=fiscal_year(first),
        held=held,
        minutes=sum(one.minutes for one in held),
    )


async def new_helper(visit: Visit) -> Response:
    """Somebody new who helps."""
    if visit.request.method == "GET":
        sheet = Sheet(visit.blank(kind="volunteer").values, {"languages": ["ja"]})
        return await _form(visit, "office/new_helper.html", sheet)
    sheet = await visit.sheet()
    try:
        wanted = people.clean_details(sheet.values, sheet.all("languages"), visit.city.area_code)
        made = await people.add(visit.city, wanted, by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        return await _form(visit, "office/new_helper.html", sheet.refused(refused), status=422)
    return visit.go("office:helper", helper_id=made.id)


async def change_helper(visit: Visit) -> Response:
    """What is kept of her, changed."""
    of = await of_visit(visit)
    if visit.request.method == "GET":
        typed = {name: str(getattr(of, name) or "") for name in FACTS}
        sheet = Sheet(visit.blank(**typed).values, {"languages": of.languages})
        return await _form(visit, "office/change_helper.html", sheet, of)
    sheet = await visit.sheet()
    try:
        wanted = people.clean_details(sheet.values, sheet.all("languages"), visit.city.area_code)
        await people.change(of, wanted, by=visit.actor)
    except (Refusal, Refusals) as refused:
        return await _form(visit, "office/change_helper.html", sheet.refused(refused), of, status=422)
    return visit.go("office:helper", helper_id=of.id)


async def _form(visit: Visit, template: str, sheet: Sheet, of: Helper | None = None, status: int = 200) -> Response:
    context: dict[str, Any] = {
        "kinds": KINDS,
        "language_tags": LANGUAGES,
        "organisations": await choices(visit),
        "accounts": [(one.id, one.name) for one in await people.free_accounts(visit.city.id, of)],
    }
    return visit.render(template, status=status, sheet=sheet, helper=of, **context)


async def new_helper_link(visit: Visit) -> Response:
    """A new secret address for her own page, shown this once; the old one ends."""
    of = await of_visit(visit)
    address = visit.address("mine:shifts", secret=await people.new_key(of, by=visit.actor))
    title = _("QR code of the helper's own page").text(visit.language)
    drawing = Markup(tickets.link_svg(address, title))  # noqa: S704 - our own drawing of our own address
    return visit.render("office/new_helper_link.html", helper=of, address=address, qr=drawing)


async def end_helper_link(visit: Visit) -> Response:
    """End her address at once."""
    of = await of_visit(visit)
    await people.end_key(of, by=visit.actor)
    return visit.go("office:helper", helper_id=of.id)


entries: list[Entry] = [
    Entry("/helpers", helpers, ("GET", "POST")),
    Entry("/helpers/new", new_helper, ("GET", "POST")),
    Entry("/helpers/{helper_id:int}", helper),
    Entry("/helpers/{helper_id:int}/change", change_helper, ("GET", "POST")),
    Entry("/helpers/{helper_id:int}/link", new_helper_link, ("POST",)),
    Entry("/helpers/{helper_id:int}/link/end", end_helper_link, ("POST",)),
]
