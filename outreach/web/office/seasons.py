"""Planning many classes: by a rule, or as a copy of classes that there were; every date is looked at before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from starlette.responses import RedirectResponse, Response

from outreach import clock, lessons
from outreach.i18n import phrase as _
from outreach.lessons import copying, recurrence
from outreach.lessons import season as seasons
from outreach.lessons.planning import Plan, clean_plan
from outreach.lessons.season import Wish
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office import season_choices, season_rows
from outreach.web.visit import Visit

# Six fields a date, and those of the rule.
MOST_FIELDS = 6 * recurrence.MOST_DATES + 100
TIMES = {"starts": "13:30", "ends": "15:00", "capacity": "10"}
TOLD = ("publish", "publish_day", "publish_time", "intake_day", "intake_time")
RULE = {"rule": "weekly", "every": "1", "ends_by": "last", "publish": "now"}


async def season(visit: Visit) -> Response:
    """Many classes by a rule: the form, every date of it, and what becomes of them."""
    page = "office/season.html"
    if visit.request.method == "GET":
        return await _asking(visit, page, visit.blank(**TIMES | RULE | await _asked(visit)))
    sheet = await visit.sheet(MOST_FIELDS)
    try:
        wished = await _by_rule(visit, sheet)
    except (Refusal, Refusals) as refused:
        return await _asking(visit, page, _marked(sheet, refused), status=422)
    return await _answered(visit, page, sheet, wished)


async def copy_season(visit: Visit) -> Response:
    """Classes that there were, from a new week on: the form, every date of it, and what becomes of them."""
    page = "office/copy_season.html"
    if visit.request.method == "GET":
        return await _asking(visit, page, visit.blank(of="days", publish="draft"))
    sheet = await visit.sheet(MOST_FIELDS)
    try:
        wished = await _by_copy(visit, sheet)
    except (Refusal, Refusals) as refused:
        return await _asking(visit, page, _marked(sheet, refused), status=422)
    return await _answered(visit, page, sheet, wished)


async def _asking(visit: Visit, page: str, sheet: Sheet, status: int = 200) -> Response:
    offered = await season_choices.offered(visit)
    return visit.render(page, status=status, sheet=sheet, lines=[], season=None, **offered)


async def _answered(visit: Visit, page: str, sheet: Sheet, wished: Sequence[Wish]) -> Response:
    pressed = sheet.value("do") == "plan"
    rows = season_rows.read(sheet.values, wished, pressed=pressed)
    refused: list[Refusal] = [Refusal(sentence, field=name) for name, sentence in rows.errors.items()]
    if pressed and rows.are_ready:
        try:
            return _done(visit, await _carried_out(visit, sheet, rows.wishes))
        except (Refusal, Refusals) as refusals:
            refused = list(refusals) if isinstance(refusals, Refusals) else [refusals]
    elif pressed and not refused:
        refused = [Refusal(_("Something was changed. Please look at the dates again, and press once more."))]
    marked = _marked(sheet, Refusals(refused))
    offered = await season_choices.offered(visit)
    shown = await seasons.preview(visit.city, rows.wishes)
    return visit.render(
        page,
        status=422 if refused else 200,
        sheet=marked,
        season=shown,
        lines=season_rows.lines(shown, rows, marked.values, offered["places"]),
        **offered,
    )


async def _carried_out(visit: Visit, sheet: Sheet, wished: Sequence[Wish]) -> list[lessons.Lesson]:
    return await seasons.carry_out(
        visit.city,
        wished,
        by=visit.actor,
        key=sheet.key,
        reason=sheet.value("reason"),
        sign_up=sheet.value("sign_up"),
    )


def _done(visit: Visit, made: Sequence[lessons.Lesson]) -> Response:
    if made[0].status == "draft":
        return visit.go("office:drafts")
    address = f"{visit.url('office:classes')}?month={min(one.day for one in made):%Y-%m}"
    return RedirectResponse(address, status_code=303)


async def _asked(visit: Visit) -> dict[str, str]:
    """What the address asks for: classes like one that there is, or a first day."""
    like = await season_choices.copied(visit)
    return like | {"rule": "dates"} if like else {"first": visit.query("day")}


async def _by_rule(visit: Visit, sheet: Sheet) -> list[Wish]:
    refused: list[Refusal] = []
    days: list[date] = []
    try:
        rule = recurrence.clean_rule(sheet.values, sheet.all("weekdays"), sheet.all("nths"))
        days = recurrence.dates(rule, clock.today())
    except Refusals as refusals:
        refused += refusals
    try:
        base = clean_plan(_typed(sheet.values, days[0] if days else clock.today()))
        await seasons.check_base(visit.city, base)
    except Refusals as refusals:
        refused = [*refusals, *refused]
    if refused:
        raise Refusals(refused)
    return seasons.wishes(base, days)


def _typed(values: Mapping[str, str], day: date) -> dict[str, str]:
    """The form's texts as those of one class; a time to publish counts only where it was asked for."""
    centre, _dash, room = values.get("place", "").partition("-")
    return {
        **values,
        **_publishing(values),
        "centre_id": centre,
        "room_id": room,
        "day": day.isoformat(),
        "series_id": "",
        "reason": "",
    }


def _publishing(values: Mapping[str, str]) -> dict[str, str]:
    how = values.get("publish", "")
    if how not in ("now", "at", "draft"):
        raise Refusals([Refusal(_("Please choose one of the answers."), field="publish")])
    if how == "at":
        if not values.get("publish_day", "").strip():
            raise Refusals([Refusal(_("Please write a date that exists, such as 2026-12-01."), field="publish_day")])
        return {"publish": "yes"}
    return {"publish": "yes" if how == "now" else "", "publish_day": "", "publish_time": ""}


async def _by_copy(visit: Visit, sheet: Sheet) -> list[Wish]:
    sources, week = await copying.source(visit.city.id, sheet.values), copying.clean_week(sheet.values)
    like = {**copying.prefilled(sources[0]), **{name: sheet.value(name) for name in TOLD}}
    told = clean_plan(_typed(like, clock.today()))
    return [_told(wish, told) for wish in copying.shifted(sources, week)]


def _told(wish: Wish, told: Plan) -> Wish:
    """The copy, published and opened when the form says so."""
    plan = replace(wish.plan, publish=told.publish, publish_at=told.publish_at, intake_opens=told.intake_opens)
    return replace(wish, plan=plan, base=plan)


def _marked(sheet: Sheet, refused: Refusal | Refusals) -> Sheet:
    """The sheet with each sentence at its field; the place is one field, and a date's sentence stands at its tick."""
    marked = sheet.refused(refused)
    errors = dict(marked.errors)
    if place := errors.pop("centre_id", None) or errors.pop("room_id", None):
        errors["place"] = place
    errors.pop("room_id", None)
    dated = {one for one in errors if f"{season_rows.prefix(one)}day" in sheet.values}
    return replace(marked, errors={f"{season_rows.prefix(n)}plan" if n in dated else n: e for n, e in errors.items()})


entries: list[Entry] = [
    Entry("/seasons/new", season, ("GET", "POST")),
    Entry("/seasons/copy", copy_season, ("GET", "POST")),
]
