"""Changing one's own password; every sign-in of the account ends with it."""

from starlette.responses import Response

from outreach import accounts
from outreach.accounts import Account
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.web import guard
from outreach.web.forms import Sheet
from outreach.web.visit import Visit


async def password(visit: Visit) -> Response:
    """The form, and what becomes of it: who changed it signs in anew."""
    if visit.request.method == "GET":
        return visit.render("signin/password.html", sheet=visit.blank())
    sheet = await visit.sheet()
    account = await Account.get(id=visit.actor.id, city_id=visit.city.id)
    tries = visit.request.app.state.tries
    try:
        _check(sheet)
        await tries.sign_in(visit.request, account.login)
        await accounts.change_password(account, sheet.value("old"), sheet.value("password"), by=visit.actor)
    except Refusal as refusal:
        if refusal.field == "password":  # the old one was right
            await tries.signed_in(visit.request, account.login)
        return visit.render("signin/password.html", status=422, sheet=Sheet().refused(refusal))
    await tries.signed_in(visit.request, account.login)
    answer = visit.go("signin:sign_in")
    cookies = guard.cookies(visit.settings)
    cookies.drop(answer, cookies.account)
    return answer


def _check(sheet: Sheet) -> None:
    if sheet.value("password") != sheet.value("again"):
        raise Refusal(_("The two new passwords are not the same."), field="again")
