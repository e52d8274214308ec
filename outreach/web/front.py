"""The front door of an installation: which cities live here, and what search engines may look at."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

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


# Pages of staff, and addresses that are keys; they are closed anyway, and no search engine need try.
UNSEARCHED = ("sign-in", "desk", "office", "door", "audit", "feeds", "my-ticket", "T/", "H/")


async def robots(request: Request) -> Response:
    """What search engines leave alone, and where each city lists its pages (RFC 9309)."""
    base = request.app.state.settings.public_url.rstrip("/")
    lines = ["User-agent: *", *(f"Disallow: /*/{room}" for room in UNSEARCHED)]
    lines += [f"Sitemap: {base}/{city.slug}/sitemap.xml" for city in await every_city.every()]
    return PlainTextResponse("\n".join(lines) + "\n")
