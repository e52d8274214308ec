"""One caller: her details, what she signed up for, who comes with her, and the classes that they can have."""

from collections.abc import Iterable, Sequence

from starlette.responses import RedirectResponse, Response

from outreach import people, registration
from outreach.i18n import phrase as _
from outreach.people import Details, Participant
from outreach.refusal import Refusal
from outreach.registration import Wish, merging
from outreach.spelling import Phone, clean_line
from outreach.web.desk import offers
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

CHANNELS = ("phone", "counter")
MOST_CLASSES = 12
MOST_COMPANIONS = 5
LONGEST = 100


async def person(visit: Visit) -> Response:
    """The caller, with a button for each class that she can have."""
    wanted = offers.number(visit.query("lesson"))
    blank = visit.blank(channel="phone", **{"with": visit.query("with")})
    return await _shown(visit, await participant_of(visit), blank, wanted=wanted)


async def claim(visit: Visit) -> Response:
    """A seat for her, with those who come with her, or a numbered place on the waiting list."""
    return await _taken(visit, held=False)


async def hold(visit: Visit) -> Response:
    """A seat is kept for her for ten minutes while she asks at home."""
    return await _taken(visit, held=True)


async def _taken(visit: Visit, *, held: bool) -> Response:
    participant = await participant_of(visit)
    sheet = await visit.sheet()
    try:
        wish = clean_wish(visit.city.id, sheet)
        key = offers.key_for(offers.key(sheet), wish.lesson_id)
        others = ids_of(sheet)
        if held:
            done = await registration.hold(wish, participant.id, key=key, by=visit.actor)
        elif others:
            who = [participant.id, *others]
            done = (await registration.register_party(wish, who, key=key, by=visit.actor))[0]
        else:
            done = await registration.register(wish, participant.id, key=key, by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, participant, sheet.refused(refusal), status=422)
    return visit.go("desk:registration", registration_id=done)


async def companions(visit: Visit) -> Response:
    """Somebody comes with her: who is found alone is added at once."""
    participant = await participant_of(visit)
    sheet = await visit.sheet()
    wanted = offers.number(sheet.value("lesson_id"))
    try:
        typed = clean_line(sheet.value("q"), LONGEST, field="q", required=True)
        together = {participant.id, *ids_of(sheet)}
        found = [one for one in await people.look_up(visit.city.id, typed) if one.id not in together]
    except Refusal as refusal:
        return await _shown(visit, participant, sheet.refused(refusal), status=422, wanted=wanted)
    if len(found) == 1:
        with_her = [*ids_of(sheet), found[0].id]
        return RedirectResponse(address(visit, participant.id, with_her, wanted), status_code=303)
    return await _shown(visit, participant, sheet, wanted=wanted, found=found)


def address(visit: Visit, participant_id: int, others: Sequence[int], wanted: int | None = None) -> str:
    """The page of a caller and those who come with her; ids only, as an address must not name anybody."""
    asked = [f"with={','.join(map(str, others))}"] if others else []
    asked += [f"lesson={wanted}"] if wanted is not None else []
    return visit.url("desk:person", participant_id=participant_id) + ("?" + "&".join(asked) if asked else "")


def ids_of(sheet: Sheet) -> list[int]:
    """The ids of those who come with her, as the form names them, each once."""
    found = [offers.number(one) for one in sheet.value("with").split(",")]
    return list(dict.fromkeys(one for one in found if one is not None))[:MOST_COMPANIONS]


async def merge(visit: Visit) -> Response:
    """Two records of one person become this one."""
    participant = await participant_of(visit)
    sheet = await visit.sheet()
    try:
        gone = chosen(sheet, "gone_id")
        await merging.merge(visit.city.id, participant.id, gone, by=visit.actor, key=offers.given_key(sheet))
    except Refusal as refusal:
        return await _shown(visit, participant, sheet.refused(refusal), status=422)
    return visit.go("desk:person", participant_id=participant.id)


async def unmerge(visit: Visit) -> Response:
    """They were two people after all."""
    participant = await participant_of(visit)
    sheet = await visit.sheet()
    try:
        await merging.unmerge(chosen(sheet, "merge_id"), visit.city.id, by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, participant, sheet.refused(refusal), status=422)
    return visit.go("desk:person", participant_id=participant.id)


def chosen(sheet: Sheet, field: str) -> int:
    """The id behind a button; raises Refusal where a program sent none."""
    found = offers.number(sheet.value(field))
    if found is None:
        raise Refusal(_("Please choose one of the answers."))
    return found


def class_of(sheet: Sheet) -> int:
    """The class that was chosen; raises Refusal where none was."""
    lesson_id = offers.number(sheet.value("lesson_id"))
    if lesson_id is None:
        raise Refusal(_("Please choose a class."), field="lesson_id")
    return lesson_id


def clean_wish(city_id: int, sheet: Sheet) -> Wish:
    """Which class, asked for by which channel; raises Refusal where either was not chosen."""
    lesson_id = class_of(sheet)
    if sheet.value("channel") not in CHANNELS:
        raise Refusal(_("Please choose one of the answers."), field="channel")
    return Wish(city_id, lesson_id, sheet.value("channel"))


async def participant_of(visit: Visit) -> Participant:
    """The person that the path names; Mistake 404 also for another city's, and for a record that is gone."""
    found = await people.find(visit.city.id, visit.path("participant_id"))
    if found is None:
        raise Mistake(404)
    return found


async def known(city_id: int, ids: Iterable[int]) -> list[Participant]:
    """Those of these ids who are on record, in the same order."""
    return [one for number in ids if (one := await people.find(city_id, number))]


async def _alike(participant: Participant) -> list[Participant]:
    """Who may be the same person under another record."""
    phone = participant.phone_e164
    told = Phone(participant.phone, phone, participant.phone_last4) if phone else None
    alike = await people.similar(participant.city_id, Details(participant.name, participant.kana, told))
    return [one for one in alike if one.id != participant.id]


async def _shown(
    visit: Visit,
    participant: Participant,
    sheet: Sheet,
    *,
    status: int = 200,
    wanted: int | None = None,
    found: list[Participant] | None = None,
) -> Response:
    history = await registration.history(visit.city.id, participant.id)
    together = [one for one in await known(visit.city.id, ids_of(sheet)) if one.id != participant.id]
    theirs = [row for one in together for row in await registration.history(visit.city.id, one.id)]
    coming = (await offers.offers(visit.city.id, participant.town, [*theirs, *history], wanted))[:MOST_CLASSES]
    # Every form of the page shows this sheet, whichever of them was sent: none may be left without a key.
    values = {**visit.blank(channel="phone").values, **sheet.values, "key": offers.key(sheet)}
    sheet = Sheet(values, errors=sheet.errors)
    if not any(offer.can_claim for offer in coming):
        sheet = sheet.without_fields()
    merges = await merging.merges_of(visit.city.id, participant.id)
    await people.note_look(participant, by=visit.actor)
    return visit.render(
        "desk/person.html",
        status=status,
        sheet=sheet,
        participant=participant,
        history=history,
        offers=coming,
        wanted=wanted,
        together=together,
        ids=",".join(str(one.id) for one in together),
        found=found,
        alike=await _alike(participant),
        merges=[(one, await merging.stays_behind(one)) for one in merges],
        address=lambda others, lesson_id=wanted: address(visit, participant.id, others, lesson_id),
    )
