"""The front door of an installation: its cities, the reader's switches, and what search engines may look at."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from outreach import cities as every_city
from outreach.web import locale, page, reader
from outreach.web.mistakes import Mistake


async def cities(request: Request) -> Response:
    """The list of cities."""
    language = request.scope["language"]
    context = {
        "language": language,
        "city": None,
        "actor": None,
        "reader": reader.of(request),
        "back": locale.join("/", language),
        "cities": await every_city.every(),
        "link": lambda city: locale.join(f"/{city.slug}", language),
        "switch_language": locale.choices(lambda tag: locale.join("/", tag), language),
        "offer": locale.offer(request, lambda tag: locale.join("/", tag)),
    }
    # What it says hangs on the reader's choices: no cache on the way may hand it to another.
    return HTMLResponse(page.html(request.app, "front/cities.html", context), headers={"Cache-Control": "private"})


async def look(request: Request) -> Response:
    """Take the reader's switch that was pressed, and show the page again on which it stands."""
    try:
        async with request.form(max_fields=10, max_files=0) as form:
            pressed = {name: value for name, value in form.items() if isinstance(value, str)}
    except (UnicodeError, ClientDisconnect):
        raise Mistake(400) from None
    answer = RedirectResponse(_page(request, pressed.get("back", "")), status_code=303)
    wanted = reader.of(request).changed(pressed)
    reader.remember(answer, wanted, secure=request.app.state.settings.secure)
    return answer


def _page(request: Request, back: str) -> str:
    # Only a page of this server; it is named as it stands in the address, with its language.
    # Two slashes would name another server (RFC 3986, 4.2).
    path = locale.split(back.partition("?")[0])[1]
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if is_ours and any(route.path_regex.match(path) for route in request.app.state.readable) else "/"


# Pages of staff, and addresses that are keys; they are closed anyway, and no search engine need try.
UNSEARCHED = ("sign-in", "desk", "office", "door", "audit", "feeds", "my-ticket", "T/", "H/")


async def robots(request: Request) -> Response:
    """What search engines leave alone, and where each city lists its pages (RFC 9309)."""
    base = request.app.state.settings.public_url.rstrip("/")
    lines = ["User-agent: *", *(f"Disallow: /*/{room}" for room in UNSEARCHED)]
    lines += [f"Sitemap: {base}/{city.slug}/sitemap.xml" for city in await every_city.every()]
    return PlainTextResponse("\n".join(lines) + "\n")
