"""The front door of an installation: which cities live here."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from outreach import cities as every_city
from outreach.i18n import LANGUAGES
from outreach.web import locale, page


async def cities(request: Request) -> Response:
    """The list of cities."""
    language = request.scope["language"]
    context = {
        "language": language,
        "city": None,
        "actor": None,
        "cities": await every_city.every(),
        "link": lambda city: locale.join(f"/{city.slug}", language),
        "switch_language": [
            (info.name, info.html_lang, locale.join("/", tag), tag == language) for tag, info in LANGUAGES.items()
        ],
    }
    return HTMLResponse(page.html(request.app, "front/cities.html", context))
