"""Who may sign in: the administrator makes accounts, renews passwords, switches accounts off."""

from starlette.responses import Response

from outreach import accounts as staff
from outreach import departments
from outreach.accounts import Account
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def accounts(visit: Visit) -> Response:
    """All accounts of the city."""
    return visit.render("office/accounts.html", accounts=await staff.of_city(visit.city.id))


async def new_account(visit: Visit) -> Response:
    """Make an account with a first password."""
    if visit.request.method == "GET":
        return visit.render("office/new_account.html", sheet=visit.blank(), roles=staff.ROLES)
    sheet = await visit.sheet()
    typed = (sheet.value("login"), sheet.value("name"), sheet.all("roles"), sheet.value("password"))
    try:
        await staff.create(visit.city, *typed, by=visit.actor, key=sheet.key)
    except Refusal as refusal:
        shown = _without_password(sheet).refused(refusal)
        return visit.render("office/new_account.html", status=422, sheet=shown, roles=staff.ROLES)
    return visit.go("office:accounts")


def _without_password(sheet: Sheet) -> Sheet:
    return Sheet({**sheet.values, "password": ""}, sheet.several)


async def _of_visit(visit: Visit) -> Account:
    row = await Account.get_or_none(id=visit.path("account_id"), city_id=visit.city.id)
    if row is None:
        raise Mistake(404)
    return row


async def account(visit: Visit) -> Response:
    """One account and what can be done about it."""
    return await _shown(visit, await _of_visit(visit), visit.blank())


async def _shown(visit: Visit, row: Account, sheet: Sheet, status: int = 200) -> Response:
    own = [(one.id, pick(one.name, visit.language).text) for one in await departments.of_city(visit.city.id)]
    return visit.render("office/account.html", status=status, account=row, sheet=sheet, departments=own)


async def account_department(visit: Visit) -> Response:
    """The department for which she plans classes, or none."""
    row, sheet = await _of_visit(visit), await visit.sheet()
    try:
        await staff.set_department(row, _department(sheet), by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, row, sheet.refused(refusal), status=422)
    return visit.go("office:accounts")


def _department(sheet: Sheet) -> int | None:
    typed = sheet.value("department_id")
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= 9):
        raise Refusal(_("Please choose one of the answers."), field="department_id")
    return int(typed) if typed else None


async def reset_password(visit: Visit) -> Response:
    """A new password for somebody who forgot hers; all her sign-ins end."""
    row, sheet = await _of_visit(visit), await visit.sheet()
    try:
        await staff.reset_password(row, sheet.value("password"), by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, row, Sheet().refused(refusal), status=422)
    return visit.go("office:accounts")


async def switch_off(visit: Visit) -> Response:
    """The account can no longer sign in."""
    row = await _of_visit(visit)
    try:
        await staff.switch_off(row, by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, row, Sheet().refused(refusal), status=422)
    return visit.go("office:accounts")


entries: list[Entry] = [
    Entry("/accounts", accounts),
    Entry("/accounts/new", new_account, ("GET", "POST")),
    Entry("/accounts/{account_id:int}", account),
    Entry("/accounts/{account_id:int}/department", account_department, ("POST",)),
    Entry("/accounts/{account_id:int}/password", reset_password, ("POST",)),
    Entry("/accounts/{account_id:int}/off", switch_off, ("POST",)),
]
