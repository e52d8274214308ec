"""The guard at every room's door: no page without a rule, no visitor without a role, no city but one's own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach import accounts, checkin, cities
from outreach.audit import PUBLIC, Actor
from outreach.cities import City
from outreach.i18n import is_japanese
from outreach.i18n.furigana import Dictionary
from outreach.settings import Settings
from outreach.venues import names
from outreach.web import locale, reader
from outreach.web.mistakes import Mistake
from outreach.web.policy import NoRule, Rule
from outreach.web.ruby import ROOMS
from outreach.web.stored import Stored
from outreach.web.visit import Visit

Page = Callable[[Visit], Awaitable[Response]]


class Entry:
    """A room's page and the path under which the room shows it; its name is the function's name."""

    def __init__(self, path: str, page: Page, methods: Sequence[str] = ("GET",)) -> None:
        self.path = path
        self.page = page
        self.methods = tuple(methods)
        self.name = getattr(page, "__name__", "page")


def routes(
    room: str, prefix: str, entries: Sequence[Entry], rules: Mapping[str, Rule], stored: Stored
) -> list[BaseRoute]:
    """The room's pages as routes, each behind its rule. Raises NoRule for a page that policy.toml does not name."""
    return [_route(f"{room}:{entry.name}", f"/{{city}}{prefix}{entry.path}", entry, rules, stored) for entry in entries]


def _route(name: str, path: str, entry: Entry, rules: Mapping[str, Rule], stored: Stored) -> Route:
    rule = rules.get(name)
    if rule is None or rule.path != path or set(rule.methods) != set(entry.methods):
        message = f"policy.toml has no row for {name} {path} {list(entry.methods)}"
        raise NoRule(message)
    endpoint = _guarded(entry.page, rule)
    return Route(path, stored.page(endpoint) if rule.stored else endpoint, name=name, methods=list(entry.methods))


def _guarded(page: Page, rule: Rule) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        _head_as_get(request)
        if elsewhere := _in_a_spoken_language(request, rule):
            return elsewhere
        city = await _city(request)
        actor = PUBLIC if rule.stored else await who(request, city, rule)
        request.state.city, request.state.actor = city, actor
        if not rule.is_public and actor.kind == "public":
            return _to_sign_in(request, city, rule)
        if not rule.is_public and not actor.may(*rule.roles):
            raise Mistake(403)
        answer = await page(Visit(request, city, actor, request.scope["language"], await _places(request, city, rule)))
        if not rule.stored:
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return endpoint


async def _places(request: Request, city: City, rule: Rule) -> Dictionary | None:
    """How the city's places are read, where the page shows readings; nothing is asked for any other page."""
    language = request.scope["language"]
    wanted = is_japanese(language) and reader.shows_furigana(request, language)
    return await names.words(city) if wanted and locale.room_of(rule.name) in ROOMS else None


def _head_as_get(request: Request) -> None:
    # RFC 9110 section 9.3.2: HEAD is GET without the body; a page that writes on anything but GET must not see it.
    if request.method == "HEAD":
        request.scope["method"] = "GET"


def _in_a_spoken_language(request: Request, rule: Rule) -> Response | None:
    """The way to the same page in the nearest language that its room speaks, where it does not speak the path's."""
    language = locale.spoken(locale.room_of(rule.name), request.scope["language"])
    if language == request.scope["language"]:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(locale.join(request.scope["path"], language) + query, status_code=307)


async def _city(request: Request) -> City:
    city = await cities.find(request.path_params["city"].lower())
    if city is None:
        raise Mistake(404)
    return city


async def who(request: Request, city: City, rule: Rule) -> Actor:
    """Who visits this city: a member of its staff, a volunteer with a door pass, or the public.

    Whoever carries both is taken as the one that the rule lets in.
    """
    own = []
    for read in (_staff, _volunteer):
        actor = await read(request)
        if actor and actor.city_id == city.id:
            if actor.may(*rule.roles):
                return actor
            own.append(actor)
    return own[0] if own else PUBLIC


async def _staff(request: Request) -> Actor | None:
    settings: Settings = request.app.state.settings
    secret = request.cookies.get(cookies(settings).account)
    idle, absolute = timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
    return await accounts.actor_of(secret, idle, absolute) if secret else None


async def _volunteer(request: Request) -> Actor | None:
    secret = request.cookies.get(cookies(request.app.state.settings).door)
    return await checkin.actor_of(secret) if secret else None


class Cookies:
    """The names of the two cookies; behind HTTPS with the prefix that binds them to this host (RFC 6265bis)."""

    def __init__(self, *, secure: bool) -> None:
        prefix = "__Host-" if secure else ""
        self.account = f"{prefix}outreach"
        self.door = f"{prefix}outreach-door"
        self.secure = secure

    def put(self, answer: Response, name: str, secret: str) -> None:
        """Hand a secret to the browser until it is closed, out of scripts' reach."""
        answer.set_cookie(name, secret, httponly=True, samesite="lax", secure=self.secure, path="/")

    def drop(self, answer: Response, name: str) -> None:
        """Take a secret back."""
        answer.delete_cookie(name, httponly=True, samesite="lax", secure=self.secure, path="/")


def cookies(settings: Settings) -> Cookies:
    """The cookies of this installation."""
    return Cookies(secure=settings.secure)


def _to_sign_in(request: Request, city: City, rule: Rule) -> Response:
    if "volunteer" in rule.roles and not rule.roles & {"clerk", "coordinator"}:
        raise Mistake(403)
    target = str(request.app.url_path_for("signin:sign_in", city=city.slug))
    back = request.scope["whole_path"] if request.method == "GET" else f"/{city.slug}"
    language = locale.spoken("signin", request.scope["language"])
    return RedirectResponse(f"{locale.join(target, language)}?next={quote(back)}", status_code=303)
