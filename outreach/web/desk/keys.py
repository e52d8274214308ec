"""The switch for the desk's keys (WCAG 2.2, 2.1.4)."""

from starlette.responses import RedirectResponse, Response

from outreach.web import locale
from outreach.web.visit import NO_KEYS, Visit


async def keys(visit: Visit) -> Response:
    """Switch the keys off or on, and show the page again from which that was asked."""
    sheet = await visit.sheet()
    back = sheet.value("back")
    routes = visit.request.app.state.readable
    known = back.startswith(f"/{visit.city.slug}/desk") and any(route.path_regex.match(back) for route in routes)
    target = locale.join(back, visit.language) if known else visit.url("desk:search")
    answer = RedirectResponse(target, status_code=303)
    if sheet.value("keys") == "off":
        answer.set_cookie(
            NO_KEYS, "off", max_age=365 * 24 * 3600, httponly=True, samesite="lax", secure=visit.settings.secure
        )
    else:
        answer.delete_cookie(NO_KEYS, httponly=True, samesite="lax", secure=visit.settings.secure)
    return answer
