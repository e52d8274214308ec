"""Changing what a ticket stands for: another day of the same course, or where its news are mailed to."""

from dataclasses import fields

from starlette.responses import Response

from outreach import lessons, people, registration
from outreach.i18n import phrase as _
from outreach.people import Details, Participant
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.spelling import Phone, clean_email
from outreach.web.forms import Sheet
from outreach.web.held import registration_of
from outreach.web.mine.opening import check_digits, may_write, opened
from outreach.web.mine.ticket import shown
from outreach.web.visit import Visit

LONGEST_ID = 9


async def move(visit: Visit) -> Response:
    """Another day instead, for everybody who comes together; sent again it leads to the same new ticket."""
    found, sheet = await registration_of(visit), await visit.sheet()
    try:
        await check_digits(visit, found, sheet)
    except Refusal as refused:
        return await shown(visit, found, sheet.refused(refused), status=422)
    try:
        made = await registration.move_to(
            found, await _other_day(found, sheet), key=sheet.key, by=visit.actor, channel="web"
        )
    except Refusal as refused:
        again = await registration_of(visit)  # it may have ended between the page and the answer
        return await opened(visit, again, sheet.refused(refused), status=422)
    return visit.go("mine:ticket", token=await registration.token_of(visit.city.id, made))


async def _other_day(found: Registration, sheet: Sheet) -> int:
    typed = sheet.value("lesson_id")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_ID else 0
    other = await lessons.find(found.city_id, number)
    if other is None or other.course_id != found.lesson.course_id:
        raise Refusal(_("Please choose one of these days."), field="lesson_id")
    return other.id


async def change_mail(visit: Visit) -> Response:
    """Where her news are mailed to, or that she is called instead; sent again it changes nothing more."""
    found, sheet = await registration_of(visit), await visit.sheet()
    try:
        await check_digits(visit, found, sheet)
    except Refusal as refused:
        return await shown(visit, found, sheet.refused(refused), status=422)
    try:
        await _write(visit, found, sheet)
    except Refusal as refused:
        return await opened(visit, found, sheet.refused(refused), status=422)
    return visit.go("mine:ticket", token=found.token)


async def _write(visit: Visit, found: Registration, sheet: Sheet) -> None:
    if not await may_write(visit, found):
        sentence = _("Please call us to change this: {phone}.", phone=visit.city.phone)
        raise Refusal(sentence, field="email")
    details = _known(found.participant, email=clean_email(sheet.value("email"), field="email"))
    # The page's forms share one key: whoever goes back and uses the other one as well has not sent the same form again.
    await people.correct(found.participant, details, by=visit.actor, key=f"mail-{sheet.key}" if sheet.key else "")


def _known(person: Participant, **new: str) -> Details:
    """Her details as they are kept, but for what is new."""
    same = {one.name: getattr(person, one.name) for one in fields(Details) if one.name != "phone"}
    phone = Phone(person.phone, person.phone_e164, person.phone_last4) if person.phone else None
    return Details(**same | new, phone=phone)
