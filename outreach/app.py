"""Where the parts meet: the rooms behind their guard, the shield around them, and the server's own work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from outreach import db, jobs, vault
from outreach.bundled import folder
from outreach.refusal import Refusal, Refusals
from outreach.settings import Settings
from outreach.web import audit, data, desk, door, feeds, guard, mine, mistakes, office, page, policy, public, signin
from outreach.web.front import cities, look, robots
from outreach.web.locale import LanguageInPath
from outreach.web.shield import BodyLimit, Shield, Tries
from outreach.web.stored import Stored

# What everybody asks for stands first: a route is found by trying one after another, half a microsecond each.
ROOMS = {
    "feeds": ("", feeds.entries),
    "public": ("", public.entries),
    "mine": ("", mine.entries),
    "data": ("", data.entries),
    "desk": ("/desk", desk.entries),
    "door": ("/door", door.entries),
    "office": ("/office", office.entries),
    "audit": ("/audit", audit.entries),
    "signin": ("/sign-in", signin.entries),
}


def create_app(settings: Settings) -> Starlette:
    """The whole server for these settings.

    Raises NoRule where a page and policy.toml disagree, NoKeys where the file of keys cannot be read.
    """
    vault.load(settings.key_file)
    stored = Stored(settings.stored_seconds)
    app = Starlette(
        routes=_routes(stored),
        middleware=[
            Middleware(LanguageInPath),
            Middleware(Shield, settings=settings),
            # Within the shield, whose page about a body that is too large would otherwise be replaced.
            Middleware(BodyLimit, settings=settings),
        ],
        exception_handlers={
            HTTPException: mistakes.on_http,
            Refusal: mistakes.on_refusal,
            Refusals: mistakes.on_refusal,
            Exception: mistakes.on_error,
        },
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False  # mistakes.on_http does it, and keeps the language
    app.state.settings = settings
    app.state.templates = page.environment()
    app.state.tries = Tries(settings)
    app.state.shared = Stored(settings.stored_seconds)  # of pages for staff that all see alike
    app.state.named = {route.name: route for route in app.routes if isinstance(route, Route)}
    app.state.readable = [r for r in app.routes if isinstance(r, Route) and "GET" in (r.methods or ())]
    return app


def _routes(stored: Stored) -> list[BaseRoute]:
    rules = policy.load()
    front = [
        Route("/", cities, name="front:cities"),
        Route("/look", look, methods=["POST"], name="front:look"),
        Route("/robots.txt", robots, name="front:robots"),
    ]
    rooms = [
        route
        for room, (prefix, entries) in ROOMS.items()
        for route in guard.routes(room, prefix, entries, rules, stored)
    ]
    named = {route.name for route in [*front, *rooms] if isinstance(route, Route)}
    if unused := rules.keys() - named:
        message = f"policy.toml names pages that do not exist: {sorted(unused)}"
        raise policy.NoRule(message)
    return [Mount("/static", Files(), name="static"), *front, *rooms]


class Files:
    """Static files: with the mark of its content in the path one may be kept for ever, without it is asked for anew."""

    def __init__(self) -> None:
        self.files = GZipMiddleware(StaticFiles(directory=folder("static")), minimum_size=1000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one file."""
        lasting = scope["query_string"].startswith(b"v=")
        kept = b"public, max-age=31536000, immutable" if lasting else b"no-cache"

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message = {**message, "headers": [*message["headers"], (b"cache-control", kept)]}
            await send(message)

        await self.files(scope, receive, send_kept)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with db.connected(settings.database_url), jobs.running(settings):
        yield
