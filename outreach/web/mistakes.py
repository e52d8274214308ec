"""When something is not right: a clear page that says what to do next, never a stack of code."""

import logging
import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from outreach import cities
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.web import locale, page, reader

log = logging.getLogger(__name__)
API = re.compile("/[^/]+/api/")
_NOWHERE = (404, 405)
_SLUG = re.compile("[a-z0-9-]{1,32}")


class Mistake(HTTPException):
    """A page cannot be shown; ``code`` is its HTTP status."""

    def __init__(self, code: int) -> None:
        super().__init__(code)


SENTENCES: dict[int, tuple[Phrase, Phrase]] = {
    400: (
        _("This could not be read"),
        _("Something in the address or the form cannot be read. Please go back and try again."),
    ),
    403: (
        _("This page is for other people"),
        _("You are not allowed to open this page. If you should be, please ask the coordinator."),
    ),
    404: (
        _("This page was not found"),
        _("Please check the address. You can also call us: the number is on this page."),
    ),
    405: (_("This cannot be done here"), _("Please go back to the page before and use its buttons.")),
    410: (
        _("This ticket was replaced by a new one"),
        _("Please use the new ticket. If you do not have it, please call us: the number is on this page."),
    ),
    413: (_("This is too large"), _("What was sent is too large. Please shorten it and send it again.")),
    422: (_("This could not be done"), _("Please go back and try again.")),
    429: (_("Too many tries"), _("Please wait a minute and try again. You can also call us.")),
    500: (
        _("Something went wrong here"),
        _("This is our mistake, not yours. Nothing was half saved. Please try again, or call us."),
    ),
    503: (
        _("This cannot be made at the moment"),
        _("Something is missing on our server. Please try again later, or call us."),
    ),
}


async def on_http(request: Request, error: Exception) -> Response:
    """The page for a refused or missing page."""
    code = error.status_code if isinstance(error, HTTPException) else 500
    if code in _NOWHERE:
        await _learn_the_city(request)
    answer = shown(request, code)
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


async def _learn_the_city(request: Request) -> None:
    """An address that is no page of ours may still name a city, whose telephone then stands on the page."""
    slug = request.scope["path"].removeprefix("/").partition("/")[0].lower()
    if not hasattr(request.state, "city") and _SLUG.fullmatch(slug):
        request.state.city = await cities.find(slug)


async def on_refusal(request: Request, error: Exception) -> Response:
    """The page for a refusal that no form caught: its own sentence."""
    first = error.all[0] if isinstance(error, Refusals) else error
    return shown(request, 422, first.phrase if isinstance(first, Refusal) else None)


async def on_error(request: Request, error: Exception) -> Response:
    """The page for our own mistake; the log has the details, the page has none."""
    # The route, not the address: addresses carry tickets and secrets.
    route = getattr(request.scope.get("route"), "path", "an unknown page")
    log.error("unexpected error at %s", route, exc_info=error)
    return shown(request, 500)


def shown(request: Request, code: int, sentence: Phrase | None = None) -> Response:
    """A page about what is not right, in the visitor's language, with the city's phone where the city is known.

    Programs that ask the API get the same as a problem (RFC 9457).
    """
    heading, advice = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    language = request.scope.get("language", locale.DEFAULT)
    if API.match(request.scope["path"]):
        return _problem(code, heading.text(language), (sentence or advice).text(language))
    city = getattr(request.state, "city", None)
    context = _context(request, language, city) | {
        "heading": heading.text(language),
        "advice": (sentence or advice).text(language),
        "code": code,
    }
    unstored = {"Cache-Control": "no-store"}
    return HTMLResponse(page.html(request.app, "plain/mistake.html", context), status_code=code, headers=unstored)


def _problem(code: int, title: str, detail: str) -> Response:
    told = {"type": "about:blank", "title": title, "status": code, "detail": detail}
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return JSONResponse(told, status_code=code, headers=headers, media_type="application/problem+json")


def _context(request: Request, language: str, city: Any) -> dict[str, Any]:
    def url(name: str, **params: object) -> str:
        params = {"city": city.slug, **params} if city else params
        path = str(request.app.url_path_for(name, **params))
        return locale.join(path, locale.spoken(locale.room_of(name), language))

    start = f"/{city.slug}" if city else "/"
    links = locale.choices(lambda tag: locale.join(start, tag), language)
    return {
        "city": city,
        "language": language,
        "url": url,
        "actor": None,
        "reader": reader.of(request),
        "switch_language": links,
        "here": start,
        "back": locale.join(start, language),
    }
