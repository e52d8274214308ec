"""Signing in: a new secret for the browser, and on to the page that was asked for."""

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from outreach import accounts
from outreach.refusal import Refusal
from outreach.web import guard, locale
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

# Where each role begins its day, the first that fits.
ROOMS = (
    ("coordinator", "office:today"),
    ("clerk", "desk:search"),
    ("instructor", "office:today"),
    ("administrator", "office:accounts"),
    ("auditor", "audit:entries"),
)


async def sign_in(visit: Visit) -> Response:
    """The form, and what becomes of it."""
    if visit.request.method == "GET":
        return visit.render("signin/sign_in.html", sheet=visit.blank(next=_own(visit, visit.query("next"))))
    sheet = await visit.sheet()
    tries = visit.request.app.state.tries
    await tries.sign_in(visit.request, sheet.value("login"))
    try:
        secret = await accounts.sign_in(visit.city, sheet.value("login"), sheet.value("password"))
    except Refusal as refusal:
        return visit.render("signin/sign_in.html", status=422, sheet=_kept(visit, sheet).refused(refusal))
    await tries.signed_in(visit.request, sheet.value("login"))
    answer = RedirectResponse(await _way(visit, sheet), status_code=303)
    cookies = guard.cookies(visit.settings)
    cookies.put(answer, cookies.account, secret)
    return answer


def _kept(visit: Visit, sheet: Sheet) -> Sheet:
    return Sheet({"login": sheet.value("login"), "next": _own(visit, sheet.value("next"))})


async def _way(visit: Visit, sheet: Sheet) -> str:
    account = await accounts.find(visit.city.id, sheet.value("login"))
    wanted = _own(visit, sheet.value("next"))
    if wanted or account is None:
        return wanted or visit.url("public:home")
    return visit.url(next((room for role, room in ROOMS if role in account.roles), "public:home"))


def _own(visit: Visit, path: str) -> str:
    """The path where it is one of this city's own pages, else nothing: a link never leads away from here."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return ""
    shown = locale.split(parts.path)[1]
    strange = parts.scheme or path.startswith("//") or "\\" in path or ".." in path or not path.isprintable()
    return "" if strange or not f"{shown}/".startswith(f"/{visit.city.slug}/") else path
